"""Numbers in a paragraph that are others at each request: a live price, a count, a clock. Pure.

Such a paragraph is text, and is compared without them. Which of its numbers is live is told by the words around it, so
that another one that an editor corrects is an edit, and so is an edit of the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from articles.diffing.text import normalise
from articles.digests import sha256
from articles.packing import storable
from articles.scraping.blocks import Block
from articles.scraping.noise import Content, block_key, is_paragraph

# With its sign or arrow, and with what parts its digits: 1,234.50 and 1 234.50, 12:30.
_NUMBER = re.compile(r"((?:[▲▼△▽↑↓] ?|(?<!\w)[-+][$£€¥₹]?)?\d+(?:[.,:'٫٬]\d+| \d{3}(?!\d))*)")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")
AROUND = 3  # words on either side by which a number is known again
VALUES = 4  # different numbers, one after another, that show that it is live: an editor may correct one meanwhile
MOST = 200  # paragraphs whose numbers are kept between looks
REASON = "a number in it is another one at each look"
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


class Looked(NamedTuple):
    """A paragraph as a look showed it, and how many looks had shown its words by then."""

    text: str
    looks: int


def steadied(record: Sequence[Block], seen: Sequence[Block], live: Collection[str]) -> Steady:
    """A look's blocks: the record's own where they differ from that in live numbers alone, and else without these."""
    if not live:
        return Steady(tuple(seen), {})
    old, new = _apart(record, seen)
    is_new, words_on_record = {*new}, {_words(block.text) for block in old}
    unseen: dict[str, list[Block]] = {}
    for block in old:
        if (text := _without(block.text, _live_in(block.text, live, words_on_record))) is not None:
            unseen.setdefault(text, []).append(block)
    blocks: list[Block] = []
    shown: dict[Block, Block] = {}
    for block in seen:
        told = _without(block.text, _live_in(block.text, live, words_on_record)) if block in is_new else None
        if told is None:
            blocks.append(block)
        elif unseen.get(told):
            blocks.append(unseen[told].pop(0))
        else:
            blocks.append(Block(block.kind, told))
            shown[blocks[-1]] = block
    return Steady(tuple(blocks), shown)


def paragraphs_of(content: Content) -> tuple[Block, ...]:
    """The texts of a content that may have live numbers: its standfirst, be it empty, and its blocks."""
    return (Block("paragraph", content.standfirst), *content.blocks)


def with_numbers_of(record: Content, seen: Content, live: Collection[str]) -> tuple[str, tuple[Block, ...]]:
    """The standfirst and blocks seen, but the record's own where they differ from that in live numbers alone."""
    if not live:
        return seen.standfirst, tuple(seen.blocks)
    steady = steadied(paragraphs_of(record), paragraphs_of(seen), live)
    standfirst, *blocks = steady.as_shown(steady.blocks)
    return standfirst.text, tuple(blocks)


def watched(numbers: Numbers, record: Sequence[Block], seen: Sequence[Block]) -> Numbers:
    """What the looks of one sitting showed of the numbers of each paragraph that is not just as it is on record.

    ``numbers`` is what the looks before this one showed. A paragraph is known by its words; of one that some look did
    not show nothing is kept, for then more than a number takes turns.
    """
    recorded, other = map(_by_words, _apart(record, seen))
    kept = {words for words, looks in numbers.items() if looks}
    shown = other if kept <= other.keys() else _by_words(seen)  # the latter is dear
    found: dict[str, Sequence[Sequence[str]]] = {
        words: [*looks, shown[words]] if looks and shown.get(words) else [] for words, looks in numbers.items()
    }
    found |= {words: [] for words in recorded.keys() - shown.keys()}
    for words, values in other.items():
        if words not in numbers and len(found) < MOST:
            found[words] = [look for look in (recorded.get(words), values) if look]
    return found


def live_numbers(numbers: Numbers, seen: Sequence[Block], known: Collection[str]) -> dict[str, str]:
    """The keys of the numbers that are live by what the looks showed, and were not ``known`` as such, each with the
    words around it as a reader is told of it."""
    enough = {words: looks for words, looks in numbers.items() if len(looks) >= VALUES}
    found: dict[str, str] = {}
    for block in seen if enough else ():
        if looks := enough.get(_words(block.text)):
            is_live = [len(set(values)) >= VALUES for values in zip(*looks, strict=True)]
            found |= _told(block.text, is_live)
    return {key: text for key, text in found.items() if key not in known}


def may_be_live(looks: Iterable[str]) -> bool:
    """Whether what looks showed in one place, a paragraph, differs in numbers alone."""
    shown = {text for text in looks if text and any(_paragraphs([Block("paragraph", text)]))}
    return len(shown) > 1 and len(set(map(_words, shown))) == 1


def is_live_key(key: str) -> bool:
    """Whether what is remembered under this key is a number, and not a whole passage."""
    return "#" in key


def live_in(record: Sequence[Block], seen: Sequence[Block], live: Collection[str]) -> dict[str, str]:
    """The live numbers in what of these blocks is not just as it is on record, as ``live_numbers`` tells them."""
    found: dict[str, str] = {}
    if live:
        old, new = _apart(record, seen)
        words_on_record = {_words(block.text) for block in old}
        for block in new:
            found |= _told(block.text, _live_in(block.text, live, words_on_record))
    return found


def ticking(blocks: Iterable[Block], record: Iterable[Block], live: Collection[str]) -> frozenset[str]:
    """The keys of those blocks in which a number is live."""
    words = {_words(block.text) for block in record} if live else set()
    return frozenset(block_key(block.text) for block in blocks if live and any(_live_in(block.text, live, words)))


def comes_back(record: Sequence[Block], seen: Sequence[Block], live: Mapping[str, int]) -> bool:
    """Whether a paragraph has words for the third time, with others in between: shares are up, and down, and up again.
    ``live`` tells how often the words came in which a number was live."""
    again = {_words_of(key) for key, often in live.items() if often > 1}
    if not again:
        return False
    old, new = ({_words(block.text) for block in blocks} for blocks in _apart(record, seen))
    return not again.isdisjoint(new - old) and not (old - new).isdisjoint(map(_words_of, live))


def learnt_in(blocks: Iterable[Block], live: Mapping[str, str]) -> dict[str, str]:
    """Those of these numbers that were learnt in paragraphs with just the words of some of these, whatever numbers."""
    words = {_words(block.text) for block in blocks}
    return {key: text for key, text in live.items() if _words_of(key) in words}


def as_looked(text: str, numbers: Numbers) -> Looked | None:
    """A paragraph as it is compared, with the numbers that the look before the last showed; None where it did not."""
    looks = numbers.get(_words(text), ())
    return Looked(_with(_cut(text)[0], looks[-2]), len(looks) - 1) if len(looks) > 1 else None


def _words_of(key: str) -> str:
    return key.partition("#")[0]


def _apart(record: Iterable[Block], seen: Iterable[Block]) -> tuple[list[Block], list[Block]]:
    """What stands on record alone, and what was seen alone."""
    record, seen = list(record), list(seen)
    old, new = ({block_key(block.text) for block in blocks} for blocks in (record, seen))
    return (
        [block for block in record if block_key(block.text) not in new],
        [block for block in seen if block_key(block.text) not in old],
    )


def _live_in(text: str, live: Collection[str], words_on_record: Collection[str]) -> list[bool]:
    """For each number of a text whether it is live: in the words that the record has it is so by its place in these,
    and in words that were edited by those around it."""
    words, places = _words(text), _places(_cut(text)[0])
    if words in words_on_record:
        return [f"{words}#{place}" in live for place in places]
    around = {key.partition("#")[2] for key in live}
    return [place in around for place in places]


@lru_cache(maxsize=1024)
def _cut(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands around the numbers of a text, as it is compared, and these."""
    pieces = _NUMBER.split(normalise(text))
    return tuple(pieces[::2]), tuple(pieces[1::2])


@lru_cache(maxsize=1024)
def _words(text: str) -> str:
    """A short digest of a text's words, whatever its numbers."""
    return sha256("0".join(_cut(text)[0]).encode("utf-8", "surrogatepass"))[:24]


@lru_cache(maxsize=1024)
def _places(parts: tuple[str, ...]) -> tuple[str, ...]:
    """For each number of a text a short digest of the words around it; another number there is as good as any."""
    return tuple(_around(parts, at) for at in range(1, len(parts)))


def _around(parts: Sequence[str], at: int) -> str:
    before, after = ("0".join(part) for part in (parts[max(at - AROUND - 1, 0) : at], parts[at : at + AROUND + 1]))
    words = [*_WORD.findall(before)[-AROUND:], "#", *_WORD.findall(after)[:AROUND]]
    return sha256(" ".join(words).encode("utf-8", "surrogatepass"))[:16]


def _without(text: str, is_live: Sequence[bool]) -> str | None:
    """A text as it is compared, with a nought for each live number; None where it has none."""
    if not any(is_live):
        return None
    parts, numbers = _cut(text)
    return _with(parts, ["0" if live else number for number, live in zip(numbers, is_live, strict=True)])


def _with(parts: Sequence[str], numbers: Sequence[str]) -> str:
    return "".join((parts[0], *(piece for pair in zip(numbers, parts[1:], strict=True) for piece in pair)))


def _told(text: str, is_live: Sequence[bool]) -> dict[str, str]:
    """The keys of a text's live numbers, each with the words around it."""
    words, places = _words(text), _places(_cut(text)[0])
    return {f"{words}#{places[at]}": _excerpt(text, at) for at, live in enumerate(is_live) if live}


def _by_words(blocks: Iterable[Block]) -> dict[str, Sequence[str]]:
    """The numbers of the paragraphs that have some, by their words; none of those whose words stand there twice."""
    texts = [block.text for block in _paragraphs(blocks)]
    often = Counter(map(_words, texts))
    return {(words := _words(text)): _cut(text)[1] if often[words] == 1 else () for text in texts}


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        parts, numbers = _cut(block.text) if _DIGIT.search(block.text) else ((), ())
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
    return storable(head + key[start:end] + tail)
