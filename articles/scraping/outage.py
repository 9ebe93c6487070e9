"""A database that is away for a while (stopped, locked, its disk full): told apart from a bug, and sat out.

What is under way when it goes is given up, not written half: looks are transactions, what they found is still on the
web, and all of it stays due. So an outage costs time and no version.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections, connection, transaction

from articles.scraping import lease

logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

# SQLite's primary result codes (sqlite.org/rescode.html) for: busy, locked, out of memory, read-only, I/O error, disk
# full, cannot open, locking protocol.
_SQLITE = frozenset({5, 6, 7, 8, 10, 13, 14, 15})
# PostgreSQL's classes of SQLSTATE (its manual, appendix A): connection, resources, operator's intervention (shut down,
# starting up), system errors; and 25006, a write sent to a standby. Without a SQLSTATE the server was not reached.
_POSTGRESQL = ("08", "53", "57P", "58", "25006")

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between two tries: each wait is twice the one before
CALM = 600.0  # seconds after which an outage counts as a new one, and waits begin anew
_STEP = 0.5


class DatabaseGone(Exception):
    """The database went away, and the pass does not wait for it."""


def is_outage(error: BaseException | None) -> bool:
    """Whether an exception says that the database is away, and not that we asked it nonsense."""
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in _SQLITE  # the rest of an extended code says more of the same
    if cause is None or not hasattr(cause, "sqlstate"):
        return False
    state: str | None = cause.sqlstate
    return (
        type(error).__name__ in {"OperationalError", "InterfaceError"}
        if state is None
        else state.startswith(_POSTGRESQL)
    )


@dataclass
class Outage:
    """What one pass knows of its database's absence."""

    owner: str
    error: BaseException | None = None  # what it said last; None while it is there
    _left: dict[int, timedelta] = field(
        default_factory=dict
    )  # hosts whose lease could not be given back, and its pause
    _began: float = 0.0
    _ended: float = float("-inf")
    _tries: int = 0

    async def noted(self, error: BaseException) -> bool:
        """Take note of an outage; False for any other error. A connection that is broken is closed, to be made anew."""
        if not is_outage(error):
            return False
        await sync_to_async(close_old_connections)()
        if self.error is None:
            self._began = time.monotonic()
            if self._began - self._ended > CALM:
                self._tries = 0
            logger.error(
                "the database is away (%s): what is under way is given up, and is looked at again", _said(error)
            )
        self.error = error
        return True

    async def spared(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Do some work on the database's thread; None where it was found away."""
        try:
            return await sync_to_async(work)(*args, **kwargs)
        except Exception as error:
            if not await self.noted(error):
                raise
            return None

    async def give_back(self, host_id: int, pause: timedelta) -> None:
        """Release a lease, or remember to do so."""
        if await self.spared(lease.release, host_id, self.owner, pause=pause) is None:
            self._left[host_id] = pause

    def insist(self) -> None:
        """Raise DatabaseGone if it is away."""
        if self.error is not None:
            raise DatabaseGone(_said(self.error)) from self.error

    async def sit_out(self, is_stopping: Callable[[], bool]) -> None:
        """Wait until the database is there again, or there is no need to wait any more; at once where it is there."""
        while self.error is not None and not is_stopping():
            seconds = min(FIRST_WAIT * 2**self._tries, LONGEST_WAIT)
            self._tries += 1
            until = time.monotonic() + seconds
            while time.monotonic() < until and not is_stopping():
                await asyncio.sleep(_STEP)
            if is_stopping():
                return
            if await self.spared(self._try_again):
                self._ended = time.monotonic()
                self.error = None
                logger.warning("the database is back after %d seconds", self._ended - self._began)
            else:
                gone = time.monotonic() - self._began
                logger.warning("the database has been away for %d seconds (%s)", gone, _said(self.error))

    def _try_again(self) -> bool:
        """Ask for the lock that a write needs, and give back the leases that are left."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            for host_id, pause in self._left.items():
                lease.release(host_id, self.owner, pause=pause)
        self._left.clear()
        return True


def _said(error: BaseException | None) -> str:
    return " ".join(str(error).split())[:300]
