"""The latest changes: new versions and events in one stream, newest first, filtered, and paged by key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from articles.models import Article, Event, Source, Version
from articles.models.event import EventQuerySet
from articles.models.version import VersionQuerySet

PAGE_SIZE = 20
LEVELS = tuple(Version.Level.values)
EVERYTHING = "all"


class BadAddress(ValueError):
    """A parameter of the address cannot be understood; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which changes to show. The fields are the parameters of the address."""

    source: str = ""
    level: str = EVERYTHING  # this level and up
    headline: bool = False
    stealth: bool = False
    gone: bool = False
    since: date | None = None
    language: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], *, level: str = EVERYTHING) -> Filters:
        """The filters in an address; ``level`` is meant where it names none. Raises BadAddress."""
        level = query.get("level") or level
        if level not in (*LEVELS, EVERYTHING):
            raise BadAddress(
                _("There is no level “%(level)s”. Use one of %(levels)s or %(all)s.")
                % {"level": level, "levels": ", ".join(LEVELS), "all": EVERYTHING}
            )
        return cls(
            source=_text(query, "source"),
            level=level,
            headline=_is_on(query, "headline"),
            stealth=_is_on(query, "stealth"),
            gone=_is_on(query, "gone"),
            since=_day(_text(query, "since")),
            language=_text(query, "language"),
        )

    def address(self) -> str:
        """The query of an address that has these filters, such as ``?level=major&gone=1``."""
        pairs = {field.name: getattr(self, field.name) for field in fields(self)}
        return "?" + urlencode({name: 1 if value is True else value for name, value in pairs.items() if value})

    def but(self, **changes: object) -> Filters:
        """These filters with some of them changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def narrowing(self) -> bool:
        """Whether anything besides the level narrows the list."""
        return self.but(level=EVERYTHING) != Filters()


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the stream: the key of the last entry before it."""

    at: datetime
    rank: int  # of two entries at the same moment: events (0) stand after versions (1)
    pk: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{'ev'[self.rank]}{self.pk}"

    @classmethod
    def read(cls, query: Mapping[str, str], name: str = "before") -> Cursor | None:
        """The cursor that a parameter of an address names, None where there is none. Raises BadAddress."""
        text = query.get(name, "")
        if not text:
            return None
        match = re.fullmatch(r"(\d{8}T\d{6}\.\d{6})-([ev])(\d{1,18})", text, re.ASCII)
        try:
            at = datetime.strptime(match[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC) if match else None
        except ValueError:
            at = None
        if match is None or at is None:
            said = _("“%(name)s” is not a place in the list. Start at the first page: “Older changes” leads on.")
            raise BadAddress(said % {"name": name})
        return cls(at, "ev".index(match[2]), int(match[3]))


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a follower has come in the order in which things were recorded."""

    version: int = 0
    event: int = 0

    def __str__(self) -> str:
        return f"v{self.version}e{self.event}"

    @classmethod
    def now(cls) -> Mark:
        """Where recording stands."""
        newest = [model.objects.order_by("-pk").values_list("pk", flat=True).first() for model in (Version, Event)]
        return cls(*(pk or 0 for pk in newest))

    @classmethod
    def read(cls, query: Mapping[str, str], name: str = "after") -> Mark | None:
        """The mark that a parameter of an address names, None where there is none. Raises BadAddress."""
        text = query.get(name, "")
        match = re.fullmatch(r"v(\d{1,18})e(\d{1,18})", text, re.ASCII)
        if text and match is None:
            raise BadAddress(_("“%(name)s” is no mark of the record, such as v120e7.") % {"name": name})
        return cls(int(match[1]), int(match[2])) if match else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the stream: a change, or an event."""

    article: Article
    version: Version | None = None
    event: Event | None = None

    @property
    def cursor(self) -> Cursor:
        """Where it stands in the stream."""
        if self.version is not None:
            return Cursor(self.version.seen_at, 1, self.version.pk)
        assert self.event is not None
        return Cursor(self.event.at, 0, self.event.pk)

    @property
    def at(self) -> datetime:
        """When it was seen."""
        return self.cursor.at


class Choice(NamedTuple):
    """A source as a filter names it."""

    slug: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, newest first, and where the next page begins, if there is one."""

    entries: tuple[Entry, ...]
    next: Cursor | None


def read_page(
    filters: Filters, *, article_id: int | None = None, before: Cursor | None = None, size: int = PAGE_SIZE
) -> Page:
    """A page of the stream, of one article or of all: two queries, however large the archive is."""
    versions = versions_of(filters, article_id).for_lists().filter(beyond(before, "seen_at", 1))[: size + 1]
    events = events_of(filters, article_id).for_lists().filter(beyond(before, "at", 0))[: size + 1]
    entries = [Entry(version.article, version=version) for version in versions]
    entries += [Entry(event.article, event=event) for event in events]
    entries.sort(key=lambda entry: entry.cursor, reverse=True)
    shown = tuple(entries[:size])
    return Page(shown, shown[-1].cursor if len(entries) > size else None)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Some entries in the order of recording, how far they lead, and whether more is waiting."""

    entries: tuple[Entry, ...]
    mark: Mark
    more: bool


def read_recorded(filters: Filters, *, after: Mark, size: int) -> Recorded:
    """What was recorded since a mark, whenever it was seen: for followers, who must not miss what is woven in later."""
    now = Mark.now()
    versions = list(versions_of(filters, None).for_lists().filter(pk__gt=after.version).order_by("pk")[: size + 1])
    events = list(events_of(filters, None).for_lists().filter(pk__gt=after.event).order_by("pk")[: size + 1])
    more = len(versions) + len(events) > size
    versions = versions[:size]
    events = events[: size - len(versions)]
    entries = [Entry(version.article, version=version) for version in versions]
    entries += [Entry(event.article, event=event) for event in events]
    if not more:
        # Nothing that the filters want stands before the end, so the next look may begin there.
        newest = (
            max([mark, *(row.pk for row in rows)]) for mark, rows in ((now.version, versions), (now.event, events))
        )
        return Recorded(tuple(entries), Mark(*newest), more)
    last = (rows[-1].pk if rows else mark for rows, mark in ((versions, after.version), (events, after.event)))
    return Recorded(tuple(entries), Mark(*last), more)


def read_keys(filters: Filters, *, article_id: int | None = None, size: int = PAGE_SIZE) -> list[tuple[datetime, str]]:
    """When each entry of the first page was seen, and what it is made of: two light queries, for ETags."""
    keys: list[tuple[datetime, str]] = []
    with connection.cursor() as cursor:
        for kind, (sql, params) in _key_queries(filters, article_id, size):
            cursor.execute(sql, params)
            keys += [(aware(row[0]), f"{kind}{row[1:]}") for row in cursor.fetchall()]
    return sorted(keys, reverse=True)[:size]


@lru_cache(maxsize=512)
def _key_queries(filters: Filters, article_id: int | None, size: int) -> list[tuple[str, tuple[str, Any]]]:
    """The statements of ``read_keys``, kept: to make them takes several times as long as to ask them, and feed
    readers ask for the same feeds all day long."""
    made_of = ("digest", "level", "significance", "words_added", "words_removed")
    versions = versions_of(filters, article_id).values_list("seen_at", "id", *made_of)[:size]
    events = events_of(filters, article_id).values_list("at", "id")[:size]
    return [
        (kind, found.query.sql_with_params())
        for kind, found in (("v", versions), ("e", events))
        if not found.query.is_empty()
    ]


def aware(moment: datetime | str) -> datetime:
    """A moment as a database gives it: SQLite keeps text, in UTC."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def versions_of(filters: Filters, article_id: int | None) -> VersionQuerySet:
    """The changes that the filters want, of one article or of all, newest first."""
    found = Version.objects.visible().changes()
    if filters.gone:
        return found.none()
    if article_id is not None:
        found = found.filter(article=article_id)
    if filters.source:
        found = found.filter(source=Source.objects.pk_of(filters.source))
    if filters.level != EVERYTHING:
        # A change whose level is not known yet is shown rather than hidden.
        found = found.filter(level__in=["", *LEVELS[LEVELS.index(filters.level) :]])
    if filters.headline:
        found = found.filter(headline_changed=True)
    if filters.stealth:
        found = found.filter(stealth=True)
    if filters.since:
        found = found.filter(seen_at__gte=_start(filters.since))
    if filters.language:
        found = found.in_language(filters.language)
    return found


def events_of(filters: Filters, article_id: int | None) -> EventQuerySet:
    """The events that the filters want, of one article or of all, newest first."""
    found = Event.objects.visible().order_by("-at", "-id")
    if filters.headline or filters.stealth:
        return found.none()
    if article_id is not None:
        found = found.filter(article=article_id)
    if filters.gone:
        found = found.filter(kind=Event.Kind.GONE)
    elif filters.level != EVERYTHING:
        found = found.exclude(kind=Event.Kind.MOVED)
    if filters.source:
        found = found.filter(source=Source.objects.pk_of(filters.source))
    if filters.since:
        found = found.filter(at__gte=_start(filters.since))
    if filters.language:
        found = found.in_language(filters.language)
    return found


def beyond(before: Cursor | None, field: str, rank: int) -> Q:
    """What stands after the cursor in the stream, among the entries of this rank."""
    if before is None:
        return Q()
    here = Q(**{f"{field}__lt": before.at})
    if rank < before.rank:
        return Q(**{f"{field}__lte": before.at})
    if rank == before.rank:
        # The first bound is implied by the second; it is what lets the database enter its index here.
        return Q(**{f"{field}__lte": before.at}) & (here | Q(id__lt=before.pk))
    return here


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _text(query: Mapping[str, str], name: str) -> str:
    # PostgreSQL refuses NUL in any text.
    return query.get(name, "").replace("\x00", "").strip()


def _is_on(query: Mapping[str, str], name: str) -> bool:
    text = query.get(name, "").lower()
    if text not in ("", "0", "1", "on", "off", "true", "false"):
        raise BadAddress(_("“%(name)s” is “%(text)s”: write 1 or leave it out.") % {"name": name, "text": text})
    return text in ("1", "on", "true")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadAddress(
            _("“since” is “%(text)s”, which is no date. Write it like 2026-11-17.") % {"text": text}
        ) from None


def list_sources() -> list[Choice]:
    """The sources to choose from."""
    return [Choice(*row) for row in Source.objects.order_by(Lower("name")).values_list("slug", "name", "language")]
