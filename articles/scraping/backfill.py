"""An article's captures at a web archive, fetched politely and put among our own.

Each capture is kept as soon as it is fetched, and one that is kept is not fetched again: so a backfill that was cut off
goes on where it was. Versions are made of the captures at the end (articles.weaving).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction

from articles import blobs
from articles.frames import packed
from articles.importing.cdx import BadListing, Listed, Listing, question, raw_address, read_listing, replayed_at
from articles.models import Article
from articles.scraping import lease, record
from articles.scraping.fetch import Fetcher, FetchOutcome, Response
from articles.scraping.robots import fetch_robots
from articles.scraping.turns import Turns
from articles.weaving import weave

logger = logging.getLogger(__name__)

PAGE = 1000  # captures listed in one answer
MOST_PAGES = 1000
TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0  # seconds: after a failure, doubled each time; and the longest that is waited for
_PASSING = {FetchOutcome.RATE_LIMITED, FetchOutcome.SERVER_ERROR, FetchOutcome.TIMEOUT, FetchOutcome.NETWORK_ERROR}


class ArchiveSays(Exception):
    """The archive cannot be asked any further for now, with the reason."""


@dataclass(frozen=True)
class Archive:
    """A web archive: the address of its CDX server, and where it replays captures."""

    server: str
    replay: str


@dataclass
class Filled:
    """What a backfill did."""

    listed: int = 0
    fetched: int = 0
    known: int = 0  # captures that were here already
    failed: int = 0  # captures that the archive lists and does not give out
    versions: int = 0
    stopped: str = ""  # why it ended early


async def backfill(article: Article, archive: Archive, *, since: str = "", until: str = "", limit: int | None = None,
                   tell: Callable[[str], None] = lambda line: None) -> Filled:  # fmt: skip
    """Fetch what an archive keeps of an article, up to ``limit`` captures that are not here yet, and weave it in."""
    done = Filled()
    turns = Turns(settings.SCRAPE_MIN_DELAY, lease.Lender(lease.new_owner()))
    fetcher = Fetcher(
        user_agent=settings.USER_AGENT,
        allow_private=settings.ALLOW_PRIVATE_ADDRESSES,
        before_request=turns.before_request,
        after_request=turns.after_request,
    )
    try:
        async with fetcher:
            asker = Asker(fetcher, turns, tell)
            await _fetch(asker, article, archive, since, until, limit, done)
    except (ArchiveSays, BadListing) as reason:
        done.stopped = str(reason)
    finally:
        await turns.finish()
        done.versions = await sync_to_async(weave)(article)
    return done


async def _fetch(asker: Asker, article: Article, archive: Archive, since: str, until: str, limit: int | None,
                 done: Filled) -> None:  # fmt: skip
    await asker.introduce(archive.server)
    await asker.introduce(archive.replay)
    known = await sync_to_async(_known)(article)
    async for listed in _listed(asker, article, archive, since, until):
        done.listed += 1
        if listed.at in known:
            done.known += 1
            continue
        if limit is not None and done.fetched + done.failed >= limit:
            return
        address = raw_address(archive.replay, listed)
        response = await asker.get(address)
        if response.outcome is not FetchOutcome.OK:
            done.failed += 1
            asker.tell(f"{address}: {response.error or response.status}")
            continue
        at = _time_of(response, listed)
        if at in known:
            done.known += 1
            continue
        await sync_to_async(_keep)(article, listed, response, at)
        known |= {at, listed.at}
        done.fetched += 1
        asker.tell(f"{at:%Y-%m-%d %H:%M:%S} {address}")


@dataclass
class Asker:
    """Asks an archive, with patience."""

    fetcher: Fetcher
    turns: Turns
    tell: Callable[[str], None]

    async def introduce(self, address: str) -> None:
        """Learn what the host's robots.txt allows, and how fast. Raises ArchiveSays where it cannot say."""
        turn = self.turns.of(address)
        if turn.robots is None:
            robots = await fetch_robots(self.fetcher, address)
            if not robots.is_known:
                raise ArchiveSays(f"the robots.txt of {address} cannot be read, so nothing is asked for")
            turn.robots = robots
            turn.delay = max(settings.SCRAPE_MIN_DELAY, robots.crawl_delay or 0)

    async def get(self, address: str) -> Response:
        """The answer, asked for again where a failure may pass. Raises ArchiveSays where it does not."""
        wait = FIRST_WAIT
        for attempt in range(1, TRIES + 1):
            response = await self.fetcher.get(address)
            if response.outcome is FetchOutcome.DISALLOWED:
                raise ArchiveSays(f"{address}: {response.error}")
            if response.outcome not in _PASSING:
                return response
            seconds = max(wait, response.retry_after or 0)
            if seconds > LONGEST_WAIT:
                raise ArchiveSays(f"the archive asks to be left alone for {seconds:.0f} seconds")
            if attempt < TRIES:
                self.tell(f"{response.error} Asking again in {seconds:.0f} s.")
                await asyncio.sleep(seconds)
            wait *= 2
        raise ArchiveSays(f"{address} was asked for {TRIES} times. {response.error}")


async def _listed(asker: Asker, article: Article, archive: Archive, since: str, until: str) -> AsyncIterator[Listed]:
    """What the archive lists, page after page, each capture once."""
    key, asked, seen = "", set[str](), set[datetime]()
    for _ in range(MOST_PAGES):
        address = question(archive.server, article.url, since=since, until=until, count=PAGE, resume_key=key)
        listing = await _listing(asker, address)
        for listed in listing.listed:
            if listed.at not in seen:
                seen.add(listed.at)
                yield listed
        key = listing.resume_key
        if not key or key in asked:
            return
        asked.add(key)


async def _listing(asker: Asker, address: str) -> Listing:
    response = await asker.get(address)
    if response.outcome is FetchOutcome.GONE:
        return Listing()  # pywb's way to say that it keeps nothing
    if response.outcome is not FetchOutcome.OK:
        raise ArchiveSays(f"{address}: {response.error or response.status}")
    return read_listing(response.body)


def _time_of(response: Response, listed: Listed) -> datetime:
    """When the page that came was captured: the archive may have led to the capture next to the one asked for."""
    said = next((value for name, value in response.headers if name.lower() == "memento-datetime"), "")
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return replayed_at(response.final_url) or listed.at
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _known(article: Article) -> set[datetime]:
    """The times of the captures that came from archives before, and those by which they were asked for."""
    captures = article.captures.exclude(via="").values_list("fetched_at", "via")
    return {moment for at, via in captures for moment in (at.replace(microsecond=0), replayed_at(via)) if moment}


def _keep(article: Article, listed: Listed, response: Response, at: datetime) -> None:
    like = article.last_captured()
    page = packed(response.body, blobs.stored(like) if like else None)
    with transaction.atomic():
        record.keep(article, response, page, at, original=listed.original)
