"""What the templates need and Django does not have: times, marked text, names of countries and languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime
from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, gettext

from articles.marks import marked as marked_spans
from articles.models import Article, Feed
from articles.wording import said as in_words

register = template.Library()


def _locale() -> Locale:
    """The reader's language, as babel knows it."""
    return _locale_of(get_language() or "en")


@lru_cache(maxsize=16)
def _locale_of(code: str) -> Locale:
    return Locale.parse(code, sep="-")


@register.simple_tag(takes_context=True)
def steady(context: template.Context, name: str) -> SafeString:
    """A part of every page that hangs on nothing but the reader's language and on which page it is: drawn once."""
    match = getattr(context.get("request"), "resolver_match", None)
    draw = _steady.__wrapped__ if settings.DEBUG else _steady
    return draw(name, get_language() or "en", match.url_name if match else None)


@lru_cache(maxsize=512)
def _steady(name: str, language: str, here: str | None) -> SafeString:
    return render_to_string(name, {"here": here, "LANGUAGE_CODE": language, "LANGUAGES": settings.LANGUAGES})


@register.simple_tag
def when(moment: datetime | None, lead: str = "") -> SafeString | str:
    """A moment as <time>: UTC in the page, in the reader's own zone once the script has run."""
    if moment is None:
        return ""
    utc = moment.astimezone(UTC)
    return format_html(
        '{}<time datetime="{}">{}</time>', lead, utc.strftime("%Y-%m-%dT%H:%M:%SZ"), moment_in_words(utc)
    )


@register.filter("moment")
def moment_in_words(moment: datetime) -> str:
    """A moment in UTC, in the reader's language: "1 Nov 2026, 06:35 UTC"."""
    locale = _locale()
    # Day before month, its name in letters, 24 hours: nobody can misread it. The script writes the same.
    pattern = "d. MMM y, HH:mm" if locale.language == "de" else "d MMM y, HH:mm"
    return f"{format_datetime(moment.astimezone(UTC), pattern, locale=locale)} UTC"


def day_in_words(moment: datetime) -> str:
    """The day of a moment in UTC, in the reader's language: "1 November 2026"."""
    pattern = {"de": "d. MMMM y", "es": "d 'de' MMMM 'de' y"}.get(_locale().language, "d MMMM y")
    return str(format_date(moment.astimezone(UTC), pattern, locale=_locale()))


@register.filter
def said(value: str | Sequence[str]) -> str | list[str]:
    """A value of the archive, or several, in the reader's language."""
    return in_words(value) if isinstance(value, str) else [in_words(part) for part in value]


@register.simple_tag
def whole(path: str) -> str:
    """The whole address of a path of this site, for those who read a page from elsewhere."""
    return settings.SITE_URL + path


@register.filter
def since(later: datetime, earlier: datetime) -> str:
    """How much later one moment is than another: "35 minutes", "2 days, 3 hours"."""
    if (later - earlier).total_seconds() < 60:
        return gettext("less than a minute")
    return timesince(earlier, later).replace("\xa0", " ")


@register.filter
def duration(length: timedelta) -> str:
    """A length of time in one unit: "35 minutes", "2 days"."""
    start = datetime(2000, 1, 1, tzinfo=UTC)
    return timesince(start, start + length, depth=1).replace("\xa0", " ")


@register.filter
def marked(spans: Iterable[tuple[str, str]] | None) -> SafeString:
    """Spans of one block with what changed marked."""
    return marked_spans(spans or ())


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent, where only all is 100 and only nothing is 0: "84 %"."""
    return f"{min(max(round(100 * share), 1 if share else 0), 100 if share == 1 else 99)}\xa0%"


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    """The item at this place of a list."""
    return items[place]


@register.filter
def web_address(url: str) -> str:
    """The address if it is one of the web; nothing otherwise, so that no other scheme becomes a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


@register.filter
def host(url: str) -> str:
    """The host of an address, without www."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@register.filter
def country(code: str) -> str:
    """The country with this ISO 3166 code."""
    return str(_locale().territories.get(code.upper(), code))


@register.filter
def language(tag: str) -> str:
    """The language with this BCP 47 tag."""
    return _language(tag, _locale().language)


@lru_cache(maxsize=512)
def _language(tag: str, shown_in: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name(shown_in) or tag
    except (ValueError, UnknownLocaleError):
        return tag


@register.simple_tag
def lang_of(article: Article) -> SafeString | str:
    """The lang attribute for an article's text; nothing where its language is not known."""
    tag = article.language
    parts = tag.split("-")
    known = parts[0].isalpha() and 2 <= len(parts[0]) <= 8 and all(p.isalnum() and len(p) <= 8 for p in parts)
    return format_html(' lang="{}"', tag) if known and tag.isascii() else ""


@register.filter
def polled(feeds: Iterable[Feed]) -> int:
    """How many of the feeds have been read at all."""
    return sum(feed.last_polled_at is not None for feed in feeds)


@register.filter
def failing(feeds: Iterable[Feed]) -> int:
    """How many of the feeds that are switched on could not be read last time."""
    return sum(feed.enabled and feed.error_count > 0 for feed in feeds)
