"""Search finds exactly what a scan of all versions finds, on both engines; and what is no news is not found."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any, Literal

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, Passage, Version
from articles.scraping.twins import merge
from articles.search.find import Search, find
from articles.search.query import Both, Node, Phrase, parse
from articles.search.words import split
from tests.make import T0, add_version, make_article, make_content, make_source

pytestmark = pytest.mark.django_db

VOCABULARY = ["the", "The", "plan", "plans", "café", "CAFE", "harbour", "京", "都", "हिन्दी", "ที่", "10,000", "o’clock"]
passages = st.lists(st.sampled_from(VOCABULARY), max_size=5).map(" ".join)
states = st.tuples(passages, passages, st.lists(passages, max_size=4).map("\n".join))  # title, standfirst, text
histories = st.lists(st.lists(states, min_size=1, max_size=4), min_size=1, max_size=3)
phrase = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')
term = st.one_of(phrase, st.sampled_from(["pla*", "caf*", "京*", '"the pl"*', "har*"]), st.sampled_from(VOCABULARY))
queries = st.recursive(
    term,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" OR ".join),
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, term).map(lambda two: f"({two[0]}) -{two[1]}"),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=4,
)


def says(tree: Node, text: str) -> bool:
    """Whether a passage has what is asked for, by walking along its words."""
    if isinstance(tree, Phrase):
        words, wanted = list(split(text)), list(tree.words)
        places = range(len(words) - len(wanted) + 1)
        if tree.prefix:
            last = len(wanted) - 1
            return any(words[i : i + last] == wanted[:-1] and words[i + last].startswith(wanted[-1]) for i in places)
        return any(words[i : i + len(wanted)] == wanted for i in places)
    if isinstance(tree, Both):
        return all(says(part, text) for part in tree.parts) and not any(says(part, text) for part in tree.without)
    return any(says(part, text) for part in tree.parts)


def somewhere(tree: Node, texts: Sequence[str]) -> bool:
    """Whether one of these passages has it."""
    return any(says(tree, text) for text in texts)


def units(version: Version) -> tuple[list[str], list[str]]:
    """What is looked at apart: the headline; standfirst and text."""
    return [version.title], [version.standfirst, *version.text.split("\n")]


def scanned(tree: Node, within: str) -> set[tuple[int, int]]:
    """(article, version) of all that is to be found, by reading every version."""
    found: set[tuple[int, int]] = set()
    for article in Article.objects.all():
        versions = list(article.versions.order_by("number"))
        for earlier, version in pairwise(versions):
            for before, after in zip(units(earlier), units(version), strict=True):
                one, other = (before, after) if within == "removed" else (after, before)
                if within in ("removed", "added") and somewhere(tree, one) and not somewhere(tree, other):
                    found.add((article.pk, version.number))
        for version in versions[-1:] if within == "text" else versions if within == "all" else []:
            if any(somewhere(tree, unit) for unit in units(version)):
                found = {pair for pair in found if pair[0] != article.pk} | {(article.pk, version.number)}
    return found


def found(q: str, within: Any, **filters: Any) -> set[tuple[int, int]]:
    """(article, version) of all that search finds, page after page."""
    pairs: list[tuple[int, int]] = []
    start: int | None = 0
    while start is not None:
        page = find(Search(q, within=within, **filters), start=start, size=2)
        pairs += [(hit.article.pk, hit.version.number) for hit in page.hits]
        start = page.next
    assert len(pairs) == len(set(pairs)), "something was found twice"
    return set(pairs)


def record(article: Article, state: tuple[str, str, str], minute: int) -> None:
    """Add a version with this title, standfirst and text."""
    title, standfirst, text = state
    content = make_content(text, title=title, standfirst=standfirst)
    Version.objects.record(article, content, seen_at=T0.replace(minute=minute))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories, st.lists(queries, min_size=1, max_size=4), st.sampled_from(["best", "newest"]))
def test_search_finds_exactly_what_a_scan_finds(
    stories: list[list[tuple[str, str, str]]], asked: list[str], sort: Literal["best", "newest"]
) -> None:
    Article.objects.all().delete()
    for states in stories:
        article = make_article()
        for minute, state in enumerate(states):
            record(article, state, minute)
    for q in asked:
        tree = parse(q)
        for within in ("text", "all", "removed", "added"):
            assert found(q, within, sort=sort) == scanned(tree, within), (q, within)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories)
def test_an_index_built_anew_is_the_one_built_version_by_version(stories: list[list[tuple[str, str, str]]]) -> None:
    def rows() -> list[tuple[Any, ...]]:
        return sorted(Passage.objects.values_list("article_id", "headline", "key", "first", "gone"), key=str)

    Article.objects.all().delete()
    for states in stories:
        article = make_article()
        for minute, state in enumerate(states):
            record(article, state, minute)
    before = rows()
    call_command("rebuild_search", verbosity=0)
    assert rows() == before
    for within in ("text", "all", "removed", "added"):
        assert found("the OR plan", within) == scanned(parse("the OR plan"), within)


def test_a_phrase_that_an_edit_took_out_is_found_with_the_passage_that_had_it() -> None:
    article = make_article(["One.\nThe mayor lied about the bridge.", "One.\nThe mayor spoke about the bridge."])
    (hit,) = find(Search('"mayor lied"', within="removed")).hits
    assert hit.article == article
    assert hit.version.number == 2
    assert [text.text for text in hit.texts] == ["The mayor lied about the bridge."]
    (hit,) = find(Search('"mayor spoke"', within="added")).hits
    assert [text.text for text in hit.texts] == ["The mayor spoke about the bridge."]
    assert not find(Search("bridge", within="removed")).hits
    assert not find(Search("bridge", within="added")).hits


def test_what_moved_or_was_typed_otherwise_was_neither_added_nor_removed() -> None:
    make_article(['First here.\n"Quoted" - like  this.\nLast.', "Last.\n“Quoted” – like this.\nFirst here."])
    for within in ("added", "removed"):
        assert not found("first OR quoted OR last", within)


def test_words_that_leave_the_headline_were_removed_though_the_text_has_them() -> None:
    article = make_article(
        [{"text": "A landslide win.", "title": "Landslide for Lee"}, {"text": "A landslide win.", "title": "Lee wins"}]
    )
    (hit,) = find(Search("landslide", within="removed")).hits
    assert (hit.article, hit.version.number, hit.texts[0].headline) == (article, 2, True)


def test_a_passage_that_comes_back_is_found_each_time() -> None:
    article = make_article(["One.\nTwo words.", "One.", "One.\nTwo words.", "One."])
    assert found("two", "removed") == {(article.pk, 2), (article.pk, 4)}
    assert found("two", "added") == {(article.pk, 3)}
    (hit,) = find(Search("two", within="all")).hits
    assert (hit.version.number, hit.since, hit.gone) == (3, 3, 4)


def test_hidden_articles_are_never_found() -> None:
    article = make_article(["Secret plan.", "Nothing."], title="Other")
    Article.objects.filter(pk=article.pk).update(hidden_at=timezone.now())
    for within in ("text", "all", "added", "removed"):
        assert not found("secret OR nothing", within)


def test_filters_narrow_by_source_language_time_and_level() -> None:
    german = make_source("zeitung", language="de-AT")
    one = make_article(["Storm at sea.", "Calm at sea."], title="Weather")
    two = make_article(["Storm im Hafen.", "Stille im Hafen."], source=german, title="Wetter")
    assert found("storm", "removed") == {(one.pk, 2), (two.pk, 2)}
    assert found("storm", "removed", source="zeitung") == {(two.pk, 2)}
    assert found("storm", "removed", language="de") == {(two.pk, 2)}
    assert not found("storm", "removed", language="d")
    assert found("storm", "removed", since=T0.date(), until=T0.date()) == {(one.pk, 2), (two.pk, 2)}
    assert not found("storm", "removed", until=T0.date().replace(year=2020))
    assert not found("storm", "removed", since=T0.date().replace(year=2030))
    levels = {article.versions.get(number=2).level for article in (one, two)}
    assert not levels & {"cosmetic"}
    assert found("storm", "removed", level="cosmetic") == {(one.pk, 2), (two.pk, 2)}


def test_the_best_come_first_and_the_newest_where_asked() -> None:
    old = make_article([{"text": "Bridge, bridge and bridge.", "seen_at": T0}], title="x")
    new = make_article(
        [{"text": f"A long text that says {'very ' * 30} much of a bridge.", "seen_at": T0.replace(year=2027)}],
        title="y",
    )
    assert [hit.article for hit in find(Search("bridge")).hits] == [old, new]
    assert [hit.article for hit in find(Search("bridge", sort="newest")).hits] == [new, old]


def test_a_passage_of_many_thousand_words_is_found_by_any_of_its_phrases() -> None:
    text = " ".join(f"the {number}th" for number in range(9000))
    article = make_article([text, "Gone."])
    for number in (0, 249, 250, 5000, 8998):
        assert found(f'"the {number}th the"', "removed") == {(article.pk, 2)}
    assert not found('"1th the 3th"', "removed")


def test_a_passage_of_very_long_words_does_not_burst_the_index() -> None:
    words = [f"{number:064d}" for number in range(16_000)]
    article = make_article([" ".join(words), "Gone."])
    for start in (0, 900, 8_000, 15_998):
        assert found(f'"{words[start]} {words[start + 1]}"', "removed") == {(article.pk, 2)}


def test_words_are_put_in_pairs_by_the_migration_as_when_they_are_removed() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's index knows where a word stands")
    fill = import_module("articles.migrations.0021_pairs").FILL
    make_article(["The plan for the old harbour, the plan of 京都.", "Harbour."])
    seen = []
    with connection.cursor() as cursor:
        for statement in ("SELECT 1", "UPDATE articles_search SET pairs = NULL", fill):
            cursor.execute(statement)
            cursor.execute("SELECT pairs::text FROM articles_search WHERE removed")
            seen.append([row[0] for row in cursor.fetchall()])
    assert seen[1] == [None]
    assert seen[0] == seen[2]
    assert all(pair in seen[0][0] for pair in ("'the+plan'", "'plan+for'", "'京+都'"))


def test_the_index_follows_when_versions_are_woven_in_merged_or_deleted() -> None:
    article = make_article(["Old words.", "New words."])
    parts = [(version, version.particulars()) for version in article.versions.order_by("-number")]
    Version.objects.rewrite(article, parts)
    assert found("old", "added") == {(article.pk, 2)}
    assert not found("old", "removed")
    twin = make_article([{"text": "Middle words.", "seen_at": T0.replace(minute=20)}])
    merge(twin, into=article)
    for within in ("text", "all", "added", "removed"):
        assert found("old OR middle OR new", within) == scanned(parse("old OR middle OR new"), within)
    article.delete()
    assert not found("words", "all")


def test_an_article_from_before_there_was_an_index_is_indexed_with_its_next_version() -> None:
    article = make_article(["Old words.", "New words."])
    Passage.objects.all().delete()
    assert not found("words", "all")
    add_version(article, "Newest words.", seen_at=T0.replace(year=2027), title="x")
    assert found("old", "removed") == {(article.pk, 2)}
    assert found("new", "removed") == {(article.pk, 3)}


def test_rebuilding_goes_on_where_it_was_stopped() -> None:
    one, two = make_article(["One."]), make_article(["Two."])
    Passage.objects.filter(article=two).delete()
    kept = set(Passage.objects.values_list("pk", flat=True))
    call_command("rebuild_search", "--missing", verbosity=0)
    assert found("one OR two", "text") == {(one.pk, 1), (two.pk, 1)}
    assert kept <= set(Passage.objects.values_list("pk", flat=True))
