"""``manage.py pack_captures``: pack captured pages anew, as small as they get."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from articles import repacking
from articles.models import Progress


class Command(BaseCommand):
    """Goes through the captures that are older than a day, from where the last one stopped."""

    help = (
        "Pack captured pages that are older than a day as small as they get, without a rest: a tenth of a second of "
        "CPU time a page. `scrape --watch` and workers do so by themselves, a little at a time."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--again", action="store_true", help="go through all captures anew")

    def handle(self, *args: Any, **options: Any) -> None:
        """Catch up, and say what it saved."""
        if options["again"]:
            Progress.objects.filter(name=repacking.NAME).delete()
        done = repacking.finish()
        if options["verbosity"]:
            pages = f"{done.pages:,} whole page{'s' * (done.pages != 1)} packed anew, {done.saved / 1e6:.1f} MB smaller"
            self.stdout.write(f"{done.captures:,} captures gone through; {pages}.")
