"""Servers that fail, refuse, dawdle or lie; and our own bugs: nothing is lost, and the rest goes on."""

from __future__ import annotations

import zlib
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from articles.models import Article, Check, Feed, Host
from articles.scraping import drain, lease, settle, track
from articles.scraping.confirm import weigh
from articles.scraping.fetch import Fetcher
from articles.scraping.ledger import Ledger
from articles.scraping.run import Scope
from tests.make import T0, make_source
from tests.paper import STORY, page, paper
from tests.scraping.server import Reply, redirect, serve

pytestmark = pytest.mark.django_db
Outcome = Check.Outcome

FERRY, SCHOOL = "/news/ferry", "/news/school"
CORRECTED = (STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:])


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error_is_an_outcome_and_is_tried_again_soon_then_later(settings: Any, status: int) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.take_down(FERRY, status)
        waits = []
        for _ in range(3):
            site.scrape()
            article = site.article(FERRY)
            assert article.next_check_at is not None
            assert article.last_checked_at is not None
            waits.append(article.next_check_at - article.last_checked_at)
        assert site.outcomes(FERRY) == [Outcome.FIRST, *[Outcome.SERVER_ERROR] * 3]
        assert waits == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
        site.publish(FERRY)
        site.scrape()
        article = site.article(FERRY)
        assert (article.error_count, article.last_error) == (0, "")
        assert len(site.texts(FERRY)) == 1


def test_a_host_that_keeps_failing_is_left_alone(settings: Any) -> None:
    with paper(settings) as site:
        for number in range(8):
            site.publish(f"/news/{number}", Reply(status=500))
        site.scrape()
        host = Host.objects.get()
        assert Check.objects.count() == drain.HOST_FAILURES
        assert host.not_before is not None
        assert host.not_before > lease.clock() + timedelta(seconds=20)
        site.scrape(force=False)
        assert Check.objects.count() == drain.HOST_FAILURES


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed_by_the_whole_host(settings: Any, status: int) -> None:
    with paper(settings) as site:
        site.publish(FERRY, Reply(status=status, headers={"Retry-After": "3600"}))
        site.publish(SCHOOL)
        site.scrape()
        host = Host.objects.get()
        assert host.not_before is not None
        assert timedelta(minutes=59) < host.not_before - lease.clock() <= timedelta(hours=1)
        assert not site.server.asked(SCHOOL)
        site.scrape(force=False)
        assert not site.server.asked(SCHOOL)


def test_a_server_that_never_answers_is_a_timeout(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track, "Fetcher", partial(Fetcher, first_byte_timeout=0.2))
    with paper(settings) as site:
        site.publish(FERRY, Reply(page(), delay=5))
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.TIMEOUT]


def test_a_server_that_is_not_there_is_a_network_error(settings: Any) -> None:
    with serve() as gone:
        address = gone.url(FERRY)
    with paper(settings) as site:
        site.publish(address)
        site.scrape()
        article = Article.objects.get()
        assert article.last_outcome in {Outcome.NETWORK_ERROR, Outcome.DISALLOWED}
        assert article.next_check_at is not None


@pytest.mark.parametrize("reply", [{"cut": 900}, {"length": 90_000}], ids=["cut off", "shorter than it said"])
def test_a_truncated_body_is_an_error_and_not_a_text(settings: Any, reply: dict[str, Any]) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, **reply)
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.BAD_RESPONSE]


def test_a_bomb_is_an_error_and_costs_no_memory_to_speak_of(settings: Any) -> None:
    packer = zlib.compressobj(1, wbits=31)  # as gzip
    bomb = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(300)), packer.flush()])
    with paper(settings) as site:
        site.publish(FERRY, Reply(bomb, headers={"Content-Encoding": "gzip"}))
        site.publish(SCHOOL)
        site.server.routes["/bomb.xml"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
        feed, _ = Feed.objects.add(site.source, site.server.url("/bomb.xml"), due_at=T0)
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.BAD_RESPONSE]
        assert site.outcomes(SCHOOL) == [Outcome.FIRST]
        feed.refresh_from_db()
        assert feed.last_error


def test_a_page_in_broken_utf8_is_read_with_its_words_whole(settings: Any) -> None:
    body = page().encode().replace(b"Ingrid Moe", b"Ingrid M\xff\xc3e")
    with paper(settings) as site:
        site.publish(FERRY, Reply(body))
        site.scrape()
        assert "left alone" not in site.article(FERRY).last_error
        [text] = site.texts(FERRY)
        assert STORY[0] in text
        assert STORY[-1] in text


def test_a_redirect_without_end_is_a_bad_response(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, redirect(FERRY))
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.BAD_RESPONSE]


def test_what_robots_txt_forbids_is_not_asked_for(settings: Any) -> None:
    with paper(settings) as site:
        site.server.routes["/robots.txt"] = Reply("User-agent: *\nDisallow: /news/ferry", content_type="text/plain")
        site.publish(FERRY)
        site.publish(SCHOOL)
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.DISALLOWED]
        assert site.outcomes(SCHOOL) == [Outcome.FIRST]
        assert not site.server.asked(FERRY)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_host_that_cannot_say_what_it_allows_is_left_alone_for_a_while(settings: Any, status: int) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.server.routes["/robots.txt"] = Reply("oops", status=status)
        site.scrape()
        host = site.feed.host
        assert not site.server.asked("/feed.xml")
        assert host.not_before is not None
        assert host.not_before > lease.clock()
        assert f"robots.txt: HTTP status {status}" in host.last_error
        assert site.feed.last_error == host.last_error
        del site.server.routes["/robots.txt"]
        site.scrape()
        assert len(site.texts(FERRY)) == 1


def test_robots_txt_is_asked_for_once_a_day(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.scrape()
        assert len(site.server.asked("/robots.txt")) == 1
        Host.objects.update(robots_fetched_at=lease.clock() - timedelta(hours=25))
        site.scrape()
        assert len(site.server.asked("/robots.txt")) == 2


def test_a_crawl_delay_lies_between_any_two_requests_to_the_host(settings: Any) -> None:
    with paper(settings) as site:
        site.server.routes["/robots.txt"] = Reply("User-agent: *\nCrawl-delay: 0.2", content_type="text/plain")
        for number in range(3):
            site.publish(f"/news/{number}")
        site.scrape()
        times = [request.at for request in site.server.requests]
        assert len(times) == 5
        assert min(b - a for a, b in pairwise(times[1:])) > 0.19


def test_an_exception_in_one_article_is_logged_and_costs_that_article_alone_its_look(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(known: Any, pending: Any, seen: Any, now: Any) -> Any:
        if "Broken" in seen.title:
            raise ZeroDivisionError("a bug")
        return weigh(known, pending, seen, now)

    with paper(settings) as site:
        site.publish(FERRY)
        site.publish(SCHOOL, title="School reopens after the flood")
        site.scrape()
        monkeypatch.setattr(settle, "weigh", broken)
        site.publish(FERRY, title="Broken")
        site.publish(SCHOOL, title="School closes after the flood")
        tally = site.scrape()
        assert tally[Outcome.ERROR] == 1
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.ERROR]
        assert len(site.titles(SCHOOL)) == 2
        assert "ZeroDivisionError" in site.article(FERRY).last_error
        assert site.server.url(FERRY) in caplog.text


def test_a_version_that_could_not_be_written_is_found_at_the_next_look(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a look that failed half-way is remembered: its page would pass for the one on record."""
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, paragraphs=CORRECTED)
        with monkeypatch.context() as patch:

            def full(self: Ledger, *args: Any, **kwargs: Any) -> None:
                raise OSError("disk full")

            patch.setattr(Ledger, "save", full)
            site.scrape()
        assert len(site.texts(FERRY)) == 1
        site.scrape()
        assert site.texts(FERRY)[1:] == ["\n".join(CORRECTED)]


def test_rules_that_do_not_compile_cost_their_own_source_alone(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.source.rules = {"keep": ["div[["]}
        site.source.save()
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.ERROR]
        assert site.article(FERRY).next_check_at is not None


@pytest.mark.parametrize(
    "body",
    [
        "This is no feed at all.",
        "<html><body>Sign in</body></html>",
        "",
        b"\xff\xfe\x00\x01",
    ],
    ids=["prose", "html", "empty", "bytes"],
)
def test_a_feed_that_is_none_says_why_and_keeps_what_it_listed(settings: Any, body: str | bytes) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.server.routes["/feed.xml"] = Reply(body, content_type="application/rss+xml")
        tally = site.scrape()
        assert tally["feed_errors"] == 1
        assert site.feed.last_error.endswith(".")
        assert site.feed.error_count == 1
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.UNCHANGED]


def test_one_bad_link_in_a_feed_costs_only_itself(settings: Any) -> None:
    with paper(settings) as site:
        site.publish("http://[broken/", "")
        site.publish("http://host.example:99999/x", "")
        site.publish(FERRY)
        site.scrape()
        assert [article.url for article in Article.objects.all()] == [site.server.url(FERRY)]


def test_a_source_without_feeds_has_nothing_due(settings: Any) -> None:
    with paper(settings) as site:
        empty = make_source("empty")
        tally = site.scrape(scope=Scope(empty.slug))
        assert not tally


def test_a_feed_that_fails_is_polled_later_each_time(settings: Any) -> None:
    with paper(settings) as site:
        site.server.routes["/feed.xml"] = Reply(status=500)
        waits = []
        for _ in range(3):
            site.scrape()
            feed = site.feed
            assert feed.next_poll_at is not None
            assert feed.last_polled_at is not None
            waits.append((feed.next_poll_at - feed.last_polled_at) // timedelta(minutes=10))
        assert waits == [2, 4, 8]


def test_a_redirect_into_a_host_that_is_being_asked_waits_its_turn(settings: Any) -> None:
    with paper(settings, "light", host="127.0.1.1") as light, paper(settings, "beacon", host="127.0.1.2") as beacon:
        for number in range(3):
            beacon.publish(f"/news/{number}", title=f"Report {number}", delay=0.1)
            beacon.server.routes[f"/copy/{number}"] = Reply(page(f"Copy {number}"), delay=0.1)
            light.publish(f"/news/{number}", redirect(beacon.server.url(f"/copy/{number}")))
        light.scrape(scope=Scope())
        assert len(beacon.server.requests) >= 8
        assert max(beacon.server.most_in_flight.values()) == 1


def test_a_bug_in_reading_a_feed_is_logged_and_costs_that_feed_alone(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        monkeypatch.setattr("articles.scraping.feeds.parse_feed", lambda *_, **__: 1 / 0)
        tally = site.scrape()
        assert tally["checked"] == 1
        assert site.feed.last_error == "ZeroDivisionError: division by zero"
        assert site.feed.error_count == 1
        assert "polling" in caplog.text
        assert "Traceback" in caplog.text
