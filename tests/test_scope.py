"""``manage.py scrape``: what of the archive a pass is about, and what it says."""

from __future__ import annotations

import json
import signal
import time
from contextlib import ExitStack
from datetime import timedelta
from itertools import groupby
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article, Check, Host
from articles.scraping import lease
from articles.scraping.due import BATCH
from articles.scraping.run import Scope
from tests.make import make_article
from tests.paper import manage, page, paper
from tests.scraping.server import Reply, Request

pytestmark = pytest.mark.django_db

FERRY, SCHOOL = "/news/ferry", "/news/school"
CONTRACT = {
    "feeds", "new_articles", "checked", "not_modified", "unchanged", "new_versions", "gone", "back", "blocked",
    "errors", "seconds",
}  # fmt: skip


def scrape(capsys: pytest.CaptureFixture[str], **options: Any) -> dict[str, Any]:
    """Run the command in this process and return its summary."""
    capsys.readouterr()
    call_command("scrape", json=True, workers=0, **options)
    summary: dict[str, Any] = json.loads(capsys.readouterr().out)
    return summary


def test_the_summary_is_one_line_of_json_with_the_names_other_tools_read(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        summary = scrape(capsys)
        assert set(summary) >= CONTRACT
        assert (summary["feeds"], summary["new_articles"], summary["checked"], summary["new_versions"]) == (1, 1, 1, 1)
        site.take_down(FERRY)
        summary = scrape(capsys, force=True)
        assert (summary["feeds"], summary["new_articles"], summary["checked"], summary["gone"]) == (1, 0, 1, 1)
        assert summary["errors"] == 0


def test_a_pass_looks_only_at_what_is_due(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        scrape(capsys)
        assert scrape(capsys)["checked"] == 0
        Article.objects.update(next_check_at=lease.clock())
        Host.objects.update(due_at=lease.clock())
        assert scrape(capsys)["checked"] == 1


def test_only_the_source_that_is_asked_for_is_looked_at(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with paper(settings, "light") as light, paper(settings, "beacon") as beacon:
        light.publish(FERRY)
        beacon.publish(FERRY)
        assert scrape(capsys, source="light")["checked"] == 1
        assert not beacon.server.requests


def test_only_the_article_that_is_asked_for_is_looked_at_though_others_of_its_host_are_due(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.publish(SCHOOL)
        scrape(capsys)
        Article.objects.update(next_check_at=lease.clock())
        Host.objects.update(due_at=lease.clock())
        assert scrape(capsys, url=site.server.url(FERRY), force=True)["checked"] == 1
        assert len(site.server.asked(SCHOOL)) == 1


def test_two_sources_on_one_host_do_not_wait_for_each_other(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        make_article(url=site.server.url(SCHOOL))
        assert scrape(capsys, source="light")["checked"] == 1


@pytest.mark.parametrize("limit", [1, 3])
def test_the_limit_holds_also_when_many_hosts_are_asked_at_once(
    settings: Any, capsys: pytest.CaptureFixture[str], limit: int
) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(paper(settings, f"paper-{n}", host=f"127.0.1.{n}")) for n in range(1, 5)]
        for site in sites:
            site.publish(FERRY)
            site.publish(SCHOOL)
        assert scrape(capsys, limit=limit)["checked"] == limit
        assert Check.objects.count() == limit


def test_what_a_pass_leaves_over_is_looked_at_by_the_next(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with paper(settings) as site:
        for number in range(5):
            site.publish(f"/news/{number}")
        assert scrape(capsys, limit=2)["checked"] == 2
        assert scrape(capsys)["checked"] == 3


def test_more_articles_than_one_lease_takes_are_all_looked_at(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with paper(settings) as site:
        for number in range(BATCH + 3):  # pages that are not there cost least to look at
            due = make_article(source=site.source, url=site.server.url(f"/{number}"), next_check_at=lease.clock())
            due.wake_host()
        assert scrape(capsys)["checked"] == BATCH + 3


def test_a_host_whose_turn_took_long_goes_on_after_what_is_longer_overdue_elsewhere(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each look takes longer than the turn, so that each turn is one look, and the two hosts take turns."""
    monkeypatch.setattr("articles.scraping.drain.TURN_SECONDS", 0.05)
    asked: list[str] = []

    def slow(request: Request) -> str:
        asked.append(request.headers["host"])
        time.sleep(0.1)
        return page(f"Story {request.path}")

    with paper(settings) as one, paper(settings, "other", host="127.0.1.1") as other:
        for number in range(3):
            for site in (one, other):
                site.server.routes[f"/{number}"] = slow
                due = make_article(source=site.source, url=site.server.url(f"/{number}"), next_check_at=lease.clock())
                if number == 0:  # both are due since the same moment by then, and either might begin
                    Host.objects.filter(pk=due.host_id).update(due_at=due.next_check_at)
        assert scrape(capsys, concurrency=1)["checked"] == 6
    assert len([*groupby(asked)]) == 6, asked


@pytest.mark.django_db(transaction=True)
def test_looks_that_changed_nothing_are_written_before_a_long_turn_ends(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("articles.scraping.drain.UNWRITTEN_SECONDS", 0.0)
    written: list[int] = []

    def counted(request: Request) -> str:
        written.append(Check.objects.filter(outcome=Check.Outcome.UNCHANGED).count())
        connection.close()
        return page(f"Story {request.path}")

    with paper(settings) as site:
        for number in range(3):
            site.publish(f"/news/{number}", counted)
        scrape(capsys)
        written.clear()
        scrape(capsys, force=True)
    assert written == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_article_that_an_editor_pauses_while_it_is_looked_at_stays_paused(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def pause(request: Request) -> str:
        Article.objects.filter(url__endswith=FERRY).update(state=Article.State.PAUSED, next_check_at=None)
        connection.close()
        return page()

    with paper(settings) as site:
        site.publish(FERRY)
        scrape(capsys)
        site.server.routes[FERRY] = pause
        scrape(capsys, force=True)
        article = site.article(FERRY)
    assert (article.state, article.next_check_at) == (Article.State.PAUSED, None)
    assert article.last_outcome == Check.Outcome.UNCHANGED


def test_force_looks_at_retired_articles_and_not_at_paused_ones(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with paper(settings) as site:
        for path, state in ((FERRY, Article.State.RETIRED), (SCHOOL, Article.State.PAUSED)):
            site.publish(path)
            make_article(source=site.source, url=site.server.url(path), state=state, next_check_at=None)
        assert scrape(capsys, force=True)["checked"] == 1
        assert site.outcomes(SCHOOL) == []


def test_a_source_that_is_off_is_not_looked_at(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.source.enabled = False
        site.source.save()
        assert scrape(capsys, force=True)["checked"] == 0
        assert not site.server.requests


def test_a_quiet_article_retires_and_says_so(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        scrape(capsys)
        Article.objects.update(first_seen_at=lease.clock() - timedelta(days=41))
        scrape(capsys, force=True)
        article = site.article(FERRY)
        assert (article.state, article.next_check_at) == (Article.State.RETIRED, None)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"source": "nobody"}, "no source 'nobody'"),
        ({"url": "https://nowhere.example/a"}, "add_source"),
        ({"url": "gopher://x"}, "not an http or https address"),
        ({"limit": 0}, "--limit must be at least 1"),
        ({"concurrency": 0}, "--concurrency must be at least 1"),
    ],
)
def test_nonsense_is_refused_with_what_to_do(options: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("scrape", **options)


def test_a_sentence_says_what_was_done(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        call_command("scrape", workers=0)
        assert "1 new version in" in capsys.readouterr().out
        call_command("scrape", workers=0)
        assert "Nothing was due in" in capsys.readouterr().out


def test_a_pass_without_sources_says_how_to_add_one(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("scrape", workers=0)
    assert "add one with `manage.py add_source URL`" in capsys.readouterr().out


def test_a_pass_that_leaves_a_host_to_another_scraper_says_so(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        assert lease.claim("somebody else", 5)
        call_command("scrape", workers=0)
        assert "Nothing was due but at 1 host where another scraper looks" in capsys.readouterr().out


def test_a_scope_names_the_hosts_of_its_source_alone(settings: Any) -> None:
    here = make_article(url="https://here.example/1")
    make_article(url="https://there.example/1")
    assert Scope().hosts() is None
    assert Scope(url=here.url).hosts() == frozenset({here.host_id})
    assert Scope(url="https://unknown.example/").hosts() == frozenset()


@pytest.mark.django_db(transaction=True)
def test_a_watching_scraper_finds_news_and_stops_when_told_to(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        running: list[Any] = []

        def school(_: Request) -> Reply:
            running[0].send_signal(signal.SIGTERM)  # in the middle of a look
            return Reply("<p>" + "The school on Skerry opens again after the flood of last winter. " * 9, delay=0.3)

        site.publish(SCHOOL, school)
        running.append(manage("scrape", "--watch", "--json", "--workers", "1"))
        out, err = running[0].communicate(timeout=30)
        assert running[0].returncode == 0, err
        assert json.loads(out)["checked"] == 2
        assert site.outcomes(SCHOOL)
        host = Host.objects.get()
        assert (host.owner, host.lease_until) == ("", None)
