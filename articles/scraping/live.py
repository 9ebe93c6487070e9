"""Numbers in a paragraph that are others at each request: a live price, a count, a clock. Pure.

Such a paragraph is text, and is compared without them. Which of its numbers is live is told by the words around it, so
that another one that an editor corrects is an edit, and so is an edit of the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from articles.diffing.text import normalise
from articles.digests import sha256
from articles.scraping.blocks import Block
from articles.scraping.noise import block_key, is_paragraph
from articles.scraping.pending import Pending

# With its sign or arrow, and with what parts its digits: 1,234.50 and 1 234.50, 12:30.
_NUMBER = re.compile(r"(?:[▲▼△▽↑↓] ?|(?<!\w)[-+][$£€¥₹]?)?\d+(?:[.,:'٫٬]\d+| \d{3}(?!\d))*")
_WORD = re.compile(r"\w+")
AROUND = 3  # words on either side by which a number is known again
VALUES = 4  # different numbers, one after another, that show that it is live: an editor may correct one meanwhile
MOST = 200  # paragraphs whose numbers are kept between looks
_EXCERPT = 60  # characters around a number that tell a reader which it is

Numbers = Mapping[str, Sequence[Sequence[str]]]  # by paragraph, what each look showed; nothing where one did not


@dataclass(frozen=True)
class Steady:
    """What a look showed, its live numbers left out of account."""

    blocks: tuple[Block, ...]
    shown: Mapping[Block, Block]  # what was altered for this, as the page has it

    def as_shown(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """These blocks as the page has them, or as the record has what differs from it in live numbers alone."""
        return tuple(self.shown.get(block, block) for block in blocks)


def steadied(record: Sequence[Block], seen: Sequence[Block], live: Iterable[str]) -> Steady:
    """A look's blocks: the record's own where they differ from that in live numbers alone, and else without these."""
    places = {_place_of(key) for key in live}
    if not places:
        return Steady(tuple(seen), {})
    old, new = ({block_key(block.text) for block in blocks} for blocks in (record, seen))
    unseen: dict[str, list[Block]] = {}
    for block in record:
        if block_key(block.text) not in new and (words := _without(block.text, places)) is not None:
            unseen.setdefault(words, []).append(block)
    blocks: list[Block] = []
    shown: dict[Block, Block] = {}
    for block in seen:
        words = None if block_key(block.text) in old else _without(block.text, places)
        if words is None:
            blocks.append(block)
        elif unseen.get(words):
            blocks.append(unseen[words].pop(0))
        else:
            blocks.append(Block(block.kind, words))
            shown[blocks[-1]] = block
    return Steady(tuple(blocks), shown)


def with_numbers_of(record: Sequence[Block], blocks: Sequence[Block], live: Iterable[str]) -> tuple[Block, ...]:
    """These blocks, but the record's own where they differ from that in live numbers alone."""
    steady = steadied(record, blocks, live)
    return steady.as_shown(steady.blocks)


def watched(numbers: Numbers, record: Sequence[Block], seen: Sequence[Block]) -> Numbers:
    """What the looks of one sitting showed of the numbers of each paragraph that is not just as it is on record.

    ``numbers`` is what the looks before this one showed. A paragraph is known by its words; of one that some look did
    not show nothing is kept, for then more than a number takes turns.
    """
    old, new = {block_key(block.text) for block in record}, {block_key(block.text) for block in seen}
    recorded = _by_words(block for block in record if block_key(block.text) not in new)
    other = _by_words(block for block in seen if block_key(block.text) not in old)
    shown = _by_words(seen) if numbers else other
    found: dict[str, Sequence[Sequence[str]]] = {
        words: [*looks, shown[words]] if looks and shown.get(words) else [] for words, looks in numbers.items()
    }
    found |= {words: [] for words in recorded.keys() - shown.keys()}
    for words, values in other.items():
        if words not in numbers and len(found) < MOST:
            found[words] = [look for look in (recorded.get(words), values) if look]
    return found


def learnt(pending: Pending, record: Sequence[Block], seen: Sequence[Block], known: frozenset[str]) -> Pending:
    """What the looks of a sitting saw, this one too, of numbers, and which of these are live beside those ``known``.

    Where one is found the looks before this one agree with none of those to come, which leave it out of account.
    """
    live = known.union(pending.live)
    numbers = watched(pending.numbers, record, steadied(record, seen, live).blocks)
    found = _live_numbers(numbers, seen, live)
    if not found:
        return replace(pending, numbers=numbers)
    words = {_words_of(key) for key in found}
    passing = tuple(text for text in pending.passing if _digest(_cut(text)[0]) not in words)
    live_by_now = {**pending.live, **found}
    return replace(pending, numbers=numbers, live=live_by_now, passing=passing, keys=(), streaks=(), tears=-1)


def _live_numbers(numbers: Numbers, seen: Sequence[Block], known: Iterable[str]) -> dict[str, str]:
    """The keys of the numbers that are live by what the looks showed, and were not known as such, each with the words
    around it as a reader is told of it."""
    found: dict[str, str] = {}
    places = {_place_of(key) for key in known}
    for block in seen:
        parts, _ = _cut(block.text)
        looks = numbers.get(_digest(parts), ())
        if len(looks) < VALUES:
            continue
        for at, (place, values) in enumerate(zip(_places(parts), zip(*looks, strict=True), strict=True)):
            if len(set(values)) >= VALUES and place not in places:
                found[f"{_digest(parts)}#{place}"] = _excerpt(block.text, at)
    return found


def is_live_key(key: str) -> bool:
    """Whether what is remembered under this key is a number, and not a whole passage."""
    return "#" in key


def has_live(blocks: Iterable[Block], live: Iterable[str]) -> bool:
    """Whether one of these numbers stands in one of these blocks."""
    places = {_place_of(key) for key in live}
    return bool(places) and any(not places.isdisjoint(_places(_cut(block.text)[0])) for block in blocks)


def comes_back(record: Sequence[Block], blocks: Sequence[Block], live: Iterable[str]) -> bool:
    """Whether a paragraph has the words again in which one of these numbers was learnt, and others on record: shares
    are up, and down, and up again."""
    if not (learnt := {_words_of(key) for key in live}):
        return False
    old, new = ({_digest(_cut(block.text)[0]): block for block in side} for side in (record, blocks))
    gone = [block for words, block in old.items() if words not in new]
    return not learnt.isdisjoint(new.keys() - old.keys()) and has_live(gone, live)


def _words_of(key: str) -> str:
    return key.partition("#")[0]


def _place_of(key: str) -> str:
    return key.partition("#")[2]


@lru_cache(maxsize=1024)
def _cut(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands around the numbers of a text, as it is compared, and these."""
    key = normalise(text)
    return tuple(_NUMBER.split(key)), tuple(_NUMBER.findall(key))


@lru_cache(maxsize=1024)
def _digest(parts: tuple[str, ...]) -> str:
    """A short digest of a text's words, whatever its numbers."""
    return sha256("0".join(parts).encode("utf-8", "surrogatepass"))[:24]


@lru_cache(maxsize=1024)
def _places(parts: tuple[str, ...]) -> tuple[str, ...]:
    """For each number of a text a short digest of the words around it; another number there is as good as any."""
    return tuple(_around(parts, at) for at in range(1, len(parts)))


def _around(parts: Sequence[str], at: int) -> str:
    before, after = ("0".join(part) for part in (parts[max(at - AROUND - 1, 0) : at], parts[at : at + AROUND + 1]))
    words = [*_WORD.findall(before)[-AROUND:], "#", *_WORD.findall(after)[:AROUND]]
    return sha256(" ".join(words).encode("utf-8", "surrogatepass"))[:16]


def _without(text: str, places: set[str]) -> str | None:
    """A text as it is compared, with a nought for each of these numbers; None where it has none of them."""
    parts, numbers = _cut(text)
    live = [place in places for place in _places(parts)]
    if not any(live):
        return None
    told = ("0" if is_live else number for number, is_live in zip(numbers, live, strict=True))
    return "".join((parts[0], *(piece for pair in zip(told, parts[1:], strict=True) for piece in pair)))


def _by_words(blocks: Iterable[Block]) -> dict[str, Sequence[str]]:
    """The numbers of the paragraphs that have some, by their words; none of those whose words stand there twice."""
    cuts = [_cut(block.text) for block in _paragraphs(blocks)]
    often = Counter(parts for parts, _ in cuts)
    return {_digest(parts): numbers if often[parts] == 1 else () for parts, numbers in cuts}


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        parts, numbers = _cut(block.text)
        if numbers and is_paragraph(Block(block.kind, "0".join(parts))):  # however long its numbers are today
            yield block


def _excerpt(text: str, at: int) -> str:
    """The words around the number at a place of a text."""
    key = normalise(text)
    start, end = next(match.span() for number, match in enumerate(_NUMBER.finditer(key)) if number == at)
    head, tail = key[max(start - _EXCERPT, 0) : start], key[end : end + _EXCERPT]
    if start > _EXCERPT:
        head = f"… {head.partition(' ')[2]}"
    if end + _EXCERPT < len(key):
        tail = f"{tail.rpartition(' ')[0]} …"
    return head + key[start:end] + tail
