"""What kind of change an edit is: the classes on which significance rests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from . import lexicon
from .text import normalise, tokenise
from .types import Spans

# Classes, from the weightiest to the lightest, with the step each one stands on (see docs/diffing.md).
STEPS: dict[str, int] = {
    "rewritten": 4,
    "negation": 4,
    "correction notice": 3,
    "headline": 3,
    "number": 3,
    "date": 3,
    "name": 3,
    "quotation": 3,
    "hedge": 3,
    "added": 3,
    "removed": 3,
    "link": 2,
    "wording": 2,
    "moved": 2,
    "reordered": 2,
    "byline": 2,
    "spelling": 1,
    "case": 1,
    "punctuation": 1,
    "layout": 1,
    "timestamp": 0,
    "typography": 0,
}
PASSAGE_WORDS = 12
"""An edit of so many new or lost words is a passage added or removed, not a choice of words."""
_DOUBLE_QUOTES = '"「」『』'
_DIALOGUE = frozenset('"')


class Edit(NamedTuple):
    """A stretch where old words gave way to new ones; either may be empty. `before` is the new text of
    the block up to there, `place` the number of its first span in the inline passage."""

    old: str
    new: str
    before: str
    place: int


def edits(passage: Spans) -> Iterator[Edit]:
    """The edits of an inline passage; changes that touch are one edit, trivial ones are left out."""
    before = ""
    k = 0
    while k < len(passage):
        op, text = passage[k]
        if op in "=~":
            before += text
            k += 1
            continue
        start, old, new = k, "", ""
        while k < len(passage) and passage[k].op in "-+":
            if passage[k].op == "-":
                old += passage[k].text
            else:
                new += passage[k].text
            k += 1
        yield Edit(old, new, before, start)
        before += new


def classify(edit: Edit, language: str) -> set[str]:
    """The classes of one edit; at least one."""
    old, new = tokenise(edit.old).keys, tokenise(edit.new).keys
    gone, come = _difference(old, new)
    words_gone, words_come = _wordlike(gone), _wordlike(come)
    if not words_gone and not words_come:
        return _without_words(old, new, gone, come)
    classes = _telling(words_gone, words_come, edit, language)
    if _quotes(gone) != _quotes(come) or _inside_quotation(edit.before):
        classes.add("quotation")
    if max(len(words_gone), len(words_come)) >= PASSAGE_WORDS:
        classes.add("added" if len(words_come) >= len(words_gone) else "removed")
    if classes:
        return classes
    if any("://" in word or word.startswith("www.") for word in (*words_gone, *words_come)):
        return {"link"}
    if [word.casefold() for word in words_gone] == [word.casefold() for word in words_come]:
        return {"case"}
    if "".join(words_gone) == "".join(words_come) or _is_spelling(words_gone, words_come):
        return {"spelling"}
    return {"wording"}


def _difference(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """The tokens that only one side has, in order."""
    count_old, count_new = Counter(old), Counter(new)
    only_old, only_new = count_old - count_new, count_new - count_old

    def keep(tokens: Sequence[str], only: Counter[str]) -> list[str]:
        found = []
        for token in tokens:
            if only[token] > 0:
                only[token] -= 1
                found.append(token)
        return found

    return keep(old, only_old), keep(new, only_new)


def _wordlike(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if any(ch.isalnum() for ch in token)]


def _without_words(old: Sequence[str], new: Sequence[str], gone: Sequence[str], come: Sequence[str]) -> set[str]:
    """Edits in which no word came or went."""
    if _quotes(gone) != _quotes(come):
        return {"quotation"}
    if gone or come:
        return {"punctuation"}
    return {"reordered"} if _wordlike(old) != _wordlike(new) else {"typography"}


def _quotes(tokens: Sequence[str]) -> int:
    return sum(token in _DOUBLE_QUOTES for token in tokens)


def _inside_quotation(before: str) -> bool:
    text = normalise(before)
    return text.count('"') % 2 == 1 or text.count("「") > text.count("」") or text.count("『") > text.count("』")


def _telling(gone: Sequence[str], come: Sequence[str], edit: Edit, language: str) -> set[str]:
    """The classes told by single words: what is denied, counted, dated, named or hedged."""
    classes: set[str] = set()
    if _negations(gone, language) != _negations(come, language):
        classes.add("negation")
    if any(lexicon.is_hedge(word, language) for word in (*gone, *come)):
        classes.add("hedge")
    for word in (*gone, *come):
        if lexicon.is_date(word):
            classes.add("date")
        elif lexicon.is_number(word):
            classes.add("number")
    if _names(gone, edit.old, edit, language) != _names(come, edit.new, edit, language):
        classes.add("name")
    return classes


def _negations(words: Sequence[str], language: str) -> int:
    return sum(lexicon.is_negation(word, language) for word in words)


def _names(words: Sequence[str], text: str, edit: Edit, language: str) -> list[str]:
    """Capitalised words that do not merely begin a sentence."""
    starts = _sentence_starts(text, edit.before)
    names = []
    for word in words:
        if not word[:1].isupper() or lexicon.is_date(word) or word == "I":
            continue
        if starts.get(word) or (language == "de" and not word.isupper()):
            continue
        names.append(word)
    return names


def _sentence_starts(text: str, before: str) -> dict[str, bool]:
    """For each word of a text, whether it stands only where a sentence starts."""
    starts: dict[str, bool] = {}
    fresh = not before.strip() or (
        before.rstrip()[-1:] in '.!?:"“”…' and not before.rstrip().endswith(("Mr.", "Mrs.", "Dr."))
    )
    for token in tokenise(text).keys:
        if any(ch.isalnum() for ch in token):
            starts[token] = starts.get(token, True) and fresh
            fresh = False
        elif token in ".!?":
            fresh = True
    return starts


def _is_spelling(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Words of the same beginning that are one slip apart; a capitalised word is never a slip, for Iran
    and Iraq are one letter apart."""
    if len(gone) != len(come):
        return False
    for a, b in zip(gone, come, strict=True):
        if a[:1].isupper() or b[:1].isupper() or a[0] != b[0] or min(len(a), len(b)) < 4:
            return False
        if OSA.distance(a, b, score_cutoff=2) > (2 if min(len(a), len(b)) >= 9 else 1):
            return False
    return True
