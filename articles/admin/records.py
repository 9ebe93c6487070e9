"""What the scraper wrote, and who did what: versions, checks, captures and the log are looked at, never edited."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.admin.articles import search_articles
from articles.admin.base import ReadOnlyAdmin, log_each
from articles.folding import fold, unfold
from articles.models import Article, Capture, Check, Version


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """Versions. They can never be edited; the database refuses it too."""

    list_display = ("title", "number", "source", "seen_at", "level", "words_added", "words_removed")
    list_filter = ("level", "headline_changed", "stealth", "source")
    list_select_related = ("source",)
    search_fields = ("article__title",)
    search_help_text = "Words of the article’s latest headline, its number, or a whole address."
    sortable_by = ()
    ordering = ("-id",)
    actions = ["mark_as_noise", "unmark"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        """Without the texts where they are listed."""
        found, match = super().get_queryset(request), request.resolver_match
        listed = match is not None and match.url_name == "articles_version_changelist"
        return found.defer("text", "kinds", "change") if listed else found

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Version], search_term: str
    ) -> tuple[QuerySet[Version], bool]:
        """The versions of the articles that are found: their titles are fewer than all headlines there ever were."""
        if not search_term.strip():
            return queryset, False
        found = search_articles(Article.objects.order_by(), search_term)
        return queryset.filter(article__in=found.values("pk")), False

    def has_fold_permission(self, request: HttpRequest) -> bool:
        """Who may change articles may say what of them is noise."""
        return request.user.has_perm("articles.change_article")

    @admin.action(description="Mark as noise …", permissions=["fold"])
    def mark_as_noise(self, request: HttpRequest, queryset: QuerySet[Version]) -> HttpResponse | None:
        """Fold them out of the history, for a reason that is asked for."""
        reason = request.POST.get("reason", "").replace("\x00", "").strip()
        if not reason:
            context = {
                **self.admin_site.each_context(request),
                "title": "Mark as noise",
                "opts": self.model._meta,
                "versions": queryset.defer("text", "kinds")[:50],
                "chosen": queryset.values_list("pk", flat=True),
                "missing": "apply" in request.POST,
            }
            return TemplateResponse(request, "admin/articles/version/noise.html", context)
        versions = list(queryset.select_related("article"))
        for version in versions:
            try:
                fold(version, reason=reason, by=request.user.pk, now=timezone.now())
            except ValueError as error:
                self.message_user(request, f"{version}: {error}", messages.ERROR)
            else:
                log_each(request, Version.objects.filter(pk=version.pk), f"Marked as noise: {reason}")
        return None

    @admin.action(description="Show again: no noise", permissions=["fold"])
    def unmark(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        """Give them their place in the history back."""
        log_each(request, queryset, "Shown again: no noise.")
        for version in queryset:
            unfold(version)


@admin.register(Check)
class CheckAdmin(ReadOnlyAdmin):
    """The log of looks."""

    list_display = ("at", "article", "outcome", "status", "milliseconds", "detail")
    list_filter = ("outcome",)
    list_select_related = ("article",)
    ordering = ("-id",)


@admin.register(Capture)
class CaptureAdmin(ReadOnlyAdmin):
    """The evidence."""

    list_display = ("article", "fetched_at", "status", "content_type", "blob_id")
    list_select_related = ("article",)
    ordering = ("-fetched_at",)


@admin.register(LogEntry)
class LogAdmin(ReadOnlyAdmin):
    """Who did what, and when."""

    list_display = ("action_time", "user", "content_type", "object_repr", "said")
    list_filter = ("content_type", "user")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "change_message")
    date_hierarchy = None
    ordering = ("-action_time",)

    @admin.display(description="what was done")
    def said(self, entry: LogEntry) -> str:
        """The entry in words."""
        return entry.get_change_message() or entry.get_action_flag_display()
