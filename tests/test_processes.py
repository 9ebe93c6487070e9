"""Real ``scrape`` processes on one database: two at once, and some that are killed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from contextlib import ExitStack
from datetime import timedelta
from multiprocessing import active_children
from typing import Any

import pytest
from django.db.models import Count, F

from articles.models import Article, Check, Host, Version
from articles.scraping import lease
from articles.scraping.pool import WorkerDied
from articles.scraping.reading import Page, Readers
from tests.paper import STORY, TITLE, Paper, manage, page, paper
from tests.scraping.server import Reply, redirect, serve

pytestmark = pytest.mark.django_db(transaction=True)

CORRECTED = (STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:])


def stock(site: Paper, count: int, **reply: Any) -> None:
    """Publish some articles."""
    for number in range(count):
        site.publish(f"/news/{number}", title=f"Ferry report number {number}", **reply)


def scrape(*arguments: str) -> dict[str, Any]:
    """A whole pass in a process of its own; its summary."""
    process = manage("scrape", "--json", "--workers", "1", *arguments)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    summary: dict[str, Any] = json.loads(out)
    return summary


def test_two_processes_at_once_share_the_hosts_and_never_ask_one_twice_at_a_time(settings: Any) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(paper(settings, f"paper-{n}", host=f"127.0.1.{n}")) for n in range(1, 5)]
        for site in sites:
            stock(site, 5, delay=0.05)
        processes = [manage("scrape", "--json", "--workers", "1", "--concurrency", "2") for _ in range(2)]
        summaries = []
        for process in processes:
            out, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
            summaries.append(json.loads(out))
        assert sum(summary["checked"] for summary in summaries) == 20
        for site in sites:
            assert max(site.server.most_in_flight.values()) == 1
            assert all(len(site.server.asked(f"/news/{n}")) == 1 for n in range(5))
    assert Version.objects.count() == Check.objects.count() == 20
    assert not Host.objects.exclude(owner="").exists()


def test_two_processes_that_are_redirected_into_one_host_ask_it_one_after_the_other(settings: Any) -> None:
    with (
        paper(settings, "light", host="127.0.1.1") as light,
        paper(settings, "beacon", host="127.0.1.2") as beacon,
        serve({}, host="127.0.1.3") as shared,
    ):
        for site in (light, beacon):
            for number in range(4):
                path = f"/{site.source.slug}/{number}"
                shared.routes[path] = Reply(page(f"Report {number} of the {site.source.slug}"), delay=0.1)
                site.publish(path, redirect(shared.url(path)))
        processes = [manage("scrape", "--json", "--workers", "0", "--source", slug) for slug in ("light", "beacon")]
        for process in processes:
            out, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
            assert json.loads(out)["new_versions"] == 4
        assert max(shared.most_in_flight.values()) == 1
    assert not Host.objects.exclude(owner="", lease_until=None).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="a crew is forked, which is sound on Linux alone")
def test_a_crew_shares_the_hosts_of_a_pass(settings: Any) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(paper(settings, f"paper-{n}", host=f"127.0.1.{n}")) for n in range(1, 9)]
        for site in sites:
            stock(site, 3, delay=0.05)
        summary = scrape("--scrapers", "2")
        assert (summary["feeds"], summary["new_articles"], summary["checked"]) == (8, 24, 24)
        assert summary["new_versions"] == 24
        for site in sites:
            assert max(site.server.most_in_flight.values()) == 1
            assert all(len(site.server.asked(f"/news/{n}")) == 1 for n in range(3))
        assert scrape("--scrapers", "2", "--force")["unchanged"] == 24
    assert not Host.objects.exclude(owner="").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="a crew is forked, which is sound on Linux alone")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_crew_ends_with_the_process_that_made_it(settings: Any, end: signal.Signals) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(paper(settings, f"paper-{n}", host=f"127.0.1.{n}")) for n in range(1, 3)]
        for site in sites:
            stock(site, 2)
        process = manage("scrape", "--watch", "--json", "--workers", "1", "--scrapers", "2", new_session=True)
        deadline = time.monotonic() + 30
        while Check.objects.count() < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(end)
        out, err = process.communicate(timeout=30)
        if end is signal.SIGTERM:
            assert process.returncode == 0, err
            assert json.loads(out)["checked"] == 4
        while is_there(process.pid):
            assert time.monotonic() < deadline, "a process outlived the one that made it"
            time.sleep(0.05)


def is_there(group: int) -> bool:
    """Whether a process of this group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_pass_that_is_killed_loses_nothing_and_doubles_nothing(settings: Any) -> None:
    """Killed at random moments, at first and while changes are recorded; a later pass completes it all."""
    dice = random.Random(11)
    with paper(settings) as site:
        stock(site, 8, delay=0.02)
        for moment in range(3):
            if moment == 1:
                for number in range(8):
                    site.publish(f"/news/{number}", title=f"Ferry report number {number}", paragraphs=CORRECTED)
            asked = len(site.server.requests)
            process = manage("scrape", "--force", "--workers", "1")
            deadline = time.monotonic() + 20
            while len(site.server.requests) == asked and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.01)  # until it is at work
            time.sleep(dice.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=10)
            assert_whole()
            Host.objects.update(lease_until=lease.clock() - timedelta(seconds=1))  # as if its time had passed
        scrape("--force")
        assert_whole()
        assert Article.objects.count() == 8
        for number in range(8):
            texts = site.texts(f"/news/{number}")
            assert texts[-1] == "\n".join(CORRECTED)
            assert len(texts) <= 2
        assert not Article.objects.filter(next_check_at=None).exists()
        assert Host.objects.get().due_at is not None


def assert_whole() -> None:
    """No version is half-written: each has its evidence, its article knows it, and its numbers have no holes."""
    assert not Version.objects.filter(capture=None).exists()
    assert not Version.objects.filter(capture__blob=None).exists()
    counted = Article.objects.annotate(total=Count("versions"))
    assert not counted.exclude(total=F("version_count")).exists()
    changed = Check.objects.filter(outcome__in=[Check.Outcome.FIRST, Check.Outcome.CHANGED])
    assert changed.count() == Version.objects.count()


def test_a_scraper_that_died_leaves_its_hosts_to_others_once_its_lease_has_run_out(settings: Any) -> None:
    with paper(settings) as site:
        stock(site, 1)
        Host.objects.update(owner="the dead", lease_until=lease.clock() + timedelta(minutes=5))
        assert not site.scrape()
        Host.objects.update(lease_until=lease.clock() - timedelta(seconds=1))
        assert site.scrape()["checked"] == 1


def test_a_page_nested_two_hundred_thousand_deep_costs_itself_alone(settings: Any) -> None:
    with paper(settings) as site:
        site.publish("/news/deep", Reply("<div>" * 200_000 + "deep"))
        stock(site, 2)
        assert site.scrape(workers=1)[Check.Outcome.FIRST] == 2
        assert site.outcomes("/news/deep")


def test_a_reader_that_dies_costs_one_page_and_another_takes_its_place() -> None:
    sheet = Page(page().encode(), "https://light.example/ferry", None, {})

    async def read_and_kill() -> None:
        with Readers(1) as readers:
            assert await readers.read(sheet)
            for child in active_children():
                child.kill()
                child.join()
            with pytest.raises(WorkerDied):
                await readers.read(sheet)
            reading = await readers.read(sheet)
            assert reading is not None
            assert reading.extract.title == TITLE

    asyncio.run(read_and_kill())
