"""What two looks at a page agree on, in the light of what is on record. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from articles.diffing.text import normalise
from articles.scraping.blocks import Block
from articles.scraping.noise import BOX, LINE, block_key, is_like
from articles.scraping.walk import ends_sentence, width
from articles.scraping.wander import wanderers

NEAR = 2  # blocks that a place in a text may be off, counted from its head
LONGER = 3  # times that one of the texts that take turns may be as long as another
LONGER_SENTENCE = 1.5  # likewise a sentence, as long as a line that is none
LIVE_PART = 8  # by which an offer of a sentence is lighter than a subheading, and a long paragraph is not
STEADY = 2  # further looks that have shown all of a text: nothing in it takes turns


@dataclass(frozen=True)
class Agreement:
    """What two looks at a page agree on, and what of the record they put in doubt."""

    blocks: tuple[Block, ...]  # in both looks
    volatile: tuple[Block, ...]  # in one look only, or in the record where the looks differ


def agree(
    first_keys: Sequence[str],
    second: Sequence[Block],
    record: Sequence[Block],
    *,
    seen_again: int = 0,
    live: Collection[str] = (),
    gone: Collection[str] = (),
) -> Agreement:
    """Compare two looks at a page, the first given by its block keys, in the light of the recorded blocks.

    A block that stands in one look only is volatile. So is a recorded block that neither look shows, where it stood
    at a place at which the looks differ: the rotating link of the day before. But what is on record was ``seen_again``
    as a whole at so many looks since: what takes turns is not seen every time. Of what both show in another
    order a line is volatile, the heading of a box that stands elsewhere each time; a paragraph is not, and stays where
    it was, unless it is one of those (``live``, by their keys) in which a number is another one at each look. Of the
    record ``gone`` are, by their keys, those that no look showed at all: what takes turns beside them is another.
    """
    shown = list(second)
    second_keys = [block_key(block.text) for block in shown]
    wandering = wanderers(first_keys, second_keys, _weights(first_keys, shown, record, live))
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
        rotated = list(_record_in_torn_places(record, kept, torn, gone)) or list(_record_at(places, record, kept))
        turning = tuple(doubtful)
        doubtful.extend(block for block in rotated if may_take_turns(block, turning))
    for block in shown:
        if block_key(block.text) in wandering:
            if width(block.text) <= LINE or block_key(block.text) in live:
                doubtful.append(block)
            else:
                put_in(kept, block, (record, shown))
    return Agreement(tuple(kept), tuple(doubtful))


def may_take_turns(block: Block, others: Sequence[Block]) -> bool:
    """Whether a text may be one of those that take turns at a place, by those that are known of them.

    A slot holds what was made for it: headings or none, and nothing many times as long as another. Where the others
    are mere lines, a sentence that is longer than they is a paragraph, which an editor took out.
    """
    return not others or any(_is_of_a_kind(block, other) for other in others)


def in_turns(blocks: Iterable[Block], gone: Collection[str]) -> list[Block]:
    """These recorded blocks, the likeliest to take turns first: what some look still showed, and what is short."""
    return sorted(blocks, key=lambda block: (block_key(block.text) in gone, len(block.text)))


def _is_of_a_kind(block: Block, other: Block) -> bool:
    if (block.kind == "heading") != (other.kind == "heading"):
        return False
    size, known = width(block.text), width(other.text)
    most = LONGER_SENTENCE if ends_sentence(block.text) and not ends_sentence(other.text) else LONGER
    return size <= most * known and known <= LONGER * size


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


def _weights(
    first_keys: Sequence[str], second: Sequence[Block], record: Sequence[Block], live: Collection[str]
) -> list[int]:
    """How much each block of the second look speaks for standing where it stands: its width, and a part of that if it
    is ``live``, for offers have other numbers at each look sooner than paragraphs have. Nothing where it stands
    elsewhere than on record, for two lines that changed places do not tell by themselves which of them wandered."""
    keys, widths = [block_key(block.text) for block in second], [width(block.text) for block in second]
    old, old_widths = [block_key(block.text) for block in record], [width(block.text) for block in record]
    widths = [size // LIVE_PART if key in live else size for key, size in zip(keys, widths, strict=True)]
    old_widths = [size // LIVE_PART if key in live else size for key, size in zip(old, old_widths, strict=True)]
    moved = wanderers(old, keys, widths) | wanderers(first_keys, old, old_widths)
    return [0 if key in moved else weight for key, weight in zip(keys, widths, strict=True)]


def put_in(kept: list[Block], block: Block, orders: Iterable[Sequence[Block]]) -> None:
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
    record: Sequence[Block], kept: Sequence[Block], torn: Mapping[tuple[str, str], int], gone: Collection[str]
) -> Iterable[Block]:
    """The recorded blocks that stand between two kept neighbours between which the looks differ: the likeliest of them
    to take turns, and no more than differ there, for an editor may have taken out a paragraph beside.

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
            lost = [block for block in stretch if not any(became(block, other) for other in new)]
            yield from in_turns(lost, gone)[: torn[before, key]]
        elif len(stretch) > len(new) > 0 and (before in befores or key in afters):
            doubted = stretch[0] if before in befores else stretch[-1]
            yield from [doubted] if not any(became(doubted, other) for other in new) else ()
        before, stretch = key, []
