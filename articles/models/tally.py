"""Tally: what pages say of a source, counted when it is recorded, so that no page counts the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from math import floor, log2
from typing import Any

from django.db import connections, models

from articles.models.source import Source

WHOLE = date.min  # stands for all days together
STEPS = 4  # to one doubling of the time to the first edit: a median is right within a tenth
FIELDS = ("articles", "changes", "headlines", "gone", "first_edits")

Key = tuple[int, date, int]  # source, day, class of the time to the first edit
Counts = dict[str, int]


def delay_class(delay: timedelta) -> int:
    """The class, from 1, of a time to the first edit: STEPS classes to a doubling."""
    minutes = max(delay.total_seconds() / 60, 1)
    return min(1 + floor(STEPS * log2(minutes)), 120)


def delay_of(number: int) -> timedelta:
    """The middle of a class."""
    return timedelta(minutes=2 ** ((number - 0.5) / STEPS))


def of_version(
    source_id: int, number: int, seen_at: datetime, headline_changed: bool, first_seen_at: datetime | None
) -> Iterator[tuple[Key, Counts]]:
    """What one version adds; ``first_seen_at`` is the first version's time, and counts for the second alone."""
    day = seen_at.astimezone(UTC).date()
    counts = {"articles": int(number == 1), "changes": int(number > 1), "headlines": int(headline_changed)}
    yield (source_id, day, 0), counts
    yield (source_id, WHOLE, 0), counts
    if number == 2 and first_seen_at is not None:
        yield (source_id, WHOLE, delay_class(seen_at - first_seen_at)), {"first_edits": 1}


def of_event(source_id: int, kind: str, at: datetime) -> Iterator[tuple[Key, Counts]]:
    """What one event adds: an article that is gone, or one fewer."""
    step = {"gone": 1, "back": -1}.get(kind, 0)
    if step:
        yield (source_id, at.astimezone(UTC).date(), 0), {"gone": step}
        yield (source_id, WHOLE, 0), {"gone": step}


def summed(parts: Iterable[tuple[Key, Counts]]) -> dict[Key, Counter[str]]:
    """The parts added up."""
    sums: dict[Key, Counter[str]] = {}
    for key, counts in parts:
        sums.setdefault(key, Counter()).update(counts)
    return sums


class TallyQuerySet(models.QuerySet["Tally"]):
    """Many tallies."""

    def add(self, parts: Iterable[tuple[Key, Counts]], sign: int = 1) -> None:
        """Add these counts (or take them back), in one statement. Call in the transaction that records what is counted.

        The keys are sorted, so that writers who share some of them wait for one another and never in a circle.
        """
        rows = [(key, sums) for key, sums in sorted(summed(parts).items()) if any(sums.values())]
        if not rows:
            return
        table = self.model._meta.db_table
        grown = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in FIELDS)
        place = f"({', '.join(['%s'] * (3 + len(FIELDS)))})"
        statement = (
            f"INSERT INTO {table} (source_id, day, delay, {', '.join(FIELDS)}) VALUES {', '.join([place] * len(rows))} "
            f"ON CONFLICT (source_id, day, delay) DO UPDATE SET {grown}"
        )
        connection = connections[self.db]
        values: list[Any] = []
        for (source_id, day, delay), sums in rows:
            adapted = connection.ops.adapt_datefield_value(day)
            values += [source_id, adapted, delay, *(sign * sums[name] for name in FIELDS)]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


class Tally(models.Model):
    """Counts of a source on one day (UTC), or on all days together (``WHOLE``).

    Rows of a delay class above 0 hold first edits alone: how many came that long after the article's first version.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="tallies")
    day = models.DateField()
    delay = models.PositiveSmallIntegerField(default=0)
    articles = models.IntegerField(default=0)
    changes = models.IntegerField(default=0)
    headlines = models.IntegerField(default=0)
    gone = models.IntegerField(default=0)
    first_edits = models.IntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ["source", "day", "delay"]
        constraints = [models.UniqueConstraint(fields=["source", "day", "delay"], name="tally_unique")]
        indexes = [
            # The page of all sources: the last weeks, and the whole.
            models.Index(fields=["day"], name="tally_day"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.day}"
