"""``manage.py export_warc``: an article's captured pages as a WARC file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models import Article, Capture
from articles.warc import write_warc


class Command(BaseCommand):
    """Gives out the evidence in the form that web archives use."""

    help = "Write an article's captured pages to a WARC file (.warc.gz). Name the article by its number or address."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("article", help="an article's number, or its address")
        parser.add_argument("--out", required=True, type=Path, metavar="F", help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        name = options["article"]
        try:
            article = Article.objects.filter(pk=int(name)).first() if name.isdigit() else Article.objects.at_url(name)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if article is None:
            raise CommandError(f"There is no article {name}.")
        captures = Capture.objects.filter(article=article).order_by("fetched_at", "pk")
        if not captures.exists():  # as of an article that was imported as text
            raise CommandError(f"Article {article.pk} has no captured pages; nothing was written.")
        try:
            with options["out"].open("wb") as stream:
                count = write_warc(captures.iterator(), stream)
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
        if options["verbosity"]:
            self.stdout.write(f"{count} captures written to {options['out']}.")
