"""A made-up archive in the shape of the largest real one, at any size: drawn from a seed, article by article.

NewsEdits has 1,278,804 articles with 4,609,430 versions: 3.6 an article, with a tail of hundreds. Texts are drawn from
vocabularies by Zipf's law, so that an index of words meets rare and common ones as in real text; what an edit did is
known as it is made, so nothing need be compared. Knows nothing of Django: ``benchmarks.loading`` makes it rows.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from math import exp

ARTICLES = 1_278_804  # NewsEdits'
VERSIONS_PER_ARTICLE = 3.604  # 4,609,430 among them
SOURCES = 40
YEARS = 6
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
MOST_VERSIONS = 600
FRESH = timedelta(days=30)  # what is younger is still watched
# (mean, spread) of the logarithm of an article's number of versions, and of the minutes to the first edit.
_COUNT, _GAP = (0.94, 0.92), (4.2, 1.3)
_TICKER, _TICKERS = (4.6, 0.6), 1 / 2000  # live pages: how many versions they have, and their share
_WORDS = 30_000  # of a vocabulary
_COMMON = {
    "en": "the of and to a in that for was on is said with as it by at from his he be has have who an but not were "
    "their they will had been are after its this she her would more one which when new out up over about two all "
    "last or first if than police government people year president there company state could",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya este sí porque "
    "esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra",
}
_SYLLABLES = (
    "ba be bo da den der do el en er fa fi ga gor ha hel il in ka kel la lan len li lo ma mer mi mo na nes ni no or pa "
    "per ra ren ri ro sa sel ser si sto ta ten ter ti to tra u va ven ver vi wa wen za"
).split()
_LANGUAGES = ("en",) * 7 + ("de", "es", "en-GB")
_LEVELS = ("cosmetic", "minor", "substantive", "major")


@dataclass(frozen=True, slots=True)
class Edit:
    """What led to a version: counted as it was made."""

    words_added: int
    words_removed: int
    significance: float
    level: str
    headline_changed: bool
    lead: tuple[tuple[str, str], ...]  # spans: (op, text)


@dataclass(frozen=True, slots=True)
class State:
    """One version's content; ``edit`` is None for the first."""

    seen_at: datetime
    title: str
    blocks: tuple[str, ...]
    edit: Edit | None = None


@dataclass(slots=True)
class Story:
    """One article with all that happened to it."""

    number: int  # from 0
    source: int
    language: str
    address: str
    states: list[State]
    events: list[tuple[str, datetime]] = field(default_factory=list)  # (kind, when)
    other_address: str = ""
    looks: list[datetime] = field(default_factory=list)


def source_slug(number: int) -> str:
    """The name of a source in addresses."""
    return f"paper-{number}"


def language_of(source: int) -> str:
    """What a source writes in."""
    return _LANGUAGES[source % len(_LANGUAGES)]


def stories(
    first: int, count: int, *, total: int, seed: int = 1, until: datetime = UNTIL, looks: float = 2.0
) -> Iterator[Story]:
    """The articles ``first`` to ``first + count - 1`` of an archive of ``total``, the same whoever asks for them.

    ``looks`` is how many checks there are to a version. Articles come in the order in which they appeared.
    """
    begin, span = until - timedelta(days=365.25 * YEARS), timedelta(days=365.25 * YEARS) / total
    for number in range(first, first + count):
        draw = random.Random(f"{seed} {number}")
        yield _story(draw, number, begin + span * (number + draw.random()), until, looks)


def _story(draw: random.Random, number: int, born: datetime, until: datetime, looks: float) -> Story:
    source = min(int(SOURCES * draw.random() ** 2), SOURCES - 1)  # a few are large
    language = language_of(source)
    address = f"https://{source_slug(source)}.example/{born:%Y/%m}/{number}"
    story = Story(number, source, language, address, list(_states(draw, language[:2], born, until)))
    last = story.states[-1].seen_at
    if draw.random() < 0.02:
        gone = last + timedelta(hours=draw.uniform(1, 600))
        story.events.append(("gone", gone))
        if draw.random() < 0.2:
            story.events.append(("back", gone + timedelta(hours=draw.uniform(1, 48))))
    if draw.random() < 0.15:
        story.other_address = f"https://{source_slug(source)}.example/amp/{number}"
        if draw.random() < 0.07:
            story.events.append(("moved", last + timedelta(hours=1)))
    story.events = [(kind, at) for kind, at in story.events if at < until]
    watched = min(until, last + FRESH) - born
    times = (born + watched * draw.random() ** 3 for _ in range(round(looks * len(story.states))))
    story.looks = sorted({state.seen_at for state in story.states} | set(times))
    return story


def _states(draw: random.Random, language: str, born: datetime, until: datetime) -> Iterator[State]:
    many = _TICKER if draw.random() < _TICKERS else _COUNT
    count = min(max(int(exp(draw.gauss(*many))), 1), MOST_VERSIONS)
    sizes = max(int(exp(draw.gauss(2.75, 0.55))), 1)  # blocks: 18 in the mean
    state = State(born, _title(draw, language), tuple(_paragraph(draw, language) for _ in range(sizes)))
    yield state
    for number in range(1, count):
        pause = timedelta(minutes=max(exp(draw.gauss(*_GAP)), 2)) * min(1 + number / 4, 8)
        if state.seen_at + pause >= until:
            return
        state = _edited(draw, language, state, state.seen_at + pause)
        yield state


def _edited(draw: random.Random, language: str, state: State, at: datetime) -> State:
    """The next state: a word or some replaced, a paragraph added or taken out, sometimes the headline too."""
    blocks, title = list(state.blocks), state.title
    kind = draw.random()
    place = draw.randrange(len(blocks))
    old, new = "", ""
    if kind < 0.35:  # a paragraph more
        new = _paragraph(draw, language)
        blocks.insert(place + 1, new)
        spans: tuple[tuple[str, str], ...] = (("+", new),)
    elif kind < 0.45 and len(blocks) > 3:  # one fewer
        old = blocks.pop(place)
        spans = (("-", old),)
    else:
        words = blocks[place].split(" ")
        start = draw.randrange(len(words))
        end = min(start + draw.choice((1, 1, 2, 5, 12)), len(words))
        old, new = " ".join(words[start:end]), " ".join(_drawn(draw, language, end - start))
        if new == old:
            new += " again"
        parts = (("=", words[:start]), ("-", [old]), ("+", [new]), ("=", words[end:]))
        blocks[place] = " ".join([*words[:start], new, *words[end:]])
        spans = tuple((op, " ".join(texts)) for op, texts in parts if texts)
    headline = draw.random() < 0.12
    if headline:
        title = _title(draw, language)
    added, removed = len(new.split()), len(old.split())
    weight = min((added + removed) / 60 + 0.3 * headline, 1.0)
    level = _LEVELS[min(int(4 * weight + draw.random()), 3)]
    return State(at, title, tuple(blocks), Edit(added, removed, round(weight, 4), level, headline, spans))


def _title(draw: random.Random, language: str) -> str:
    return " ".join(_drawn(draw, language, draw.randint(5, 12))).capitalize()


def _paragraph(draw: random.Random, language: str) -> str:
    """One to three sentences: some 35 words."""
    sentences = (_drawn(draw, language, 9 + int(18 * draw.random())) for _ in range(draw.choice((1, 2, 2, 3))))
    return " ".join(f"{words[0].capitalize()} {' '.join(words[1:])}." for words in sentences)


def _drawn(draw: random.Random, language: str, count: int) -> list[str]:
    table = _table(language)
    return [table[number >> 15] for number in array("I", draw.randbytes(4 * count))]


@cache
def _table(language: str) -> list[str]:
    """The vocabulary written out 2**17 long, each word as often as it is drawn: a word costs one look, in the cache.

    The n-th word (the commonest first) is drawn 1/n as often as the first. Of the rarest, two in three stand once.
    """
    words = _vocabulary(language)
    ends = list(accumulate(1 / (place + 2) for place in range(len(words))))
    table: list[str] = []
    for word, end in zip(words, ends, strict=True):
        table += [word] * (round(end / ends[-1] * (1 << 17)) - len(table))
    return table


def _vocabulary(language: str) -> list[str]:
    draw = random.Random(f"words of {language}")
    words = dict.fromkeys(_COMMON[language].split())
    while len(words) < _WORDS:
        word = "".join(draw.choices(_SYLLABLES, k=draw.choice((2, 2, 3, 3, 4))))
        words[word.capitalize() if draw.random() < 0.15 else word] = None
    return list(words)
