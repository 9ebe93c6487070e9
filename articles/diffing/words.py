"""From two token lists to the spans a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .cleanup import clean
from .lcs import Match
from .text import Tokens, tokenise
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
    end = Match(len(old.raw), len(new.raw), 0)
    i = j = 0
    for match, following in pairwise((*matches, end, end)):
        _put_change(left, right, old, new, range(i, match.old), range(j, match.new))
        i, j = match.old + match.size, match.new + match.size
        if match.size:
            beside_change = following.old > i or following.new > j
            _put_match(left, right, old.raw[match.old : i], new.raw[match.new : j], beside_change)
    return left.spans(), right.spans()


def _put_change(left: _Writer, right: _Writer, old: Tokens, new: Tokens, gone: range, come: range) -> None:
    """Tokens without a counterpart. Where one stretch replaces another, the space after both is kept."""
    texts_old, texts_new = _marked(old, gone, "-"), _marked(new, come, "+")
    space_old = space_new = ""
    if gone and come:
        space_old, space_new = _space_after(old.raw[gone[-1]]), _space_after(new.raw[come[-1]])
        if not space_old or not space_new:
            space_old = space_new = ""
    _put_marked(left, texts_old, space_old)
    _put_marked(right, texts_new, space_new)
    op: Op = "=" if space_old == space_new else "~"
    left.put(op, space_old)
    right.put(op, space_new)


def _marked(tokens: Tokens, places: range, op: Op) -> list[tuple[Op, str]]:
    """Changed tokens with their op; those that no reader sees are trivial."""
    if not places:
        return []
    start, end = places[0], places[-1] + 1
    if all(tokens.keys[start:end]):
        return [(op, "".join(tokens.raw[start:end]))]
    return [(op if tokens.keys[k] else "~", tokens.raw[k]) for k in places]


def _put_marked(side: _Writer, pieces: list[tuple[Op, str]], space: str) -> None:
    for k, (op, text) in enumerate(pieces):
        side.put(op, text.removesuffix(space) if k == len(pieces) - 1 else text)


def _space_after(token: str) -> str:
    return token[len(token.rstrip()) :]


def _put_match(left: _Writer, right: _Writer, old: Sequence[str], new: Sequence[str], beside_change: bool) -> None:
    """Tokens that both sides have, perhaps with other spaces or another kind of quotation mark."""
    if old == new:
        text = "".join(old)
        left.put("=", text)
        right.put("=", text)
        return
    if old[:-1] == new[:-1]:
        text = "".join(old[:-1])
        left.put("=", text)
        right.put("=", text)
    else:
        for a, b in zip(old[:-1], new[:-1], strict=True):
            _put_kept(left, right, a, b, False)
    _put_kept(left, right, old[-1], new[-1], beside_change)


def _put_kept(left: _Writer, right: _Writer, old: str, new: str, beside_change: bool) -> None:
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
        left.put("-" if beside_change and not space_new else "~", space_old)
        right.put("+" if beside_change and not space_old else "~", space_new)


def diff_words(old: Tokens, new: Tokens, matches: Sequence[Match]) -> tuple[Spans, Spans]:
    """The spans of both sides, with the matches cleaned up for reading."""
    return spans_of(old, new, clean(old, new, matches))


def trivial_spans(old: str, new: str) -> tuple[Spans, Spans]:
    """The spans of two texts with the same key: kept or trivially different, by token where the tokens
    have the same keys, too, else by word."""
    tokens_old, tokens_new = tokenise(old), tokenise(new)
    if tokens_old.keys == tokens_new.keys:
        return spans_of(tokens_old, tokens_new, [Match(0, 0, len(tokens_old.keys))])
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
