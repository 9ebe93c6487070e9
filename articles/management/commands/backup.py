"""``manage.py backup``: copy the archive while it is used."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from articles.backup import Refused, backup


class Command(BaseCommand):
    """Copies a SQLite archive, and proves the copy."""

    help = "Copy the SQLite archive while it is used, and prove the copy (integrity_check, verify)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("file", nargs="?", type=Path, help="default: data/backups/newsdiffs-DATE-TIME.sqlite3")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the copy."""
        target = options["file"] or (
            Path(settings.DATA_DIR) / "backups" / f"newsdiffs-{timezone.now():%Y%m%d-%H%M%S}.sqlite3"
        )
        try:
            said = backup(sqlite_file(), target)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
        if options["verbosity"]:
            self.stdout.write(f"{target} ({target.stat().st_size / 1e6:.1f} MB). {said}")


def sqlite_file() -> Path:
    """The database's file. Raises CommandError where it is none."""
    if not str(connection.settings_dict["ENGINE"]).endswith("sqlite3"):
        raise CommandError("This archive is on PostgreSQL: use pg_dump and pg_restore (docs/operations.md shows how).")
    return Path(connection.settings_dict["NAME"])
