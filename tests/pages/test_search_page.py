"""The search page and its feeds: passages marked and linked to their rows, help for what cannot be understood."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from articles.models import Article
from tests.make import make_article
from tests.pages.reading import get, one, texts, tree, words

pytestmark = pytest.mark.django_db

EDIT = (
    "The plan was published.\nThe mayor lied about the bridge, a court found.\nMore follows.",
    "The plan was published.\nThe mayor spoke about the bridge, a court found.\nMore follows.",
)


def test_a_removed_phrase_is_marked_and_leads_to_the_row_that_changed_it(client: Client) -> None:
    article = make_article(EDIT, title="Bridge affair")
    page = get(client, "/search/", data={"q": '"mayor lied"', "in": "removed"})
    assert words(one(page, ".result h2")) == "Bridge affair"
    assert texts(page, ".result mark") == ["mayor", "lied"]
    assert texts(page, ".result del mark") == ["lied"]
    assert "Removed with version 2" in texts(page, ".result .badge")
    path, row = one(page, ".found-row").get("href").split("#")
    assert path == f"/articles/{article.pk}/diff/1/2/"
    assert "lied" in words(one(get(client, path), f"#{row}"))


def test_added_text_is_found_too_and_the_headline_is_told_apart(client: Client) -> None:
    make_article([{"text": "One.", "title": "Bridge opens"}, {"text": "One.", "title": "Bridge shut after flood"}])
    page = get(client, "/search/?q=flood&in=added")
    assert words(one(page, ".found p")).startswith("Headline: Bridge")
    assert one(page, ".found-row").get("href").endswith("/diff/1/2/#row-1")


def test_current_text_says_since_when_and_leads_to_the_change_or_the_version(client: Client) -> None:
    old, new = make_article(["The old mill burns."]), make_article(["Nothing.", "The old mill stands."])
    page = get(client, "/search/?q=mill&sort=newest")
    assert texts(page, ".result .badge:first-child") == ["There since version 2", "There from the first version"]
    hrefs = [link.get("href") for link in page.cssselect(".found-row")]
    assert hrefs == [f"/articles/{new.pk}/diff/1/2/#row-3", f"/articles/{old.pk}/versions/1/"]
    assert not page.cssselect(".result ins")


def test_what_articles_said_once_is_told_with_the_version_that_dropped_it(client: Client) -> None:
    article = make_article(["The mill burns.", "All is well."])
    page = get(client, "/search/?q=mill&in=all")
    assert "No longer there since version 2" in texts(page, ".result .badge")
    assert one(page, ".found-row").get("href").startswith(f"/articles/{article.pk}/diff/1/2/#row-")


def test_the_page_without_a_query_shows_examples(client: Client) -> None:
    page = get(client, "/search/")
    assert len(page.cssselect(".search-help .ways a")) >= 3
    for link in page.cssselect(".search-help .ways a"):
        assert client.get(link.get("href")).status_code == 200


@pytest.mark.parametrize("q", ["a OR", "-a", '"', "(", "a" * 500, "a " * 60, "…"])
def test_a_malformed_query_gets_help_and_never_an_error(client: Client, q: str) -> None:
    response = client.get("/search/", {"q": q})
    assert response.status_code == 400
    page = tree(response)
    assert len(words(one(page, "#problem"))) > 20
    assert page.cssselect(".search-help")
    assert one(page, "#s-q").get("value") == q.strip()
    assert client.get("/search/feed.rss", {"q": q}).status_code == 400
    assert client.get("/search/", {"q": q}, headers={"HX-Request": "true"}).status_code == 200  # or htmx shows nothing


@pytest.mark.parametrize(
    "query", ["in=nowhere", "level=x", "since=yesterday", "until=2026-99-01", "sort=x", "start=x", "start=-1",
              "start=999999999", "q=\x00"]
)  # fmt: skip
def test_an_address_that_cannot_be_understood_says_so(client: Client, query: str) -> None:
    response = client.get(f"/search/?{query}")
    assert response.status_code == (200 if query.startswith("q=") else 400)
    tree(response)


def test_text_that_looks_like_markup_stays_text(client: Client) -> None:
    make_article(["<script>alert(1)</script> & <b>bold</b> words.", "Other words & <i>more</i>."])
    for within in ("removed", "added", "text", "all"):
        page = get(client, "/search/", data={"q": "script OR bold OR more OR words", "in": within})
        assert not page.cssselect(".results script, .results b, .results i")
    assert "<script>" in words(one(get(client, "/search/?q=bold&in=removed"), ".found p"))


def test_results_are_paged_and_htmx_gets_the_next_ones_alone(client: Client) -> None:
    for number in range(25):
        make_article([f"Harbour news {number}."])
    page = get(client, "/search/?q=harbour")
    assert len(page.cssselect(".result")) == 20
    more = one(page, ".more a").get("href")
    rest = get(client, more)
    assert len(rest.cssselect(".result")) == 5
    fragment = client.get(more, headers={"HX-Request": "true"}).content.decode()
    assert fragment.count("<article") == 5
    assert "<form" not in fragment


def test_a_common_phrase_costs_as_many_queries_as_a_rare_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(22):
        make_article([f"Harbour news {number}.", f"News {number}.", f"Harbour {number}."])
    for within in ("removed", "text"):
        with django_assert_max_num_queries(6):
            client.get(f"/search/?q=harbour NOT airport&in={within}")


def test_hidden_articles_are_in_no_page_and_no_feed(client: Client) -> None:
    article = make_article(EDIT, title="Bridge affair")
    Article.objects.filter(pk=article.pk).update(hidden_at=timezone.now())
    for within in ("removed", "added", "text", "all"):
        assert "affair" not in client.get(f"/search/?q=mayor&in={within}").content.decode()
        assert "affair" not in client.get(f"/search/feed.atom?q=mayor&in={within}").content.decode()


def test_a_search_is_a_feed_with_the_passages_and_lasting_ids(client: Client) -> None:
    article = make_article(EDIT, title="Bridge affair")
    address = "/search/feed.{}?q=mayor+lied&in=removed"
    feed = json.loads(client.get(address.format("json")).content)
    (item,) = feed["items"]
    assert item["id"].endswith(f"/articles/{article.pk}/diff/1/2/")
    assert "<mark>lied</mark>" in item["content_html"]
    for form in ("rss", "atom"):
        etree.fromstring(client.get(address.format(form)).content)
    response = client.get(address.format("rss"))
    again = client.get(address.format("rss"), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    links = get(client, "/search/?q=mayor&in=removed").cssselect("link[rel=alternate][href^='/search/feed.']")
    assert len(links) == 3


def test_the_item_of_a_passage_stays_the_same_while_the_article_goes_on(client: Client) -> None:
    article = make_article(["The mill burns.", "The mill burns.\nMore."])
    ids = [item["id"] for item in json.loads(client.get("/search/feed.json?q=mill").content)["items"]]
    assert ids == [f"http://127.0.0.1:8000/articles/{article.pk}/versions/1/"]
