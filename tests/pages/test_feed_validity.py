"""Every feed that the site serves is valid, whatever it is of, whatever its filters, and whatever texts it carries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.models import Article
from tests.make import T0, make_article, make_event, make_source
from tests.pages.feed_rules import Fault, Rule, faults_of
from tests.pages.test_hostile_text import NASTY

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
FORMS = ("rss", "atom", "json")
PLACES = ("/feed", "/sources/courier/feed", "/articles/{pk}/feed", "/search/feed")
OLD = "The council approved the plan.\nIt will cost 12 million crowns.\nThe vote was seven to four."
NEW = "The council approved the plan.\nIt will cost 19 million crowns.\nThe vote was seven to four."
ARABIC = ("وافق المجلس على الخطة.\nستكلف اثني عشر مليونا.", "وافق المجلس على الخطة.\nستكلف تسعة عشر مليونا.")


def faults(client: Client, path: str) -> list[Fault]:
    """What is wrong with the feed at this address."""
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code, response.content[:2000])
    return faults_of(response.content, response["Content-Type"], SITE + path, datetime.now(UTC) + timedelta(seconds=1))


def all_faults(client: Client, article: Article, query: str = "", sought: str = "council") -> dict[str, list[Fault]]:
    """What is wrong with any feed of any place in any form, by its address."""
    queries = [f"?{query}" if query else ""]
    searches = [f"?q={sought}&in={within}" for within in ("text", "all", "added", "removed")]
    found = {}
    for place in PLACES:
        for form in FORMS:
            for one in searches if place == "/search/feed" else queries:
                path = f"{place.format(pk=article.pk)}.{form}{one}"
                found[path] = faults(client, path)
    return {path: wrong for path, wrong in found.items() if wrong}


@pytest.mark.parametrize(
    "query",
    ["", "level=major", "level=all", "headline=1", "stealth=1", "gone=1", "since=2026-11-01", "since=2030-01-01",
     "language=en", "language=tlh", "source=courier", "source=nobody", "utm_source=%C3%A4&x=%3Cb%3E", "a[]=1&b=|^`%zz",
     "x=é\"<>"],
)  # fmt: skip
def test_with_every_filter(client: Client, query: str) -> None:
    article = make_article([OLD, NEW, {"text": NEW, "title": "Council rejects the harbour plan"}], language="en-GB")
    make_event(article, at=T0 + timedelta(days=1), kind="gone", detail="410 Gone")
    assert not all_faults(client, article, query)


def test_of_an_empty_archive(client: Client) -> None:
    paths = ["/feeds.opml", *(f"/feed.{form}" for form in FORMS), *(f"/search/feed.{form}?q=council" for form in FORMS)]
    assert {path: wrong for path in paths if (wrong := faults(client, path))} == {}


def test_of_a_source_and_an_article_without_changes(client: Client) -> None:
    assert not all_faults(client, make_article(source=make_source(language="de")))


def test_of_articles_that_went_came_back_and_moved(client: Client) -> None:
    article = make_article([OLD, NEW])
    for hours, kind in enumerate(("gone", "back", "moved", "gone")):
        make_event(article, at=T0 + timedelta(hours=hours), kind=kind, detail="https://courier.example/<new>?a=1&b=2")
    make_event(make_article(title=""), at=T0, kind="gone")
    assert not all_faults(client, article)


def test_of_texts_from_right_to_left(client: Client) -> None:
    article = make_article(
        [{"text": ARABIC[0], "title": "المجلس يوافق"}, {"text": ARABIC[1], "title": "المجلس يرفض"}],
        source=make_source(name="الصحيفة", language="ar"), language="ar",
    )  # fmt: skip
    assert not all_faults(client, article, sought=quote("المجلس"))


@pytest.mark.parametrize("language", ["", "de", "zh-Hant-TW", "en_GB", "x" * 35, '"><script>', "deutsch, english"])
def test_in_whatever_language_a_page_says_it_is(client: Client, language: str) -> None:
    assert not all_faults(client, make_article([OLD, NEW], source=make_source(language=language), language=language))


def test_of_hundreds_of_changes(client: Client) -> None:
    for number in range(30):
        article = make_article([f"{OLD}\nRound {n} of {number}." for n in range(8)], source=make_source(f"p-{number}"))
    make_article([f"{OLD}\nRound {n}." for n in range(40)])
    assert not all_faults(client, article)


def test_with_a_hub(client: Client, settings: Any) -> None:
    settings.WEBSUB_HUB = "https://hub.example.org/"
    assert not all_faults(client, make_article([OLD, NEW]))


def test_the_list_of_all_feeds(client: Client) -> None:
    for slug, name in (("one", '<b>One</b> & "two"'), ("two", " \x0b"), ("three", "الصحيفة\nand\x85more")):
        make_source(slug, name=name)
    assert not faults(client, "/feeds.opml")


def unavoidable(fault: Fault) -> bool:
    """A headline may speak of tags, and RSS has no way to say that it is none of its own."""
    return fault.rule is Rule.TITLE_HTML


def test_of_hostile_texts(client: Client) -> None:
    source = make_source(name=NASTY, homepage="javascript:alert(1)", language='"><script>')
    first = {"text": f"{NASTY} one", "title": f"{NASTY} one", "standfirst": NASTY, "byline": NASTY}
    article = make_article([first, {**first, "text": f"{NASTY} two", "title": f"{NASTY} two"}], source=source)
    Article.objects.filter(pk=article.pk).update(url="javascript:alert(1)", language='"><script>')
    make_event(article, at=T0, kind="gone", detail=NASTY)
    wrong = all_faults(client, article, sought="quoted")
    assert [fault for found in wrong.values() for fault in found if not unavoidable(fault)] == []


ODD = "<>&'\"\x01\x0b\x1f\x7f\x85\x9f\ufdd0\ufffe\uffff\U0001fffe\u2028\u202e\u200f\n\t ]%;#"
WHOLE = ("<b>bold</b>", "&amp;lt;", "]]>", "<![CDATA[", "<!--", "-->", "&#x0b;", "<script>", "%zz", "{{ x }}", "\r\n")
TEXT = st.sampled_from(WHOLE) | st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]) | st.sampled_from(ODD), max_size=40
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=TEXT, new=TEXT, title=TEXT, name=TEXT, language=TEXT, detail=TEXT)
@example(old="", new="x", title=" \x0b", name="\x85", language="", detail="")
def test_of_any_texts(client: Client, old: str, new: str, title: str, name: str, language: str, detail: str) -> None:
    cache.clear()  # what is undone below comes back with the same ids
    with transaction.atomic():
        source = make_source(name=name or "-", language=language[:35])
        article = make_article(
            [{"text": f"One {old}\nTwo", "title": title}, {"text": f"One {new}\nTwo", "title": f"{title}!"}],
            source=source,
        )
        Article.objects.filter(pk=article.pk).update(language=language[:35], url=detail)
        make_event(article, at=T0, kind="moved", detail=detail)
        wrong = all_faults(client, article, sought="one") | {"opml": faults(client, "/feeds.opml")}
        transaction.set_rollback(True)
    assert [(path, str(fault)) for path, found in wrong.items() for fault in found if not unavoidable(fault)] == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXT, value=TEXT, raw=TEXT)
def test_whatever_else_its_address_says(client: Client, name: str, value: str, raw: str) -> None:
    asked = f"{urlencode({f'x{name}': value})}&y={quote(raw, safe='%[]{}|^`<>;:@/?!$()*,~')}"
    for path in (
        *(f"/feed.{form}?{asked}" for form in FORMS),
        *(f"/search/feed.{form}?q=one&{asked}" for form in FORMS),
    ):
        assert not faults(client, path)
