"""What kind of change an edit is: the classes on which significance rests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
_DOUBLE_QUOTES = frozenset('"「」『』')
_NAME_INSIDE = re.compile(r"[A-ZÀ-Þ](?<=[\w,;] .)\w+")  # looking back last is quicker by half


class Edit(NamedTuple):
    """A stretch where old words gave way to new ones; either may be empty. `before` is the new text of
    the block up to there, `after` the kept text that follows, `place` the number of its first span in the
    inline passage."""

    old: str
    new: str
    before: str
    after: str
    place: int


class Context(NamedTuple):
    """What the article tells about its words: its language, and the names that stand inside sentences."""

    language: str
    names: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Context:
        every = list(texts)
        names = _NAME_INSIDE.findall("\n".join(dict.fromkeys(every)))
        return cls(lexicon.language_of("\n".join(every)), frozenset(names))


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
        yield Edit(old, new, before, passage[k].text if k < len(passage) else "", start)
        before += new


def classify(edit: Edit, context: Context) -> set[str]:
    """The classes of one edit; at least one."""
    old, new = tokenise(edit.old).keys, tokenise(edit.new).keys
    gone, come = _difference(old, new)
    words_gone, words_come = _wordlike(gone), _wordlike(come)
    if not words_gone and not words_come:
        return _without_words(old, new, gone, come)
    if [word.casefold() for word in words_gone] == [word.casefold() for word in words_come]:
        return {"case"}
    classes = set() if _is_spelling(words_gone, words_come) else _telling(words_gone, words_come, edit, context)
    if _quotes(gone) != _quotes(come) or _inside_quotation(edit.before):
        classes.add("quotation")
    if max(len(words_gone), len(words_come)) >= PASSAGE_WORDS:
        classes.add("added" if len(words_come) >= len(words_gone) else "removed")
    if any(map(_is_address, (*words_gone, *words_come))):
        classes.add("link")
    if classes:
        return classes
    same_letters = "".join(words_gone) == "".join(words_come)
    return {"spelling"} if same_letters or _is_spelling(words_gone, words_come) else {"wording"}


def _is_address(word: str) -> bool:
    return "://" in word or word.startswith("www.")


def is_reordering(found: Sequence[Edit]) -> bool:
    """Whether edits took out just the words that they put in."""
    old = Counter(_wordlike([key.casefold() for edit in found for key in tokenise(edit.old).keys]))
    new = Counter(_wordlike([key.casefold() for edit in found for key in tokenise(edit.new).keys]))
    return old == new and len(old) > 1


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
    return [token for token in tokens if _is_wordlike(token)]


def _is_wordlike(token: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return token.isalnum() or any(map(str.isalnum, token))


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


def _telling(gone: Sequence[str], come: Sequence[str], edit: Edit, context: Context) -> set[str]:
    """The classes told by single words: what is denied, counted, dated, named or hedged."""
    gone, come = _plain_words(gone), _plain_words(come)
    classes: set[str] = set()
    language = context.language
    if _negations(gone, language) != _negations(come, language):
        classes.add("negation")
    if any(lexicon.is_hedge(word, language) for word in (*gone, *come)):
        classes.add("hedge")
    dated = _is_dated(edit)
    for word in (*gone, *come):
        is_dated = dated and lexicon.is_day_or_year(word)
        if is_dated or lexicon.is_date(word):
            classes.add("date")
        if lexicon.is_number(word) and not is_dated and not lexicon.is_clock_or_date(word):
            classes.add("number")
    if _names(gone, edit.old, edit, context) != _names(come, edit.new, edit, context):
        classes.add("name")
    return classes


def _is_dated(edit: Edit) -> bool:
    """Whether a figure in an edit is the day or the year of the month beside it: «4 June», «June 4,», not
    «in June 4 people»."""
    before = [key for key in tokenise(edit.before[-24:]).keys if key != ","]
    after = tokenise(edit.after[:24].lstrip()).keys
    if after and lexicon.is_month(after[0]):
        return True
    return bool(before) and lexicon.is_month(before[-1]) and not (after and after[0].isalpha())


def _plain_words(words: Sequence[str]) -> list[str]:
    """Without addresses, and without the possessive ending of a name or a day."""
    return [word.removesuffix("'s") for word in words if not _is_address(word)]


def _negations(words: Sequence[str], language: str) -> int:
    return sum(lexicon.is_negation(word, language) for word in words)


def _names(words: Sequence[str], text: str, edit: Edit, context: Context) -> list[str]:
    """Capitalised words, unless they merely begin a sentence or are German nouns."""
    starts = _sentence_starts(text, edit.before)
    names = []
    for word in _plain_words(words):
        if not word[:1].isupper() or lexicon.is_date(word) or word == "I":
            continue
        if (starts.get(word, False) and word not in context.names) or (context.language == "de" and not word.isupper()):
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
        if _is_wordlike(token):
            starts[token] = starts.get(token, True) and fresh
            fresh = False
        elif token in ".!?":
            fresh = True
    return starts


def _is_spelling(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Words of the same beginning that are one slip apart; a capitalised word is never a slip, for Iran
    and Iraq are one letter apart, and of short words only swapped letters are."""
    return bool(gone) and len(gone) == len(come) and all(map(_is_slip, gone, come))


def _is_slip(a: str, b: str) -> bool:
    if a[:1].isupper() or b[:1].isupper() or a[0] != b[0] or not a.isalpha() or not b.isalpha():
        return False
    shorter = min(len(a), len(b))
    if shorter < 5:
        return sorted(a) == sorted(b)
    return OSA.distance(a, b) <= (2 if shorter >= 9 else 1)
