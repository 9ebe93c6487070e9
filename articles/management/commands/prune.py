"""``manage.py prune``: forget old checks, and captured pages that prove nothing."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.pruning import drop_checks, drop_evidence, drop_loose_captures, plan


class Command(BaseCommand):
    """Shows what would go; with --apply, removes it."""

    help = "Forget checks and captured pages older than so many days. Shows what would go; --apply removes it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--checks", type=int, metavar="DAYS", help="checks older than this")
        parser.add_argument("--captures", type=int, metavar="DAYS", help="pages older than this that prove no version")
        parser.add_argument(
            "--evidence", action="store_true",
            help="with --captures: also pages that prove a version; its text stays, and can no longer be proved",
        )  # fmt: skip
        parser.add_argument("--apply", action="store_true", help="do it, instead of showing it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show or do it."""
        for name in ("checks", "captures"):
            if options[name] is not None and options[name] < 1:
                raise CommandError(f"--{name} must be at least 1 day.")
        if options["checks"] is None and options["captures"] is None:
            raise CommandError("Say what is to go: --checks DAYS, --captures DAYS, or both.")
        if options["evidence"] and options["captures"] is None:
            raise CommandError("--evidence needs --captures DAYS.")
        now = timezone.now()
        checks_before, captures_before = (
            now - timedelta(days=options[name]) if options[name] else None for name in ("checks", "captures")
        )
        found = plan(checks_before, captures_before)
        evidence = f"{found.evidence} that prove versions" if options["evidence"] else "none that proves a version"
        what = f"{found.checks} checks and {found.loose} captured pages that prove nothing, {evidence}"
        if not options["apply"]:
            self.stdout.write(f"Would go: {what}. Nothing was removed; --apply does it.")
            return
        if checks_before:
            drop_checks(checks_before)
        bytes_gone = 0
        if captures_before:
            if options["evidence"]:
                drop_evidence(captures_before)
            bytes_gone = drop_loose_captures(captures_before)
        self.stdout.write(f"Removed: {what}. {bytes_gone} stored pages went with them.")
