"""Articles, their versions (read-only), captures, events, noise and checks."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Alias, Article, Capture, Check, Event, Noise, Version


class ReadOnly:
    """What the scraper writes is looked at, never edited. (A mixin for admins and inlines.)"""

    extra = 0
    can_delete = False

    def has_add_permission(self, *args: Any) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, *args: Any) -> bool:
        """Nobody edits."""
        return False

    def has_delete_permission(self, *args: Any) -> bool:
        """Nobody deletes."""
        return False


class AliasInline(ReadOnly, admin.TabularInline[Alias, Article]):
    """Other addresses."""

    model = Alias
    fields = ("url",)


class EventInline(ReadOnly, admin.TabularInline[Event, Article]):
    """What happened."""

    model = Event


class NoiseInline(ReadOnly, admin.TabularInline[Noise, Article]):
    """What was not recorded, and why."""

    model = Noise
    fields = ("kind", "text", "reason", "count", "first_seen_at", "last_seen_at")


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin[Article]):
    """Articles."""

    list_display = (
        "title_or_url",
        "source",
        "state",
        "version_count",
        "last_outcome",
        "last_checked_at",
        "next_check_at",
    )
    list_filter = ("state", "last_outcome", "source")
    list_select_related = ("source",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("title", "url")
    ordering = ("-id",)
    inlines = [AliasInline, EventInline, NoiseInline]
    actions = ["check_now", "pause", "resume"]
    fields = (
        "title", "original", "source", "state", "language", "published_at", "first_seen_at", "last_changed_at",
        "version_count", "check_count", "last_checked_at", "last_outcome", "error_count", "last_error",
        "next_check_at", "pending",
    )  # fmt: skip
    readonly_fields = tuple(name for name in fields if name not in {"state", "next_check_at"})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come in by feeds, imports and look-ups."""
        return False

    @admin.display(description="article", ordering="title")
    def title_or_url(self, article: Article) -> str:
        """The headline, or the address before there is one."""
        return str(article)[:120]

    @admin.display(description="original")
    def original(self, article: Article) -> SafeString:
        """A link to the page."""
        return format_html('<a href="{}" rel="noopener nofollow">{}</a>', article.url, article.url)

    @admin.action(description="Check now")
    def check_now(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Make them due; a scraper does the rest."""
        count = Article.objects.filter(pk__in=queryset.values("pk")).check_now(timezone.now())
        self.message_user(request, f"{count} articles are due now; the scraper checks them at its next turn.")

    @admin.action(description="Pause")
    def pause(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Look at them no more until they are resumed."""
        queryset.update(state=Article.State.PAUSED, next_check_at=None)

    @admin.action(description="Resume")
    def resume(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Watch them again."""
        queryset.filter(state__in=[Article.State.PAUSED, Article.State.RETIRED]).update(state=Article.State.ACTIVE)
        self.check_now(request, queryset)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """A paused or retired article has no next check; a watched one has."""
        if obj.state in {Article.State.PAUSED, Article.State.RETIRED}:
            obj.next_check_at = None
        elif obj.next_check_at is None:
            obj.next_check_at = timezone.now()
        super().save_model(request, obj, form, change)
        obj.wake_host()


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin[Any]):
    """A table that is looked at."""

    show_full_result_count = False
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """All of them."""
        return [field.name for field in self.model._meta.fields]


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """Versions. They can never be edited; the database refuses it too."""

    list_display = ("title", "number", "source", "seen_at", "level", "words_added", "words_removed")
    list_filter = ("level", "headline_changed", "stealth", "source")
    list_select_related = ("source",)
    search_fields = ("title",)
    ordering = ("-seen_at", "-id")


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
