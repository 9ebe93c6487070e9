"""Counts all tallies anew from versions and events: for archives older than the tallies, and for repair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles.models.tally import FIELDS, Counts, Key, of_event, of_version, summed

BATCH = 2000


def count_all(version: Any, event: Any, tally: Any) -> int:
    """Put new tallies in the place of all; how many. Takes the model classes, for a migration has its own."""
    rows = summed(_parts(version, event))
    tally.objects.all().delete()
    made = (
        tally(source_id=source, day=day, delay=delay, **{name: sums[name] for name in FIELDS})
        for (source, day, delay), sums in sorted(rows.items())
    )
    return len(tally.objects.bulk_create(made, batch_size=BATCH))


def _parts(version: Any, event: Any) -> Iterator[tuple[Key, Counts]]:
    columns = ("article_id", "source_id", "number", "seen_at", "headline_changed")
    first_seen_at, current = None, None
    rows = version.objects.order_by("article_id", "number").values_list(*columns).iterator(BATCH)
    for article, source, number, seen_at, headline_changed in rows:
        if article != current:
            first_seen_at, current = seen_at, article
        yield from of_version(source, number, seen_at, headline_changed, first_seen_at)
    events = event.objects.filter(kind__in=["gone", "back"]).values_list("article__source_id", "kind", "at")
    for source, kind, at in events.order_by().iterator(BATCH):
        yield from of_event(source, kind, at)
