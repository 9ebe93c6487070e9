"""Folding, inline passages and sentences: what pages draw rows from."""

from __future__ import annotations

import pytest

from articles.diffing import Span, compare, compare_versions, excerpt, fold, inline, sentences
from tests.diffing.texts import Block, Version, version

LINES = [f"This is line number {word} of the text." for word in ("one", "two", "three", "four", "five", "six", "seven")]


def shape(old: list[str], new: list[str], context: int = 1) -> list[tuple[bool, int]]:
    return [(stretch.folded, len(stretch.rows)) for stretch in fold(compare(old, new).rows, context)]


def test_unchanged_stretches_fold_and_leave_a_row_beside_each_change() -> None:
    assert shape(LINES, [*LINES[:5], "Line number six was edited.", LINES[6]]) == [(True, 4), (False, 3)]


def test_without_context_only_changes_are_shown() -> None:
    assert shape(LINES, [*LINES[:5], "Line number six was edited.", LINES[6]], 0) == [(True, 5), (False, 2)]


def test_a_single_row_is_not_folded() -> None:
    assert shape(LINES[:3], [*LINES[:2], "Line number three was edited."]) == [(False, 3)]


def test_an_unchanged_text_folds_whole() -> None:
    assert shape(LINES, LINES) == [(True, 7)]


def test_nothing_folds_to_nothing() -> None:
    assert fold(()) == ()


def test_the_headline_is_never_folded() -> None:
    first, second = fold(compare_versions(version(*LINES), version(*LINES)).rows)
    assert [row.field for row in first.rows] == ["title"]
    assert (second.folded, len(second.rows)) == (True, 7)


def test_both_sides_read_as_one_line() -> None:
    (row,) = compare(["The old bridge is shut."], ["The bridge is open."]).rows
    assert inline(row.old_spans, row.new_spans) == (
        Span("=", "The "),
        Span("-", "old "),
        Span("=", "bridge is "),
        Span("-", "shut"),
        Span("+", "open"),
        Span("=", "."),
    )


def test_a_row_inline_shows_typography_as_it_is_now() -> None:
    (row,) = compare(['He said "no" and left.'], ["He said “no” and went."]).rows
    assert "".join(text for op, text in inline(row.old_spans, row.new_spans) if op != "-") == "He said “no” and went."


def test_an_excerpt_begins_at_the_sentence_and_ends_with_it() -> None:
    passage = (Span("=", "A first one. The bridge is "), Span("-", "shut"), Span("=", " today. And so on."))
    assert excerpt(passage, 1) == (Span("=", "The bridge is "), Span("-", "shut"), Span("=", " today."))


def test_an_excerpt_that_ends_with_a_span_though_its_sentence_goes_on_says_so() -> None:
    passage = (Span("=", "They said "), Span("-", "no " * 30), Span("+", "yes " * 30), Span("=", "on Monday. More."))
    assert excerpt(passage, 1, limit=200)[-1] == Span("=", "…")


def test_a_long_excerpt_is_cut_at_words_and_says_so() -> None:
    words = "word " * 200
    cut = excerpt((Span("=", words), Span("+", "new "), Span("=", words)), 1, limit=100)
    text = "".join(part for _, part in cut)
    assert text.startswith("…word")
    assert text.endswith("…")
    assert len(text) <= 102


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two. Three.", 3),
        ("Mr. Smith met Dr. Jones. They left.", 2),
        ("He paid 3.5 million. Then he left.", 2),
        ("The U.S. Senate voted. It passed.", 2),
        ('"No," she said. "Never." He left.', 3),
        ("市長は辞任した。後任は未定だ。", 2),
        ("क्या हुआ? वह चला गया। सब ठीक है।", 3),
        ("no end mark", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_readers_see_them_end(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_field_rows_carry_one_tuple_a_side_and_no_block_numbers() -> None:
    old = version("A b c.", title="One", standfirst="", byline="By Ann Day")
    new = version("A b c.", title="Quite another", standfirst="What it says", byline="By Ann Day")
    title, standfirst, byline, body = compare_versions(old, new).rows
    assert [row.field for row in (title, standfirst, byline, body)] == ["title", "standfirst", "byline", None]
    assert (title.kind, title.old_spans, title.new_spans) == (
        "changed",
        ((Span("-", "One"),),),
        ((Span("+", "Quite another"),),),
    )
    assert (standfirst.kind, standfirst.old_spans) == ("added", ((),))
    assert (byline.kind, byline.old, byline.new) == ("same", (), ())


def test_absent_fields_have_no_rows_but_the_title_has() -> None:
    assert [row.field for row in compare_versions(version("A."), version("A.")).rows] == ["title", None]
    assert [row.field for row in compare_versions(version(title=""), version(title="")).rows] == ["title"]


def test_a_heading_by_its_kind_never_pairs_with_a_paragraph_that_shares_its_words() -> None:
    heading = Block("Talks between the dockers' union and the port about pay and night shifts", "heading")
    paragraph = Block("On Sunday talks between the dockers' union and the port began, about pay and more staff.")
    old, new = Version(blocks=(heading,)), Version(blocks=(paragraph,))
    assert [row.kind for row in compare_versions(old, new).rows] == ["same", "removed", "added"]
    as_text = Version(blocks=(Block(heading.text),))
    assert [row.kind for row in compare_versions(as_text, new).rows] == ["same", "changed"]
