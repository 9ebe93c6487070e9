"""One feed, polled: fetch, read its links, track what is new."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.db import transaction

from articles.models import Feed, Host
from articles.packing import storable
from articles.scraping import lease, record, schedule
from articles.scraping.discover import FeedContents, Link, index_links, parse_feed, wanted
from articles.scraping.fetch import FetchOutcome, Response
from articles.scraping.ledger import LeaseLost, hold
from articles.scraping.outage import is_outage
from articles.scraping.run import Run

logger = logging.getLogger(__name__)
MOST_CHILDREN = 5  # sitemaps taken from one sitemap index, news sitemaps and the newest first
NEWS_AGE = timedelta(days=7)  # what a sitemap lists from before is its archive, not news
MOST_UNDATED = 1000  # links without a date are taken only from a sitemap that is no archive
ARCHIVE_PACE = 72  # a sitemap without news is polled so much more seldom
_FIELDS = (
    "kind", "title", "link_count", "validated_url", "etag", "last_modified", "last_polled_at", "last_outcome",
    "last_error", "error_count", "next_poll_at",
)  # fmt: skip


async def poll_feed(run: Run, feed: Feed) -> None:
    """Poll one feed. What goes wrong with it is written in its row; a bug is logged and costs this feed alone."""
    run.tally["feeds"] += 1
    try:
        response = await run.fetcher.get(
            feed.url,
            etag=feed.etag or None,
            last_modified=feed.last_modified or None,
            validated_url=feed.validated_url or None,
        )
        contents = _read(feed, response) if response.outcome == FetchOutcome.OK else FeedContents()
        await sync_to_async(_take_in)(run, feed, response, contents)
    except LeaseLost:
        raise
    except Exception as error:
        if is_outage(error):
            raise
        logger.exception("feed %s: polling %s failed", feed.pk, feed.url)
        now = await sync_to_async(lease.clock)()
        await sync_to_async(not_read)(run, feed, "error", f"{type(error).__name__}: {error}", now)


def _read(feed: Feed, response: Response) -> FeedContents:
    if feed.kind == Feed.Kind.INDEX:
        links = index_links(response.body, url=response.final_url, pattern=feed.pattern)
        return FeedContents(
            kind="index", links=links, problem="" if links else "No link on the page matches its pattern."
        )
    return parse_feed(response.body, url=response.final_url, content_type=response.content_type)


def _take_in(run: Run, feed: Feed, response: Response, contents: FeedContents) -> None:
    now = lease.clock()
    if response.outcome == FetchOutcome.NOT_MODIFIED:
        _polled(feed, now, "not_modified")
        return
    problem = response.error or contents.problem
    if response.outcome != FetchOutcome.OK or problem:
        not_read(run, feed, str(response.outcome), problem or f"HTTP status {response.status}", now)
        return
    source = feed.source
    news = _news(contents, now)
    links = [link for link in news if wanted(link.url, link.title, source.include, source.exclude)]
    with transaction.atomic():
        hold(feed.host_id, run.owner)
        run.tally["new_articles"] += record.add_links(feed, links, now=now, due_at=run.cutoff or now)
        for url in contents.feeds[:MOST_CHILDREN]:
            Feed.objects.add(source, url, due_at=run.cutoff or now)
        feed.kind = contents.kind or feed.kind
        feed.title = feed.title or storable(contents.title)[:500]
        feed.link_count = len(contents.links)
        feed.validated_url = response.final_url
        feed.etag = storable(response.etag or "")[:1000]
        feed.last_modified = storable(response.last_modified or "")[:200]
        _polled(feed, now, "ok", pace=ARCHIVE_PACE if contents.links and not news else 1)


def _news(contents: FeedContents, now: datetime) -> list[Link]:
    """The links that may be news: of a sitemap, those of the last days."""
    if contents.kind != Feed.Kind.SITEMAP:
        return list(contents.links)
    dated = [(link, link.updated_at or link.published_at) for link in contents.links]
    undated = sum(moment is None for _, moment in dated)
    return [link for link, moment in dated if (now - moment < NEWS_AGE if moment else undated <= MOST_UNDATED)]


def _polled(feed: Feed, now: datetime, outcome: str, *, pace: float = 1) -> None:
    feed.last_polled_at, feed.last_outcome, feed.last_error, feed.error_count = now, outcome, "", 0
    feed.next_poll_at = schedule.next_poll(now, error_count=0, pace=feed.source.pace * pace)
    feed.save(update_fields=_FIELDS)


def not_read(run: Run, feed: Feed, outcome: str, error: str, now: datetime) -> None:
    """Write down what is wrong with a feed, and try later each time. What it listed before stays tracked."""
    run.tally["feed_errors"] += 1
    feed.last_polled_at, feed.last_outcome, feed.last_error = now, outcome[:20], storable(error)[:2000]
    feed.error_count += 1
    feed.next_poll_at = schedule.next_poll(now, error_count=feed.error_count, pace=feed.source.pace)
    feed.save(update_fields=_FIELDS)
    Host.objects.filter(pk=feed.host_id).pull_forward(feed.next_poll_at)
