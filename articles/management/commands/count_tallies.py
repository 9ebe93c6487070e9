"""``manage.py count_tallies``: what the pages say of sources, counted anew from the archive."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from articles.models import Event, Folded, Tally, Version
from articles.tallies import count_all


class Command(BaseCommand):
    """Counts all tallies anew. They are kept up to date by themselves; this is for repair."""

    help = "Count the tallies of all sources anew (they are kept up to date by themselves; this is for repair)."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Count."""
        folded = frozenset(Folded.objects.values_list("article_id", "digest"))
        self.stdout.write(f"{count_all(Version, Event, Tally, folded)} tallies.")
