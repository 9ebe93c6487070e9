"""``manage.py reextract``: read the stored captures anew after a rule or the extractor changed."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.models import Article, Source
from articles.rederive import rewriting
from articles.scraping.recall import furniture_of, ignored_of


class Command(BaseCommand):
    """Shows what would change; with --apply, changes it."""

    help = "Read captures anew with today's extractor and rules. Shows what would change; --apply does it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--source", default="", metavar="SLUG", help="only this source")
        parser.add_argument("--url", default="", help="only the article with this address")
        parser.add_argument("--apply", action="store_true", help="do it, instead of showing it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the articles."""
        articles = self._scope(options)
        reworded = merged = touched = 0
        furniture: dict[int, frozenset[str]] = {}
        rows = articles.select_related("source").order_by("pk")
        for article in tqdm(rows.iterator(200), total=articles.count(), unit=" articles", leave=False, disable=None):
            known = furniture.setdefault(article.source_id, furniture_of(article.source_id))
            plan = rewriting(article, ignored_of(article, known))
            if not plan.changes_anything:
                continue
            touched += 1
            reworded += len(plan.reworded)
            merged += len(plan.merged)
            self.stdout.write(self._sentence(article, plan.reworded, plan.merged))
            if options["apply"] and not plan.apply():
                self.stderr.write(f"{article.pk} {article}: a scraper changed it meanwhile, so it was left; run again.")
        verb = "were" if options["apply"] else "would be"
        self.stdout.write(f"{touched} articles: {reworded} versions {verb} read otherwise, {merged} {verb} merged.")
        if touched and not options["apply"]:
            self.stdout.write("Nothing was changed; --apply does it.")

    def _scope(self, options: dict[str, Any]) -> Any:
        articles = Article.objects.filter(version_count__gte=1)
        if slug := options["source"]:
            if not Source.objects.filter(slug=slug).exists():
                raise CommandError(f"There is no source {slug!r}.")
            articles = articles.filter(source__slug=slug)
        if url := options["url"]:
            try:
                article = Article.objects.at_url(url)
            except ValueError as error:
                raise CommandError(str(error)) from error
            if article is None:
                raise CommandError(f"{url} is not tracked.")
            articles = articles.filter(pk=article.pk)
        return articles

    def _sentence(self, article: Article, reworded: tuple[int, ...], merged: tuple[int, ...]) -> str:
        parts = []
        if reworded:
            parts.append(f"versions read otherwise: {', '.join(map(str, reworded))}")
        if merged:
            parts.append(f"the same as the one before: {', '.join(map(str, merged))}")
        return f"{article.pk} {article}: {'; '.join(parts)}"
