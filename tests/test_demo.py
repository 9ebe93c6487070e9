"""The demo site over real HTTP: what a scraper and a newcomer's browser get of it."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import aiohttp
import feedparser
import html5lib
import pytest
from django.core.management.base import CommandError
from protego import Protego

from articles.demo import DemoSite, Publication, State, Story, load_stories, serve, source_entry
from articles.management.commands.run import free_port
from articles.scraping.extract import extract

NIGHT = State("Lamp lit again on Skerry", ("The lamp was lit on Monday.", "It can be seen from Sule."))
DAWN = State("Lamp on Skerry put out", ("The lamp was put out on Tuesday.", "Nobody said why."), "No reason given")
LAMP = Story("lamp", "Harbour", (NIGHT, DAWN))
FAIR = Story(
    "fair",
    "Island life",
    (State("Fair & square <on Friday>", ("A fair.",)), None, State("Fair is off", ("No fair.",))),
)

Visit = Callable[[aiohttp.ClientSession, str], Awaitable[None]]


def browse(site: DemoSite, visit: Visit) -> None:
    """Serve the site on a free port and visit it with one client."""

    async def session() -> None:
        async with site.running() as url, aiohttp.ClientSession() as client:
            await visit(client, url)

    asyncio.run(session())


async def get(client: aiohttp.ClientSession, url: str) -> tuple[int, bytes]:
    async with client.get(url) as response:
        return response.status, await response.read()


def test_the_feed_is_valid_and_lists_every_story_with_an_address_that_answers() -> None:
    site = DemoSite()

    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        _, body = await get(client, f"{url}/feed.xml")
        feed = feedparser.parse(body)
        assert not feed.bozo
        assert feed.version == "rss20"
        assert {entry.title for entry in feed.entries} == {s.states[0].title for s in load_stories() if s.states[0]}
        for entry in feed.entries:
            assert entry.id == entry.link
            assert entry.published_parsed
            status, page = await get(client, entry.link)
            assert status == 200
            assert f'<link rel="canonical" href="{entry.link}">'.encode() in page

    browse(site, visit)


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_an_unchanged_feed_is_answered_with_304_and_a_changed_one_in_full(validator: str) -> None:
    clock = iter(datetime(2026, 11, 20, 8, 0, tzinfo=UTC) + timedelta(minutes=n) for n in range(99))
    site = DemoSite([LAMP], now=lambda: next(clock))
    header = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[validator]

    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        async with client.get(f"{url}/feed.xml") as first:
            condition = {header: first.headers[validator]}
        async with client.get(f"{url}/feed.xml", headers=condition) as second:
            assert second.status == 304
            assert await second.read() == b""
            assert second.headers[validator] == condition[header]
        site.advance()
        async with client.get(f"{url}/feed.xml", headers=condition) as third:
            assert third.status == 200
            assert DAWN.title in await third.text()

    browse(site, visit)


def test_an_article_shows_its_next_version_once_it_is_published() -> None:
    site = DemoSite([LAMP])

    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        address = url + site.path_of("lamp")
        _, before = await get(client, address)
        assert NIGHT.title.encode() in before
        assert DAWN.blocks[0].encode() not in before
        assert site.advance() == Publication("lamp", 1, DAWN)
        _, after = await get(client, address)
        assert DAWN.title.encode() in after
        assert DAWN.blocks[0].encode() in after
        assert NIGHT.blocks[0].encode() not in after

    browse(site, visit)


def test_a_page_that_is_taken_down_answers_404_leaves_the_feed_and_comes_back() -> None:
    site = DemoSite([FAIR])

    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        address = url + site.path_of("fair")
        listed = f"<link>{address}</link>".encode()
        for status in (200, 404, 200):
            assert (await get(client, address))[0] == status
            assert (listed in (await get(client, f"{url}/feed.xml"))[1]) == (status == 200)
            site.advance()

    browse(site, visit)


def test_the_extractor_reads_every_state_of_every_sample_story_whole() -> None:
    site = DemoSite()

    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        shown: dict[str, State | None] = {slug: story.states[0] for slug, story in site.stories.items()}
        slugs = list(shown)
        while slugs:
            for slug in slugs:
                state = shown[slug]
                address = url + site.path_of(slug)
                status, body = await get(client, address)
                if state is None:
                    assert status == 404
                    continue
                read = extract(body, url=address, content_type="text/html; charset=utf-8")
                assert read.title == state.title
                assert [b.text for b in read.blocks if b.text != state.standfirst] == [*state.blocks]
                assert read.canonical_url == address
            publication = site.advance()
            if publication:
                shown[publication.slug] = publication.state
            slugs = [publication.slug] if publication else []

    browse(site, visit)


def test_related_links_change_from_request_to_request_and_the_article_does_not() -> None:
    site = DemoSite()

    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        pages = [(await get(client, url + site.path_of("ferry-adrift")))[1] for _ in range(3)]
        articles = {page[page.index(b"<article>") : page.index(b"</article>")] for page in pages}
        assert len(set(pages)) > 1
        assert len(articles) == 1

    browse(site, visit)


def test_every_page_is_valid_html_that_escapes_what_stories_say() -> None:
    site = DemoSite([LAMP, FAIR])

    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        for path in ("/", "/section/harbour", "/section/none", site.path_of("fair"), "/news/x/fair"):
            _, body = await get(client, url + path)
            html5lib.HTMLParser(strict=True).parse(body.decode())
            assert b"<on Friday>" not in body

    browse(site, visit)


def test_the_front_page_names_the_feed_and_robots_txt_allows_the_articles() -> None:
    site = DemoSite([LAMP])

    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        _, front = await get(client, f"{url}/")
        assert f'type="application/rss+xml" title="The Sule Lamp" href="{url}/feed.xml"'.encode() in front
        status, robots = await get(client, f"{url}/robots.txt")
        assert status == 200
        assert Protego.parse(robots.decode()).can_fetch(url + site.path_of("lamp"), "NewsDiffs")
        assert source_entry(url)["feeds"][0]["url"] == f"{url}/feed.xml"

    browse(site, visit)


@pytest.mark.parametrize("path", ["/news/2026-01-01-000000/none", "/news/2999-01-01-000000/lamp", "/news/%2e/lamp"])
def test_an_address_that_was_never_published_is_not_found(path: str) -> None:
    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        assert (await get(client, url + path))[0] == 404

    browse(DemoSite([LAMP]), visit)


def test_a_restart_begins_an_edition_of_its_own_and_the_old_one_keeps_its_last_versions() -> None:
    clock = iter(datetime(2026, 11, 20, 8, n, tzinfo=UTC) for n in range(60))
    yesterday = DemoSite([LAMP], now=lambda: next(clock))
    today = DemoSite([LAMP], now=lambda: next(clock))
    assert yesterday.path_of("lamp") != today.path_of("lamp")

    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        assert NIGHT.title.encode() in (await get(client, url + today.path_of("lamp")))[1]
        assert DAWN.title.encode() in (await get(client, url + yesterday.path_of("lamp")))[1]

    browse(today, visit)


def test_stories_take_turns_and_the_site_stands_still_after_the_last_change() -> None:
    site = DemoSite([LAMP, FAIR])
    published = [site.advance() for _ in range(site.remaining)]
    assert [(p.slug, p.index) for p in published if p] == [("lamp", 1), ("fair", 1), ("fair", 2)]
    assert str(published[1]) == "took down fair"
    assert site.advance() is None
    assert site.remaining == 0


def test_with_loop_a_new_edition_follows_the_last_change() -> None:
    clock = iter(datetime(2026, 11, 20, 8, n, tzinfo=UTC) for n in range(60))
    site = DemoSite([LAMP], loop=True, now=lambda: next(clock))
    first = site.path_of("lamp")
    site.advance()
    assert site.advance() is None
    assert site.path_of("lamp") != first
    assert site.remaining == 1


def test_serve_publishes_on_a_timer_until_it_is_cancelled() -> None:
    async def watch() -> list[Publication]:
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        published: list[Publication] = []
        done = asyncio.Event()

        def on_change(publication: Publication) -> None:
            published.append(publication)
            if len(published) == 3:
                done.set()

        task = asyncio.create_task(
            serve(
                port=0,
                every_seconds=0.01,
                stories=[LAMP, FAIR],
                on_ready=ready.set_result,
                on_change=on_change,
            )
        )
        url = await ready
        async with aiohttp.ClientSession() as client:
            assert (await get(client, f"{url}/"))[0] == 200
            await asyncio.wait_for(done.wait(), 20)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            with pytest.raises(aiohttp.ClientConnectionError):
                await get(client, f"{url}/")
        return published

    assert [publication.slug for publication in asyncio.run(watch())] == ["lamp", "fair", "fair"]


def test_a_port_that_is_taken_is_an_error_and_not_a_silence() -> None:
    async def visit(client: aiohttp.ClientSession, url: str) -> None:
        with pytest.raises(OSError, match="in use"):
            await serve(port=int(url.rsplit(":", 1)[1]))

    browse(DemoSite([LAMP]), visit)


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
def test_a_port_that_there_is_not_is_refused_in_a_sentence(port: int) -> None:
    with pytest.raises(CommandError, match="choose one from 1 to 65535"):
        free_port("127.0.0.1", port)


def test_the_last_port_has_none_after_it_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 65535))
        taken.listen()
        with pytest.raises(CommandError, match="Ports 65535 to 65535 of"):
            free_port("127.0.0.1", 65535)


def test_the_sample_stories_have_a_new_headline_a_new_paragraph_a_number_and_a_page_that_comes_back() -> None:
    stories = load_stories()
    assert 2 <= len(stories) <= 4
    assert all(4 <= len(story.states) <= 8 for story in stories)
    steps = [(a, b) for s in stories for a, b in pairwise(s.states) if a and b]
    assert all(a != b for a, b in steps)
    assert any(a.title != b.title for a, b in steps)
    assert any(len(b.blocks) > len(a.blocks) for a, b in steps)
    assert any("84 passengers" in a.blocks[0] and "91 passengers" in b.blocks[0] for a, b in steps)
    assert any(None in s.states and s.states[-1] is not None for s in stories)


@pytest.mark.parametrize("bad", ["{", "[]", '{"slug": "x"}', '{"slug": "x", "section": "y", "versions": [null]}'])
def test_a_bad_story_is_named_with_its_file_and_line(tmp_path: Path, bad: str) -> None:
    good = {"slug": "a", "section": "b", "versions": [{"title": "c", "text": "d"}]}
    (tmp_path / "stories.jsonl").write_text(f"{json.dumps(good)}\n{bad}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"stories\.jsonl, line 2"):
        load_stories(tmp_path)


def test_a_folder_without_stories_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no demo stories"):
        load_stories(tmp_path)
