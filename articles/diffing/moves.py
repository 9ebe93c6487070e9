"""Counterparts out of order: blocks that moved, whole or edited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from .chain import Candidate
from .edited import LIKENESS_POWER, same_shape
from .exact import MOVED_CHARACTERS
from .likeness import COMMON
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
MOVED_AMONG_MANY = 0.50
"""How alike blocks must be then; if such a text was rewritten, too, only equal blocks moved."""
TELLS_ITSELF = 0.65
"""Blocks so much alike need no look at what others say."""
SAID_ELSEWHERE = 0.7
"""Where one other block has this share of what two blocks have in common, it doesn't tell that one is the other."""

_WORD = re.compile(r"\w")
Places = tuple[int, int]


def moves(
    old: Side, new: Side, candidates: Sequence[Candidate], used_old: Collection[int], used_new: Collection[int]
) -> dict[int, int]:
    """Old block to new block, of the candidates whose blocks are not used in order; the heaviest first."""
    stayed = len(used_old) + len(used_new)
    rewritten = stayed < STAYED * (len(old.keys) + len(new.keys))
    many = (len(old.keys) - len(used_old)) * (len(new.keys) - len(used_new)) > MANY_PAIRS
    if many:
        at_least = 1.0 if rewritten else MOVED_AMONG_MANY
    else:
        at_least = MOVED_IN_REWRITTEN if rewritten else MOVED
    likeness = {
        (i, j): alike
        for i, j, alike in _out_of_order(old, new, candidates)
        if i not in used_old and j not in used_new and alike >= at_least and _may_move(old, new, i, j)
    }
    vague = _said_elsewhere(old, new, [p for p in likeness if likeness[p] < TELLS_ITSELF]) if many else ()
    found: dict[int, int] = {}
    taken: set[int] = set()
    for i, j in likeness:
        if i not in found and j not in taken and (i, j) not in vague:
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
        return len(a) >= MOVED_CHARACTERS
    if _other_figures(a, b) or not (_WORD.search(a) and _WORD.search(b)):
        return False
    return min(len(old.tokens(i).keys), len(new.tokens(j).keys)) >= MOVED_WORDS


def _other_figures(old: str, new: str) -> bool:
    """Whether short lines that are no sentences differ in their figures alone: «Open 5 March 2026» elsewhere
    is about another day."""
    return same_shape(old, new) and old[-1] not in ".!?" and new[-1] not in ".!?"


def _said_elsewhere(old: Side, new: Side, pairs: Collection[Places]) -> set[Places]:
    """Those pairs whose common word pairs stand, most of them, in one other block, too, on either side."""
    shared = {(i, j): {f for f in old.features(i) & new.features(j) if f < 0} for i, j in pairs}
    wanted = set().union(*shared.values())
    if not wanted:
        return set(pairs)
    holders = [_holders(side, wanted) for side in (old, new)]
    found = set()
    for places, features in shared.items():
        for own, held in zip(places, holders, strict=True):
            others = Counter(k for f in features if len(held[f]) <= COMMON for k in held[f] if k != own)
            if others and max(others.values()) >= SAID_ELSEWHERE * len(features):
                found.add(places)
    return found


def _holders(side: Side, wanted: Collection[int]) -> dict[int, list[int]]:
    """The blocks that have each of these features."""
    held: dict[int, list[int]] = {feature: [] for feature in wanted}
    for k in range(len(side.keys)):
        for feature in side.features(k) & held.keys():
            held[feature].append(k)
    return held
