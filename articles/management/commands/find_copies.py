"""``manage.py find_copies``: find the same stories at other sources."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from articles.copies import find
from articles.models import Copy, Progress


class Command(BaseCommand):
    """Takes in the versions recorded since the last time."""

    help = "Find near-copies of new versions at other sources. `scrape --watch` and workers do so by themselves."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--again", action="store_true", help="take in all versions anew")

    def handle(self, *args: Any, **options: Any) -> None:
        """Catch up, and say what was found."""
        if options["again"]:
            Progress.objects.filter(name=find.NAME).delete()
        count = find.finish()
        if options["verbosity"]:
            pairs = Copy.objects.count() // 2
            known = "1 pair of copies is known" if pairs == 1 else f"{pairs} pairs of copies are known"
            self.stdout.write(f"{count} version{'s' * (count != 1)} taken in; {known}.")
