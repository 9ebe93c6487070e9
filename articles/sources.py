"""Sources as data: the catalogue's entries, and what a pasted address turns out to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from articles.catalogue.entries import KEYS
from articles.digests import url_digest
from articles.models import Feed, Source
from articles.scraping.addresses import clean_url
from articles.scraping.discover import FoundFeed


@dataclass
class Loaded:
    """What loading a catalogue did."""

    sources: int = 0
    feeds: int = 0
    known: int = 0


def load(entries: Iterable[Mapping[str, Any]], *, now: datetime) -> Loaded:
    """Add the catalogue's sources and feeds that are not there yet; what is there stays as its editor left it.

    Raises ValueError that names the entry and what is wrong with it; then nothing is added.
    """
    done = Loaded()
    with transaction.atomic():
        for number, entry in enumerate(entries, 1):
            try:
                _load_one(entry, done, now)
            except (ValueError, ValidationError) as error:
                reason = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
                raise ValueError(f"source {number} ({_name_of(entry)}): {reason}") from error
    return done


def _name_of(entry: Any) -> str:
    return str(entry.get("slug", "without slug")) if isinstance(entry, Mapping) else "not an object"


def _load_one(entry: Mapping[str, Any], done: Loaded, now: datetime) -> None:
    if not isinstance(entry, Mapping):
        raise ValueError("an entry must be an object with slug, name, homepage and feeds")
    if unknown := sorted(set(entry) - KEYS):
        raise ValueError(f"unknown key {unknown[0]!r}; known are {', '.join(sorted(KEYS))}")
    fields = {key: entry[key] for key in KEYS - {"feeds"} if key in entry}
    source = Source.objects.filter(slug=entry.get("slug", "")).first()
    if source is None:
        source = Source(**fields)
        source.full_clean()
        source.save(force_insert=True)
        done.sources += 1
    else:
        done.known += 1
    for feed in entry.get("feeds", []):
        if not isinstance(feed, Mapping) or not isinstance(feed.get("url"), str):
            raise ValueError('a feed must be an object with its url, such as {"url": "https://…", "title": "World"}')
        told = {name: feed[name] for name in ("title", "kind", "pattern") if name in feed}
        done.feeds += Feed.objects.add(source, clean_url(feed["url"]), due_at=now, **told)[1]


def how_to_watch(url: str) -> str:
    """What to do about an address that is not tracked."""
    return (
        f"Add its source with `manage.py add_source {url}`, or watch this article alone: sign in at "
        f"{settings.SITE_URL}/admin/ and paste its address into the field at the top of the site."
    )


def slug_for(url: str) -> str:
    """A free slug for a source at this address."""
    return free_slug(url, Source.objects.values_list("slug", flat=True))


def free_slug(url: str, taken: Iterable[str]) -> str:
    """The site's own name as a slug, with a number where that is taken."""
    host = urlsplit(url).hostname or "source"
    labels = [label for label in host.split(".") if label not in {"www", "feeds", "feed", "rss", "m", "news"}]
    name = labels[0] if labels and not labels[0].isdigit() else host
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50] or "source"
    taken = {other for other in taken if other.startswith(slug)}
    return next(c for c in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if c not in taken)


def source_for(url: str) -> Source:
    """The source on whose site this address lies, made (with no feed) where there is none.

    Raises ValueError for what is no web address.
    """
    url = clean_url(url)
    host = site_name(url)
    sites = {
        site_name(homepage): pk for pk, homepage in Source.objects.exclude(homepage="").values_list("pk", "homepage")
    }
    labels = host.split(".")
    # news.courier.example lies on the site of courier.example; the nearest one counts.
    for start in range(len(labels)):
        known = sites.get(".".join(labels[start:]))
        if known is not None:
            return Source.objects.get(pk=known)
    parts = urlsplit(url)
    return Source.objects.create(slug=slug_for(url), name=host, homepage=f"{parts.scheme}://{parts.netloc}/")


def site_name(url: str) -> str:
    """The host of an address without www, or "" for what is no address."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


@transaction.atomic
def add(homepage: str, name: str, feeds: Iterable[FoundFeed], *, slug: str, language: str, now: datetime) -> Source:
    """Add a source with its feeds. Raises ValueError where it is there already."""
    feeds = list(feeds)
    if Source.objects.filter(slug=slug).exists():
        raise ValueError(f"there is a source {slug!r} already; give another with --slug")
    known = [_twin_of(feed.url) for feed in feeds]
    if known and known[0] and all(known):
        raise ValueError(f"its feeds belong to the source {known[0].source.slug!r} already")
    source = Source.objects.create(slug=slug, name=name, homepage=homepage, language=language[:35])
    for feed, twin in zip(feeds, known, strict=True):
        if twin is None:
            Feed.objects.add(source, feed.url, due_at=now, title=feed.title, kind="")
    return source


def _twin_of(url: str) -> Feed | None:
    """A feed that we have at this address, be it with another scheme or with or without www."""
    bare = url.partition("://")[2].removeprefix("www.")
    twins = [f"{scheme}://{host}{bare}" for scheme in ("https", "http") for host in ("", "www.")]
    return Feed.objects.filter(url_digest__in=map(url_digest, twins)).select_related("source").first()
