"""``manage.py load_sources``: add the sources of a catalogue."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.sources import load

CATALOGUE = Path(settings.BASE_DIR) / "seeds" / "sources.json"


class Command(BaseCommand):
    """Adds sources; those that are there already keep what their editor set."""

    help = "Add the sources of a catalogue (JSON; default: seeds/sources.json). Known ones are left as they are."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("file", nargs="?", type=Path, default=CATALOGUE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file."""
        path: Path = options["file"]
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{path} is not JSON: {error}.") from error
        if not isinstance(entries, list):
            raise CommandError(f"{path} must hold a list of sources; seeds/README.md shows one.")
        try:
            done = load(entries, now=timezone.now())
        except ValueError as error:
            raise CommandError(f"{path}: {error}. Nothing was added.") from error
        if options["verbosity"]:
            self.stdout.write(f"{done.sources} sources and {done.feeds} feeds added, {done.known} known already.")
