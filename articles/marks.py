"""Marked text as HTML. Every diff cell and every marked passage, on pages and in feeds, is drawn here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Literal

from django.utils.safestring import SafeString, mark_safe

from articles.diffing import Row, Span, Spans, inline

Look = Literal["page", "feed"]

# Feed readers drop style sheets, classes and all but a few properties, so marks in feeds carry their look with them.
_SHIFTED = "background-color:#eeece6;color:#55534e"
_FEED_STYLE = {
    "del": "background-color:#fbe3e0;color:#8a1c12;text-decoration:line-through",
    "ins": "background-color:#dcf1e1;color:#0b5a2a;text-decoration:underline",
}


NOWHERE: tuple[Iterator[str], Iterator[str]] = (iter(()), iter(()))


def marked(
    spans: Iterable[tuple[str, str]], look: Look = "page", ends: tuple[Iterator[str], Iterator[str]] = NOWHERE
) -> SafeString:
    """The spans of one block as HTML: what was removed in <del>, what was added in <ins>, all else as plain text.

    Sentences that moved are <del> and <ins> of another look; behind each stands the next of `ends`, which are links
    as HTML for those that went away and for those that came. What differs only in typography is a
    <span class="quiet"> on pages and unmarked in feeds. A space stands between what was removed and what replaces it.
    """
    parts: list[str] = []
    before = ""
    for op, text in spans:
        if before == "-" and op == "+":
            # "12" replaced by "19" must not read as 1219 where marks are not seen.
            parts.append(" ")
        parts.append(_mark(op, escape(text), look))
        if op in "<>":
            # Feed readers that drop styles show <del> and <ins> as what went and came.
            parts.append(next(ends[op == ">"], "") if look == "page" else (" ↷" if op == "<" else " ↶"))
        before = op
    return mark_safe("".join(parts))


def _mark(op: str, text: str, look: Look) -> str:
    if op in "-+<>":
        tag = "del" if op in "-<" else "ins"
        style = f' style="{_FEED_STYLE[tag]}"' if look == "feed" else ""
        if op in "<>":
            style = f' style="{_SHIFTED};{_FEED_STYLE[tag].split(";")[-1]}"' if look == "feed" else ' class="shifted"'
        if text.isspace():
            # A line through a space reads as a dash, one under it as an underscore: so it is only given a ground.
            ground = f' style="{_FEED_STYLE[tag].split(";")[0]}"' if look == "feed" else ' class="space"'
            return f"<{tag}{ground}>{text}</{tag}>"
        # Space at the ends stays unmarked, for it looks like a smear.
        words = text.strip()
        before, after = text.split(words, 1)
        return f"{before}<{tag}{style}>{words}</{tag}>{after}"
    if op == "~" and look == "page":
        return f'<span class="quiet">{text}</span>'
    return text


def woven(row: Row) -> tuple[Spans, ...]:
    """Both sides of a row in one text: the new blocks, with what was removed put in where it stood.

    Without its "-" and "<" spans the result is exactly the new side; a row without a new side is its old one.
    """
    if not any(row.new_spans):
        return row.old_spans
    blocks: list[Spans] = []
    rest = list(inline(row.old_spans, row.new_spans))[::-1]
    for length in (sum(len(span.text) for span in spans) for spans in row.new_spans):
        block: list[Span] = []
        while rest and (length > 0 or rest[-1].op in "-<"):
            op, text = rest.pop()
            if op not in "-<" and len(text) > length:
                rest.append(Span(op, text[length:]))
                text = text[:length]
            length -= 0 if op in "-<" else len(text)
            block.append(Span(op, text))
        blocks.append(tuple(block))
    return tuple(blocks)


EXCERPT = 360  # characters of a passage that was found
BEFORE = 120  # of them before the first of the words looked for


def sought(spans: Iterable[tuple[str, str]], places: Sequence[tuple[int, int]], look: Look = "page") -> SafeString:
    """The part of a block around the words looked for, given as (start, end): these in <mark>, changes as ever."""
    spans = list(spans)
    first, last = _window("".join(text for _, text in spans), places[0][0] if places else 0)
    parts = ["…"] if first else []
    start = 0
    for op, text in spans:
        low, high = max(first, start), min(last, start + len(text))
        if low < high:
            inner = _with_places(text[low - start : high - start], [(a - low, b - low) for a, b in places])
            parts.append(_mark(op, inner, look))
        start += len(text)
    return mark_safe("".join(parts) + ("…" if last < start else ""))


def _window(text: str, place: int) -> tuple[int, int]:
    """Where an excerpt around a place begins and ends, between words where there are any."""
    first = max(place - BEFORE, 0)
    if first:
        space = text.find(" ", first, place)
        first = space + 1 if space >= 0 else first
    last = min(first + EXCERPT, len(text))
    if last < len(text):
        space = text.rfind(" ", place, last)
        last = space if space > place else last
    return first, last


def _with_places(text: str, places: Iterable[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in places:
        start, end = max(start, done), min(end, len(text))
        if start < end:
            parts += [escape(text[done:start]), f"<mark>{escape(text[start:end])}</mark>"]
            done = end
    return "".join([*parts, escape(text[done:])])
