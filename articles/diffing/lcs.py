"""Longest common subsequences under a budget: what two sequences share, in order, at the speed of C.

rapidfuzz's bit-parallel matcher takes time and n * m / 8 bytes of memory. So large inputs are first cut
at anchors (runs of tokens that occur once on each side) and only the pieces between go to the matcher,
as long as the budget lasts. The budget counts cells, never time: same input, same answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

DIRECT_CELLS = 60_000_000
"""Up to this many cells (7.5 MB of bits) two sequences go to the matcher as they are."""
GAP_CELLS = 120_000_000
"""The most that one piece between anchors may cost."""
TOTAL_CELLS = 250_000_000
"""The most that all pieces between anchors may cost together."""
ANCHOR_SIZES = (6, 2, 1)


class Match(NamedTuple):
    """`size` equal tokens from `old` on the left and from `new` on the right."""

    old: int
    new: int
    size: int


class Common(NamedTuple):
    matches: list[Match]
    coarse: bool


def common_subsequence(old: Sequence[Hashable], new: Sequence[Hashable]) -> Common:
    """What both sequences share in order: as much as possible, or, past the budget, the anchored part."""
    n, m = len(old), len(new)
    if n * m <= DIRECT_CELLS:
        return Common(_direct(old, new, 0, 0), False)
    search = _Anchored(old, new)
    search.run(0, n, 0, m, 0)
    search.matches.sort()
    return Common(_joined(search.matches), search.coarse)


def _direct(old: Sequence[Hashable], new: Sequence[Hashable], i: int, j: int) -> list[Match]:
    blocks = LCSseq.editops(old, new).as_matching_blocks()
    return [Match(i + block.a, j + block.b, block.size) for block in blocks if block.size]


class _Anchored:
    """One search with its remaining budget."""

    def __init__(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> None:
        self.old = old
        self.new = new
        self.left = TOTAL_CELLS
        self.coarse = False
        self.matches: list[Match] = []

    def run(self, i1: int, i2: int, j1: int, j2: int, level: int) -> None:
        """Match old[i1:i2] with new[j1:j2]: equal ends, then anchors of this level or a direct match."""
        old, new = self.old, self.new
        head = 0
        while i1 + head < i2 and j1 + head < j2 and old[i1 + head] == new[j1 + head]:
            head += 1
        if head:
            self.matches.append(Match(i1, j1, head))
            i1, j1 = i1 + head, j1 + head
        tail = 0
        while i2 - tail > i1 and j2 - tail > j1 and old[i2 - tail - 1] == new[j2 - tail - 1]:
            tail += 1
        if tail:
            i2, j2 = i2 - tail, j2 - tail
            self.matches.append(Match(i2, j2, tail))
        cells = (i2 - i1) * (j2 - j1)
        if not cells:
            return
        direct_limit = DIRECT_CELLS // 64 if level < len(ANCHOR_SIZES) else GAP_CELLS
        if cells <= direct_limit and cells <= self.left:
            self.left -= cells
            self.matches += _direct(old[i1:i2], new[j1:j2], i1, j1)
        elif level < len(ANCHOR_SIZES):
            self._between_anchors(i1, i2, j1, j2, level)
        else:
            self.coarse = True

    def _between_anchors(self, i1: int, i2: int, j1: int, j2: int, level: int) -> None:
        i, j = i1, j1
        size = ANCHOR_SIZES[level]
        for a, b in _anchors(self.old[i1:i2], self.new[j1:j2], size):
            if i1 + a >= i and j1 + b >= j:
                self.run(i, i1 + a, j, j1 + b, level + 1)
                self.matches.append(Match(i1 + a, j1 + b, size))
                i, j = i1 + a + size, j1 + b + size
        self.run(i, i2, j, j2, level + 1)


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], size: int) -> list[tuple[int, int]]:
    """Where runs of `size` tokens stand that occur once on each side, in the longest order they share."""
    where_old = _unique_runs(old, size, step=(size + 1) // 2)
    where_new = _unique_runs(new, size, among=where_old)
    pairs = sorted((where_old[run], j) for run, j in where_new.items() if j >= 0 <= where_old[run])
    return longest_increasing([(i, j) for i, j in pairs if old[i : i + size] == new[j : j + size]])


def _unique_runs(
    tokens: Sequence[Hashable], size: int, step: int = 1, among: Mapping[int, int] | None = None
) -> dict[int, int]:
    """Where each run of `size` tokens starts, or -1 if in more than one place; by the hash of the run,
    which takes a third of the memory. Looks at every `step`-th run, and only at those `among` others."""
    runs = map(hash, zip(*(islice(tokens, k, None) for k in range(size)), strict=False))
    found: dict[int, int] = {}
    for place, run in islice(enumerate(runs), 0, None, step):
        if among is None or run in among:
            found[run] = -1 if run in found else place
    return found


def longest_increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of pairs, given by rising first number, whose second numbers rise too."""
    ends: list[int] = []
    end_pairs: list[int] = []
    before: list[int] = []
    for k, (_, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        before.append(end_pairs[place - 1] if place else -1)
        ends[place : place + 1] = [j]
        end_pairs[place : place + 1] = [k]
    chain = []
    k = end_pairs[-1] if end_pairs else -1
    while k >= 0:
        chain.append(pairs[k])
        k = before[k]
    return chain[::-1]


def _joined(matches: list[Match]) -> list[Match]:
    joined: list[Match] = []
    for match in matches:
        last = joined[-1] if joined else None
        if last and last.old + last.size == match.old and last.new + last.size == match.new:
            joined[-1] = Match(last.old, last.new, last.size + match.size)
        else:
            joined.append(match)
    return joined
