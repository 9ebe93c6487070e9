"""Counts all tallies anew from versions and events: for archives older than the tallies, and for repair."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from articles.models.tally import FIELDS, Counts, Key, of_event, of_version, summed

BATCH = 2000


def count_all(version: Any, event: Any, tally: Any, folded: Collection[tuple[int, str]] = ()) -> int:
    """Put new tallies in the place of all; how many. Takes the model classes, for a migration has its own.

    ``folded`` are the versions that editors call noise, by article and digest: they count as no change.
    """
    rows = summed(_parts(version, event, folded))
    tally.objects.all().delete()
    made = (
        tally(source_id=source, day=day, delay=delay, **{name: sums[name] for name in FIELDS})
        for (source, day, delay), sums in sorted(rows.items())
    )
    return len(tally.objects.bulk_create(made, batch_size=BATCH))


def _parts(version: Any, event: Any, folded: Collection[tuple[int, str]]) -> Iterator[tuple[Key, Counts]]:
    columns = ("article_id", "source_id", "number", "seen_at", "headline_changed", "digest")
    first_seen_at, current = None, None
    rows = version.objects.order_by("article_id", "number").values_list(*columns).iterator(BATCH)
    for article, source, number, seen_at, headline_changed, digest in rows:
        if article != current:
            first_seen_at, current = seen_at, article
        if number > 1 and (article, digest) in folded:
            continue
        yield from of_version(source, number, seen_at, headline_changed, first_seen_at)
    events = event.objects.filter(kind__in=["gone", "back"]).values_list("article__source_id", "kind", "at")
    for source, kind, at in events.order_by().iterator(BATCH):
        yield from of_event(source, kind, at)
