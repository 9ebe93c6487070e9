"""Politeness: each host is asked one request after another, with a pause between, and only what it allows."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from articles.models.host import host_name
from articles.scraping.fetch import FetchOutcome, Refused
from articles.scraping.robots import Robots

_host = lru_cache(maxsize=1024)(host_name)  # asked for twice a request


@dataclass
class Turn:
    """What one process knows of a host while it asks it."""

    delay: float
    robots: Robots | None = None
    last_asked: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turns:
    """The hosts that this process asks."""

    def __init__(self, default_delay: float) -> None:
        self._default_delay = default_delay
        self._turns: dict[str, Turn] = {}

    def of(self, url: str) -> Turn:
        """The turn of this address's host."""
        return self.named(_host(url))

    def named(self, host: str) -> Turn:
        """The turn of the host with this name."""
        turn = self._turns.get(host)
        if turn is None:
            turn = self._turns[host] = Turn(self._default_delay)
        return turn

    async def before_request(self, url: str) -> None:
        """Wait for the host's turn and take it, or raise Refused where its robots.txt forbids the address.

        A redirect into a host that is being asked waits too, so that a host never has two requests of this process.
        """
        turn = self.of(url)
        if turn.robots is not None and urlsplit(url).path != "/robots.txt" and not turn.robots.allows(url):
            raise Refused(FetchOutcome.DISALLOWED, "robots.txt forbids this address")
        await turn.lock.acquire()
        wait = turn.last_asked + turn.delay - time.monotonic()
        if wait > 0:
            try:
                await asyncio.sleep(wait)
            except BaseException:
                turn.lock.release()
                raise
        turn.last_asked = time.monotonic()

    def after_request(self, url: str) -> None:
        """Give the host's turn back: the request is over, however it ended."""
        lock = self.of(url).lock
        if lock.locked():
            lock.release()
