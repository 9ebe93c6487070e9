"""Counterparts out of order: blocks that moved, whole or edited."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from .chain import Candidate
from .edited import LIKENESS_POWER, same_shape
from .exact import is_telling
from .side import Side

MOVED = 0.40
"""How alike blocks out of order are if one is the other, moved and edited."""
MOVED_WORDS = 4
"""Shorter blocks are not looked for elsewhere, unless they are equal."""
MOVED_IN_REWRITTEN = 0.75
STAYED = 0.25
"""Where fewer blocks than this share stayed in order, the text was rewritten, and half a block found again
elsewhere is no move."""
MANY_PAIRS = 30_000
"""With more unmatched old times new blocks than this, chance alone finds some that share half their words."""
ONE_END = 0.60
"""There, a block that moved begins and ends as it did, or, if only one of that, is so much alike; and nothing but
equal blocks moved in a text that was rewritten, too."""
END_WORDS = 2

_WORD = re.compile(r"\w")


def moves(
    old: Side, new: Side, candidates: Sequence[Candidate], used_old: Collection[int], used_new: Collection[int]
) -> dict[int, int]:
    """Old block to new block, of the candidates whose blocks are not used in order; the heaviest first."""
    stayed = len(used_old) + len(used_new)
    rewritten = stayed < STAYED * (len(old.keys) + len(new.keys))
    many = (len(old.keys) - len(used_old)) * (len(new.keys) - len(used_new)) > MANY_PAIRS
    at_least = (1.0 if many else MOVED_IN_REWRITTEN) if rewritten else MOVED
    found: dict[int, int] = {}
    taken: set[int] = set()
    for i, j, alike in _out_of_order(old, new, candidates):
        if i in used_old or j in used_new or i in found or j in taken or alike < at_least:
            continue
        if _may_move(old, new, i, j) and (not many or _ends_alike(old, new, i, j) >= (1 if alike >= ONE_END else 2)):
            found[i] = j
            taken.add(j)
    return found


def _out_of_order(old: Side, new: Side, candidates: Sequence[Candidate]) -> Iterator[tuple[int, int, float]]:
    """Each pair of blocks, and the likeness that its candidate's weight was made of; the heaviest first."""
    for candidate in sorted(candidates, key=lambda c: (-c.weight, c)):
        if candidate.i2 - candidate.i1 != candidate.j2 - candidate.j1:
            continue
        for i, j in zip(range(candidate.i1, candidate.i2), range(candidate.j1, candidate.j2), strict=True):
            if old.keys[i] == new.keys[j]:
                yield i, j, 1.0
            else:
                size = (len(old.keys[i]) + len(new.keys[j]) + 2) / 2
                yield i, j, (candidate.weight / size) ** (1 / LIKENESS_POWER)


def _may_move(old: Side, new: Side, i: int, j: int) -> bool:
    """Whether blocks have enough to be told by."""
    a, b = old.keys[i], new.keys[j]
    if a == b:
        return is_telling(a)
    if _other_figures(a, b) or not (_WORD.search(a) and _WORD.search(b)):
        return False
    return min(len(old.tokens(i).keys), len(new.tokens(j).keys)) >= MOVED_WORDS


def _other_figures(old: str, new: str) -> bool:
    """Whether short lines that are no sentences differ in their figures alone: «Open 5 March 2026» elsewhere
    is about another day."""
    return same_shape(old, new) and old[-1] not in ".!?" and new[-1] not in ".!?"


def _ends_alike(old: Side, new: Side, i: int, j: int) -> int:
    """How many of their two ends blocks have in common."""
    if old.keys[i] == new.keys[j]:
        return 2
    a, b = old.tokens(i).keys, new.tokens(j).keys
    return (a[:END_WORDS] == b[:END_WORDS]) + (a[-END_WORDS:] == b[-END_WORDS:])
