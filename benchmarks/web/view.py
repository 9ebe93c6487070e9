"""What one request shows of an article: its text, and around and within it what changes without an edit."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from benchmarks.web.clutter import clutter, entry_time
from benchmarks.web.languages import Language
from benchmarks.web.oddities import linked_body
from benchmarks.web.stories import Story, Writer

Wrap = Callable[[str], str]


def esc(text: str) -> str:
    """Text as mark-up."""
    return escape(text, quote=False)


@dataclass
class View:
    """One request. ``dice`` falls anew for each; ``still`` falls the same for an article, ``slow`` once a step."""

    story: Story
    language: Language
    noises: frozenset[str]
    dice: random.Random
    still: random.Random
    slow: random.Random
    step: int
    site: str
    canonical: str
    meta_title: str = ""
    box: str = ""  # words in a box that stands in every article of the source

    def __post_init__(self) -> None:
        self.writer, self.slow_writer = Writer(self.language, self.dice), Writer(self.language, self.slow)
        self.still_writer = Writer(self.language, self.still)
        self.caption = self.still_writer.says("caption")

    def has(self, noise: str) -> bool:
        """Whether the source has this habit."""
        return noise in self.noises

    def name(self) -> str:
        """A class name that says nothing, another on every request."""
        return "c" + "".join(self.dice.choices("bcdfghjklmnpqrstvwxz0123456789", k=6))

    def link(self, text: str) -> str:
        """A link to some other article."""
        return f'<a href="/2026/11/x{self.dice.randrange(10**6)}">{esc(text)}</a>'

    @property
    def html(self) -> str:
        """The opening tag."""
        return f'<!DOCTYPE html><html lang="{self.language.code}" dir="{self.language.direction}">'

    def head(self, *, data: bool = True) -> str:
        """What the page says of itself."""
        title = escape(self.meta_title or self.story.title)
        published = "2026-11-20T07:30:00+00:00"
        linked = (
            '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"'
            + (self.meta_title or self.story.title).replace('"', '\\"')
            + f'","datePublished":"{published}","author":[{{"@type":"Person","name":"{self.story.author}"}}]}}</script>'
        )
        token = f'<meta name="csrf" content="{self.dice.getrandbits(64):x}">' if self.has("tokens") else ""
        return (
            f'<head><meta charset="utf-8"><title>{title} - {self.site}</title>{token}'
            f'<meta property="og:title" content="{title}"><link rel="canonical" href="{self.canonical}">'
            f"{linked + linked_body(self) if data else ''}<style>p{{margin:1em}}</style></head>"
        )

    def teasers(self, count: int, wrap: Wrap, *, summaries: bool = False) -> str:
        """Links to other articles, others on every request where the source has that habit."""
        writer = self.writer if self.has("related") else self.still_writer
        return "".join(
            wrap(self.link(writer.headline()) + (f"<p>{esc(writer.sentence())}</p>" if summaries else ""))
            for _ in range(count)
        )

    def comments(self, wrap: Callable[[str, str, str], str]) -> str:
        """Readers' comments, more of them at each step: ``wrap`` gets who, when and what."""
        if not self.has("comments"):
            return ""
        writer = self.still_writer
        return "".join(
            wrap(f"reader{i}", self.writer.says("ago"), esc(writer.paragraph())) for i in range(2 + self.step)
        )

    def meta_lines(self) -> Iterator[str]:
        """Short lines about the page itself, for beside the headline."""
        if self.has("relative time"):
            yield self.writer.says("updated")
        if self.has("counters"):
            yield self.writer.says("comments")
        if self.has("reading now"):
            yield self.writer.says("reading")
        if self.has("ticker"):
            yield self.writer.says("weather")

    def flow(self, p: Wrap, h: Wrap, aside: Wrap, ul: Wrap = lambda items: f"<ul>{items}</ul>") -> list[str]:
        """The body's parts in order, with what a source puts between its paragraphs."""
        parts: list[str] = []
        for kind, run in groupby(self.story.body, key=lambda block: block[0]):
            texts = [esc(text) for _, text in run]
            if kind == "item":
                parts.append(ul("".join(f"<li>{text}</li>" for text in texts)))
            elif kind == "row":
                parts.append(_table(texts))
            elif kind == "heading":
                parts += map(h, texts)
            else:
                parts += [entry_time(self, p) + p(text) for text in texts]
        for at, part in self._between(p, aside):
            parts.insert(min(at, len(parts)), part)
        if self.has("author box"):
            # An author's box is the same in each of the author's stories, and is rewritten now and then.
            box = Writer(self.language, random.Random(f"{self.site}/{self.story.author}/{self.step // 4}"))
            parts.append(aside(f"<b>{self.story.author}</b> <span>{esc(box.says('bio'))}</span>"))
        return parts

    def _between(self, p: Wrap, aside: Wrap) -> Iterator[tuple[int, str]]:
        yield from clutter(self, p, aside)
        also, writer = self.language.interface["also"], self.writer
        if self.box:
            yield 4, aside(f"<p>{esc(self.box)}</p>")
        if self.has("captions"):
            yield (
                2,
                f'<figure><img src="a.jpg"><figcaption>{esc(self.slow_writer.says("caption"))}</figcaption></figure>',
            )
        if self.has("also in body"):
            yield 3, p(f"{also}: {self.link(writer.headline())}")
        if self.has("also from step to step"):
            yield 5, p(f"<strong>{also}:</strong> {self.link(self.slow_writer.headline())}")
        if self.has("advert in body"):
            yield 4, p(esc(writer.says("advert")))
        if self.has("advert box"):
            yield 6, aside(f"<p>{esc(writer.says('advert'))}</p>")
        if self.has("poll"):
            yield 6, aside(f"<p>{esc(writer.says('poll'))}</p><button>OK</button>")
        if self.has("newsletter"):
            form = '<form><input type="email"><button>OK</button></form>'
            yield (
                5,
                aside(f"<p>{esc(self.language.interface['newsletter'])}</p>{form}") if self.dice.random() < 0.7 else "",
            )
        if self.has("greeting"):
            yield 0, aside(f"<p>{esc(writer.says('greeting'))}</p>")


def _table(rows: list[str]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split(" | ")) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
