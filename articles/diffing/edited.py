"""Counterparts that were edited: in their place, elsewhere, split or merged."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from .chain import Candidate, covered, gaps, heaviest_chain
from .likeness import COMMON, CONTAINED, IN_ORDER, Alike, alike
from .side import Side

GAP_WORK = 1_000
"""Above so many unmatched pairs, blocks look for their like inside their own gap first."""
COMMON_ACROSS_GAPS = 8
"""What so many blocks share tells nothing about a move from one gap to another."""
DIAGONAL = 8
"""Gaps of up to so many blocks a side, equal in number, are first tried one by one."""
DIAGONAL_LIKENESS = 0.6
"""Blocks that share at least so many of their words, in order, were edited in their place."""
DIAGONAL_CELLS = 10_000_000
"""Blocks of more words times words than this are not compared just to see."""
HEADING_WORDS = 8
"""A line of fewer words beside a block three times as long may be a heading."""
HEADING_LIKENESS = 0.7
"""What a block known to be a heading takes to pair with one that is none."""
PARTS = 12
"""The most neighbours that a split or a merge has: hard-wrapped lines come in such numbers."""
PARTS_COVER = 0.4
"""How much of the whole the parts of a split or a merge hold together."""
PARTS_CELLS = 60_000_000
"""So many words times words are gone through to tell what parts hold in the order of the whole; past that, what they
share with it tells."""
BOTH_HELD = 0.8
"""With so much of the smaller neighbour's words left in the block, both are parts of it however alike they are."""
CLAIM = 0.4
"""How alike a block and a part of its neighbour's split are if the block has a claim on it."""
CLAIMED = 0.7
"""A split or merge weighs so much less where the block next to the whole has a claim on the part next to it: as
likely, each kept its counterpart, and a sentence went from one to the other."""
LIKENESS_POWER = 1.5
"""What a pair weighs rises faster than its likeness: one good pair is worth more than two poor ones."""
SHORT_LINE = 120
"""Lines of up to so many characters, left over in a gap, are compared by their characters."""
SHORT_LIKENESS = 0.6
"""How alike such lines are if one became the other."""

RETYPED = 0.8
"""How alike two lines are, by their characters and whatever their case, if one is the other in another spelling."""

_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_PLURAL = re.compile(r"(?<=[a-z])s\b")


def edits_in_place(
    old: Side, new: Side, chain: Sequence[Candidate], taken_old: set[int], taken_new: set[int]
) -> list[Candidate]:
    """Gaps with as many old as new blocks: most often each was edited in its place."""
    found = []
    for left, right in gaps(chain, len(old.keys), len(new.keys)):
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
    return Candidate(i, i + 1, j, j + 1, similarity**LIKENESS_POWER * (len(old.keys[i]) + len(new.keys[j]) + 2) / 2)


def likely(
    old: Side, new: Side, chain: Sequence[Candidate], taken_old: set[int], taken_new: set[int]
) -> list[Candidate]:
    free_old = [i for i in range(len(old.keys)) if i not in taken_old]
    free_new = [j for j in range(len(new.keys)) if j not in taken_new]
    found: list[Candidate] = []
    common = COMMON
    if len(free_old) * len(free_new) > GAP_WORK and chain:
        for left, right in gaps(chain, len(old.keys), len(new.keys)):
            gap_old = [i for i in left if i not in taken_old]
            gap_new = [j for j in right if j not in taken_new]
            if gap_old and gap_new:
                local = _candidates(old, new, gap_old, gap_new)
                chosen = heaviest_chain(local)
                found += chosen
                used_old, used_new = covered(chosen)
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
        similarity = _similarity(pair, old.tokens(pair.old).keys, new.tokens(pair.new).keys)
        if similarity >= IN_ORDER:
            found.append(_pair(old, new, pair.old, pair.new, similarity))
    found += _rectangles(old, new, pairs)
    return found


def _same_kind(old: Side, new: Side, i: int, j: int) -> bool:
    return (i in old.headings) == (j in new.headings)


def _similarity(pair: Alike, old: Sequence[str], new: Sequence[str]) -> float:
    """How alike two blocks are, given their words: a line and a long block are only if one stands in the
    other as a sentence of its own."""
    n, m = len(old), len(new)
    if min(n, m) < HEADING_WORDS and max(n, m) > 3 * min(n, m):
        line, block = (old, new) if n < m else (new, old)
        return pair.containment * 0.5 if _stands_as_sentence(line, block) else pair.dice
    containment = pair.containment
    return max(pair.dice, 0.5 * containment) if containment > 0.6 else pair.dice


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
    claims = [pair for pair in pairs if pair.dice >= CLAIM]
    parts = [pair for pair in pairs if pair.shared >= CONTAINED * pair.weight_new]
    splits, cells = _splits(old, new, parts, claims, PARTS_CELLS)
    parts = [pair.mirrored for pair in pairs if pair.shared >= CONTAINED * pair.weight_old]
    merges, _ = _splits(new, old, parts, [pair.mirrored for pair in claims], cells)
    return [*splits, *(merge.mirrored for merge in merges)]


def _splits(
    old: Side, new: Side, parts: Sequence[Alike], claims: Sequence[Alike], cells: int
) -> tuple[list[Candidate], int]:
    """Splits of the old blocks, and how many cells are left for looks at the order of words."""
    claimed = {(pair.old, pair.new) for pair in claims}
    of_old: dict[int, list[Alike]] = defaultdict(list)
    for part in parts:
        of_old[part.old].append(part)
    found = []
    for i, of_whole in of_old.items():
        for run in _consecutive(of_whole, new, old, i):
            alike = _held(sum(part.shared for part in run), run[0].weight_old, sum(part.weight_new for part in run))
            if alike:
                first, last = run[0].new, run[-1].new
                weight, cells = _weight_of_parts(old, i, new, range(first, last + 1), alike, cells)
                if claimed & {(i - 1, first), (i + 1, last)}:
                    weight *= CLAIMED
                found.append(Candidate(i, i + 1, first, last + 1, weight))
    return found, cells


def _consecutive(parts: list[Alike], side: Side, other: Side, whole: int) -> Iterator[list[Alike]]:
    """Every stretch of 2 to PARTS neighbours on a side that hold different parts of a block of the other side."""
    stretch: list[Alike] = []
    for part in (*sorted(parts, key=lambda part: part.new), None):
        neighbours = part and stretch and part.new == stretch[-1].new + 1
        if part and neighbours and _hold_different_parts(side, part.new - 1, part.new, other, whole):
            stretch.append(part)
            continue
        for start in range(len(stretch)):
            for end in range(start + 2, min(len(stretch), start + PARTS) + 1):
                yield stretch[start:end]
        stretch = [part] if part else []


def _hold_different_parts(side: Side, one: int, next_one: int, other: Side, whole: int) -> bool:
    """Whether two neighbours are not two versions of one passage (a heading that repeats a name, the same hours
    on two days): less than half of what the smaller has of the whole is in the next, too, or the whole still
    has its words when those of the larger are taken out."""
    features = other.features(whole)
    mine, others = side.features(one) & features, side.features(next_one) & features
    if 2 * len(mine & others) < min(len(mine), len(others)):
        return True
    small, large = sorted((Counter(side.tokens(n).keys) for n in (one, next_one)), key=Counter.total)
    left = Counter(other.tokens(whole).keys) - large
    return (small & left).total() >= BOTH_HELD * small.total()


def _held(shared: float, whole: float, parts: float) -> float:
    """How alike a whole and its parts are, given what they share and weigh; 0 if the parts hold too little of it."""
    return min(1.0, 2 * shared / (whole + parts)) if shared >= PARTS_COVER * whole else 0.0


def _weight_of_parts(
    side: Side, whole: int, other: Side, parts: Sequence[int], alike: float, cells: int
) -> tuple[float, int]:
    """What a split or a merge weighs, as a pair of the whole and its parts joined would, and how many cells are left
    for such looks. How alike they are is the mean of what they share in any order and of the words that stand in the
    same order in both: a short last part counts with its few words, a sentence that changed its place by half."""
    words = side.tokens(whole).keys
    joined = [key for part in parts for key in other.tokens(part).keys]
    cells -= len(words) * len(joined)
    likeness = (alike + Indel.normalized_similarity(words, joined)) / 2 if cells > 0 else alike
    size = (len(side.keys[whole]) + sum(len(other.keys[part]) for part in parts) + 2) / 2
    return likeness**LIKENESS_POWER * size, cells


def short_lines(
    old: Side, new: Side, chain: Sequence[Candidate], used_old: set[int], used_new: set[int]
) -> list[Candidate]:
    """What is left in a gap, if short, is compared by characters: a score, a name, a heading."""
    chosen: list[Candidate] = []
    for left, right in gaps(chain, len(old.keys), len(new.keys)):
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
            chosen.append(candidate)
            used_old.add(candidate.i1)
            used_new.add(candidate.j1)
    return chosen


def _likeness_of_lines(old: str, new: str) -> float:
    """Likeness by characters, whatever their case; two figures of the same shape (£57.56, £255.99) are alike
    whatever they say."""
    if same_shape(old, new):
        return SHORT_LIKENESS
    return Indel.normalized_similarity(old.casefold(), new.casefold(), score_cutoff=SHORT_LIKENESS)


def same_shape(old: str, new: str) -> bool:
    """Whether two short lines differ in nothing but the figures in them, and the plural that goes with a figure."""
    if len(old) > SHORT_LINE or len(new) > SHORT_LINE:
        return False
    shape = _shape(old)
    return shape != old and shape == _shape(new)


def _shape(line: str) -> str:
    figures = _FIGURES.sub("#", line)
    return _PLURAL.sub("", figures) if figures != line else line


def is_retyped(old: str, new: str) -> bool:
    """Whether a line is another one, though no word of it may be left: the new figure in its place, other capitals,
    a plural."""
    if same_shape(old, new):
        return True
    a, b = old.casefold(), new.casefold()
    return a == b or (max(len(a), len(b)) <= SHORT_LINE and Indel.normalized_similarity(a, b) >= RETYPED)
