"""Who writes what the turns of a pass have seen: what several bring at about the same time, in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from asgiref.sync import sync_to_async
from django.db import transaction

from articles.scraping import record
from articles.scraping.ledger import LeaseLost, Ledger, Prepared
from articles.scraping.outage import is_outage

MOST_LOOKS = 2_500  # in one transaction: on SQLite nobody else writes meanwhile, for a tenth of a second


class Scribe:
    """Writes ledgers, one transaction after another; those that are brought meanwhile are written together.

    Hosts' turns end in crowds, their articles lie in the same pages of the database's file, and on SQLite each
    transaction waits for whoever else writes.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[Ledger, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, ledger: Ledger) -> None:
        """Have it written, and empty it: what cannot be written is given up. Raises LeaseLost, and what the database
        raises."""
        if not ledger.entries and not ledger.habits:
            return
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((ledger, written))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write())
        try:
            await written
        finally:
            ledger.entries, ledger.habits = [], {}

    async def _write(self) -> None:
        while self._waiting:
            some = self._take()
            failures = await sync_to_async(written_together)([ledger for ledger, _ in some])
            for (_, written), failure in zip(some, failures, strict=True):
                if written.cancelled():
                    continue
                if failure is None:
                    written.set_result(None)
                else:
                    written.set_exception(failure)

    def _take(self) -> list[tuple[Ledger, asyncio.Future[None]]]:
        """The first that wait: one, and as many more as a transaction may hold."""
        looks = number = 0
        for ledger, _ in self._waiting:
            looks += len(ledger.entries)
            if number and looks > MOST_LOOKS:
                break
            number += 1
        some, self._waiting = self._waiting[:number], self._waiting[number:]
        return sorted(some, key=lambda one: one[0].host_id)  # in one order everywhere: rows are locked


def written_together(ledgers: Sequence[Ledger]) -> list[Exception | None]:
    """Write these in one transaction; for each the reason why it was not written, if there is one.

    A lost lease keeps nothing but its own ledger out. Where anything else fails each is written by itself, lest one
    host's trouble cost the others their looks; a database that is away is away for all.
    """
    try:
        prepared = [ledger.prepared() for ledger in ledgers]  # before the transaction, which others wait for
        with transaction.atomic():
            losses = [_lost(ledger, some) for ledger, some in zip(ledgers, prepared, strict=True)]
            kept = (ledger.habits for ledger, loss in zip(ledgers, losses, strict=True) if loss is None)
            record.learn_habits(*kept)
            return [*losses]
    except Exception as error:
        if len(ledgers) == 1 or is_outage(error):
            return [error for _ in ledgers]
    return [failure for ledger in ledgers for failure in written_together([ledger])]


def _lost(ledger: Ledger, prepared: Prepared) -> LeaseLost | None:
    try:
        ledger.write(prepared)
    except LeaseLost as loss:
        return loss
    return None
