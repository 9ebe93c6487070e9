"""Which blocks of two texts are counterparts: kept, edited, moved, split or merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from .chain import Candidate, heaviest_chain
from .lcs import common_subsequence
from .likeness import COMMON, CONTAINED, IN_ORDER, Alike, Feature, alike, features
from .text import Tokens, tokenise

LARGE = 8_000
"""More changed blocks than this are aligned coarsely."""
GAP_WORK = 1_000
"""Above so many unmatched pairs, blocks look for their like inside their own gap first."""
COMMON_ACROSS_GAPS = 8
"""What so many blocks share tells nothing about a move from one gap to another."""
DIAGONAL = 8
"""Gaps of up to so many blocks a side, equal in number, are first tried one by one."""
DIAGONAL_LIKENESS = 0.6
DIAGONAL_CELLS = 10_000_000
"""Blocks of more words times words than this are not compared just to see."""
MOVED = 0.40
MOVED_IN_REWRITTEN = 0.75
STAYED = 0.25
"""Where fewer blocks than this share stayed in order, the text was rewritten, and half a block found again
elsewhere is no move."""
MOVED_WORDS = 4
MOVED_CHARACTERS = 12
HEADING_WORDS = 8
HEADING_LIKENESS = 0.7
PARTS = 12
PARTS_COVER = 0.4
SHORT_LINE = 120
SHORT_LIKENESS = 0.6


_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")


class Link(NamedTuple):
    """Counterparts: block numbers of both sides. Out of order if moved."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


class Alignment(NamedTuple):
    links: list[Link]
    coarse: bool


class Side:
    """The blocks of one side with what is known of them; tokens are cut when first asked for."""

    def __init__(self, texts: Sequence[str], keys: Sequence[str], headings: Collection[int] = frozenset()) -> None:
        """`headings` are the numbers of the blocks known to be headings."""
        self.headings = headings
        self.texts = texts
        self.keys = keys
        self._tokens: dict[int, Tokens] = {}
        self._features: dict[int, set[Feature]] = {}

    def tokens(self, number: int) -> Tokens:
        found = self._tokens.get(number)
        if found is None:
            found = self._tokens[number] = tokenise(self.texts[number])
        return found

    def features(self, number: int) -> set[Feature]:
        found = self._features.get(number)
        if found is None:
            found = self._features[number] = features(self.tokens(number))
        return found


def align(old: Side, new: Side) -> Alignment:
    """The counterparts among the blocks of two sides, in no particular order."""
    if max(len(old.keys), len(new.keys)) > LARGE:
        return _align_coarsely(old, new)
    exact = exact_candidates(old.keys, new.keys)
    in_order = heaviest_chain(exact)
    taken_old, taken_new = _covered(in_order)
    reserved = _exact_moves(old, new, taken_old, taken_new)
    candidates = [*in_order, *reserved]
    for candidate in reserved:
        taken_old.add(candidate.i1)
        taken_new.add(candidate.j1)
    candidates += _diagonals(old, new, in_order, taken_old, taken_new)
    candidates += _likely(old, new, in_order, taken_old, taken_new)
    chain = heaviest_chain([c for c in candidates if _strong(c)])
    links = [_link(candidate) for candidate in chain]
    links = [link for links_ in map(_unrolled, links) for link in links_]
    used_old, used_new = _used(links)
    links += _short_lines(old, new, chain, used_old, used_new)
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


def _covered(candidates: Sequence[Candidate]) -> tuple[set[int], set[int]]:
    old: set[int] = set()
    new: set[int] = set()
    for candidate in candidates:
        old.update(range(candidate.i1, candidate.i2))
        new.update(range(candidate.j1, candidate.j2))
    return old, new


def _used(links: Sequence[Link]) -> tuple[set[int], set[int]]:
    return {i for link in links for i in link.old}, {j for link in links for j in link.new}


# Exact counterparts


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


def _exact_moves(old: Side, new: Side, taken_old: set[int], taken_new: set[int]) -> list[Candidate]:
    """Equal blocks that could not stay in order: moved, unless too short to be told from another."""
    free_new: dict[str, list[int]] = defaultdict(list)
    for j, key in enumerate(new.keys):
        if j not in taken_new and len(key) >= MOVED_CHARACTERS:
            free_new[key].append(j)
    found = []
    for i, key in enumerate(old.keys):
        if i not in taken_old and free_new.get(key):
            j = free_new[key].pop(0)
            found.append(Candidate(i, i + 1, j, j + 1, len(key) + 1))
    return found


# Edited counterparts


def _gaps(chain: Sequence[Candidate], n: int, m: int) -> Iterator[tuple[range, range]]:
    i = j = 0
    for candidate in (*chain, Candidate(n, n, m, m, 0)):
        if candidate.i1 > i or candidate.j1 > j:
            yield range(i, candidate.i1), range(j, candidate.j1)
        i, j = candidate.i2, candidate.j2


def _diagonals(
    old: Side, new: Side, chain: Sequence[Candidate], taken_old: set[int], taken_new: set[int]
) -> list[Candidate]:
    """Gaps with as many old as new blocks: most often each was edited in its place."""
    found = []
    for left, right in _gaps(chain, len(old.keys), len(new.keys)):
        free_old = [i for i in left if i not in taken_old]
        free_new = [j for j in right if j not in taken_new]
        if len(free_old) != len(free_new) or len(free_old) > DIAGONAL:
            continue
        pairs = []
        for i, j in zip(free_old, free_new, strict=True):
            similarity = _likeness_in_place(old.tokens(i).keys, new.tokens(j).keys, len(free_old) == 1)
            if not similarity or not _same_kind(old, new, i, j):
                break
            pairs.append(_pair(old, new, i, j, similarity))
        else:
            found += pairs
            taken_old.update(free_old)
            taken_new.update(free_new)
    return found


def _likeness_in_place(old: Sequence[str], new: Sequence[str], alone: bool) -> float:
    """Word-level likeness, or 0 below DIAGONAL_LIKENESS. Two huge blocks with nobody else to pair with
    are taken for counterparts unseen: their word diff will tell."""
    if len(old) * len(new) > DIAGONAL_CELLS:
        return DIAGONAL_LIKENESS if alone else 0.0
    return Indel.normalized_similarity(old, new, score_cutoff=DIAGONAL_LIKENESS)


def _pair(old: Side, new: Side, i: int, j: int, similarity: float) -> Candidate:
    return Candidate(i, i + 1, j, j + 1, similarity**1.5 * (len(old.keys[i]) + len(new.keys[j]) + 2) / 2)


def _likely(
    old: Side, new: Side, chain: Sequence[Candidate], taken_old: set[int], taken_new: set[int]
) -> list[Candidate]:
    free_old = [i for i in range(len(old.keys)) if i not in taken_old]
    free_new = [j for j in range(len(new.keys)) if j not in taken_new]
    found: list[Candidate] = []
    common = COMMON
    if len(free_old) * len(free_new) > GAP_WORK and chain:
        for left, right in _gaps(chain, len(old.keys), len(new.keys)):
            gap_old = [i for i in left if i not in taken_old]
            gap_new = [j for j in right if j not in taken_new]
            if gap_old and gap_new:
                local = _candidates(old, new, gap_old, gap_new)
                chosen = heaviest_chain(local)
                found += chosen
                used_old, used_new = _covered(chosen)
                taken_old |= used_old
                taken_new |= used_new
        free_old = [i for i in free_old if i not in taken_old]
        free_new = [j for j in free_new if j not in taken_new]
        common = COMMON_ACROSS_GAPS
    if free_old and free_new:
        found += _candidates(old, new, free_old, free_new, common)
    return found


def _candidates(
    old: Side, new: Side, olds: Sequence[int], news: Sequence[int], common: int = COMMON
) -> list[Candidate]:
    pairs = alike({i: old.features(i) for i in olds}, {j: new.features(j) for j in news}, common)
    if old.headings or new.headings:
        pairs = [pair for pair in pairs if pair.dice >= HEADING_LIKENESS or _same_kind(old, new, pair.old, pair.new)]
    found = []
    for pair in pairs:
        similarity = similarity_of(pair)
        keys_old, keys_new = old.tokens(pair.old).keys, new.tokens(pair.new).keys
        shorter, longer = sorted((keys_old, keys_new), key=len)
        if len(shorter) < HEADING_WORDS and len(longer) > 3 * len(shorter):
            similarity = pair.containment * 0.5 if _stands_as_sentence(shorter, longer) else pair.dice
        if similarity >= IN_ORDER:
            found.append(_pair(old, new, pair.old, pair.new, similarity))
    found += _rectangles(old, new, pairs)
    return found


def _same_kind(old: Side, new: Side, i: int, j: int) -> bool:
    return (i in old.headings) == (j in new.headings)


def similarity_of(pair: Alike) -> float:
    containment = pair.containment
    return max(pair.dice, 0.5 * containment if containment > 0.6 else 0.0)


def _stands_as_sentence(line: Sequence[str], block: Sequence[str]) -> bool:
    """Whether a short line begins or ends a longer block as a sentence of its own. If it does not, the
    two merely share words, as a heading and its paragraph do."""
    n = len(line)
    for size in (n, n - 1, n + 1):
        if 0 < size < len(block):
            if block[size][:1].isupper() and _equal_words(line, block[:size]):
                return True
            if block[-size - 1] in ".!?" and _equal_words(line[::-1], block[: -size - 1 : -1]):
                return True
    return False


def _equal_words(a: Sequence[str], b: Sequence[str]) -> bool:
    """At least half of the words, counted from the start of both or from both ends."""
    head = tail = 0
    while head < len(a) and head < len(b) and a[head] == b[head]:
        head += 1
    while tail < len(a) - head and tail < len(b) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return 2 * (head + tail) >= len(a)


def _rectangles(old: Side, new: Side, pairs: Sequence[Alike]) -> list[Candidate]:
    """Splits (one old block, several new ones in a row) and merges (the other way round)."""
    of_old: dict[int, list[Alike]] = defaultdict(list)
    of_new: dict[int, list[Alike]] = defaultdict(list)
    for pair in pairs:
        if pair.shared >= CONTAINED * pair.weight_new:
            of_old[pair.old].append(pair)
        if pair.shared >= CONTAINED * pair.weight_old:
            of_new[pair.new].append(pair)
    found = []
    for i, parts in of_old.items():
        for run in _consecutive([(part.new, part) for part in parts]):
            weight = _cover([part.shared for part in run], run[0].weight_old)
            if weight:
                size = len(old.keys[i]) * weight + 2
                found.append(Candidate(i, i + 1, run[0].new, run[-1].new + 1, size))
    for j, parts in of_new.items():
        for run in _consecutive([(part.old, part) for part in parts]):
            weight = _cover([part.shared for part in run], run[0].weight_new)
            if weight:
                size = len(new.keys[j]) * weight + 2
                found.append(Candidate(run[0].old, run[-1].old + 1, j, j + 1, size))
    return found


def _consecutive(parts: list[tuple[int, Alike]]) -> Iterator[list[Alike]]:
    """Every stretch of 2 to PARTS neighbours."""
    parts.sort()
    stretch: list[tuple[int, Alike]] = []
    for part in (*parts, (-9, None)):
        if stretch and part[0] == stretch[-1][0] + 1 and part[1] is not None:
            stretch.append((part[0], part[1]))
            continue
        for start in range(len(stretch)):
            for end in range(start + 2, min(len(stretch), start + PARTS) + 1):
                yield [pair for _, pair in stretch[start:end]]
        stretch = [(part[0], part[1])] if part[1] is not None else []


def _cover(shared: Sequence[float], whole: float) -> float:
    share = min(1.0, sum(shared) / whole)
    return share if share >= PARTS_COVER else 0.0


def _short_lines(
    old: Side, new: Side, chain: Sequence[Candidate], used_old: set[int], used_new: set[int]
) -> list[Link]:
    """What is left in a gap, if short, is compared by characters: a score, a name, a heading."""
    links = []
    for left, right in _gaps(chain, len(old.keys), len(new.keys)):
        olds = [i for i in left if i not in used_old and 0 < len(old.keys[i]) <= SHORT_LINE]
        news = [j for j in right if j not in used_new and 0 < len(new.keys[j]) <= SHORT_LINE]
        if not olds or not news or len(olds) * len(news) > GAP_WORK:
            continue
        found = []
        for i in olds:
            for j in news:
                similarity = _likeness_of_lines(old.keys[i], new.keys[j])
                if similarity and _same_kind(old, new, i, j):
                    found.append(_pair(old, new, i, j, similarity))
        for candidate in heaviest_chain(found):
            links.append(_link(candidate))
            used_old.add(candidate.i1)
            used_new.add(candidate.j1)
    return links


def _likeness_of_lines(old: str, new: str) -> float:
    """Likeness by characters; two figures of the same shape (£57.56, £255.99) are alike whatever they say."""
    if same_shape(old, new):
        return SHORT_LIKENESS
    return Indel.normalized_similarity(old, new, score_cutoff=SHORT_LIKENESS)


def same_shape(old: str, new: str) -> bool:
    """Whether two short lines differ in nothing but the figures in them."""
    if len(old) > SHORT_LINE or len(new) > SHORT_LINE:
        return False
    shape = _FIGURES.sub("0", old)
    return shape != old and shape == _FIGURES.sub("0", new)


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
    return min(len(old.tokens(i).keys), len(new.tokens(j).keys)) >= MOVED_WORDS


# Very large inputs


def _align_coarsely(old: Side, new: Side) -> Alignment:
    matches, _ = common_subsequence(old.keys, new.keys)
    links = [Link((m.old + k,), (m.new + k,)) for m in matches for k in range(m.size)]
    chain = [Candidate(m.old, m.old + m.size, m.new, m.new + m.size, 1) for m in matches]
    for left, right in _gaps(chain, len(old.keys), len(new.keys)):
        if len(left) == len(right):
            for i, j in zip(left, right, strict=True):
                if Indel.normalized_similarity(old.tokens(i).keys, new.tokens(j).keys) >= DIAGONAL_LIKENESS:
                    links.append(Link((i,), (j,)))
    used_old, used_new = _used(links)
    reserved = _exact_moves(old, new, used_old, used_new)
    links += [Link((c.i1,), (c.j1,), True) for c in reserved]
    return Alignment(links, True)
