"""The tables. Fields, constraints, QuerySets and rules about one row; nothing here opens a socket."""

from articles.models.article import Alias, Article, Event, Noise
from articles.models.capture import Blob, Capture
from articles.models.check import Check
from articles.models.copy import Copy, CopyKey, Progress
from articles.models.folded import Folded
from articles.models.health import Health
from articles.models.host import Host
from articles.models.measure import Measure
from articles.models.source import Feed, Furniture, Source
from articles.models.survey import Survey
from articles.models.version import Version

__all__ = [
    "Alias",
    "Article",
    "Blob",
    "Capture",
    "Check",
    "Copy",
    "CopyKey",
    "Event",
    "Feed",
    "Folded",
    "Furniture",
    "Health",
    "Host",
    "Measure",
    "Noise",
    "Progress",
    "Source",
    "Survey",
    "Version",
]
