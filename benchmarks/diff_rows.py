"""What the diff bench compares: functions of two block lists to rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz.distance import LCSseq, Levenshtein

from articles.diffing import Row, compare
from articles.diffing.text import tokenise

Rows = Sequence[Any]
Tool = Callable[[Sequence[str], Sequence[str]], Rows]


def rows(old: Sequence[str], new: Sequence[str]) -> tuple[Row, ...]:
    """The rows of compare()."""
    return compare(old, new).rows


def rapidfuzz_rows(old: Sequence[str], new: Sequence[str]) -> list[dict[str, Any]]:
    """The floor: rapidfuzz alone. Blocks by fewest edits and words by longest common subsequence; no
    likeness, no moves, no splits, no clean-up."""
    found: list[dict[str, Any]] = []
    for op in Levenshtein.opcodes(old, new):
        tag, i1, i2, j1, j2 = op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end
        for k in range(max(i2 - i1, j2 - j1)):
            i, j = (i1 + k if i1 + k < i2 else None), (j1 + k if j1 + k < j2 else None)
            if tag == "equal" and i is not None and j is not None:
                found.append(_row("same", i, j, [("=", old[i])], [("=", new[j])]))
            elif i is not None and j is not None:
                found.append(_row("changed", i, j, *_words(old[i], new[j])))
            elif i is not None:
                found.append(_row("removed", i, None, [("-", old[i])], []))
            elif j is not None:
                found.append(_row("added", None, j, [], [("+", new[j])]))
    return found


def _words(old: str, new: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    a, b = tokenise(old).raw, tokenise(new).raw
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for op in LCSseq.opcodes(a, b):
        tag, i1, i2, j1, j2 = op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end
        if i2 > i1:
            left.append(("=" if tag == "equal" else "-", "".join(a[i1:i2])))
        if j2 > j1:
            right.append(("=" if tag == "equal" else "+", "".join(b[j1:j2])))
    return left, right


def _row(
    kind: str, i: int | None, j: int | None, left: list[tuple[str, str]], right: list[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "kind": kind,
        "old": [] if i is None else [i],
        "new": [] if j is None else [j],
        "old_spans": [] if i is None else [left],
        "new_spans": [] if j is None else [right],
        "peer": [],
    }
