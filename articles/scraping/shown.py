"""What looks before the last two showed, and what follows for what these agree on. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from articles.scraping.agreement import Agreement, became, in_turns, may_take_turns, put_in
from articles.scraping.blocks import Block
from articles.scraping.noise import BOX, block_key, is_like, is_paragraph, leads, volatile_key

MOST_PASSING = 40  # texts


def lead_keys(steady: Sequence[Block], blocks: Sequence[Block]) -> tuple[str, ...]:
    """The keys of what is kept as long as any look shows it: the first paragraphs of a look, and those paragraphs that
    are on record and took no turns so far (``steady``)."""
    kept = {block_key(block.text) for block in steady if is_paragraph(block)}
    first = [block_key(block.text) for block in leads(blocks)]
    return tuple(dict.fromkeys((*first, *(key for block in blocks if (key := block_key(block.text)) in kept))))


def new_lines(record: Sequence[Block], blocks: Sequence[Block]) -> dict[str, str]:
    """The short texts of a look that are not on record, each with the key of what is and stands before it."""
    known = _keys(record)
    before, new = "", dict[str, str]()
    for block in blocks:
        if (key := block_key(block.text)) in known:
            before = key
        elif len(block.text) <= BOX:
            new.setdefault(block.text, before)
    return dict(islice(new.items(), MOST_PASSING))


def lead_is_gone(record: Sequence[Block], blocks: Sequence[Block], shown: Collection[str]) -> bool:
    """Whether one of the record's first paragraphs is gone that some look showed."""
    now = _keys(blocks)
    return any((key := block_key(lead.text)) in shown and key not in now for lead in leads(record))


def with_leads(
    record: Sequence[Block], shown: Collection[str], agreement: Agreement, always: Collection[str]
) -> Agreement:
    """What the looks agree on, with those of the record's first paragraphs that some of them showed: they are being
    tested on readers, and what stood in their places is noise. What every look showed (``always``, by its key) stood
    beside them and in the place of none."""
    now, known = _keys(agreement.blocks), _keys(record)
    missing = [lead for lead in leads(record) if (key := block_key(lead.text)) in shown and key not in now]
    if not missing:
        return agreement
    edited = [lead for lead in leads(record) if lead not in missing and block_key(lead.text) not in now]
    others = [
        block
        for block in leads(agreement.blocks)
        if block_key(block.text) not in {*known, *always} and not any(is_like(block, lead) for lead in edited)
    ]
    blocks = [block for block in agreement.blocks if block not in others]
    for lead in missing:
        put_in(blocks, lead, [record])
    rest = _keys(agreement.volatile) - _keys(missing)
    volatile = (block for block in agreement.volatile if block_key(block.text) in rest)
    return Agreement(tuple(blocks), (*volatile, *others))


def with_paragraphs(record: Sequence[Block], shown: Collection[str], agreement: Agreement) -> Agreement:
    """What the looks agree on, with the paragraphs on record that some of them showed: all of the record was seen again
    and again before, and nothing takes turns with them. A server that lags behind may still give them out, but for
    those that were edited meanwhile."""
    now, known, blocks = _keys(agreement.blocks), _keys(record), list(agreement.blocks)
    new = [block for block in blocks if block_key(block.text) not in known]
    gone = [block for block in record if is_paragraph(block) and block_key(block.text) not in now]
    gone = [block for block in gone if not any(became(block, other) for other in new)]
    missing = [block for block in gone if block_key(block.text) in shown and not _turns(block, agreement.volatile)]
    for block in missing:
        put_in(blocks, block, [record])
    rest = _keys(agreement.volatile) - _keys(missing)
    return Agreement(tuple(blocks), tuple(block for block in agreement.volatile if block_key(block.text) in rest))


def _turns(block: Block, volatile: Sequence[Block]) -> bool:
    """Whether one of these may take turns with a text: is of its kind, and no edit of it."""
    others = [other for other in volatile if not is_like(block, other)]
    return bool(others) and may_take_turns(block, others)


def without_turns(
    record: Sequence[Block],
    passing: Mapping[str, str],
    agreement: Agreement,
    whole: Sequence[Block] = (),
    unseen: Collection[str] = (),
) -> Agreement:
    """What the looks agree on, with those lines on record as noise that are gone and that others of their kind took the
    place of at some look: one reader in four is greeted, each by the name of a town, and the last ones were not.

    Given the ``whole`` of the record, with what is known as noise, so are those that quite other texts took the place
    of: two readers in three are asked for money, in one of several ways. At each place that is the shortest text
    that is gone, for an editor may have taken out a paragraph beside, and rather one that some look still showed than
    one of the ``unseen``, by their keys.
    """
    now, known = _keys(agreement.blocks), _keys(record)
    turns = [Block("paragraph", text) for text in passing if block_key(text) not in now]
    new = [block for block in agreement.blocks if block_key(block.text) not in known]
    gone = [block for block in record if len(block.text) <= BOX and block_key(block.text) not in now]
    gone = [line for line in gone if not any(became(line, block) for block in new)]
    slots = _slots(whole, now, unseen)

    def takes_turns(line: Block, turn: Block) -> bool:
        is_there = slots.get(passing[turn.text]) == block_key(line.text)
        return is_like(line, turn) or (is_there and may_take_turns(line, [turn]))

    noise = [block for line in gone for turn in turns if takes_turns(line, turn) for block in (line, turn)]
    return Agreement(agreement.blocks, tuple(dict.fromkeys((*agreement.volatile, *noise))))


def beside(record: Sequence[Block], blocks: Sequence[Block], volatile: Sequence[Block]) -> tuple[Block, ...]:
    """What is noise, without what differs by numbers alone from a paragraph on record that stays among the blocks:
    noise is known by its text with every number alike, and would take that out too."""
    known = _keys(record)
    staying = {volatile_key(b.text) for b in blocks if volatile and block_key(b.text) in known and is_paragraph(b)}
    return tuple(block for block in volatile if volatile_key(block.text) not in staying)


def _slots(record: Sequence[Block], now: set[str], unseen: Collection[str]) -> dict[str, str]:
    """The key of the block that may take turns of those gone from below each that is still there, by that one's key."""
    gone: dict[str, list[Block]] = {}
    last = ""
    for block in record:
        if (key := block_key(block.text)) in now:
            last = key
        else:
            gone.setdefault(last, []).append(block)
    return {before: block_key(in_turns(blocks, unseen)[0].text) for before, blocks in gone.items()}


def _keys(blocks: Sequence[Block]) -> set[str]:
    return {block_key(block.text) for block in blocks}
