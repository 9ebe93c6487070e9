"""The tables. Fields, constraints, QuerySets and rules about one row; nothing here opens a socket."""

from articles.models.article import Alias, Article, Noise
from articles.models.capture import Blob, Capture
from articles.models.check import Check
from articles.models.copy import Copy, CopyKey, Progress
from articles.models.event import Event
from articles.models.folded import Folded
from articles.models.health import Health
from articles.models.host import Host
from articles.models.measure import Measure
from articles.models.news import News
from articles.models.passage import Passage
from articles.models.rereading import Rereading
from articles.models.source import Feed, Furniture, Habit, Source
from articles.models.source_list import SourceList
from articles.models.suggestion import Suggestion
from articles.models.survey import Survey
from articles.models.tally import Tally
from articles.models.token import ApiToken
from articles.models.version import Version
from articles.models.watch import Delivery, Message, Watch

__all__ = [
    "Alias",
    "ApiToken",
    "Article",
    "Blob",
    "Capture",
    "Check",
    "Copy",
    "CopyKey",
    "Delivery",
    "Event",
    "Feed",
    "Folded",
    "Furniture",
    "Habit",
    "Health",
    "Host",
    "Measure",
    "Message",
    "News",
    "Noise",
    "Passage",
    "Progress",
    "Rereading",
    "Source",
    "SourceList",
    "Suggestion",
    "Survey",
    "Tally",
    "Version",
    "Watch",
]
