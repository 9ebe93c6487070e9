"""How sources fare, read from their tallies: what the pages of sources say in numbers and small pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from django.db.models import Q

from articles.models import Tally
from articles.models.tally import FIELDS, WHOLE, delay_of

DAYS = 28
COLUMN = 5  # width of a day in a small picture
HEIGHT = 32


@dataclass(frozen=True, slots=True)
class Figures:
    """One source in numbers. `days` are the changes of the last DAYS days, oldest first."""

    articles: int = 0
    changes: int = 0
    headlines: int = 0
    gone: int = 0
    first_edit: timedelta | None = None  # median time from first version to first edit
    days: tuple[int, ...] = (0,) * DAYS

    @property
    def recent(self) -> int:
        """Changes in the last DAYS days."""
        return sum(self.days)

    @property
    def a_day(self) -> float:
        """Changes a day, over the last DAYS days."""
        return self.recent / DAYS

    @property
    def headline_share(self) -> float | None:
        """Per cent of the changes that changed the headline."""
        return 100 * self.headlines / self.changes if self.changes > 0 else None

    @property
    def busiest(self) -> int:
        """Changes on the busiest of the days."""
        return max(self.days)


@dataclass(frozen=True, slots=True)
class Spark:
    """A small picture of the days: the path of its columns, and its size."""

    path: str
    width: int = DAYS * COLUMN
    height: int = HEIGHT


def read_figures(today: date, source_id: int | None = None) -> defaultdict[int, Figures]:
    """The figures of all sources, or of one, by its id: one query, whatever the size of the archive."""
    first = today - timedelta(days=DAYS - 1)
    rows = Tally.objects.filter(Q(day=WHOLE) | Q(day__range=(first, today))).order_by()
    if source_id is not None:
        rows = rows.filter(source=source_id)
    grouped: defaultdict[int, list[_Row]] = defaultdict(list)
    # Bare rows: there are thirty and more to a source, and as objects they took a third of the page's time.
    for source, *row in rows.values_list("source", "day", "delay", *FIELDS):
        grouped[source].append(_Row(*row))
    found = {source: _figures(tallies, first) for source, tallies in grouped.items()}
    return defaultdict(Figures, found)


class _Row(NamedTuple):
    """A tally without its source."""

    day: date
    delay: int
    articles: int
    changes: int
    headlines: int
    gone: int
    first_edits: int


def _figures(tallies: Iterable[_Row], first: date) -> Figures:
    days = [0] * DAYS
    whole = _Row(WHOLE, 0, 0, 0, 0, 0, 0)
    edits: list[tuple[int, int]] = []
    for tally in tallies:
        if tally.day != WHOLE:
            days[(tally.day - first).days] = max(tally.changes, 0)
        elif tally.delay:
            edits.append((tally.delay, max(tally.first_edits, 0)))
        else:
            whole = tally
    return Figures(whole.articles, whole.changes, whole.headlines, max(whole.gone, 0), median(edits), tuple(days))


def median(edits: Sequence[tuple[int, int]]) -> timedelta | None:
    """The median of delays given as (class, how many), as the middle of its class; None of nothing."""
    middle = sum(count for _, count in edits) / 2
    reached = 0
    for number, count in sorted(edits):
        reached += count
        if reached >= middle > 0:
            return delay_of(number)
    return None


def spark(figures: Figures, top: int | None = None) -> Spark:
    """The days as columns, ``top`` (the busiest day) reaching full height; by the root, so that few are seen too."""
    top = max(top or figures.busiest, 1)
    parts = []
    for place, count in enumerate(figures.days):
        if count:
            high = max(round((HEIGHT - 2) * sqrt(min(count / top, 1))), 2)
            parts.append(f"M{place * COLUMN} {HEIGHT - 1}v-{high}h{COLUMN - 1}v{high}z")
    return Spark("".join(parts))
