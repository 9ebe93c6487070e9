"""Whatever strangers, visitors and other archives say: each parser makes a value of it, or its own error, no other.

Parsers with such a test beside their others: feeds and sitemaps (scraping/test_discover_feeds.py), pages and their
links (scraping/test_extract.py, test_discover_pages.py), HTTP answers and content codings
(scraping/test_fetch_fuzz.py, test_fetch_bodies.py), robots.txt (scraping/test_robots.py), addresses
(scraping/test_addresses.py), patterns (scraping/test_patterns.py), search queries (search/test_words.py), the API
(api/test_schemathesis.py), what is printed in a terminal (test_show.py).
"""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from articles.history import BadLine, History, parse_line
from articles.importing import newsedits
from articles.importing.cdx import BadListing, Listing, read_listing
from articles.importing.newssniffer import read_page
from articles.memento import address
from articles.scraping.answers import retry_after_seconds
from articles.scraping.charset import to_utf8
from articles.scraping.metadata import parse_time, read_metadata
from articles.scraping.rules import Rules, compile_selector
from articles.stream import BadAddress, Cursor, Filters, Mark
from tests.make import make_article
from tests.paper import page
from tests.test_importing import page as sniffer_page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def damaged(text: str, dice: random.Random) -> str:
    """The text with up to five places cut, doubled or spoiled."""
    for _ in range(dice.randint(0, 5)):
        at, size = dice.randrange(len(text) + 1), dice.randint(1, 30)
        piece = text[at : at + size]
        put = dice.choice(["", piece * 2, "\x00", "\ud800", "<", "]", '"', "\u202e", "0" * 40, "-1e999", "\n\n", "|"])
        text = text[:at] + put + text[at + size :]
    return text


@given(st.binary(max_size=300), st.none() | st.text(max_size=60) | st.builds("text/html; charset={}".format, st.text()))
def test_any_bytes_in_any_charset_become_utf8(body: bytes, content_type: str | None) -> None:
    to_utf8(body, content_type).decode()


@given(
    st.text(max_size=60) | st.from_regex(r"(Mon, )?\d{1,4} (Jan|Foo) \d{1,6} \d{1,3}:\d{2}:\d{2} ([+-]\d{1,6}|GMT)?")
)
def test_any_retry_after_is_a_wait_of_at_most_a_month_or_none(value: str) -> None:
    seconds = retry_after_seconds(value, now=NOW)
    assert seconds is None or 0 <= seconds <= 31 * 86400


@given(JSON | st.from_regex(r"\d{1,5}-\d{1,3}-\d{1,3}T?\d{0,3}:?\d{0,3}([+-]\d{0,6}|Z)?"))
def test_any_value_is_a_time_or_none(value: Any) -> None:
    found = parse_time(value)
    assert found is None or found.tzinfo is not None


@given(JSON, st.sampled_from(["NewsArticle", ["Article", 7], None]))
def test_any_linked_data_is_read_or_passed_over(data: Any, kind: Any) -> None:
    for value in (data, {"@type": kind, "headline": data, "author": data, "datePublished": data, "@graph": data}):
        tree = html.document_fromstring(page(head="<script type='application/ld+json'></script>"))
        next(tree.iter("script")).text = json.dumps(value).replace("\x00", "")
        read_metadata(tree, "http://light.example/ferry")


@given(st.text("abc.#[]()>:*/@='\"| -12", max_size=30) | st.text(max_size=30))
def test_any_text_is_a_selector_or_is_refused_in_a_sentence(text: str) -> None:
    with suppress(ValueError):
        compile_selector(text)(etree.fromstring("<html><body><p class='a'>b</p></body></html>"))


@given(JSON | st.dictionaries(st.sampled_from(["keep", "drop", "title", "ignore"]), JSON))
def test_any_rules_are_rules_or_are_refused_in_a_sentence(data: Any) -> None:
    with suppress(ValueError):
        Rules.from_json(data)


LINE = json.dumps({
    "source": "light", "url": "http://light.example/ferry", "language": "en", "versions": [
        {"seen_at": "2013-10-18T13:20:00Z", "title": "Ferry", "text": "One.\nTwo.", "kinds": "ph", "byline": None},
        {"seen_at": "2013-10-18T14:20:00Z", "title": "Ferry", "html": "<p>One.</p>"},
    ], "events": [{"at": "2013-10-19T00:00:00Z", "kind": "gone", "detail": ""}],
})  # fmt: skip


@given(st.randoms(use_true_random=False))
def test_a_damaged_line_of_history_is_a_history_or_a_bad_line(dice: random.Random) -> None:
    with suppress(BadLine):
        assert isinstance(parse_line(damaged(LINE, dice)), History)


@given(JSON, JSON, JSON)
def test_any_values_in_a_line_of_history_are_taken_or_refused(versions: Any, events: Any, seen_at: Any) -> None:
    entry = {"seen_at": seen_at, "title": "x", "text": "y"}
    for said in (versions, [versions], [entry]):
        with suppress(BadLine):
            parse_line(json.dumps({"source": "a", "url": "http://a.example/", "versions": said, "events": events}))


@given(st.randoms(use_true_random=False), st.booleans())
def test_a_damaged_page_of_news_sniffer_is_a_history_or_a_bad_page(dice: random.Random, as_text: bool) -> None:
    whole = sniffer_page()
    shown = "\n".join(map(str, html.fromstring(whole).itertext())) if as_text else whole
    with suppress(BadLine):
        assert isinstance(read_page(damaged(shown, dice)), History)


Value = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=20) | st.binary(max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(Value, Value, Value, Value, Value, Value), max_size=4))
def test_any_rows_of_a_newsedits_database_are_histories_or_bad_entries(tmp_path: Path, rows: list[Any]) -> None:
    path = tmp_path / "corpus.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE entryversion (entry_id, version, title, url, created, summary)")
        database.executemany("INSERT INTO entryversion VALUES (?, ?, ?, ?, ?, ?)", [
            tuple(value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in row)
            for row in rows
        ])  # fmt: skip
    for _, history in newsedits.read_database(path, "light"):
        assert isinstance(history, History | BadLine)


LISTINGS = (
    '[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],\n'
    '["org,example)/","20200101120000","http://example.org/","text/html","200","AAAA","9"],\n[],\n["org%2C+2020%21"]]',
    "org,example)/ 20200101120000 http://example.org/ text/html 200 AAAA 9\n\norg%2Cexample%29%2F+20200101120000%21\n",
    '{"urlkey": "org,example)/", "timestamp": "20200101120000", "url": "http://example.org/", "mime": "text/html", '
    '"status": "200"}\n',
)


@given(st.sampled_from(LISTINGS), st.randoms(use_true_random=False))
def test_a_damaged_list_of_captures_is_a_list_or_is_refused(listing: str, dice: random.Random) -> None:
    with suppress(BadListing):
        found = read_listing(damaged(listing, dice).encode("utf-8", "replace"))
        assert isinstance(found, Listing)
        assert all(one.original.startswith("http") for one in found.listed)


@given(st.binary(max_size=200) | JSON.map(lambda data: json.dumps(data).encode()))
def test_any_bytes_are_a_list_of_captures_or_are_refused(body: bytes) -> None:
    with suppress(BadListing):
        read_listing(body)


@given(st.text(max_size=30) | st.from_regex(r"\d{8}T\d{6}\.\d{6}-[ev]\d{1,30}|v\d{1,30}e\d{1,30}"))
def test_any_place_in_the_stream_is_one_or_gets_help(text: str) -> None:
    for kind in (Cursor, Mark):
        with suppress(BadAddress):
            kind.read({"before": text, "after": text})


@given(st.dictionaries(
    st.sampled_from(["q", "source", "language", "from", "to", "since", "until", "level", "stealth", "headline"]),
    st.text(max_size=20) | st.from_regex(r"\d{1,6}-\d{1,3}-\d{1,3}"),
))  # fmt: skip
def test_any_filters_are_filters_or_get_help(query: dict[str, str]) -> None:
    with suppress(BadAddress):
        str(Filters.read(query))


HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


@pytest.fixture
def gate() -> str:
    return address("timegate", make_article(["One.", "Two."], url="http://light.example/ferry").url)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(HEADER | st.from_regex(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT", fullmatch=True))
def test_any_accept_datetime_leads_to_a_version_or_is_refused(gate: str, said: str) -> None:
    answer = Client().get(gate, headers={"accept-datetime": said})
    assert answer.status_code in {302, 400}, said
