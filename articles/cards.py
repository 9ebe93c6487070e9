"""Social cards: the most telling changed passage of a change as a picture. Pure: values in, PNG out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw

from articles.typefaces import direction, typeface

WIDTH, HEIGHT = 1200, 630
MARGIN = 64
INDENT = 28  # of the passage, for the bar beside it
FOOT = 92
LONGEST = 900  # characters of a text that are looked at
_PAPER, _INK, _SOFT, _ACCENT, _RULE = "#fbfaf7", "#1b1a17", "#5c5850", "#1b4fbf", "#dcd8ce"
_GROUND = {"-": "#fde3df", "+": "#ddf2e1"}
_COLOUR = {"-": "#97180d", "+": "#0b5a2a"}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# A word with the space before it, or one character of a script that is written without spaces.
_PIECE = re.compile(
    "\\s*(?:[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+)"
)

Spans = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows; every text may be of any length and hold anything."""

    source: str
    title: str
    passage: Spans = field(default=())
    facts: str = ""
    size: tuple[int, int] = (0, 0)  # words added, words removed
    otherwise: str = ""  # large, where neither title nor passage can be shown


class Piece(NamedTuple):
    """A word of a line: its mark, whether a space stands before it, how wide it is."""

    op: str
    text: str
    spaced: bool
    width: float


class Block(NamedTuple):
    """A text broken into lines."""

    lines: list[list[Piece]]
    size: int
    bold: bool
    height: int  # of a line
    width: int  # of the room it is set in
    rightwards: bool  # written from right to left


def draw_card(card: Card) -> bytes:
    """The card as a PNG of WIDTH × HEIGHT. Texts that no typeface here can show are left out, never drawn as boxes."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 10), fill=_ACCENT)
    _put(pen, _set([("=", card.source)], size=28, bold=True, most=1, width=760), MARGIN, 48, _INK)
    _wordmark(pen)
    top = 112
    title = _set([("=", card.title)], size=46, bold=True, most=2 if card.passage else 4)
    if title:
        top = _put(pen, title, MARGIN, top, _INK) + 22
    if not _passage(pen, card.passage, top) and not title:
        _put(pen, _set([("=", card.otherwise)], size=60, bold=True, most=3), MARGIN, 200, _INK)
    _foot(pen, card)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _passage(pen: ImageDraw.ImageDraw, spans: Spans, top: int) -> bool:
    """Draw the passage with a bar beside it, large if it is short; whether it could be drawn."""
    room = HEIGHT - FOOT - 20 - top
    width = WIDTH - 2 * MARGIN - INDENT
    large = _set(spans, size=44, bold=False, most=9, width=width)
    fits = large is not None and len(large.lines) * large.height <= room
    block = large if fits else _set(spans, size=34, bold=False, most=room // 48, width=width)
    if block is None:
        return False
    left = MARGIN if block.rightwards else MARGIN + INDENT
    bottom = _put(pen, block, left, top, _INK)
    x = WIDTH - MARGIN - 6 if block.rightwards else MARGIN
    pen.rectangle((x, top, x + 5, bottom - 8), fill=_RULE)
    return True


def shown(text: str) -> str:
    """The text without what has no look of its own: controls, format marks, floods of accents; cut at LONGEST."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text[: 4 * LONGEST]):
        kind = unicodedata.category(character)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks > 2:
            continue
        if kind in _HIDDEN:
            kept.append(" " if character in "\t\n\r\x0b\x0c\u2028\u2029" else "")
        else:
            kept.append(character)
    return "".join(kept)[:LONGEST]


def _wordmark(pen: ImageDraw.ImageDraw) -> None:
    font = typeface("NewsDiffs", 34, bold=True)
    assert font is not None
    whole, news = font.getlength("NewsDiffs"), font.getlength("News")
    left = WIDTH - MARGIN - whole
    pen.text((left, 42), "News", font=font, fill=_INK)
    pen.text((left + news, 42), "Diffs", font=font, fill=_ACCENT)
    pen.rectangle((left + news, 88, left + whole, 91), fill=_ACCENT)


def _foot(pen: ImageDraw.ImageDraw, card: Card) -> None:
    pen.line((MARGIN, HEIGHT - FOOT, WIDTH - MARGIN, HEIGHT - FOOT), fill=_RULE, width=2)
    x = float(MARGIN)
    for text, colour in ((f"+{card.size[0]}", _COLOUR["+"]), (f"−{card.size[1]}", _COLOUR["-"])):
        font = typeface(text, 30, bold=True)
        if any(card.size) and font:
            pen.text((x, HEIGHT - 74), text, font=font, fill=colour)
            x += font.getlength(text) + 20
    _put(
        pen,
        _set([("=", card.facts)], size=28, bold=False, most=1, width=int(WIDTH - MARGIN - x)),
        int(x),
        HEIGHT - 73,
        _SOFT,
    )


def _set(spans: Spans, *, size: int, bold: bool, most: int, width: int = WIDTH - 2 * MARGIN) -> Block | None:
    """The text in at most ``most`` lines, the rest cut off with an ellipsis; None where it cannot be shown."""
    pieces = _measured(_pieces(spans), size, bold, width)
    if not pieces or most < 1:
        return None
    lines: list[list[Piece]] = [[]]
    space = _length(" ", size, bold)
    used = 0.0
    for piece in pieces:
        gap = space if piece.spaced and lines[-1] else 0
        if lines[-1] and used + gap + piece.width > width:
            lines.append([])
            used, gap = 0.0, 0
        lines[-1].append(piece)
        used += gap + piece.width
    if len(lines) > most:
        lines = lines[:most]
        dots = _length("…", size, bold)
        while len(lines[-1]) > 1 and sum(p.width + space * p.spaced for p in lines[-1]) + dots > width:
            lines[-1].pop()
        last = lines[-1][-1]
        lines[-1].append(Piece(last.op, "…", False, dots))
    return Block(lines, size, bold, round(size * 1.4), width, _base(pieces) == "r")


def _pieces(spans: Spans) -> list[tuple[str, str, bool]]:
    found: list[tuple[str, str, bool]] = []
    room = LONGEST
    spaced = False
    for op, text in spans:
        text = shown(text)[:room]
        room -= len(text)
        for match in _PIECE.finditer(text):
            word = match[0].strip()
            if word:
                found.append((op, word, spaced or match[0][0].isspace() or _replaces(found, op)))
            spaced = False
        spaced = text[-1:].isspace()
    return found


def _replaces(found: list[tuple[str, str, bool]], op: str) -> bool:
    # "12" replaced by "19" must not read as 1219.
    return bool(found) and found[-1][0] == "-" and op == "+"


def _measured(pieces: list[tuple[str, str, bool]], size: int, bold: bool, width: int) -> list[Piece] | None:
    """The pieces with their widths, long words cut; None where one cannot be drawn, or two would change places."""
    base = _base(pieces)
    against = False
    made: list[Piece] = []
    for op, text, spaced in pieces:
        way = direction(text)
        if way and way != base and against:
            return None  # a run of words against the direction of the line: the order would be wrong
        against = bool(way and way != base) or (against and not way)
        for number, part in enumerate(_cut(text, size, bold, width)):
            if typeface(part, size, bold) is None:
                return None
            made.append(Piece(op, part, spaced and number == 0, _length(part, size, bold)))
    return made


def _base(pieces: Iterable[tuple[str, str, bool] | Piece]) -> str:
    return next((way for piece in pieces if (way := direction(piece[1]))), "l")


def _cut(word: str, size: int, bold: bool, width: int) -> list[str]:
    length = max(int(width / size), 1)
    return [word[start : start + length] for start in range(0, len(word), length)] if len(word) > length else [word]


def _length(text: str, size: int, bold: bool) -> float:
    font = typeface(text, size, bold)
    return font.getlength(text) if font else 0


def _put(pen: ImageDraw.ImageDraw, block: Block | None, left: int, top: int, colour: str) -> int:
    """Draw the block; the y below it."""
    if block is None:
        return top
    space = _length(" ", block.size, block.bold)
    for line in block.lines:
        x = float(left + block.width if block.rightwards else left)
        before = ""
        for place, piece in enumerate(line):
            gap = space if piece.spaced and place else 0
            start = x - gap - piece.width if block.rightwards else x + gap
            _word(pen, block, piece, start, top, gap if before == piece.op else 0, colour)
            x = start if block.rightwards else start + piece.width
            before = piece.op
        top += block.height
    return top


def _word(pen: ImageDraw.ImageDraw, block: Block, piece: Piece, x: float, top: int, gap: float, colour: str) -> None:
    end = x + piece.width
    first, last = (x, end + gap) if block.rightwards else (x - gap, end)
    if piece.op in _GROUND:
        pen.rectangle((first, top, last, top + block.height - 6), fill=_GROUND[piece.op])
        colour = _COLOUR[piece.op]
    font = typeface(piece.text, block.size, block.bold)
    ascent = typeface("x", block.size, block.bold)
    assert font is not None
    assert ascent is not None
    baseline = top + ascent.getmetrics()[0]
    pen.text((x, baseline), piece.text, font=font, fill=colour, anchor="ls")
    if piece.op in _GROUND:
        y = baseline + 6 if piece.op == "+" else baseline - block.size * 0.28
        pen.line((first, y, last, y), fill=colour, width=2)
