"""Counterparts that are equal, in order or moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from .chain import Candidate
from .side import Side
from .text import count_words

MOVED_CHARACTERS = 12
"""Shorter blocks, such as a line of stars, are not told from another when they stand elsewhere ..."""
MOVED_WORDS = 6
"""... unless they have so many words, as a short sentence has in scripts without spaces, whose characters count as
words."""


def exact_candidates(old: Sequence[str], new: Sequence[str]) -> list[Candidate]:
    """Blocks with equal keys: unique ones in diagonal runs, repeated ones where they may stand."""
    places_old, places_new = _places(old), _places(new)
    runs: list[list[int]] = []
    single: set[tuple[int, int]] = set()
    for key, at_old in places_old.items():
        at_new = places_new.get(key)
        if not at_new:
            continue
        if len(at_old) == len(at_new) == 1:
            i, j = at_old[0], at_new[0]
            if runs and runs[-1][0] + runs[-1][2] == i and runs[-1][1] + runs[-1][2] == j:
                runs[-1][2] += 1
            else:
                runs.append([i, j, 1])
        elif len(at_old) * len(at_new) <= 9:
            single.update((i, j) for i in at_old for j in at_new)
        else:
            single.update(zip(at_old, at_new, strict=False))
            single.update(zip(reversed(at_old), reversed(at_new), strict=False))
    unique = {i + k for i, _, size in runs for k in range(size)}
    for i, j, size in runs:
        single.update(_extended(old, new, i - 1, j - 1, -1, unique))
        single.update(_extended(old, new, i + size, j + size, 1, unique))
    found = [_run(old, i, j, size) for i, j, size in runs]
    found += [_run(old, i, j, 1) for i, j in single]
    return found


def _places(keys: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        places.setdefault(key, []).append(number)
    return places


def _extended(
    old: Sequence[str], new: Sequence[str], i: int, j: int, step: int, unique: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Repeated blocks that go on before or after a run of unique ones, up to the next run."""
    while 0 <= i < len(old) and 0 <= j < len(new) and old[i] == new[j] and i not in unique:
        yield i, j
        i, j = i + step, j + step


def _run(keys: Sequence[str], i: int, j: int, size: int) -> Candidate:
    return Candidate(i, i + size, j, j + size, sum(len(keys[k]) + 1 for k in range(i, i + size)))


def is_telling(key: str) -> bool:
    """Whether a text is long enough to be told from others when it stands elsewhere."""
    return len(key) >= MOVED_CHARACTERS or (not key.isascii() and count_words(key) >= MOVED_WORDS)


def exact_moves(old: Side, new: Side, taken_old: set[int], taken_new: set[int]) -> list[Candidate]:
    """Equal blocks that could not stay in order: moved, unless too short to be told from another."""
    free_new: dict[str, list[int]] = defaultdict(list)
    for j, key in enumerate(new.keys):
        if j not in taken_new and is_telling(key):
            free_new[key].append(j)
    found = []
    for i, key in enumerate(old.keys):
        if i not in taken_old and free_new.get(key):
            j = free_new[key].pop(0)
            found.append(Candidate(i, i + 1, j, j + 1, len(key) + 1))
    return found
