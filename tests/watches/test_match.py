"""A change held against many filters and searches is wanted by just those whose pages show it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.http import QueryDict

from articles.models import Event, News, Version, Watch
from articles.search.find import Search, find
from articles.search.query import parse
from articles.stream import Entry, Filters, read_page
from articles.watches.match import Matcher, keys
from articles.watches.plan import _earlier, read_entries
from tests.make import T0, make_article, make_source
from tests.watches.post import make_watch

pytestmark = pytest.mark.django_db
TEXT = "The plan will cost 12 million crowns.\nThe mayor, a landslide behind her, praised the harbour."
SAID = "The plan will cost 19 million crowns.\nThe mayor praised the ferry harbour.\n港の計画は高くなった。"


def archive() -> list[Entry]:
    """An archive of several sources and languages; its entries as they were recorded."""
    make_watch("?level=all")  # so that what is recorded is noted
    for slug, language in (("courier", "en-GB"), ("gazette", "en"), ("kurier", "de")):
        article = make_article(
            [TEXT, {"text": SAID, "title": "Harbour: a landslide"}, TEXT, TEXT + "\nAn earlier version was wrong."],
            source=make_source(slug, language=language), language=language,
        )  # fmt: skip
        for hours, kind in enumerate(("gone", "back", "moved")):
            Event.objects.put(article, kind, T0 + timedelta(days=2, hours=hours), "")
    return read_entries(News.objects.all())


def wanted(kind: str, queries: list[str], entries: list[Entry]) -> dict[str, set[tuple[int, int]]]:
    """Which entries each query wants, as (version's id or 0, event's id or 0)."""
    matcher = Matcher.of((kind, query, query) for query in queries)
    earlier = _earlier(entries)
    found: dict[str, set[tuple[int, int]]] = {query: set() for query in queries}
    for entry in entries:
        version = entry.version
        before = earlier.get((version.article_id, version.number - 1)) if version else None
        for query in matcher.matches(entry, before):
            found[query].add(_place(entry))
    return found


def _place(entry: Entry) -> tuple[int, int]:
    return entry.version.pk if entry.version else 0, entry.event.pk if entry.event else 0


def test_filters_want_what_the_first_page_shows() -> None:
    entries = archive()
    choices = product(
        ("", "&source=courier", "&source=nobody"), ("all", "minor", "substantive", "major"),
        ("", "&headline=1", "&stealth=1", "&gone=1"), ("", "&language=en", "&language=de"),
        ("", "&since=2026-11-02", "&since=2026-11-03"),
    )  # fmt: skip
    queries = [f"?level={level}{source}{only}{language}{since}" for source, level, only, language, since in choices]
    found = wanted("changes", queries, entries)
    for query in queries:
        shown = read_page(Filters.read(QueryDict(query[1:]).dict()), size=500).entries
        assert found[query] == set(map(_place, shown)), query
    assert any(found.values())


QUERIES = ["mayor", '"19 million"', "landslide", "harb*", "harbour OR ferry", "harbour -ferry", "mayor (ferry OR 12)",
           "港", '"港の計"', "earlier", "nobody", "h*", '"The mayor praised"', "12", "wrong NOT mayor"]  # fmt: skip


@pytest.mark.parametrize("within", ["added", "removed"])
@pytest.mark.parametrize("more", ["", "&source=gazette", "&language=en", "&level=substantive", "&until=2026-11-01"])
def test_searches_want_what_the_search_page_finds(within: str, more: str) -> None:
    entries = archive()
    queries = [f"?in={within}&q={query.replace(' ', '+')}{more}" for query in QUERIES]
    found = wanted("search", queries, entries)
    for query in queries:
        hits = find(Search.read(QueryDict(query[1:]).dict()), size=500).hits
        assert found[query] == {(hit.version.pk, 0) for hit in hits}, query
    assert any(found.values())


def test_a_search_in_texts_wants_each_version_that_brings_the_words() -> None:
    entries = archive()
    found = wanted("search", ["?q=landslide", "?q=ferry"], entries)
    numbers = {
        query: sorted(Version.objects.filter(pk__in=[pk for pk, _ in places]).values_list("number", flat=True))
        for query, places in found.items()
    }
    # Version 2 takes the word from the text into the headline; version 3 takes it back.
    assert numbers == {"?q=landslide": [1, 1, 1, 2, 2, 2, 3, 3, 3], "?q=ferry": [2, 2, 2]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ferry", {("ferry", False)}),
        ('"night ferry"', {("night", False)}),
        ("ferr*", {("ferr", True)}),
        ('"night ferr*"', {("night", False)}),
        ("a OR bridge", {("a", False), ("bridge", False)}),
        ("a harbour -bridge", {("harbour", False)}),
    ],
)
def test_a_query_is_looked_up_by_words_that_it_needs(query: str, found: set[tuple[str, bool]]) -> None:
    assert set(keys(parse(query))) == found


def test_what_cannot_be_understood_any_more_wants_nothing() -> None:
    entries = archive()
    assert wanted("search", ["?q=("], entries) == {"?q=(": set()}
    assert wanted("changes", ["?level=huge"], entries) == {"?level=huge": set()}
    assert Watch.objects.count() == 1
