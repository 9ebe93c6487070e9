"""The comparison of two versions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from articles.models import Article
from tests.make import make_article
from tests.pages.reading import get, one, texts, tree, words

pytestmark = pytest.mark.django_db

OLD = (
    "The council approved the plan for the harbour on Monday.\n"
    "It will cost 12 million crowns.\n"
    "Fishermen say that nobody asked them about the new breakwater at all.\n"
    "The vote was seven to four."
)
NEW = (
    "Fishermen say that nobody asked them about the new breakwater at all.\n"
    "The council approved the plan for the harbour on Monday.\n"
    "It will cost 19 million crowns.\n"
    "The vote was seven to four.\n"
    "The mayor did not answer questions about the price."
)


def sides(row: Any) -> tuple[str, str]:
    return words(one(row, ":scope > .old")), words(one(row, ":scope > .new"))


def side_by_side(page: Any) -> list[Any]:
    return list(page.cssselect(".row"))


def kinds(page: Any) -> list[str]:
    return [row.get("data-kind") for row in page.cssselect(".row:not([data-field])")]


def test_the_headline_is_the_first_row(client: Client) -> None:
    article = make_article([OLD, {"text": OLD, "title": "Council rejects the harbour plan"}])
    first = side_by_side(get(client, f"/articles/{article.pk}/diff/1/2/"))[0]
    assert first.get("data-field") == "title"
    assert first.get("data-kind") == "changed"
    assert texts(first, ".old del") == ["approves"]
    assert texts(first, ".new ins") == ["rejects"]


def test_the_time_between_the_versions_stands_between_them(client: Client) -> None:
    article = make_article([OLD, NEW])
    heads = texts(get(client, f"/articles/{article.pk}/diff/1/2/"), ".heads .head")
    assert heads == ["Version 1 1 Nov 2026, 06:00 UTC", "Version 2 1 Nov 2026, 06:35 UTC 35 minutes later"]


def test_words_are_marked_on_both_sides(client: Client) -> None:
    article = make_article([OLD, NEW])
    page = get(client, f"/articles/{article.pk}/diff/1/2/")
    row = one(page, ".row[data-kind=changed]")
    assert texts(row, ".old del") == ["12"]
    assert texts(row, ".new ins") == ["19"]
    assert sides(row) == ("It will cost 12 million crowns.", "It will cost 19 million crowns.")


def test_a_moved_passage_is_linked_to_its_other_end(client: Client) -> None:
    article = make_article([OLD, NEW])
    page = get(client, f"/articles/{article.pk}/diff/1/2/")
    away, here = one(page, ".row[data-kind=moved-from]"), one(page, ".row[data-kind=moved-to]")
    assert one(away, ".move a").get("href") == f"#{here.get('id')}"
    assert one(here, ".move a").get("href") == f"#{away.get('id')}"


def test_every_row_has_an_anchor_that_can_be_shared(client: Client) -> None:
    article = make_article([OLD, NEW])
    rows = side_by_side(get(client, f"/articles/{article.pk}/diff/1/2/"))
    assert [row.get("id") for row in rows] == [f"row-{number}" for number in range(1, len(rows) + 1)]
    assert [one(row, ".anchor").get("href") for row in rows] == [f"#{row.get('id')}" for row in rows]


def test_a_split_passage_is_one_row(client: Client) -> None:
    joined = "The first sentence is about the harbour. The second sentence is about the long breakwater."
    article = make_article([joined, joined.replace(". The", ".\nThe")])
    row = one(get(client, f"/articles/{article.pk}/diff/1/2/"), ".row[data-kind=split]")
    assert len(row.cssselect(".old .cell")) == 1
    assert len(row.cssselect(".new .cell")) == 2


def test_long_unchanged_stretches_are_folded_but_in_the_page(client: Client) -> None:
    same = [f"Paragraph {n} says something of its own about item {n}." for n in range(30)]
    article = make_article(["\n".join(same), "\n".join([*same, "A new last paragraph about the mayor."])])
    page = get(client, f"/articles/{article.pk}/diff/1/2/")
    fold = one(page, "details.fold")
    assert "29 unchanged passages" in words(one(fold, "summary"))
    assert kinds(page) == ["same"] * 30 + ["added"]


def test_in_one_text_both_sides_are_woven_together(client: Client) -> None:
    article = make_article([OLD, NEW])
    page = get(client, f"/articles/{article.pk}/diff/1/2/?view=inline")
    row = one(page, ".row[data-kind=changed]")
    assert not row.cssselect(".old, .new")
    assert words(one(row, ".both")) == "It will cost 12 19 million crowns."
    assert texts(row, "del") == ["12"]


def test_side_by_side_carries_the_woven_text_for_narrow_screens(client: Client) -> None:
    article = make_article([OLD, NEW])
    both = one(get(client, f"/articles/{article.pk}/diff/1/2/"), ".row[data-kind=changed] > .both")
    assert both.get("hidden") is not None
    assert words(both) == "It will cost 12 19 million crowns."


def test_it_says_why_the_change_matters(client: Client) -> None:
    article = make_article([OLD, NEW])
    change = article.versions.get(number=2)
    head = words(one(get(client, f"/articles/{article.pk}/diff/1/2/"), ".diff-head"))
    assert change.level.capitalize() in head
    assert all(reason in head for reason in change.change["reasons"])


def test_versions_further_apart_are_measured_too(client: Client) -> None:
    article = make_article([OLD, OLD + "\nA line.", NEW])
    head = words(one(get(client, f"/articles/{article.pk}/diff/1/3/"), ".diff-head"))
    assert "a number changed" in head


def test_it_leads_to_the_versions_the_original_and_the_neighbouring_pairs(client: Client) -> None:
    article = make_article([OLD, NEW, OLD, NEW])
    links = [a.get("href") for a in get(client, f"/articles/{article.pk}/diff/2/3/").cssselect("main a")]
    base = f"/articles/{article.pk}"
    for path in (f"{base}/diff/1/2/", f"{base}/diff/3/4/", f"{base}/versions/2/", f"{base}/versions/3/", article.url):
        assert path in links


def test_the_reversed_pair_leads_to_the_ordered_one(client: Client) -> None:
    article = make_article([OLD, NEW])
    response = client.get(f"/articles/{article.pk}/diff/2/1/?view=inline")
    assert response.status_code == 301
    assert response["Location"] == f"/articles/{article.pk}/diff/1/2/?view=inline"


@pytest.mark.parametrize("pair", ["1/1", "1/9", "0/1", "2/99999999999999999999999"])
def test_a_pair_that_does_not_exist_is_explained(client: Client, pair: str) -> None:
    article = make_article([OLD, NEW])
    response = client.get(f"/articles/{article.pk}/diff/{pair}/")
    assert response.status_code == 404
    page = tree(response)
    assert "versions 1 to 2" in words(page)
    assert f"/articles/{article.pk}/diff/1/2/" in [a.get("href") for a in page.cssselect(".ways a")]


def test_only_typography_is_said_and_shown_quietly(client: Client) -> None:
    article = make_article(['He said "no" to it.', "He said “no” to it."])
    page = get(client, f"/articles/{article.pk}/diff/1/2/")
    assert "Only typography or white space differs" in words(one(page, ".notice"))
    assert not page.cssselect("main ins, main del")
    assert page.cssselect(".new .quiet")


def test_each_cell_finds_its_own_direction_and_names_its_language(client: Client) -> None:
    article = make_article(["انقطعت مياه الشرب صباح الأربعاء.", "انقطعت مياه الشرب مساء الأربعاء."], language="ar")
    page = get(client, f"/articles/{article.pk}/diff/1/2/")
    assert one(page, "#diff").get("lang") == "ar"
    assert all(cell.get("dir") == "auto" for cell in page.cssselect(".cell"))


def test_htmx_switches_the_view_with_the_rows_alone(client: Client) -> None:
    article = make_article([OLD, NEW])
    response = client.get(f"/articles/{article.pk}/diff/1/2/?view=inline", headers={"HX-Request": "true"})
    text = response.content.decode().strip()
    assert text.startswith('<section class="diff"')
    assert text.endswith("</section>")
    assert "HX-Request" in response["Vary"]


def test_a_page_that_the_browser_has_is_not_computed_again(client: Client, django_assert_max_num_queries: Any) -> None:
    article = make_article([OLD, NEW])
    path = f"/articles/{article.pk}/diff/1/2/"
    response = client.get(path)
    with django_assert_max_num_queries(1):
        again = client.get(path, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert not again.content
    since = client.get(path, headers={"If-Modified-Since": response["Last-Modified"]})
    assert since.status_code == 304
    assert client.get(path + "?view=inline", headers={"If-None-Match": response["ETag"]}).status_code == 200
    fragment = client.get(path, headers={"If-None-Match": response["ETag"], "HX-Request": "true"})
    assert fragment.status_code == 200


def test_the_page_is_made_with_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    article = make_article([OLD, NEW, *[f"{NEW}\nMore {n}." for n in range(20)]])
    with django_assert_max_num_queries(3):
        client.get(f"/articles/{article.pk}/diff/1/20/")


@pytest.mark.shared
def test_a_real_change_has_the_rows_a_careful_reader_sees(client: Client, shared: Path) -> None:
    call_command("import_history", str(shared / "seeds" / "probation-strike.history.jsonl"), verbosity=0)
    wanted = json.loads((shared / "seeds" / "probation-strike.rows.json").read_text())
    page = get(client, f"/articles/{Article.objects.get().pk}/diff/{wanted['left']}/{wanted['right']}/")
    assert wanted["gap"] in words(one(page, ".heads .later"))
    rows = [(row.get("data-kind"), *sides(row)) for row in page.cssselect(".row:not([data-field])")]
    assert rows == [(kind, old or "", new or "") for kind, old, new in wanted["rows"]]


VOTE = "Two of the five public pools will be closed in spring."
COST, WISH = "That saves 400,000 euros a year.", "The opposition wants a referendum and collects signatures."


def test_a_sentence_that_moved_is_marked_as_such_and_leads_to_its_other_end(client: Client) -> None:
    article = make_article([f"{VOTE} {COST}\n{WISH}\n{OLD}", f"{VOTE}\n{WISH} {COST}\n{OLD}"])
    for view in ("", "?view=inline"):
        page = get(client, f"/articles/{article.pk}/diff/1/2/{view}")
        gone, come = page.cssselect("#row-2 del")[0], page.cssselect("#row-3 ins")[0]
        assert (words(gone), words(come)) == (COST, COST)
        assert gone.get("class") == come.get("class") == "shifted"
        links = page.cssselect("#row-2 .shift-end")[0], page.cssselect("#row-3 .shift-end")[0]
        assert [link.get("href") for link in links] == ["#row-3", "#row-2"]
    assert texts(page, ".facts .reasons") == ["because a passage moved"]


def test_a_sentence_that_became_a_paragraph_elsewhere_leads_to_where_it_stood(client: Client) -> None:
    article = make_article([f"{VOTE} {COST}\n{OLD}", f"{VOTE}\n{WISH}\n{COST}\n{OLD}"])
    page = get(client, f"/articles/{article.pk}/diff/1/2/")
    assert kinds(page)[:3] == ["changed", "added", "moved-to"]
    assert one(page, "#row-4 .move a").get("href") == "#row-2"
    assert one(page, "#row-2 .old .shift-end").get("href") == "#row-4"


def test_sentences_that_change_places_in_a_paragraph_need_no_link(client: Client) -> None:
    article = make_article([f"{VOTE} {COST} {WISH}", f"{COST} {WISH} {VOTE}"])
    page = get(client, f"/articles/{article.pk}/diff/1/2/")
    assert texts(page, "del.shifted") == [VOTE, VOTE]  # side by side, and in one text for narrow windows
    assert not page.cssselect(".shift-end")
