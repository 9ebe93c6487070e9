"""What of a change is an edit and what only a reading; and what it amounts to. Pure, for a reading process.

Keeps a reader from being shown an edit that nobody made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from articles.diffing import Change, compare_versions, measure
from articles.frames import Opened, Packed, Stored, opened, packed
from articles.packing import pack, storable, unpack
from articles.scraping import guards
from articles.scraping.agreement import became, may_take_turns
from articles.scraping.blocks import Block
from articles.scraping.confirm import Decision, Ruling
from articles.scraping.extract import extract
from articles.scraping.known import Composed, Known
from articles.scraping.live import with_numbers_of
from articles.scraping.noise import BOX, Content, Ignored, block_key, volatile_key
from articles.scraping.presence import Presence, as_edited, stays
from articles.scraping.rules import Rules

HARDLY_ANY = "the page has hardly any text but what stood beside the article before"
READ_OTHERWISE = "the page says the same as before, and is only read otherwise"


@dataclass(frozen=True)
class Proposal:
    """A change that was decided on, with the pages that prove it: to be examined in a reading process."""

    decision: Decision  # to record
    latest: Composed  # the version on record, as it is stored
    ignored: Ignored
    body: bytes
    content_type: str | None
    before: Stored | None  # the page of the version on record, if that is kept
    before_type: str | None
    is_step: bool  # whether the change leads from the version on record
    rules: Mapping[str, Any]  # of the source, by which both pages are read

    @cached_property
    def earlier(self) -> Opened | None:
        """The page of the version on record, if that is kept, and its keyframe. Raises frames.Damaged."""
        return opened(self.before) if self.before else None


@dataclass(frozen=True)
class Examined:
    """What is left of a proposal, what it amounts to, and its page, compressed."""

    decision: Decision
    change: Change | None
    page: Packed


def examine(proposal: Proposal) -> Examined:
    """See which differences are on the page and not only in how it is read, and what change they make."""
    decision, change = only_edits(proposal), None
    if proposal.is_step and decision.content is not None:
        old, new = proposal.latest, as_stored(decision.content)
        change = measure(old, new, compare_versions(old, new))
    keyframe = proposal.earlier.keyframe if proposal.earlier else None
    return Examined(decision, change, packed(proposal.body, proposal.before, keyframe))


def only_edits(proposal: Proposal) -> Decision:
    """The decision to record, with those differences alone that are on the page and not only in how it is read.

    Where no difference is left the ruling is UNCHANGED, and HOLD where hardly any text is. Without a capture of the
    version on record nothing is known of its page, and the decision stays.
    """
    decision, content, latest = proposal.decision, proposal.decision.content, proposal.latest
    if content is None or proposal.earlier is None:
        return decision
    before = Presence(proposal.earlier.data, proposal.before_type)
    now = Presence(proposal.body, proposal.content_type)
    volatile = tuple(block for block in decision.volatile if not _is_unread(block, proposal, before, now))
    decision = replace(decision, volatile=volatile)
    noisy = frozenset(volatile_key(block.text) for block in decision.volatile)
    ignored = replace(proposal.ignored, volatile=proposal.ignored.volatile | noisy)
    record = ignored.but(content.blocks).strip(latest.blocks)
    standfirst, seen = with_numbers_of(replace(latest, blocks=record), content, {*ignored.live, *decision.live})
    tried = {block_key(block.text) for block in seen if volatile_key(block.text) in proposal.ignored.volatile}
    edited = as_edited(record, seen, before, now, tried)
    content = replace(content, standfirst=standfirst, blocks=edited.blocks)
    left_out = (*edited.counters, *_rotated(proposal, record, content, ignored))
    decision = replace(decision, content=content, volatile=(*decision.volatile, *left_out))
    if Known(0, latest).shows(content, [block for block in record if block not in left_out]):
        ruling = Ruling.NOISE if decision.volatile or decision.tested else Ruling.UNCHANGED
        return replace(decision, ruling=ruling, content=None, reason=decision.reason or READ_OTHERWISE)
    if guards.word_count(content) < guards.FEWEST_WORDS <= guards.word_count(proposal.decision.content or content):
        return replace(decision, ruling=Ruling.HOLD, content=None, reason=HARDLY_ANY)
    return decision


def _is_unread(block: Block, proposal: Proposal, before: Presence, now: Presence) -> bool:
    """Whether a text on record was read at no look and stands on the page as before: then nothing took its place, and
    only the reading is another."""
    content, latest = proposal.decision.content, proposal.latest
    if content is None or block not in latest.blocks or block_key(block.text) not in proposal.decision.unread:
        return False
    return stays(block, before, latest.blocks, now, content.blocks)


def _rotated(proposal: Proposal, record: Sequence[Block], content: Content, ignored: Ignored) -> tuple[Block, ...]:
    """The recorded blocks that left, and in whose places now stands noise that the page did not show before.

    Such is one of a few texts that take turns: the version on record has it from before that was known. What stood
    elsewhere on the page before only wanders, and an edit of what it comes to stand beside is an edit.
    """
    if not ignored.volatile or proposal.earlier is None:
        return ()
    kept, known = ({block_key(block.text) for block in blocks} for blocks in (content.blocks, record))
    new = [block for block in content.blocks if block_key(block.text) not in known]
    gone = {
        key: block
        for block in record
        if len(block.text) <= BOX and (key := block_key(block.text)) not in kept
        if not any(became(block, other) for other in new)
    }
    if not gone:
        return ()
    kept &= known
    rules = Rules.from_json(proposal.rules)
    page = extract(proposal.earlier.data, url="", content_type=proposal.before_type, rules=rules)
    before, earlier = _places(page.blocks, kept), {volatile_key(block.text) for block in page.blocks}
    now = _places(extract(proposal.body, url="", content_type=proposal.content_type, rules=rules).blocks, kept)
    found: list[Block] = []
    for place, blocks in before.items():
        come = [block for block in now.get(place, ()) if volatile_key(block.text) not in earlier]
        more = sum(map(ignored.has, come)) - sum(map(ignored.has, blocks))
        turning = [block for block in come if ignored.has(block)]
        left = (gone[key] for block in blocks if (key := block_key(block.text)) in gone)
        here = [block for block in left if may_take_turns(block, turning)]
        found += here[: max(more, 0)]
    return tuple(found)


def _places(blocks: Sequence[Block], kept: set[str]) -> dict[str, list[Block]]:
    """The other blocks of a page by the kept one that they follow."""
    places: dict[str, list[Block]] = {}
    last = ""
    for block in blocks:
        key = block_key(block.text)
        if key in kept:
            last = key
        else:
            places.setdefault(last, []).append(block)
    return places


def as_stored(content: Content) -> Composed:
    """A content in the form in which a version keeps it."""
    return Composed(
        storable(content.title), storable(content.standfirst), storable(content.byline), unpack(*pack(content.blocks))
    )
