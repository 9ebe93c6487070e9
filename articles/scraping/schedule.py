"""When to look again. Pure: every moment is an argument."""

from __future__ import annotations

from datetime import datetime, timedelta

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
USUAL = LADDER[0][1]  # how often fresh news is looked at; a source's pace is in proportion to it
GONE_INTERVAL = timedelta(days=2)
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(days=1)
FEED_INTERVAL = timedelta(minutes=10)
FEED_LONGEST = timedelta(hours=12)


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
) -> datetime | None:
    """When to look at an article again; None when it has been quiet for ``retire_after`` and retires.

    Quiet is counted from its last change, or from when it was first seen: an old page is given its time too.
    ``pace`` stretches (above 1) or shortens every interval.
    """
    quiet_since = max(first_seen_at, last_changed_at) if last_changed_at else first_seen_at
    if now - quiet_since >= retire_after:
        return None
    age = news_age(now, first_seen_at, published_at, last_changed_at)
    interval = next(interval for limit, interval in LADDER if age < limit)
    return now + interval * pace


def next_retry(now: datetime, error_count: int) -> datetime:
    """When to look again after ``error_count`` failures in a row (1 for the first): twice as late each time."""
    return now + min(FIRST_RETRY * (1 << min(max(error_count, 1) - 1, 12)), LONGEST_RETRY)


def next_poll(now: datetime, *, error_count: int, pace: float = 1.0) -> datetime:
    """When to poll a feed again: every ten minutes times ``pace``, and twice as late after each failure."""
    return now + min(FEED_INTERVAL * pace * (1 << min(error_count, 12)), max(FEED_LONGEST, FEED_INTERVAL * pace))
