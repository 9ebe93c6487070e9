"""Politeness: each host is asked one request after another, with a pause between, and only what it allows.

The host of what a drain looks at is leased by it. A redirect may lead into a host that is not: its lease is then
borrowed for that one request, so that no two processes ask a host at once.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from articles.models.host import host_name
from articles.scraping.fetch import FetchOutcome, Refused
from articles.scraping.robots import Robots

logger = logging.getLogger(__name__)
_ORIGIN = re.compile(r"[^/]*//[^/?#]*")
_named = lru_cache(maxsize=1024)(host_name)  # asked for twice a request


def _host(url: str) -> str:
    origin = _ORIGIN.match(url)
    return _named(origin[0] if origin else url)


BORROW_SECONDS = 20.0  # how long to wait for a host that another process asks; two might wait for each other
_POLL_SECONDS = 0.2


class Lender(Protocol):
    """Who lends leases of hosts."""

    async def borrow(self, host: str) -> int | None:
        """The lease of the host with this name; None while another process has it."""

    async def give_back(self, lease: int, *, pause: float) -> None:
        """Let others ask the host, after that many seconds."""


@dataclass
class Turn:
    """What one process knows of a host while it asks it."""

    delay: float
    robots: Robots | None = None
    last_asked: float = float("-inf")  # when its last request ended: what a pause is counted from
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    is_leased: bool = False  # by a drain of this process
    borrowed: int | None = None  # the lease borrowed for the request under way


class Turns:
    """The hosts that this process asks. Without a ``lender`` it is taken to be the only process that does."""

    def __init__(self, default_delay: float, lender: Lender | None = None) -> None:
        self._default_delay = default_delay
        self._lender = lender
        self._returns: set[asyncio.Task[None]] = set()
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
        if turn.robots is not None and not turn.robots.allows(url) and urlsplit(url).path != "/robots.txt":
            raise Refused(FetchOutcome.DISALLOWED, "robots.txt forbids this address")
        await turn.lock.acquire()
        try:
            if not turn.is_leased:
                await self._borrow(turn, _host(url))
            wait = turn.last_asked + turn.delay - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
        except BaseException:
            self.after_request(url)
            raise

    async def _borrow(self, turn: Turn, host: str) -> None:
        """Borrow the host's lease. Raises Refused where another process keeps it for long."""
        if self._lender is None:
            return
        patience = time.monotonic() + BORROW_SECONDS
        while not turn.is_leased:  # a drain may have got it meanwhile
            turn.borrowed = await self._lender.borrow(host)
            if turn.borrowed is not None:
                return
            if time.monotonic() > patience:
                raise Refused(FetchOutcome.TIMEOUT, f"{host}, to which this leads, is being asked by another process")
            await asyncio.sleep(_POLL_SECONDS)

    def after_request(self, url: str) -> None:
        """Give the host's turn back: the request is over, however it ended. The pause before the next begins now."""
        turn = self.of(url)
        turn.last_asked = time.monotonic()
        if turn.borrowed is None:
            if turn.lock.locked():
                turn.lock.release()
            return
        task = asyncio.get_running_loop().create_task(self._give_back(turn, turn.borrowed))
        self._returns.add(task)
        task.add_done_callback(self._returned)

    def _returned(self, task: asyncio.Task[None]) -> None:
        self._returns.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.warning("a borrowed host's lease was not given back, and runs out by itself: %s", error)

    async def _give_back(self, turn: Turn, lease: int) -> None:
        assert self._lender is not None
        try:
            await self._lender.give_back(lease, pause=turn.delay)
        finally:
            turn.borrowed = None
            turn.lock.release()

    async def finish(self) -> None:
        """Wait until all that was borrowed is given back."""
        await asyncio.gather(*self._returns, return_exceptions=True)
