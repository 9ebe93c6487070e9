"""The diff engine: two texts in, rows with marked words out. Pure functions; knows nothing of Django."""

from .blame import Blame, BlamedBlock, BlamedSentence, Removed, blame
from .engine import compare, compare_versions
from .fold import Stretch, fold
from .inline import excerpt, inline
from .measure import LEVELS, Change, Lead, Level, level_of, measure
from .notices import is_notice
from .sentences import sentences
from .shifts import Place, Shift
from .text import normalise
from .types import Diff, FieldName, HasBlocks, HasText, Kind, Op, Row, Span, Spans, Stats

__all__ = [
    "LEVELS",
    "Blame",
    "BlamedBlock",
    "BlamedSentence",
    "Change",
    "Diff",
    "FieldName",
    "HasBlocks",
    "HasText",
    "Kind",
    "Lead",
    "Level",
    "Op",
    "Place",
    "Removed",
    "Row",
    "Shift",
    "Span",
    "Spans",
    "Stats",
    "Stretch",
    "blame",
    "compare",
    "compare_versions",
    "excerpt",
    "fold",
    "inline",
    "is_notice",
    "level_of",
    "measure",
    "normalise",
    "sentences",
]
