"""Counting what a diff changed."""

from __future__ import annotations

from collections.abc import Sequence

from .text import count_words
from .types import Row, Stats


def count(rows: Sequence[Row], shown: Sequence[Row]) -> Stats:
    """The rows of each kind, and the words in the same rows as they are shown. Kept words are counted on the new side,
    so that `words_added + words_kept == words_new`; on the old side `words_removed` is what is left."""
    added = removed = kept = moved = 0
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
    for row in shown:
        for spans in row.old_spans:
            removed += sum(count_words(text) for op, text in spans if op == "-")
        for spans in row.new_spans:
            for op, text in spans:
                words = count_words(text)
                if op == "+":
                    added += words
                else:
                    kept += words
                    moved += words if row.kind == "moved-to" or op == ">" else 0
    return Stats(
        words_old=removed + kept,
        words_new=added + kept,
        words_added=added,
        words_removed=removed,
        words_kept=kept,
        words_moved=moved,
        rows_same=kinds.get("same", 0),
        rows_changed=sum(kinds.get(kind, 0) for kind in ("changed", "split", "merged")),
        rows_added=kinds.get("added", 0),
        rows_removed=kinds.get("removed", 0),
        rows_moved=kinds.get("moved-to", 0),
    )
