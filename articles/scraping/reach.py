"""Whether the sources answer, asked once each: for the doctor."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from articles.scraping.fetch import Fetcher, FetchOutcome
from articles.scraping.robots import fetch_robots

AT_ONCE = 10


async def reach(urls: Iterable[str], *, user_agent: str, allow_private: bool) -> dict[str, str]:
    """For each address what is wrong with it; empty where it answered. One request at a time to each address's host."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with Fetcher(user_agent=user_agent, allow_private=allow_private) as fetcher:

        async def ask(url: str) -> tuple[str, str]:
            async with turns:
                robots = await fetch_robots(fetcher, url)
                if not robots.is_known:
                    return url, f"robots.txt: {f'HTTP status {robots.status}' if robots.status else 'no answer'}"
                if not robots.allows(url):
                    return url, "robots.txt forbids it"
                response = await fetcher.get(url)
                return url, "" if response.outcome is FetchOutcome.OK else response.error or str(response.outcome)

        return dict(await asyncio.gather(*map(ask, urls)))
