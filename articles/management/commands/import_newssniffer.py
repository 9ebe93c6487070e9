"""``manage.py import_newssniffer FILE…``: take in saved pages of News Sniffer."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.history import BadLine, History, Imported, moment, take_in_all
from articles.importing.newssniffer import read_page


class Command(BaseCommand):
    """Takes in both versions of each page. Safe to repeat."""

    help = "Take in saved pages of News Sniffer that compare two versions, as HTML or as text. Safe to repeat."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--seen-at", default="", metavar="TIME", help="when the first version was seen, if the "
                            "page does not say; such as 2013-10-18T13:20:00Z")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Read page after page."""
        try:
            seen_at = moment(options["seen_at"], "--seen-at") if options["seen_at"] else None
        except BadLine as error:
            raise CommandError(str(error)) from error
        done = Imported()
        for reason in take_in_all(self._pages(options["files"], seen_at), done):
            self.stderr.write(reason)
        if options["verbosity"]:
            self.stdout.write(
                f"{done.lines} pages: {done.articles} new articles, {done.versions} new versions; "
                f"{done.known} versions were known already; {done.bad} bad pages."
            )
        if done.bad:
            raise CommandError(f"{done.bad} pages were not taken in; the reasons stand above.")

    def _pages(self, files: list[Path], seen_at: datetime | None) -> Iterator[tuple[str, History | BadLine]]:
        for path in files:
            try:
                yield str(path), read_page(path.read_text(encoding="utf-8", errors="replace"), seen_at=seen_at)
            except OSError as error:
                yield str(path), BadLine(f"it cannot be read: {error.strerror}")
            except BadLine as error:
                yield str(path), error
