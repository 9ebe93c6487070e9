"""Sources with their feeds, hosts, and what is known to be furniture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from articles.admin import adding, exchange, rereading
from articles.admin.base import log_each
from articles.digests import url_digest
from articles.models import Feed, Furniture, Host, Source
from articles.scraping.addresses import clean_url
from articles.scraping.validators import Trust

# How to write what is kept as JSON.
_IN_JSON = {
    "include": 'A list, such as ["/news/", "/sport/"].',
    "exclude": 'A list, such as ["/horoscope/", "^Live:"].',
    "rules": 'Such as {"drop": [".teaser"]}. On an article, “How it is read” tries them before they count.',
}


class FeedForm(forms.ModelForm[Feed]):
    """A feed's address, checked; its host and digest follow from it."""

    class Meta:
        model = Feed
        fields = ("url", "title", "kind", "pattern", "enabled")
        widgets = {
            "url": forms.TextInput(attrs={"size": 40}),
            "title": forms.TextInput(attrs={"size": 14}),
            "pattern": forms.TextInput(attrs={"size": 14}),
        }

    def clean_url(self) -> str:
        """The address, tidied; refused with the reason where it is none, or another feed's."""
        try:
            url = clean_url(self.cleaned_data["url"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        taken = Feed.objects.filter(url_digest=url_digest(url)).exclude(pk=self.instance.pk).first()
        if taken is not None:
            raise forms.ValidationError(f"This is a feed of {taken.source} already.")
        return url

    def save(self, commit: bool = True) -> Feed:
        """Fill in what follows from the address."""
        feed = self.instance
        feed.url_digest = url_digest(feed.url)
        feed.host = Host.objects.for_url(feed.url)
        feed.next_poll_at = feed.next_poll_at or timezone.now()
        Host.objects.filter(pk=feed.host_id).pull_forward(feed.next_poll_at)
        return super().save(commit)


class FeedInline(admin.TabularInline[Feed, Source]):
    """A source's feeds, with how they fare."""

    model = Feed
    form = FeedForm
    extra = 1
    readonly_fields = ("next_poll_at", "last_polled_at", "last_outcome", "last_error", "link_count")


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin[Source]):
    """Sources."""

    list_display = ("name", "slug", "country", "language", "enabled", "article_total", "last_contact", "last_change")
    list_filter = ("enabled", "country", "language")
    search_fields = ("name", "slug", "homepage")
    prepopulated_fields = {"slug": ("name",)}
    inlines = [FeedInline]
    actions = ["look_now", "switch_on", "switch_off", "prove_anew"]
    readonly_fields = ("trust",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "homepage", "country", "language", "enabled")}),
        ("Which articles", {"fields": ("include", "exclude")}),
        ("How they are read", {"fields": ("rules",)}),
        (
            "How often and how fast",
            {
                "fields": ("check_every", "min_delay", "trust"),
                "description": "Servers whose word was found wrong once are not asked for it again, until the action "
                "“Let the servers prove their word anew” in the list of sources.",
            },
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        """Also the pages that add a source by its homepage, take sources in and give them out, and read them anew."""

        def page(address: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(address, self.admin_site.admin_view(partial(view, self)), name=f"articles_source_{name}")

        return [
            page("survey/", adding.ask, "ask"),
            page("survey/<int:pk>/", adding.show, "survey"),
            page("export/sources.<str:form>", exchange.give, "export"),
            page("import/", exchange.hand_in, "import"),
            page("import/<int:pk>/", exchange.review, "import_review"),
            page("<int:pk>/reread/", rereading.reread, "reread"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """With the counts the list shows."""
        return Source.objects.with_counts()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """One line for what is one line."""
        if db_field.name in {"name", "homepage"}:
            kwargs["widget"] = forms.TextInput(attrs={"size": 60})
        if db_field.name in _IN_JSON:
            kwargs["widget"] = forms.Textarea(attrs={"rows": 4, "cols": 60})
            kwargs["help_text"] = f"{db_field.help_text.rstrip('.')}. {_IN_JSON[db_field.name]}"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(ordering="article_total", description="articles")
    def article_total(self, source: Any) -> int:
        """How many articles it has."""
        return int(source.article_total)

    @admin.display(ordering="last_contact", description="last contact")
    def last_contact(self, source: Any) -> Any:
        """When one of its feeds was read last."""
        return source.last_contact

    @admin.display(ordering="last_change", description="last change")
    def last_change(self, source: Any) -> Any:
        """When one of its articles changed last."""
        return source.last_change

    @admin.action(description="Poll the feeds now", permissions=["change"])
    def look_now(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Make the feeds due; a scraper does the rest."""
        log_each(request, queryset, "Asked for a poll now.")
        now = timezone.now()
        feeds = Feed.objects.filter(source__in=list(queryset.values_list("pk", flat=True)))
        count = feeds.update(next_poll_at=now)
        Host.objects.filter(feeds__in=feeds).pull_forward(now)
        self.message_user(request, f"{count} feeds are due now; the scraper polls them at its next turn.")

    @admin.action(description="Switch on", permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Watch these sources."""
        log_each(request, queryset, "Switched on.")
        Source.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))).update(enabled=True)
        self.look_now(request, queryset)

    @admin.action(description="Switch off", permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Stop watching these sources; what is stored stays."""
        log_each(request, queryset, "Switched off.")
        Source.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))).update(enabled=False)

    @admin.action(description="Let the servers prove their word anew", permissions=["change"])
    def prove_anew(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Forget that a 304 was found wrong, for a site that has new servers by now."""
        log_each(request, queryset, "Let its servers prove their word anew.")
        Source.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))).update(trust=Trust.UNPROVEN.value)


@admin.register(Host)
class HostAdmin(admin.ModelAdmin[Host]):
    """Hosts: what we ask of them, and how they answer."""

    list_display = ("name", "due_at", "not_before", "owner", "lease_until", "error_count", "last_error")
    search_fields = ("name",)
    fields = (
        "name", "min_delay", "due_at", "not_before", "owner", "lease_until", "error_count", "last_error",
        "robots_status", "robots_text", "robots_fetched_at",
    )  # fmt: skip
    readonly_fields = tuple(name for name in fields if name != "min_delay")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Hosts follow from addresses."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Host | None = None) -> bool:
        """Hosts follow from addresses."""
        return False


@admin.register(Furniture)
class FurnitureAdmin(admin.ModelAdmin[Furniture]):
    """Blocks seen on many articles of a source."""

    list_display = ("text", "source", "articles", "last_seen_at")
    list_filter = ("source",)
    search_fields = ("text",)
    list_select_related = ("source",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Furniture is found, not written."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Furniture | None = None) -> bool:
        """What was taken for furniture wrongly is deleted, and counted anew."""
        return False
