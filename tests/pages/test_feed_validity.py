"""Every feed that the site serves is valid, whatever it is of, whatever its filters, and whatever texts it carries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import feedparser
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.feed_forms import FORMS as FEED_FORMS
from articles.feed_forms import Item, write_feed
from articles.models import Article
from tests.conftest import skip_or_fail
from tests.make import T0, make_article, make_event, make_source
from tests.pages.feed_rules import Fault, Rule, faults_of
from tests.pages.feed_rules.strict import MISSING, Judge, is_there, strict_parser
from tests.pages.test_hostile_text import NASTY

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
FORMS = ("rss", "atom", "json")
PLACES = ("/feed", "/sources/courier/feed", "/articles/{pk}/feed", "/search/feed")
OLD = "The council approved the plan.\nIt will cost 12 million crowns.\nThe vote was seven to four."
NEW = "The council approved the plan.\nIt will cost 19 million crowns.\nThe vote was seven to four."
ARABIC = ("وافق المجلس على الخطة.\nستكلف اثني عشر مليونا.", "وافق المجلس على الخطة.\nستكلف تسعة عشر مليونا.")


@pytest.fixture(scope="module")
def strict() -> Iterator[Judge]:
    """Ruby's strict parser; where there is no Ruby (which a test of its own tells), nobody."""
    if not is_there():
        yield lambda document: ""
        return
    with strict_parser() as judge:
        yield judge


class Faults(Protocol):
    """What is wrong with the feed at this address."""

    def __call__(self, path: str, *, quick: bool = False) -> list[Fault]: ...


class AllFaults(Protocol):
    """What is wrong with any feed of any place in any form, by its address."""

    def __call__(
        self, article: Article, query: str = "", sought: str = "council", *, quick: bool = False
    ) -> dict[str, list[Fault]]: ...


@pytest.fixture
def faults(client: Client, strict: Judge) -> Faults:
    """By our rules, by Ruby's (unless it has to be quick), and by feedparser."""

    def found(path: str, *, quick: bool = False) -> list[Fault]:
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code, response.content[:2000])
        kind = response["Content-Type"]
        now = datetime.now(UTC) + timedelta(seconds=1)
        wrong = faults_of(response.content, kind, SITE + path, now)
        if kind.startswith(("application/rss", "application/atom")) and not quick:
            said = strict(response.content)
            wrong += [Fault(Rule.STRICT, said)] if said else []
            parsed = feedparser.parse(response.content, response_headers={"content-type": kind})
            wrong += [Fault(Rule.WELL_FORMED, str(parsed.bozo_exception))] if parsed.bozo else []
        return wrong

    return found


@pytest.fixture
def all_faults(faults: Faults) -> AllFaults:
    """The same for each place and form."""

    def found(
        article: Article, query: str = "", sought: str = "council", *, quick: bool = False
    ) -> dict[str, list[Fault]]:
        queries = [f"?{query}" if query else ""]
        searches = [f"?q={sought}&in={within}" for within in ("text", "all", "added", "removed")]
        paths = [
            f"{place.format(pk=article.pk)}.{form}{one}"
            for place in PLACES
            for form in FORMS
            for one in (searches if place == "/search/feed" else queries)
        ]
        return {path: wrong for path in paths if (wrong := faults(path, quick=quick))}

    return found


def test_the_strict_parser_is_there() -> None:
    if not is_there():
        skip_or_fail(MISSING)


@pytest.mark.parametrize(
    "query",
    ["", "level=major", "level=all", "headline=1", "stealth=1", "gone=1", "since=2026-11-01", "since=2030-01-01",
     "language=en", "language=tlh", "source=courier", "source=nobody", "utm_source=%C3%A4&x=%3Cb%3E", "a[]=1&b=|^`%zz",
     "x=%00&y=%ED%A0%80&z=%FF&a=%7e%c3%a9&e%CC%81=%E2%80%AE", "x=é\"<>"],
)  # fmt: skip
def test_with_every_filter(all_faults: AllFaults, query: str) -> None:
    article = make_article([OLD, NEW, {"text": NEW, "title": "Council rejects the harbour plan"}], language="en-GB")
    make_event(article, at=T0 + timedelta(days=1), kind="gone", detail="410 Gone")
    assert not all_faults(article, query)


def test_of_an_empty_archive(faults: Faults) -> None:
    paths = ["/feeds.opml", *(f"/feed.{form}" for form in FORMS), *(f"/search/feed.{form}?q=council" for form in FORMS)]
    assert {path: wrong for path in paths if (wrong := faults(path))} == {}


def test_of_a_source_and_an_article_without_changes(all_faults: AllFaults) -> None:
    assert not all_faults(make_article(source=make_source(language="de")))


def test_of_articles_that_went_came_back_and_moved(all_faults: AllFaults) -> None:
    article = make_article([OLD, NEW])
    for hours, kind in enumerate(("gone", "back", "moved", "gone")):
        make_event(article, at=T0 + timedelta(hours=hours), kind=kind, detail="https://courier.example/<new>?a=1&b=2")
    make_event(make_article(title=""), at=T0, kind="gone")
    assert not all_faults(article)


def test_of_texts_from_right_to_left(all_faults: AllFaults) -> None:
    article = make_article(
        [{"text": ARABIC[0], "title": "المجلس يوافق"}, {"text": ARABIC[1], "title": "المجلس يرفض"}],
        source=make_source(name="الصحيفة", language="ar"), language="ar",
    )  # fmt: skip
    assert not all_faults(article, sought=quote("المجلس"))


@pytest.mark.parametrize("language", ["", "de", "zh-Hant-TW", "en_GB", "x" * 35, '"><script>', "deutsch, english"])
def test_in_whatever_language_a_page_says_it_is(all_faults: AllFaults, language: str) -> None:
    assert not all_faults(make_article([OLD, NEW], source=make_source(language=language), language=language))


def test_of_hundreds_of_changes(all_faults: AllFaults) -> None:
    for number in range(30):
        article = make_article([f"{OLD}\nRound {n} of {number}." for n in range(8)], source=make_source(f"p-{number}"))
    make_article([f"{OLD}\nRound {n}." for n in range(40)])
    assert not all_faults(article)


@pytest.mark.parametrize("form", FORMS)
def test_of_very_long_texts(faults: Faults, form: str) -> None:
    long = "\n".join(f"{'<' * 1200} {'é' * 1200} \U0001f600 paragraph {n} costs %d" for n in range(5))
    make_article([{"text": long % ((round,) * 5), "title": f"{round} {'&<' * 1500}"} for round in range(12)])
    assert [fault for fault in faults(f"/feed.{form}", quick=True) if not unavoidable(form, fault)] == []


@pytest.mark.parametrize(
    ("language", "old", "new", "sought"),
    [("de", "Der Rat stimmt über den Plan ab.", "Der Rat stimmte über den Plan ab.", "Plan"),
     ("ja", "市議会は港の計画を承認した。費用は十二億円。", "市議会は港の計画を否決した。費用は十九億円。", "計画"),
     ("zh-Hant-TW", "市議會批准了港口計劃。", "市議會否決了港口計劃。", "港口"),
     ("th", "สภาเมืองอนุมัติแผนท่าเรือ", "สภาเมืองปฏิเสธแผนท่าเรือ", "แผน"),
     ("hi", "परिषद ने योजना को मंज़ूरी दी।", "परिषद ने योजना को ठुकरा दिया।", "परिषद"),
     ("he", "המועצה אישרה את התוכנית.", "המועצה דחתה את התוכנית.", "המועצה"),
     ("fa", "شورا طرح بندر را تصویب کرد.", "شورا طرح بندر را رد کرد.", "طرح"),
     ("el", "Το συμβούλιο ενέκρινε το σχέδιο.", "Το συμβούλιο απέρριψε το σχέδιο.", "σχέδιο")],
)  # fmt: skip
def test_in_many_languages(all_faults: AllFaults, language: str, old: str, new: str, sought: str) -> None:
    versions = [{"text": f"{old}\n12", "title": old}, {"text": f"{new}\n12", "title": new}]
    article = make_article(versions, source=make_source(name=old, language=language), language=language)
    assert not all_faults(article, sought=quote(sought))


@pytest.mark.parametrize("form", FORMS)
def test_of_texts_that_no_database_takes(form: str, strict: Judge) -> None:
    odd = "One\x00\ud800two\udfff\ufffe\u200b\u2066three\u202e</p><b>"
    item = Item(f"{SITE}/1", odd, f"Of {odd}", f"<p>{escape(odd)}</p>", T0, odd)
    text = write_feed(
        form, title=odd, url=f"{SITE}/", feed_url=f"{SITE}/feed.{form}", description=odd, language=odd, hub="",
        items=[item],
    ).encode()  # fmt: skip
    kind = FEED_FORMS[form].content_type
    wrong = faults_of(text, kind, f"{SITE}/feed.{form}", datetime.now(UTC))
    assert [fault for fault in wrong if not unavoidable(form, fault)] == []
    assert form == "json" or not strict(text)


def test_with_a_hub(all_faults: AllFaults, settings: Any) -> None:
    settings.WEBSUB_HUB = "https://hub.example.org/"
    assert not all_faults(make_article([OLD, NEW]))


def test_the_list_of_all_feeds(faults: Faults) -> None:
    for slug, name in (("one", '<b>One</b> & "two"'), ("two", " \x0b"), ("three", "الصحيفة\nand\x85more")):
        make_source(slug, name=name)
    assert not faults("/feeds.opml")


def unavoidable(path: str, fault: Fault) -> bool:
    """A headline may speak of tags, and RSS has no way to say that it is none of its own; nor has Atom for names."""
    return fault.rule is Rule.TITLE_HTML and ("rss" in path or "author name" in fault.said)


def test_of_hostile_texts(all_faults: AllFaults) -> None:
    source = make_source(name=NASTY, homepage="javascript:alert(1)", language='"><script>')
    first = {"text": f"{NASTY} one", "title": f"{NASTY} one", "standfirst": NASTY, "byline": NASTY}
    article = make_article([first, {**first, "text": f"{NASTY} two", "title": f"{NASTY} two"}], source=source)
    Article.objects.filter(pk=article.pk).update(url="javascript:alert(1)", language='"><script>')
    make_event(article, at=T0, kind="gone", detail=NASTY)
    wrong = all_faults(article, sought="quoted")
    assert [(path, fault) for path, found in wrong.items() for fault in found if not unavoidable(path, fault)] == []


ODD = "<>&'\"\x01\x0b\x1f\x7f\x85\x9f\ufdd0\ufffe\uffff\U0001fffe\u2028\u202e\u200f\n\t ]%;#"
WHOLE = ("<b>bold</b>", "&amp;lt;", "]]>", "<![CDATA[", "<!--", "-->", "&#x0b;", "<script>", "%zz", "{{ x }}", "\r\n")
TEXT = st.sampled_from(WHOLE) | st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]) | st.sampled_from(ODD), max_size=40
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=TEXT, new=TEXT, title=TEXT, name=TEXT, language=TEXT, detail=TEXT)
@example(old="", new="x", title=" \x0b", name="\x85", language="", detail="")
def test_of_any_texts(
    all_faults: AllFaults, faults: Faults, old: str, new: str, title: str, name: str, language: str, detail: str
) -> None:
    cache.clear()  # what is undone below comes back with the same ids
    with transaction.atomic():
        source = make_source(name=name or "-", language=language[:35])
        article = make_article(
            [{"text": f"One {old}\nTwo", "title": title}, {"text": f"One {new}\nTwo", "title": f"{title}!"}],
            source=source,
        )
        Article.objects.filter(pk=article.pk).update(language=language[:35], url=detail)
        make_event(article, at=T0, kind="moved", detail=detail)
        wrong = all_faults(article, sought="one", quick=True) | {"opml": faults("/feeds.opml")}
        transaction.set_rollback(True)
    assert [
        (path, str(fault)) for path, found in wrong.items() for fault in found if not unavoidable(path, fault)
    ] == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXT, value=TEXT, raw=TEXT)
def test_whatever_else_its_address_says(faults: Faults, name: str, value: str, raw: str) -> None:
    asked = f"{urlencode({f'x{name}': value})}&y={quote(raw, safe='%[]{}|^`<>;:@/?!$()*,~')}"
    for path in (
        *(f"/feed.{form}?{asked}" for form in FORMS),
        *(f"/search/feed.{form}?q=one&{asked}" for form in FORMS),
    ):
        assert not faults(path, quick=True)
