"""Planning: what was recorded is held against the watches, and put into the outbox. Database alone, a bit at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from articles.models import Delivery, Event, News, Version, Watch
from articles.scraping import lease
from articles.stream import Entry
from articles.watches.match import Matcher

BATCH = 100  # news in one transaction, so that it stays short
MOST = 1_000  # news in one step, so that whoever has other work comes to it
CHUNK = 500  # ids in one statement


def step() -> int:
    """Plan what was recorded since; how many changes of watches are told because of it, once they are sent."""
    total = 0
    for _ in range(MOST // BATCH):
        planned = _plan_some()
        if planned is None:
            break
        total += planned
    return total


@transaction.atomic
def _plan_some() -> int | None:
    """Plan the oldest news; None where there are none. Planners wait for one another, so each news is planned once."""
    news = list(News.objects.select_for_update().order_by("pk")[:BATCH])
    if not news:
        return None
    entries = read_entries(news)
    queries = Watch.objects.active().exclude(query="").order_by().values_list("kind", "query", "query_digest")
    matcher = Matcher.of(queries.distinct())
    earlier = _earlier(entries) if matcher.needs_texts else {}
    by_query: dict[str, list[Entry]] = defaultdict(list)
    by_article: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        version = entry.version
        before = earlier.get((version.article_id, version.number - 1)) if version else None
        if version is None or version.number == 1 or before or not matcher.needs_texts:
            for digest in matcher.matches(entry, before):
                by_query[digest].append(entry)
        if version is None or version.number > 1:
            by_article[entry.article.pk].append(entry)
    wanted = _wanted("article_id", by_article) + _wanted("query_digest", by_query)
    count = put(wanted)
    News.objects.filter(pk__in=[item.pk for item in news]).delete()
    return count


def read_entries(news: Iterable[News]) -> list[Entry]:
    """The changes, events and first versions that are on record still, and not hidden or folded away."""
    news = list(news)
    ids = [item.version for item in news if item.version]
    # First versions are no changes, but searches may look for what they say.
    versions = Version.objects.visible().unfolded().filter(pk__in=ids).select_related("article", "source")
    entries = [Entry(version.article, version=version) for version in versions]
    for entry in entries:
        assert entry.version is not None
        entry.article.source = entry.version.source
    events = Event.objects.visible().filter(pk__in=[item.event for item in news if item.event])
    return entries + [Entry(event.article, event=event) for event in events.select_related("article__source")]


def _earlier(entries: Iterable[Entry]) -> dict[tuple[int, int], Version]:
    wanted = Q(pk__in=[])
    for version in (entry.version for entry in entries):
        if version is not None and version.number > 1:
            wanted |= Q(article=version.article_id, number=version.number - 1)
    return {(version.article_id, version.number): version for version in Version.objects.filter(wanted)}


def _wanted(name: str, entries: Mapping[int, list[Entry]] | Mapping[str, list[Entry]]) -> list[tuple[Watch, Entry]]:
    """Who of those that watch by this field wants which of the entries, given by the field's value."""
    found: list[tuple[Watch, Entry]] = []
    values: Sequence[int | str] = list(entries)
    for start in range(0, len(values), CHUNK):
        watches = Watch.objects.active().filter(**{f"{name}__in": values[start : start + CHUNK]})
        for watch in watches.only("pk", "rhythm", "since", name).order_by():
            of_it = entries[getattr(watch, name)]
            found += [(watch, entry) for entry in of_it if entry.at >= watch.since]
    return found


def put(wanted: Sequence[tuple[Watch, Entry]]) -> int:
    """Put what was not told before into the outbox, and wake its watches; how much. Call in a transaction."""
    now = lease.clock()
    told = _told(entry for _, entry in wanted)
    new = [
        _delivery(watch, entry)
        for watch, entry in wanted
        if not entry.version or told.get((watch.pk, entry.article.pk, entry.version.digest), entry.at) <= entry.at
    ]
    woken: dict[datetime, set[int]] = defaultdict(set)
    watches = {watch.pk: watch for watch, _ in wanted}
    for pk in {delivery.watch_id for delivery in new}:
        woken[watches[pk].next_sending(now)].add(pk)
    for at, ids in woken.items():
        chosen = sorted(ids)
        for start in range(0, len(chosen), CHUNK):
            Watch.objects.wake(chosen[start : start + CHUNK], at)
    # What was told before is there already: the constraint keeps it from coming again.
    Delivery.objects.bulk_create(new, ignore_conflicts=True, batch_size=CHUNK)
    return len(new)


def _told(entries: Iterable[Entry]) -> dict[tuple[int, int, str], datetime]:
    """When the same texts were told of before, by watch, article and digest.

    Articles that are merged may have seen one change at both; the earlier sighting stays, and it must not be told
    anew where the later one was told. A text that comes back later is another change.
    """
    versions = [entry.version for entry in entries if entry.version]
    rows = Delivery.objects.filter(
        article__in={version.article_id for version in versions}, digest__in={version.digest for version in versions}
    )
    told: dict[tuple[int, int, str], datetime] = {}
    for watch, article, digest, at in rows.values_list("watch_id", "article_id", "digest", "at"):
        key = (watch, article, digest)
        told[key] = max(at, told.get(key, at))
    return told


def _delivery(watch: Watch, entry: Entry) -> Delivery:
    delivery = Delivery(watch=watch, article=entry.article, at=entry.at, kind=Delivery.Kind.CHANGE)
    if entry.version is not None:
        delivery.digest = entry.version.digest
    elif entry.event is not None:
        delivery.kind = entry.event.kind
    return delivery
