"""How far a server's word that a page is the same is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from articles.scraping.validators import DATED_EVERY, STRONG_EVERY, WEAK_EVERY, may_trust
from tests.paper import STORY, TITLE, page, paper
from tests.scraping.server import Reply, Request


@dataclass
class Page:
    etag: str = ""
    last_modified: str = ""
    pk: int = 7
    check_count: int = 0
    version_count: int = 2
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
