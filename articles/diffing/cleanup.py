"""Making a correct word diff a readable one: which of the tokens that could stay, should."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate, islice, takewhile

from .lcs import Match
from .text import Tokens

FAINT = 6
"""Kept text so many times shorter than the changes around it together is dropped even where one of them is
no longer than it."""

LONGEST = 12
"""So many characters of a word count at most: beside a German compound or an address, a kept word is no less kept."""

KANJI_WORD = 2
"""Of a run of kanji, so many kept characters at most go with the ones beside them that were replaced: words mostly
have two, and a longer run is several words."""

_KANA = re.compile("[\u3041-\u30fa]")


def clean(old: Tokens, new: Tokens, matches: Sequence[Match]) -> list[Match]:
    """Slide one-sided changes to where sentences start, drop islands that explain nothing, and replace
    hyphenated words whole."""
    kept = slide(old, new, matches)
    kept = drop_islands(old, new, kept)
    torn = _words_torn if "-" in old.keys or "-" in new.keys else None
    if _has_kana(old) or _has_kana(new):
        torn = _kanji_torn
    return replace_whole_words(old, new, kept, torn) if torn else kept


def slide(old: Tokens, new: Tokens, matches: Sequence[Match]) -> list[Match]:
    """Move pure inserts and deletes, where equal tokens leave a choice, to the best boundary."""
    result = list(matches)
    for k in range(len(result)):
        this = result[k]
        following = result[k + 1] if k + 1 < len(result) else Match(len(old.raw), len(new.raw), 0)
        gap_old = following.old - this.old - this.size
        gap_new = following.new - this.new - this.size
        if bool(gap_old) == bool(gap_new):
            continue
        tokens, start, end = (
            (old, this.old + this.size, following.old) if gap_old else (new, this.new + this.size, following.new)
        )
        shift = _best_shift(tokens, start, end, this.size, following.size)
        if shift:
            result[k] = Match(this.old, this.new, this.size + shift)
            if following.size:
                result[k + 1] = Match(following.old + shift, following.new + shift, following.size - shift)
            elif shift < 0:
                result.insert(k + 1, Match(following.old + shift, following.new + shift, -shift))
    return [match for match in result if match.size]


def _best_shift(tokens: Tokens, start: int, end: int, room_left: int, room_right: int) -> int:
    keys = tokens.keys
    best, best_score = 0, _boundary(tokens, start) + _boundary(tokens, end)
    shift = 0
    while -shift < room_left and keys[start + shift - 1] == keys[end + shift - 1]:
        shift -= 1
        score = _boundary(tokens, start + shift) + _boundary(tokens, end + shift)
        if score > best_score:
            best, best_score = shift, score
    shift = 0
    while shift < room_right and keys[start + shift] == keys[end + shift]:
        shift += 1
        score = _boundary(tokens, start + shift) + _boundary(tokens, end + shift)
        if score > best_score:
            best, best_score = shift, score
    return best


def _boundary(tokens: Tokens, position: int) -> int:
    """How natural it is for a change to begin or end before this token."""
    if position in (0, len(tokens.raw)):
        return 4
    before = tokens.keys[position - 1]
    spaced = tokens.raw[position - 1] != before
    if before in {".", "!", "?", "。", "！", "？", "।", "؟", '"', "'"} and spaced:
        return 4
    if before in {",", ";", ":", "-", ")"}:
        return 2
    return 1 if spaced else 0


def drop_islands(old: Tokens, new: Tokens, matches: Sequence[Match]) -> list[Match]:
    """Drop kept tokens that are lost between large changes, the shortest first: what is dropped makes the
    changes around it larger, so its neighbours are looked at again."""
    ends = Match(len(old.keys), len(new.keys), 0)
    if not _has_islands(matches, ends):
        return list(matches)
    islands = [Match(0, 0, 0), *matches, ends]
    at_old, at_new = _offsets(old), _offsets(new)
    before = list(range(-1, len(islands) - 1))
    after = list(range(1, len(islands) + 1))
    length = [at_old[m.old + m.size] - at_old[m.old] for m in islands]

    def change(left: int, right: int) -> int:
        a, b = islands[left], islands[right]
        gone = at_old[b.old] - at_old[a.old + a.size]
        come = at_new[b.new] - at_new[a.new + a.size]
        return max(gone, come)

    queue = [(length[k], k) for k in range(1, len(islands) - 1)]
    heapify(queue)
    dropped = [False] * len(islands)
    while queue:
        size, k = heappop(queue)
        if dropped[k]:
            continue
        left, right = before[k], after[k]
        changes = change(left, k), change(k, right)
        if not _is_island(size, *changes) and not (max(changes) > 1 and _is_lone_character(old, islands[k])):
            continue
        dropped[k] = True
        after[left], before[right] = right, left
        for neighbour in (left, right):
            if 0 < neighbour < len(islands) - 1:
                heappush(queue, (length[neighbour], neighbour))
    return [match for k, match in enumerate(islands) if match.size and not dropped[k]]


def _has_islands(matches: Sequence[Match], ends: Match) -> bool:
    """Whether anything kept has changes on both sides."""
    if not matches:
        return False
    first, last = matches[0], matches[-1]
    at_start = first.old == first.new == 0
    at_end = last.old + last.size == ends.old and last.new + last.size == ends.new
    return len(matches) > at_start + at_end


def _is_island(size: int, before: int, after: int) -> bool:
    """Whether kept text of `size` characters between two changes reads as noise: much less than either
    change, or no more than either and next to nothing against both."""
    smaller = min(before, after)
    return 2 * size <= smaller or (size <= smaller and FAINT * size <= before + after)


def _is_lone_character(tokens: Tokens, match: Match) -> bool:
    """Whether what is kept is one character of a script without spaces: part of a word, as likely as not."""
    raw = tokens.raw[match.old]
    return match.size == 1 and raw[0] >= "\u0e00" and raw == tokens.keys[match.old] and raw.isalpha() and len(raw) == 1


def _offsets(tokens: Tokens) -> list[int]:
    """Where each token starts, counted in characters without spaces, of a token at most LONGEST."""
    return [0, *accumulate(min(len(key), LONGEST) for key in tokens.keys)]


Torn = Callable[[Tokens, range, Tokens, range], tuple[int, int]]


def replace_whole_words(old: Tokens, new: Tokens, matches: Sequence[Match], torn: Torn) -> list[Match]:
    """Where part of a word of several tokens gave way to another, the whole words are the change. `torn` tells
    how many kept tokens before and after a replacement belong to words that it tears."""
    result = [*matches, Match(len(old.raw), len(new.raw), 0)]
    i = j = 0
    for k, following in enumerate(result):
        gone, come = range(i, following.old), range(j, following.new)
        if gone and come:
            before, after = torn(old, gone, new, come)
            if before and k and result[k - 1].size > before:
                result[k - 1] = result[k - 1]._replace(size=result[k - 1].size - before)
            if after and following.size > after:
                following = Match(following.old + after, following.new + after, following.size - after)
                result[k] = following
        i, j = following.old + following.size, following.new + following.size
    return [match for match in result if match.size]


def _words_torn(old: Tokens, gone: range, new: Tokens, come: range) -> tuple[int, int]:
    """Of hyphenated words: all tokens that belong to both sides' words, or one where only one side has a hyphen."""
    before = min(_compound_before(old, gone), _compound_before(new, come))
    after = min(_compound_after(old, gone), _compound_after(new, come))
    if not before and (_begins_torn(old, gone) or _begins_torn(new, come)):
        before = 1
    if not after and (_ends_torn(old, gone) or _ends_torn(new, come)):
        after = 1
    return before, after


def _begins_torn(tokens: Tokens, change: range) -> bool:
    """Whether a change begins with the hyphen of a word whose first part is kept."""
    start, raw = change[0], tokens.raw
    inside = 0 < start < len(raw) - 1 and raw[start] == "-"
    return inside and raw[start - 1].isalpha() and _is_word(tokens, start + 1)


def _ends_torn(tokens: Tokens, change: range) -> bool:
    """Whether a change ends with the hyphen of a word whose last part is kept."""
    end, raw = change[-1], tokens.raw
    inside = 0 < end < len(raw) - 1 and raw[end] == "-"
    return inside and raw[end - 1].isalpha() and _is_word(tokens, end + 1)


def _is_word(tokens: Tokens, place: int) -> bool:
    return tokens.keys[place].isalpha()


def _compound_before(tokens: Tokens, change: range) -> int:
    """How many tokens before a change belong to a hyphenated word that ends in it."""
    start = change[0]
    while start >= 2 and tokens.raw[start - 1] == "-" and tokens.raw[start - 2].isalpha():
        start -= 2
    return change[0] - start


def _compound_after(tokens: Tokens, change: range) -> int:
    """How many tokens after a change belong to a hyphenated word that begins with it."""
    end = change[-1] + 1
    while end + 1 < len(tokens.raw) and tokens.raw[end] == "-" and _is_word(tokens, end + 1):
        if not tokens.raw[end - 1].isalpha():
            break
        end += 2
    return end - change[-1] - 1


def _has_kana(tokens: Tokens) -> bool:
    return bool(_KANA.search("".join(tokens.raw)))


def _kanji_torn(old: Tokens, gone: range, new: Tokens, come: range) -> tuple[int, int]:
    """Of Japanese words: up to KANJI_WORD characters of the run of kanji that a replacement ends or begins in."""
    before = after = 0
    if _is_kanji(old, gone[0]) or _is_kanji(new, come[0]):
        before = _kanji(old, range(gone[0] - 1, -1, -1))
    if _is_kanji(old, gone[-1]) or _is_kanji(new, come[-1]):
        after = _kanji(old, range(gone[-1] + 1, len(old.keys)))
    return (before if before <= KANJI_WORD else 0), (after if after <= KANJI_WORD else 0)


def _kanji(tokens: Tokens, places: Iterable[int]) -> int:
    """How many of the tokens at these places are kanji, up to the first that is none."""
    return sum(1 for _ in takewhile(lambda place: _is_kanji(tokens, place), islice(places, KANJI_WORD + 1)))


def _is_kanji(tokens: Tokens, place: int) -> bool:
    return "\u3400" <= tokens.keys[place][:1] <= "\u9fff" or tokens.keys[place] == "々"
