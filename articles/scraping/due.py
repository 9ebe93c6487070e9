"""What of a host is due. A pass asks this of every host, and of most for the sake of few articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from articles.models import Article, Feed, Habit, Host, Source
from articles.models.rows import M, Row, kept, made, names_of
from articles.scraping import schedule
from articles.scraping.run import Scope

BATCH = 250  # articles of one host read from the database at once

_SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_hosts = kept(lambda: Host.objects.filter(pk=0).order_by().values_list(*names_of(Host)), 0)
_sources = kept(lambda: Source.objects.filter(pk=0).order_by().values_list(*names_of(Source)), 0)
_habits = kept(lambda: Habit.objects.filter(source=0).order_by().values_list("rung", "hours", "changes"), 0)
_feeds = kept(lambda: Feed.objects.due(_SOME_TIME).filter(host=0).values_list(*names_of(Feed)), _SOME_TIME, 0)
_articles = kept(
    lambda: Article.objects.due(_SOME_TIME).filter(host=0).values_list(*names_of(Article))[:BATCH], _SOME_TIME, 0
)


def due(host_id: int, by: datetime, scope: Scope) -> tuple[Host, list[Feed], list[Article]]:
    """A host, and what of it in scope is due by then, longest overdue first. Raises Host.DoesNotExist."""
    hosts = _made(Host, _hosts, host_id)
    if not hosts:
        raise Host.DoesNotExist(f"There is no host {host_id} any more.")
    if scope.is_all:
        feeds, articles = _made(Feed, _feeds, by, host_id), _made(Article, _articles, by, host_id)
    else:
        feeds = list(Feed.objects.due(by).filter(scope.feeds(), host=host_id))
        articles = list(Article.objects.due(by).filter(scope.articles(), host=host_id)[:BATCH])
    _give_sources([*feeds, *articles])
    return hosts[0], feeds, articles


def _give_sources(rows: Iterable[Feed | Article]) -> None:
    """Give them their sources. What is of one host is mostly of one source, which is read once and not with each."""
    sources: dict[int, Source] = {}
    for row in rows:
        if row.source_id not in sources:
            source = sources[row.source_id] = _made(Source, _sources, row.source_id)[0]
            habits = {rung: schedule.Habit(hours, changes) for rung, hours, changes in _habits(source.pk)}
            source.intervals = schedule.intervals(habits)
        row.source = sources[row.source_id]


def _made(model: type[M], ask: Callable[..., list[Row]], *values: object) -> list[M]:
    names = names_of(model)
    return [made(model, names, row) for row in ask(*values)]
