"""The diff engine: two texts in, rows with marked words out. Pure functions; knows nothing of Django."""

from .engine import compare, compare_versions
from .fold import Stretch, fold
from .inline import excerpt, inline
from .measure import LEVELS, Change, Lead, Level, level_of, measure
from .notices import is_notice
from .text import normalise
from .types import Diff, FieldName, HasBlocks, HasText, Kind, Op, Row, Span, Spans, Stats

__all__ = [
    "LEVELS",
    "Change",
    "Diff",
    "FieldName",
    "HasBlocks",
    "HasText",
    "Kind",
    "Lead",
    "Level",
    "Op",
    "Row",
    "Span",
    "Spans",
    "Stats",
    "Stretch",
    "compare",
    "compare_versions",
    "excerpt",
    "fold",
    "inline",
    "is_notice",
    "level_of",
    "measure",
    "normalise",
]
