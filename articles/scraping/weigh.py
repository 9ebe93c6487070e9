"""A look weighed, live numbers left out of account. Pure.

What they are is learnt from the looks of one sitting, and begins to count at the look that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from articles.scraping import confirm
from articles.scraping.confirm import Decision, Ruling
from articles.scraping.known import Composed, Known
from articles.scraping.live import REASON, has_words, learnt_in, live_in, live_numbers, steadied, watched
from articles.scraping.noise import Content
from articles.scraping.pending import Pending


def weigh(known: Known, pending: Pending | None, seen: Content, now: datetime) -> Decision:
    """Decide after a look at the page, as ``confirm.weigh``, by what it shows beside live numbers.

    In what is to be recorded these are as the page has them, or as the record has them where nothing else of their
    paragraph was edited.
    """
    if pending is not None and pending.titles and pending.base == known.number and not known.doubt:
        pending = _learnt(known, pending, seen)
    found: Mapping[str, str] = pending.live if pending and pending.base == known.number else {}
    live = {**dict.fromkeys(found, 1), **known.ignored.live}
    if not live:
        return confirm.weigh(known, pending, seen, now)
    record = known.latest.blocks
    steady = steadied(record, seen.blocks, live)
    known = replace(known, ignored=replace(known.ignored, live=live))
    seen = Composed(seen.title, seen.standfirst, seen.byline, steady.blocks)
    decision = confirm.weigh(known, pending, seen, now)
    if content := decision.content:
        content = replace(content, blocks=steady.as_shown(content.blocks))
    decision = replace(decision, content=content, volatile=steady.as_shown(decision.volatile))
    if decision.ruling is Ruling.AGAIN:
        return decision
    come = live_in(record, content.blocks, live) if content else {}
    come = {key: text for key, text in come.items() if key not in learnt_in(record, come)}
    is_all = found and decision.ruling is Ruling.NOISE and not decision.tested and not decision.volatile
    reason = REASON if is_all else decision.reason
    return replace(decision, live=learnt_in(record, found) | come, reason=reason)


def _learnt(known: Known, pending: Pending, seen: Content) -> Pending:
    """What the looks saw, this one too, of numbers, and which of these are live.

    Where one is found the looks before this one agree with none of those to come, which leave it out of account.
    """
    record, live = known.latest.blocks, {*known.ignored.live, *pending.live}
    numbers = watched(pending.numbers, record, steadied(record, seen.blocks, live).blocks)
    found = live_numbers(numbers, seen.blocks, live)
    if not found:
        return replace(pending, numbers=numbers)
    passing = tuple(text for text in pending.passing if not has_words(text, found))
    live_by_now = {**pending.live, **found}
    return replace(pending, numbers=numbers, live=live_by_now, passing=passing, keys=(), streaks=(), tears=-1)
