"""robots.txt is asked for, kept as a value, and obeyed."""

import asyncio
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.scraping.fetch import Fetcher
from articles.scraping.robots import MAX_CRAWL_DELAY, MAX_TEXT, Robots, fetch_robots
from tests.scraping.server import Reply, Route, redirect, serve

RULES = """
User-agent: otherbot
Disallow: /

User-agent: NewsDiffs
Crawl-delay: 7
Disallow: /search
Disallow: /*?print=
Disallow: /*.pdf$
Allow: /search/about

User-agent: *
Disallow: /news

Sitemap: https://paper.example/sitemap.xml
Sitemap: https://paper.example/news-sitemap.xml
"""


def fetch(routes: Mapping[str, Route]) -> Robots:
    async def run(url: str) -> Robots:
        async with Fetcher(user_agent="test", allow_private=True, first_byte_timeout=0.3) as fetcher:
            return await fetch_robots(fetcher, url)

    with serve(routes) as server:
        return asyncio.run(run(server.url("/news/story?x=1")))


def test_the_rules_for_us_are_obeyed() -> None:
    robots = Robots.from_response(200, RULES)
    allowed = ["/", "/news/story", "/search/about", "/doc.pdf?x", "/story?page=1"]
    refused = ["/search", "/search/more", "/story?print=1", "/doc.pdf"]
    assert [path for path in allowed + refused if robots.allows(f"https://paper.example{path}")] == allowed
    assert robots.crawl_delay == 7
    assert robots.sitemaps == ("https://paper.example/sitemap.xml", "https://paper.example/news-sitemap.xml")


def test_without_rules_of_our_own_those_for_everybody_hold() -> None:
    robots = Robots.from_response(200, "User-agent: newsdiffsbot\nAllow: /\n\nUser-agent: *\nDisallow: /private")
    assert not robots.allows("https://paper.example/private/1")
    assert robots.allows("https://paper.example/news")
    assert robots.crawl_delay is None


@pytest.mark.parametrize(
    ("status", "is_allowed"),
    [(400, True), (401, True), (403, True), (404, True), (410, True), (429, False), (500, False), (503, False)],
)
def test_a_client_error_means_no_rules_and_a_server_error_means_not_now(status: int, is_allowed: bool) -> None:
    robots = fetch({"/robots.txt": Reply("User-agent: *\nDisallow: /", status=status)})
    assert robots.status == status
    assert robots.allows("https://paper.example/news") is is_allowed
    assert robots.is_known is is_allowed


@pytest.mark.parametrize(
    "reply", [Reply(raw=b""), Reply("x", delay=1), Reply("User-agent: *\nDisallow: /private", cut=20)]
)
def test_no_whole_answer_means_not_now(reply: Reply) -> None:
    robots = fetch({"/robots.txt": reply})
    assert (robots.status, robots.allows("https://paper.example/")) == (None, False)


def test_it_is_asked_for_at_the_root_through_redirects_and_encodings() -> None:
    robots = fetch({"/robots.txt": redirect("/elsewhere"), "/elsewhere": Reply(RULES, encoding="gzip")})
    assert not robots.allows("https://paper.example/search")


def test_redirects_without_end_mean_that_there_is_none() -> None:
    assert fetch({"/robots.txt": redirect("/robots.txt")}).allows("https://paper.example/")


def test_a_page_in_its_place_forbids_nothing() -> None:
    robots = fetch({"/robots.txt": "<!doctype html><p>Page not found</p>"})
    assert robots.allows("https://paper.example/news")
    assert (robots.crawl_delay, robots.sitemaps) == (None, ())


def test_it_can_be_made_again_from_its_status_and_text() -> None:
    robots = Robots.from_response(200, "\ufeff" + RULES + "\x00")
    again = Robots(robots.status, robots.text)
    assert again == robots == Robots.from_response(robots.status, robots.text)
    assert not again.allows("https://paper.example/search")
    assert "\x00" not in robots.text


def test_only_the_first_500_kilobytes_count() -> None:
    robots = Robots.from_response(200, b"# " + b"x" * MAX_TEXT + b"\nUser-agent: *\nDisallow: /")
    assert robots.allows("https://paper.example/")
    assert len(robots.text) == MAX_TEXT


@pytest.mark.parametrize(
    ("rule", "delay"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("Crawl-delay: 86400", MAX_CRAWL_DELAY),
        ("Crawl-delay: -1", None),
        ("Crawl-delay: nan", None),
        ("Crawl-delay: soon", None),
        ("Request-rate: 1/10", 10),
        ("Request-rate: 2/1m", 30),
        ("Request-rate: 0/10", None),
        ("Crawl-delay: 1\nRequest-rate: 1/5", 5),
        ("", None),
    ],
)
def test_the_delay_between_requests_is_read_in_both_its_forms(rule: str, delay: float | None) -> None:
    assert Robots.from_response(200, f"User-agent: *\nDisallow:\n{rule}").crawl_delay == delay


@given(st.binary(max_size=400) | st.text().map(lambda text: f"User-agent: *\nDisallow: /{text}".encode()), st.text())
def test_any_text_is_read_and_any_address_judged(body: bytes, path: str) -> None:
    robots = Robots.from_response(200, body)
    assert robots.allows(f"https://paper.example/{path}") in (True, False)
    assert robots.crawl_delay is None or 0 <= robots.crawl_delay <= MAX_CRAWL_DELAY
    assert all(isinstance(address, str) for address in robots.sitemaps)
