"""Entries of a file compared with the archive: what is new, what would change, what cannot go in; and then put in."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from articles.catalogue.entries import FEED_FIELDS, FIELDS, MOST_SOURCES, BadFile, Entry, decoded, read_json, write_json
from articles.catalogue.outlines import read_opml, write_opml
from articles.catalogue.tables import read_csv, write_csv
from articles.catalogue.values import check_types, editors_kind, feed_values, listed, refuse_unstorable, shown
from articles.digests import url_digest
from articles.models import Feed, Source
from articles.scraping.addresses import clean_url
from articles.sources import free_slug, site_name

FORMS = {"csv": "text/csv; charset=utf-8", "opml": "text/x-opml; charset=utf-8", "json": "application/json"}
NEW, CHANGED, UNCHANGED, BAD = "new", "changed", "unchanged", "bad"


@dataclass
class FeedStep:
    """A feed as the file has it; ``known`` is the archive's."""

    url: str
    values: dict[str, Any]
    known: Feed | None


@dataclass
class Step:
    """What one entry of the file would do. ``changes`` are sentences; ``reason`` is why it cannot go in."""

    place: str
    slug: str = ""
    name: str = ""
    verdict: str = UNCHANGED
    reason: str = ""
    changes: list[str] = field(default_factory=list)
    source: Source | None = None
    feeds: list[FeedStep] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """What a file would do."""

    steps: list[Step]

    def of(self, verdict: str) -> list[Step]:
        """The steps with this verdict."""
        return [step for step in self.steps if step.verdict == verdict]

    @property
    def counts(self) -> dict[str, int]:
        """How many steps there are of each verdict."""
        return {verdict: len(self.of(verdict)) for verdict in (NEW, CHANGED, UNCHANGED, BAD)}

    @property
    def does_anything(self) -> bool:
        """Whether anything in the archive would be other than it is."""
        return bool(self.of(NEW) or self.of(CHANGED))

    @property
    def digest(self) -> str:
        """What was shown, so that nothing else is applied."""
        said = [(step.place, step.slug, step.verdict, step.changes) for step in self.steps]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def read(body: bytes) -> list[Entry]:
    """The entries of a file in any of the three forms, told by how it begins. Raises BadFile."""
    text = decoded(body)
    start = text.lstrip()[:1]
    if not start:
        raise BadFile("The file is empty.")
    entries = read_opml(text) if start == "<" else read_json(text) if start in "[{" else read_csv(text)
    if len(entries) > MOST_SOURCES:
        raise BadFile(f"The file has more than {MOST_SOURCES:,} sources. Split it.")
    return entries


def written(sources: Iterable[Source], form: str) -> str:
    """Sources with their feeds as a file of this form."""
    rows = [_row_of(source) for source in sources]
    if form == "opml":
        return write_opml(rows, title="Sources of NewsDiffs")
    return write_csv(rows) if form == "csv" else write_json(rows)


def _row_of(source: Source) -> dict[str, Any]:
    row = {name: getattr(source, name) for name in FIELDS}
    feeds = [{name: getattr(feed, name) for name in FEED_FIELDS} for feed in source.feeds.all()]
    return row | {"feeds": [feed | {"kind": editors_kind(feed["kind"])} for feed in feeds]}


def compare(entries: Iterable[Entry]) -> Plan:
    """What these entries would do to the archive as it is. Nothing is written."""
    return Plan(list(_Comparison().steps(entries)))


class _Comparison:
    """The archive's sources and feeds, read once, and what the entries so far would add to them."""

    def __init__(self) -> None:
        self.sources = {source.slug: source for source in Source.objects.all()}
        self.feeds = {feed.url_digest: feed for feed in Feed.objects.select_related("source").defer("last_error")}
        self.sites = {site_name(source.homepage): slug for slug, source in self.sources.items() if source.homepage}
        self.taken: dict[str, str] = {}  # what the file says already, and where
        self.new: dict[str, Step] = {}  # sources that the file adds, by site

    def steps(self, entries: Iterable[Entry]) -> Iterator[Step]:
        """The steps, one an entry; entries without a slug may be one source together."""
        for entry in entries:
            step = Step(entry.place, str(entry.data.get("slug") or ""), str(entry.data.get("name") or ""))
            try:
                if entry.problem:
                    raise ValueError(entry.problem)
                joined = self._fill(step, entry)
            except (ValueError, OverflowError, ValidationError) as error:
                step.verdict, step.reason = BAD, _in_words(error)
                yield step
            else:
                if not joined:
                    yield step

    def _fill(self, step: Step, entry: Entry) -> bool:
        """Fill the step in; whether its feeds went to an earlier one instead. Raises ValueError, ValidationError."""
        refuse_unstorable(entry.data)
        feeds = [self._feed(feed) for feed in listed(entry.data.get("feeds"))]
        data = {name: value for name, value in entry.data.items() if name != "feeds"}
        if not step.slug:
            data, earlier = self._placed(data, feeds)
            if earlier is not None:
                self._take(f"\n{len(self.taken)}", earlier.slug, feeds, entry.place)
                earlier.feeds += feeds
                earlier.changes += [f"feed {feed.url}: new" for feed in feeds]
                return True
        step.slug = data["slug"]
        step.source = self.sources.get(step.slug)
        step.name = str(data.get("name") or (step.source.name if step.source else ""))
        _compare_fields(step, data)
        own = "slug" in entry.data or step.source is None
        self._take(step.slug if own else f"\n{len(self.taken)}", step.slug, feeds, entry.place)
        for feed in feeds:
            _compare_feed(step, feed)
        step.feeds = feeds
        step.verdict = NEW if step.source is None else CHANGED if step.changes else UNCHANGED
        if step.verdict == NEW and step.fields.get("homepage"):
            self.new.setdefault(site_name(step.fields["homepage"]), step)
        return False

    def _take(self, key: str, slug: str, feeds: list[FeedStep], place: str) -> None:
        """Note what an entry says, so that no other says it again. Raises ValueError."""
        keys = [key, *(f"\n{feed.url}" for feed in feeds)]
        for name in keys:
            if name in self.taken:
                raise ValueError(f"{name.strip()} is there already, in {self.taken[name]}.")
        for feed in feeds:
            if feed.known is not None and feed.known.source.slug != slug:
                raise ValueError(f"{feed.url} is a feed of {feed.known.source.slug!r} already.")
        if len({feed.url for feed in feeds}) < len(feeds):
            raise ValueError("A feed is there twice.")
        self.taken |= dict.fromkeys(keys, place)

    def _feed(self, said: Any) -> FeedStep:
        if not isinstance(said, dict) or not isinstance(said.get("url"), str):
            raise ValueError('A feed must be an object with its url, such as {"url": "https://…", "title": "World"}.')
        if unknown := sorted(set(said) - set(FEED_FIELDS)):
            raise ValueError(f"A feed has no {unknown[0]!r}; known are {', '.join(FEED_FIELDS)}.")
        url = clean_url(said["url"])
        return FeedStep(url, feed_values(said), self.feeds.get(url_digest(url)))

    def _placed(self, data: dict[str, Any], feeds: list[FeedStep]) -> tuple[dict[str, Any], Step | None]:
        """Which source feeds without a slug belong to: the one that has one of them, or their site, or a new one."""
        if not feeds:
            raise ValueError("It has neither a slug nor a feed.")
        known = next((feed.known.source.slug for feed in feeds if feed.known), None)
        homepage = clean_url(data["homepage"]) if data.get("homepage") else _front_page(feeds[0].url)
        site = site_name(homepage)
        if known or site in self.sites:
            return {"slug": known or self.sites[site]}, None
        if site in self.new:
            return {}, self.new[site]
        slug = free_slug(homepage, {*self.sources, *self.taken})
        return {"name": site, **data, "homepage": homepage, "slug": slug}, None


def _front_page(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"


def _compare_fields(step: Step, data: dict[str, Any]) -> None:
    """Note which fields would change. Raises ValidationError, ValueError where they cannot."""
    check_types(data)
    before = step.source
    changed = {name: value for name, value in data.items() if before is None or getattr(before, name) != value}
    after = Source(**({name: getattr(before, name) for name in FIELDS} if before else {}) | changed)
    untouched = {f.name for f in Source._meta.fields} - (set(changed) if before else {*FIELDS})
    after.clean_fields(exclude=untouched)
    if "rules" in changed:
        after.clean()
    for name, least in (("check_every", 1), ("min_delay", 0)):
        value = getattr(after, name)
        if name in changed and value is not None and not (math.isfinite(value) and value >= least):
            raise ValueError(f"{name} must be a number of at least {least}, in seconds.")
    if changed.get("homepage"):
        after.homepage = clean_url(after.homepage)
    step.fields = {name: getattr(after, name) for name in changed}
    if before:
        step.changes += [f"{name}: {shown(getattr(before, name))} → {shown(step.fields[name])}" for name in changed]


def _compare_feed(step: Step, feed: FeedStep) -> None:
    if feed.known is None:
        step.changes.append(f"feed {feed.url}: new")
        return
    current = {**{name: getattr(feed.known, name) for name in feed.values}}
    if "kind" in current:
        current["kind"] = editors_kind(current["kind"])
    feed.values = {name: value for name, value in feed.values.items() if value != current[name]}
    step.changes += [
        f"feed {feed.url}, {name}: {shown(current[name])} → {shown(value)}" for name, value in feed.values.items()
    ]


def _in_words(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    if hasattr(error, "error_dict"):
        return " ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
    return " ".join(error.messages)


@transaction.atomic
def apply(plan: Plan, *, now: datetime) -> list[tuple[Source, str]]:
    """Do what a plan says, all of it or nothing; each source that is new or other, and what was done, for the log."""
    done: list[tuple[Source, str]] = []
    for step in plan.steps:
        if step.verdict not in {NEW, CHANGED}:
            continue
        source = step.source or Source()
        for name, value in step.fields.items():
            setattr(source, name, value)
        if step.source is None:
            source.save(force_insert=True)
        elif step.fields:
            source.save(update_fields=list(step.fields))
        for feed in step.feeds:
            _apply_feed(source, feed, now)
        done.append((source, "; ".join(step.changes)))
    return done


def _apply_feed(source: Source, feed: FeedStep, now: datetime) -> None:
    if feed.known is None:
        values = {name: value for name, value in feed.values.items() if name != "enabled"}
        made, _ = Feed.objects.add(source, feed.url, due_at=now, **values)
        if not feed.values.get("enabled", True):
            Feed.objects.filter(pk=made.pk).update(enabled=False)
    elif feed.values:
        Feed.objects.filter(pk=feed.known.pk).update(**feed.values)
