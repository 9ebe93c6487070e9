"""An article's page: the facts, the history, the timeline."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article
from tests.make import T0, make_article, make_event, make_source
from tests.pages.reading import get, one, texts, tree, words

pytestmark = pytest.mark.django_db

THREE = ["The plan costs 12 million.", "The plan costs 14 million.", "The plan costs 19 million.\nThe mayor is sorry."]


def test_it_says_who_published_it_when_it_was_seen_and_how_often_it_changed(client: Client) -> None:
    article = make_article(THREE, url="https://courier.example/news/harbour", published_at=T0 - timedelta(hours=1))
    page = get(client, f"/articles/{article.pk}/")
    facts = words(one(page, ".facts-list"))
    assert "Source Courier" in facts
    assert "First seen 1 Nov 2026, 06:00 UTC" in facts
    assert "Published 1 Nov 2026, 05:00 UTC" in facts
    assert "Last changed 1 Nov 2026, 07:10 UTC" in facts
    original = one(page, "dd a.address")
    assert original.get("href") == "https://courier.example/news/harbour"
    assert original.get("rel") == "noopener nofollow"
    assert "has changed 2 times" in words(one(page, ".summary"))


def test_it_lists_the_versions_with_the_time_between_them(client: Client) -> None:
    article = make_article(THREE)
    steps = texts(get(client, f"/articles/{article.pk}/"), ".step-head")
    assert [step.split(" ")[1] for step in steps] == ["1", "2", "3"]
    assert "later" not in steps[0]
    assert all("(35 minutes later)" in step for step in steps[1:])


def test_any_two_versions_can_be_compared_by_a_plain_form(client: Client) -> None:
    article = make_article(THREE)
    page = get(client, f"/articles/{article.pk}/")
    form = one(page, "form.history")
    assert [radio.get("value") for radio in form.cssselect("input[name=a]")] == ["1", "2", "3"]
    assert form.get("method") == "get"
    for query in ("a=1&b=3", "a=3&b=1"):
        response = client.get(f"{form.get('action')}?{query}")
        assert response["Location"] == f"/articles/{article.pk}/diff/1/3/"
    assert f"/articles/{article.pk}/diff/1/3/" in [a.get("href") for a in page.cssselect(".summary a")]


@pytest.mark.parametrize("query", ["a=2&b=2", "a=1", "a=x&b=2", "a=1&b=9", ""])
def test_a_choice_that_is_none_is_explained(client: Client, query: str) -> None:
    article = make_article(THREE)
    response = client.get(f"/articles/{article.pk}/diff/?{query}")
    assert response.status_code == 404
    assert "versions 1 to 3" in words(tree(response))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"state": Article.State.RETIRED, "next_check_at": None},
            "It last changed over 40 days ago and is no longer checked.",
        ),
        ({"state": Article.State.PAUSED, "next_check_at": None}, "An editor paused it"),
        ({"next_check_at": T0 + timedelta(hours=30)}, "2 Nov 2026, 12:00 UTC"),
    ],
)
def test_it_says_when_the_next_check_is_or_why_there_is_none(
    client: Client, fields: dict[str, Any], sentence: str
) -> None:
    old = timezone.now() - timedelta(days=41)
    article = make_article([{"text": text, "seen_at": old} for text in THREE], **fields)
    assert sentence in words(one(get(client, f"/articles/{article.pk}/"), ".facts-list"))


def test_an_article_of_a_source_that_is_switched_off_says_so(client: Client) -> None:
    article = make_article(THREE, source=make_source(enabled=False))
    assert "Its source is no longer watched" in words(get(client, f"/articles/{article.pk}/"))


def test_what_happened_to_the_page_stands_between_the_versions(client: Client) -> None:
    article = make_article(THREE, state=Article.State.GONE)
    make_event(article, at=T0 + timedelta(minutes=40), kind="gone", detail="410 Gone")
    page = get(client, f"/articles/{article.pk}/")
    assert "Taken down" in texts(page, ".step")[2]
    assert "was taken down" in words(one(page, ".notice"))


def test_what_was_not_recorded_is_listed_with_the_reason(client: Client) -> None:
    article = make_article(THREE)
    for _ in range(14):
        article.note(
            "headline", "k", "Harbour plan: yes", now=T0, reason="the headline alternates between two wordings"
        )
    noise = words(one(get(client, f"/articles/{article.pk}/"), ".noise"))
    assert "Harbour plan: yes" in noise
    assert "Seen 14 times" in noise
    assert "not recorded because the headline alternates" in noise


def test_the_checks_are_told_in_one_line(client: Client) -> None:
    article = make_article(THREE, check_count=42, last_checked_at=T0, last_outcome="unchanged")
    page = words(get(client, f"/articles/{article.pk}/"))
    assert "Looked at 42 times, last 1 Nov 2026, 06:00 UTC: unchanged." in page


def test_other_addresses_are_listed(client: Client) -> None:
    article = make_article(THREE)
    article.add_alias("https://courier.example/amp-twin/harbour")
    page = words(get(client, f"/articles/{article.pk}/"))
    assert "Also known by 1 other address" in page
    assert "https://courier.example/amp-twin/harbour" in page


def test_every_mark_of_the_timeline_is_a_link_that_says_what_it_is(client: Client) -> None:
    article = make_article(THREE)
    event = make_event(article, at=T0 + timedelta(days=1), kind="gone")
    marks = one(get(client, f"/articles/{article.pk}/"), ".timeline svg").cssselect("a")
    base = f"/articles/{article.pk}"
    assert [mark.get("href") for mark in marks] == [
        f"{base}/versions/1/",
        f"{base}/diff/1/2/",
        f"{base}/diff/2/3/",
        f"#event-{event.pk}",
    ]
    assert marks[2].get("aria-label") == "Version 3, 1 Nov 2026, 07:10 UTC: 5 words added, 1 removed"


def test_an_article_without_a_version_has_a_page(client: Client) -> None:
    article = make_article([])
    assert "No version has been recorded yet" in words(get(client, f"/articles/{article.pk}/"))


def test_an_unknown_article_is_a_404_page_that_helps(client: Client) -> None:
    for number in ("999", "9" * 30):
        response = client.get(f"/articles/{number}/")
        assert response.status_code == 404
        assert "There is no such page" in words(tree(response))


def test_the_number_of_queries_does_not_grow_with_the_versions(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    article = make_article([f"The plan costs {n} million." for n in range(25)])
    for n in range(10):
        make_event(article, at=T0 + timedelta(hours=n), kind="gone")
    with django_assert_max_num_queries(6):
        client.get(f"/articles/{article.pk}/")


def test_origins_name_the_version_that_brought_each_passage(client: Client) -> None:
    article = make_article(
        ["The plan is good.\nIt is cheap too.", "The plan is good.\nThe mayor has resigned over it."]
    )
    rows = texts(get(client, f"/articles/{article.pk}/origins/"), ".origin")
    assert [row.split(" 1 Nov")[0] for row in rows] == ["Version 1", "Version 1, gone with version 2", "Version 2"]


@pytest.mark.shared
def test_a_real_history_keeps_every_fact_its_archive_gave(client: Client, shared: Path) -> None:
    history = shared / "seeds" / "probation-strike.history.jsonl"
    call_command("import_history", str(history), verbosity=0)
    article = Article.objects.get()
    page = get(client, f"/articles/{article.pk}/")
    said = words(page)
    assert article.source.slug in said
    assert "over 40 days ago and is no longer checked" in said
    assert json.loads(history.read_text())["url"] in said
    assert "RSS feed" in said
    assert f"has changed {article.change_count} times" in said
    assert "(35 minutes later)" in texts(page, ".step-head")[1]
    assert len(page.cssselect("input[name=a]")) == 3


def test_a_part_of_a_long_history_says_which_versions_its_timeline_shows(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article([f"The vote was {n} to {n + 2}." for n in range(5)])
    whole = words(one(get(client, article.get_absolute_url()), ".timeline figcaption"))
    assert whole.startswith("Each dot is a version, from the first to the latest;")
    monkeypatch.setattr("articles.views.articles.SHOWN", 2)
    part = words(one(get(client, f"{article.get_absolute_url()}?upto=4"), ".timeline figcaption"))
    assert part.startswith("Each dot is a version, from 3 to 4;")
