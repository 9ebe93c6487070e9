"""Editors' surveys carried out: what is at an address, its robots.txt, and its newest articles as they would be stored.

The answer is JSON: homepage, name, language, problem; feeds (url, title, kind, links, problem); robots (status, text,
crawl_delay, allowed); samples (url, title, byline, standfirst, published_at, language, blocks as [kind, text], more,
problem).
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings

from articles.models import Survey
from articles.packing import storable
from articles.scraping import lease
from articles.scraping.discover import FoundFeed, Link, parse_feed
from articles.scraping.extract import extract
from articles.scraping.fetch import Fetcher, FetchOutcome
from articles.scraping.guards import Landing, not_an_article
from articles.scraping.outage import is_outage
from articles.scraping.robots import Robots, fetch_robots
from articles.scraping.survey import survey
from articles.scraping.turns import Turns

logger = logging.getLogger(__name__)

SAMPLES = 3
MOST_FEEDS = 12
MOST_BLOCKS = 60  # of a sample
ROBOTS_SHOWN = 4_000  # characters


async def answer_waiting() -> int:
    """Answer the surveys that wait, one after another; how many were answered. A bug is logged and told the editor."""
    count = 0
    while job := await sync_to_async(lambda: Survey.objects.claim(lease.clock()))():
        try:
            found = await look_at(job.url)
        except Exception as error:
            if is_outage(error):
                raise
            logger.exception("survey %s: the look at %s failed", job.pk, job.url, extra={"survey": job.pk})
            found = {"problem": f"Our own error: {type(error).__name__}. The log says more."}
        await sync_to_async(_answer)(job, found)
        count += 1
    return count


def _answer(job: Survey, found: dict[str, Any]) -> None:
    Survey.objects.filter(pk=job.pk).update(answered_at=lease.clock(), found=_storable(found))


async def look_at(url: str) -> dict[str, Any]:
    """All that an editor wants to see before adding what is at an address."""
    seen = await survey(url, user_agent=settings.USER_AGENT, allow_private=settings.ALLOW_PRIVATE_ADDRESSES)
    found: dict[str, Any] = {
        "homepage": seen.homepage, "name": seen.name, "language": seen.language, "problem": seen.problem,
        "feeds": [], "samples": [],
    }  # fmt: skip
    if seen.problem:
        return found
    turns = Turns(settings.SCRAPE_MIN_DELAY)
    async with Fetcher(
        user_agent=settings.USER_AGENT,
        allow_private=settings.ALLOW_PRIVATE_ADDRESSES,
        before_request=turns.before_request,
        after_request=turns.after_request,
    ) as fetcher:
        origin = seen.homepage or url
        robots = turns.of(origin).robots = await fetch_robots(fetcher, origin)
        turns.of(origin).delay = max(settings.SCRAPE_MIN_DELAY, min(robots.crawl_delay or 0, 10))
        found["robots"] = _robots(robots, origin)
        links: list[Link] = []
        for feed in seen.feeds[:MOST_FEEDS]:
            told, listed = await _feed(fetcher, feed)
            found["feeds"].append(told)
            links = links or listed
        found["samples"] = [await _sample(fetcher, link) for link in _newest(links)]
    return found


def _robots(robots: Robots, origin: str) -> dict[str, Any]:
    return {
        "status": robots.status,
        "text": robots.text[:ROBOTS_SHOWN],
        "crawl_delay": robots.crawl_delay,
        "allowed": robots.allows(origin),
    }


async def _feed(fetcher: Fetcher, feed: FoundFeed) -> tuple[dict[str, Any], list[Link]]:
    told: dict[str, Any] = {**asdict(feed), "links": 0, "problem": ""}
    response = await fetcher.get(feed.url)
    if response.outcome is not FetchOutcome.OK:
        return told | {"problem": response.error or f"HTTP status {response.status}"}, []
    contents = parse_feed(response.body, url=response.final_url, content_type=response.content_type)
    told |= {"links": len(contents.links), "problem": contents.problem, "kind": contents.kind or feed.kind}
    return told | {"title": feed.title or contents.title}, list(contents.links)


def _newest(links: list[Link]) -> list[Link]:
    dated = sorted((link for link in links if link.published_at), key=_published, reverse=True)
    return [*dated, *(link for link in links if not link.published_at)][:SAMPLES]


def _published(link: Link) -> float:
    return link.published_at.timestamp() if link.published_at else 0.0


async def _sample(fetcher: Fetcher, link: Link) -> dict[str, Any]:
    url = link.url
    response = await fetcher.get(url, fresh=True)
    if response.outcome is not FetchOutcome.OK:
        return {"url": url, "problem": response.error or f"HTTP status {response.status}"}
    read = extract(response.body, url=response.final_url, content_type=response.content_type)
    landing = Landing(url, response.final_url, read.canonical_url)
    return {
        "url": url,
        "problem": not_an_article(read, landing, announced=link.title or "", page_title=read.page_title),
        "title": read.title,
        "standfirst": read.standfirst,
        "byline": read.byline,
        "published_at": read.published_at.isoformat() if read.published_at else "",
        "language": read.language or "",
        "blocks": [[block.kind, block.text] for block in read.blocks[:MOST_BLOCKS]],
        "more": max(len(read.blocks) - MOST_BLOCKS, 0),
    }


def _storable(value: Any) -> Any:
    """The answer without what no database takes (NUL, lone surrogates)."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(item) for item in value]
    return value
