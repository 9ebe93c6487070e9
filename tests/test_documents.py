"""The five documents of the shared seeds, on pages of the kind they come from, from a feed to the record."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from tests.paper import paper
from tests.scraping.layouts import LAYOUTS
from tests.scraping.server import Reply, Request
from tests.scraping.test_extract_documents import STORIES
from tests.scraping.test_extract_documents import pytestmark as shared_seeds

pytestmark = [pytest.mark.django_db, *shared_seeds]

KINDS = {
    "broadcaster": "semantic",
    "portal": "table layout",
    "diff page": "div soup",
    "column": "wordpress",
    "blog": "blogger",
}


@pytest.mark.parametrize("document", STORIES)
def test_a_document_is_found_through_a_feed_recorded_whole_and_not_changed_by_the_page_around_it(
    settings: Any, document: str
) -> None:
    story, layout = STORIES[document](), LAYOUTS[KINDS[document]]
    requests = random.Random(7)

    def shown_anew(request: Request) -> Reply:
        return Reply(layout(replace(story, noise=random.Random(requests.random()))))

    with paper(settings) as site:
        site.publish("/news/story", shown_anew)
        site.scrape()
        site.scrape()
        (version,) = site.article("/news/story").versions.all()
        assert version.title == story.title
        standfirst = [story.standfirst] if story.standfirst and version.standfirst != story.standfirst else []
        assert version.text.split("\n") == [*standfirst, *(text for _, text in story.body)]


def test_comments_that_grow_make_no_version(settings: Any) -> None:
    story = STORIES["blog"]()
    with paper(settings) as site:
        site.publish("/news/story", Reply(LAYOUTS["blogger"](replace(story, comments=story.comments[:3]))))
        site.scrape()
        site.publish("/news/story", Reply(LAYOUTS["blogger"](story)))
        site.scrape()
        assert len(site.texts("/news/story")) == 1
        assert story.comments[0].text[0] not in site.texts("/news/story")[0]
