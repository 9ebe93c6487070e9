"""``manage.py import_newsdiffs FILE --texts FOLDER``: take in an archive of the newsdiffs program."""

from __future__ import annotations

import argparse
import sqlite3
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.history import Imported, take_in_all
from articles.importing.newsdiffs import read_database
from articles.sources import slug_for


class Command(BaseCommand):
    """Takes in every article with its versions. Safe to repeat."""

    help = (
        "Take in a SQLite database of the newsdiffs program (tables Articles and version) with the git repository that "
        "holds its texts. Safe to repeat."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--texts", type=Path, metavar="FOLDER",
            help="its folder articles/: a git repository, or full of them (default: beside the database)",
        )  # fmt: skip
        parser.add_argument("--source", default="", metavar="SLUG", help="one source for all (default: by address)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read article after article."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path} is no file.")
        done = Imported()
        histories = read_database(path, options["texts"] or path.parent / "articles", slug_for, options["source"])
        try:
            for reason in take_in_all(histories, done):
                self.stderr.write(reason)
        except (ValueError, sqlite3.Error, FileNotFoundError) as error:
            raise CommandError(f"{path} cannot be taken in: {error}.") from error
        if options["verbosity"]:
            self.stdout.write(
                f"{done.lines} articles: {done.articles} new articles, {done.versions} new versions; "
                f"{done.known} versions were known already; {done.bad} bad articles."
            )
        if done.bad:
            raise CommandError(f"{done.bad} articles were not taken in; the reasons stand above.")
