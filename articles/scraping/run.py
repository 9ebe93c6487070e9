"""What a pass is about, and what its looks share."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from asgiref.sync import sync_to_async
from django.db.models import Q

from articles.metrics import Meter
from articles.models import Article, Check, Feed
from articles.scraping import lease, recall, schedule
from articles.scraping.fetch import Fetcher
from articles.scraping.outage import Outage
from articles.scraping.reading import Readers
from articles.scraping.redesign import Shifts
from articles.scraping.scribe import Scribe
from articles.scraping.turns import Turns
from articles.scraping.validators import Trust, may_trust

logger = logging.getLogger(__name__)

FURNITURE_SECONDS = 60.0
CLOCK_SECONDS = 30.0
FEWEST_SAMPLED, MOST_SAMPLED = 3, 50  # articles of a source due at once, of which one is asked for without conditions


@dataclass(frozen=True)
class Scope:
    """What of the archive a pass is about."""

    source: str = ""  # a source's slug
    url: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nothing is out of scope."""
        return not self.source and not self.url

    def articles(self) -> Q:
        """The articles in scope."""
        scope = Q(source__slug=self.source) if self.source else Q()
        if self.url:
            article = Article.objects.at_url(self.url)
            scope &= Q(pk=article.pk if article else None)
        return scope

    def feeds(self) -> Q:
        """The feeds in scope: none where one address is asked for."""
        if self.url:
            return Q(pk=None)
        return Q(source__slug=self.source) if self.source else Q()

    def hosts(self, due_by: datetime | None = None) -> frozenset[int] | None:
        """The hosts in scope, or those of them where something in scope is due; None for all.

        Only what is due counts in a pass: a host that is due for the sake of others would be claimed again and again.
        """
        if self.is_all:
            return None
        articles, feeds = Article.objects.filter(self.articles()), Feed.objects.filter(self.feeds())
        if due_by is not None:
            articles, feeds = articles.due(due_by), feeds.due(due_by)
        hosts = (rows.order_by().values_list("host_id", flat=True).distinct() for rows in (articles, feeds))
        return frozenset(chain(*hosts))


@dataclass
class Run:
    """What the looks of one pass share."""

    fetcher: Fetcher
    readers: Readers
    turns: Turns
    scope: Scope = field(default_factory=Scope)
    cutoff: datetime | None = None  # look at what was due by then; None: at whatever is due now
    limit: int | None = None
    confirm_after: timedelta = timedelta(0)
    retire_after: timedelta = timedelta(days=40)
    on_check: Callable[[Check], None] = lambda check: None
    owner: str = field(default_factory=lease.new_owner)
    outage: Outage = field(init=False)
    scribe: Scribe = field(default_factory=Scribe)
    tally: Counter[str] = field(default_factory=Counter)
    meter: Meter = field(default_factory=Meter)
    stopping: bool = False
    news: set[tuple[str, int]] = field(default_factory=set)  # (source's slug, article's id) a hub is to be told of
    telling: asyncio.Task[None] | None = None
    begun: int = 0  # looks at articles, those under way included
    watched: Counter[tuple[int, int]] = field(default_factory=Counter)  # seconds, by source and rung of the schedule
    changed: Counter[tuple[int, int]] = field(default_factory=Counter)  # changes, likewise
    shifts: defaultdict[int, Shifts] = field(default_factory=lambda: defaultdict(Shifts))  # by source
    samples: set[int] = field(default_factory=set)  # articles whose next look is to be without conditions
    ended: set[int] = field(default_factory=set)  # articles that proved to be others, and are no more
    merged: set[int] = field(default_factory=set)  # articles that took another in, and so read their page anew
    _told: tuple[datetime, float] | None = None  # the database's time, and when it was told
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)  # for it: all hosts of a new pass want to know
    _furniture: dict[int, tuple[float, frozenset[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.outage = Outage(self.owner)

    async def now(self) -> datetime:
        """The database's time: asked for every half a minute, and counted on from there."""
        if self._told is None or time.monotonic() - self._told[1] > CLOCK_SECONDS:
            async with self._asking:
                if self._told is None or time.monotonic() - self._told[1] > CLOCK_SECONDS:
                    self._told = await sync_to_async(lease.clock)(), time.monotonic()
        moment, at = self._told
        return moment + timedelta(seconds=time.monotonic() - at)

    def furniture(self, source_id: int) -> frozenset[str]:
        """The keys of a source's furniture, read anew every minute."""
        read_at, keys = self._furniture.get(source_id, (float("-inf"), frozenset()))
        if time.monotonic() - read_at > FURNITURE_SECONDS:
            keys = recall.furniture_of(source_id)
            self._furniture[source_id] = (time.monotonic(), keys)
        return keys

    def trusts(self, article: Article) -> bool:
        """Whether this look at an article may ask for its page only if that changed."""
        if article.pk in self.samples:
            self.samples.remove(article.pk)
            return False
        return may_trust(article, Trust(article.source.trust))

    def sample(self, due: Sequence[Article]) -> None:
        """Choose articles of each source that is unproven, in turn, to be asked for without conditions."""
        by_source: defaultdict[int, list[Article]] = defaultdict(list)
        for article in due:
            if article.source.trust == Trust.UNPROVEN.value:
                by_source[article.source_id].append(article)
        for articles in by_source.values():
            for start in range(0, len(articles), MOST_SAMPLED):
                some = articles[start : start + MOST_SAMPLED]
                if len(some) >= FEWEST_SAMPLED:
                    self.samples.add(some[some[0].check_count % len(some)].pk)

    def take_habits(self, sources: Collection[int]) -> dict[tuple[int, int], schedule.Habit]:
        """What was seen of these sources' habits since this was last asked, by source and rung."""
        keys = [key for key in self.watched if key[0] in sources]
        return {key: schedule.Habit(self.watched.pop(key) / 3600, self.changed.pop(key, 0)) for key in keys}

    def stop(self) -> None:
        """End the pass after the looks under way."""
        self.stopping = True

    def counted(self, check: Check) -> None:
        """Count a look for the summary."""
        self.tally["checked"] += 1
        self.tally[check.outcome] += 1
        self.meter.looked(check.outcome, check.milliseconds, answered=check.status is not None)
        log_look(check)
        self.on_check(check)

    def full(self) -> bool:
        """Whether the pass is to end: it was told to, or has begun to look at as many articles as it may."""
        return self.stopping or (self.limit is not None and self.begun >= self.limit)

    def hosts(self) -> frozenset[int] | None:
        """The hosts that may be claimed; None for all."""
        return self.scope.hosts(self.cutoff or lease.clock())


def log_look(check: Check) -> None:
    """A line for a look: what readers or operators want to know as INFO, the many that changed nothing as DEBUG."""
    quiet = check.outcome in (Check.Outcome.UNCHANGED, Check.Outcome.NOT_MODIFIED, Check.Outcome.FIRST)
    level = logging.DEBUG if quiet else logging.INFO
    if not logger.isEnabledFor(level):
        return
    logger.log(
        level,
        "article %s: %s%s", check.article_id, check.get_outcome_display(), f" ({check.detail})" if check.detail else "",
        extra={"article": check.article_id, "check": check.pk, "checked_at": check.at.isoformat(),
               "outcome": str(check.outcome), "status": check.status, "milliseconds": check.milliseconds},
    )  # fmt: skip
