"""Sentences that moved from one paragraph to another, or within one, are neither removed nor added."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.diffing import Diff, Row, compare, compare_versions, measure, normalise
from tests.diffing.notation import Drawn, changed, drawn
from tests.diffing.test_properties import many
from tests.diffing.texts import Block, Version, pair

VOTE = "The council voted on Monday to close two pools."
COST = "The closures will save 400,000 euros a year."
CLUBS = "Swimming clubs protested outside the town hall."
TRAIN = "“We have nowhere else to train,” said Ines Falk."
AGE = "The pools in the harbour date from the 1960s."
WISH = "The opposition wants a referendum on it."


def shown(old: list[str], new: list[str]) -> list[Drawn]:
    return [drawn(row) for row in compare(old, new).shown if row.kind != "same"]


def version(*blocks: str) -> Version:
    return Version("Pools", tuple(map(Block, blocks)))


def test_a_sentence_that_went_to_another_paragraph_is_shown_as_moved() -> None:
    old, new = [f"{VOTE} {COST}", CLUBS, f"{AGE} {TRAIN}"], [VOTE, CLUBS, f"{AGE} {TRAIN} {COST}"]
    assert shown(old, new) == [
        changed(f"{VOTE}[< {COST}<]", VOTE),
        changed(f"{AGE} {TRAIN}", f"{AGE} {TRAIN}[> {COST}>]"),
    ]


def test_sentences_that_change_places_in_a_paragraph_are_shown_as_moved() -> None:
    old, new = [f"{VOTE} {COST} {CLUBS}"], [f"{COST} {CLUBS} {VOTE}"]
    assert shown(old, new) == [changed(f"[<{VOTE} <]{COST} {CLUBS}", f"{COST} {CLUBS}[> {VOTE}>]")]


def test_a_sentence_that_became_a_paragraph_elsewhere_is_a_row_that_moved_from_its_old_block() -> None:
    diff = compare([f"{VOTE} {COST}", AGE], [VOTE, WISH, COST, AGE])
    moved = [row for row in diff.shown if row.kind == "moved-to"]
    assert [(row.new, row.peer, row.new_spans) for row in moved] == [((2,), (0,), ((("=", COST),),))]
    assert [row.kind for row in diff.rows] == ["changed", "added", "added", "same"]


def test_a_paragraph_that_became_a_sentence_elsewhere_is_a_row_that_moved_to_its_new_block() -> None:
    diff = compare([VOTE, WISH, COST, AGE], [f"{VOTE} {COST}", AGE])
    moved = [row for row in diff.shown if row.kind == "moved-from"]
    assert [(row.old, row.peer, row.old_spans) for row in moved] == [((2,), (0,), ((("=", COST),),))]


def test_what_is_not_the_same_sentence_did_not_move() -> None:
    old = [f"{VOTE} {COST}", CLUBS, AGE]
    assert compare(old, [VOTE, CLUBS, f"{AGE} {COST.replace('400,000', '300,000')}"]).shifts == []


def test_a_sentence_that_stands_twice_afterwards_moved_once() -> None:
    old, new = [f"{VOTE} {COST}", AGE, TRAIN], [VOTE, f"{AGE} {COST}", f"{TRAIN} {COST}"]
    assert [op for row in compare(old, new).shown for spans in row.new_spans for op, _ in spans if op in "+>"] == [
        ">", "+",
    ]  # fmt: skip


def test_a_word_or_two_do_not_move() -> None:
    assert compare([f"{VOTE} No. {COST}", AGE], [f"{VOTE} {COST}", f"{AGE} No."]).shifts == []


def test_a_short_sentence_moves_in_a_script_without_spaces() -> None:
    old, new = (
        ["市议会决定关闭两个泳池。市长说很痛苦。", "俱乐部抗议。"],
        ["市议会决定关闭两个泳池。", "俱乐部抗议。市长说很痛苦。"],
    )
    assert len(compare(old, new).shifts) == 1


def test_a_short_paragraph_moves_in_a_script_without_spaces() -> None:
    old = ["市长说这个决定很痛苦。", "市议会周一投票决定关闭五个公共泳池中的两个。"]
    assert {row.kind for row in compare(old, old[::-1]).rows} == {"moved-from", "same", "moved-to"}


def test_moving_a_sentence_removes_and_adds_no_words_and_is_no_stealth() -> None:
    old, new = version(f"{VOTE} {COST}", CLUBS, AGE), version(VOTE, CLUBS, f"{AGE} {COST}")
    diff = compare_versions(old, new)
    assert (diff.stats.words_added, diff.stats.words_removed, diff.stats.words_moved) == (0, 0, 8)
    change = measure(old, new, diff)
    assert (change.classes, change.level, change.stealth) == (("moved",), "minor", False)
    assert change.lead
    assert "".join(text for _, text in change.lead.spans).endswith(COST)


def test_an_edit_beside_a_sentence_that_moved_counts_alone() -> None:
    old, new = version(f"{VOTE} {COST}", CLUBS, AGE), version(VOTE.replace("two", "three"), CLUBS, f"{AGE} {COST}")
    change = measure(old, new, compare_versions(old, new))
    assert (change.classes, change.words_added, change.words_removed) == (("number", "moved"), 1, 1)


def test_capitals_alone_are_no_change_of_order() -> None:
    old, new = version("They met at the White house."), version("They met at The White House.")
    assert measure(old, new, compare_versions(old, new)).classes == ("case",)


POOL = [
    VOTE,
    COST,
    CLUBS,
    TRAIN,
    AGE,
    WISH,
    "No one was hurt.",
    "Yes.",
    "市长说这个决定很痛苦。",
    "Он ушёл в отставку.",
]


def _paragraphs(chooser: random.Random) -> list[str]:
    return [" ".join(chooser.choices(POOL, k=chooser.randrange(1, 5))) for _ in range(chooser.randrange(1, 6))]


def _stories(seed: int) -> tuple[list[str], list[str]]:
    chooser = random.Random(seed)
    return _paragraphs(chooser), _paragraphs(chooser)


def text_of(rows: tuple[Row, ...], side: str) -> list[str]:
    return ["".join(text for _, text in spans) for row in rows for spans in getattr(row, side)]


@settings(many, max_examples=300)
@given(st.one_of(st.integers(0, 2**48).map(_stories), pair))
def test_what_is_shown_is_the_text_and_what_moved_is_the_same_at_both_ends(texts: tuple[list[str], list[str]]) -> None:
    diff = compare(*texts)
    assert (text_of(diff.shown, "old_spans"), text_of(diff.shown, "new_spans")) == texts
    for shift in diff.shifts:
        old = "".join(text for _, text in diff.rows[shift.old.row].old_spans[shift.old.block])
        new = "".join(text for _, text in diff.rows[shift.new.row].new_spans[shift.new.block])
        assert normalise(old[shift.old.start : shift.old.end]) == normalise(new[shift.new.start : shift.new.end])
    _ends_are_as_many(diff)


def _ends_are_as_many(diff: Diff) -> None:
    for op, side, kind in (("<", "old_spans", "moved-from"), (">", "new_spans", "moved-to")):
        spans = [span for row in diff.shown for one in getattr(row, side) for span in one if span.op == op]
        whole = [
            shift
            for shift in diff.shifts
            if diff.shown[(shift.old if op == "<" else shift.new).row].kind == kind
            and diff.rows[(shift.old if op == "<" else shift.new).row].kind in ("added", "removed")
        ]
        assert len(spans) + len(whole) == len(diff.shifts)
