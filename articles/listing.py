"""What a page of the stream shows, read as plain rows: a page whose rows are the same need not be drawn again.

Two queries, as ``stream.read_page`` takes, but of the shown columns alone, and by statements that are kept: to make
them takes longer than to ask them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from articles.models import Article, Event, Source, Version
from articles.models.rows import Row, made
from articles.stream import PAGE_SIZE, Cursor, Entry, Filters, Page, aware, beyond, events_of, versions_of

# In the order of the tables, as from_db() takes them.
_SOURCE = ("id", "slug", "name")
_ARTICLE = ("id", "source_id", "url", "title", "language", "state", "version_count")
_VERSION = ("id", "article_id", "source_id", "number", "seen_at", "title", "digest", "words_added", "words_removed",
            "level", "headline_changed", "notice", "stealth", "change")  # fmt: skip
_EVENT = ("id", "article_id", "source_id", "at", "kind", "detail")


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a page, and of one entry more of each kind where there are."""

    versions: list[Row]
    events: list[Row]
    size: int

    @property
    def rows(self) -> list[Row]:
        """All that the page shows, for its validator."""
        return [*self.versions, *self.events]

    def page(self) -> Page:
        """The page. Its rows have what a list shows; whatever else is asked of them costs a query."""
        entries = [*map(_change, self.versions), *map(_event, self.events)]
        entries.sort(key=lambda entry: entry.cursor, reverse=True)
        shown = tuple(entries[: self.size])
        return Page(shown, shown[-1].cursor if len(entries) > self.size else None)


def read_listing(filters: Filters, *, before: Cursor | None = None, size: int = PAGE_SIZE) -> Listing:
    """The rows of a page of the stream."""
    versions, events = _statements(filters, before, size)
    return Listing(_asked(versions), _asked(events), size)


def _asked(statement: tuple[str, tuple[Any, ...]] | None) -> list[Row]:
    if statement is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        rows: list[Row] = cursor.fetchall()
        return rows


@lru_cache(maxsize=512)
def _statements(filters: Filters, before: Cursor | None, size: int) -> list[tuple[str, tuple[Any, ...]] | None]:
    versions = versions_of(filters, None).filter(beyond(before, "seen_at", 1))
    events = events_of(filters, None).filter(beyond(before, "at", 0))
    asked = [
        versions.values_list(*_VERSION, *_under("article", _ARTICLE), *_under("source", _SOURCE))[: size + 1],
        events.values_list(*_EVENT, *_under("article", _ARTICLE), *_under("source", _SOURCE))[: size + 1],
    ]
    return [None if each.query.is_empty() else each.query.sql_with_params() for each in asked]


def _under(relation: str, names: Sequence[str]) -> list[str]:
    return [f"{relation}__{name}" for name in names]


def _change(row: Row) -> Entry:
    version = made(Version, _VERSION, row)
    version.seen_at = aware(version.seen_at)
    version.change = json.loads(version.change) if isinstance(version.change, str) else version.change
    version.source, version.article = _around(row[len(_VERSION) :])
    return Entry(version.article, version=version)


def _event(row: Row) -> Entry:
    event = made(Event, _EVENT, row)
    event.at = aware(event.at)
    event.source, event.article = _around(row[len(_EVENT) :])
    return Entry(event.article, event=event)


def _around(row: Row) -> tuple[Source, Article]:
    article, source = made(Article, _ARTICLE, row), made(Source, _SOURCE, row[len(_ARTICLE) :])
    article.source = source
    return source, article
