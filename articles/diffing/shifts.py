"""Sentences that stand elsewhere: taken out of one paragraph to the letter, and put in at another place."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .exact import is_telling
from .sentences import sentences
from .text import normalise
from .types import Kind, Op, Row, Span, Spans


class Place(NamedTuple):
    """A stretch of characters of a block: the number of its row, and its own among the blocks of that side."""

    row: int
    block: int
    start: int
    end: int


class Shift(NamedTuple):
    """A sentence that was taken out at one place and put in at another."""

    old: Place
    new: Place


def shifts(rows: Sequence[Row]) -> list[Shift]:
    """Whole sentences that were removed here and added there, whatever else was done to the two paragraphs.

    Sentences are the same if their keys are (see text.py), and long enough to be told from others; where one stands
    several times, the first that went is the first that came. Paragraphs that moved as a whole are rows of their own.
    """
    come: dict[str, deque[Place]] = defaultdict(deque)
    for key, place in _sentences(rows, "+"):
        come[key].append(place)
    return [Shift(place, come[key].popleft()) for key, place in _sentences(rows, "-") if come.get(key)] if come else []


def _sentences(rows: Sequence[Row], op: Op) -> Iterator[tuple[str, Place]]:
    """The sentences that stand in removed, or in added, text as a whole."""
    for number, row in enumerate(rows):
        if row.kind == "same" or row.field:
            continue
        for block, spans in enumerate(row.old_spans if op == "-" else row.new_spans):
            if any(span.op == op for span in spans):
                for key, start, end in _whole_ones(spans, op):
                    yield key, Place(number, block, start, end)


def _whole_ones(spans: Spans, op: Op) -> Iterator[tuple[str, int, int]]:
    """Each sentence of a block that lies within a span of this op, with the white space around it that does, too."""
    stretches = deque(_stretches(spans, op))
    start = 0
    text = "".join(span.text for span in spans)
    for sentence in sentences(text):
        end, last = start + len(sentence), start + len(sentence.rstrip())
        while stretches and stretches[0][1] < last:
            stretches.popleft()
        if stretches and stretches[0][0] <= start:
            key = normalise(sentence)
            if is_telling(key):
                low, high = stretches[0]
                yield key, low if text[low:start].isspace() else start, min(end, high)
        start = end


def _stretches(spans: Spans, op: Op) -> Iterator[tuple[int, int]]:
    position = 0
    for span in spans:
        if span.op == op:
            yield position, position + len(span.text)
        position += len(span.text)


def with_shifts(rows: Sequence[Row], found: Sequence[Shift]) -> tuple[Row, ...]:
    """The rows with "<" spans for sentences that stand elsewhere now and ">" spans for those that stood elsewhere
    before. An added or removed row of nothing else becomes half a move: "moved-to" or "moved-from", with the numbers
    of the blocks at the other end as its peer."""
    result = list(rows)
    for number, places, others, op in _ends(found):
        row = result[number]
        old, new = (row.old_spans, row.new_spans) if op == "<" else (row.new_spans, row.old_spans)
        cut = tuple(_recut(spans, [p for p in places if p.block == block], op) for block, spans in enumerate(old))
        row = row._replace(old_spans=cut) if op == "<" else row._replace(new_spans=cut)
        if not any(new) and all(span.op == op for spans in cut for span in spans):
            row = _half_a_move(row, op, rows, others)
        result[number] = row
    return tuple(result)


def _ends(found: Sequence[Shift]) -> Iterator[tuple[int, list[Place], list[Place], Op]]:
    """Each row that sentences left, and each to which some came: its number, the places there, the other ends."""
    ends: tuple[tuple[Op, list[tuple[Place, Place]]], ...] = (
        ("<", [(shift.old, shift.new) for shift in found]),
        (">", [(shift.new, shift.old) for shift in found]),
    )
    for op, pairs in ends:
        by_row: dict[int, list[tuple[Place, Place]]] = defaultdict(list)
        for pair in sorted(pairs):
            by_row[pair[0].row].append(pair)
        for number, here in by_row.items():
            yield number, [place for place, _ in here], [other for _, other in here], op


def _half_a_move(row: Row, op: Op, rows: Sequence[Row], others: Sequence[Place]) -> Row:
    numbers = {(rows[p.row].new if op == "<" else rows[p.row].old)[p.block] for p in others}
    kept = tuple((Span("=", "".join(span.text for span in spans)),) for spans in (*row.old_spans, *row.new_spans))
    kind: Kind = "moved-from" if op == "<" else "moved-to"
    row = row._replace(old_spans=kept) if op == "<" else row._replace(new_spans=kept)
    return row._replace(kind=kind, peer=tuple(sorted(numbers)))


def _recut(spans: Spans, places: Sequence[Place], op: Op) -> Spans:
    """The spans with this op in these places, each of which lies within one of them."""
    if not places:
        return spans
    made: list[Span] = []
    position = 0
    todo = deque(places)
    for span in spans:
        start, end = position, position + len(span.text)
        while todo and todo[0].start < end:
            place = todo.popleft()
            made.append(Span(span.op, span.text[position - start : place.start - start]))
            made.append(Span(op, span.text[place.start - start : place.end - start]))
            position = place.end
        made.append(Span(span.op, span.text[position - start :]))
        position = end
    return tuple(span for span in made if span.text)
