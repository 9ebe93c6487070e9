"""``manage.py restore FILE``: put a copy of the archive back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from articles.backup import Refused, restore
from articles.management.commands.backup import sqlite_file


class Command(BaseCommand):
    """Puts a proved copy in the archive's place."""

    help = "Put a copy made by `backup` in the archive's place, once it is proved. Stop the site and scraper first."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="also where there is an archive; it is kept beside")

    def handle(self, *args: Any, **options: Any) -> None:
        """Put it back."""
        database = sqlite_file()
        connection.close()
        try:
            said, kept = restore(options["file"], database, force=options["force"], now=timezone.now())
        except Refused as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        if options["verbosity"]:
            self.stdout.write(f"{database} restored. {said}" + (f" What was there is {kept}." if kept else ""))
            self.stdout.write("Run `manage.py migrate` if the copy is of an earlier release.")
