"""The first page: what changed, newest first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Event, Version
from tests.make import T0, add_version, make_article, make_event, make_source
from tests.pages.reading import get, one, texts, tree, words

pytestmark = pytest.mark.django_db

PLAN = "The council approved the plan for the harbour on Monday.\nIt will cost 12 million crowns."
DEARER = "The council approved the plan for the harbour on Monday.\nIt will cost 19 million crowns."


def hrefs(page: Any, selector: str) -> list[str]:
    return [link.get("href") for link in page.cssselect(selector)]


def test_an_entry_leads_with_what_changed(client: Client) -> None:
    article = make_article([PLAN, DEARER])
    entry = one(get(client, "/?level=all"), ".entry")
    assert texts(entry, ".lead del") == ["12"]
    assert texts(entry, ".lead ins") == ["19"]
    assert "+1 −1 words" in words(entry)
    assert "Courier" in words(entry)
    assert hrefs(entry, "h2 a") == [f"/articles/{article.pk}/diff/1/2/"]


def test_a_changed_headline_is_shown_struck_and_new(client: Client) -> None:
    make_article([PLAN, {"text": PLAN, "title": "Council rejects the harbour plan"}])
    entry = one(get(client, "/"), ".entry")
    assert texts(entry, ".old-headline del") == ["Council approves the harbour plan"]
    assert texts(entry, "h2 ins") == ["Council rejects the harbour plan"]
    assert "Headline changed" in words(entry)


def test_first_versions_are_no_changes(client: Client) -> None:
    make_article([PLAN])
    page = get(client, "/")
    assert not page.cssselect(".entry")
    assert "Nothing has changed yet" in words(one(page, ".empty")) or "No change fits" in words(one(page, ".empty"))


def test_small_changes_are_left_out_at_first_and_one_click_away(client: Client) -> None:
    make_article([PLAN, PLAN.replace("Monday.", "Monday!")])
    page = get(client, "/")
    assert not page.cssselect(".entry")
    (everything,) = hrefs(page, ".empty a")
    assert len(get(client, f"/{everything}").cssselect(".entry")) == 1


def test_a_change_whose_level_is_not_known_yet_is_shown(client: Client) -> None:
    make_article([PLAN, DEARER])
    Version.objects.update(level="")
    assert len(get(client, "/").cssselect(".entry")) == 1


def test_gone_back_and_moved_stand_among_the_changes(client: Client) -> None:
    article = make_article([PLAN, DEARER], state=Article.State.GONE)
    for hours, kind in ((1, "gone"), (2, "back"), (3, "moved")):
        make_event(article, at=T0 + timedelta(hours=hours), kind=kind, detail="410 Gone")
    entries = texts(get(client, "/?level=all"), ".entry .facts")
    assert [entry.split(" 410")[0] for entry in entries[:3]] == ["Moved to another address", "Back again", "Taken down"]
    assert "Since taken down" in entries[3]


def test_each_filter_narrows_the_list(client: Client) -> None:
    courier = make_article([PLAN, {"text": PLAN, "title": "Council rejects the harbour plan"}])
    ledger = make_source("ledger", language="de")
    german = make_article([PLAN, DEARER], source=ledger, language="de-AT")
    make_event(german, at=T0 + timedelta(days=3), kind="gone")

    def found(query: str) -> list[str]:
        return hrefs(get(client, f"/?level=all&{query}"), ".entry h2 a")

    gone = f"/articles/{german.pk}/#event-{Event.objects.get().pk}"
    assert found("source=ledger") == [gone, f"/articles/{german.pk}/diff/1/2/"]
    assert found("headline=1") == [f"/articles/{courier.pk}/diff/1/2/"]
    assert found("gone=1") == [gone]
    assert found("language=de") == [gone, f"/articles/{german.pk}/diff/1/2/"]
    assert found("since=2026-11-03") == [gone]
    Version.objects.filter(article=german, number=2).update(stealth=True)
    Version.objects.filter(article=courier, number=2).update(stealth=False)
    assert found("stealth=1") == [f"/articles/{german.pk}/diff/1/2/"]


def test_a_site_that_watches_nobody_does_not_blame_the_filters(client: Client) -> None:
    said = words(one(get(client, "/"), ".stream"))
    assert "Nothing has changed yet" in said
    assert "filters" not in said
    assert "Smaller changes" not in said


@pytest.mark.parametrize("query", ["source=%00", "language=%00x", "source=" + "x" * 5000, "source=nobody"])
def test_a_filter_that_fits_nothing_says_so(client: Client, query: str) -> None:
    make_article([PLAN, DEARER])
    assert len(get(client, f"/?level=all&{query}").cssselect(".entry, .empty")) == 1


def test_the_filters_that_are_on_are_shown_in_the_form(client: Client) -> None:
    make_source("ledger")
    page = get(client, "/?level=major&source=ledger&headline=1&since=2026-11-03")
    assert [option.get("value") for option in page.cssselect("main option[selected]")] == ["major", "ledger"]
    assert [box.get("name") for box in page.cssselect("input[checked]")] == ["headline"]
    assert one(page, "#f-since").get("value") == "2026-11-03"


@pytest.mark.parametrize(
    ("query", "help_text"),
    [
        ("level=huge", "Use one of cosmetic, minor, substantive, major or all."),
        ("since=yesterday", "Write it like 2026-11-17."),
        ("before=7", "Start at the first page"),
        ("before=20261399T000000.000000-v1", "Start at the first page"),
        ("gone=perhaps", "write 1 or leave it out"),
    ],
)
def test_a_filter_that_cannot_be_understood_says_what_to_write(client: Client, query: str, help_text: str) -> None:
    response = client.get(f"/?{query}")
    assert response.status_code == 400
    assert help_text in words(tree(response))


def test_pages_follow_one_another_without_a_gap_or_a_repeat(client: Client) -> None:
    article = make_article(["One.", *(f"One.\nNumber {n} came in." for n in range(1, 48))])
    # Many at the same moment, and events between them, are the hard part of paging by key.
    for n in range(30):
        make_event(article, at=T0 + timedelta(minutes=35 * (n // 3)), kind=["gone", "back", "moved"][n % 3])
    seen: list[str] = []
    path = "/?level=all"
    pages = 0
    while path:
        page = get(client, path)
        seen += hrefs(page, ".entry h2 a")
        following = hrefs(page, ".more a")
        path = f"/{following[0]}" if following else ""
        pages += 1
    assert pages == 4
    assert len(seen) == len(set(seen)) == 47 + 30


def test_htmx_gets_only_the_next_entries(client: Client) -> None:
    make_article(["One.", *(f"One.\nNumber {n} came in." for n in range(1, 30))])
    link = hrefs(get(client, "/?level=all"), ".more a")[0]
    response = client.get(f"/{link}", headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "<html" not in text
    assert text.count('class="entry') == 9
    assert "HX-Request" in response["Vary"]
    restored = client.get(f"/{link}", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()


def test_an_open_page_learns_how_many_changes_came_since(client: Client) -> None:
    article = make_article([PLAN, DEARER])
    address = one(get(client, "/?level=all"), ".news").get("data-hx-get")
    nothing = client.get(f"/{address}", headers={"HX-Request": "true"})
    assert nothing.content.strip() == b""
    for minutes in (1, 2):
        add_version(article, f"{PLAN}\n{minutes}", seen_at=T0 + timedelta(days=1, minutes=minutes), title="Plan")
    fresh = client.get(f"/{address}", headers={"HX-Request": "true"}).content.decode()
    assert "Show 2 new changes" in fresh
    assert "<html" not in fresh


@pytest.mark.parametrize("articles", [3, 12])
def test_the_number_of_queries_does_not_grow_with_the_archive(
    client: Client, django_assert_max_num_queries: Any, articles: int
) -> None:
    for number in range(articles):
        article = make_article([PLAN, DEARER], source=make_source(f"paper-{number}"))
        make_event(article, at=T0, kind="gone")
    with django_assert_max_num_queries(3):
        client.get("/?level=all")


def test_it_shows_nothing_of_an_article_that_an_editor_hid(client: Client) -> None:
    make_article(["One.", "Two, and the rest was rewritten entirely."], hidden_at=T0, hidden_reason="court order")
    make_event(Article.objects.get(), at=T0, kind=Event.Kind.GONE)
    assert "harbour" not in client.get("/?level=all").content.decode()
