"""Words as search compares them, in any script; queries, and help with those that are malformed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.search.query import BadQuery, Both, Either, Phrase, holds, parse, places
from articles.search.words import LONGEST_PHRASE, MANY, find_words, pieces, split


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t – STOP!", "don t stop"),
        ("Café, CAFÉ, Cafe\u0301", "cafe cafe cafe"),
        ("Straße STRASSE", "strasse strasse"),
        ("İstanbul, Diyarbakır, DIYARBAKIR", "istanbul diyarbakir diyarbakir"),
        ("Łódź Ørsted Ægir", "lodz orsted aegir"),
        ("Ёлка и йод", "елка и иод"),
        ("har\u00adbour \u200bbridge\ufeff", "harbour bridge"),
        ("10,000 m²", "10 000 m2"),
        ("東京都", "東 京 都"),
        ("東京のABC", "東 京 の abc"),
        ("हिन्दी में", "हिन्दी में"),
        ("ที่นี่", "ที่ นี่"),
        ("مُحَمَّد محمد", "محمد محمد"),
        ("כָּל כל", "כל כל"),
        ("می\u200cخواهم", "میخواهم"),
        ("한국어", "한국어"),
        ("snake_case", "snake_case"),
        ("…!?", ""),
    ],
)
def test_words_are_without_case_and_accents_and_keep_the_marks_that_are_letters(text: str, words: str) -> None:
    assert " ".join(split(text)) == words


@settings(deadline=None)
@given(st.text())
def test_words_are_found_where_they_stand(text: str) -> None:
    found = list(find_words(text))
    assert tuple(word.key for word in found) == split(text)
    assert all(not set(word.key) & set(" '\"\\:*") for word in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(deadline=None)
@given(st.text())
def test_case_and_normal_form_make_no_difference(text: str) -> None:
    assert split(text) == split(text.casefold()) or any(ord(c) > 127 for c in text)
    assert split(text.lower()) == split(text) or any(ord(c) > 127 for c in text)


@settings(deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=3 * MANY), st.integers(1, LONGEST_PHRASE))
def test_a_long_passage_is_cut_so_that_every_phrase_stands_whole_in_a_piece(words: list[str], length: int) -> None:
    cut = [" ".join(piece) for piece in pieces(words * 3)]
    whole = words * 3
    for start in range(0, max(len(whole) - length, 0), 17):
        phrase = " ".join(whole[start : start + length])
        assert any(f" {phrase} " in f" {piece} " for piece in cut)
    assert all(piece.split(" ").count(word) <= MANY for piece in cut for word in "abc")


def test_a_query_is_read() -> None:
    assert parse("harbour plan") == Both((Phrase(("harbour",)), Phrase(("plan",))))
    assert parse("harbour AND plan") == parse("harbour plan")
    assert parse("“harbour plan”") == parse('"harbour plan"') == Phrase(("harbour", "plan"))
    assert parse("harb*") == Phrase(("harb",), prefix=True)
    assert parse('"harbour pl"*') == parse('"harbour pl*"') == Phrase(("harbour", "pl"), prefix=True)
    assert parse("a OR b c") == Either((Phrase(("a",)), Both((Phrase(("b",)), Phrase(("c",))))))
    assert parse("a -b") == parse("a NOT b") == parse("a AND NOT b") == Both((Phrase(("a",)),), (Phrase(("b",)),))
    assert parse("(a OR b) c") == Both((Either((Phrase(("a",)), Phrase(("b",)))), Phrase(("c",))))
    assert parse("東京") == Phrase(("東", "京"))
    assert parse('"unclosed phrase') == Phrase(("unclosed", "phrase"))
    assert parse("and or not") == Both((Phrase(("and",)), Phrase(("or",)), Phrase(("not",))))


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("", "no word"),
        ("…", "no word"),
        ('""', "no word"),
        ("*", "no word"),
        ("OR b", "two words"),
        ("a OR", "two words"),
        ("AND", "a word to stand with"),
        ("a AND", "a word to stand with"),
        ("a NOT", "a word to stand with"),
        ("-a", "what to look for"),
        ("NOT a", "what to look for"),
        ("a OR -b", "what to look for"),
        ("(a", "in pairs"),
        ("a)", "in pairs"),
        ("(" * 200 + "a", "brackets"),
        ("word " * 100, "longer"),
        ("a " * 30, "more than"),
        ('"' + "a " * 40 + '"', "A phrase"),
    ],
)
def test_a_malformed_query_gets_help(text: str, help_: str) -> None:
    with pytest.raises(BadQuery, match=help_):
        parse(text)


@settings(deadline=None)
@given(st.text(st.sampled_from("ab \"“”()-−*ANDORNOT東é'\\:&|!<>"), max_size=40) | st.text(max_size=40))
def test_any_text_is_a_query_or_gets_help(text: str) -> None:
    try:
        tree = parse(text)
    except BadQuery:
        return
    holds(tree, text)
    places(tree, text)


def test_the_matching_words_are_marked_in_the_text_as_it_was() -> None:
    text = "The “Café Zürich” in 東京都, say cafés."
    assert [text[a:b] for a, b in places(parse('"cafe zurich" OR 京都 OR caf*'), text)] == [
        "Café Zürich", "京都", "cafés",
    ]  # fmt: skip
    assert places(parse("cafe -tea"), "Tea? Café!") == [(5, 9)]
