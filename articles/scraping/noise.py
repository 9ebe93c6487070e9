"""What of a page is the article and what is not, by evidence: pure functions over contents.

A content is anything with a title, a standfirst, a byline and blocks: an Extract or a stored Version.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import Protocol

from rapidfuzz.distance import Indel, LCSseq

from articles.diffing.text import normalise
from articles.digests import sha256
from articles.scraping.blocks import Block
from articles.scraping.notes import is_note_text
from articles.scraping.walk import width
from articles.scraping.wander import wanderers

_DIGITS = re.compile(r"\d+")
LINE = 100  # letters, at most, of what is a line or two
BOX = 400  # characters that a box set into a text holds at most
OPENING = 3  # blocks among which the paragraph stands that opens a story, below a line or two
NEAR = 2  # blocks that a place in a text may be off, counted from its head
STEADY = 2  # further looks that have shown all of a text: nothing in it takes turns
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


@lru_cache(maxsize=8192)  # each text is asked for several times in one look
def block_key(text: str) -> str:
    """A short digest of a block's text as it is compared."""
    return sha256(normalise(text).encode("utf-8", "surrogatepass"))[:24]


@lru_cache(maxsize=8192)
def volatile_key(text: str) -> str:
    """Like ``block_key``, with every number alike: "Updated 5 minutes ago" is one block, whenever it is seen."""
    return sha256(_DIGITS.sub("0", normalise(text)).encode("utf-8", "surrogatepass"))[:24]


def content_digest(content: Content) -> str:
    """A digest that two contents share when they differ by nothing that counts as a change."""
    parts = [content.title, content.standfirst, content.byline, *(block.text for block in content.blocks)]
    return sha256("\n".join(normalise(part) for part in parts).encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Ignored:
    """What is known to be no part of the article: furniture of the source, and volatile blocks of the article."""

    furniture: frozenset[str] = frozenset()  # block keys
    volatile: frozenset[str] = frozenset()  # volatile keys

    def has(self, block: Block) -> bool:
        """Whether this block is known not to be article."""
        if self.furniture and block_key(block.text) in self.furniture:
            return True
        return bool(self.volatile) and volatile_key(block.text) in self.volatile

    def but(self, shown: Iterable[Block]) -> Ignored:
        """The same without the furniture that a page still shows: where that is on record it stays."""
        if not self.furniture:
            return self
        return Ignored(self.furniture - {block_key(block.text) for block in shown}, self.volatile)

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
    return old == new or normalise(old) == normalise(new)


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
    return [normalise(b.text) for b in old] == [normalise(b.text) for b in new]


def leads(blocks: Iterable[Block]) -> list[Block]:
    """The paragraphs at the head of a text, two at most and of more than a line: one of them opens the story."""
    first = islice(blocks, OPENING)
    return [block for block in first if block.kind == "paragraph" and width(block.text) > LINE][:2]


def is_like(one: Block, other: Block) -> bool:
    """Whether one text may be the other, edited."""
    return Indel.normalized_similarity(normalise(one.text), normalise(other.text)) >= EDITED


def may_be_tested(old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether the first paragraph is another one, or the second was exchanged: newsrooms test openings on readers."""
    shown = {normalise(block.text) for block in new}
    gone = [(at, lead) for at, lead in enumerate(leads(old)) if normalise(lead.text) not in shown]
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


def _differences(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[list[str], list[str]]]:
    """The places at which two bodies differ: the normalised texts of the one and of the other."""
    old_keys, new_keys = [normalise(b.text) for b in old], [normalise(b.text) for b in new]
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
        key = normalise(block.text).casefold()
        words.extend(key.split() if " " in key else key)
    size = min(3, len(words))
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)} if words else set()


@dataclass(frozen=True)
class Agreement:
    """What two looks at a page agree on, and what of the record they put in doubt."""

    blocks: tuple[Block, ...]  # in both looks
    volatile: tuple[Block, ...]  # in one look only, or in the record where the looks differ


def agree(
    first_keys: Sequence[str], second: Sequence[Block], record: Sequence[Block], *, seen_again: int = 0
) -> Agreement:
    """Compare two looks at a page, the first given by its block keys, in the light of the recorded blocks.

    A block that stands in one look only is volatile. So is a recorded block that neither look shows, where it stood
    at a place at which the looks differ: the rotating link of the day before. But what is on record was ``seen_again``
    as a whole at so many looks since: what takes turns is not seen every time. Of what both show in another
    order a line is volatile, the heading of a box that stands elsewhere each time; a paragraph is not, and stays where
    it was.
    """
    shown = list(second)
    second_keys = [block_key(block.text) for block in shown]
    wandering = wanderers(first_keys, second_keys, [width(block.text) for block in shown])
    first_keys = [key for key in first_keys if key not in wandering]
    second = [block for block in shown if block_key(block.text) not in wandering]
    second_keys = [key for key in second_keys if key not in wandering]
    pairs = LCSseq.opcodes(first_keys, second_keys)
    kept: list[Block] = []
    doubtful: list[Block] = []
    torn: Counter[tuple[str, str]] = Counter()  # by (key before, key after), how many blocks differ at a place
    places: list[int] = []  # of what differs, in the second look
    is_new_place = True
    for op in pairs:
        if op.tag == "equal":
            kept.extend(second[op.dest_start : op.dest_end])
            is_new_place = True
            continue
        if is_new_place:  # a replacement is given as a deletion and an insertion
            places.append(op.dest_start)
            is_new_place = False
        before = second_keys[op.dest_start - 1] if op.dest_start else ""
        after = second_keys[op.dest_end] if op.dest_end < len(second_keys) else ""
        torn[before, after] += max(op.src_end - op.src_start, op.dest_end - op.dest_start)
        doubtful.extend(second[op.dest_start : op.dest_end])
    if seen_again < STEADY:
        rotated = list(_record_in_torn_places(record, kept, torn))
        doubtful.extend(rotated or _record_at(places, record, kept))
    for block in shown:
        if block_key(block.text) in wandering:
            if width(block.text) <= LINE:
                doubtful.append(block)
            else:
                _put_in(kept, block, (record, shown))
    return Agreement(tuple(kept), tuple(doubtful))


def _record_at(places: Sequence[int], record: Sequence[Block], kept: Sequence[Block]) -> Iterator[Block]:
    """The short recorded blocks that are gone and stood just so far from the head of the text as the looks differ now:
    what stands after the fourth paragraph stands beside others when an editor has put one in before or taken one out.

    A list counts as one paragraph there and as some blocks here. So one that nothing new took the place of may have
    stood a little off.
    """
    shown, old = {block_key(block.text) for block in kept}, {block_key(block.text) for block in record}
    new = [block for block in kept if block_key(block.text) not in old]
    keys = [block_key(block.text) for block in record]
    gaps = _gaps(kept, {*keys} & shown)
    places_gone = [
        at
        for at, block in enumerate(record)
        if keys[at] not in shown and len(block.text) <= BOX and not any(became(block, other) for other in new)
    ]
    for place in places:
        near = sorted((abs(at - place), at) for at in places_gone if abs(at - place) <= NEAR)
        for off, at in near[:1]:
            before = next((key for key in reversed(keys[:at]) if key in shown), "")
            if off == 0 or not gaps.get(before):
                yield record[at]


def _gaps(kept: Sequence[Block], old: set[str]) -> Counter[str]:
    """How many new blocks follow each block that was there before, by its key."""
    gaps: Counter[str] = Counter()
    last = ""
    for block in kept:
        key = block_key(block.text)
        if key in old:
            last = key
        else:
            gaps[last] += 1
    return gaps


def became(old: Block, new: Block) -> bool:
    """Whether a text is another one, edited or gone on with."""
    return is_like(old, new) or normalise(old.text).rstrip(" .。।") in normalise(new.text)


def _put_in(kept: list[Block], block: Block, orders: Iterable[Sequence[Block]]) -> None:
    """Put a block where the first of these orders that has it tells: after what stands before it there."""
    key = block_key(block.text)
    for order in orders:
        keys = [block_key(other.text) for other in order]
        if key in keys:
            before = {*keys[: keys.index(key)]}
            after = [at for at, other in enumerate(kept, 1) if block_key(other.text) in before]
            kept.insert(after[-1] if after else 0, block)
            return


def _record_in_torn_places(
    record: Sequence[Block], kept: Sequence[Block], torn: Mapping[tuple[str, str], int]
) -> Iterable[Block]:
    """The recorded blocks that stand between two kept neighbours between which the looks differ: the shortest of them,
    and no more than differ there, for an editor may have taken out a paragraph beside.

    Where what stands beside such a place was edited, its other neighbour tells where it is.
    """
    if not torn:
        return
    places = {block_key(block.text): at for at, block in enumerate(kept)}
    befores, afters = {before for before, _ in torn}, {after for _, after in torn}
    before, stretch = "", list[Block]()
    for block in [*record, None]:
        key = block_key(block.text) if block else ""
        if block is not None and key not in places:
            stretch.append(block)
            continue
        new = kept[places[before] + 1 if before else 0 : places[key] if key else len(kept)]
        if (before, key) in torn:
            gone = [block for block in stretch if not any(became(block, other) for other in new)]
            yield from sorted(gone, key=lambda block: len(block.text))[: torn[before, key]]
        elif len(stretch) > len(new) > 0 and (before in befores or key in afters):
            doubted = stretch[0] if before in befores else stretch[-1]
            yield from [doubted] if not any(became(doubted, other) for other in new) else ()
        before, stretch = key, []
