"""When to look again. Pure: every moment is an argument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from math import sqrt

# (age of the news, how often to look). Most edits come in the first hours: half of all second versions in the
# NewsEdits corpora appear within a few hours of the first, and a week later almost none.
LADDER = (
    (timedelta(hours=3), timedelta(minutes=10)),
    (timedelta(hours=12), timedelta(minutes=20)),
    (timedelta(days=1), timedelta(minutes=40)),
    (timedelta(days=3), timedelta(hours=2)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=20), timedelta(hours=24)),
    (timedelta.max, timedelta(days=3)),
)
EVERY = tuple(interval for _, interval in LADDER)
# What we expect of a source we know nothing of: changes of an article per hour, on each rung of the ladder.
EXPECTED = (0.1, 0.03, 0.012, 0.003, 0.0008, 0.0002, 0.00005)
BELIEF = 5.0  # changes that it takes to weigh as much as that expectation
MOST_OFTEN, MOST_SELDOM = 0.5, 3.0  # a source's habits stretch an interval at most so far
USUAL = LADDER[0][1]  # how often fresh news is looked at; a source's pace is in proportion to it
GONE_INTERVAL = timedelta(days=2)
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(days=1)
FEED_INTERVAL = timedelta(minutes=10)
FEED_LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Habit:
    """What was seen of a source's articles on one rung of the ladder: for how long they were watched, and changes."""

    hours: float = 0.0
    changes: int = 0


def rung(age: timedelta) -> int:
    """The rung of the ladder on which news of this age stands."""
    return next(i for i, (limit, _) in enumerate(LADDER) if age < limit)


def intervals(habits: Mapping[int, Habit]) -> Sequence[timedelta]:
    """How often to look on each rung, by a source's own habits (by rung; none known: as the ladder has it).

    The rate of changes is what we expect and what was seen, weighed together. An interval goes by the square root of
    the rate, for that finds most changes soonest with the same number of looks; the older never more often than the
    younger.
    """
    wanted = []
    for i, ((_, usual), expected) in enumerate(zip(LADDER, EXPECTED, strict=True)):
        habit = habits.get(i, Habit())
        rate = (BELIEF + habit.changes) / (BELIEF / expected + habit.hours)
        wanted.append(usual * min(max(sqrt(expected / rate), MOST_OFTEN), MOST_SELDOM))
    return tuple(accumulate((min(interval, LADDER[-1][1]) for interval in wanted), max))


def news_age(
    now: datetime, first_seen_at: datetime, published_at: datetime | None, last_changed_at: datetime | None
) -> timedelta:
    """How long ago something last happened to the article.

    A publication date in the future, or none, counts as the moment the article was first seen; an old page that
    is seen for the first time is old news.
    """
    born = first_seen_at
    if published_at is not None and published_at < first_seen_at:
        born = published_at
    newest = max(born, last_changed_at) if last_changed_at else born
    return max(now - newest, timedelta(0))


def next_check(
    now: datetime,
    *,
    first_seen_at: datetime,
    published_at: datetime | None,
    last_changed_at: datetime | None,
    retire_after: timedelta,
    pace: float = 1.0,
    every: Sequence[timedelta] = EVERY,
) -> datetime | None:
    """When to look at an article again; None when it has been quiet for ``retire_after`` and retires.

    Quiet is counted from its last change, or from when it was first seen: an old page is given its time too.
    ``pace`` stretches (above 1) or shortens every interval; ``every`` is how often to look on each
    rung: see ``intervals``.
    """
    quiet_since = max(first_seen_at, last_changed_at) if last_changed_at else first_seen_at
    if now - quiet_since >= retire_after:
        return None
    age = news_age(now, first_seen_at, published_at, last_changed_at)
    return now + every[rung(age)] * pace


def next_retry(now: datetime, error_count: int) -> datetime:
    """When to look again after ``error_count`` failures in a row (1 for the first): twice as late each time."""
    return now + min(FIRST_RETRY * (1 << min(max(error_count, 1) - 1, 12)), LONGEST_RETRY)


def next_poll(now: datetime, *, error_count: int, pace: float = 1.0) -> datetime:
    """When to poll a feed again: every ten minutes times ``pace``, and twice as late after each failure."""
    return now + min(FEED_INTERVAL * pace * (1 << min(error_count, 12)), max(FEED_LONGEST, FEED_INTERVAL * pace))
