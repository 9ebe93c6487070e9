"""Making a correct word diff a readable one: which of the tokens that could stay, should."""

from __future__ import annotations

from collections.abc import Sequence

from .lcs import Match
from .text import Tokens


def clean(old: Tokens, new: Tokens, matches: Sequence[Match]) -> list[Match]:
    """Slide one-sided changes to where sentences start, and drop islands that explain nothing."""
    return drop_islands(old, new, slide(old, new, matches))


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
    """Drop kept tokens that are lost between large changes."""
    result = list(matches)
    changed = True
    while changed and result:
        changed = False
        sizes = _gap_sizes(old, new, result)
        kept: list[Match] = []
        for k, match in enumerate(result):
            left, right = sizes[k], sizes[k + 1]
            length = sum(map(len, old.keys[match.old : match.old + match.size]))
            if 2 * length <= left and 2 * length <= right and not changed:
                changed = True
                continue
            kept.append(match)
        result = kept
    return result


def _gap_sizes(old: Tokens, new: Tokens, matches: Sequence[Match]) -> list[int]:
    sizes = []
    i = j = 0
    for match in (*matches, Match(len(old.raw), len(new.raw), 0)):
        sizes.append(max(sum(map(len, old.keys[i : match.old])), sum(map(len, new.keys[j : match.new]))))
        i, j = match.old + match.size, match.new + match.size
    return sizes
