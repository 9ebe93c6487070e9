"""Which blocks of two texts are counterparts: kept, edited, moved, split or merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from .chain import Candidate, covered, gaps, heaviest_chain
from .edited import DIAGONAL_LIKENESS, edits_in_place, likely, short_lines
from .exact import exact_candidates, exact_moves
from .lcs import common_subsequence
from .moves import moves
from .side import Side

LARGE = 8_000
"""More changed blocks than this are aligned coarsely."""


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
    links += [Link((i,), (j,), True) for i, j in moves(old, new, candidates, used_old, used_new).items()]
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
