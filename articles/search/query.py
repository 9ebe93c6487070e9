"""What a reader asks for: words, "phrases", beginnings*, AND, OR, NOT and brackets. Pure: text in, a tree out.

A query is held against one passage at a time: all that it asks for has to stand in the same headline or paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex
from django.utils.translation import gettext as _

from articles.search.words import LONGEST_PHRASE, find_words, pieces, split

LONGEST = 400  # characters of a query
MOST = 24  # words and phrases of a query
DEEPEST = 12  # brackets within brackets


class BadQuery(ValueError):
    """A query that cannot be understood; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after another; with ``prefix`` the last may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """All of these, and none of those."""

    parts: tuple[Node, ...]
    without: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these."""

    parts: tuple[Node, ...]


Node = Phrase | Both | Either

_TOKEN = regex.compile(
    r"""\s*(?:(?P<quoted>[-−]?["“”„«»＂][^"“”„«»＂]*(?:["“”„«»＂]\*?|$))|(?P<bracket>[-−]?\(|\))|(?P<word>[^\s()"“”„«»＂]+))"""
)
_QUOTES = '"“”„«»＂'


def parse(text: str) -> Node:
    """The tree of a query. Raises BadQuery."""
    if len(text) > LONGEST:
        said = _("This query is longer than %(most)s characters. Look for fewer words.")
        raise BadQuery(said % {"most": LONGEST})
    tree = _Parser(text).parse()
    if len(list(phrases(tree))) > MOST:
        said = _("This query has more than %(most)s words and phrases. Look for fewer.")
        raise BadQuery(said % {"most": MOST})
    return tree


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = [(match.lastgroup or "", match[0].strip()) for match in _TOKEN.finditer(text)]
        self.place = 0
        self.depth = 0

    def parse(self) -> Node:
        tree = self._either()
        if self.place < len(self.tokens):
            raise BadQuery(_("There is a “)” without its “(”. Write brackets in pairs, or leave them out."))
        if tree is None:
            raise BadQuery(_("There is no word in this query. Write at least one word to look for."))
        return tree

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("", "")

    def _either(self) -> Node | None:
        parts = [self._both()]
        while self._peek() == ("word", "OR"):
            self.place += 1
            parts.append(self._both())
        if len(parts) == 1:
            return parts[0]
        if None in parts:
            raise BadQuery(_("OR stands between two words: harbour OR port. To look for the word itself, write “or”."))
        return Either(tuple(part for part in parts if part is not None))

    def _both(self) -> Node | None:
        wanted: list[Node] = []
        unwanted: list[Node] = []
        dangling = ""
        while True:
            kind, text = self._peek()
            if not kind or (kind, text) in (("word", "OR"), ("bracket", ")")):
                break
            if kind == "word" and text == "AND":
                if dangling or not (wanted or unwanted):
                    raise _dangling("AND")
                dangling = "AND"
                self.place += 1
                continue
            negated = kind == "word" and text == "NOT"
            if negated:
                self.place += 1
                kind, text = self._peek()
                if not kind or text in ("OR", "AND", "NOT", ")"):
                    raise _dangling("NOT")
            dangling = ""
            part, minus = self._one()
            if part is not None:
                (unwanted if negated or minus else wanted).append(part)
        if dangling:
            raise _dangling(dangling)
        if unwanted and not wanted:
            raise BadQuery(_("This query only says what not to find. Write also what to look for: storm -weather."))
        if not wanted:
            return None
        return wanted[0] if len(wanted) == 1 and not unwanted else Both(tuple(wanted), tuple(unwanted))

    def _one(self) -> tuple[Node | None, bool]:
        """A word, a phrase or a bracket; and whether a minus stands before it."""
        kind, text = self._peek()
        self.place += 1
        minus = len(text) > 1 and text[0] in "-−"
        text = text[1:] if minus else text
        if kind != "bracket":
            return _phrase(text), minus
        self.depth += 1
        if self.depth > DEEPEST:
            said = _("There are more than %(most)s brackets within one another. Use fewer.")
            raise BadQuery(said % {"most": DEEPEST})
        inner = self._either()
        self.depth -= 1
        if self._peek() != ("bracket", ")"):
            raise BadQuery(_("There is a “(” without its “)”. Write brackets in pairs, or leave them out."))
        self.place += 1
        return inner, minus


def _dangling(word: str) -> BadQuery:
    example = "harbour NOT airport" if word == "NOT" else "harbour AND bridge"
    said = _("%(word)s needs a word to stand with: %(example)s. To look for the word itself, write it small.")
    return BadQuery(said % {"word": word, "example": example})


def _phrase(text: str) -> Phrase | None:
    prefix = text.rstrip(_QUOTES).endswith("*")
    words = split(text.strip(_QUOTES + "*"))
    if len(words) > LONGEST_PHRASE:
        said = _("A phrase may have %(most)s words. Look for its most telling part.")
        raise BadQuery(said % {"most": LONGEST_PHRASE})
    return Phrase(words, prefix) if words else None


def phrases(node: Node) -> Iterator[Phrase]:
    """All phrases of a tree, wanted or not."""
    if isinstance(node, Phrase):
        yield node
        return
    for part in (*node.parts, *(node.without if isinstance(node, Both) else ())):
        yield from phrases(part)


def wanted_phrases(node: Node) -> Iterator[Phrase]:
    """The phrases that a passage is found by."""
    if isinstance(node, Phrase):
        yield node
        return
    for part in node.parts:
        yield from wanted_phrases(part)


def holds(node: Node, text: str) -> bool:
    """Whether a passage has what the query asks for."""
    return any(_holds(node, padded) for padded in _padded(text))


@lru_cache(maxsize=4096)  # many watches ask the same of one passage
def _padded(text: str) -> tuple[str, ...]:
    """The pieces of a passage, a space around each word."""
    return tuple(f" {' '.join(piece)} " for piece in pieces(split(text)))


def _holds(node: Node, padded: str) -> bool:
    if isinstance(node, Phrase):
        return f" {' '.join(node.words)}{'' if node.prefix else ' '}" in padded
    if isinstance(node, Either):
        return any(_holds(part, padded) for part in node.parts)
    return all(_holds(part, padded) for part in node.parts) and not any(_holds(part, padded) for part in node.without)


def places(node: Node, text: str) -> list[tuple[int, int]]:
    """Where in a passage the wanted phrases stand: (start, end) without overlaps, in order."""
    words = list(find_words(text))
    keys = [word.key for word in words]
    found = [
        (words[at].start, words[at + len(phrase.words) - 1].end)
        for phrase in wanted_phrases(node)
        for at in _starts(phrase, keys)
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _starts(phrase: Phrase, keys: Sequence[str]) -> Iterator[int]:
    *head, last = phrase.words
    for at in range(len(keys) - len(head)):
        final = keys[at + len(head)]
        if (final.startswith(last) if phrase.prefix else final == last) and keys[at : at + len(head)] == head:
            yield at
