"""Which changed blocks are counterparts of which: likeness by words and word pairs that few blocks share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain, count, pairwise
from typing import NamedTuple

from .text import Tokens

COMMON = 24
"""A word or pair in more blocks than this tells nothing, and is ignored."""
WORK = 400_000
"""So many additions to scores are made at most; above it, COMMON is halved until they fit."""
FEW = 64
"""Up to so many pairs of blocks are looked at one by one; of more, those that share something telling."""
UNIT = 10_080
"""The weight of a feature that one block has alone. Weights are whole numbers, so that sums don't depend
on the order in which sets are walked."""
IN_ORDER = 0.2
"""Blocks at least so much alike may be counterparts where they stand in order."""
CONTAINED = 0.38
"""A block of which at least so much stands in another may be a part of it, in a split or a merge."""


class Alike(NamedTuple):
    """How much an old and a new block share, in weight of features, beside the weight of each."""

    old: int
    new: int
    shared: int
    weight_old: int
    weight_new: int

    @property
    def mirrored(self) -> Alike:
        """The same, seen from the other side."""
        return Alike(self.new, self.old, self.shared, self.weight_new, self.weight_old)

    @property
    def containment(self) -> float:
        """The share of the smaller block that the larger one holds."""
        return self.shared / min(self.weight_old, self.weight_new)

    @property
    def dice(self) -> float:
        return 2 * self.shared / (self.weight_old + self.weight_new)


class Vocabulary:
    """A number for each word (0 and up) and each word pair (-1 and down) of both sides: sets of such
    numbers are quicker to work with than sets of words."""

    def __init__(self) -> None:
        self._words: defaultdict[str, int] = defaultdict(count().__next__)
        self._pairs: defaultdict[tuple[str, str], int] = defaultdict(count(-1, -1).__next__)

    def features(self, tokens: Tokens) -> set[int]:
        """The words of a block and its pairs of neighbouring words; punctuation counts as words."""
        keys = tokens.keys
        return {*map(self._words.__getitem__, keys), *map(self._pairs.__getitem__, pairwise(keys))}


def alike(old: Mapping[int, set[int]], new: Mapping[int, set[int]], common: int = COMMON) -> list[Alike]:
    """The pairs of blocks with something telling in common, by rising numbers. What blocks are told by
    are the features of a Vocabulary."""
    both = set().union(*old.values()) & set().union(*new.values())
    shared_old = {i: found & both for i, found in old.items()}
    shared_new = {j: found & both for j, found in new.items()}
    weights = _weights(shared_old, shared_new, common)
    weight_old = {i: UNIT * (len(old[i]) - len(found)) + _sum(weights, found) for i, found in shared_old.items()}
    weight_new = {j: UNIT * (len(new[j]) - len(found)) + _sum(weights, found) for j, found in shared_new.items()}
    scores = _scores_of_few if len(old) * len(new) <= FEW else _scores_of_many
    result = []
    for i, j, shared in scores(shared_old, shared_new, weights):
        mine, other = weight_old[i], weight_new[j]
        if 2 * shared >= IN_ORDER * (mine + other) or shared >= CONTAINED * (other if other < mine else mine):
            result.append(Alike(i, j, shared, mine, other))
    result.sort()
    return result


def _sum(weights: Mapping[int, int], found: set[int]) -> int:
    return sum(map(weights.__getitem__, found))


Scores = Iterator[tuple[int, int, int]]


def _scores_of_few(old: Mapping[int, set[int]], new: Mapping[int, set[int]], weights: Mapping[int, int]) -> Scores:
    """What each old block shares with each new one."""
    for i, found in old.items():
        for j, other in new.items():
            shared = _sum(weights, found & other)
            if shared:
                yield i, j, shared


def _scores_of_many(old: Mapping[int, set[int]], new: Mapping[int, set[int]], weights: Mapping[int, int]) -> Scores:
    """What each old block shares with those new ones that share something with it."""
    telling = {feature for feature, weight in weights.items() if weight}
    holders: dict[int, list[int]] = {feature: [] for feature in telling}
    for j, found in new.items():
        for feature in found & telling:
            holders[feature].append(j)
    for i, found in old.items():
        scores: dict[int, int] = {}
        for feature in found & telling:
            weight = weights[feature]
            for j in holders[feature]:
                if j in scores:
                    scores[j] += weight
                else:
                    scores[j] = weight
        for j, score in scores.items():
            yield i, j, score


def _weights(old: Mapping[int, set[int]], new: Mapping[int, set[int]], common: int) -> dict[int, int]:
    """What each shared feature weighs: words 2 / n and word pairs 1 / sqrt(n) of a unit, where n blocks of
    both sides have it; nothing if it is too common."""
    counts = Counter(chain.from_iterable(chain(old.values(), new.values())))
    if len(counts) * len(old) * len(new) > WORK:
        counts_old = Counter(chain.from_iterable(old.values()))
        sizes = Counter((a, counts[feature] - a) for feature, a in counts_old.items())
        common = _affordable(sizes, common)
    most = len(old) + len(new) + 1
    words = [0, 0, *(2 * UNIT // n for n in range(2, common + 1)), *[0] * (most - common)]
    pairs = [0, 0, *(int(UNIT * n**-0.5) for n in range(2, common + 1)), *[0] * (most - common)]
    return {feature: words[n] if feature >= 0 else pairs[n] for feature, n in counts.items()}


def _affordable(sizes: Mapping[tuple[int, int], int], common: int) -> int:
    """The largest cap on how common a feature may be with which all scoring takes at most WORK additions."""
    while common > 2 and sum(a * b * n for (a, b), n in sizes.items() if a + b <= common) > WORK:
        common //= 2
    return common
