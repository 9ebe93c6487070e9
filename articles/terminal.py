"""Comparisons as lines of a terminal: side by side where it is wide, in one text where it is narrow. Pure.

Fetched text is data here too: control characters, by which a page could order a terminal about, are shown as "�".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from articles.diffing import Diff, Row, fold
from articles.marks import woven

WIDE = 100
"""Columns from which on two texts fit beside each other."""
WIDEST = 180
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SIGNS = {"same": " ", "changed": "~", "added": "+", "removed": "-", "moved-from": "<", "moved-to": ">", "split": "/",
          "merged": "&"}  # fmt: skip
_COLOURS = {
    "-": "\x1b[31;9m",
    "+": "\x1b[32;4m",
    "<": "\x1b[2;9m",
    ">": "\x1b[2;4m",
    "bold": "\x1b[1m",
    "faint": "\x1b[2m",
    "sign": "\x1b[33;1m",
}
_END = "\x1b[0m"
_MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}"), "<": ("[<", "<]"), ">": ("{>", ">}")}

Piece = tuple[str, str]  # what it is (an op of a span, or a style), and its text
Line = list[Piece]


def safe(text: str) -> str:
    """The text without what orders a terminal about."""
    return _CONTROL.sub("�", text)


def columns(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def styled(text: str, style: str, *, colour: bool) -> str:
    """A text in a style, where there are colours."""
    return f"{_COLOURS[style]}{text}{_END}" if colour and style in _COLOURS and text else text


def draw(diff: Diff, *, width: int, inline: bool, colour: bool) -> Iterator[str]:
    """The rows as lines; what did not change is folded but for its neighbours."""
    for stretch in fold(diff.shown):
        if stretch.folded:
            note = f"  … {len(stretch.rows)} unchanged passages …"
            yield styled(note, "faint", colour=colour)
            yield ""
            continue
        for row in stretch.rows:
            yield from _inline(row, width, colour) if inline else _beside(row, width, colour)
            yield ""


def wrap(pieces: Iterable[Piece], width: int) -> list[Line]:
    """Pieces cut into lines of at most so many columns, between words where that is possible."""
    lines: list[Line] = [[]]
    used = 0
    for style, text in pieces:
        for word in re.findall(r"\s+|\S+", text):
            need = columns(word)
            if used + need > width and word.isspace():
                continue  # the end of the line takes its place
            if used + need > width and used and need <= width:
                lines.append([])
                used = 0
            for part in [word] if need <= width else word:
                size = need if need <= width else _columns(part)
                if used + size > width and used:
                    lines.append([])
                    used = 0
                lines[-1].append((style, part))
                used += size
    return [_without_end(line) for line in lines]


def _without_end(line: Line) -> Line:
    while line and line[-1][1].isspace():
        line = line[:-1]
    return line


def _inline(row: Row, width: int, colour: bool) -> Iterator[str]:
    pieces: list[Line] = [_pieces(spans, row, colour) for spans in woven(row)]
    for number, line in enumerate(line for block in pieces for line in wrap(block, width - 2)):
        yield _sign(row, number, colour) + _line(line, row, colour)


def _beside(row: Row, width: int, colour: bool) -> Iterator[str]:
    half = (width - 5) // 2
    old = [line for spans in row.old_spans for line in wrap(_pieces(spans, row, colour), half)]
    new = [line for spans in row.new_spans for line in wrap(_pieces(spans, row, colour), half)]
    for number in range(max(len(old), len(new))):
        left = old[number] if number < len(old) else []
        right = new[number] if number < len(new) else []
        room = " " * (half - columns("".join(text for _, text in left)))
        bar = styled("│", "faint", colour=colour)
        yield f"{_sign(row, number, colour)}{_line(left, row, colour)}{room} {bar} {_line(right, row, colour)}".rstrip()


def _sign(row: Row, number: int, colour: bool) -> str:
    return styled(_SIGNS[row.kind] if number == 0 and not row.trivial else " ", "sign", colour=colour) + " "


def _pieces(spans: Sequence[tuple[str, str]], row: Row, colour: bool) -> Line:
    """The spans of one block; without colours what was removed and added stands in [-…-] and {+…+}, and
    sentences that moved in [<…<] and {>…>}."""
    if colour or (row.kind in ("added", "removed") and all(op in "-+" for op, _ in spans)):
        return [(op, safe(text)) for op, text in spans]
    pieces: Line = []
    for op, text in spans:
        if pieces and pieces[-1][0] == "-" and op == "+":
            pieces.append(("=", " "))
        before, after = _MARKS.get(op, ("", "")) if not text.isspace() else ("", "")
        words = text.strip() if before else text
        lead, tail = text.split(words, 1) if before else ("", "")
        pieces.append((op, f"{lead}{before}{safe(words)}{after}{tail}"))
    return pieces


def _line(line: Line, row: Row, colour: bool) -> str:
    if not colour:
        return "".join(text for _, text in line)
    style = {"same": "bold" if row.field == "title" else "faint"}.get(row.kind, "")
    parts: list[str] = []
    for op, text in _joined(line):
        parts.append(styled(text, op if op in "-+<>" else style, colour=colour))
    return "".join(parts)


def _joined(line: Line) -> Line:
    joined: Line = []
    for op, text in line:
        if joined and joined[-1][0] == op:
            joined[-1] = (op, joined[-1][1] + text)
        else:
            joined.append((op, text))
    return joined
