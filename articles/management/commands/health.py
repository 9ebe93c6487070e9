"""``manage.py health``: judge how the sources fare, tell operators what changed, and print what is wrong."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles.models import Health
from articles.scraping import lease
from articles.scraping.health import TROUBLE, judge_all


class Command(BaseCommand):
    """Judges all sources now."""

    help = "Judge how the sources fare and mail ADMINS what changed. `scrape --watch` does this every five minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge, and print those in trouble."""
        judge_all(lease.clock())
        troubled = Health.objects.filter(state__in=TROUBLE).select_related("source")
        for health in troubled:
            self.stdout.write(f"{health.source.slug}: {health.get_state_display()}. {health.reason}")
        if options["verbosity"] and not troubled:
            self.stdout.write("All sources are fine.")
