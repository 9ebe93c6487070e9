"""Text as the diff sees it: keys, which leave out what no reader sees, and tokens, which readers read.

Keys serve comparing only; what is shown is always the text as it was.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import regex

_SINGLE_QUOTES = "‘’‚‛ʼ′＇‹›"
_DOUBLE_QUOTES = "“”„‟″＂«»"
_DASHES = "‐‑‒–—―−﹘﹣－"
# Soft hyphen, zero-width space, word joiner, byte order mark and the controls of writing direction.
# The zero-width joiner and non-joiner stay: they carry meaning in emoji, Persian and Indic scripts.
_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_ODD = re.compile(f"[{_SINGLE_QUOTES}{_DOUBLE_QUOTES}{_DASHES}…{_INVISIBLE}]")
_PLAIN = {
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_DASHES, "-"),
    "…": "...",
}


def normalise(text: str) -> str:
    """The key of a text: NFC, straight quotes, plain hyphens, single spaces, nothing invisible."""
    return " ".join(_words(text))


def squeeze(text: str) -> str:
    """The key of a text without its spaces."""
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    """What of a text's key stands between spaces."""
    if not text.isascii():
        text = _ODD.sub(_plain, text)
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    return text.split()


def _plain(odd: re.Match[str]) -> str:
    return _PLAIN.get(odd[0], "")


LARGE = 100_000
"""Characters from which on a block is large enough to be careful with memory."""


class Tokens(NamedTuple):
    """A block cut into words. `raw` joined is the block exactly: spaces ride on the token before them.
    `keys` are the same tokens, normalised and without their spaces."""

    raw: list[str]
    keys: list[str]


# Words with apostrophes; whole numbers with separators, currency and unit; addresses; single marks.
_NUMBER = r"[£$€¥₹₩₽]?\d+(?:[.,:/']\d+)*\w*[%‰°]?"
_ADDRESS = r"https?://\S*[\w/]"
# What can be nothing but a plain word is tried first, for most are.
_PLAIN_WORD = r"[^\W\dh]\w*+(?:['’]\w++)*+"
_ANY_WORD = rf"{_PLAIN_WORD}|{_NUMBER}|{_ADDRESS}|\w+(?:['’]\w+)*"
_WESTERN = re.compile(rf"(?:{_ANY_WORD}|\.\.+|[^\w\s])\s*+|\s+")
# What French, Italian and Catalan elide before a vowel is a word of its own: l'accident, qu'il, dell'arte. D' with a
# capital more often begins a name: D'Angelo. Looked for first, for most texts have none.
_HAS_ELIDED = re.compile(
    r"['’](?=[^\W\d_]{2})(?:(?<=\b[cdjlmnstCJLMNST]['’])|(?<=[Qq]u['’])|(?<=[Ll]l['’])|(?<=\b[Uu]n['’]))"
)
_ELIDED = (
    r"(?:[cdjlmnstCJLMNST]|(?:[Ll]ors|[Pp]uis|[Qq]uoi|[Jj]us)?[Qq]u|(?:[Dd]e|[Nn]e|[Aa]|[Ss]u|[Qq]ue|[Bb]e|[Dd]a)ll|[Uu]n)"
    r"['’](?=[^\W\d_]{2})"
)
_ELIDING = re.compile(rf"(?:{_ELIDED}|{_ANY_WORD}|\.\.+|[^\w\s])\s*+|\s+")
_WESTERN_WORD = re.compile(rf"(?:{_ANY_WORD})\s*+")  # the same without the tokens that are no words
# What the quick pattern above may be used on: no combining marks, no scripts written without spaces,
# nothing invisible, nothing beyond the Basic Multilingual Plane.
_NOT_WESTERN = re.compile(
    "[^\x00-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
# Scripts without spaces are cut by character, and a character keeps what is read as part of it: the vowels before
# and after a Thai or Lao consonant, the consonants under a Khmer or Myanmar one. Katakana words stay whole.
_SCRIPTS = r"\p{Han}\p{Hiragana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
_THAI = r"[\u0e40-\u0e44]?[\u0e01-\u0e2e]\p{M}*+[\u0e30\u0e32\u0e33\u0e45]?"
_LAO = r"[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf]\p{M}*+[\u0eb0\u0eb2\u0eb3]?"
_KHMER = r"[\u1780-\u17a2]\p{M}*+(?:(?<=\u17d2)[\u1780-\u17a2]\p{M}*+)*+"
_MYANMAR = r"[\u1000-\u1021]\p{M}*+(?:(?<=\u1039)[\u1000-\u1021]\p{M}*+)*+"
_UNSPACED = rf"(?:{_THAI}|{_LAO}|{_KHMER}|{_MYANMAR}|[{_SCRIPTS}])[\p{{M}}{_INVISIBLE}\u200c\u200d]*+"
_LETTER = rf"[[\p{{L}}\p{{N}}\p{{M}}_{_INVISIBLE}\u200c\u200d]--[{_SCRIPTS}\p{{Katakana}}ー]]"
_ANY_NUMBER = r"\p{Sc}?\p{Nd}++(?:[.,:/'٫٬]\p{Nd}++)*+[%‰°٪]?"
_UNIVERSAL = regex.compile(
    rf"(?:{_ANY_NUMBER}(?:{_LETTER}++)?|https?://\S*[\w/]|{_LETTER}++(?:['’]{_LETTER}++)*+"
    rf"|[\p{{Katakana}}ー]{{1,24}}+[\p{{M}}{_INVISIBLE}]*+|{_UNSPACED}|\.\.+|(?!\s)\X)\s*+|\s++",
    regex.V1,
)


def tokenise(text: str) -> Tokens:
    """Cut a block into tokens; no grapheme (an emoji family, a letter with its marks) is ever cut."""
    if text.isascii():
        raw = _cut(_ELIDING if "'" in text and _HAS_ELIDED.search(text) else _WESTERN, text)
        return Tokens(raw, list(map(str.rstrip, raw)))
    if not _NOT_WESTERN.search(text):
        raw = _cut(_ELIDING if _HAS_ELIDED.search(text) else _WESTERN, text)
        if not _ODD.search(text):
            return Tokens(raw, list(map(str.rstrip, raw)))
    else:
        raw = _cut(_UNIVERSAL, text)
    return Tokens(raw, list(map(_token_key, raw)))


def _cut(pattern: re.Pattern[str] | regex.Pattern[str], text: str) -> list[str]:
    """All matches; of a large text one by one, so that equal tokens share their memory."""
    if len(text) <= LARGE:
        return pattern.findall(text)
    return [sys.intern(match[0]) for match in pattern.finditer(text)]


@lru_cache(maxsize=16384)
def _token_key(token: str) -> str:
    return normalise(token)


_WORDLIKE = re.compile(r"\w")


def count_words(text: str) -> int:
    """Tokens with a letter or a digit in them."""
    if text.isascii() or not _NOT_WESTERN.search(text):
        return len(_WESTERN_WORD.findall(text))
    return sum(1 for token in tokenise(text).raw if _WORDLIKE.search(token))
