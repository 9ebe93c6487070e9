"""Whether a page goes back and forth between states that are on record. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from articles.scraping.known import Known
from articles.scraping.noise import Content, content_digest


def goes_back_and_forth(known: Known, content: Content, *, same_body: bool) -> bool:
    """Whether this is an alternation: two states that change places for the third time, or a third return to any.

    Once back is a revert, and so is a second edit of the text that is taken back. A headline, which newsrooms test,
    goes back once; that the text did so before says nothing of it where the body is the same.
    """
    digest = content_digest(content)
    if digest not in known.digests[:-1]:
        return False
    places = {digest, known.digests[-1]}
    if sum({one, other} == places for one, other in pairwise(known.digests)) >= 2:
        return True
    return _returns(known.titles) >= 1 if same_body else _returns(known.digests) >= 2


def _returns(states: Sequence[str]) -> int:
    """How often one of these, each beside the next, was again what had been before another."""
    return sum(now != before and now in states[:i] for i, (before, now) in enumerate(pairwise(states)))
