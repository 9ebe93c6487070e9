"""What stands on a page, wherever it stands: so that a text that is only read otherwise is not taken for an edit. Pure.

An editor who takes a paragraph out takes it off the page. Where a paragraph left the article as it is read but stands
on the page as before, the reading changed and not the article: a third comment made a list of comments of what had
looked like text, a redesign moved the standfirst into another element. The same holds for what seems to be new and
stood on the page before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from articles.diffing.text import normalise
from articles.scraping.blocks import Block
from articles.scraping.page import parse_page
from articles.scraping.walk import walk


@dataclass(frozen=True)
class Presence:
    """How often each text stands on a page as a run of its own."""

    counts: Counter[str]

    @classmethod
    def of(cls, body: bytes, content_type: str | None) -> Presence:
        """What stands on the page in these bytes; nothing on one that cannot be read."""
        tree = parse_page(body, content_type)
        return cls(Counter(_key(piece.text) for piece in walk(tree)) if tree is not None else Counter())

    def has(self, block: Block) -> int:
        """How often it stands there."""
        return self.counts[_key(block.text)]


def _key(text: str) -> str:
    return "".join(normalise(text).split())


def as_edited(
    record: Sequence[Block], seen: Sequence[Block], before: Presence, now: Presence
) -> tuple[Block, ...]:
    """The recorded blocks with only those differences of ``seen`` that are on the page, not in its reading.

    A block that is not read any more but stands on the page as often as before stays; one that is newly read but
    stood on the page as often before is left out.
    """
    old_keys, new_keys = [_key(b.text) for b in record], [_key(b.text) for b in seen]
    moved = set(old_keys) & set(new_keys)
    blocks: list[Block] = []
    for op in LCSseq.opcodes(old_keys, new_keys):
        old, new = record[op.src_start : op.src_end], seen[op.dest_start : op.dest_end]
        if op.tag == "equal":
            blocks.extend(new)
            continue
        blocks.extend(b for b in old if _key(b.text) not in moved and 0 < before.has(b) <= now.has(b))
        blocks.extend(b for b in new if _key(b.text) in moved or not 0 < now.has(b) <= before.has(b))
    return tuple(blocks)
