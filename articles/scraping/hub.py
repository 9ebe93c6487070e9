"""Telling a WebSub hub which of our feeds have something new (https://www.w3.org/TR/websub/, section 7).

A hub that is down costs its subscribers some minutes and nobody else anything: they still poll.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

import aiohttp
from django.conf import settings
from django.urls import reverse

from articles.models import Check
from articles.scraping.run import Run

logger = logging.getLogger(__name__)

NEWS = {Check.Outcome.CHANGED, Check.Outcome.GONE, Check.Outcome.BACK}
SECONDS = 10.0  # for the hub's answer
MOST = 300  # topics in one message


def note(run: Run, check: Check) -> None:
    """Remember whose feeds a look made new, for the next message to the hub."""
    if settings.WEBSUB_HUB and check.outcome in NEWS:
        run.news.add((check.article.source.slug, check.article.pk))


def tell(run: Run) -> None:
    """Send what is noted, without waiting for the answer; one message at a time."""
    if run.news and (run.telling is None or run.telling.done()):
        topics = topics_of(run.news)
        run.news.clear()
        run.telling = asyncio.create_task(publish(settings.WEBSUB_HUB, topics))


async def finish(run: Run) -> None:
    """Send what is left, and wait for the answers."""
    for _ in range(2):
        tell(run)
        if run.telling is not None:
            await run.telling


def topics_of(news: Iterable[tuple[str, int]]) -> list[str]:
    """The addresses of the feeds of everything, of these sources and of these articles, by (slug, article id)."""
    places: dict[tuple[str, tuple[str | int, ...]], None] = {("feed", ()): None}
    for slug, pk in sorted(news):
        places |= {("source-feed", (slug,)): None, ("article-feed", (pk,)): None}
    forms = ("rss", "atom", "json")
    return [settings.SITE_URL + reverse(name, args=[*args, form]) for name, args in places for form in forms][:MOST]


async def publish(hub: str, topics: list[str]) -> None:
    """Tell the hub that these topics have something new. Never raises: a hub that fails is noted in the log."""
    message = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    headers = {"User-Agent": settings.USER_AGENT}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers, trust_env=False) as session,
            session.post(hub, data=aiohttp.FormData(message), allow_redirects=False) as response,
        ):
            if response.status >= 300:
                logger.warning("The hub at %s answered %s to %s topics.", hub, response.status, len(topics))
    except (aiohttp.ClientError, TimeoutError) as error:
        logger.warning("The hub at %s could not be told: %s", hub, error)
