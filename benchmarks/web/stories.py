"""Invented stories and what editors do to them. Pure: the same random source, the same story and edit."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.web.languages import Language

Paragraph = tuple[str, str]  # kind (paragraph, heading, item, row) and text
FEWEST, MOST = 7, 16  # paragraphs
_STOPS = {"zh": "。", "ja": "。", "hi": "।"}


@dataclass(frozen=True)
class Story:
    """An article as its editor knows it."""

    title: str
    standfirst: str
    author: str
    body: tuple[Paragraph, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The body's texts."""
        return tuple(text for _, text in self.body)


class Writer:
    """Writes in one language."""

    def __init__(self, language: Language, dice: random.Random) -> None:
        self.language, self.dice = language, dice

    def fill(self, pattern: str) -> str:
        """A sentence with its slots filled."""
        language, dice = self.language, self.dice
        text = pattern.format(
            w=dice.choice(language.who), p=dice.choice(language.places), t=dice.choice(language.things),
            n=dice.randrange(12, 98), m=dice.randrange(2, 12),
        )  # fmt: skip
        return text[0].upper() + text[1:]

    def sentence(self) -> str:
        """One sentence of a story."""
        return self.fill(self.dice.choice(self.language.sentences))

    def paragraph(self) -> str:
        """Two to four sentences."""
        return self.language.space.join(self.sentence() for _ in range(self.dice.randrange(2, 5)))

    def headline(self) -> str:
        """A headline; it also serves as a subheading."""
        return self.fill(self.dice.choice(self.language.headlines))

    def line(self) -> str:
        """A short sentence."""
        return self.headline() + _STOPS.get(self.language.code, ".")

    def says(self, name: str) -> str:
        """What a site's interface says."""
        return self.fill(self.language.interface[name])

    def story(self) -> Story:
        """A story with a subheading or two, and sometimes a list."""
        dice = self.dice
        body: list[Paragraph] = [("paragraph", self.paragraph()) for _ in range(dice.randrange(FEWEST, MOST))]
        if dice.random() < 0.6:
            body.insert(dice.randrange(2, len(body) - 1), ("heading", self.headline()))
        if dice.random() < 0.25:
            at = dice.randrange(3, len(body) - 1)
            body[at:at] = [("item", self.sentence()) for _ in range(3)]
        for saying in ("opinion", "teaser"):
            if dice.random() < 0.3:
                body.insert(dice.randrange(1, len(body)), ("paragraph", self.says(saying)))
        if dice.random() < 0.3:  # one or two lines, as in talk
            at = dice.randrange(1, len(body) + 1)
            body[at:at] = [("paragraph", self.line()) for _ in range(dice.randrange(1, 3))]
        if dice.random() < 0.2:
            at = dice.randrange(2, len(body) - 1)
            rows = dice.sample(self.language.places, 3)
            body[at:at] = [("row", f"{place} | {dice.randrange(12, 98)} | {dice.randrange(12, 98)}") for place in rows]
        standfirst = self.paragraph() if dice.random() < 0.7 else ""
        author = dice.choice(("Nora Feld", "Ilya Brook", "Sam Ortega", "Mina Okada", "Karim Aziz"))
        return Story(self.headline(), standfirst, author, tuple(body))


Edit = Callable[[Story, Writer], Story | None]


def alter_one(story: Story, writer: Writer, kind: str, alter: Callable[[str], str]) -> Story | None:
    """The story with one block of a kind altered; None where it has none, or it comes out the same."""
    places = [i for i, (name, _) in enumerate(story.body) if name == kind]
    if not places:
        return None
    at = writer.dice.choice(places)
    return with_block(story, at, alter(story.body[at][1]))


def with_block(story: Story, at: int, text: str) -> Story | None:
    """The story with another text at a place; None where it is the same."""
    kind, old = story.body[at]
    return replace(story, body=(*story.body[:at], (kind, text), *story.body[at + 1 :])) if text != old else None


def _swap_letters(text: str, dice: random.Random) -> str:
    places = [i for i in range(1, len(text) - 2) if text[i].isalpha() and text[i + 1].isalpha()]
    places = [i for i in places if text[i] != text[i + 1]]
    if not places:
        return text
    at = dice.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _other_number(text: str, dice: random.Random) -> str:
    numbers = [word for word in "".join(c if c.isdigit() else " " for c in text).split() if len(word) == 2]
    return text.replace(dice.choice(numbers), str(dice.randrange(100, 999)), 1) if numbers else text


def other_name(text: str, language: Language, dice: random.Random) -> str:
    """A text that tells of somebody else."""
    named = [who for who in language.who if who in text]
    return text.replace(named[0], dice.choice([w for w in language.who if w != named[0]]), 1) if named else text


def _insert(story: Story, writer: Writer) -> Story:
    at = writer.dice.randrange(1, len(story.body))
    return replace(story, body=(*story.body[:at], ("paragraph", writer.paragraph()), *story.body[at:]))


def _remove(story: Story, writer: Writer) -> Story | None:
    places = [i for i, (kind, _) in enumerate(story.body) if kind == "paragraph"]
    at = writer.dice.choice(places[1:])
    return replace(story, body=story.body[:at] + story.body[at + 1 :]) if len(places) > 5 else None


def _move(story: Story, writer: Writer) -> Story | None:
    places = [i for i, (kind, _) in enumerate(story.body) if kind == "paragraph"]
    if len(places) < 6 or any(kind != "paragraph" for kind, _ in story.body):
        return None
    body = list(story.body)
    block = body.pop(writer.dice.randrange(1, 3))
    body.insert(len(body) - 1, block)
    return replace(story, body=tuple(body))


EDITS: dict[str, Edit] = {
    "typo": lambda s, w: alter_one(s, w, "paragraph", lambda text: _swap_letters(text, w.dice)),
    "number": lambda s, w: alter_one(s, w, "paragraph", lambda text: _other_number(text, w.dice)),
    "name": lambda s, w: alter_one(s, w, "paragraph", lambda text: other_name(text, w.language, w.dice)),
    "insert": _insert,
    "remove": _remove,
    "rewrite": lambda s, w: alter_one(s, w, "paragraph", lambda _: w.paragraph()),
    "move": _move,
    "headline": lambda s, w: replace(s, title=w.headline()),
    "standfirst": lambda s, w: replace(s, standfirst=w.paragraph()) if s.standfirst else None,
    "correction": lambda s, w: replace(s, body=(*s.body, ("paragraph", w.says("correction")))),
    "update": lambda s, w: replace(s, body=(*s.body, ("paragraph", w.says("update")))),
    "first": lambda s, w: with_block(s, 0, other_name(s.body[0][1], w.language, w.dice)),
    "last": lambda s, w: with_block(s, len(s.body) - 1, w.paragraph()),
    "item": lambda s, w: alter_one(s, w, "item", lambda _: w.sentence()),
    "subheading": lambda s, w: alter_one(s, w, "heading", lambda _: w.headline()),
    "extend": lambda s, w: alter_one(s, w, "paragraph", lambda text: text + w.language.space + w.sentence()),
}
