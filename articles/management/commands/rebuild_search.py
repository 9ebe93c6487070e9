"""``manage.py rebuild_search``: index the texts of all versions anew."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Exists, OuterRef
from tqdm import tqdm

from articles.models import Article, Passage
from articles.search import index

BATCH = 50  # articles in one transaction: so long does a scraper wait at most


class Command(BaseCommand):
    """Goes through the articles in batches; a scraper may run beside it."""

    help = "Index the texts of all versions anew. Started again after a stop, --missing goes on where it ended."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--missing", action="store_true", help="only articles that are not in the index")

    def handle(self, *args: Any, **options: Any) -> None:
        """Index batch after batch."""
        if not options["missing"]:
            with transaction.atomic():
                Passage.objects.all().delete()
                index.clear()
        articles = Article.objects.filter(version_count__gte=1)
        if options["missing"]:
            articles = articles.filter(~Exists(Passage.objects.filter(article=OuterRef("pk"))))
        count = passages = last = 0
        with tqdm(total=articles.count(), unit=" articles", leave=False, disable=None) as bar:
            while keys := list(articles.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
                with transaction.atomic():
                    for article in Article.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
                        passages += Passage.objects.index_article(article)
                count, last = count + len(keys), keys[-1]
                bar.update(len(keys))
        index.tidy()
        if options["verbosity"]:
            self.stdout.write(f"{count} articles indexed: {passages} passages.")
