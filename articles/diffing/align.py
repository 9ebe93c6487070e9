"""Which blocks of two texts are counterparts: kept, edited, moved, split or merged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from .chain import Candidate, covered, gaps, heaviest_chain
from .edited import DIAGONAL_LIKENESS, edits_in_place, likely, same_shape, short_lines
from .exact import MOVED_CHARACTERS, exact_candidates, exact_moves
from .lcs import common_subsequence
from .side import Side

LARGE = 8_000
"""More changed blocks than this are aligned coarsely."""
MOVED = 0.40
"""How alike blocks out of order are if one is the other, moved and edited."""
MOVED_WORDS = 4
"""Shorter blocks are not looked for elsewhere, unless they are equal."""
MOVED_IN_REWRITTEN = 0.75
STAYED = 0.25
"""Where fewer blocks than this share stayed in order, the text was rewritten, and half a block found again
elsewhere is no move."""

_WORD = re.compile(r"\w")


class Link(NamedTuple):
    """Counterparts: block numbers of both sides. Out of order if moved."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


class Alignment(NamedTuple):
    links: list[Link]
    coarse: bool


def align(old: Side, new: Side) -> Alignment:
    """The counterparts among the blocks of two sides, in no particular order."""
    if max(len(old.keys), len(new.keys)) > LARGE:
        return _align_coarsely(old, new)
    exact = exact_candidates(old.keys, new.keys)
    in_order = heaviest_chain(exact)
    taken_old, taken_new = covered(in_order)
    reserved = exact_moves(old, new, taken_old, taken_new)
    candidates = [*in_order, *reserved]
    for candidate in reserved:
        taken_old.add(candidate.i1)
        taken_new.add(candidate.j1)
    candidates += edits_in_place(old, new, in_order, taken_old, taken_new)
    candidates += likely(old, new, in_order, taken_old, taken_new)
    chain = heaviest_chain([c for c in candidates if _strong(c)])
    links = [_link(candidate) for candidate in chain]
    links = [link for links_ in map(_unrolled, links) for link in links_]
    used_old, used_new = _used(links)
    links += map(_link, short_lines(old, new, chain, used_old, used_new))
    links += _moves(old, new, candidates, used_old, used_new)
    return Alignment(links, False)


def _strong(candidate: Candidate) -> bool:
    return candidate.weight > 0


def _link(candidate: Candidate) -> Link:
    return Link(tuple(range(candidate.i1, candidate.i2)), tuple(range(candidate.j1, candidate.j2)))


def _unrolled(link: Link) -> Iterator[Link]:
    """A run of equal blocks is one link for each block; a split or merge stays one link."""
    if len(link.old) == len(link.new):
        for i, j in zip(link.old, link.new, strict=True):
            yield Link((i,), (j,), link.moved)
    else:
        yield link


def _used(links: Sequence[Link]) -> tuple[set[int], set[int]]:
    return {i for link in links for i in link.old}, {j for link in links for j in link.new}


def _moves(old: Side, new: Side, candidates: Sequence[Candidate], used_old: set[int], used_new: set[int]) -> list[Link]:
    """Counterparts out of order, the best first."""
    links = []
    stayed = len(used_old) + len(used_new)
    rewritten = stayed < STAYED * (len(old.keys) + len(new.keys))
    at_least = MOVED_IN_REWRITTEN if rewritten else MOVED
    ranked = sorted(candidates, key=lambda c: (-c.weight, c))
    for candidate in ranked:
        i, j = candidate.i1, candidate.j1
        size = candidate.i2 - i
        if size != candidate.j2 - j or any(k in used_old for k in range(i, i + size)):
            continue
        if any(k in used_new for k in range(j, j + size)):
            continue
        for k in range(size):
            if _may_move(old, new, i + k, j + k, candidate.weight if size == 1 else 0, at_least):
                links.append(Link((i + k,), (j + k,), True))
                used_old.add(i + k)
                used_new.add(j + k)
    return links


def _may_move(old: Side, new: Side, i: int, j: int, weight: float, at_least: float) -> bool:
    """Whether blocks are alike enough to be counterparts out of order, where chance finds more of them."""
    if old.keys[i] == new.keys[j]:
        return len(old.keys[i]) >= MOVED_CHARACTERS
    if weight < at_least**1.5 * (len(old.keys[i]) + len(new.keys[j]) + 2) / 2:
        return False
    if _other_figures(old.keys[i], new.keys[j]) or not (_WORD.search(old.keys[i]) and _WORD.search(new.keys[j])):
        return False
    return min(len(old.tokens(i).keys), len(new.tokens(j).keys)) >= MOVED_WORDS


def _other_figures(old: str, new: str) -> bool:
    """Whether short lines that are no sentences differ in their figures alone: «Open 5 March 2026» elsewhere
    is about another day."""
    return same_shape(old, new) and old[-1] not in ".!?" and new[-1] not in ".!?"


# Very large inputs


def _align_coarsely(old: Side, new: Side) -> Alignment:
    matches, _ = common_subsequence(old.keys, new.keys)
    links = [Link((m.old + k,), (m.new + k,)) for m in matches for k in range(m.size)]
    chain = [Candidate(m.old, m.old + m.size, m.new, m.new + m.size, 1) for m in matches]
    for left, right in gaps(chain, len(old.keys), len(new.keys)):
        if len(left) == len(right):
            for i, j in zip(left, right, strict=True):
                if Indel.normalized_similarity(old.tokens(i).keys, new.tokens(j).keys) >= DIAGONAL_LIKENESS:
                    links.append(Link((i,), (j,)))
    used_old, used_new = _used(links)
    reserved = exact_moves(old, new, used_old, used_new)
    links += [Link((c.i1,), (c.j1,), True) for c in reserved]
    return Alignment(links, True)
