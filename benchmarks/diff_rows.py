"""Adapter for benches that want a function of two block lists to rows."""

from __future__ import annotations

from collections.abc import Sequence

from articles.diffing import Row, compare


def rows(old: Sequence[str], new: Sequence[str]) -> tuple[Row, ...]:
    """The rows of compare()."""
    return compare(old, new).rows
