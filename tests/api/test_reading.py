"""What programs read: lists paged by key, texts as blocks, comparisons as rows, and a stream that can be followed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles.diffing import compare_versions
from articles.models import Article, Capture, Version
from articles.stream import Mark
from tests.make import T0, add_version, make_article, make_capture, make_content, make_event, make_source

pytestmark = pytest.mark.django_db

OLD, NEW = "The plan costs 12 million.\nIt passed.", "The plan costs 19 million.\nIt passed.\nNobody objected."


def get(client: Client, path: str, **query: Any) -> Any:
    """The answer to a request that must succeed."""
    response = client.get(f"/api/v1/{path}" if not path.startswith("http") else path, query)
    assert response.status_code == 200, response.content
    return response.json()


def walk(client: Client, path: str, **query: Any) -> list[Any]:
    """All items of a list, page after page."""
    answer = get(client, path, **query)
    items = answer["items"]
    while answer["next"]:
        answer = get(client, answer["next"].removeprefix("http://127.0.0.1:8000/api/v1/"))
        items += answer["items"]
    return list(items)


def test_a_list_of_articles_is_walked_whole_page_by_page_newest_first(client: Client) -> None:
    ids = [make_article([OLD]).pk for _ in range(5)]
    assert [one["id"] for one in walk(client, "articles", limit=2)] == ids[::-1]


def test_articles_are_listed_by_source_state_and_language(client: Client) -> None:
    plain = make_article([OLD], language="en-GB")
    gone = make_article([OLD], source=make_source("ledger"), state="gone", next_check_at=None, language="end")
    assert [one["id"] for one in walk(client, "articles", source="courier")] == [plain.pk]
    assert [one["id"] for one in walk(client, "articles", state="gone")] == [gone.pk]
    assert [one["id"] for one in walk(client, "articles", language="en")] == [plain.pk]


def test_sources_are_listed_with_their_counts_and_one_with_its_feeds(client: Client) -> None:
    make_article([OLD, NEW])
    make_source("ledger")
    assert [one["slug"] for one in walk(client, "sources", limit=1)] == ["courier", "ledger"]
    source = get(client, "sources/courier")
    assert (source["article_count"], source["change_count"], source["feeds"]) == (1, 1, [])


def test_an_article_is_looked_up_by_any_of_its_addresses(client: Client) -> None:
    article = make_article([OLD], url="https://courier.example/news/harbour?id=7")
    article.add_alias("https://short.example/x")
    for url in ("http://www.courier.example/news/harbour?id=7&utm_source=x", "https://short.example/x"):
        assert get(client, "lookup", url=url)["id"] == article.pk
    assert client.get("/api/v1/lookup", {"url": "https://courier.example/other"}).status_code == 404
    assert "not an http" in client.get("/api/v1/lookup", {"url": "ftp://x"}).json()["detail"]


def test_a_version_has_its_blocks_its_change_and_its_evidence(client: Client) -> None:
    article = make_article([OLD])
    capture = make_capture(article, b"<p>The page</p>")
    Version.objects.record(article, make_content(NEW, title="T"), seen_at=T0 + timedelta(hours=1), capture=capture)
    first, second = (get(client, f"articles/{article.pk}/versions/{number}") for number in (1, 2))
    assert first["change"] is None
    assert first["evidence"] is None
    assert [block["text"] for block in second["blocks"]] == NEW.splitlines()
    assert second["change"]["headline_changed"]
    assert second["change"]["old_title"] == first["title"]
    assert second["evidence"]["sha256"] == capture.blob_id
    listed = walk(client, f"articles/{article.pk}/versions", limit=1)
    assert [one["number"] for one in listed] == [1, 2]
    assert "blocks" not in listed[0]


@pytest.mark.parametrize(("old", "new"), [(1, 2), (2, 3), (1, 3), (3, 1), (2, 2)])
def test_any_two_versions_are_compared_as_the_engine_does(client: Client, old: int, new: int) -> None:
    article = make_article([OLD, NEW, "It passed.\nNobody objected, said the mayor."])
    answer = get(client, f"articles/{article.pk}/diff/{old}/{new}")
    a, b = (article.versions.get(number=number) for number in (old, new))
    wanted = compare_versions(a, b)
    assert [row["kind"] for row in answer["rows"]] == [row.kind for row in wanted.rows]
    spans = [[[list(span) for span in block] for block in row.new_spans] for row in wanted.rows]
    assert [row["new_spans"] for row in answer["rows"]] == spans
    sides = [("old", a), ("new", b)]
    for side, version in sides:
        texts = {
            number: "".join(text for _, text in spans)
            for row in answer["rows"] if not row["field"]
            for number, spans in zip(row[side], row[f"{side}_spans"], strict=True)
        }  # fmt: skip
        assert [texts[number] for number in sorted(texts)] == [block.text for block in version.blocks]
    if new == old + 1:
        assert answer["change"] == get(client, f"articles/{article.pk}/versions/{new}")["change"]


def test_each_sentence_is_traced_to_the_version_that_brought_it(client: Client) -> None:
    article = make_article([OLD, NEW])
    answer = get(client, f"articles/{article.pk}/blame")
    assert [block["since"] for block in answer["blocks"]] == [1, 1, 2]
    assert answer["blocks"][0]["edited"] == 2
    assert client.get(f"/api/v1/articles/{make_article([]).pk}/blame").status_code == 404


def test_changes_and_events_come_newest_first_and_by_the_filters_of_the_page(client: Client) -> None:
    article = make_article([OLD, NEW])
    make_article([OLD, OLD + " "], source=make_source("ledger"))
    make_event(article, at=T0 + timedelta(days=1), kind="gone")
    kinds = [one["kind"] for one in walk(client, "changes", limit=1)]
    assert kinds == ["gone", "change", "change"]
    (only,) = walk(client, "changes", source="courier", level="substantive", stealth="1")
    assert only["version"]["number"] == 2
    assert walk(client, "changes", gone="true", since="2026-11-03") == []


def test_a_follower_gets_all_that_is_recorded_once_even_what_is_woven_in_later(client: Client) -> None:
    article = make_article([OLD, NEW])
    mark = get(client, "changes")["mark"]
    assert mark == str(Mark.now())
    add_version(article, "Seen long before.", seen_at=T0 - timedelta(days=900), title="T")
    make_event(article, at=T0, kind="gone")
    answer = get(client, "changes/recorded", after=mark, limit=1)
    assert answer["more"]
    assert answer["items"][0]["version"]["number"] == 3
    rest = get(client, answer["next"].removeprefix("http://127.0.0.1:8000/api/v1/"))
    assert [one["kind"] for one in rest["items"]] == ["gone"]
    assert not rest["more"]
    nothing = get(client, rest["next"].removeprefix("http://127.0.0.1:8000/api/v1/"))
    assert (nothing["items"], nothing["more"]) == ([], False)


def test_a_hidden_article_answers_410_everywhere_and_stands_in_no_list(client: Client) -> None:
    article = make_article([OLD, NEW], hidden_at=T0, hidden_reason="a court said so")
    make_event(article, at=T0, kind="gone")
    own = f"articles/{article.pk}"
    for path in (
        own,
        f"{own}/versions",
        f"{own}/versions/1",
        f"{own}/diff/1/2",
        f"{own}/blame",
        f"lookup?url={article.url}",
    ):
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 410, path
        assert "court" not in response.content.decode()
    for path in ("articles", "changes", "changes/recorded"):
        assert get(client, path)["items"] == []


def test_what_is_not_there_says_what_there_is(client: Client) -> None:
    article = make_article([OLD])
    assert "has 1" in client.get(f"/api/v1/articles/{article.pk}/versions/2").json()["detail"]
    assert client.get("/api/v1/articles/9999999").status_code == 404
    assert client.get("/api/v1/sources/nobody").status_code == 404
    assert client.get("/api/v1/changes", {"before": "20269999T000000.000000-v1"}).status_code == 404


def test_lists_take_few_queries_however_long_they_are(client: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        make_article([OLD, NEW])
    for path in ("articles", "changes", "changes/recorded", "sources"):
        with django_assert_max_num_queries(4):
            get(client, path)


def test_the_page_for_people_describes_every_operation_without_a_script(client: Client) -> None:
    text = client.get("/api/docs").content.decode()
    for address in client.get("/api/v1/openapi.json").json()["paths"]:
        assert address in text
    assert Article.objects.count() == Capture.objects.count() == 0
