# ruff: noqa: E501
"""What happens in the simulated web, step by step: real edits, deletions, and traps. The truth that is scored against.

Everything follows from the seed; the server and the scorer each make the same world.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.web.clutter import CLUTTER
from benchmarks.web.languages import LANGUAGES, Language
from benchmarks.web.layouts import LAYOUTS
from benchmarks.web.rarer import RARER
from benchmarks.web.serving import SERVINGS
from benchmarks.web.stories import Story, Writer
from benchmarks.web.subtle import ALL_EDITS
from benchmarks.web.ticking import with_live_numbers
from benchmarks.web.unusual import UNUSUAL

# How an article may be served at one step, though nobody edited it.
TRAPS = (
    "paywall", "soft 404", "robot 200", "robot 403", "robot 429", "consent", "login", "maintenance", "shell", "home",
    "section", "A/B headline", "A/B standfirst", "wrong charset", "truncated", "broken gzip", "server error", "slow",
    "stray 404", "typography", "canonical", "retitled meta", "half a page", "moved", "weak etag",
    "metered", "abroad", "challenge 200", "challenge 403", "challenge 503", "A/B lead", "typeset",
    "database error", "warning above", "empty", "data", "stale edge",
)  # fmt: skip
# What of a source's pages changes without an edit: on every request, or from step to step.
NOISES = (
    "also in body", "also from step to step", "advert in body", "advert box", "reading now", "relative time", "counters",
    "ticker", "greeting", "poll", "newsletter", "author box", "captions", "comments", "related", "tokens",
    *CLUTTER,
)  # fmt: skip
FEEDS = ("rss", "atom", "json", "sitemap", "home")
WALLS = (
    "soft 404",
    "robot 200",
    "consent",
    "login",
    "maintenance",
    "shell",
    "home",
    "section",
    "server error",
    "metered",
    "abroad",
    "challenge 200",
)
HIDDEN = frozenset(TRAPS) - {"A/B headline", "A/B standfirst", "wrong charset", "slow", "typography", "canonical",
                             "retitled meta", "moved", "weak etag"}  # fmt: skip


@dataclass
class Article:
    """One article: what it says at each step, and how it is served."""

    number: int
    path: str
    states: list[Story]
    edits: dict[int, str] = field(default_factory=dict)  # by step
    traps: dict[int, str] = field(default_factory=dict)
    gone: range = range(0)  # steps at which it is not there
    other_title: str = ""  # for a test of headlines
    other_lead: str = ""  # for a test of first paragraphs
    moves_at: int = 10**9  # from this step on it is at another address
    copy_of: str = ""  # the path of the story at the source before, of which this is a copy

    @property
    def is_soft(self) -> bool:
        """Whether its address leads to the front page once it is gone, instead of saying so."""
        return self.number % 3 == 2


@dataclass
class Source:
    """One site."""

    number: int
    language: Language
    layout: str
    feed: str
    noises: frozenset[str]
    articles: list[Article]
    redesign: tuple[int, str] = (10**9, "")  # from this step on it has this layout
    serving: str = ""  # what its server is like
    boxes_from: int = 10**9  # from this step on a box of words stands in every article

    def layout_at(self, step: int) -> str:
        """The layout of its pages."""
        return self.redesign[1] if step >= self.redesign[0] else self.layout


@dataclass(frozen=True)
class Plan:
    """The size of a world, and how much happens in it; rates are per article and step."""

    seed: int = 1
    sources: int = 10
    articles: int = 12
    steps: int = 8
    edit_rate: float = 0.12
    trap_rate: float = 0.1
    early_rate: float = 0.05  # of articles that show a wall when they are looked at first
    gone_rate: float = 0.01
    noises: int = 6
    redesigns: float = 0.3  # share of the sources
    boxes: float = 0.2
    servings: float = 0.7
    copies: float = 0.4  # share of the sources that print a story of the source before
    live: bool = False  # whether numbers within paragraphs are others at each request


def make_world(plan: Plan) -> list[Source]:
    """The sources of a world."""
    sources = [_source(plan, number) for number in range(plan.sources)]
    for before, source in pairwise(sources):
        if random.Random(f"{plan.seed}/copy/{source.number}").random() < plan.copies:
            _print_copy(before.articles[0], source.articles[-1])
    return sources


def _print_copy(original: Article, copy: Article) -> None:
    """Let an article be a copy of another source's story, and get its edits in the same step."""
    copy.states, copy.edits, copy.gone = list(original.states), dict(original.edits), original.gone
    copy.traps, copy.copy_of = {}, original.path


def _source(plan: Plan, number: int) -> Source:
    dice = random.Random(f"{plan.seed}/{number}")
    language = LANGUAGES[(number + plan.seed) % len(LANGUAGES)]
    names = [*LAYOUTS, *RARER, *UNUSUAL]
    layout = names[(number + plan.seed * 3) % len(names)]
    articles = [_article(plan, dice, language, i) for i in range(plan.articles)]
    source = Source(
        number, language, layout, FEEDS[(number + plan.seed) % len(FEEDS)],
        frozenset(dice.sample(NOISES, min(plan.noises, len(NOISES)))), articles,
    )  # fmt: skip
    if dice.random() < plan.servings:
        source.serving = SERVINGS[(number + plan.seed * 7) % len(SERVINGS)]
        if source.serving == "moves":
            for article in articles[::3]:
                article.moves_at = dice.choice([*article.edits, dice.randrange(1, plan.steps + 1)])
    if dice.random() < plan.redesigns and plan.steps > 2:
        source.redesign = dice.randrange(2, plan.steps), dice.choice([name for name in names if name != layout])
    elif dice.random() < plan.boxes and plan.steps > 1:
        source.boxes_from = dice.randrange(1, plan.steps)
    return source


def _article(plan: Plan, dice: random.Random, language: Language, number: int) -> Article:
    writer = Writer(language, dice)
    article = Article(number, f"/2026/11/{number:02d}/story-number-{dice.randrange(10**6, 10**7)}", [writer.story()])
    if plan.live:
        article.states = [with_live_numbers(article.states[0], dice)]
    article.other_title, article.other_lead = writer.headline(), writer.paragraph()
    if dice.random() < plan.early_rate:
        article.traps[0] = dice.choice(WALLS)
    for step in range(1, plan.steps + 1):
        states, now = article.states, article.states[-1]
        if step in article.gone:
            states.append(now)
        elif not article.gone and dice.random() < plan.gone_rate:
            article.gone = range(step, plan.steps + 1 if dice.random() < 0.6 else step + 2)
            states.append(now)
        elif dice.random() < plan.edit_rate:
            name, edited = _edit(article, writer, step)
            article.edits[step] = name
            states.append(edited)
        else:
            states.append(now)
            if dice.random() < plan.trap_rate and step - 1 not in article.traps:
                # After a 429 the whole site is left alone for the step, so what happens at the last could not be found.
                article.traps[step] = dice.choice(TRAPS if step < plan.steps else TRAPS[:4] + TRAPS[5:])
    return article


def _edit(article: Article, writer: Writer, step: int) -> tuple[str, Story]:
    now = article.states[-1]
    if len(set(article.states)) == 2 and writer.dice.random() < 0.15 and article.states[0] != now:
        return "revert", article.states[0]
    while True:
        name = writer.dice.choice(list(ALL_EDITS))
        edited = ALL_EDITS[name](now, writer)
        if edited is not None and edited not in article.states:
            return name, edited
