"""What a site puts on its articles while one of them shows a wall is no edit of that one either."""

from __future__ import annotations

from typing import Any

import pytest

from tests.paper import STORY, paper
from tests.scraping.server import Reply

pytestmark = pytest.mark.django_db
PLEA = "Keep our only reporter in oilskins: give to the Skerry Light."
WALL = "<h1>Just a moment</h1><p>Checking your browser before you get to the page. It takes five seconds, once.</p>"


def test_an_article_that_showed_a_wall_when_a_box_came_to_all_others_has_no_edit_the_next_day(settings: Any) -> None:
    stories = {f"/news/{n}": [f"{text} No. {n}, {'abcdef'[n] * 4}." for text in STORY] for n in range(5)}
    with paper(settings) as site:
        for path, text in stories.items():
            site.publish(path, title=f"Report {path}", paragraphs=text)
        site.scrape()
        for path, text in stories.items():
            site.publish(path, title=f"Report {path}", paragraphs=[*text, PLEA])
        late = "/news/4"
        site.publish(late, Reply(WALL))
        site.scrape()
        site.publish(late, title=f"Report {late}", paragraphs=[*stories[late], PLEA])
        site.scrape()  # by a run of its own, which has seen no other article with the box
        assert {path: len(site.texts(path)) for path in stories} == dict.fromkeys(stories, 1)
        site.publish(late, title=f"Report {late}", paragraphs=[*stories[late], "And then the ferry sailed.", PLEA])
        site.scrape()
        assert site.texts(late)[1:] == ["\n".join([*stories[late], "And then the ferry sailed."])]
