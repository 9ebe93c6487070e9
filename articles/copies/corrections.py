"""Did a copy get the corrections? What changed in one text, looked for in another. Pure.

Each edit is looked for with a few words on either side, once as it was and once as it is now. What is found as it is
now has reached the copy; what is found as it was has not; what is found in neither form cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from articles.copies.prints import share, shingles
from articles.diffing import Diff, Row, Span, Spans
from articles.diffing.text import tokenise

CONTEXT = 4  # words on either side of an edit
LEAST_CONTEXT = 3  # of both sides together: with fewer, what is found may be anything
MOSTLY = 0.6  # of a passage's five-word runs: it stands there, if not to the letter
SHOWN_CONTEXT = 60  # characters


class Fate(Enum):
    """What became of an edit in a copy."""

    REACHED = "reached"
    NOT_REACHED = "not reached"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Echo:
    """One edit, with its surroundings, and what became of it."""

    spans: Spans
    fate: Fate


def echoes(diff: Diff, copy: Sequence[str]) -> tuple[Echo, ...]:
    """What became of each edit of ``diff`` in the blocks of a copy. Fields, moves and typography are left out."""
    text = _Text(copy)
    found: list[Echo] = []
    for row in diff.rows:
        if row.field or row.trivial:
            continue
        if row.kind in ("changed", "split", "merged"):
            found += _edits(row, text)
        elif row.kind == "added":
            found.append(Echo((_cut("+", row.new_spans),), _fate(text.has_most(row.new_spans), known=True)))
        elif row.kind == "removed" and text.has_most(row.old_spans):
            found.append(Echo((_cut("-", row.old_spans),), Fate.NOT_REACHED))
    return tuple(found)


def _fate(reached: bool, *, known: bool) -> Fate:
    return Fate.REACHED if reached else Fate.NOT_REACHED if known else Fate.UNKNOWN


class _Text:
    """A text to look things up in, word by word."""

    def __init__(self, blocks: Sequence[str]) -> None:
        self._words = _joined(word for block in blocks for word in _words(block))
        self._shingles = shingles(blocks)

    def has(self, words: list[str]) -> bool:
        return _joined(words) in self._words

    def has_most(self, sides: Iterable[Spans]) -> bool:
        text = " ".join(span.text for spans in sides for span in spans)
        runs = shingles([text])
        return share(runs, self._shingles) >= MOSTLY if runs else self.has(_words(text))


def _edits(row: Row, text: _Text) -> Iterable[Echo]:
    """The edits within a row: what stands between two stretches that both sides have."""
    old, new = _pieces(row.old_spans), _pieces(row.new_spans)
    for i in range(1, min(len(old), len(new)), 2):
        before, after = _words(old[i - 1])[-CONTEXT:], _words(old[i + 1])[:CONTEXT] if i + 1 < len(old) else []
        was, now = _words(old[i]), _words(new[i])
        if was == now:
            continue
        told = len(before) + len(after) >= LEAST_CONTEXT
        reached = told and text.has([*before, *now, *after])
        missed = told and not reached and text.has([*before, *was, *after])
        shown = (
            Span("=", _tail(old[i - 1])), Span("-", old[i]), Span("+", new[i]),
            Span("=", _head(old[i + 1]) if i + 1 < len(old) else ""),
        )  # fmt: skip
        yield Echo(tuple(span for span in shown if span.text), _fate(reached, known=missed))


def _pieces(sides: tuple[Spans, ...]) -> list[str]:
    """A side as texts that are kept (even places) and changed (odd places) in turn, beginning with a kept one."""
    pieces = [""]
    for span in (span for spans in sides for span in (*spans, Span("=", " "))):
        kept = span.op in "=~"
        if kept != (len(pieces) % 2 == 1):
            pieces.append("")
        pieces[-1] += span.text
    return pieces


def _words(text: str) -> list[str]:
    return [key.lower() for key in tokenise(text).keys if any(map(str.isalnum, key))]


def _joined(words: Iterable[str]) -> str:
    return "\x1f" + "\x1f".join(words) + "\x1f"


def _cut(op: str, sides: tuple[Spans, ...]) -> Span:
    text = " ".join("".join(span.text for span in spans) for spans in sides)
    return Span(op, text if len(text) <= 240 else text[:239] + "…")  # type: ignore[arg-type]


def _tail(text: str) -> str:
    return text if len(text) <= SHOWN_CONTEXT else "…" + text[-SHOWN_CONTEXT:].partition(" ")[2]


def _head(text: str) -> str:
    return text if len(text) <= SHOWN_CONTEXT else text[:SHOWN_CONTEXT].rpartition(" ")[0] + " …"
