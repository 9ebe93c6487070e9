"""A clock that jumps: moving all times on record one way is the clock's moving the other way."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from articles.models import Article, Check, Feed, Host, Version
from articles.scraping import clock, lease
from tests.paper import STORY, Paper, paper

pytestmark = pytest.mark.django_db
CORRECTED = (STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:])
DAY = timedelta(days=1)


def put_clock(by: timedelta) -> None:
    """As if the clock of the machine were put forward, or back."""
    times: dict[Any, tuple[str, ...]] = {
        Article: ("first_seen_at", "last_checked_at", "next_check_at"),
        Feed: ("last_polled_at", "next_poll_at"),
        Host: ("due_at", "not_before", "lease_until", "robots_fetched_at"),
        Check: ("at",),
    }
    for model, names in times.items():
        for name in names:
            model.objects.exclude(**{name: None}).update(**{name: F(name) - by})


def published(site: Paper, count: int = 3) -> None:
    """Some articles, looked at once."""
    for number in range(count):
        site.publish(f"/news/{number}", title=f"Ferry report number {number}")
    site.scrape()


def test_what_a_clock_that_was_ahead_put_off_is_looked_at_as_soon_as_it_is_right(settings: Any) -> None:
    with paper(settings) as site:
        published(site)
        put_clock(-DAY)
        site.publish("/news/0", title="Ferry report number 0", paragraphs=CORRECTED)
        assert not site.scrape(force=False)["checked"], "it is put off for a day"
        assert clock.mend()
        assert site.scrape(force=False)["checked"] == 3
        assert len(site.texts("/news/0")) == 2
        assert not clock.mend(), "it is right now"
        later = lease.clock() + timedelta(hours=1)
        assert not Article.objects.filter(next_check_at__gt=later).exists()


def test_pages_bear_a_version_that_was_seen_before_the_one_before_it(settings: Any, client: Client) -> None:
    with paper(settings) as site:
        published(site, 1)
        article = site.article("/news/0")
        first = article.versions.get()
        ahead = first.particulars()
        ahead["seen_at"] += DAY
        Version.objects.rewrite(article, [(first, ahead)])
        site.publish("/news/0", title="Ferry report number 0", paragraphs=CORRECTED)
        site.scrape()
        assert len(site.texts("/news/0")) == 2
        for address in (article.get_absolute_url(), article.versions.get(number=2).diff_url, "/"):
            assert client.get(address).status_code == 200


def test_a_lease_from_the_future_ends_when_leases_end(settings: Any) -> None:
    with paper(settings) as site:
        published(site, 1)
        host = Host.objects.get()
        put_clock(-DAY)
        lease.borrow("a worker that died", host.name)
        Host.objects.update(lease_until=lease.clock() + DAY)
        clock.mend()
        host.refresh_from_db()
        assert host.lease_until is not None
        assert host.lease_until <= lease.clock() + lease.LEASE


def test_what_a_server_asked_for_stands_whatever_the_clock_did(settings: Any) -> None:
    with paper(settings) as site:
        published(site, 1)
        until = lease.clock() + DAY
        Host.objects.update(not_before=until, error_count=1)
        put_clock(timedelta(hours=-2))
        clock.mend()
        assert Host.objects.get().not_before == until + timedelta(hours=2)


def test_a_clock_that_is_put_forward_makes_all_due_once_and_no_host_is_hurried(settings: Any) -> None:
    with paper(settings, delay=0.2) as site:
        published(site)
        put_clock(DAY)
        before = len(site.server.requests)
        assert site.scrape(force=False)["checked"] == 3
        asked = site.server.requests[before:]
        assert sorted(request.path for request in asked if request.path.startswith("/news/")) == [
            "/news/0", "/news/1", "/news/2",
        ]  # fmt: skip
        assert min(b.at - a.at for a, b in pairwise(asked)) > 0.18
        assert not site.scrape(force=False)["checked"]
        assert all(len(site.texts(f"/news/{n}")) == 1 for n in range(3))
