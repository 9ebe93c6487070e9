"""When to look again."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from articles.scraping.schedule import (
    EXPECTED,
    FEED_INTERVAL,
    FEED_LONGEST,
    FIRST_RETRY,
    LADDER,
    LONGEST_RETRY,
    Habit,
    intervals,
    next_check,
    next_poll,
    next_retry,
)
from tests.make import T0

QUIET = timedelta(days=40)
spans = st.timedeltas(timedelta(0), timedelta(days=60))
moments = st.one_of(st.none(), st.timedeltas(timedelta(days=-9000), timedelta(days=9000)).map(lambda d: T0 + d))


def planned(now: datetime, first_seen_at: datetime = T0, published_at: datetime | None = None,
            last_changed_at: datetime | None = None) -> datetime | None:  # fmt: skip
    """When to look again, with forty quiet days until an article retires."""
    return next_check(
        now, first_seen_at=first_seen_at, published_at=published_at, last_changed_at=last_changed_at, retire_after=QUIET
    )


@given(age=spans, published_at=moments, changed=st.one_of(st.none(), spans))
def test_the_next_look_is_never_in_the_past_and_never_further_than_three_days(
    age: timedelta, published_at: datetime | None, changed: timedelta | None
) -> None:
    now = T0 + age
    at = planned(now, T0, published_at, T0 + min(changed, age) if changed is not None else None)
    assert at is None or now < at <= now + timedelta(days=3)


@given(younger=spans, older=spans)
def test_the_older_the_news_the_longer_the_wait(younger: timedelta, older: timedelta) -> None:
    younger, older = sorted((younger, older))
    soon, late = planned(T0 + younger), planned(T0 + older)
    if late is None:
        return
    assert soon is not None
    assert soon - (T0 + younger) <= late - (T0 + older)


@given(age=spans, published_at=moments)
def test_an_article_retires_after_its_quiet_time_whatever_its_date_says(
    age: timedelta, published_at: datetime | None
) -> None:
    assert (planned(T0 + age, T0, published_at) is None) == (age >= QUIET)


@given(age=spans, ahead=st.timedeltas(timedelta(0), timedelta(days=9000)))
def test_a_date_in_the_future_counts_as_none(age: timedelta, ahead: timedelta) -> None:
    assert planned(T0 + age, T0, T0 + ahead) == planned(T0 + age, T0, None)


def test_news_is_looked_at_every_ten_minutes() -> None:
    assert planned(T0) == T0 + timedelta(minutes=10)


def test_an_old_page_that_is_new_to_us_is_looked_at_seldom_but_not_given_up() -> None:
    assert planned(T0, T0, T0 - timedelta(days=3650)) == T0 + timedelta(days=3)


def test_a_change_brings_an_article_back_to_the_front() -> None:
    now = T0 + timedelta(days=39)
    assert planned(now, T0, None, now) == now + timedelta(minutes=10)
    assert planned(now + timedelta(days=39), T0, None, now) is not None


@given(failures=st.integers(0, 10_000))
def test_each_failure_doubles_the_wait_up_to_a_day(failures: int) -> None:
    wait = next_retry(T0, failures) - T0
    assert FIRST_RETRY <= wait <= LONGEST_RETRY
    following = next_retry(T0, failures + 1) - T0
    assert following in {wait, 2 * wait, LONGEST_RETRY}


@given(failures=st.integers(0, 10_000))
def test_a_feed_is_polled_every_ten_minutes_and_after_failures_at_least_twice_a_day(failures: int) -> None:
    wait = next_poll(T0, error_count=failures) - T0
    assert FEED_INTERVAL <= wait <= FEED_LONGEST
    assert wait <= next_poll(T0, error_count=failures + 1) - T0
    assert failures or wait == FEED_INTERVAL


habits = st.dictionaries(
    st.integers(0, len(LADDER) - 1), st.builds(Habit, st.floats(0, 1e7), st.integers(0, 100_000)), max_size=len(LADDER)
)


def test_a_source_that_nothing_is_known_of_is_looked_at_as_the_ladder_has_it() -> None:
    assert intervals({}) == tuple(interval for _, interval in LADDER)


def test_what_is_as_expected_changes_nothing() -> None:
    as_expected = {i: Habit(1000 / rate, 1000) for i, rate in enumerate(EXPECTED)}
    for wanted, (_, usual) in zip(intervals(as_expected), LADDER, strict=True):
        assert abs(wanted / usual - 1) < 1e-6


def test_a_source_that_edits_late_is_looked_at_more_often_late() -> None:
    late = {4: Habit(10_000, 200)}
    assert intervals(late)[4] < LADDER[4][1]
    assert intervals(late)[1] == LADDER[1][1]


def test_a_source_that_never_edits_is_looked_at_more_seldom() -> None:
    assert intervals({0: Habit(10_000, 0)})[0] == 3 * LADDER[0][1]


def test_one_quiet_day_is_no_habit() -> None:
    assert intervals({0: Habit(24, 0)})[0] < 1.3 * LADDER[0][1]


@given(habits)
def test_the_older_is_never_looked_at_more_often_and_no_interval_is_extreme(seen: dict[int, Habit]) -> None:
    wanted = intervals(seen)
    assert list(wanted) == sorted(wanted)
    assert wanted[0] >= LADDER[0][1] / 2
    assert wanted[-1] <= LADDER[-1][1]
