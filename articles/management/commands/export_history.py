"""``manage.py export_history``: give out histories, one article a line of JSON."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.history import export
from articles.models import Article, Source


class Command(BaseCommand):
    """Gives out histories, streaming."""

    help = "Give out article histories as JSON Lines, on standard output or into a file."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--source", default="", metavar="SLUG", help="only this source")
        parser.add_argument("--html", action="store_true", help="with the captured pages")
        parser.add_argument("--out", default="-", metavar="F", help="file to write (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write line after line."""
        articles = Article.objects.filter(version_count__gte=1)
        if slug := options["source"]:
            if not Source.objects.filter(slug=slug).exists():
                raise CommandError(f"There is no source {slug!r}.")
            articles = articles.filter(source__slug=slug)
        if options["out"] == "-":
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8")  # JSON Lines are UTF-8, whatever the terminal's locale
            for line in export(articles, html=options["html"]):
                self.stdout.write(line)
            return
        path = Path(options["out"])
        try:
            with path.open("w", encoding="utf-8", newline="\n") as stream:
                lines = export(articles, html=options["html"])
                for line in tqdm(lines, total=articles.count(), unit=" articles", leave=False, disable=None):
                    stream.write(line + "\n")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        if options["verbosity"]:
            sys.stderr.write(f"{articles.count()} articles written to {path}.\n")
