"""The flow of a pass: due hosts are claimed, and what is due at each is looked at (see ``drain``).

Network and database never meet: a page is fetched outside any transaction, and what it leads to is written in one.
All database work of a pass runs on one thread, by ``sync_to_async``.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections
from django.db.models import Q

from articles import housekeeping
from articles.models import Article, Check, Feed, Host
from articles.scraping import hub, lease
from articles.scraping.drain import drain
from articles.scraping.errands import ERRANDS
from articles.scraping.fetch import Fetcher
from articles.scraping.reading import Readers
from articles.scraping.run import Run, Scope
from articles.scraping.turns import Turns

logger = logging.getLogger(__name__)

IDLE_SECONDS = 2.0
HOUSEKEEPING_SECONDS = 10.0


async def scrape(scope: Scope, *, concurrency: int, watch: bool = False, force: bool = False, limit: int | None = None,
                 workers: int | None = None, readers: Readers | None = None,
                 on_start: Callable[[Run], None] = lambda run: None,
                 on_check: Callable[[Check], None] = lambda check: None) -> Run:  # fmt: skip
    """One pass over what is due in scope (with ``force``: over all of it), or with ``watch`` pass after pass.

    ``workers`` is the number of reading processes: None for one a core, 0 for a thread of this process;
    ``readers`` are such processes that are there already.
    """
    cutoff = await sync_to_async(lease.clock)()
    if force:
        await sync_to_async(make_due)(scope, cutoff)
    with nullcontext(readers) if readers else Readers(workers) as readers:
        turns = Turns(settings.SCRAPE_MIN_DELAY, lease.Lender(lease.new_owner()))
        async with equipped(readers, turns, scope=scope, cutoff=None if watch else cutoff, limit=limit) as run:
            run.on_check = on_check
            on_start(run)
            errands = [asyncio.create_task(errand(run)) for errand in ERRANDS] if watch else []
            await run_due(run, concurrency=concurrency, watch=watch)
            await asyncio.gather(*errands)
    return run


@asynccontextmanager
async def equipped(readers: Readers, turns: Turns, *, scope: Scope | None = None, cutoff: datetime | None = None,
                   limit: int | None = None) -> AsyncIterator[Run]:  # fmt: skip
    """A Run with a client of its own, by the settings."""
    await sync_to_async(_keep_no_queries)()
    fetcher = Fetcher(
        user_agent=settings.USER_AGENT,
        allow_private=settings.ALLOW_PRIVATE_ADDRESSES,
        before_request=turns.before_request,
        after_request=turns.after_request,
    )
    async with fetcher:
        run = Run(
            fetcher, readers, turns, scope=scope or Scope(), cutoff=cutoff, limit=limit,
            confirm_after=timedelta(seconds=settings.SCRAPE_CONFIRM_SECONDS),
            retire_after=timedelta(days=settings.SCRAPE_RETIRE_DAYS),
        )  # fmt: skip
        try:
            yield run
        finally:
            await turns.finish()
            await sync_to_async(run.meter.save)()
            await sync_to_async(_keep_queries_again)()


def _keep_no_queries() -> None:
    """See that Django keeps no log of this thread's queries: with DEBUG it holds the last 9,000, captures and all."""
    if not connection.force_debug_cursor:
        connection.make_debug_cursor = connection.make_cursor  # type: ignore[method-assign, assignment]


def _keep_queries_again() -> None:
    """Undo that: who uses this thread's connection next may want to know what was asked."""
    vars(connections[connection.alias]).pop("make_debug_cursor", None)


def make_due(scope: Scope, now: datetime) -> None:
    """Make all in scope due, whatever the schedule or a back-off says; what an editor paused stays paused."""
    articles = Article.objects.filter(scope.articles(), source__enabled=True).exclude(state=Article.State.PAUSED)
    articles.filter(state=Article.State.RETIRED).update(state=Article.State.ACTIVE)
    articles.update(next_check_at=now)
    Feed.objects.filter(scope.feeds(), source__enabled=True, enabled=True).update(next_poll_at=now)
    hosts = scope.hosts()
    due = Host.objects.all() if hosts is None else Host.objects.filter(pk__in=hosts)
    due.filter(Q(articles__isnull=False) | Q(feeds__isnull=False)).update(due_at=now, not_before=None)


async def run_due(run: Run, *, concurrency: int, watch: bool = False) -> None:
    """Look at everything that is due, up to ``concurrency`` hosts at once; with ``watch``, until told to stop."""
    drains: set[asyncio.Task[None]] = set()
    tidy_at = time.monotonic()
    try:
        while not run.full():
            if watch:
                await run.outage.sit_out(run.full)
            else:
                run.outage.insist()
            if watch and time.monotonic() >= tidy_at:
                await run.outage.spared(housekeeping.step)
                tidy_at = time.monotonic() + HOUSEKEEPING_SECONDS
            hosts = await run.outage.spared(_claim, run, concurrency - len(drains)) or []
            drains |= {asyncio.create_task(drain(run, host)) for host in hosts}
            if drains:
                done, drains = await asyncio.wait(
                    drains, return_when=asyncio.FIRST_COMPLETED, timeout=IDLE_SECONDS if watch else None
                )
                for task in done:
                    task.result()
                hub.tell(run)
            elif not watch and (wait := await sync_to_async(_soonest)(run)) is None:
                break
            else:
                await asyncio.sleep(IDLE_SECONDS if watch else min(wait or 0.01, IDLE_SECONDS))
    finally:
        run.stopping = True
        await asyncio.gather(*drains)
        await hub.finish(run)
    if not watch:
        run.outage.insist()


async def run_some(run: Run, *, hosts: int, seconds: float) -> int:
    """Claim up to so many hosts and look at what is due there; how many were claimed.

    After ``seconds`` no look is begun any more: what is left stays due, and others may claim it.
    """
    claimed = await sync_to_async(_claim)(run, hosts)
    drains = [asyncio.create_task(drain(run, host)) for host in claimed]
    try:
        if drains:
            await asyncio.wait(drains, timeout=seconds)
    finally:
        run.stopping = True
        await asyncio.gather(*drains)
    run.outage.insist()
    return len(claimed)


def _claim(run: Run, free: int) -> list[int]:
    return lease.claim(run.owner, free, cutoff=run.cutoff, only=run.hosts())


def _soonest(run: Run) -> float | None:
    """Seconds to wait for a host of this pass, if the wait is the pause between two requests and not a back-off."""
    seconds = lease.soonest(cutoff=run.cutoff, only=run.hosts())
    return seconds if seconds is not None and seconds <= max(settings.SCRAPE_MIN_DELAY, 1) * 10 else None
