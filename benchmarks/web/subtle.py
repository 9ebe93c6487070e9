"""Small edits that count as much as large ones: a digit, a negation, a name, a last paragraph, a cell of a table."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from benchmarks.web.sayings import NOT
from benchmarks.web.stories import EDITS, Edit, Story, Writer, alter_one, other_name, with_block

FEWEST_LEFT = 6  # blocks of a story that may lose one


def _other_digit(text: str, dice: random.Random) -> str:
    places = [at for at, letter in enumerate(text) if letter.isascii() and letter.isdigit()]
    if not places:
        return text
    at = dice.choice(places)
    digit = dice.choice([d for d in "123456789" if d != text[at]])
    return text[:at] + digit + text[at + 1 :]


def _negation(story: Story, writer: Writer) -> Story | None:
    """A "not" that is taken out of the first paragraph that has one."""
    no = NOT[writer.language.code]
    at = next((i for i, (kind, text) in enumerate(story.body) if kind == "paragraph" and no in text), None)
    return with_block(story, at, story.body[at][1].replace(no, "", 1)) if at is not None else None


def _in(story: Story, writer: Writer, saying: str, alter: Callable[[str], str]) -> Story | None:
    """The story with the paragraph altered that was made from a saying, told by how that begins or ends."""
    pattern = writer.language.interface[saying]
    start, end = pattern.partition("{")[0], pattern.rpartition("}")[2]
    for at, (kind, text) in enumerate(story.body):
        if kind == "paragraph" and text.startswith(start) and text.endswith(end):
            return with_block(story, at, alter(text))
    return None


def _last_gone(story: Story, _: Writer) -> Story | None:
    is_paragraph = story.body[-1][0] == "paragraph"
    return replace(story, body=story.body[:-1]) if is_paragraph and len(story.body) > FEWEST_LEFT else None


def _swapped(story: Story, writer: Writer) -> Story | None:
    places = [i for i in range(1, len(story.body) - 1) if story.body[i][0] == story.body[i + 1][0] == "paragraph"]
    if not places:
        return None
    body, at = list(story.body), writer.dice.choice(places)
    body[at], body[at + 1] = body[at + 1], body[at]
    return replace(story, body=tuple(body))


def _without_heading(story: Story, _: Writer) -> Story | None:
    at = next((i for i, (kind, _) in enumerate(story.body) if kind == "heading"), None)
    return replace(story, body=story.body[:at] + story.body[at + 1 :]) if at is not None else None


def _shorter(text: str, space: str) -> str:
    """A paragraph without its last sentence."""
    mark = "。" if not space else "। " if "। " in text else ". "
    head, _, tail = text.rstrip("。।. ").rpartition(mark)
    return head + mark.strip() if head and tail else text


SUBTLE: dict[str, Edit] = {
    "digit": lambda s, w: alter_one(s, w, "paragraph", lambda text: _other_digit(text, w.dice)),
    "negation": _negation,
    "attribution": lambda s, w: _in(s, w, "opinion", lambda text: other_name(text, w.language, w.dice)),
    "like a teaser": lambda s, w: _in(s, w, "teaser", lambda text: _other_digit(text, w.dice)),
    "last gone": _last_gone,
    "swapped": _swapped,
    "no heading": _without_heading,
    "shorter": lambda s, w: alter_one(s, w, "paragraph", lambda text: _shorter(text, w.language.space)),
    "cell": lambda s, w: alter_one(s, w, "row", lambda text: _other_digit(text, w.dice)),
    "on top": lambda s, w: replace(s, body=(("paragraph", w.paragraph()), *s.body)),
}
ALL_EDITS: dict[str, Edit] = {**EDITS, **SUBTLE}
