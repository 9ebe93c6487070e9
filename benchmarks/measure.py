"""Whether the kind of a change is told right: `python -m benchmarks.measure`.

Makes 300 edits of each class in sentences of real news (the shared bench), measures each as the change of a block,
and counts how often the class is named, and named alone, so that nothing is made of it that it is not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from articles.diffing import compare_versions, lexicon, measure

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("NEWSDIFFS_SHARED", ROOT.parent / "shared"))
EDITS = 300
TARGET = 0.97

_MONTHS = "January February March April June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_HEDGES = "allegedly reportedly apparently possibly probably perhaps".split()
_PLAIN = re.compile(r"(?<= )[a-z]{6,}(?=[ ,.])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]{2,})?(?=[ ,.])")
_NUMBER = re.compile(r"(?<= )\d{1,3}(?:,\d{3})*(?= [a-z])")
_AUXILIARY = re.compile(r"(?<= )(?:is|was|are|were|has|have|had|will|can|could|should|would|did|does)(?= [a-z])")
_DATE = re.compile(rf"(?<= )(?:{'|'.join(_DAYS + _MONTHS)})(?=[ ,.])")
_TOKEN_END = re.compile(r"(?<=[a-z]) (?=[a-z])")


@dataclass(frozen=True)
class Block:
    text: str
    kind: str = "paragraph"


@dataclass(frozen=True)
class Version:
    blocks: tuple[Block, ...]
    title: str = "The news of the day"
    standfirst: str = ""
    byline: str = ""


class News:
    """Sentences of real news, with the names and the plain words that stand in them."""

    def __init__(self, articles: Sequence[Sequence[str]]) -> None:
        found = {
            sentence.strip()
            for article in articles
            for block in article
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", block)
            if 50 < len(sentence) < 240 and not re.search(r"[\"“”«»]", sentence)
        }
        self.sentences = sorted(found)
        whole = " ".join(self.sentences)
        dates = {*_DAYS, *_MONTHS, "May"}
        self.names = sorted({name for name in _NAME.findall(whole) if not dates & set(name.split())})
        common = Counter(_PLAIN.findall(whole))
        self.words = sorted(word for word, count in common.items() if count > 2 and not _says_more(word))


def _says_more(word: str) -> bool:
    """Whether a word is a number, a hedge or a negation, so that putting it in is no mere wording."""
    return lexicon.is_number(word) or lexicon.is_hedge(word, "en") or lexicon.is_negation(word, "en")


def _ordinary(text: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{word}\b" for word in _PLAIN.findall(text) if not _says_more(word)) or r"(?!)")


def _swap(pattern: re.Pattern[str], text: str, chooser: random.Random, other: Callable[[str], str]) -> str | None:
    """The text with one of the pattern's matches replaced."""
    found = list(pattern.finditer(text))
    if not found:
        return None
    match = chooser.choice(found)
    return text[: match.start()] + other(match[0]) + text[match.end() :]


def name(text: str, news: News, chooser: random.Random) -> str | None:
    known = set(news.names)
    pattern = re.compile("|".join(re.escape(found) for found in _NAME.findall(text) if found in known) or r"(?!)")
    return _swap(pattern, text, chooser, lambda old: chooser.choice([n for n in news.names if n != old]))


def negation(text: str, news: News, chooser: random.Random) -> str | None:
    if re.search(r"\b(?:not|no|never)\b|n['’]t", text):
        return None
    return _swap(_AUXILIARY, text, chooser, lambda old: f"{old} {chooser.choice(['not', 'not', 'never'])}")


def number(text: str, news: News, chooser: random.Random) -> str | None:
    def other(old: str) -> str:
        value = int(old.replace(",", ""))
        return f"{value + chooser.choice([1, 2, 3, 10, 100, max(1, value // 2)]):,}"

    return _swap(_NUMBER, text, chooser, other) if not _DATE.search(text) else None


def date(text: str, news: News, chooser: random.Random) -> str | None:
    def other(old: str) -> str:
        return chooser.choice([word for word in (_DAYS if old in _DAYS else _MONTHS) if word != old])

    return _swap(_DATE, text, chooser, other)


def time(text: str, news: News, chooser: random.Random) -> tuple[str, str] | None:
    """A clock time or a day of the month, put in and changed."""
    if not re.fullmatch(r"[^.]*[a-z]\.", text):
        return None
    hour, day, month = chooser.randrange(1, 11), chooser.randrange(2, 27), chooser.choice(_MONTHS)
    forms = [
        (f" at {hour}:15", f" at {hour}:45"), (f" at {hour}am", f" at {hour + 1}am"),
        (f" at {hour}.30pm", f" at {hour + 1}.30pm"), (f" on {day} {month}", f" on {day + 1} {month}"),
        (f" on {month} {day}", f" on {month} {day + 2}"), (f" in {month} 2019", f" in {month} 2021"),
    ]  # fmt: skip
    old, new = chooser.choice(forms)
    return f"{text[:-1]}{old}.", f"{text[:-1]}{new}."


def hedge(text: str, news: News, chooser: random.Random) -> str | None:
    return _swap(_AUXILIARY, text, chooser, lambda old: f"{old} {chooser.choice(_HEDGES)}")


def quotation(text: str, news: News, chooser: random.Random) -> tuple[str, str] | None:
    """A word changed, added or lost inside a quotation, or quotation marks put around words."""
    spaces = [match.start() for match in _TOKEN_END.finditer(text)]
    if len(spaces) < 8:
        return None
    start = chooser.randrange(len(spaces) - 5)
    a, b = spaces[start] + 1, spaces[start + 5]
    quoted = text[a:b]
    if chooser.random() < 0.4:
        return text, f'{text[:a]}"{quoted}"{text[b:]}'
    words = quoted.split()
    words[chooser.randrange(1, len(words) - 1)] = chooser.choice(news.words)
    changed = " ".join(words)
    return f'{text[:a]}"{quoted}"{text[b:]}', f'{text[:a]}"{changed}"{text[b:]}'


def spelling(text: str, news: News, chooser: random.Random) -> str | None:
    def slip(word: str) -> str:
        k = chooser.randrange(1, len(word) - 2)
        wrong = chooser.choice([word[:k] + word[k + 1 :], word[:k] + word[k] + word[k:],
                                word[:k] + word[k + 1] + word[k] + word[k + 2 :]])  # fmt: skip
        return wrong if wrong != word else word[:k] + word[k] + word[k:]

    return _swap(_PLAIN, text, chooser, slip)


def punctuation(text: str, news: News, chooser: random.Random) -> str | None:
    if "," in text and chooser.random() < 0.5:
        return _swap(re.compile(r"(?<=[a-z]),(?= )"), text, chooser, lambda old: chooser.choice(["", ";", " -"]))
    return _swap(_TOKEN_END, text, chooser, lambda old: ", ")


def reordered(text: str, news: News, chooser: random.Random) -> str | None:
    pattern = re.compile(r"(?<= )([a-z]{3,}) (and|or) ([a-z]{3,})(?=[ ,.])")
    match = pattern.search(text)
    if not match or match[1] == match[3]:
        return None
    return f"{text[: match.start()]}{match[3]} {match[2]} {match[1]}{text[match.end() :]}"


def case(text: str, news: News, chooser: random.Random) -> str | None:
    return _swap(_PLAIN, text, chooser, str.capitalize)


def wording(text: str, news: News, chooser: random.Random) -> str | None:
    return _swap(_ordinary(text), text, chooser, lambda old: chooser.choice([w for w in news.words if w[0] != old[0]]))


def typography(text: str, news: News, chooser: random.Random) -> str | None:
    return _swap(re.compile(r"'|(?<=[a-z]) (?=[a-z])"), text, chooser, lambda old: "’" if old == "'" else "\u00a0")


CLASSES: dict[str, tuple[str, Callable[[str, News, random.Random], str | tuple[str, str] | None]]] = {
    "name": ("name", name), "negation": ("negation", negation), "number": ("number", number),
    "quotation": ("quotation", quotation), "day or month": ("date", date), "time or day of the month": ("date", time),
    "hedge": ("hedge", hedge), "spelling": ("spelling", spelling), "punctuation": ("punctuation", punctuation),
    "reordering": ("reordered", reordered), "capitals": ("case", case), "wording": ("wording", wording),
    "typography": ("typography", typography),
}  # fmt: skip


class Score(NamedTuple):
    edits: int
    told: int
    alone: int
    misses: list[tuple[str, str, tuple[str, ...]]]


def score(kind: str, news: News, seed: str) -> Score:
    """Edits of one class: how often it was named, and how often named alone."""
    expected, edit = CLASSES[kind]
    chooser = random.Random(f"{seed}-{kind}")
    edits = told = alone = 0
    misses = []
    while edits < EDITS:
        text = chooser.choice(news.sentences)
        made = edit(text, news, chooser)
        if made is None:
            continue
        old, new = made if isinstance(made, tuple) else (text, made)
        if chooser.random() < 0.5 and kind != "capitals":
            old, new = new, old
        around = [Block(chooser.choice(news.sentences)) for _ in range(6)]
        before, after = Version((*around[:3], Block(old), *around[3:])), Version((*around[:3], Block(new), *around[3:]))
        classes = measure(before, after, compare_versions(before, after)).classes
        edits += 1
        told += expected in classes
        alone += classes == (expected,)
        if classes != (expected,):
            misses.append((old, new, classes))
    return Score(edits, told, alone, misses)


def main() -> int:
    """Print the table; the exit status says whether every class reached TARGET."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", default="1", help="changes the sample")
    parser.add_argument("--misses", type=int, default=0, help="print so many misses of each class")
    options = parser.parse_args()
    path = SHARED / "bench" / "diff" / "corpus" / "articles.json"
    if not path.is_file():
        sys.exit(f"The shared bench is not at {path}: set NEWSDIFFS_SHARED to where ../shared is.")
    news = News(json.loads(path.read_text(encoding="utf-8")))
    scores = {kind: score(kind, news, options.seed) for kind in CLASSES}
    print("| edits | told | told, and nothing else |\n|---|---|---|")
    for kind, found in scores.items():
        print(f"| {kind} | {found.told / found.edits:.3f} | {found.alone / found.edits:.3f} |")
        for old, new, classes in found.misses[: options.misses]:
            print(f"    {', '.join(classes)}\n      - {old}\n      + {new}", file=sys.stderr)
    return int(any(found.told < TARGET * found.edits for found in scores.values()))


if __name__ == "__main__":
    raise SystemExit(main())
