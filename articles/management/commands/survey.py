"""``manage.py survey``: answer editors' surveys once, where no `scrape --watch` runs."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand

from articles.scraping.surveys import answer_waiting


class Command(BaseCommand):
    """Looks at the addresses that editors pasted into the admin."""

    help = "Look at the addresses that editors pasted into the admin. `scrape --watch` does this by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer all that wait."""
        count = async_to_sync(answer_waiting)()
        if options["verbosity"]:
            self.stdout.write(f"{count} surveys answered.")
