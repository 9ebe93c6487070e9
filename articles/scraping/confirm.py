"""Is it a change? What several looks at a page say together. Pure.

A page that differs from the record is looked at again, fresh and without cookies. What the looks agree on is a
change; what differs between them is noise. A headline that changed is asked for more often, for newsrooms test
headlines on their readers. What is unlike the article, or goes back and forth, is believed only if it stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from itertools import islice

from rapidfuzz.distance import Indel

from articles.diffing.text import normalise
from articles.scraping import guards
from articles.scraping.agreement import STEADY, Agreement, agree
from articles.scraping.alternation import goes_back_and_forth
from articles.scraping.blocks import Block
from articles.scraping.known import Composed, Known, placed_as
from articles.scraping.live import comes_back, may_be_live, ticking
from articles.scraping.needed import (
    HEADLINE_LOOKS,
    MOST_LOOKS,
    PASSAGE_LOOKS,
    TESTED_LOOKS,
    looks_needed,
)
from articles.scraping.noise import (
    EDITED,
    Content,
    block_key,
    content_digest,
    may_rotate,
    same_byline,
    same_text,
    volatile_key,
)
from articles.scraping.pending import Pending
from articles.scraping.shown import (
    MOST_PASSING,
    beside,
    lead_keys,
    new_lines,
    with_leads,
    with_paragraphs,
    without_turns,
)

MOST_WALLS = 4  # walls and stubs that may come between the looks at a change
STUB_OF = 4  # times as many blocks, at least, has a story as what a wall leaves of it
HOLD_CHECKS, HOLD_TIME = 3, timedelta(days=1)  # how long what is doubtful must stay to be believed
HELD_TEXT = 2_000  # characters of what is held, by which it is known again when it was edited
MOST_KEYS = 20_000


class Ruling(Enum):
    """What to do after a look."""

    UNCHANGED = "unchanged"
    NOISE = "noise"  # differs from the record, but is no change
    AGAIN = "again"  # look again soon
    HOLD = "hold"  # doubtful: wait whether it stays
    RECORD = "record"


@dataclass(frozen=True)
class Decision:
    """What a look led to."""

    ruling: Ruling
    pending: Pending | None = None
    content: Composed | None = None
    volatile: tuple[Block, ...] = ()  # blocks to remember as noise
    tested: tuple[str, ...] = ()  # headlines to remember as under test
    live: Mapping[str, str] = field(default_factory=dict)  # numbers to remember as live, as pending has them
    reason: str = ""
    unread: frozenset[str] = frozenset()  # the keys of what is on record and no look read


def weigh(known: Known, pending: Pending | None, seen: Content, now: datetime) -> Decision:
    """Decide after a look at the page, ``pending`` being what the looks before it saw."""
    if pending is not None and pending.base != known.number:
        pending = None
    seen = placed_as(known.latest, seen)
    trial = _on_trial(known, pending, seen)
    if trial:
        known = replace(known, ignored=replace(known.ignored, volatile=known.ignored.volatile - trial))
    title_same = not seen.title or same_text(known.latest.title, seen.title)
    if title_same and known.shows_body(seen):
        if pending is not None and pending.walls < MOST_WALLS and _is_stub_of(known, pending):
            return Decision(
                Ruling.AGAIN, replace(pending, walls=pending.walls + 1), reason="only a part of it is shown"
            )
        decision = _as_recorded(known, pending, seen)
        return replace(decision, volatile=tuple(Block("paragraph", known.noted[key]) for key in trial))
    if known.doubt and pending is not None and pending.titles and pending.walls < MOST_WALLS:
        return Decision(Ruling.AGAIN, replace(pending, walls=pending.walls + 1), reason=known.doubt)
    if known.doubt:
        return _hold(known, pending, seen, now, known.doubt, may_be_edited=True)
    keys = tuple(block_key(block.text) for block in known.to_record(seen.blocks))[:MOST_KEYS]
    if pending is None or not pending.titles:
        start = pending or Pending(known.number, now)
        torn = may_rotate(known.ignored.strip(known.latest.blocks), known.ignored.strip(seen.blocks))
        first = replace(
            start, looks=1, agreeing=1, torn=torn, tears=0, keys=keys, streaks=(1,) * len(keys),
            titles=(seen.title,), standfirsts=(seen.standfirst,), leads=_leads(known, seen, 1),
            trial=tuple(trial), passing=tuple(new := _new_lines(known, seen)), places=tuple(new.values()),
            numbers={}, live={}, gone=_gone(known, keys), bylines=(seen.byline,),
        )  # fmt: skip
        return Decision(Ruling.AGAIN, first)
    return _with_earlier_looks(known, pending, seen, keys, now)


def _on_trial(known: Known, pending: Pending | None, seen: Content) -> frozenset[str]:
    """The keys of paragraphs that this page shows, letter for letter, though they were taken for noise once.

    Where a server gave out the page as it was before an edit at half of the looks, beside a box that is another each
    time, what the edit brought was shown by some looks only. That is tried again once, at a later check: it is text if
    every look shows it.
    """
    if pending is not None and pending.titles:
        return frozenset(pending.trial) & known.noted.keys()
    if not known.noted or known.doubt:
        return frozenset()
    record = {block_key(block.text) for block in known.latest.blocks}
    shown = {volatile_key(block.text): block.text for block in seen.blocks if block_key(block.text) not in record}
    return frozenset(key for key, text in known.noted.items() if key in shown and same_text(shown[key], text))


def _is_stub_of(known: Known, pending: Pending) -> bool:
    """Whether what is on record is the little that a wall leaves of the text that the look before showed: a meter let
    no more be seen at first, and stands before some looks still."""
    record = known.to_record(known.latest.blocks)
    is_within = {block_key(block.text) for block in record} <= {*pending.keys}
    return is_within and guards.says_little(known.latest) and len(pending.keys) >= STUB_OF * len(record) > 0


def _as_recorded(known: Known, pending: Pending | None, seen: Content) -> Decision:
    """The page shows what is on record; a look before that showed another headline saw a test of headlines."""
    if pending is None or not pending.titles:
        return Decision(Ruling.UNCHANGED)
    record = {normalise(known.latest.title), normalise(known.latest.standfirst), ""}
    shown = dict.fromkeys((*pending.titles, *pending.standfirsts))
    others = tuple(line for line in shown if normalise(line) not in record)
    return Decision(Ruling.NOISE, tested=others, reason="seen once, and not at the next look")


def _with_earlier_looks(
    known: Known, pending: Pending, seen: Content, keys: tuple[str, ...], now: datetime
) -> Decision:
    agrees = keys == pending.keys
    shown = dict(zip(pending.keys, pending.streaks, strict=False))
    earlier = pending.keys
    now_shown = {*keys}
    passing = dict(zip(pending.passing, pending.places, strict=False))
    passing = dict(islice((passing | _new_lines(known, seen) | passing).items(), MOST_PASSING))
    pending = replace(
        pending,
        looks=pending.looks + 1,
        agreeing=pending.agreeing + 1 if agrees else 1,
        torn=pending.torn or not agrees,
        tears=pending.tears + (not agrees),
        keys=keys,
        streaks=tuple(shown.get(key, 0) + 1 for key in keys),
        titles=(*pending.titles, seen.title),
        standfirsts=(*pending.standfirsts, seen.standfirst),
        leads={**pending.leads, **_leads(known, seen, pending.looks + 1)},
        passing=tuple(passing),
        places=tuple(passing.values()),
        gone=tuple(key for key in pending.gone if key not in now_shown),
        bylines=tuple(dict.fromkeys((*pending.bylines, seen.byline))),
    )
    title, tested, title_settled = _settle_line(known, pending, known.latest.title, pending.titles)
    standfirst, others, standfirst_settled = _settle_line(known, pending, known.latest.standfirst, pending.standfirsts)
    tested += others
    standfirst_settled = standfirst_settled and not may_be_live(pending.standfirsts)
    body_settled = pending.agreeing >= looks_needed(known, pending, seen)
    # two looks may agree by chance on what differs at every look: then it does not end with them
    is_last = pending.looks >= MOST_LOOKS - (pending.agreeing == 1)
    if not (title_settled and standfirst_settled and body_settled) and not is_last:
        return Decision(Ruling.AGAIN, pending)
    blocks, record = known.to_record(seen.blocks), known.to_record(known.latest.blocks)
    steady = pending.steady(PASSAGE_LOOKS)
    earlier = tuple(key if key in steady else "" for key in earlier)
    live = ticking((*blocks, *record), record, known.ignored.live)
    agreed = Agreement(blocks, ())
    if not body_settled:
        agreed = agree(earlier, blocks, record, seen_again=known.seen_again, live=live, gone=pending.gone)
    lately = pending.leads_within(TESTED_LOOKS)
    agreed = with_leads(record, lately, agreed, pending.steady(pending.looks))
    if not body_settled and known.seen_again >= STEADY:
        agreed = with_paragraphs(record, lately, agreed)
    whole = known.latest.blocks if known.returned or not known.seen_again else ()
    agreed = without_turns(record, passing, agreed, whole, pending.gone)
    content = _compose(known, seen, title, standfirst, agreed.blocks, pending.bylines)
    return _conclude(known, pending, content, agreed.volatile, tested, now)


def _leads(known: Known, seen: Content, look: int) -> dict[str, int]:
    return dict.fromkeys(lead_keys(known.steady(), seen.blocks), look)


def _gone(known: Known, keys: tuple[str, ...]) -> tuple[str, ...]:
    shown = {*keys}
    return tuple(key for b in known.to_record(known.latest.blocks) if (key := block_key(b.text)) not in shown)


def _new_lines(known: Known, seen: Content) -> dict[str, str]:
    return new_lines(known.latest.blocks, known.to_record(seen.blocks))


def _settle_line(
    known: Known, pending: Pending, record: str, looks: tuple[str, ...]
) -> tuple[str, tuple[str, ...], bool]:
    """The headline or standfirst to record, those found to be under test, and whether that is settled."""
    shown = {normalise(line): line for line in looks if line}
    if not shown or set(shown) == {normalise(record)}:
        return record, (), True
    if len(shown) > 1:
        return record, tuple(line for key, line in shown.items() if key != normalise(record)), True
    key, line = next(iter(shown.items()))
    if not record:
        return line, (), True
    needed = TESTED_LOOKS if key in known.tested else HEADLINE_LOOKS
    return line, (), pending.looks >= needed


def _compose(
    known: Known, seen: Content, title: str, standfirst: str, blocks: tuple[Block, ...], bylines: Sequence[str] = ()
) -> Composed:
    """What to record: a byline that is only shown otherwise stays as it is on record, and so does one that differs
    between the looks (``bylines``), for it is that of a box beside the text."""
    record = known.latest
    differs = not all(same_byline(seen.byline, other) for other in bylines)
    is_shown = same_byline(record.byline, seen.byline) and record.byline
    byline = record.byline if differs or is_shown else seen.byline
    return Composed(title=title, standfirst=standfirst, byline=byline, blocks=blocks)


def _conclude(known: Known, pending: Pending, content: Composed, volatile: tuple[Block, ...],
              tested: tuple[str, ...], now: datetime) -> Decision:  # fmt: skip
    volatile = beside(known.latest.blocks, content.blocks, volatile)
    noisy = frozenset(volatile_key(block.text) for block in volatile)
    ignored = replace(known.ignored, volatile=known.ignored.volatile | noisy)
    if same_text(content.title, known.latest.title) and replace(known, ignored=ignored).shows_body(content):
        reason = "its headline or standfirst is being tested on readers" if tested else "it differs at every look"
        return Decision(Ruling.NOISE, volatile=volatile, tested=tested, reason=reason)
    if volatile and (doubt := guards.too_little_agreed(known.latest, content)):
        return replace(_hold(known, pending, content, now, doubt), volatile=volatile, tested=tested)
    comes = comes_back(known.latest.blocks, content.blocks, known.ignored.live)
    if comes or goes_back_and_forth(known, content, same_body=known.shows_body(content)):
        held = _hold(known, pending, content, now, "the page goes back and forth between two states")
        return replace(held, volatile=volatile, tested=tested)
    unread = frozenset(pending.gone)
    return Decision(Ruling.RECORD, content=content, volatile=volatile, tested=tested, unread=unread)


def _hold(known: Known, pending: Pending | None, seen: Content, now: datetime, reason: str, *,
          may_be_edited: bool = False) -> Decision:  # fmt: skip
    """Wait whether what is doubtful stays: it is recorded after enough checks over enough time. It stays, too, where it
    is edited meanwhile (``may_be_edited``): else a story that is rewritten and then kept up to date is held for good.
    """
    digest, text = content_digest(seen), "\n".join(block.text for block in seen.blocks)[:HELD_TEXT]
    if pending is None or not (pending.held == digest or (may_be_edited and _is_edited(pending, text))):
        pending = Pending(known.number, now)
    pending = replace(
        pending, held=digest, held_text=text, held_checks=pending.held_checks + 1,
        looks=1, agreeing=1, torn=False, keys=(), titles=(),
    )  # fmt: skip
    if pending.held_checks >= HOLD_CHECKS and now - pending.since >= HOLD_TIME:
        title, standfirst = seen.title or known.latest.title, seen.standfirst or known.latest.standfirst
        content = _compose(known, seen, title, standfirst, known.to_record(seen.blocks))
        return Decision(Ruling.RECORD, content=content, reason=reason)
    return Decision(Ruling.HOLD, pending, reason=reason)


def _is_edited(pending: Pending, text: str) -> bool:
    """Whether a text is what is held, edited."""
    return bool(pending.held) and Indel.normalized_similarity(pending.held_text, text) >= EDITED
