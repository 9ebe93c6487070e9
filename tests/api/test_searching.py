"""Search over the API: the same finds as the page's, as data; queries that are none are explained."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Version
from tests.api.test_reading import get, walk
from tests.make import make_article, make_source

pytestmark = pytest.mark.django_db


def test_a_phrase_that_an_edit_removed_is_found_with_its_passage_and_the_places_of_its_words(client: Client) -> None:
    article = make_article(["One.\n😀 The mayor lied about it.", "One.\nThe mayor spoke about it."])
    (hit,) = get(client, "search", q='"mayor lied"', **{"in": "removed"})["items"]
    assert hit["article"]["id"] == article.pk
    assert hit["version"]["number"] == 2
    assert hit["page"].endswith(f"/articles/{article.pk}/diff/1/2/")
    (passage,) = hit["passages"]
    ((start, end),) = passage["marks"]
    assert passage["text"][start:end] == "mayor lied"
    assert not get(client, "search", q='"mayor lied"')["items"]


def test_what_an_article_said_once_is_found_with_the_versions_that_brought_and_dropped_it(client: Client) -> None:
    article = make_article(["One.", "One.\nTwo words.", "One."])
    (hit,) = get(client, "search", q="two", **{"in": "all"})["items"]
    assert (hit["version"]["number"], hit["since"], hit["gone"]) == (2, 2, 3)
    assert hit["page"].endswith(f"/articles/{article.pk}/versions/2/")


def test_all_that_is_found_is_walked_page_by_page_each_once(client: Client) -> None:
    ids = {make_article([f"Storm number {number}."]).pk for number in range(5)}
    found = [hit["article"]["id"] for hit in walk(client, "search", q="storm", limit=2, sort="newest")]
    assert sorted(found) == sorted(ids)


def test_a_search_is_narrowed_by_source_language_time_and_level(client: Client) -> None:
    german = make_source("zeitung", language="de-AT")
    one = make_article(["Storm at sea.", "Calm at sea."])
    two = make_article(["Storm im Hafen.", "Stille im Hafen."], source=german, language="de-AT")

    def found(**filters: Any) -> set[int]:
        return {hit["article"]["id"] for hit in walk(client, "search", q="storm", **{"in": "removed"}, **filters)}

    assert found() == {one.pk, two.pk}
    assert found(source="zeitung") == {two.pk}
    assert found(language="de") == {two.pk}
    assert found(since="2026-11-01", until="2026-11-01") == {one.pk, two.pk}
    assert found(since="2026-11-02") == set()
    Version.objects.filter(article=one).update(level="major")
    Version.objects.filter(article=two).update(level="minor")
    assert found(level="substantive") == {one.pk}


def test_hidden_articles_are_not_found(client: Client) -> None:
    article = make_article(["A secret."])
    article.hide("a court said so", article.first_seen_at)
    assert not get(client, "search", q="secret", **{"in": "all"})["items"]


@pytest.mark.parametrize("q", ["", "(", "a OR", "-a", "…", "NOT"])
def test_a_query_that_is_none_is_a_problem_that_says_how_to_write_one(client: Client, q: str) -> None:
    make_article(["A secret."])
    response = client.get("/api/v1/search", {"q": q})
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    (error,) = response.json()["errors"]
    assert (error["in"], error["name"]) == ("query", "q")


def test_a_parameter_of_search_that_does_not_exist_is_refused(client: Client) -> None:
    assert client.get("/api/v1/search", {"q": "a", "within": "removed"}).status_code == 422
