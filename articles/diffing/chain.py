"""The heaviest order-preserving choice among candidate pairings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


class Candidate(NamedTuple):
    """Old blocks i1..i2 stand for new blocks j1..j2 (half-open); heavier ones are preferred."""

    i1: int
    i2: int
    j1: int
    j2: int
    weight: float

    @property
    def mirrored(self) -> Candidate:
        """The same, seen from the other side."""
        return Candidate(self.j1, self.j2, self.i1, self.i2, self.weight)


def heaviest_chain(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates of greatest total weight that follow each other on both sides (Fenwick tree over
    the new side, O(n log n)). Of equal choices the one that comes first in order is taken."""
    ordered = sorted(candidates)
    if all(a.i2 <= b.i1 and a.j2 <= b.j1 for a, b in pairwise(ordered)):
        return ordered
    ends = sorted({candidate.j2 for candidate in ordered})
    rank = {end: k + 1 for k, end in enumerate(ends)}
    below = _ranks_below(ordered, ends)
    best = [(0.0, -1)] * (len(ends) + 1)
    totals: list[float] = []
    before: list[int] = []
    waiting: dict[int, list[int]] = defaultdict(list)
    old_ends = sorted({candidate.i2 for candidate in ordered}, reverse=True)
    for k, candidate in enumerate(ordered):
        while old_ends and old_ends[-1] <= candidate.i1:
            for done in waiting.pop(old_ends.pop(), ()):
                _raise(best, rank[ordered[done].j2], (totals[done], -1 - done))
        total, link = _greatest(best, below[candidate.j1])
        totals.append(total + candidate.weight)
        before.append(-1 - link if total else -1)
        waiting[candidate.i2].append(k)
    chain: list[Candidate] = []
    k = max(range(len(ordered)), key=lambda n: (totals[n], -n), default=-1)
    while k >= 0:
        chain.append(ordered[k])
        k = before[k]
    return chain[::-1]


def _ranks_below(ordered: Sequence[Candidate], ends: Sequence[int]) -> dict[int, int]:
    """For each start on the new side, how many ends lie at or before it."""
    below: dict[int, int] = {}
    place = 0
    for start in sorted({candidate.j1 for candidate in ordered}):
        while place < len(ends) and ends[place] <= start:
            place += 1
        below[start] = place
    return below


def _raise(tree: list[tuple[float, int]], place: int, value: tuple[float, int]) -> None:
    while place < len(tree):
        if tree[place] < value:
            tree[place] = value
        place += place & -place


def _greatest(tree: list[tuple[float, int]], place: int) -> tuple[float, int]:
    best = (0.0, -1)
    while place > 0:
        if tree[place] > best:
            best = tree[place]
        place &= place - 1
    return best


def gaps(chain: Sequence[Candidate], n: int, m: int) -> Iterator[tuple[range, range]]:
    """The stretches between the links of a chain, on sides of n and m blocks."""
    i = j = 0
    for candidate in (*chain, Candidate(n, n, m, m, 0)):
        if candidate.i1 > i or candidate.j1 > j:
            yield range(i, candidate.i1), range(j, candidate.j1)
        i, j = candidate.i2, candidate.j2


def covered(candidates: Sequence[Candidate]) -> tuple[set[int], set[int]]:
    """The blocks of either side that candidates take."""
    old: set[int] = set()
    new: set[int] = set()
    for candidate in candidates:
        old.update(range(candidate.i1, candidate.i2))
        new.update(range(candidate.j1, candidate.j2))
    return old, new
