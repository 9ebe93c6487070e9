"""A look weighed, live numbers left out of account. Pure.

What they are is learnt from the looks of one sitting, and begins to count at the look that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from articles.scraping import confirm
from articles.scraping.blocks import Block
from articles.scraping.confirm import Decision, Ruling
from articles.scraping.known import Composed, Known
from articles.scraping.live import REASON, as_looked, learnt_in, live_in, live_numbers, paragraphs_of, steadied, watched
from articles.scraping.noise import Content, block_key
from articles.scraping.pending import Pending


def weigh(known: Known, pending: Pending | None, seen: Content, now: datetime) -> Decision:
    """Decide after a look at the page, as ``confirm.weigh``, by what it shows beside live numbers.

    In what is to be recorded these are as the page has them, or as the record has them where nothing else of their
    paragraph was edited.
    """
    record = paragraphs_of(known.latest)
    if pending is not None and pending.titles and pending.base == known.number and not known.doubt:
        pending = _learnt(known, pending, seen)
    found: Mapping[str, str] = pending.live if pending and pending.base == known.number else {}
    live = {**dict.fromkeys(found, 1), **known.ignored.live}
    steady = steadied(record, paragraphs_of(seen), live, known.ignored)
    if live:
        known = replace(known, ignored=replace(known.ignored, live=live))
        seen = Composed(seen.title, steady.blocks[0].text, seen.byline, steady.blocks[1:])
    decision = confirm.weigh(known, pending, seen, now)
    if decision.ruling is Ruling.AGAIN:
        again = decision.pending
        if again is None or again.looks > 1 or known.doubt:
            return decision
        return replace(decision, pending=replace(again, numbers=watched({}, record, steady.blocks)))
    if not live:
        return decision
    content, come = decision.content, dict[str, str]()
    if content is not None:
        standfirst, *blocks = steady.as_shown(paragraphs_of(content))
        content = replace(content, standfirst=standfirst.text, blocks=tuple(blocks))
        come = live_in(record, paragraphs_of(content), live)
        come = {key: text for key, text in come.items() if key not in learnt_in(record, come)}
    volatile = steady.as_shown(decision.volatile)
    tested = tuple(block.text for block in steady.as_shown(Block("paragraph", line) for line in decision.tested))
    is_all = found and decision.ruling is Ruling.NOISE and not tested and not volatile
    return replace(
        decision, content=content, volatile=volatile, tested=tested, live=learnt_in(record, found) | come,
        reason=REASON if is_all else decision.reason,
    )  # fmt: skip


def _learnt(known: Known, pending: Pending, seen: Content) -> Pending:
    """What the looks saw, this one too, of numbers, and which of these are live.

    Where one is found, what the looks before saw of its paragraph is told as it is from now on, without it.
    """
    record, live, shown = paragraphs_of(known.latest), {*known.ignored.live, *pending.live}, paragraphs_of(seen)
    before = steadied(record, shown, live, known.ignored).blocks
    numbers = watched(pending.numbers, record, before)
    found = live_numbers(numbers, shown, live)
    if not found:
        return replace(pending, numbers=numbers)
    after = steadied(record, shown, live.union(found), known.ignored).blocks
    told = {}  # by what a text's key was at the look before, what it is now, and how many looks showed its words
    for old, new in zip(before, after, strict=True):
        if old != new and (last := as_looked(old.text, numbers)):
            told[block_key(last.text)] = block_key(new.text), last.looks
    streaks = zip(pending.keys, pending.streaks, strict=False)
    keys = [told.get(key, (key, streak)) for key, streak in streaks]
    lines = {line: steadied(record, [Block("paragraph", line)], live.union(found)).blocks[0].text
             for line in (*pending.standfirsts, *pending.passing)}  # fmt: skip
    on_record = {block.text for block in record}
    return replace(
        pending, numbers=numbers, live={**pending.live, **found}, tears=0,
        keys=tuple(key for key, _ in keys), streaks=tuple(streak for _, streak in keys),
        standfirsts=tuple(lines[line] for line in pending.standfirsts),
        passing=tuple(lines[line] for line in pending.passing if lines[line] not in on_record),
    )  # fmt: skip
