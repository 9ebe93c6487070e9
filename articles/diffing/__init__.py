"""The diff engine: two texts in, rows with marked words out. Pure functions; knows nothing of Django."""

from .engine import compare, compare_versions
from .types import Diff, FieldName, HasBlocks, HasText, Kind, Op, Row, Span, Spans, Stats

__all__ = [
    "Diff",
    "FieldName",
    "HasBlocks",
    "HasText",
    "Kind",
    "Op",
    "Row",
    "Span",
    "Spans",
    "Stats",
    "compare",
    "compare_versions",
]
