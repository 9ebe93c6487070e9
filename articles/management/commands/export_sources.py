"""``manage.py export_sources``: the sources with their feeds and rules as a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.catalogue.plan import FORMS, written
from articles.models import Source


class Command(BaseCommand):
    """Writes all sources as JSON, CSV or OPML."""

    help = "Write all sources as JSON, CSV or OPML; import_sources reads each of them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--format", choices=sorted(FORMS), default="json")
        parser.add_argument("--out", metavar="FILE", help="where to (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        text = written(Source.objects.order_by("slug").prefetch_related("feeds"), options["format"])
        if not options["out"]:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["out"]).write_bytes(text.encode())
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
