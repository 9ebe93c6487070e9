"""Marked text: one text from two sides, drawn as HTML."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from articles.diffing import Row, Span, compare
from articles.marks import Look, marked, woven

sentences = st.text(alphabet="ab <>&\"'.\u202e一", max_size=30)
texts = st.lists(sentences.filter(lambda text: bool(text.strip())), max_size=6)


def side(row: Row, op_left_out: str) -> list[str]:
    return ["".join(text for op, text in spans if op != op_left_out) for spans in woven(row)]


@given(texts, texts)
def test_woven_without_what_was_removed_is_the_new_text(old: list[str], new: list[str]) -> None:
    for row in compare(old, new).rows:
        if row.new:
            assert side(row, "-") == [new[j] for j in row.new]
        else:
            assert side(row, "") == [old[i] for i in row.old]


@given(texts, texts)
def test_everything_that_was_removed_is_woven_in(old: list[str], new: list[str]) -> None:
    for row in compare(old, new).rows:
        removed = "".join(text for spans in row.old_spans for op, text in spans if op == "-")
        assert "".join(text for spans in woven(row) for op, text in spans if op == "-") == removed


def test_a_split_stays_two_blocks() -> None:
    first, second = "The first sentence is about the harbour.", "The second sentence is about the breakwater."
    (row,) = compare([f"{first} {second}"], [first, second]).rows
    assert row.kind == "split"
    assert len(woven(row)) == 2


@given(st.lists(st.tuples(st.sampled_from("=-+~"), st.text(alphabet="ab <>&\"'", min_size=1, max_size=12)), max_size=6))
def test_marked_text_is_text(spans: list[tuple[str, str]]) -> None:
    looks: tuple[Look, ...] = ("page", "feed")
    for look in looks:
        drawn = html.fromstring(f"<p>{marked(spans, look)}</p>")
        assert {element.tag for element in drawn.iter()} <= {"p", "ins", "del", "span"}
        assert "".join("".join(map(str, drawn.itertext())).split()) == "".join(
            "".join(text.split()) for _, text in spans
        )


def test_space_at_the_ends_of_a_change_is_not_marked() -> None:
    assert marked([Span("=", "a "), Span("+", "b "), Span("=", "c")]) == "a <ins>b</ins> c"


def test_a_space_that_is_the_change_is_marked_without_a_line_that_would_read_as_a_dash() -> None:
    spans = [Span("=", "a"), Span("-", " "), Span("=", "b")]
    assert marked(spans) == 'a<del class="space"> </del>b'
    assert "line-through" not in marked(spans, "feed")


def test_what_was_replaced_does_not_run_into_what_replaces_it() -> None:
    assert marked([Span("-", "12"), Span("+", "19")]) == "<del>12</del> <ins>19</ins>"


def test_marks_in_feeds_carry_their_look_with_them() -> None:
    drawn = marked([Span("+", "new"), Span("~", "“")], "feed")
    assert 'style="' in drawn
    assert "class=" not in drawn
