"""What two looks at a page show in another order: a box that stands elsewhere each time. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MOST = 1_000  # texts that stand otherwise; the time goes with their square


def wanderers(first: Sequence[str], second: Sequence[str], weights: Sequence[int]) -> frozenset[str]:
    """The keys that stand in both sequences, in another order, and without which the order is the same.

    Of two that changed places the lighter wandered: a heading of a box passes paragraphs by, and not they it. A key
    that comes twice is left out of account. ``weights`` are those of the second's keys. The rest is the heaviest
    common subsequence, as by Jacobson and Vo, "Heaviest increasing/common subsequence problems" (1992).
    """
    twice = {key for keys in (first, second) for key, count in Counter(keys).items() if count > 1}
    at = {key: place for place, key in enumerate(first) if key not in twice}
    common = [(at[key], key, weight) for key, weight in zip(second, weights, strict=True) if key in at]
    order = sorted(place for place, _, _ in common)
    start, end = 0, len(common)
    while start < end and common[start][0] == order[start]:
        start += 1
    while start < end and common[end - 1][0] == order[end - 1]:
        end -= 1
    otherwise = common[start:end]
    if not otherwise or len(otherwise) > MOST:
        return frozenset()
    return frozenset(key for _, key, _ in otherwise) - _heaviest(otherwise)


def _heaviest(rows: Sequence[tuple[int, str, int]]) -> frozenset[str]:
    """The keys of the rows of growing place that weigh most together."""
    sums: list[int] = []
    before: list[int] = []
    for i, (place, _, weight) in enumerate(rows):
        best = max((j for j in range(i) if rows[j][0] < place), key=sums.__getitem__, default=-1)
        before.append(best)
        sums.append(weight + (sums[best] if best >= 0 else 0))
    kept, i = set[str](), max(range(len(rows)), key=sums.__getitem__)
    while i >= 0:
        kept.add(rows[i][1])
        i = before[i]
    return frozenset(kept)
