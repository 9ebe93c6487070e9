"""Which changed blocks are counterparts of which: likeness by words and word pairs that few blocks share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .text import Tokens

COMMON = 24
"""A word or pair in more blocks than this tells nothing, and is ignored."""
WORK = 1_500_000
"""So many additions to scores are made at most; above it, COMMON is halved until they fit."""

Feature = str | tuple[str, str]


class Alike(NamedTuple):
    """How much an old and a new block share, in weight of features, beside the weight of each."""

    old: int
    new: int
    shared: float
    weight_old: float
    weight_new: float

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
    found.update(zip(keys, keys[1:], strict=False))
    return found


def alike(old: Mapping[int, set[Feature]], new: Mapping[int, set[Feature]]) -> list[Alike]:
    """Every pair of blocks with anything telling in common. Cost is bounded by WORK."""
    holders: dict[Feature, list[int]] = {}
    for j, found in new.items():
        for feature in found:
            holders.setdefault(feature, []).append(j)
    counts: dict[Feature, int] = {}
    for found in old.values():
        for feature in found:
            if feature in holders:
                counts[feature] = counts.get(feature, 0) + 1
    cap = _affordable(counts, holders)
    weights: dict[Feature, float] = {}
    for feature, count in counts.items():
        total = count + len(holders[feature])
        if total <= cap:
            weights[feature] = 2 / total if type(feature) is str else total**-0.5
        else:
            weights[feature] = 0.0
    weight_new = {j: _weight(found, weights) for j, found in new.items()}
    result: list[Alike] = []
    for i, found in old.items():
        scores: dict[int, float] = defaultdict(float)
        for feature in sorted(found & weights.keys(), key=str) if False else found:
            weight = weights.get(feature)
            if weight:
                for j in holders[feature]:
                    scores[j] += weight
        weight_old = _weight(found, weights)
        result += [Alike(i, j, scores[j], weight_old, weight_new[j]) for j in sorted(scores)]
    return result


def _affordable(counts: Mapping[Feature, int], holders: Mapping[Feature, Sequence[int]]) -> int:
    cap = COMMON
    sizes = [(count, len(holders[feature])) for feature, count in counts.items()]
    while cap > 2 and sum(a * b for a, b in sizes if a + b <= cap) > WORK:
        cap //= 2
    return cap


def _weight(found: Iterable[Feature], weights: Mapping[Feature, float]) -> float:
    return sum(weights.get(feature, 1.0) for feature in found) or 1.0
