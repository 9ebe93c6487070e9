"""From two token lists to the spans a reader sees."""

from __future__ import annotations

from collections.abc import Sequence

from .cleanup import clean
from .lcs import Match
from .text import Tokens
from .types import Op, Span, Spans


def kept_whole(text: str) -> Spans:
    return (Span("=", text),) if text else ()


def removed_whole(text: str) -> Spans:
    return (Span("-", text),) if text else ()


def added_whole(text: str) -> Spans:
    return (Span("+", text),) if text else ()


class _Writer:
    """Collects the spans of one side; neighbours with the same op become one span."""

    def __init__(self) -> None:
        self.ops: list[Op] = []
        self.texts: list[str] = []

    def put(self, op: Op, text: str) -> None:
        if not text:
            return
        if self.ops and self.ops[-1] == op:
            self.texts[-1] += text
        else:
            self.ops.append(op)
            self.texts.append(text)

    def spans(self) -> Spans:
        return tuple(map(Span, self.ops, self.texts))


def spans_of(old: Tokens, new: Tokens, matches: Sequence[Match]) -> tuple[Spans, Spans]:
    """The spans of both sides, given which tokens are kept."""
    left, right = _Writer(), _Writer()
    i = j = 0
    for match in (*matches, Match(len(old.raw), len(new.raw), 0)):
        _put_change(left, "-", old, i, match.old)
        _put_change(right, "+", new, j, match.new)
        i, j = match.old + match.size, match.new + match.size
        if not match.size:
            continue
        if old.raw[match.old : i] == new.raw[match.new : j]:
            text = "".join(old.raw[match.old : i])
            left.put("=", text)
            right.put("=", text)
            continue
        text_old, text_new = old.raw[match.old : i - 1], new.raw[match.new : j - 1]
        if text_old == text_new:
            text = "".join(text_old)
            left.put("=", text)
            right.put("=", text)
        else:
            for k in range(match.size - 1):
                _put_kept(left, right, text_old[k], text_new[k], False, False)
        following = _next_start(matches, match, len(old.raw), len(new.raw))
        _put_kept(left, right, old.raw[i - 1], new.raw[j - 1], following[0] > i, following[1] > j)
    return left.spans(), right.spans()


def _next_start(matches: Sequence[Match], match: Match, n: int, m: int) -> tuple[int, int]:
    later = [other for other in matches if other.old > match.old]
    return (later[0].old, later[0].new) if later else (n, m)


def _put_change(side: _Writer, op: Op, tokens: Tokens, start: int, end: int) -> None:
    """Tokens without a counterpart; those that no reader sees are trivial."""
    if start < end:
        if all(tokens.keys[start:end]):
            side.put(op, "".join(tokens.raw[start:end]))
            return
        for k in range(start, end):
            side.put(op if tokens.keys[k] else "~", tokens.raw[k])


def _put_kept(left: _Writer, right: _Writer, old: str, new: str, change_left: bool, change_right: bool) -> None:
    """One token that both sides have, perhaps with other spaces or another kind of quotation mark."""
    if old == new:
        left.put("=", old)
        right.put("=", new)
        return
    word_old, word_new = old.rstrip(), new.rstrip()
    op: Op = "=" if word_old == word_new else "~"
    left.put(op, word_old)
    right.put(op, word_new)
    space_old, space_new = old[len(word_old) :], new[len(word_new) :]
    if space_old == space_new:
        left.put("=", space_old)
        right.put("=", space_new)
    else:
        # A space that came or went beside a change belongs to that change.
        left.put("-" if not space_new and (change_left or change_right) else "~", space_old)
        right.put("+" if not space_old and (change_left or change_right) else "~", space_new)


def diff_words(old: Tokens, new: Tokens, matches: Sequence[Match]) -> tuple[Spans, Spans]:
    return spans_of(old, new, clean(old, new, matches))


def trivial_spans(old: str, new: str) -> tuple[Spans, Spans]:
    """The spans of two texts with the same key: word by word, kept or trivially different."""
    words_old, words_new = _words_and_spaces(old), _words_and_spaces(new)
    left, right = _Writer(), _Writer()
    if len(words_old) != len(words_new):
        left.put("~", old)
        right.put("~", new)
        return left.spans(), right.spans()
    for a, b in zip(words_old, words_new, strict=True):
        op: Op = "=" if a == b else "~"
        left.put(op, a)
        right.put(op, b)
    return left.spans(), right.spans()


def _words_and_spaces(text: str) -> list[str]:
    """Alternating spaces and words, starting and ending with a (perhaps empty) space."""
    pieces: list[str] = []
    rest = text
    position = 0
    for word in text.split():
        start = text.index(word, position)
        pieces += (rest[position:start], word)
        position = start + len(word)
    pieces.append(text[position:])
    return pieces


def cut_at(spans: Spans, lengths: Sequence[int]) -> tuple[Spans, ...]:
    """Spans over several blocks joined, cut back into one tuple of spans for each block."""
    parts: list[Spans] = []
    todo = list(spans)[::-1]
    for length in lengths:
        part: list[Span] = []
        while length > 0:
            op, text = todo.pop()
            if len(text) > length:
                todo.append(Span(op, text[length:]))
                text = text[:length]
            part.append(Span(op, text))
            length -= len(text)
        parts.append(tuple(part))
    return tuple(parts)


def kept_share(spans_old: Sequence[Spans], spans_new: Sequence[Spans]) -> float:
    """How much of the shorter side is kept, by characters that are not spaces."""
    shares = []
    for side in (spans_old, spans_new):
        total = kept = 0
        for spans in side:
            for op, text in spans:
                size = len(text) - text.count(" ")
                total += size
                if op in "=~":
                    kept += size
        shares.append(kept / total if total else 0.0)
    return max(shares)
