"""Who brought what: for each block and sentence of the latest version, the version it came in with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .engine import compare
from .sentences import sentences
from .text import normalise
from .types import Row, Spans

GONE_BELOW = 0.2
"""A sentence of which less than this is kept has gone; otherwise it was edited."""
WORTH_FOLLOWING = 12
"""Sentences of at least so many characters are recognised when they stand in another block."""


@dataclass(frozen=True, slots=True)
class BlamedSentence:
    """A sentence, and the number (from 0) of the version in which it first stood in these words."""

    text: str
    since: int


@dataclass(frozen=True, slots=True)
class BlamedBlock:
    """A block of the latest version: `since` is the version that brought it, `edited` the one that last
    touched its words (equal to `since` where none did)."""

    sentences: tuple[BlamedSentence, ...]
    since: int
    edited: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A block or sentence that the latest version no longer has: in since version `since`, gone with
    version `gone`. It stood after block number `after` of the latest version (-1: before the first)."""

    text: str
    since: int
    gone: int
    after: int


@dataclass(frozen=True, slots=True)
class Blame:
    blocks: tuple[BlamedBlock, ...]
    removed: tuple[Removed, ...]


def blame(versions: Iterable[Sequence[str]]) -> Blame:
    """Trace each block and sentence of the last of `versions` (texts as lists of blocks, oldest first).

    Only neighbouring versions are compared, one pair at a time, so memory grows with the latest text and
    with what was removed, not with the number of versions.
    """
    before: Sequence[str] = ()
    blocks: list[BlamedBlock] = []
    removed: list[Removed] = []
    for number, texts in enumerate(versions):
        step = _Step(number, compare(before, texts).rows, blocks, len(texts))
        removed = [*(_moved_along(one, step.place) for one in removed), *step.removed()]
        blocks = step.blocks()
        before = texts
    return Blame(tuple(blocks), tuple(removed))


def _touched(row: Row) -> bool:
    """Whether the words of a row, on either side, are not all what they were."""
    if row.kind in ("split", "merged"):
        return True
    return any(op in "-+" for spans in (*row.old_spans, *row.new_spans) for op, _ in spans)


def _moved_along(one: Removed, place: Sequence[int]) -> Removed:
    return one if one.after < 0 else Removed(one.text, one.since, one.gone, place[one.after])


class _Step:
    """One version against the one before it."""

    def __init__(self, number: int, rows: Sequence[Row], old: Sequence[BlamedBlock], size: int) -> None:
        self.number = number
        self.rows = rows
        self.old = old
        self.size = size
        self.place = self._places()
        self.kept = self._kept_marks()
        self.lost = self._lost_sentences()

    def _places(self) -> list[int]:
        """For each old block, the new block at or after which it stands; moved blocks leave their place."""
        place: list[int] = [-1] * len(self.old)
        last = -1
        for row in self.rows:
            if (row.old and row.new) or row.kind in ("added", "moved-to"):
                last = row.new[-1]
            for i in row.old:
                place[i] = last
        return place

    def _kept_marks(self) -> dict[int, Spans]:
        return {i: spans for row in self.rows for i, spans in zip(row.old, row.old_spans, strict=True)}

    def _lost_sentences(self) -> list[tuple[int, BlamedSentence]]:
        """Old sentences of which next to nothing is kept in their own row, with their block's number."""
        lost = []
        for i, block in enumerate(self.old):
            marks = "".join(op * len(text) for op, text in self.kept[i])
            position = 0
            for sentence in block.sentences:
                part = marks[position : position + len(sentence.text)]
                position += len(sentence.text)
                if part.count("-") > (1 - GONE_BELOW) * len(part):
                    lost.append((i, sentence))
        return lost

    def blocks(self) -> list[BlamedBlock]:
        """The blocks of the new version."""
        moved = {normalise(s.text): s.since for _, s in self.lost if len(s.text) >= WORTH_FOLLOWING}
        found: list[BlamedBlock | None] = [None] * self.size
        for row in self.rows:
            sources = [self.old[i] for i in (row.old or row.peer)] if row.new else []
            for j, spans in zip(row.new, row.new_spans, strict=True):
                found[j] = self._block("".join(text for _, text in spans), sources, moved, _touched(row))
        return [block for block in found if block is not None]

    def _block(self, text: str, sources: Sequence[BlamedBlock], moved: dict[str, int], touched: bool) -> BlamedBlock:
        known = {normalise(s.text): s.since for block in sources for s in block.sentences}
        found = []
        for sentence in sentences(text):
            key = normalise(sentence)
            found.append(BlamedSentence(sentence, known.get(key, moved.get(key, self.number))))
        since = min((block.since for block in sources), default=self.number)
        edited = self.number if touched else max((block.edited for block in sources), default=self.number)
        return BlamedBlock(tuple(found), since, max(edited, since))

    def removed(self) -> list[Removed]:
        """What went with this version: whole blocks as one, else single sentences; not what only stands
        in another block now."""
        standing = {
            normalise(sentence)
            for row in self.rows
            if row.kind not in ("same", "removed", "moved-from")
            for spans in row.new_spans
            for sentence in sentences("".join(text for _, text in spans))
        }
        whole = {row.old[0] for row in self.rows if row.kind == "removed"}
        found: list[Removed] = []
        for i in sorted({i for i, _ in self.lost}):
            gone = [s for k, s in self.lost if k == i and normalise(s.text) not in standing]
            if i in whole and len(gone) == len(self.old[i].sentences):
                text = "".join(s.text for s in gone)
                found.append(Removed(text, self.old[i].since, self.number, self.place[i]))
            else:
                found += [Removed(s.text, s.since, self.number, self.place[i]) for s in gone]
        return found
