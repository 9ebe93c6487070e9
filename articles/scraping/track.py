"""The flow of a pass: due hosts are claimed, and each host's due feeds and articles are looked at, one by one.

Network and database never meet: a page is fetched outside any transaction, and what it leads to is written in one.
All database work of a pass runs on one thread, by ``sync_to_async``.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime, timedelta
from itertools import chain

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections
from django.db.models import Q

from articles import housekeeping
from articles.metrics import SAVE_EVERY
from articles.models import Article, Check, Feed, Host, Source
from articles.scraping import hub, lease, record, rereading
from articles.scraping.check import check_article
from articles.scraping.deliver import deliver_safely
from articles.scraping.feeds import not_read, poll_feed
from articles.scraping.fetch import Fetcher
from articles.scraping.ledger import HOT_FIELDS, LeaseLost, Ledger
from articles.scraping.outage import is_outage
from articles.scraping.reading import Readers
from articles.scraping.robots import Robots, fetch_robots
from articles.scraping.run import Run, Scope
from articles.scraping.surveys import answer_waiting
from articles.scraping.turns import Turn, Turns

logger = logging.getLogger(__name__)

BATCH = 50  # articles of one host under one lease, before others get their turn
ROBOTS_AGE = timedelta(hours=24)
IDLE_SECONDS = 2.0
HOUSEKEEPING_SECONDS = 10.0
HOST_FAILURES = 3  # failures in a row after which a host is left alone for a while


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


async def answer_surveys(run: Run) -> None:
    """Answer the surveys of editors, who wait for it, until the run stops. Never raises."""
    while not run.stopping:
        try:
            if run.outage.error is None:
                await answer_waiting()
        except Exception as error:
            if not await run.outage.noted(error):
                logger.exception("surveys could not be answered")
        await asyncio.sleep(IDLE_SECONDS)


async def tell_people(run: Run) -> None:
    """Tell people what their watches wait for, until the run stops. Never raises."""
    while not run.stopping:
        await deliver_safely(stop=lambda: run.stopping)
        await asyncio.sleep(IDLE_SECONDS)


async def reread(run: Run) -> None:
    """Carry out the rereadings that editors ordered, beside the looks, until the run stops. Never raises."""

    def work() -> bool:
        try:
            return rereading.step()
        finally:
            connections.close_all()  # this thread's

    while not run.stopping:
        more = False
        try:
            if run.outage.error is None:
                more = await asyncio.to_thread(work)
        except Exception as error:
            if not is_outage(error):
                logger.exception("a rereading failed")
        await asyncio.sleep(0 if more else IDLE_SECONDS)


ERRANDS = (answer_surveys, reread, tell_people)  # what a scraper that watches does beside its looks


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


async def drain(run: Run, host_id: int) -> None:
    """Look at a host's due feeds and articles under its lease, and give the lease back. Never raises."""
    pause = timedelta(0)
    turn: Turn | None = None
    try:
        host, feeds, articles = await sync_to_async(_due)(run, host_id)
        turn = run.turns.named(host.name)
        turn.is_leased = True
        if feeds or articles:
            if not await _may_ask(run, host, (feeds or articles)[0].url):
                await _not_asked(run, host, feeds, articles)
                return
            delay = _delay(
                host, turn.robots, [*(feed.source for feed in feeds), *(article.source for article in articles)]
            )
            turn.delay, pause = delay, timedelta(seconds=delay)
            for feed in feeds:
                if not run.stopping and await sync_to_async(lease.renew)(host_id, run.owner):
                    await poll_feed(run, feed)
            if feeds:
                _, _, articles = await sync_to_async(_due)(run, host_id)
            await _drain_articles(run, host, articles)
    except LeaseLost as loss:
        logger.warning("%s", loss)
    except Exception as error:
        if not await run.outage.noted(error):
            logger.exception("host %s: the look at it failed", host_id, extra={"host": host_id})
            pause = timedelta(minutes=10)
    finally:
        # Not while a request that was redirected into this host is under way.
        async with turn.lock if turn else nullcontext():
            if turn:
                turn.is_leased = False
            await run.outage.give_back(host_id, pause)
        await sync_to_async(run.meter.save)(every=SAVE_EVERY)


def _due(run: Run, host_id: int) -> tuple[Host, list[Feed], list[Article]]:
    """A host, and what of it is due, longest overdue first."""
    host, by = Host.objects.get(pk=host_id), run.cutoff or lease.clock()
    feeds = Feed.objects.due(by).filter(run.scope.feeds(), host=host).select_related("source").order_by("next_poll_at")
    # Articles of one host are mostly of one source, which is read once and not with each.
    articles = Article.objects.due(by).filter(run.scope.articles(), host=host)
    articles = articles.prefetch_related("source__habits")
    return host, list(feeds), list(articles[:BATCH])


def _delay(host: Host, robots: Robots | None, sources: Iterable[Source]) -> float:
    """Seconds between two requests to a host: what its editor set, else the longest that anybody asks for."""
    if host.min_delay is not None:
        return host.min_delay
    asked = [
        settings.SCRAPE_MIN_DELAY,
        robots.crawl_delay if robots else None,
        *(source.min_delay for source in sources),
    ]
    return float(max(delay or 0 for delay in asked))


async def _may_ask(run: Run, host: Host, url: str) -> bool:
    """Know the host's robots.txt, asked for once a day. A host that cannot say what it allows is left alone for now."""
    turn = run.turns.named(host.name)
    now = await run.now()
    if host.robots_fetched_at is not None and now - host.robots_fetched_at < ROBOTS_AGE:
        turn.robots = Robots.from_response(host.robots_status, host.robots_text)
        return True
    robots = turn.robots = await fetch_robots(run.fetcher, url)
    host.robots_status, host.robots_text = robots.status, robots.text
    host.robots_fetched_at = now if robots.is_known else None
    if not robots.is_known:
        answer = f"HTTP status {robots.status}" if robots.status else "no answer"
        host.back_off(now, retry_after=None, error=f"robots.txt: {answer}, so nothing is asked for")
    await sync_to_async(host.save)(
        update_fields=["robots_status", "robots_text", "robots_fetched_at", "error_count", "last_error", "not_before"]
    )
    return robots.is_known


async def _not_asked(run: Run, host: Host, feeds: list[Feed], articles: list[Article]) -> None:
    """Say of a host's feeds, and in the log of one article, that it could not be asked; the others stay due."""
    outcome = Check.Outcome.SERVER_ERROR if host.robots_status else Check.Outcome.NETWORK_ERROR
    ledger, now = Ledger(host.pk, run.owner), await run.now()
    for feed in feeds:
        await sync_to_async(not_read)(run, feed, outcome, host.last_error, now)
    for article in articles[:1]:
        check = record.checked(article, outcome, now=now, detail=host.last_error, retire_after=run.retire_after)
        ledger.add(article, check)
        run.counted(check)
        hub.note(run, check)
    await sync_to_async(ledger.flush)()


async def _drain_articles(run: Run, host: Host, articles: list[Article]) -> None:
    ledger = Ledger(host.pk, run.owner)
    renew_at = time.monotonic() + lease.LEASE.total_seconds() / 3
    later: list[Article] = []  # looked at again after the others
    try:
        for article in chain(articles, later):
            is_second = any(article is other for other in later)
            if run.stopping or (run.full() and not is_second):
                break
            run.begun += not is_second
            if time.monotonic() > renew_at:
                await sync_to_async(ledger.flush)()
                await sync_to_async(lease.renew)(host.pk, run.owner)
                renew_at = time.monotonic() + lease.LEASE.total_seconds() / 3
            check, retry_after = await _checked_safely(run, article, ledger, may_wait=not is_second)
            if check is None:
                later.append(article)
            elif await _leave_alone(host, check, retry_after):
                break
    finally:
        await sync_to_async(ledger.flush)()
        await sync_to_async(record.learn_habits)(run.take_habits({article.source_id for article in articles}))


async def _checked_safely(
    run: Run, article: Article, ledger: Ledger, *, may_wait: bool
) -> tuple[Check | None, float | None]:
    """Look at one article; an exception is a bug, which is logged and costs this article alone its look."""
    try:
        check, retry_after = await check_article(run, article, ledger, may_wait=may_wait)
        if ledger.is_full:
            await sync_to_async(ledger.flush)()
    except LeaseLost:
        raise
    except Exception as error:
        if is_outage(error):
            raise
        what = {"article": article.pk, "host": article.host_id}
        logger.exception("article %s: the look at %s failed", article.pk, article.url, extra=what)
        # Nothing of the failed look is remembered: its page would pass for the one on record, and its change be missed.
        await sync_to_async(article.refresh_from_db)(fields=HOT_FIELDS)
        now = await run.now()
        detail = f"{type(error).__name__}: {error}"
        check = record.checked(article, Check.Outcome.ERROR, now=now, detail=detail, retire_after=run.retire_after)
        retry_after = None
        ledger.add(article, check)
    if check is not None:
        run.counted(check)
        hub.note(run, check)
    return check, retry_after


_HOST_TROUBLE = {Check.Outcome.SERVER_ERROR, Check.Outcome.NETWORK_ERROR, Check.Outcome.TIMEOUT}


async def _leave_alone(host: Host, check: Check, retry_after: float | None) -> bool:
    """Whether to stop asking this host for now: it asked us to slow down, or keeps failing."""
    slow_down = check.status == 429 or retry_after is not None
    if check.outcome not in _HOST_TROUBLE and not slow_down:
        if host.error_count:
            host.recovered()
            await sync_to_async(host.save)(update_fields=["error_count", "last_error"])
        return False
    failures = host.error_count + 1
    if slow_down or failures >= HOST_FAILURES:
        host.back_off(check.at, retry_after=retry_after, error=check.detail)
    else:
        host.error_count, host.last_error = failures, check.detail[:1000]
    await sync_to_async(host.save)(update_fields=["error_count", "last_error", "not_before"])
    return slow_down or failures >= HOST_FAILURES
