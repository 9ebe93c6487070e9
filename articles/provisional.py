"""A stand-in for articles.diffing.measure until it lands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from articles.diffing import Diff


@dataclass(frozen=True)
class Change:
    """What the step from one version to the next is."""

    words_added: int
    words_removed: int
    words_kept: int
    share: float
    classes: tuple[str, ...]
    reasons: tuple[str, ...]
    significance: float
    level: str
    headline_changed: bool
    notice: bool
    stealth: bool
    coarse: bool
    lead: tuple[tuple[str, str], ...]


def measure(old: Any, new: Any, diff: Diff) -> Change:
    """Counts only."""
    stats = diff.stats
    level = "substantive" if stats.words_added + stats.words_removed > 5 else "minor"
    lead: tuple[tuple[str, str], ...] = ()
    for row in diff.rows:
        if row.kind != "same" and row.new_spans and row.field is None:
            lead = tuple((op, text) for op, text in row.new_spans[0])
            break
    return Change(
        stats.words_added, stats.words_removed, stats.words_kept, stats.share, (), (), min(1.0, stats.share), level,
        old.title != new.title, False, False, diff.coarse, lead,
    )  # fmt: skip
