"""Both sides of a diff in one line of text, and short passages cut from it."""

from __future__ import annotations

from collections.abc import Sequence

from .types import Span, Spans

EXCERPT = 240
"""About so many characters fit an entry in a list of changes."""


def inline(old: Sequence[Spans], new: Sequence[Spans]) -> Spans:
    """One sequence of spans for reading both sides at once: kept text, then what went, then what came.

    Trivial differences are shown as the new side has them.
    """
    left = [span for spans in old for span in spans if span.op != "~"][::-1]
    right = [span for spans in new for span in spans][::-1]
    merged: list[Span] = []
    while left or right:
        if left and left[-1].op in "-<":
            merged.append(left.pop())
        elif right and right[-1].op in "+~>":
            merged.append(right.pop())
        elif not left or not right:
            merged.append((left or right).pop())
        else:
            a, b = left.pop().text, right.pop().text
            size = min(len(a), len(b))
            merged.append(Span("=", b[:size]))
            if a[size:]:
                left.append(Span("=", a[size:]))
            if b[size:]:
                right.append(Span("=", b[size:]))
    return _with_neighbours_joined(merged)


def _with_neighbours_joined(spans: Sequence[Span]) -> Spans:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].op == span.op and span.op not in "<>":
            joined[-1] = Span(span.op, joined[-1].text + span.text)
        elif span.text:
            joined.append(span)
    return tuple(joined)


def excerpt(spans: Spans, around: int, limit: int = EXCERPT) -> Spans:
    """The part of an inline passage around span number `around`: from the start of its sentence, about
    `limit` characters long, with "…" in kept text where something was left out."""
    start = around
    room = limit // 3
    head: list[Span] = []
    while start > 0 and room > 0:
        start -= 1
        op, text = spans[start]
        cut = _sentence_start(text) if op in "=~" else 0
        if len(text) - cut > room:
            cut = _word_start(text, len(text) - room)
            head.append(Span(op, text[cut:]))
            head.append(Span("=", "…"))
            break
        head.append(Span(op, text[cut:]))
        room -= len(text) - cut
        if cut:
            break
    else:
        if start > 0:
            head.append(Span("=", "…"))
    found = head[::-1]
    room = limit - sum(len(span.text) for span in found)
    for op, text in spans[around:]:
        if room <= 0:
            found.append(Span("=", "…"))
            break
        if len(text) > room:
            cut = text.rfind(" ", 0, room)
            found.append(Span(op, text[: cut if cut > 0 else room]))
            found.append(Span("=", "…"))
            break
        found.append(Span(op, text))
        room -= len(text)
        if op == "=" and (end := _sentence_end(text)):
            found[-1] = Span(op, text[:end])
            break
    return _with_neighbours_joined(found)


def _sentence_start(text: str) -> int:
    """Where the last sentence in a text begins, if it begins there at all."""
    places = [text.rfind(mark) + len(mark) for mark in (". ", "! ", "? ", '." ', ".” ", "。") if mark in text]
    return max((place for place in places if place < len(text)), default=0)


def _sentence_end(text: str) -> int:
    ends = [place + 1 for mark in (". ", "! ", "? ", "。") if (place := text.find(mark)) >= 0]
    return min(ends, default=0)


def _word_start(text: str, position: int) -> int:
    space = text.find(" ", position)
    return space + 1 if space >= 0 else position
