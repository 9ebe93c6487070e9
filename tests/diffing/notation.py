"""Diffs written as one would draw them: [-gone-], [+new+] and [~only typography~], block by block.

A list of these rows is both a question and its answer: leaving out the marks gives the two texts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from articles.diffing import Kind, Row, Spans

MARK = re.compile(r"\[([-+~])(.*?)\1\]", re.DOTALL)


class Drawn(NamedTuple):
    """A row as drawn: the marked texts of its left and right blocks."""

    kind: Kind
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


def same(text: str) -> Drawn:
    return Drawn("same", (text,), (text,))


def changed(left: str, right: str) -> Drawn:
    return Drawn("changed", (left,), (right,))


def added(text: str) -> Drawn:
    return Drawn("added", (), (f"[+{text}+]" if text else "",))


def removed(text: str) -> Drawn:
    return Drawn("removed", (f"[-{text}-]" if text else "",))


def moved_from(text: str) -> Drawn:
    return Drawn("moved-from", (text,))


def moved_to(text: str) -> Drawn:
    return Drawn("moved-to", (), (text,))


def split(left: str, *right: str) -> Drawn:
    return Drawn("split", (left,), right)


def merged(*blocks: str) -> Drawn:
    """The left blocks, then the one on the right."""
    return Drawn("merged", blocks[:-1], blocks[-1:])


def text_of(drawn: str) -> str:
    """A block without its marks."""
    return MARK.sub(r"\2", drawn)


def sides(rows: list[Drawn]) -> tuple[list[str], list[str]]:
    """The two texts that the rows show."""
    old = [text_of(block) for row in rows for block in row.left]
    new = [text_of(block) for row in rows for block in row.right]
    return old, new


def drawn(row: Row) -> Drawn:
    """A row of the engine in this notation."""
    return Drawn(row.kind, tuple(map(_marked, row.old_spans)), tuple(map(_marked, row.new_spans)))


def _marked(spans: Spans) -> str:
    return "".join(text if op == "=" else f"[{op}{text}{op}]" for op, text in spans)
