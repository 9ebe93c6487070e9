"""How far a server's word that a page is the same is trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest

from articles.models import Source
from articles.scraping.record import learn_trust
from articles.scraping.validators import (
    DATED_EVERY,
    STRONG_EVERY,
    WEAK_EVERY,
    Trust,
    may_trust,
    trust_shown,
)
from tests.make import make_source
from tests.paper import STORY, TITLE, page, paper
from tests.scraping.server import Reply, Request


@dataclass
class Page:
    etag: str = ""
    last_modified: str = ""
    pk: int = 7
    check_count: int = 0
    body_digest: str = ""


@pytest.mark.parametrize(
    ("etag", "last_modified", "every"),
    [
        ("", "Mon, 02 Nov 2026 06:00:00 GMT", DATED_EVERY),
        ('W/"a1"', "Mon, 02 Nov 2026 06:00:00 GMT", WEAK_EVERY),
        ('"a1"', "Mon, 02 Nov 2026 06:00:00 GMT", STRONG_EVERY),
    ],
)
def test_the_weaker_the_word_the_oftener_it_is_not_asked_for(etag: str, last_modified: str, every: int) -> None:
    looks = [may_trust(Page(etag, last_modified, check_count=n)) for n in range(10 * every)]
    assert looks.count(False) == 10


def test_articles_take_turns() -> None:
    assert {may_trust(Page('W/"a"', pk=pk)) for pk in range(WEAK_EVERY)} == {True, False}


@pytest.mark.django_db
def test_a_server_that_says_304_of_a_rewritten_page_is_found_out(settings: Any) -> None:
    story = list(STORY)

    def answer(request: Request) -> Reply:
        dated = {"Last-Modified": "Mon, 02 Nov 2026 06:00:00 GMT"}
        if "if-modified-since" in request.headers:
            return Reply("", status=304, headers=dated)
        return Reply(page(TITLE, story), headers=dated)

    with paper(settings) as site:
        site.publish("/news/ferry", answer)
        site.scrape()
        story[1] = story[1].replace("spring", "autumn")
        for _ in range(DATED_EVERY):
            site.scrape()
        assert site.texts("/news/ferry")[1:] == ["\n".join(story)]


def test_a_weak_word_that_was_never_seen_to_change_with_a_text_counts_once() -> None:
    for remembered in (Page('W/"a"'), Page("", "Mon, 02 Nov 2026 06:00:00 GMT")):
        looks = [may_trust(replace(remembered, check_count=n), Trust.UNPROVEN) for n in range(1, 20)]
        assert looks == [True] + 18 * [False]


@pytest.mark.django_db
def test_a_server_that_was_found_out_is_not_asked_again_whether_a_page_is_the_same(settings: Any) -> None:
    stories = {f"/news/{n}": [f"Report {n} from the pier.", *STORY] for n in range(3)}
    conditions: list[str] = []

    def answer(request: Request) -> Reply:
        tag = {"ETag": f'W/"{request.path}"'}
        if "if-none-match" in request.headers:
            conditions.append(request.path)
            return Reply("", status=304, headers=tag)
        return Reply(page(TITLE, stories[request.path]), headers=tag)

    with paper(settings) as site:
        for path in stories:
            site.publish(path, answer)
        site.scrape()
        stories["/news/0"][2] = stories["/news/0"][2].replace("spring", "autumn")
        while len(site.texts("/news/0")) == 1:
            site.scrape()
        conditions.clear()
        for path in ("/news/1", "/news/2"):
            stories[path][3] = stories[path][3].replace("winter", "summer")
        site.scrape()
        assert [len(site.texts(path)) for path in stories] == [2, 2, 2]
        assert not conditions
        assert site.article("/news/0").source.trust == Trust.NONE.value


@pytest.mark.parametrize(
    ("before", "etag", "last_modified", "shown"),
    [
        ({}, None, None, Trust.UNPROVEN),
        ({}, '"b"', None, Trust.UNPROVEN),
        ({"ETag": '"a"'}, None, None, Trust.UNPROVEN),
        ({"ETag": '"a"'}, '"b"', None, Trust.PROVEN),
        ({"ETag": '"a"'}, '"a"', "new", Trust.NONE),
        ({"ETag": '"a"', "Last-Modified": "old"}, '"b"', "old", Trust.PROVEN),
        ({"Last-Modified": "old"}, None, "new", Trust.PROVEN),
        ({"Last-Modified": "old"}, None, "old", Trust.NONE),
    ],
)
def test_a_word_is_proved_by_changing_with_a_text_and_disproved_by_staying(
    before: dict[str, str], etag: str | None, last_modified: str | None, shown: Trust
) -> None:
    assert trust_shown(before.items(), etag, last_modified) is shown


@pytest.mark.django_db
def test_what_a_source_showed_of_its_servers_word_is_kept_and_a_lie_is_not_forgiven() -> None:
    source = make_source()
    for shown, kept in ((Trust.UNPROVEN, Trust.UNPROVEN), (Trust.PROVEN, Trust.PROVEN), (Trust.NONE, Trust.NONE),
                        (Trust.PROVEN, Trust.NONE)):  # fmt: skip
        learn_trust(source, shown)
        assert Source.objects.get(pk=source.pk).trust == source.trust == kept.value


@pytest.mark.django_db
def test_a_strong_tag_that_stays_while_the_bytes_differ_is_worth_nothing(settings: Any) -> None:
    stories = {f"/news/{n}": [f"Report {n} from the pier.", *STORY] for n in range(3)}
    asked = count()

    def answer(request: Request) -> Reply:
        tag = {"ETag": f'"{request.path}"'}
        if "if-none-match" in request.headers:
            return Reply("", status=304, headers=tag)
        return Reply(page(TITLE, stories[request.path], around=f"<p>{next(asked)} readers</p>"), headers=tag)

    with paper(settings) as site:
        for path in stories:
            site.publish(path, answer)
        site.scrape()
        site.scrape()
        assert site.article("/news/0").source.trust == Trust.NONE.value
        for path, story in stories.items():
            stories[path] = [text.replace("spring", "autumn") for text in story]
        site.scrape()
        assert [site.texts(path)[1:] for path in stories] == [["\n".join(story)] for story in stories.values()]
