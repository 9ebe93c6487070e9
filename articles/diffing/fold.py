"""Folding what did not change, for pages that show only what did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from .types import Row


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring rows: to be shown, or, if folded, all unchanged and hidden until asked for."""

    rows: tuple[Row, ...]
    folded: bool


def fold(rows: Sequence[Row], context: int = 1) -> tuple[Stretch, ...]:
    """Group rows into shown and folded stretches; `context` unchanged rows stay beside each change.

    Rows of fields (the headline) are always shown. A single row is never folded: its fold would take
    as much room as the row.
    """
    hidden = [row.kind == "same" and row.field is None for row in rows]
    for number, row in enumerate(rows):
        if row.kind != "same":
            for near in range(max(0, number - context), min(len(rows), number + context + 1)):
                hidden[near] = False
    for is_hidden, group in groupby(range(len(rows)), key=hidden.__getitem__):
        numbers = list(group)
        if is_hidden and len(numbers) == 1:
            hidden[numbers[0]] = False
    return tuple(
        Stretch(tuple(rows[number] for number in numbers), folded)
        for folded, numbers in groupby(range(len(rows)), key=hidden.__getitem__)
    )
