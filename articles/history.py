"""Histories in and out: the interchange format, one article a line of JSON (DESIGN §3.4)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dateutil.parser import isoparse
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles import blobs
from articles.digests import sha256
from articles.models import Article, Capture, Event, Source, Version
from articles.models.version import Particulars
from articles.packing import storable, unpack
from articles.scraping.addresses import clean_url
from articles.scraping.blocks import Block, one_line
from articles.scraping.charset import to_utf8
from articles.scraping.extract import EXTRACTOR, extract
from articles.scraping.noise import Content, content_digest

logger = logging.getLogger(__name__)

_TIMES = ("published_at", "modified_at")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class BadLine(ValueError):
    """A line that cannot be taken in, with the reason."""


@dataclass(frozen=True)
class Entry:
    """One version of a line."""

    seen_at: datetime
    title: str
    standfirst: str
    byline: str
    blocks: tuple[Block, ...]
    language: str = ""
    extractor: str = ""
    html: bytes | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None

    @property
    def key(self) -> tuple[datetime, str]:
        """By what a version is known again: its time, to the second, and its content."""
        return self.seen_at.replace(microsecond=0), content_digest(self)


@dataclass(frozen=True)
class History:
    """One line: an article with its versions, oldest first, and its events."""

    source: str
    url: str
    versions: tuple[Entry, ...]
    events: tuple[tuple[datetime, str, str], ...]


# Reading a line


def parse_line(line: str) -> History:
    """Read one line. Raises BadLine with a reason that says what to mend."""
    try:
        data = json.loads(line)
    except ValueError as error:
        raise BadLine(f"it is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise BadLine("it is not a JSON object")
    try:
        url = clean_url(_text(data, "url"))
    except ValueError as error:
        raise BadLine(f"url: {error}") from error
    slug = slug_of(_text(data, "source"))
    entries = data.get("versions")
    if not isinstance(entries, list) or not entries:
        raise BadLine("versions must be a list with at least one version")
    happened = data.get("events") or []
    if not isinstance(happened, list):
        raise BadLine("events must be a list")
    spoken = _text(data, "language")[:35]
    versions = [_entry(entry, f"version {number}", url, spoken) for number, entry in enumerate(entries, 1)]
    events = [_event(event, f"event {number}") for number, event in enumerate(happened, 1)]
    return History(slug, url, tuple(sorted(versions, key=lambda v: v.seen_at)), tuple(sorted(events)))


def _text(data: Mapping[str, Any], key: str, where: str = "") -> str:
    value = data.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"{where}{key} must be a text, not {type(value).__name__}")
    return storable(value)


def slug_of(name: str) -> str:
    """The name, if it can be a source's slug. Raises BadLine."""
    if not name or len(name) > 64 or not all(c.isalnum() or c in "-_" for c in name) or not name.isascii():
        raise BadLine(f"source {name!r} must be a short name of letters, digits and hyphens, such as bbc")
    return name


def _moment(data: Mapping[str, Any], key: str, where: str) -> datetime:
    return moment(_text(data, key, f"{where}: "), f"{where}: {key}")


def moment(text: str, where: str) -> datetime:
    """The time that a text says, in UTC where it names no zone. Raises BadLine that says where it stood."""
    try:
        found = isoparse(text)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadLine(f"{where} {text!r} is no time; write it like 2013-10-18T13:20:00Z") from None
    if found < EARLIEST:
        raise BadLine(f"{where} {text!r} is before there was a web")
    return found


def _entry(data: Any, where: str, url: str, spoken: str) -> Entry:
    if not isinstance(data, dict):
        raise BadLine(f"{where} is not an object")
    seen_at = _moment(data, "seen_at", where)
    title, standfirst, byline = (one_line(_text(data, key, f"{where}: ")) for key in ("title", "standfirst", "byline"))
    html = _text(data, "html", f"{where}: ").encode() or None
    language = _text(data, "language", f"{where}: ")[:35] or spoken
    if data.get("text") is not None:
        blocks = _blocks(data, where)
        if not blocks and not title:
            raise BadLine(f"{where} has neither text nor title")
        published_at, modified_at = (_moment(data, key, where) if data.get(key) else None for key in _TIMES)
        return Entry(
            seen_at, title, standfirst, byline, blocks, language, html=html, published_at=published_at,
            modified_at=modified_at,
        )  # fmt: skip
    if html is None:
        raise BadLine(f"{where} has neither text nor html")
    found = extract(html, url=url, content_type="text/html; charset=utf-8")
    if not found.blocks:
        raise BadLine(f"{where}: no article text was found in its html")
    return Entry(
        seen_at, title or found.title, standfirst or found.standfirst, byline or found.byline, found.blocks,
        language or found.language or "", EXTRACTOR, html,
    )  # fmt: skip


def _blocks(data: Mapping[str, Any], where: str) -> tuple[Block, ...]:
    """The lines of the text, with the kinds that an export gives beside them."""
    lines = [one_line(line) for line in _text(data, "text", f"{where}: ").split("\n")]
    blocks = unpack("\n".join(lines), _text(data, "kinds", f"{where}: "))
    return tuple(block for block in blocks if block.text)


def _event(data: Any, where: str) -> tuple[datetime, str, str]:
    if not isinstance(data, dict):
        raise BadLine(f"{where} is not an object")
    kind = _text(data, "kind", f"{where}: ")
    if kind not in Event.Kind.values:
        raise BadLine(f"{where}: kind {kind!r} must be one of {', '.join(Event.Kind.values)}")
    return _moment(data, "at", where), kind, _text(data, "detail", f"{where}: ")


# Taking a history in


@dataclass
class Imported:
    """What an import did."""

    lines: int = 0
    articles: int = 0
    versions: int = 0
    known: int = 0  # versions that were there already
    events: int = 0
    bad: int = 0


@transaction.atomic
def take_in(history: History, done: Imported) -> Article:
    """Add what of a history is not there yet, and count it in ``done``. Nothing that is there is lost."""
    source, _ = Source.objects.get_or_create(slug=history.source, defaults={"name": history.source})
    first = history.versions[0]
    article, new = Article.objects.track(source, history.url, now=first.seen_at, title=first.title)
    known = {(v.seen_at.replace(microsecond=0), v.digest) for v in article.versions.only("seen_at", "digest")}
    fresh = list({entry.key: entry for entry in history.versions if entry.key not in known}.values())
    newest = article.versions.order_by("number").last()
    if fresh and newest is not None and fresh[0].seen_at < newest.seen_at:
        _weave_in(article, fresh)
    else:
        for entry in fresh:
            Version.objects.record(article, entry, **_part(article, entry)[1])
    counted = sum(Event.objects.put(article, kind, at, detail) for at, kind, detail in history.events)
    article.refresh_from_db()
    bring_up_to_date(article, now=timezone.now())
    done.articles += new
    done.versions += len(fresh)
    done.known += len(history.versions) - len(fresh)
    done.events += counted
    return article


def _part(article: Article, entry: Entry) -> tuple[Entry, Particulars]:
    """What to record of an entry; its html becomes the capture."""
    capture = None
    if entry.html is not None:
        capture = Capture.objects.create(
            article=article,
            blob_id=blobs.put(entry.html, like=article.last_captured()),
            url=article.url,
            fetched_at=entry.seen_at,
            content_type="text/html; charset=utf-8",
        )
    particulars: Particulars = {
        "seen_at": entry.seen_at,
        "published_at": entry.published_at,
        "modified_at": entry.modified_at,
        "language": entry.language,
        "extractor": entry.extractor,
        "capture": capture,
    }
    return entry, particulars


def _weave_in(article: Article, fresh: list[Entry]) -> None:
    """Put versions in among those that are there, in the order of their times."""
    stored = [(version, version.particulars()) for version in article.versions.select_related("capture")]
    parts: list[tuple[Content, Particulars]] = [*stored, *(_part(article, entry) for entry in fresh)]
    Version.objects.rewrite(article, sorted(parts, key=lambda part: part[1]["seen_at"]))


def bring_up_to_date(article: Article, *, now: datetime) -> None:
    """What the article's whole history says of its row: since when, whether gone, and whether still to be watched."""
    oldest = article.versions.order_by("number").first()
    last_event = article.events.exclude(kind=Event.Kind.MOVED).last()
    if oldest is not None:
        article.first_seen_at = min(article.first_seen_at, oldest.seen_at)
    if last_event is not None and article.state != Article.State.PAUSED:
        article.state = Article.State.GONE if last_event.kind == Event.Kind.GONE else Article.State.ACTIVE
    if article.state in {Article.State.ACTIVE, Article.State.GONE}:
        article.plan(now, retire_after=timedelta(days=settings.SCRAPE_RETIRE_DAYS))
    article.save(update_fields=["first_seen_at", "state", "next_check_at"])
    article.wake_host()


def take_in_all(histories: Iterable[tuple[str, History | BadLine]], done: Imported) -> Iterator[str]:
    """Take in history after history, each with its name; the names of bad ones with the reason come out."""
    for name, history in histories:
        done.lines += 1
        try:
            if isinstance(history, BadLine):
                raise history
            take_in(history, done)
        except BadLine as error:
            done.bad += 1
            yield f"{name}: {error}"
        except Exception as error:  # one article's trouble must not lose the rest
            logger.exception("import failed")
            done.bad += 1
            yield f"{name}: {type(error).__name__}: {error}"


# Giving histories out


def export(articles: QuerySet[Article], *, html: bool = False) -> Iterator[str]:
    """One line of JSON an article, oldest article first, reading a few at a time; ``html`` adds the captures."""
    rows = articles.select_related("source").order_by("pk").prefetch_related("events", "versions__capture")
    for article in rows.iterator(chunk_size=100):
        versions = [_exported(version, html=html) for version in article.versions.all()]
        if versions:
            events = [{"at": _stamp(e.at), "kind": e.kind, "detail": e.detail} for e in article.events.all()]
            data = {"source": article.source.slug, "url": article.url, "versions": versions, "events": events}
            yield json.dumps(data, ensure_ascii=False)


def _exported(version: Version, *, html: bool) -> dict[str, Any]:
    page = None
    if html and version.capture is not None:
        body = blobs.get(version.capture.blob_id)
        page = to_utf8(body, version.capture.content_type or None).decode("utf-8", "replace")
    return {
        "number": version.number,
        "seen_at": _stamp(version.seen_at),
        "title": version.title,
        "standfirst": version.standfirst or None,
        "byline": version.byline or None,
        "language": version.language or None,
        "text": version.text,
        "kinds": version.kinds,
        "published_at": _stamp(version.published_at) if version.published_at else None,
        "modified_at": _stamp(version.modified_at) if version.modified_at else None,
        "html": page,
        "text_sha256": sha256(version.text.encode()),
        "capture_sha256": version.capture.blob_id if version.capture else None,
        "change": version.exported_change(),
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
