"""What holds for any two texts, in any script."""

from __future__ import annotations

import os
from itertools import pairwise

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.diffing import Diff, Row, Spans, compare, compare_versions, fold, inline, normalise, sentences
from tests.diffing.texts import Block, Version, block, pair, text

# DIFF_EXAMPLES=20000 looks harder than a quick run does.
EXAMPLES = int(os.environ.get("DIFF_EXAMPLES", "500"))
many = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
some = settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
Texts = tuple[list[str], list[str]]


def joined(spans: Spans) -> str:
    return "".join(part for _, part in spans)


def kept(spans: tuple[Spans, ...]) -> str:
    return "".join(part for one in spans for op, part in one if op == "=")


def links(diff: Diff) -> set[tuple[int, int]]:
    """Which blocks the rows show as counterparts."""
    found = set()
    for row in diff.rows:
        new = row.new if row.new else row.peer if row.kind == "moved-from" else ()
        old = row.old if row.old else row.peer if row.kind == "moved-to" else ()
        found |= {(i, j) for i in old for j in new}
    return found


@many
@given(pair)
def test_the_spans_of_each_side_are_its_text_and_every_block_stands_once(texts: Texts) -> None:
    old, new = texts
    rows = compare(old, new).rows
    shown_old = [(i, joined(spans)) for row in rows for i, spans in zip(row.old, row.old_spans, strict=True)]
    shown_new = [(j, joined(spans)) for row in rows for j, spans in zip(row.new, row.new_spans, strict=True)]
    assert shown_old == list(enumerate(old))
    assert shown_new == list(enumerate(new))


@many
@given(pair)
def test_rows_mean_what_their_kind_says(texts: Texts) -> None:
    old, new = texts
    for row in compare(old, new).rows:
        a, b = [old[i] for i in row.old], [new[j] for j in row.new]
        match row.kind:
            case "same":
                assert a == b
                assert len(a) == 1
            case "changed":
                assert len(a) == len(b) == 1
                assert a != b
            case "added" | "moved-to":
                assert (len(a), len(b)) == (0, 1)
            case "removed" | "moved-from":
                assert (len(a), len(b)) == (1, 0)
            case "split":
                assert len(a) == 1 < len(b)
            case "merged":
                assert len(b) == 1 < len(a)
        assert bool(row.peer) == row.kind.startswith("moved")
        assert row.field is None


@many
@given(pair)
def test_kept_text_is_the_same_on_both_sides(texts: Texts) -> None:
    rows = compare(*texts).rows
    by_old = {row.old: row for row in rows if row.kind == "moved-from"}
    for row in rows:
        if row.old and row.new:
            assert kept(row.old_spans) == kept(row.new_spans)
        if row.kind == "moved-to":
            assert kept(by_old[row.peer].old_spans) == kept(row.new_spans)
            assert by_old[row.peer].peer == row.new


@many
@given(pair)
def test_ops_stand_on_their_own_side_and_neighbours_differ(texts: Texts) -> None:
    for row in compare(*texts).rows:
        for side, allowed in ((row.old_spans, "=-~"), (row.new_spans, "=+~")):
            for spans in side:
                assert all(op in allowed and part for op, part in spans)
                assert all(a.op != b.op for a, b in pairwise(spans))


@many
@given(pair)
def test_comparing_the_other_way_round_pairs_the_same_blocks(texts: Texts) -> None:
    old, new = texts
    there, back = compare(old, new), compare(new, old)
    assert links(there) == {(i, j) for j, i in links(back)}
    same = [(row.old, row.new) for row in there.rows if row.kind == "same"]
    assert same == [(row.new, row.old) for row in back.rows if row.kind == "same"]
    assert there.stats.words_added == back.stats.words_removed
    assert there.stats.words_removed == back.stats.words_added


@some
@given(text)
def test_a_text_compared_with_itself_is_all_same(blocks: list[str]) -> None:
    diff = compare(blocks, list(blocks))
    assert [row.kind for row in diff.rows] == ["same"] * len(blocks)
    assert diff.stats.share == 0


@some
@given(pair)
def test_the_same_input_gives_the_same_rows(texts: Texts) -> None:
    assert compare(*texts) == compare(*texts)


@some
@given(text)
def test_what_differs_only_in_typography_has_no_edits(blocks: list[str]) -> None:
    retyped = [one.replace("'", "’").replace(" ", "\u00a0").replace("-", "–") for one in blocks]
    rows = [row for row in compare(blocks, retyped).rows if row.kind not in ("moved-from", "moved-to")]
    assert all(op in "=~" for row in rows for side in (row.old_spans, row.new_spans) for s in side for op, _ in s)


@many
@given(pair)
def test_no_grapheme_is_cut_between_spans(texts: Texts) -> None:
    for row in compare(*texts).rows:
        for spans in (*row.old_spans, *row.new_spans):
            whole = joined(spans)
            starts = {match.start() for match in regex.finditer(r"\X", whole)} | {len(whole)}
            position = 0
            for _, part in spans:
                position += len(part)
                assert position in starts or whole[position - 1].isspace()


@many
@given(pair)
def test_statistics_add_up(texts: Texts) -> None:
    diff = compare(*texts)
    stats = diff.stats
    assert stats.words_old == stats.words_removed + stats.words_kept
    assert stats.words_new == stats.words_added + stats.words_kept
    assert 0 <= stats.words_moved <= stats.words_kept
    assert 0 <= stats.share <= 1
    one_sided = stats.rows_added + stats.rows_removed + 2 * stats.rows_moved
    assert stats.rows_same + stats.rows_changed + one_sided == len(diff.rows)


@some
@given(pair)
def test_an_inline_passage_holds_both_sides(texts: Texts) -> None:
    for row in compare(*texts).rows:
        if row.kind not in ("changed", "split", "merged"):
            continue
        passage = inline(row.old_spans, row.new_spans)
        assert "".join(part for op, part in passage if op != "-") == "".join(map(joined, row.new_spans))
        gone = "".join(part for spans in row.old_spans for op, part in spans if op == "-")
        assert "".join(part for op, part in passage if op == "-") == gone


@some
@given(pair, st.integers(0, 3))
def test_folding_loses_and_reorders_nothing(texts: Texts, context: int) -> None:
    rows = compare(*texts).rows
    stretches = fold(rows, context)
    assert tuple(row for stretch in stretches for row in stretch.rows) == rows
    assert all(row.kind == "same" for stretch in stretches if stretch.folded for row in stretch.rows)
    assert all(len(stretch.rows) > 1 for stretch in stretches if stretch.folded)


@some
@given(block)
def test_normalising_twice_is_normalising_once(one: str) -> None:
    assert normalise(normalise(one)) == normalise(one)


@some
@given(block)
def test_sentences_joined_are_the_block(one: str) -> None:
    assert "".join(sentences(one)) == one


@some
@given(pair, st.text(max_size=12), st.text(max_size=12))
def test_the_title_is_always_the_first_row(texts: Texts, title_old: str, title_new: str) -> None:
    old = Version(title_old, tuple(map(Block, texts[0])), byline="By Ann Day")
    new = Version(title_new, tuple(map(Block, texts[1])))
    title, byline, *body = compare_versions(old, new).rows
    assert (title.field, byline.field, byline.kind) == ("title", "byline", "removed")
    assert _field_texts(title) == (title_old, title_new)
    assert tuple(body) == compare(*texts).rows


def _field_texts(row: Row) -> tuple[str, str]:
    assert row.old == row.new == ()
    (old,), (new,) = row.old_spans, row.new_spans
    return joined(old), joined(new)
