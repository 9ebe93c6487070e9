"""How many looks must agree before what they say is believed. Pure."""

from __future__ import annotations

from articles.scraping.known import Composed, Known
from articles.scraping.live import live_in
from articles.scraping.noise import (
    BOX,
    PITCH,
    Content,
    content_digest,
    may_be_tested,
    passage_comes_or_goes,
    passage_goes,
    passage_is_exchanged,
)
from articles.scraping.pending import Pending
from articles.scraping.shown import lead_is_gone

BODY_LOOKS = 2  # looks in a row that agree on the body
TORN_LOOKS = 3  # the same, once two looks have differed, or where what changed may be one of a few that rotate
PASSAGE_LOOKS = 5  # the same, where a short passage came or went: a box that is shown by chance does so too
HEADLINE_LOOKS = 10  # looks in a row at a new headline; a fair coin shows one side so often once in 1,024
TESTED_LOOKS = 12  # the same, where this headline is known to be under test
UNSEEN_LOOKS = 12  # the same, where one went that only the first look ever showed: .75 ** 12 is .03, .75 ** 5 is .24
MOST_LOOKS = 14


def looks_needed(known: Known, pending: Pending, seen: Content) -> int:
    """How many looks in a row must agree on the body.

    The first paragraphs may be under test, as a headline may, and one that only some looks showed was edited meanwhile
    or is so indeed. What was on record before may come from a server that has not got the edit yet. Among looks that
    differ again and again some agree by chance. A short passage that went, or has quite another in its place, and that
    only one look ever showed may be shown to one reader in four; and so may any where the page went back to what is on
    record before.
    """
    old, new = known.ignored.strip(known.latest.blocks), known.to_record(seen.blocks)
    if lead_is_gone(old, new, pending.leads):
        return TESTED_LOOKS
    if pending.trial or may_be_tested(old, new):
        return HEADLINE_LOOKS
    now = Composed(seen.title, seen.standfirst, seen.byline, new)
    if len(known.digests) > 1 and content_digest(now) in known.digests[:-1]:
        return HEADLINE_LOOKS
    more = max(pending.tears - 1, 0)
    if live_in(old, new, known.ignored.live):
        return HEADLINE_LOOKS  # a word beside may be another by chance: up, or down
    if not pending.torn:
        return BODY_LOOKS
    is_exchanged = passage_is_exchanged(old, new, BOX if known.returned else PITCH)
    turns = is_exchanged or passage_comes_or_goes(old, new)
    is_unseen = not known.seen_again and (is_exchanged or passage_goes(old, new))
    if is_unseen or (known.returned and turns):
        return min(UNSEEN_LOOKS + more, MOST_LOOKS)
    return (PASSAGE_LOOKS if turns else TORN_LOOKS) + more
