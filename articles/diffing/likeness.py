"""Which changed blocks are counterparts of which: likeness by words and word pairs that few blocks share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain, pairwise
from typing import NamedTuple

from .text import Tokens

COMMON = 24
"""A word or pair in more blocks than this tells nothing, and is ignored."""
WORK = 400_000
"""So many additions to scores are made at most; above it, COMMON is halved until they fit."""
UNIT = 10_080
"""The weight of a feature that one block has alone. Weights are whole numbers, so that sums don't depend
on the order in which sets are walked."""
IN_ORDER = 0.2
"""Blocks at least so much alike may be counterparts where they stand in order."""
CONTAINED = 0.38
"""A block of which at least so much stands in another may be a part of it, in a split or a merge."""

Feature = str | tuple[str, str]


class Alike(NamedTuple):
    """How much an old and a new block share, in weight of features, beside the weight of each."""

    old: int
    new: int
    shared: int
    weight_old: int
    weight_new: int

    @property
    def containment(self) -> float:
        """The share of the smaller block that the larger one holds."""
        return self.shared / min(self.weight_old, self.weight_new)

    @property
    def dice(self) -> float:
        return 2 * self.shared / (self.weight_old + self.weight_new)


def features(tokens: Tokens) -> set[Feature]:
    """The words of a block and its pairs of neighbouring words; punctuation counts as words."""
    keys = tokens.keys
    found: set[Feature] = set(keys)
    found.update(pairwise(keys))
    return found


def alike(old: Mapping[int, set[Feature]], new: Mapping[int, set[Feature]], common: int = COMMON) -> list[Alike]:
    """The pairs of blocks with something telling in common, by rising numbers."""
    both = set().union(*old.values()) & set().union(*new.values())
    shared_old = {i: found & both for i, found in old.items()}
    holders: dict[Feature, list[int]] = {feature: [] for feature in both}
    weight_new: dict[int, int] = {}
    for j, found in new.items():
        shared = found & both
        weight_new[j] = UNIT * (len(found) - len(shared))
        for feature in shared:
            holders[feature].append(j)
    postings = _postings(shared_old, holders, common)
    for weight, numbers in postings.values():
        for j in numbers:
            weight_new[j] += weight
    result: list[Alike] = []
    for i, found in old.items():
        shared = shared_old[i]
        weight_old = UNIT * (len(found) - len(shared))
        scores: dict[int, int] = {}
        for feature in shared:
            posting = postings.get(feature)
            if posting:
                weight, numbers = posting
                weight_old += weight
                for j in numbers:
                    if j in scores:
                        scores[j] += weight
                    else:
                        scores[j] = weight
        for j, score in scores.items():
            other = weight_new[j]
            lighter = other if other < weight_old else weight_old
            if 2 * score >= IN_ORDER * (weight_old + other) or score >= CONTAINED * lighter:
                result.append(Alike(i, j, score, weight_old, other))
    result.sort()
    return result


def _postings(
    shared_old: Mapping[int, set[Feature]], holders: Mapping[Feature, list[int]], common: int
) -> dict[Feature, tuple[int, list[int]]]:
    """For each telling feature its weight and the new blocks that have it: words weigh 2 / n and word
    pairs 1 / sqrt(n) of a unit, where n blocks have it."""
    counts = Counter(chain.from_iterable(shared_old.values()))
    common = _affordable(Counter((count, len(holders[feature])) for feature, count in counts.items()), common)
    words = [0, 0, *(2 * UNIT // n for n in range(2, common + 1))]
    pairs = [0, 0, *(int(UNIT * n**-0.5) for n in range(2, common + 1))]
    postings: dict[Feature, tuple[int, list[int]]] = {}
    for feature, count in counts.items():
        numbers = holders[feature]
        total = count + len(numbers)
        if total <= common:
            postings[feature] = ((words if type(feature) is str else pairs)[total], numbers)
    return postings


def _affordable(sizes: Mapping[tuple[int, int], int], common: int) -> int:
    """The largest cap on how common a feature may be with which all scoring takes at most WORK additions."""
    while common > 2 and sum(a * b * n for (a, b), n in sizes.items() if a + b <= common) > WORK:
        common //= 2
    return common
