"""What the API gives out of sources and articles: each shape, and how it is made from a row.

Models become data here and in ``texts.py`` alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.urls import reverse
from ninja import Schema
from pydantic import Field

from articles.memento import address
from articles.models import Alias, Article, Event, Feed, Source


def page(name: str, *args: Any) -> str:
    """The full address of one of our pages."""
    return settings.SITE_URL + reverse(name, args=args)


class FeedOut(Schema):
    """An address of a source that lists articles."""

    url: str
    title: str
    kind: str
    enabled: bool
    last_polled_at: datetime | None
    last_outcome: str

    @classmethod
    def of(cls, feed: Feed) -> FeedOut:
        """From the row."""
        return cls.model_validate(feed)


class SourceOut(Schema):
    """A publication that is watched."""

    slug: str
    name: str
    homepage: str
    country: str = Field(description="ISO 3166 code; empty: not known.")
    language: str = Field(description="BCP 47 code; empty: not known.")
    enabled: bool
    article_count: int
    change_count: int
    last_change_at: datetime | None
    last_look_at: datetime | None
    page: str = Field(description="Its page for people.")

    @classmethod
    def of(cls, source: Source) -> SourceOut:
        """From a row of ``Source.objects.with_counts().with_last_look()``."""
        return cls(**_source(source))


class SourceDetail(SourceOut):
    """A source with its feeds."""

    feeds: list[FeedOut]

    @classmethod
    def of(cls, source: Source) -> SourceDetail:
        """From a row of ``Source.objects.with_counts().with_last_look()``."""
        return cls(**_source(source), feeds=[FeedOut.of(feed) for feed in source.feeds.all()])


def _source(source: Any) -> dict[str, Any]:  # with the counts that these two annotate
    names = ("slug", "name", "homepage", "country", "language", "enabled")
    return {name: getattr(source, name) for name in names} | {
        "article_count": source.article_total,
        "change_count": source.change_total,
        "last_change_at": source.last_change,
        "last_look_at": source.last_look,
        "page": page("source", source.slug),
    }


class EventOut(Schema):
    """Something that happened to an article other than a change of its text."""

    at: datetime
    kind: Literal["gone", "back", "moved"]
    detail: str

    @classmethod
    def of(cls, event: Event) -> EventOut:
        """From the row."""
        return cls.model_validate(event)


class ArticleOut(Schema):
    """One tracked page."""

    id: int
    source: str = Field(description="The source's slug.")
    url: str
    title: str = Field(description="The latest headline.")
    language: str
    state: Literal["active", "gone", "retired", "paused"]
    published_at: datetime | None = Field(description="As the page or the feed says.")
    first_seen_at: datetime
    last_changed_at: datetime | None
    last_checked_at: datetime | None
    next_check_at: datetime | None
    version_count: int
    page: str = Field(description="Its page for people.")

    @classmethod
    def of(cls, article: Article) -> ArticleOut:
        """From a row with its source."""
        return cls(**_article(article))


class ArticleDetail(ArticleOut):
    """An article with its other addresses and what happened to it."""

    aliases: list[str]
    events: list[EventOut]
    timegate: str = Field(description="Memento (RFC 7089): where to ask for the version of a date.")
    timemap: str = Field(description="Memento: the list of its versions.")

    @classmethod
    def of(cls, article: Article) -> ArticleDetail:
        """From a row with its source."""
        aliases = Alias.objects.filter(article=article).order_by("pk").values_list("url", flat=True)
        return cls(
            **_article(article),
            aliases=list(aliases[:1000]),
            events=[EventOut.of(event) for event in article.events.all()],
            timegate=address("timegate", article.url),
            timemap=address("timemap/json", article.url),
        )


def _article(article: Article) -> dict[str, Any]:
    names = ("id", "url", "title", "language", "state", "published_at", "first_seen_at", "last_changed_at",
             "last_checked_at", "next_check_at", "version_count")  # fmt: skip
    row = {name: getattr(article, name) for name in names}
    return row | {"source": article.source.slug, "page": page("article", article.pk)}


class HiddenOut(Schema):
    """Since when and why an article is kept from the public."""

    article_id: int
    hidden_at: datetime
    reason: str

    @classmethod
    def of(cls, article: Article) -> HiddenOut:
        """From the row of an article that is hidden."""
        assert article.hidden_at is not None
        return cls(article_id=article.pk, hidden_at=article.hidden_at, reason=article.hidden_reason)


class Sources(Schema):
    """A page of sources, by slug."""

    items: list[SourceOut]
    next: str | None = Field(description="The address of the next page; null: this is the last.")


class Articles(Schema):
    """A page of articles, newest first."""

    items: list[ArticleOut]
    next: str | None = Field(description="The address of the next page; null: this is the last.")


class ProblemOut(Schema):
    """What went wrong: problem details, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
