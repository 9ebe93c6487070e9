"""What stands on a page, wherever it stands: so that a text that is only read otherwise is not taken for an edit. Pure.

An editor who takes a paragraph out takes it off the page. Where a paragraph left the article as it is read but stands
on the page as before, the reading changed and not the article: a third comment made a list of comments of what had
looked like text, a redesign moved the standfirst into another element. The same holds for what seems to be new and
stood on the page before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from articles.diffing.text import normalise
from articles.scraping.blocks import Block
from articles.scraping.page import parse_page
from articles.scraping.walk import ends_sentence, walk

LABEL = 80
COUNTER = 40  # a link with more letters leads to another article, whatever numbers are in it
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Presence:
    """How often each text stands on a page as a run of its own, and how often with whatever numbers.

    Links to other articles are not among the latter: their headlines are no counters.
    """

    counts: Counter[str]
    folded: Counter[str]

    @classmethod
    def of(cls, body: bytes, content_type: str | None) -> Presence:
        """What stands on the page in these bytes; nothing on one that cannot be read."""
        tree = parse_page(body, content_type)
        pieces = walk(tree) if tree is not None else []
        told = (piece for piece in pieces if piece.link_share < 0.5 or piece.size <= COUNTER)
        return cls(Counter(_key(piece.text) for piece in pieces), Counter(_fold(_key(piece.text)) for piece in told))

    def has(self, block: Block) -> int:
        """How often it stands there."""
        return self.counts[_key(block.text)]

    def has_like(self, block: Block, article: Sequence[Block]) -> bool:
        """Whether it stands there with other numbers, outside of the article."""
        like = _fold(_key(block.text))
        return like != _key(block.text) and self.folded[like] > sum(_fold(_key(b.text)) == like for b in article)

    def number_like(self, block: Block) -> int:
        """How often it stands there with whatever numbers."""
        return self.folded[_fold(_key(block.text))]


def _key(text: str) -> str:
    return "".join(normalise(text).split())


def _fold(key: str) -> str:
    return _DIGITS.sub("0", key)


def _is_label(block: Block) -> bool:
    """Whether it is a short line and no sentence: beside a counter it is more of the same, such as the weather."""
    return len(block.text) <= LABEL and not ends_sentence(block.text)


@dataclass(frozen=True)
class Edited:
    """What is left of a difference."""

    blocks: tuple[Block, ...]
    counters: tuple[Block, ...]  # what shows a number that goes on, and was or is outside of the article as it is read


def as_edited(record: Sequence[Block], seen: Sequence[Block], before: Presence, now: Presence) -> Edited:
    """The recorded blocks with only those differences of ``seen`` that are on the page, not in its reading.

    A block that is not read any more but stands on the page as often as before stays; one that is newly read but
    stood on the page as often before is left out. "45 comments" that stands elsewhere as "46 comments" is neither,
    unless there are more or fewer of them now: then an editor may have put one in or taken it out.
    """
    old_keys, new_keys = [_key(b.text) for b in record], [_key(b.text) for b in seen]
    moved = set(old_keys) & set(new_keys)
    blocks: list[Block] = []
    counters: list[Block] = []
    for op in LCSseq.opcodes(old_keys, new_keys):
        old, new = record[op.src_start : op.src_end], seen[op.dest_start : op.dest_end]
        if op.tag == "equal":
            blocks.extend(new)
            continue
        lost = [b for b in old if _key(b.text) not in moved]
        going_on = [b for b in lost if now.has_like(b, seen) and before.number_like(b) <= now.number_like(b)]
        for block in lost:
            if 0 < before.has(block) <= now.has(block):
                blocks.append(block)
            elif block in going_on or (going_on and _is_label(block)):
                counters.append(block)
        for block in new:
            is_other = before.has_like(block, record) and now.number_like(block) <= before.number_like(block)
            if _key(block.text) not in moved and is_other:
                counters.append(block)
            elif _key(block.text) in moved or not 0 < now.has(block) <= before.has(block):
                blocks.append(block)
    return Edited(tuple(blocks), tuple(counters))
