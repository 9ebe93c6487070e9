"""What stands on a page, wherever it stands: so that a text that is only read otherwise is not taken for an edit. Pure.

An editor who takes a paragraph out takes it off the page. Where a paragraph left the article as it is read but stands
on the page as before, the reading changed and not the article: a third comment made a list of comments of what had
looked like text, a redesign moved the standfirst into another element. The same holds for what seems to be new and
stood on the page before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

from lxml import etree
from rapidfuzz.distance import Indel, LCSseq

from articles.diffing.text import squeeze
from articles.scraping.blocks import Block
from articles.scraping.noise import block_key
from articles.scraping.page import parse_page
from articles.scraping.walk import PICTURES, SKIPPED, Piece, ends_sentence, walk

LABEL = 80
PITCH = 140  # characters, at most, of a line that tells a number
COUNTER = 40  # a link with more letters leads to another article
_DIGITS = re.compile(r"\d+")
_SOFT_HYPHEN = "\u00ad".encode()
_REFERENCE = re.compile(rb"&(?:shy|#173);")  # to a soft hyphen; quicker than to look for the two as they are
_EDITED = 0.8  # of likeness, at least, of a text and what it became
_EDITED_LEAST = 25  # letters of one that is looked for
_BETWEEN = 12  # runs of text among which it is looked for
_TELLING = 8  # words of a block, its longest, that may tell that it is not there
_WORD = re.compile(r"[0-9A-Za-z]{4,}")  # is written in bytes alike in all charsets of web pages but UTF-16


class Presence:
    """How often each text stands on a page as a run of its own, and how often with whatever numbers.

    Links to other articles do not count: a headline linked there is neither a counter nor a text of this page. Most of
    what is asked for stands nowhere on the page: an edited passage. That is told by its text as a whole, so that few
    pages are walked; and mostly a word tells by its bytes alone, so that a page is not even parsed.
    """

    def __init__(self, body: bytes, content_type: str | None) -> None:
        """What stands on the page in these bytes; nothing on one that cannot be read."""
        self._body, self._content_type = body, content_type

    @cached_property
    def _tree(self) -> etree._Element | None:
        return parse_page(self._body, self._content_type)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each run of text stands there, by its key."""
        return Counter(_key(piece.text) for piece in self._pieces)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each run of text stands among them, by its key; of several the last."""
        return {_key(piece.text): place for place, piece in enumerate(self._pieces)}

    @cached_property
    def folded(self) -> Counter[str]:
        """The same, numbers being alike."""
        return Counter(_fold(_key(piece.text)) for piece in self._pieces)

    @cached_property
    def _pieces(self) -> list[Piece]:
        pieces = walk(self._tree) if self._tree is not None else []
        return [piece for piece in pieces if piece.link_share < 0.5 or _is_counter(piece.text)]

    @cached_property
    def _text(self) -> str:
        """The key of all that is walked, in one: whatever has a count is a part of it."""
        if self._tree is None:
            return ""
        # What is not walked is taken off the tree, which changes nothing for a walk.
        etree.strip_elements(self._tree, *SKIPPED, *PICTURES, with_tail=False)
        return squeeze(str(self._tree.xpath("string()")))

    @cached_property
    def _folded_text(self) -> str:
        return _fold(self._text)

    def has(self, block: Block, article: Sequence[Block] = ()) -> int:
        """How often it stands there. ``article`` is what was read of this page: what is only a part of its blocks is
        told at once to stand nowhere by itself."""
        if block.kind == "row":  # its cells stand on the page each for itself
            return self._text.count(_key("".join(block.text.split(" | "))))
        key = _key(block.text)
        if key not in self._text:
            return 0
        wholes = [other for other in (_key(b.text) for b in article) if other != key and key in other]
        parts = sum(other.count(key) for other in wholes if other in self._text)
        return 0 if self._text.count(key) <= parts else self.counts[key]

    def has_like(self, block: Block, article: Sequence[Block]) -> bool:
        """Whether it stands there with other numbers, outside of the article that was read of this page."""
        key = _key(block.text)
        like = _fold(key)
        if like == key or len(block.text) > PITCH or _has_numbers(block.text):  # set phrases are none that go on
            return False
        if not all(part in self._text for part in _DIGITS.split(key)):
            return False
        if like not in self._folded_text:
            return False
        folded = [_fold(other) for b in article if len(other := _key(b.text)) >= len(like)]  # folding adds nothing
        parts = sum(other.count(like) for other in folded if like in other and other in self._folded_text)
        if self._folded_text.count(like) <= parts:
            return False
        return self.folded[like] > folded.count(like)

    @cached_property
    def _divides_words(self) -> bool:
        body = self._body  # few have a soft hyphen's last byte, which is found ten times as fast as both
        is_in = _SOFT_HYPHEN[-1:] in body and _SOFT_HYPHEN in body
        return is_in or b"<wbr" in body or _REFERENCE.search(body) is not None

    def lacks(self, block: Block, article: Sequence[Block], elsewhere: Presence) -> bool:
        """Whether a block that was read ``elsewhere``, and is none of the ``article`` that was read here, stands on
        this page nowhere: told without parsing, by a word that its bytes have as often as the article.

        False where that does not tell. The first word may begin with a drop cap, an element of its own.
        """
        read = "\n".join(other.text for other in article)
        words = sorted(set(_WORD.findall(block.text)[1:]), key=lambda word: (-len(word), word))
        asked = ((word.encode(), read.count(word)) for word in words[:_TELLING])
        tells = any(self._body.count(word) == often and word in elsewhere._body for word, often in asked)
        return tells and not self._divides_words

    def edit_of(self, block: Block, around: Sequence[Block], came: Iterable[str], earlier: Presence) -> str:
        """The text that a block became which stands there between the two that were around it, though it was not read
        with the article: an edit may make of a line a sentence, or of a sentence a box.

        ``came`` are the keys of what was read there and is new: what it became is mostly one of these, which is told
        without the page. Mostly nothing else stands there, which is told without a walk.
        """
        key = _key(block.text)
        ends = [_key(other.text) for other in around]
        if len(key) < _EDITED_LEAST or len(ends) < 2 or any(key in other or _is_edit(other, key) for other in came):
            return ""
        if "".join(ends) in self._text or any(self.counts[end] != 1 for end in ends):
            return ""
        first, last = (self._places[end] for end in ends)
        between = self._pieces[first + 1 : last] if last - first <= _BETWEEN else []
        keys = {_key(piece.text): piece.text for piece in between}
        like = [text for other, text in keys.items() if _is_edit(other, key) and not earlier.counts[other]]
        return like[0] if len(like) == 1 else ""

    def number_like(self, block: Block) -> int:
        """How often it stands there with whatever numbers."""
        return self.folded[_fold(_key(block.text))]

    def may_have_between(self, block: Block, ends: tuple[str, str]) -> bool:
        """Whether it may stand there, with whatever numbers, between two runs of text, given by their keys: not where
        it stands elsewhere only. True where one of these stands there not as a run of its own."""
        keys = [_key(piece.text) for piece in self._pieces]
        if not all(end in keys for end in ends):
            return True
        first, last = keys.index(ends[0]), len(keys) - 1 - keys[::-1].index(ends[1])
        return _fold(_key(block.text)) in map(_fold, keys[first:last])


def _is_counter(link: str) -> bool:
    """Whether the words of a link are a counter and no headline, which may be short where a letter is a syllable."""
    return len(link) <= COUNTER and any(map(str.isdigit, link))


_key = lru_cache(maxsize=1024)(squeeze)  # of blocks, which are asked for several times


def _has_numbers(text: str) -> bool:
    """Whether it is a sentence with several numbers: a count goes on by one, and the votes for and against are news."""
    return ends_sentence(text) and len(_DIGITS.findall(text)) > 1


def _fold(key: str) -> str:
    return _DIGITS.sub("0", key)


def _head(key: str) -> str:
    """What stands before the first number: the same in all that are alike but for numbers."""
    return _DIGITS.split(key, 1)[0]


def _is_label(block: Block) -> bool:
    """Whether it is a short line and no sentence: beside a counter it is more of the same, such as the weather."""
    return len(block.text) <= LABEL and not ends_sentence(block.text)


@dataclass(frozen=True)
class Edited:
    """What is left of a difference."""

    blocks: tuple[Block, ...]
    counters: tuple[Block, ...]  # what shows a number that goes on, and was or is outside of the article as it is read


def as_edited(
    record: Sequence[Block], seen: Sequence[Block], before: Presence, now: Presence, tried: Collection[str] = ()
) -> Edited:
    """The recorded blocks with only those differences of ``seen`` that are on the page, not in its reading.

    A block that is not read any more but stands on the page as often as before stays; one that is newly read but
    stood on the page as often before is left out. "45 comments" that stands elsewhere as "46 comments" is neither,
    unless there are more or fewer of them now: then an editor may have put one in or taken it out. Nor is it one amid
    the text if the others stand elsewhere: a paper has many headlines in set phrases.
    """
    old_keys, new_keys = [_key(b.text) for b in record], [_key(b.text) for b in seen]
    moved = set(old_keys) & set(new_keys)
    heads = {_head(key) for key in {*old_keys, *new_keys} - moved}  # nothing else is looked for with other numbers
    old_folds, new_folds = ({_fold(key) for key in keys if _head(key) in heads} for keys in (old_keys, new_keys))
    runs = moved - {_key(b.text) for b in record if b.kind == "row"}
    old_ends, new_ends = _ends(old_keys, runs), _ends(new_keys, runs)
    blocks: list[Block] = []
    counters: list[Block] = []
    for op in LCSseq.opcodes(old_keys, new_keys):
        old, new = record[op.src_start : op.src_end], seen[op.dest_start : op.dest_end]
        if op.tag == "equal":
            blocks.extend(new)
            continue
        lost = [b for b in old if _key(b.text) not in moved]
        around, came = seen[max(op.dest_start - 1, 0) : op.dest_start + 1], _beside(op.dest_start, new_keys, moved)
        staying = [b for b in lost if stays(b, before, record, now, seen)]
        going_on = [
            b
            for b in lost
            if b not in staying
            and not _is_in(b, new_folds)
            and _goes_on(b, before, now, seen)
            and _may_be_counter(b, now, old_ends)
        ]
        for block in lost:
            if block in staying:
                blocks.append(block)
            elif edited := now.edit_of(block, around, came, before):
                blocks.append(Block(block.kind, edited))
            elif block in going_on or (going_on and _is_label(block)):
                counters.append(block)
        for block in new:
            is_moved = _key(block.text) in moved
            is_tried = block_key(block.text) in tried
            is_other = (
                not (is_moved or is_tried)
                and not _is_in(block, old_folds)
                and before.has_like(block, record)
                and now.number_like(block) <= before.number_like(block)
                and _may_be_counter(block, before, new_ends)
            )
            if is_other:
                counters.append(block)
            elif is_moved or is_tried or not stays(block, now, seen, before, record):
                blocks.append(block)
    return Edited(tuple(blocks), tuple(counters))


def _is_edit(key: str, before: str) -> bool:
    """Whether a text may be what another one became."""
    return Indel.normalized_similarity(key, before, score_cutoff=_EDITED) > 0


def _beside(place: int, keys: Sequence[str], kept: Collection[str]) -> list[str]:
    """The other keys next to a place, up to the kept ones on either side."""
    sides = reversed(keys[:place]), keys[place:]
    return [key for side in sides for key in takewhile(lambda key: key not in kept, side)]


def _is_in(block: Block, folds: set[str]) -> bool:
    """Whether a sentence stands in the other text with other numbers: it was corrected, and what stands outside of the
    text may have been pulled from there."""
    return ends_sentence(block.text) and _fold(_key(block.text)) in folds


def _goes_on(block: Block, before: Presence, now: Presence, seen: Sequence[Block]) -> bool:
    """Whether a block stands outside of the article with other numbers, as often as it stood there with its own."""
    return now.has_like(block, seen) and before.number_like(block) <= now.number_like(block)


def _may_be_counter(block: Block, page: Presence, ends: Mapping[str, tuple[str, str]]) -> bool:
    """Whether what stands on the other page with other numbers may be what this block is on this one: it is amid the
    text on both or on none."""
    between = ends[_key(block.text)]
    return not all(between) or page.may_have_between(block, between)


def _ends(keys: Sequence[str], kept: set[str]) -> dict[str, tuple[str, str]]:
    """For each of the other keys the nearest kept ones before and after it, or nothing."""
    befores, afters = (dict(_nearest(order, kept)) for order in (keys, keys[::-1]))
    return {key: (before, afters[key]) for key, before in befores.items()}


def _nearest(keys: Iterable[str], kept: set[str]) -> Iterator[tuple[str, str]]:
    """Each of the other keys with the kept one last before it."""
    last = ""
    for key in keys:
        if key in kept:
            last = key
        else:
            yield key, last


def stays(
    block: Block, here: Presence, read_here: Sequence[Block], there: Presence, read_there: Sequence[Block]
) -> bool:
    """Whether a block of one page stands at least as often on the other."""
    if there.lacks(block, read_there, here):
        return False
    often = there.has(block, read_there)  # asked first: what was edited stands there nowhere, which is told at once
    return often > 0 and 0 < here.has(block, read_here) <= often
