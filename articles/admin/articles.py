"""Articles: watched, paused, hidden, merged; every change leaves a line in the log."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.base import BigTableAdmin, ReadOnly, log_each
from articles.admin.workbench import workbench
from articles.models import Alias, Article, Check, Event, Noise
from articles.models.article import ArticleQuerySet
from articles.scraping.twins import merge
from articles.templatetags.newsdiffs import web_address

State = Article.State


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


class QuestionFilter(admin.SimpleListFilter):
    """The questions an editor asks of the list."""

    title = "question"
    parameter_name = "q_is"
    questions = {
        "hidden": ("Which are hidden?", Q(hidden_at__isnull=False)),
        "failing": ("Which cannot be read?", Q(error_count__gte=3)),
        "waiting": ("Where does a change await confirmation?", Q(pending__isnull=False)),
        "empty": ("Which have no version yet?", Q(version_count=0)),
        "much": ("Which changed ten times or more?", Q(version_count__gte=11)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The questions in words."""
        return [(key, words) for key, (words, _) in self.questions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """The articles that answer the question."""
        asked = self.questions.get(self.value() or "")
        return queryset.filter(asked[1]) if asked else queryset


class OutcomeFilter(admin.SimpleListFilter):
    """What came of the last look: the known outcomes, so that no query has to find them."""

    title = "last look"
    parameter_name = "last_outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All outcomes."""
        return [(str(value), str(label)) for value, label in Check.Outcome.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those with this outcome."""
        return queryset.filter(last_outcome=self.value()) if self.value() else queryset


@admin.register(Article)
class ArticleAdmin(BigTableAdmin):
    """Articles."""

    list_display = (
        "headline",
        "source",
        "state",
        "is_shown",
        "version_count",
        "last_look",
        "last_checked_at",
        "next_check_at",
    )
    list_filter = (QuestionFilter, "state", OutcomeFilter, "source")
    list_select_related = ("source",)
    sortable_by = ()
    search_fields = ("title",)
    search_help_text = "Words of the headline, a number, or a whole address."
    ordering = ("-id",)
    inlines = [AliasInline, EventInline, NoiseInline]
    actions = ["check_now", "pause", "resume", "retire", "hide", "show", "merge_into_oldest"]
    fields = (
        "title", "original", "source", "state", "hidden_at", "hidden_reason", "language", "published_at",
        "first_seen_at", "last_changed_at", "version_count", "check_count", "last_checked_at", "last_outcome",
        "error_count", "last_error", "next_check_at", "pending",
    )  # fmt: skip
    readonly_fields = tuple(name for name in fields if name not in {"state", "next_check_at"})

    def get_urls(self) -> list[URLPattern]:
        """Also the workbench."""

        def bench(request: HttpRequest, pk: int) -> HttpResponse:
            return workbench(self, request, pk)

        address = path("<int:pk>/workbench/", self.admin_site.admin_view(bench), name="articles_article_workbench")
        return [address, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come in by feeds, imports and look-ups."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Without the fingerprints, which make up most of a row and which nobody reads."""
        return super().get_queryset(request).defer("fingerprint")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """By address or number where the term is one, by words of the headline else."""
        return search_articles(queryset, search_term), False

    @admin.display(description="article")
    def headline(self, article: Article) -> str:
        """The headline, or the address before there is one."""
        return str(article)[:120]

    @admin.display(description="shown", boolean=True)
    def is_shown(self, article: Article) -> bool:
        """Whether the public may see it."""
        return not article.is_hidden

    @admin.display(description="last look")
    def last_look(self, article: Article) -> str:
        """What came of it, in words."""
        return dict(Check.Outcome.choices).get(article.last_outcome, "")

    @admin.display(description="original")
    def original(self, article: Article) -> SafeString | str:
        """A link to the page; the address alone where it is none of the web, for an import may bring any."""
        if not web_address(article.url):
            return article.url
        return format_html('<a href="{}" rel="noopener nofollow">{}</a>', article.url, article.url)

    @admin.action(description="Check now", permissions=["change"])
    def check_now(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Make them due; a scraper does the rest."""
        chosen = chosen_of(queryset.exclude(state=State.PAUSED))
        log_each(request, chosen, "Asked for a check now.")
        count = chosen.check_now(timezone.now())
        self.message_user(request, f"{count} articles are due now; the scraper checks them at its next turn.")

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Look at them no more until they are resumed."""
        chosen = chosen_of(queryset)
        log_each(request, chosen, "Paused.")
        count = chosen.update(state=State.PAUSED, next_check_at=None)
        self.message_user(request, f"{count} articles are paused.")

    @admin.action(description="Retire: watch no more", permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Look at them no more, as the schedule does with old ones."""
        chosen = chosen_of(queryset)
        log_each(request, chosen, "Retired.")
        count = chosen.update(state=State.RETIRED, next_check_at=None)
        self.message_user(request, f"{count} articles are no longer watched.")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Watch them again."""
        chosen = chosen_of(queryset.filter(state__in=[State.PAUSED, State.RETIRED]))
        log_each(request, chosen, "Resumed.")
        chosen.update(state=State.ACTIVE)
        self.message_user(request, f"{chosen.check_now(timezone.now())} articles are watched again.")

    @admin.action(description="Hide for legal reasons …", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Take them out of everything the public sees, for a reason that is asked for and kept."""
        chosen = chosen_of(queryset.filter(hidden_at__isnull=True))
        reason = request.POST.get("reason", "").replace("\x00", "").strip()
        if not reason:
            context = {
                **self.admin_site.each_context(request),
                "title": "Hide for legal reasons",
                "opts": self.model._meta,
                "articles": chosen[:50],
                "chosen": queryset.values_list("pk", flat=True),
                "missing": "apply" in request.POST,
            }
            return TemplateResponse(request, "admin/articles/article/hide.html", context)
        log_each(request, chosen, f"Hidden: {reason}")
        count = chosen.update(hidden_at=timezone.now(), hidden_reason=reason)
        self.message_user(request, f"{count} articles are hidden; their addresses answer 410.")
        return None

    @admin.action(description="Show again", permissions=["change"])
    def show(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Give hidden ones back to the public."""
        chosen = chosen_of(queryset.filter(hidden_at__isnull=False))
        log_each(request, chosen, "Shown again.")
        count = chosen.update(hidden_at=None, hidden_reason="")
        self.message_user(request, f"{count} articles are shown again.")

    @admin.action(description="Merge duplicates into the oldest of them", permissions=["change", "delete"])
    def merge_into_oldest(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Make one article of several addresses of it, with nothing lost."""
        chosen = list(chosen_of(queryset).order_by("first_seen_at", "pk"))
        if len(chosen) < 2 or len({article.source_id for article in chosen}) > 1:
            self.message_user(request, "Choose two or more articles of one source.", messages.ERROR)
            return
        oldest = chosen[0]
        for twin in chosen[1:]:
            what = f"Took over article {twin.pk}, {twin.url}"
            merge(twin, oldest)
            oldest.refresh_from_db()
            log_each(request, Article.objects.filter(pk=oldest.pk), what)
        self.message_user(request, f"“{oldest}” has taken over the other {len(chosen) - 1}.")

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """A paused or retired article has no next check; a watched one has."""
        if obj.state in {State.PAUSED, State.RETIRED}:
            obj.next_check_at = None
        elif obj.next_check_at is None:
            obj.next_check_at = timezone.now()
        obj.save(update_fields=["state", "next_check_at"])  # the scraper may be writing the rest just now
        obj.wake_host()


def search_articles(articles: QuerySet[Article], term: str) -> QuerySet[Article]:
    """Those with this number, at this address, or with all of these words in the headline."""
    term = term.strip()
    if term.isdecimal():
        return articles.filter(pk=int(term)) if len(term) < 19 else articles.none()
    if "://" in term:
        try:
            found = Article.objects.at_url(term)
        except ValueError:
            found = None
        return articles.filter(pk=found.pk) if found else articles.none()
    for word in term.replace("\x00", "").split()[:20]:
        articles = articles.filter(title__icontains=word)
    return articles


def chosen_of(queryset: QuerySet[Article]) -> ArticleQuerySet:
    """The rows of a list's queryset as they are now, whatever an action does to them."""
    return Article.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
