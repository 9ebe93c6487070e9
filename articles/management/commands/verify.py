"""``manage.py verify``: prove that the archive is whole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.verify import totals, verify


class Command(BaseCommand):
    """Reads every capture and checks every version."""

    help = "Prove the archive whole: every capture by its SHA-256, every version by its number and evidence."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong; fail if anything is."""
        wrong = 0
        for sentence in verify():
            wrong += 1
            self.stderr.write(sentence)
        counts = ", ".join(f"{count} {name}" for name, count in totals().items())
        if wrong:
            raise CommandError(f"{wrong} things are wrong among {counts}; they stand above.")
        if options["verbosity"]:
            self.stdout.write(f"All is whole: {counts}.")
