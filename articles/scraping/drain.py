"""One host's turn: its due feeds and articles are looked at under its lease, one by one."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import timedelta
from itertools import chain

from asgiref.sync import sync_to_async
from django.conf import settings

from articles.metrics import SAVE_EVERY
from articles.models import Article, Check, Feed, Host, Source
from articles.scraping import hub, lease, record
from articles.scraping.check import check_article
from articles.scraping.due import due
from articles.scraping.feeds import not_read, poll_feed
from articles.scraping.ledger import HOT_FIELDS, LeaseLost, Ledger
from articles.scraping.look import Look
from articles.scraping.outage import is_outage
from articles.scraping.robots import Robots, fetch_robots
from articles.scraping.run import Run
from articles.scraping.turns import Turn

logger = logging.getLogger(__name__)

TURN_SECONDS = 60.0  # after which the host's lease is given back: elsewhere something may be longer overdue
UNWRITTEN_SECONDS = 10.0  # for which looks that changed nothing may be in memory alone
ROBOTS_AGE = timedelta(hours=24)
HOST_FAILURES = 3  # failures in a row after which a host is left alone for a while


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
        if run.meter.is_due(SAVE_EVERY):
            await sync_to_async(run.meter.save)()


def _due(run: Run, host_id: int) -> tuple[Host, list[Feed], list[Article]]:
    host, feeds, articles = due(host_id, run.cutoff or lease.clock(), run.scope)
    run.sample(articles)
    return host, feeds, articles


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
    await run.scribe.write(ledger)


async def _drain_articles(run: Run, host: Host, articles: list[Article]) -> None:
    ledger = Ledger(host.pk, run.owner)
    began = time.monotonic()
    renew_at, write_at = began + lease.LEASE.total_seconds() / 3, began + UNWRITTEN_SECONDS
    later: list[Article] = []  # looked at again after the others
    unsettled: dict[int, Look] = {}  # the looks at these
    try:
        for number, article in enumerate(chain(articles, later)):
            is_second, now = any(article is other for other in later), time.monotonic()
            is_over = number > 0 and now > began + TURN_SECONDS  # one look is had, however slow the machine
            if run.stopping or ((run.full() or is_over) and not is_second):
                break
            if article.pk in run.ended:
                continue
            if article.pk in run.merged:
                await sync_to_async(article.refresh_from_db)(fields=HOT_FIELDS)
                unsettled.pop(article.pk, None)
            run.begun += not is_second
            if now > write_at:
                await run.scribe.write(ledger)
                write_at = now + UNWRITTEN_SECONDS
            if now > renew_at:
                await sync_to_async(lease.renew)(host.pk, run.owner)
                renew_at = now + lease.LEASE.total_seconds() / 3
            check, retry_after = await _checked_safely(run, article, ledger, unsettled, may_wait=not is_second)
            if check is None:
                later.append(article)
            elif await _leave_alone(host, check, retry_after):
                break
    finally:
        ledger.habits = run.take_habits({article.source_id for article in articles})
        await run.scribe.write(ledger)


async def _checked_safely(
    run: Run, article: Article, ledger: Ledger, unsettled: dict[int, Look], *, may_wait: bool
) -> tuple[Check | None, float | None]:
    """Look at one article; an exception is a bug, which is logged and costs this article alone its look."""
    try:
        check, retry_after = await check_article(run, article, ledger, unsettled, may_wait=may_wait)
        if ledger.is_full:
            await run.scribe.write(ledger)
    except LeaseLost:
        raise
    except Exception as error:
        if is_outage(error):
            raise
        what = {"article": article.pk, "host": article.host_id}
        now = await run.now()
        is_there = await sync_to_async(Article.objects.filter(pk=article.pk).exists)()
        if not is_there:  # an editor merged or deleted it meanwhile
            logger.info("article %s: no longer there", article.pk, extra=what)
            run.ended.add(article.pk)
            return Check(article=article, at=now, outcome=Check.Outcome.UNCHANGED), None
        logger.exception("article %s: the look at %s failed", article.pk, article.url, extra=what)
        # Nothing of the failed look is remembered: its page would pass for the one on record, and its change be missed.
        await sync_to_async(article.refresh_from_db)(fields=HOT_FIELDS)
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
