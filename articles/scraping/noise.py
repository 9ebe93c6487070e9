"""What of a page is the article and what is not, by evidence: pure functions over contents.

A content is anything with a title, a standfirst, a byline and blocks: an Extract or a stored Version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, islice
from typing import Protocol

from rapidfuzz.distance import Indel, LCSseq

from articles.diffing.text import normalise
from articles.digests import sha256
from articles.scraping.blocks import Block
from articles.scraping.notes import is_note_text
from articles.scraping.walk import ends_sentence, width

_DIGITS = re.compile(r"\d+")
LINE = 100  # letters, at most, of what is a line or two
PITCH = 200  # characters of what asks readers for something; many a paragraph is as long as a box
BOX = 400  # characters that a box set into a text holds at most
OPENING = 3  # blocks among which the paragraph stands that opens a story, below a line or two
_TELLING = frozenset({"paragraph", "item", "quote"})  # kinds of blocks; some sites write all of a text as a list
EDITED = 0.6  # two texts less alike than this are two texts, not one that was edited


class Content(Protocol):
    """What is compared of an article."""

    @property
    def title(self) -> str: ...
    @property
    def standfirst(self) -> str: ...
    @property
    def byline(self) -> str: ...
    @property
    def blocks(self) -> tuple[Block, ...]: ...


_key = lru_cache(maxsize=2048)(normalise)  # each text is asked for several times in one look


@lru_cache(maxsize=8192)
def block_key(text: str) -> str:
    """A short digest of a block's text as it is compared."""
    return sha256(_key(text).encode("utf-8", "surrogatepass"))[:24]


@lru_cache(maxsize=8192)
def volatile_key(text: str) -> str:
    """Like ``block_key``, with every number alike: "Updated 5 minutes ago" is one block, whenever it is seen."""
    return sha256(_DIGITS.sub("0", _key(text)).encode("utf-8", "surrogatepass"))[:24]


def content_digest(content: Content) -> str:
    """A digest that two contents share when they differ by nothing that counts as a change."""
    parts = [content.title, content.standfirst, content.byline, *(block.text for block in content.blocks)]
    return sha256("\n".join(map(_key, parts)).encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Ignored:
    """What is known to be no part of the article: furniture of the source, and volatile blocks of the article; and
    which numbers in what is a part of it are others at each look."""

    furniture: frozenset[str] = frozenset()  # block keys
    volatile: frozenset[str] = frozenset()  # volatile keys
    live: Mapping[str, int] = field(default_factory=dict)  # keys of live numbers, and how often their words came

    def has(self, block: Block) -> bool:
        """Whether this block is known not to be article."""
        if self.furniture and block_key(block.text) in self.furniture:
            return True
        return bool(self.volatile) and volatile_key(block.text) in self.volatile

    def but(self, shown: Iterable[Block]) -> Ignored:
        """The same without the furniture that a page still shows: where that is on record it stays."""
        if not self.furniture:
            return self
        return replace(self, furniture=self.furniture - {block_key(block.text) for block in shown})

    def strip(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """The blocks that are article.

        Where that would leave less than half of the text nothing is stripped: the evidence is wrong then, as when
        one story stands at several addresses.
        """
        blocks = tuple(blocks)
        if not self.furniture and not self.volatile:
            return blocks
        kept = tuple(block for block in blocks if not self.has(block))
        return kept if 2 * _length(kept) >= _length(blocks) else blocks


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def same_text(old: str, new: str) -> bool:
    """Whether two texts differ by nothing that counts as a change."""
    return old == new or _key(old) == _key(new)


def same_standfirst(old: str, new: str) -> bool:
    """Whether a standfirst is the same for the record. One that appears or goes is how a page shows it, not an edit."""
    return not old or not new or same_text(old, new)


def same_byline(old: str, new: str) -> bool:
    """Whether a byline is the same for the record.

    One that appears, goes, or gains a part ("By Ann Lee" and "Ann Lee, Paris") is how a page shows it, not an edit.
    """
    a, b = normalise(old).casefold(), normalise(new).casefold()
    return a in b or b in a


def same_blocks(old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether two bodies differ by nothing that counts as a change."""
    return len(old) == len(new) and all(same_text(a.text, b.text) for a, b in zip(old, new, strict=True))


def is_paragraph(block: Block) -> bool:
    """Whether a text is longer than a line or two and ends as a sentence does: no label, counter or headline."""
    return block.kind in _TELLING and width(block.text) > LINE and ends_sentence(block.text)


def leads(blocks: Iterable[Block]) -> list[Block]:
    """The paragraphs at the head of a text, two at most and of more than a line: one of them opens the story."""
    first = islice(blocks, OPENING)
    return [block for block in first if block.kind in _TELLING and width(block.text) > LINE][:2]


def alike(one: str, other: str) -> float:
    """How much of two texts is the same, as they are compared: 0 (nothing) to 1 (all)."""
    return float(Indel.normalized_similarity(_key(one), _key(other)))


def is_like(one: Block, other: Block) -> bool:
    """Whether one text may be the other, edited."""
    return alike(one.text, other.text) >= EDITED


def may_be_tested(old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether the first paragraph is another one, or the second was exchanged: newsrooms test openings on readers."""
    shown = {_key(block.text) for block in new}
    gone = [(at, lead) for at, lead in enumerate(leads(old)) if _key(lead.text) not in shown]
    near = [*islice(new, 2 * OPENING)]
    return any(at == 0 or not any(is_like(lead, block) for block in near) for at, lead in gone)


def may_rotate(old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether the difference of two bodies may be one of a few texts that take turns at a place.

    An advert is exchanged for another, comes or goes, or shows another number; a sentence that was edited is mostly
    the sentence it was. A line may have one word of a few in it, as a greeting that names the reader's town.
    """
    for gone, come in _differences(old, new):
        if len(gone) != len(come):
            return True
        for a, b in zip(gone, come, strict=True):
            is_line = max(width(a), width(b)) <= LINE
            if is_line or _DIGITS.sub("0", a) == _DIGITS.sub("0", b) or Indel.normalized_similarity(a, b) < EDITED:
                return True
    return False


def passage_comes_or_goes(old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether one body has a text, no longer than a box may hold, at a place where the other has none."""
    places = (gone or come for gone, come in _differences(old, new) if not gone or not come)
    return any(len(text) <= BOX and not is_note_text(text) for texts in places for text in texts)


def passage_goes(old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether the one body has a text, no longer than a box may hold, in whose place the other has none."""
    return any(len(text) <= BOX for gone, come in _differences(old, new) if not come for text in gone)


def passage_is_exchanged(old: Sequence[Block], new: Sequence[Block], most: int) -> bool:
    """Whether one body has a text of no more than so many letters in whose place the other has quite another."""
    return any(
        max(len(a), len(b)) <= most and Indel.normalized_similarity(a, b) < EDITED
        for gone, come in _differences(old, new)
        for a, b in zip(gone, come, strict=False)
    )


def _differences(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[list[str], list[str]]]:
    """The places at which two bodies differ: the normalised texts of the one and of the other."""
    old_keys, new_keys = [_key(b.text) for b in old], [_key(b.text) for b in new]
    for is_same, ops in groupby(LCSseq.opcodes(old_keys, new_keys), key=lambda op: op.tag == "equal"):
        if not is_same:
            place = list(ops)  # a replacement is given as a deletion and an insertion
            yield (
                old_keys[place[0].src_start : place[-1].src_end],
                new_keys[place[0].dest_start : place[-1].dest_end],
            )


def likeness(old: Content, new: Content) -> float:
    """How much of the shorter body's words, in threes, stands in the other: 0 (nothing) to 1 (all)."""
    a, b = _shingles(old.blocks), _shingles(new.blocks)
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def _shingles(blocks: Iterable[Block]) -> set[tuple[str, ...]]:
    words: list[str] = []
    for block in blocks:
        key = _key(block.text).casefold()
        words.extend(key.split() if " " in key else key)
    size = min(3, len(words))
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)} if words else set()
