"""Where the marks of an article's timeline stand. Pure: versions and events in, coordinates out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import log2, sqrt

from articles.models import Event, Noise, Version

WIDTH, HEIGHT = 720, 132
MARGIN = 24
AXIS = 56
BAR = 44  # the longest bar
DIGIT = 8  # the room that a digit of a number takes, and the gap between two numbers
MOST = 120  # more marks than this cannot be told apart, so only the newest are drawn


@dataclass(frozen=True, slots=True)
class Mark:
    """A version, event or tested headline: x on the axis; `up` and `down` are the lengths of its bars."""

    x: int
    version: Version | None
    event: Event | None
    test: Noise | None = None
    up: int = 0
    down: int = 0
    numbered: bool = False

    @property
    def top(self) -> int:
        """Where the upper bar begins."""
        return AXIS - self.up


@dataclass(frozen=True, slots=True)
class Timeline:
    """All marks, oldest first, on a drawing of this size."""

    marks: tuple[Mark, ...]
    left_out: int
    bar: int = 8  # the width of a bar, even; it shrinks where marks stand close
    width: int = WIDTH
    height: int = HEIGHT
    axis: int = AXIS

    @property
    def left(self) -> int:
        """From a mark to the left edge of its bar."""
        return -self.bar // 2

    @property
    def dot(self) -> int:
        """The radius of a version's dot."""
        return 1 + self.bar // 2


def draw(versions: Sequence[Version], events: Sequence[Event], tests: Sequence[Noise] = ()) -> Timeline:
    """Place marks from left to right.

    Distances grow with the logarithm of the time between: edits come minutes after publishing and then months
    later, and a true scale would put all but the last on one spot. Bars grow with the root of the words changed.
    """
    seen: list[tuple[datetime, Version | None, Event | None, Noise | None]] = [
        (version.seen_at, version, None, None) for version in versions
    ]
    seen += [(event.at, None, event, None) for event in events]
    seen += [(test.first_seen_at, None, None, test) for test in tests]
    seen.sort(key=lambda item: item[0])
    shown = seen[-MOST:]
    places = _places([item[0] for item in shown])
    longest = max((max(v.words_added, v.words_removed) for _, v, _, _ in shown if v), default=0)
    marks = []
    free = 0  # from where on a number has room
    for x, (_, version, event, test) in zip(places, shown, strict=True):
        if version is None:
            marks.append(Mark(x, None, event, test))
            continue
        half = DIGIT * len(str(version.number)) // 2
        numbered = x - half >= free
        free = x + half + DIGIT if numbered else free
        up, down = _bar(version.words_added, longest), _bar(version.words_removed, longest)
        marks.append(Mark(x, version, None, None, up, down, numbered))
    return Timeline(tuple(marks), len(seen) - len(shown), bar=_width(len(shown)))


def _width(count: int) -> int:
    """Of a bar, even: well over half of the room that a mark has."""
    return min(8, max(2, 6 * WIDTH // (10 * max(count, 1)) // 2 * 2))


def _places(moments: Sequence[datetime]) -> list[int]:
    if len(moments) < 2:
        return [MARGIN] * len(moments)
    reached = [0.0]
    for earlier, later in pairwise(moments):
        minutes = max((later - earlier).total_seconds() / 60, 0)
        reached.append(reached[-1] + log2(2 + minutes))
    scale = (WIDTH - 2 * MARGIN) / reached[-1]
    return [round(MARGIN + place * scale) for place in reached]


def _bar(words: int, longest: int) -> int:
    return max(3, round(BAR * sqrt(words / longest))) if words else 0
