"""Paragraphs in which a number is another one at each request: prices, counts, clocks amid the words of a story."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace

from articles.diffing.text import normalise
from articles.scraping.walk import width
from benchmarks.web.stories import Story

LIVE = "\ue000"  # stands for such a number in a story, as its editor knows it
LONG = 130  # letters of a text that has one: shorter lines may be counters
_NUMBER = re.compile(r"\d+")


def with_live_numbers(story: Story, dice: random.Random) -> Story:
    """The story with a live number in half of its paragraphs that are long and tell one."""
    body = [
        (kind, _one_live(text, dice) if kind == "paragraph" and width(text) > LONG and dice.random() < 0.5 else text)
        for kind, text in story.body
    ]
    return replace(story, body=tuple(body))


def _one_live(text: str, dice: random.Random) -> str:
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return text
    start, end = dice.choice(numbers).span()
    return text[:start] + LIVE + text[end:]


def ticking(story: Story, dice: random.Random) -> Story:
    """The story as one request shows it."""
    if not any(LIVE in text for text in story.texts):
        return story
    body = ((kind, text.replace(LIVE, f"{dice.randrange(1000, 99999) / 100:,.2f}")) for kind, text in story.body)
    return replace(story, body=tuple(body))


def as_edited(text: str, states: Iterable[Story]) -> str:
    """A recorded text with its live numbers left out, as an article's states have them."""
    live = {normalise(paragraph) for state in states for paragraph in state.texts if LIVE in paragraph}
    if not live:
        return text
    patterns = [(told, re.compile(r"[\d.,]+".join(map(re.escape, told.split(LIVE))))) for told in live]
    lines = (
        next((told for told, pattern in patterns if pattern.fullmatch(normalise(line))), line)
        for line in text.split("\n")
    )
    return "\n".join(lines)
