"""What the turns of a pass have seen is written together, and one host's trouble is no other's."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Check, Habit, Host
from articles.scraping import record, scribe
from articles.scraping.ledger import LeaseLost, Ledger
from articles.scraping.schedule import Habit as Seen
from articles.scraping.scribe import Scribe
from tests.make import T0, make_article, make_source

pytestmark = pytest.mark.django_db

OURS, Outcome = "ann", Check.Outcome


def looked_at(slug: str, outcome: str = Outcome.UNCHANGED, *, status: int = 200, owner: str = OURS) -> Ledger:
    """The ledger of a host that is leased to ``owner``, with one look at its one article."""
    article = make_article(source=make_source(slug))
    Host.objects.filter(pk=article.host_id).update(owner=owner, lease_until=timezone.now() + timedelta(minutes=5))
    ledger = Ledger(article.host_id, OURS)
    check = record.checked(article, Outcome(outcome), now=T0, retire_after=timedelta(days=40))
    check.status = status
    ledger.add(article, check)
    return ledger


@async_to_sync
async def write(*ledgers: Ledger) -> list[BaseException | None]:
    """Hand them all to one scribe, and what each is told."""
    ours = Scribe()
    return await asyncio.gather(*(ours.write(ledger) for ledger in ledgers), return_exceptions=True)


def looks() -> list[str]:
    """The sources of the articles whose looks are on record; each article's row tells of the same."""
    rows = Check.objects.order_by("article__source__slug").values_list("article__source__slug", flat=True)
    assert list(rows) == list(
        Article.objects.filter(check_count=1, last_checked_at=T0)
        .order_by("source")
        .values_list("source__slug", flat=True)
    )
    return list(rows)


def transactions(asked: CaptureQueriesContext) -> int:
    """How many transactions these are, inside a test's own."""
    return sum(query["sql"].startswith("SAVEPOINT") for query in asked.captured_queries)


def test_what_several_turns_bring_at_once_is_written_in_one_transaction() -> None:
    ledgers = [looked_at(slug) for slug in ("courier", "herald", "ledger")]
    with CaptureQueriesContext(connection) as asked:
        assert write(*ledgers) == [None, None, None]
    assert transactions(asked) == 1
    assert looks() == ["courier", "herald", "ledger"]
    assert [ledger.entries for ledger in ledgers] == [[], [], []]


def test_no_more_is_written_at_once_than_a_transaction_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribe, "MOST_LOOKS", 2)
    ledgers = [looked_at(slug) for slug in ("courier", "herald", "ledger")]
    with CaptureQueriesContext(connection) as asked:
        assert write(*ledgers) == [None, None, None]
    assert transactions(asked) == 2
    assert looks() == ["courier", "herald", "ledger"]


def test_a_lost_lease_keeps_nothing_but_its_own_looks_out() -> None:
    ledgers = [looked_at("courier"), looked_at("herald", owner="bob"), looked_at("ledger")]
    ours, lost, others = write(*ledgers)
    assert ours is None
    assert isinstance(lost, LeaseLost)
    assert others is None
    assert looks() == ["courier", "ledger"]


def test_a_look_that_cannot_be_written_costs_the_other_hosts_nothing() -> None:
    """What failed is given up, not tried again with all that follows: its article stays due."""
    broken = looked_at("herald", status=-1)
    ours, failed, others = write(looked_at("courier"), broken, looked_at("ledger"))
    assert ours is None
    assert isinstance(failed, IntegrityError)
    assert others is None
    assert looks() == ["courier", "ledger"]
    assert broken.entries == []


def test_what_turns_saw_of_one_sources_habits_is_added_up_and_a_lost_one_left_out() -> None:
    ledgers = [looked_at("courier"), looked_at("herald"), looked_at("ledger", owner="bob")]
    source = make_source("courier").pk
    for ledger in ledgers:
        ledger.habits = {(source, 2): Seen(1.5, 1)}
    write(*ledgers)
    assert list(Habit.objects.values_list("source", "rung", "hours", "changes")) == [(source, 2, 3.0, 2)]


def test_a_304_leaves_what_is_remembered_of_the_page_as_it_is() -> None:
    ledgers = [looked_at("courier", Outcome.NOT_MODIFIED, status=304), looked_at("herald")]
    Article.objects.update(fingerprint="as it is")
    write(*ledgers)
    remembered = dict(Article.objects.values_list("source__slug", "fingerprint"))
    assert remembered == {"courier": "as it is", "herald": ""}
    assert looks() == ["courier", "herald"]
