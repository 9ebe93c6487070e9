"""``manage.py import_newsedits FILE``: take in a database of the NewsEdits corpora."""

from __future__ import annotations

import argparse
import sqlite3
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.history import Imported, take_in_all
from articles.importing.newsedits import read_database


class Command(BaseCommand):
    """Takes in every entry with its versions. Safe to repeat."""

    help = "Take in a SQLite database of the NewsEdits corpora (table entryversion). Safe to repeat."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", metavar="SLUG", help="the source, if the database does not say")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read entry after entry."""
        done = Imported()
        try:
            for reason in take_in_all(read_database(options["file"], options["source"]), done):
                self.stderr.write(reason)
        except (ValueError, sqlite3.Error) as error:
            raise CommandError(f"{options['file']} cannot be taken in: {error}.") from error
        if options["verbosity"]:
            self.stdout.write(
                f"{done.lines} entries: {done.articles} new articles, {done.versions} new versions; "
                f"{done.known} versions were known already; {done.bad} bad entries."
            )
        if done.bad:
            raise CommandError(f"{done.bad} entries were not taken in; the reasons stand above.")
