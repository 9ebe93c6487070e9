"""Patterns that editors write cannot hold up a pass, whatever texts they meet."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.scraping.discover import index_links, wanted
from articles.scraping.patterns import LONGEST, PatternTooSlow, compiled, found
from articles.scraping.rules import Rules

SLOW, TEXT = r"(a|aa)+$", "a" * 60 + "!"
ENDLESS = {  # a backtracking search of these takes years
    SLOW: TEXT,
    r"^(a|a)*$": TEXT,
    r"(a+)+$": TEXT,
    r"(.*a){25}$": TEXT,
    r"^(\w+\s?)*$": "word " * 30 + "!",
    r"^(.*?,){20}P": "1," * 40,
}


@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_pattern_without_end_finds_nothing_or_is_an_error_that_names_it(pattern: str) -> None:
    problem = ""
    try:
        assert not found(pattern, ENDLESS[pattern])  # the engine knows a way out of some
    except PatternTooSlow as error:
        problem = str(error)
    assert not problem or repr(pattern) in problem


def test_what_is_too_slow_is_so_wherever_patterns_are_used() -> None:
    page = f'<a href="/{TEXT}">x</a>'.encode()
    for use in (
        lambda: Rules(ignore=(SLOW,)).ignores(TEXT),
        lambda: wanted("http://light.example/", TEXT, include=[SLOW]),
        lambda: index_links(page, url="http://light.example/", pattern=SLOW),
    ):
        with pytest.raises(PatternTooSlow, match="takes too long"):
            use()


@pytest.mark.parametrize("pattern", ["(", "[a", "a{2,1}", "(?P<x", r"\N{nothing}", "*", "(?<=a+b", "a" * (LONGEST + 1)])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"is not a regular expression|is longer than"):
        compiled(pattern)


@pytest.mark.parametrize(
    "pattern", ["{d", "a{d}", "a{e<=9}", "{", "a{}", "[{d}]", r"\{d", "a{2}", "a{,2}b", r"\N{LATIN SMALL LETTER A}"]
)
@pytest.mark.parametrize("text", ["", "b", "aa", "aab", "a{d}", "{d", "a{}", "a{e<=9}", "x{d"])
def test_a_brace_is_a_brace_where_it_begins_no_repetition(pattern: str, text: str) -> None:
    assert found(pattern, text) is bool(re.search(pattern, text))


@given(st.from_regex(r"[a-c.?*+|()\[\]^$\\dws{}0-9,-]{0,12}", fullmatch=True), st.text("abc 012", max_size=30))
def test_what_the_standard_library_takes_for_a_pattern_means_the_same_here(pattern: str, text: str) -> None:
    try:
        expected = bool(re.search(pattern, text))
    except (re.error, FutureWarning, DeprecationWarning, OverflowError):
        return
    assert found(pattern, text) == expected


@given(st.text(max_size=40), st.text(max_size=60))
def test_any_pattern_answers_or_is_refused_in_a_sentence(pattern: str, text: str) -> None:
    with suppress(ValueError):
        found(pattern, text)
