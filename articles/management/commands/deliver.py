"""``manage.py deliver``: tell people what changed, where no ``scrape --watch`` or worker does."""

from __future__ import annotations

import argparse
import asyncio
import signal
import time
from collections import Counter
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand

from articles.scraping.deliver import deliver, deliver_safely

IDLE_SECONDS = 2.0


class Command(BaseCommand):
    """Sends what waits in the outbox of watches."""

    help = "Tell people what changed: send what their watches wait for. `scrape --watch` does this by itself."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--watch", action="store_true", help="go on until stopped (Ctrl-C or SIGTERM)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how much."""
        started, tally = time.monotonic(), Counter[str]()
        async_to_sync(go_on if options["watch"] else deliver)(tally)
        if options["verbosity"]:
            seconds = time.monotonic() - started
            failed = tally.total() - tally["planned"] - tally["told"]
            self.stdout.write(f"{tally['told']} messages sent, {failed} not, in {seconds:.1f} s.")


async def go_on(tally: Counter[str]) -> None:
    """Deliver, round after round, until told to stop."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    while not stopped.is_set():
        await deliver_safely(tally, stop=stopped.is_set)
        try:
            await asyncio.wait_for(stopped.wait(), IDLE_SECONDS)
        except TimeoutError:
            continue
