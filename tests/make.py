"""Small functions that make a test's data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from articles import blobs
from articles.models import Article, Capture, Event, Host, Source, Version
from articles.scraping.blocks import Block

T0 = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Text:
    """A content as the extractor would give it."""

    title: str = ""
    standfirst: str = ""
    byline: str = ""
    blocks: tuple[Block, ...] = ()


def make_content(text: str = "", *, title: str = "", standfirst: str = "", byline: str = "") -> Text:
    """A content with one paragraph a line."""
    return Text(title, standfirst, byline, tuple(Block("paragraph", line) for line in text.splitlines() if line))


def make_source(slug: str = "courier", **fields: Any) -> Source:
    """The source with this slug."""
    defaults = {"name": slug.replace("-", " ").title(), "homepage": f"https://{slug}.example/", **fields}
    return Source.objects.get_or_create(slug=slug, defaults=defaults)[0]


def make_article(
    versions: Sequence[str | dict[str, Any]] = (),
    *,
    source: Source | None = None,
    url: str | None = None,
    title: str = "Council approves the harbour plan",
    **fields: Any,
) -> Article:
    """An article with these versions: texts, or dicts with text, title, standfirst, byline, seen_at.

    Without times of their own, the versions are 35 minutes apart.
    """
    source = source or make_source()
    url = url or f"https://{source.slug}.example/news/{Article.objects.count() + 1}"
    article, _ = Article.objects.track(source, url, now=T0, title=title)
    if "language" in fields:
        Article.objects.filter(pk=article.pk).update(language=fields["language"])
    at = T0
    for entry in versions:
        entry = {"text": entry} if isinstance(entry, str) else dict(entry)
        at = entry.pop("seen_at", at)
        add_version(article, entry.pop("text"), seen_at=at, title=entry.pop("title", title), **entry)
        at += timedelta(minutes=35)
    if fields:
        Article.objects.filter(pk=article.pk).update(**fields)
    article.refresh_from_db()
    return article


def add_version(article: Article, text: str, *, seen_at: datetime, title: str, standfirst: str = "",
                byline: str = "", **particulars: Any) -> Version:  # fmt: skip
    """Record the article's next version."""
    content = make_content(text, title=title, standfirst=standfirst, byline=byline)
    return Version.objects.record(article, content, seen_at=seen_at, **particulars)


def make_event(article: Article, kind: str = "gone", at: datetime = T0, detail: str = "") -> Event:
    """Something that happened to the article."""
    about = {"source": article.source, "language": article.language}
    return Event.objects.create(article=article, kind=kind, at=at, detail=detail, **about)


def make_capture(article: Article, body: bytes, *, content_type: str = "text/html; charset=utf-8") -> Capture:
    """A page that was received for the article."""
    return Capture.objects.create(
        article=article, blob_id=blobs.put(body), url=article.url, fetched_at=T0, status=200,
        content_type=content_type, headers=[["Content-Type", content_type], ["Set-Cookie", "theirs=1"]],
    )  # fmt: skip


def make_host(name: str = "courier.example", **fields: Any) -> Host:
    """The host with this name."""
    return Host.objects.get_or_create(name=name, defaults=fields)[0]
