"""Leases on hosts: one holder at a time, on both engines, whoever dies."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, Check, Feed, Host, Version
from articles.scraping import lease
from articles.scraping.ledger import LeaseLost, hold
from tests.make import T0, make_article, make_host, make_source
from tests.paper import STORY, page, paper
from tests.scraping.server import Request

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=30)


def due_host(name: str = "courier.example", **fields: Any) -> Host:
    """A host that is due."""
    return make_host(name, **{"due_at": T0, **fields})


def test_a_host_that_is_due_is_claimed_by_one_owner_alone() -> None:
    host = due_host()
    assert lease.claim("ann", 10) == [host.pk]
    assert lease.claim("bob", 10) == []
    assert lease.held(host.pk, "ann").exists()
    assert not lease.held(host.pk, "bob").exists()


@pytest.mark.django_db(transaction=True)
def test_many_claimers_at_once_never_get_the_same_host() -> None:
    for number in range(40):
        due_host(f"h{number}.example")
    got: list[int] = []
    start = threading.Barrier(4)

    def claim_all(owner: str) -> None:
        start.wait()
        while hosts := lease.claim(owner, 3):
            got.extend(hosts)
        connection.close()

    threads = [threading.Thread(target=claim_all, args=(f"owner-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(got) == sorted(Host.objects.values_list("pk", flat=True))


def test_the_longest_overdue_hosts_come_first_and_no_more_than_asked_for() -> None:
    late, later, latest = (due_host(f"{n}.example", due_at=T0 - timedelta(hours=n)) for n in range(3))
    assert set(lease.claim("ann", 2)) == {latest.pk, later.pk}
    assert lease.claim("ann", 2) == [late.pk]
    assert lease.claim("ann", 0) == []


def test_a_host_is_not_claimed_before_it_is_due() -> None:
    due_host(due_at=timezone.now() + SOON)
    due_host("never.example", due_at=None)
    assert lease.claim("ann", 10) == []


def test_a_host_that_asked_to_be_left_alone_is_not_claimed_before_then() -> None:
    host = due_host(not_before=timezone.now() + SOON)
    assert lease.claim("ann", 10) == []
    Host.objects.filter(pk=host.pk).update(not_before=timezone.now() - timedelta(seconds=1))
    assert lease.claim("ann", 10) == [host.pk]


def test_a_pass_claims_what_was_due_when_it_began() -> None:
    due_host(due_at=timezone.now() - timedelta(seconds=1))
    assert lease.claim("ann", 10, cutoff=timezone.now() - timedelta(minutes=1)) == []
    assert len(lease.claim("ann", 10, cutoff=timezone.now())) == 1


def test_a_host_that_is_due_at_the_very_moment_of_the_cutoff_is_claimed() -> None:
    cutoff = lease.clock()
    due_host("a.example", due_at=cutoff)
    due_host("b.example", due_at=cutoff.replace(microsecond=0))
    assert len(lease.claim("ann", 10, cutoff=cutoff)) == 2


def test_only_the_hosts_that_are_named_are_claimed() -> None:
    due_host("a.example")
    wanted = due_host("b.example")
    assert lease.claim("ann", 10, only=frozenset()) == []
    assert lease.claim("ann", 10, only=frozenset({wanted.pk})) == [wanted.pk]


def test_the_lease_of_a_dead_owner_is_claimed_again_once_it_has_run_out() -> None:
    host = due_host()
    lease.claim("ann", 1)
    Host.objects.filter(pk=host.pk).update(lease_until=lease.clock() - timedelta(seconds=1))
    assert lease.claim("bob", 1) == [host.pk]
    assert not lease.renew(host.pk, "ann")
    assert not lease.release(host.pk, "ann", pause=timedelta(0))
    assert lease.held(host.pk, "bob").exists()
    with pytest.raises(LeaseLost):
        hold(host.pk, "ann")


def test_a_lease_that_is_renewed_runs_from_now() -> None:
    host = due_host()
    lease.claim("ann", 1)
    Host.objects.filter(pk=host.pk).update(lease_until=lease.clock() + timedelta(seconds=5))
    assert lease.renew(host.pk, "ann")
    host.refresh_from_db()
    assert host.lease_until is not None
    assert lease.LEASE - timedelta(seconds=5) < host.lease_until - lease.clock() <= lease.LEASE


@pytest.mark.parametrize("articles", [(), (3,), (3, 1)])
@pytest.mark.parametrize("feeds", [(), (2,), (4, 5)])
def test_a_host_given_back_is_due_with_the_soonest_of_its_articles_and_feeds(
    articles: tuple[int, ...], feeds: tuple[int, ...]
) -> None:
    now = timezone.now()
    host = due_host()
    for hours in articles:
        make_article(url=f"https://courier.example/{hours}", next_check_at=now + timedelta(hours=hours))
    for hours in feeds:
        Feed.objects.add(make_source(), f"https://courier.example/{hours}.xml", due_at=now + timedelta(hours=hours))
    Host.objects.update(due_at=T0)
    lease.claim("ann", 1)
    assert lease.release(host.pk, "ann", pause=timedelta(0))
    host.refresh_from_db()
    soonest = min([*articles, *feeds], default=None)
    assert host.due_at == (None if soonest is None else now + timedelta(hours=soonest))
    assert (host.owner, host.lease_until) == ("", None)


def test_what_is_off_paused_or_retired_does_not_make_a_host_due() -> None:
    host = due_host()
    make_article(url="https://courier.example/1", state=Article.State.PAUSED, next_check_at=None)
    feed, _ = Feed.objects.add(make_source(), "https://courier.example/f.xml", due_at=T0)
    Feed.objects.filter(pk=feed.pk).update(enabled=False)
    make_article(source=make_source("off", enabled=False), url="https://courier.example/2")
    Host.objects.update(due_at=T0)
    lease.claim("ann", 1)
    lease.release(host.pk, "ann", pause=timedelta(0))
    host.refresh_from_db()
    assert host.due_at is None


def test_a_pause_keeps_others_away_and_never_shortens_a_back_off() -> None:
    host = due_host()
    lease.claim("ann", 1)
    lease.release(host.pk, "ann", pause=SOON)
    host.refresh_from_db()
    assert host.not_before is not None
    assert host.not_before > lease.clock() + SOON - timedelta(seconds=5)
    longer = lease.clock() + 2 * SOON
    Host.objects.update(not_before=longer, owner="ann", lease_until=longer)
    lease.release(host.pk, "ann", pause=SOON)
    host.refresh_from_db()
    assert host.not_before == longer


def test_the_wait_for_the_next_host_is_known() -> None:
    assert lease.soonest() is None
    due_host("held.example", owner="ann", lease_until=lease.clock() + SOON)
    assert lease.soonest() is None
    due_host("a.example", not_before=lease.clock() + SOON)
    # (SQLite's clock counts milliseconds, so what it is told may seem to lie a fraction of one further off.)
    assert SOON.total_seconds() - 5 < (lease.soonest() or 0) < SOON.total_seconds() + 0.002
    due_host("b.example")
    assert lease.soonest() == 0
    assert lease.soonest(only=frozenset()) is None


def test_the_clock_is_the_time_in_utc() -> None:
    assert abs(lease.clock() - timezone.now()) < timedelta(seconds=5)


@pytest.mark.django_db(transaction=True)
def test_a_look_whose_lease_was_lost_meanwhile_writes_nothing(settings: Any) -> None:
    """The thief takes the lease while the page is on its way."""
    ferry = "/news/ferry"
    with paper(settings) as site:
        site.publish(ferry)
        site.scrape()

        def steal(_: Request) -> str:
            Host.objects.update(owner="thief", lease_until=timezone.now() + SOON)
            connection.close()
            return page(paragraphs=[*STORY[1:], "The welder came on Thursday, said the harbour master, and stayed."])

        before = Article.objects.values().get()
        site.publish(ferry, steal)
        site.scrape()
        after = Article.objects.values().get()
        ours = {"next_check_at"}  # set by --force before the lease was taken
        assert {k: v for k, v in after.items() if k not in ours} == {k: v for k, v in before.items() if k not in ours}
        assert Version.objects.count() == 1
        assert Check.objects.count() == 1
        assert Host.objects.get().owner == "thief"
