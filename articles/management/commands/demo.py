"""``manage.py demo``: a small news site of invented stories that change while you watch."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.demo import DEFAULT_PORT, serve, source_entry
from articles.sources import load


class Command(BaseCommand):
    """Serves the demo's news site, as a source of this installation."""

    help = "Serve a small news site whose stories change on a timer, and add it as the source demo-lamp."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=DEFAULT_PORT)
        parser.add_argument("--every", type=float, default=60, metavar="SECONDS", help="time between two changes")
        parser.add_argument("--loop", action="store_true", help="begin a new edition after the last change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until stopped."""
        address = f"http://{options['host']}:{options['port']}"
        load([source_entry(address)], now=timezone.now())
        with suppress(KeyboardInterrupt):
            try:
                asyncio.run(
                    serve(
                        options["host"],
                        options["port"],
                        options["every"],
                        loop=options["loop"],
                        on_ready=lambda url: self.stdout.write(f"The demo's news site is at {url}/"),
                        on_change=lambda publication: self.stdout.write(f"demo: {publication}"),
                    )
                )
            except OSError as error:
                raise CommandError(f"{address} cannot be served: {error.strerror or error}.") from error
