"""``manage.py import_sources FILE``: sources from CSV, OPML or JSON; shows what would change, and does it when told."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from articles.catalogue.entries import BadFile
from articles.catalogue.plan import BAD, UNCHANGED, apply, compare, read


class Command(BaseCommand):
    """Compares a file with the sources that are there; --apply makes them as the file says."""

    help = "Take in sources from a CSV, OPML or JSON file. Shows what would change; --apply does it. - is a stream."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("file")
        parser.add_argument("--apply", action="store_true", help="do it, instead of showing it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, print, and apply if told to."""
        name = options["file"]
        try:
            body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            entries = read(body)
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
        except BadFile as error:
            raise CommandError(f"{name}: {error} Nothing was changed.") from error
        with transaction.atomic():
            plan = compare(entries)
            if options["apply"]:
                apply(plan, now=timezone.now())
        for step in plan.steps:
            if step.verdict == BAD:
                self.stderr.write(f"{step.place}: {step.slug or step.name} left out. {step.reason}")
            elif step.verdict != UNCHANGED and options["verbosity"]:
                self.stdout.write(f"{step.verdict}: {step.slug} ({step.name})")
                for change in step.changes:
                    self.stdout.write(f"  {change}")
        counts = plan.counts
        self.stdout.write(", ".join(f"{count} {verdict}" for verdict, count in counts.items()) + ".")
        if plan.does_anything and not options["apply"]:
            self.stdout.write("Nothing was changed; --apply does it.")
