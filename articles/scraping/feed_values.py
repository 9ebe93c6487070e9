"""What discovery finds, as values, and the small readers every kind of feed shares (pure)."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from .addresses import join_url

MAX_LINKS = 100_000
"""Links read from one feed; the sitemap protocol's own limit is 50,000."""

_MAX_TEXT = 1000
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_AMPERSAND = re.compile(r"&(?:amp|#0*38);", re.IGNORECASE)
_HOST_FIRST = re.compile(r"\s*www\.(?:[\w-]+\.)+[^\W\d]{2,}(?::\d+)?/", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_ISO_DATE = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d(?:[.,]\d{1,6})?)?)\d*\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII | re.IGNORECASE,
)
# Hours from UTC of the zone names that news feeds use beyond those the standard library reads.
_ZONES = {"CET": 1, "CEST": 2, "BST": 1, "WET": 0, "WEST": 1, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9}
_ZONES |= {"KST": 9, "SGT": 8, "HKT": 8, "AEST": 10, "AEDT": 11, "AWST": 8, "NZST": 12, "NZDT": 13, "SAST": 2}
_ZONE_NAME = re.compile(r" ([A-Z]{3,4})$")


@dataclass(frozen=True, slots=True)
class Link:
    """An article that a feed, sitemap or index page names. Times are aware, in UTC, or None."""

    url: str
    title: str = ""
    guid: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedContents:
    """What a feed holds, or in `problem` a sentence why it cannot be read.

    `kind` is "rss" (RDF too), "atom", "json", "sitemap" or "sitemapindex", and "" with a problem; `feeds` are
    the sitemaps an index names, those first that likely hold today's articles.
    """

    kind: str = ""
    title: str = ""
    language: str = ""
    links: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page announces or links to; `kind` as in FeedContents, "" where the page does not say."""

    url: str
    title: str = ""
    kind: str = ""


def plain(text: str | None) -> str:
    """One line of text without tags, entities, control characters and lone surrogates, cut at 1,000."""
    if not text:
        return ""
    text = text[: _MAX_TEXT * 10]
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    text = _CONTROLS.sub(" ", text).encode("utf-8", "replace").decode()
    return " ".join(text.split())[:_MAX_TEXT]


def absolute(base: str, *references: str | None) -> str:
    """The first of the references that is an address of a web page, made absolute; "" if none is."""
    for reference in references:
        if reference and not reference.isspace():
            try:
                return join_url(base, _as_meant(reference))
            except ValueError:
                continue
    return ""


def _as_meant(reference: str) -> str:
    """A reference whose ampersands were escaped once too often, or that begins with a host and lacks its slashes."""
    if "&" in reference:
        reference = _AMPERSAND.sub("&", reference)
    return f"//{reference.strip()}" if _HOST_FIRST.match(reference) else reference


def feed_date(text: str | None) -> datetime | None:
    """A date as feeds write it (RFC 822, ISO 8601) in UTC; None where it is no full date.

    A date without a zone is read as UTC, and a day without a time as its beginning. Nothing is guessed:
    "yesterday" or "10:30" would be another moment on every reading.
    """
    if not text or len(text) > 100:
        return None
    text = " ".join(text.split())
    try:
        when = _iso(text) if text[:4].isdigit() else _rfc822(text)
        return None if when is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    found = _ISO_DATE.fullmatch(text)
    if found is None:
        return None
    day, time, zone = found.groups()
    zone = "+00:00" if zone is None or zone.isalpha() else zone
    return datetime.fromisoformat(f"{day}T{time or '00:00'}{zone}")


def _rfc822(text: str) -> datetime | None:
    zone = _ZONE_NAME.search(text)
    when = parsedate_to_datetime(text)
    if when.tzinfo is None:
        hours = _ZONES.get(zone[1], 0) if zone else 0
        when = when.replace(tzinfo=timezone(timedelta(hours=hours)))
    return when
