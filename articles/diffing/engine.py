"""compare(): two lists of blocks to a Diff."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from .align import Link, align
from .edited import is_retyped
from .lcs import Match, common_subsequence
from .likeness import Vocabulary
from .side import Side
from .text import Tokens, normalise
from .types import Diff, FieldName, HasBlocks, Kind, Row, Spans
from .words import added_whole, cut_at, diff_words, kept_share, kept_whole, removed_whole, trivial_spans

KEPT_AT_LEAST = 0.2
"""Counterparts that keep less than this of their characters are shown as removed and added."""


MANY_BLOCKS = 400
MANY_CHARACTERS = 400_000
"""With more changed blocks or characters than this, garbage collection waits until the diff is done."""


class _Pair(NamedTuple):
    """Linked blocks and their spans; both sides hold the very same value where the texts are identical."""

    link: Link
    old_spans: tuple[Spans, ...]
    new_spans: tuple[Spans, ...]


def compare(old: Sequence[str], new: Sequence[str]) -> Diff:
    """Align two lists of blocks and mark what changed in them.

    The rows are in reading order; every block of either side stands in exactly one row, and
    compare(a, b) pairs the same blocks as compare(b, a). Same input, same rows: work is limited by
    counted budgets, never by the clock, and `Diff.coarse` says when one was reached.
    """
    return _compare(old, new, frozenset(), frozenset())


def _compare(
    old: Sequence[str], new: Sequence[str], headings_old: Collection[int], headings_new: Collection[int]
) -> Diff:
    head, tail = _equal_ends(old, new)
    n, m = len(old) - tail, len(new) - tail
    with _without_collecting(old[head:n], new[head:m]):
        rows = [_same(k, k, old[k]) for k in range(head)]
        marks = {i - head for i in headings_old}, {j - head for j in headings_new}
        middle, coarse = _changed_rows(old[head:n], new[head:m], head, *marks)
        rows += middle
        rows += [_same(n + k, m + k, old[n + k]) for k in range(tail)]
        return Diff(tuple(rows), coarse)


def compare_versions(old: HasBlocks, new: HasBlocks) -> Diff:
    """compare() on the blocks of two versions, after one forced row for each field.

    The title's row is always there and first, whatever little the titles share; rows for standfirst
    and byline follow where either side has one. See Row for how a field's row is told from others.
    """
    fields: tuple[tuple[FieldName, str, str], ...] = (
        ("title", old.title or "", new.title or ""),
        ("standfirst", old.standfirst or "", new.standfirst or ""),
        ("byline", old.byline or "", new.byline or ""),
    )
    rows = [_field_row(name, a, b) for name, a, b in fields if name == "title" or a or b]
    body = _compare(_texts(old), _texts(new), _headings(old), _headings(new))
    return Diff((*rows, *body.rows), body.coarse)


def _texts(version: HasBlocks) -> list[str]:
    return [block.text for block in version.blocks]


def _headings(version: HasBlocks) -> set[int]:
    return {number for number, block in enumerate(version.blocks) if block.kind == "heading"}


@contextmanager
def _without_collecting(old: Sequence[str], new: Sequence[str]) -> Iterator[None]:
    """Pause garbage collection while many small values are made: none of them is part of a cycle, and
    the collector would walk all of them again and again."""
    large = len(old) + len(new) > MANY_BLOCKS or sum(map(len, old)) + sum(map(len, new)) > MANY_CHARACTERS
    pause = large and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def _equal_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def _same(i: int, j: int, text: str) -> Row:
    spans = (kept_whole(text),)
    return Row("same", (i,), (j,), (), spans, spans)


def _changed_rows(
    old: Sequence[str],
    new: Sequence[str],
    offset: int,
    headings_old: Collection[int] = frozenset(),
    headings_new: Collection[int] = frozenset(),
) -> tuple[list[Row], bool]:
    """Rows of what is left between the equal ends, whose first block has the number `offset`."""
    if not old or not new:
        rows = [Row("removed", (offset + i,), old_spans=(removed_whole(t),)) for i, t in enumerate(old)]
        rows += [Row("added", new=(offset + j,), new_spans=(added_whole(t),)) for j, t in enumerate(new)]
        return rows, False
    # Pairs must not depend on the direction of comparing: both directions do the same work.
    swapped = list(old) > list(new)
    vocabulary = Vocabulary()
    left = Side(old, _keys(old, new), vocabulary, headings_old)
    right = Side(new, _keys(new, old), vocabulary, headings_new)
    alignment = align(right, left) if swapped else align(left, right)
    coarse = alignment.coarse
    pairs = []
    for link in alignment.links:
        pair, cut = _spans(_mirrored(link) if swapped else link, left, right, swapped)
        coarse = coarse or cut
        if pair:
            pairs.append(pair)
    return _in_reading_order(old, new, pairs, offset), coarse


def _keys(texts: Sequence[str], others: Sequence[str]) -> list[str]:
    """What blocks are compared by. A block that the other side has to the letter needs no normalising."""
    known = set(others)
    return [text if text in known else normalise(text) for text in texts]


def _mirrored(link: Link) -> Link:
    return Link(link.new, link.old, link.moved)


def _spans(link: Link, old: Side, new: Side, swapped: bool) -> tuple[_Pair | None, bool]:
    """The marked words of linked blocks; nothing if they turn out to keep too little. `swapped` is whether
    the words of the new side are looked for in the old one, and not the other way round."""
    if len(link.old) == len(link.new) == 1:
        a, b = old.texts[link.old[0]], new.texts[link.new[0]]
        if a == b:
            spans = (kept_whole(a),)
            return _Pair(link, spans, spans), False
        if old.keys[link.old[0]] == new.keys[link.new[0]]:
            left, right = trivial_spans(a, b)
            return _Pair(link, (left,), (right,)), False
    tokens_old, tokens_new = _joined(old, link.old), _joined(new, link.new)
    if swapped:
        mirrored, coarse = common_subsequence(tokens_new.keys, tokens_old.keys)
        matches = [Match(b, a, size) for a, b, size in mirrored]
    else:
        matches, coarse = common_subsequence(tokens_old.keys, tokens_new.keys)
    left, right = diff_words(tokens_old, tokens_new, matches)
    old_spans = cut_at(left, [len(old.texts[i]) for i in link.old])
    new_spans = cut_at(right, [len(new.texts[j]) for j in link.new])
    parts = _parts_with_something_kept(link, old_spans, new_spans)
    if parts != link:
        return _spans(parts, old, new, swapped) if parts.old and parts.new else (None, coarse)
    if kept_share(old_spans, new_spans) < KEPT_AT_LEAST and not _is_retyped(link, old, new):
        return None, coarse
    return _Pair(link, old_spans, new_spans), coarse


def _parts_with_something_kept(link: Link, old_spans: Sequence[Spans], new_spans: Sequence[Spans]) -> Link:
    """A split or merge without the parts at its ends that turn out to keep next to nothing."""
    if len(link.old) == len(link.new) == 1:
        return link
    old, new = list(link.old), list(link.new)
    for numbers, sides in ((old, list(old_spans)), (new, list(new_spans))):
        while len(numbers) > 1 and kept_share((), (sides[-1],)) < KEPT_AT_LEAST:
            del numbers[-1], sides[-1]
        while len(numbers) > 1 and kept_share((), (sides[0],)) < KEPT_AT_LEAST:
            del numbers[0], sides[0]
    return Link(tuple(old), tuple(new), link.moved)


def _is_retyped(link: Link, old: Side, new: Side) -> bool:
    return len(link.old) == len(link.new) == 1 and is_retyped(old.keys[link.old[0]], new.keys[link.new[0]])


def _joined(side: Side, numbers: Sequence[int]) -> Tokens:
    if len(numbers) == 1:
        return side.tokens(numbers[0])
    parts = [side.tokens(number) for number in numbers]
    return Tokens([raw for part in parts for raw in part.raw], [key for part in parts for key in part.keys])


def _in_reading_order(old: Sequence[str], new: Sequence[str], pairs: Sequence[_Pair], offset: int) -> list[Row]:
    """In-order pairs one after another; between them what left, then what came."""
    in_order = sorted((pair for pair in pairs if not pair.link.moved), key=lambda pair: pair.link.old)
    gone = {i: pair for pair in pairs if pair.link.moved for i in pair.link.old}
    come = {j: pair for pair in pairs if pair.link.moved for j in pair.link.new}
    rows: list[Row] = []

    def one_sided(i1: int, i2: int, j1: int, j2: int) -> None:
        for i in range(i1, i2):
            pair = gone.get(i)
            if pair:
                rows.append(Row("moved-from", (offset + i,), (), _shifted(pair.link.new, offset), pair.old_spans))
            else:
                rows.append(Row("removed", (offset + i,), old_spans=(removed_whole(old[i]),)))
        for j in range(j1, j2):
            pair = come.get(j)
            if pair:
                peer = _shifted(pair.link.old, offset)
                rows.append(Row("moved-to", (), (offset + j,), peer, (), pair.new_spans))
            else:
                rows.append(Row("added", new=(offset + j,), new_spans=(added_whole(new[j]),)))

    i = j = 0
    for pair in in_order:
        link = pair.link
        one_sided(i, link.old[0], j, link.new[0])
        kind = "same" if pair.old_spans is pair.new_spans else _kind(link)
        rows.append(
            Row(
                kind,
                _shifted(link.old, offset),
                _shifted(link.new, offset),
                (),
                pair.old_spans,
                pair.new_spans,
            )
        )
        i, j = link.old[-1] + 1, link.new[-1] + 1
    one_sided(i, len(old), j, len(new))
    return rows


def _shifted(numbers: tuple[int, ...], offset: int) -> tuple[int, ...]:
    return (numbers[0] + offset,) if len(numbers) == 1 else tuple(number + offset for number in numbers)


def _kind(link: Link) -> Kind:
    if len(link.old) > 1:
        return "merged"
    if len(link.new) > 1:
        return "split"
    return "changed"


def _field_row(name: FieldName, old: str, new: str) -> Row:
    """A field beside itself, whatever little is kept."""
    if old == new:
        return Row("same", old_spans=(kept_whole(old),), new_spans=(kept_whole(new),), field=name)
    if not old or not new:
        kind: Kind = "removed" if old else "added"
        return Row(kind, old_spans=(removed_whole(old),), new_spans=(added_whole(new),), field=name)
    rows, _ = _changed_rows([old], [new], 0)
    return Row(
        "changed",
        old_spans=next(row.old_spans for row in rows if row.old_spans),
        new_spans=next(row.new_spans for row in rows if row.new_spans),
        field=name,
    )
