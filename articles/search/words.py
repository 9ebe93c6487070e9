"""Text as search sees it: words without case and accents, in their order. Pure functions.

Words of scripts that are written without spaces are single characters with their marks, so that a word in a query
is a phrase of characters, and found wherever it stands.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import regex

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
# What stands inside words and is not seen: soft hyphens, joiners, marks of direction; Arabic's stretching line.
_UNSEEN = "\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_PART = rf"\p{{M}}{_UNSEEN}"
_WORD = regex.compile(
    rf"[[\p{{L}}\p{{N}}_]--[{_UNSPACED}]][[\p{{L}}\p{{N}}_{_PART}]--[{_UNSPACED}]]*+"
    rf"|[[\p{{L}}\p{{N}}]&&[{_UNSPACED}]][{_PART}]*+",
    regex.V1,
)
_LATIN = str.maketrans(
    {chr(n): chr(n).lower() if chr(n).isalnum() or chr(n) == "_" else " " for n in range(128)}
)  # what is of words in ASCII, and spaces for the rest
_ACCENTS = regex.compile(r"(?<=[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}])\p{Mn}+", regex.V1)
_NOT_OF_WORDS = regex.compile(rf"[^\p{{L}}\p{{N}}\p{{M}}_]|[{_UNSEEN}]", regex.V1)
# Letters that have no accent to strip and are written without their stroke or apart where a keyboard lacks them.
_PLAIN = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"})

LONGEST_WORD = 64
"""Characters of a word that count; both engines bound a word by its bytes."""
MANY = 250
"""How often a word may stand in one piece. PostgreSQL keeps 255 places of a word, and none beyond 16,383."""
MOST_LETTERS = 60_000
"""Characters of one piece. PostgreSQL's tsvector holds a megabyte: words, places, and what was removed in pairs."""
LONGEST_PHRASE = 32
"""Words of a phrase, at most; so many are shared by neighbouring pieces of one long passage."""


class Word(NamedTuple):
    """A word as it is compared, and where it stands in its text."""

    key: str
    start: int
    end: int


def fold(word: str) -> str:
    """A word as it is compared: without case, accents and what is not seen."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", word.casefold()).casefold())
    text = _NOT_OF_WORDS.sub("", unicodedata.normalize("NFC", text))
    return text.translate(_PLAIN)[:LONGEST_WORD]


def find_words(text: str) -> Iterator[Word]:
    """The words of a text with their places in it."""
    for match in _WORD.finditer(text):
        if key := _folded(match[0]):
            yield Word(key, match.start(), match.end())


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    if text.isascii():
        return tuple([word[:LONGEST_WORD] for word in text.translate(_LATIN).split()])
    return tuple(key for key in map(_folded, _WORD.findall(text)) if key)


_folded = lru_cache(maxsize=16384)(fold)


def pieces(words: Sequence[str]) -> list[Sequence[str]]:
    """A passage as one piece or, where it is so long that an index would forget places, as several.

    Neighbours share LONGEST_PHRASE - 1 words, so that a phrase stands whole in at least one of them.
    """
    if len(words) <= MANY:
        return [words] if words else []
    found: list[Sequence[str]] = []
    start = 0
    counts: Counter[str] = Counter()
    letters = 0
    for place, word in enumerate(words):
        counts[word] += 1
        letters += len(word)
        if counts[word] > MANY or place - start >= 16_000 or letters > MOST_LETTERS:
            found.append(words[start:place])
            start = max(place - LONGEST_PHRASE + 1, start + 1)
            counts = Counter(words[start : place + 1])
            letters = sum(map(len, words[start : place + 1]))
    found.append(words[start:])
    return found


def key_of(piece: str) -> int:
    """A number by which a piece, its words with single spaces, is known again: 64 bits, signed as both engines do."""
    return int.from_bytes(blake2b(piece.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
