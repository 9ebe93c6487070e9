"""``manage.py export_history``: give out histories, one article a line of JSON, or as Parquet."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.history import export
from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from articles.parquet import ParquetMissing, write_parquet


def day(text: str) -> date:
    """A day as an option gives it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it like 2026-11-17") from None


class Command(BaseCommand):
    """Gives out histories, streaming."""

    help = "Give out article histories as JSON Lines, on standard output or into a file, or as a Parquet file."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--source", default="", metavar="SLUG", help="only this source")
        parser.add_argument("--since", type=day, metavar="DAY", help="only articles with a version seen since this day")
        parser.add_argument("--until", type=day, metavar="DAY", help="only those with a version seen before this day")
        parser.add_argument("--after", default="", metavar="URL", help="go on after this article, the last one written")
        parser.add_argument("--html", action="store_true", help="with the captured pages")
        parser.add_argument("--format", choices=("jsonl", "parquet"), default="jsonl", help="default: jsonl")
        parser.add_argument("--out", default="-", metavar="F", help="file to write (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write article after article."""
        articles = self._chosen(options)
        lines = export(articles, html=options["html"])
        if options["out"] == "-":
            if options["format"] == "parquet":
                raise CommandError("A Parquet file cannot be a stream: name a file with --out.")
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8")  # JSON Lines are UTF-8, whatever the terminal's locale
            for line in lines:
                self.stdout.write(line)
            return
        path = Path(options["out"])
        total = articles.count()
        bar = tqdm(lines, total=total, unit=" articles", leave=False, disable=None if options["verbosity"] else True)
        try:
            self._write(bar, path, options)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        except ParquetMissing as error:
            raise CommandError(f"{error}.") from error
        if options["verbosity"]:
            sys.stderr.write(f"{total} articles written to {path}.\n")

    def _write(self, lines: Iterable[str], path: Path, options: dict[str, Any]) -> None:
        if options["format"] == "parquet":
            write_parquet(lines, path)
            return
        # What an earlier run wrote stays when this one goes on after it.
        with path.open("a" if options["after"] else "w", encoding="utf-8", newline="\n") as stream:
            for line in lines:
                stream.write(line + "\n")

    def _chosen(self, options: dict[str, Any]) -> ArticleQuerySet:
        articles = Article.objects.filter(version_count__gte=1)
        if slug := options["source"]:
            if not Source.objects.filter(slug=slug).exists():
                raise CommandError(f"There is no source {slug!r}.")
            articles = articles.filter(source__slug=slug)
        articles = articles.seen_between(options["since"], options["until"])
        if url := options["after"]:
            try:
                last = Article.objects.at_url(url)
            except ValueError as error:
                raise CommandError(f"--after: {error}") from error
            if last is None:
                raise CommandError(f"--after: no article with the address {url} is tracked.")
            articles = articles.filter(pk__gt=last.pk)
        return articles
