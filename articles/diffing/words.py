"""From two token lists to the spans a reader sees."""

from __future__ import annotations

from collections.abc import Sequence

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
    i = j = 0
    space_old = space_new = ""
    for match in (*matches, Match(len(old.raw), len(new.raw), 0)):
        gone, come = _marked(old, i, match.old, "-"), _marked(new, j, match.new, "+")
        _put_change(left, right, (space_old, gone), (space_new, come))
        i, j = match.old + match.size, match.new + match.size
        if match.size:
            space_old, space_new = _put_match(left, right, old.raw[match.old : i], new.raw[match.new : j])
    return left.spans(), right.spans()


_Pieces = list[tuple[Op, str]]


def _marked(tokens: Tokens, start: int, end: int, op: Op) -> _Pieces:
    """Changed tokens with their op; those that no reader sees are trivial."""
    if start == end:
        return []
    if all(tokens.keys[start:end]):
        return [(op, "".join(tokens.raw[start:end]))]
    return [(op if tokens.keys[k] else "~", tokens.raw[k]) for k in range(start, end)]


def _put_change(left: _Writer, right: _Writer, old: tuple[str, _Pieces], new: tuple[str, _Pieces]) -> None:
    """What stands between two kept tokens: the space after the first, and what changed. The sides share
    the space before the change, or else the one after it; a space that only one side has belongs to the
    change, and is trivial where nothing else changed."""
    (space_old, gone), (space_new, come) = old, new
    if not gone and not come:
        _put_space(left, right, space_old, space_new)
        return
    if (space_old and space_new) or space_old == space_new:
        _put_space(left, right, space_old, space_new)
    else:
        gone = [("-", space_old), *gone]
        come = [("+", space_new), *come]
    after_old, after_new = _space_after(gone), _space_after(come)
    if not after_old or not after_new:
        after_old = after_new = ""
    _put_pieces(left, gone, after_old)
    _put_pieces(right, come, after_new)
    _put_space(left, right, after_old, after_new)


def _put_space(left: _Writer, right: _Writer, old: str, new: str) -> None:
    op: Op = "=" if old == new else "~"
    left.put(op, old)
    right.put(op, new)


def _space_after(pieces: _Pieces) -> str:
    last = pieces[-1][1] if pieces else ""
    return last[len(last.rstrip()) :]


def _put_pieces(side: _Writer, pieces: _Pieces, without: str) -> None:
    for k, (op, text) in enumerate(pieces):
        side.put(op, text.removesuffix(without) if k == len(pieces) - 1 else text)


def _put_match(left: _Writer, right: _Writer, old: list[str], new: list[str]) -> tuple[str, str]:
    """Tokens that both sides have, perhaps with other spaces or another kind of quotation mark. The space
    after the last one is not put but returned: it may belong to what follows."""
    start = 0
    for k in range(len(old) - 1 if old != new else 0):
        if old[k] != new[k]:
            _put_equal(left, right, "".join(old[start:k]))
            _put_space(left, right, *_put_word(left, right, old[k], new[k]))
            start = k + 1
    _put_equal(left, right, "".join(old[start:-1]))
    return _put_word(left, right, old[-1], new[-1])


def _put_equal(left: _Writer, right: _Writer, text: str) -> None:
    left.put("=", text)
    right.put("=", text)


def _put_word(left: _Writer, right: _Writer, old: str, new: str) -> tuple[str, str]:
    word_old, word_new = old.rstrip(), new.rstrip()
    op: Op = "=" if word_old == word_new else "~"
    left.put(op, word_old)
    right.put(op, word_new)
    return old[len(word_old) :], new[len(word_new) :]


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
    if len(lengths) == 1:
        return (spans,)
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
