"""Moves in long texts, where chance alone finds blocks that share half their words."""

from __future__ import annotations

import random

from articles.diffing import compare

chooser = random.Random(4)
CLAUSES = [" ".join(f"w{chooser.randrange(4000)}" for _ in range(10)) for _ in range(900)]


def block(*clauses: int) -> str:
    return " ".join(CLAUSES[k] for k in clauses)


KEPT = [block(k, k + 1) for k in range(100)]
OLD = [block(k, k + 1, k + 2) for k in range(100, 700, 3)]
NEW = [f"now {block(k + 1)} then {block(800 + k % 90)} so" for k in range(100, 700, 3)]


def test_a_clause_found_again_elsewhere_in_a_long_text_is_no_move() -> None:
    old, new = [*OLD, *KEPT], [*KEPT, *NEW]
    assert {row.kind for row in compare(old, new).rows} == {"removed", "same", "added"}


def test_a_block_moved_and_edited_in_a_long_text_still_begins_and_ends_as_it_did() -> None:
    words = block(750, 751, 752).split()
    edited = " ".join([*words[:8], *block(760).split(), *words[20:]])
    old, new = [" ".join(words), *OLD, *KEPT], [*KEPT, *NEW, edited]
    moved = [row for row in compare(old, new).rows if row.kind == "moved-from"]
    assert [(row.old, row.peer) for row in moved] == [((0,), (len(new) - 1,))]
