"""``manage.py backfill URL|ID``: take in what a web archive keeps of an article."""

from __future__ import annotations

import argparse
import re
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandError

from articles.importing.cdx import replay_of
from articles.models import Article
from articles.scraping.addresses import clean_url
from articles.scraping.backfill import Archive, backfill

WAYBACK = "https://web.archive.org/cdx/search/cdx"


class Command(BaseCommand):
    """Fetches an article's captures from a web archive and makes versions of them. Safe to repeat."""

    help = (
        "Take in what a web archive keeps of an article: captures with their original times, and the versions that "
        "they show, before and among those that are here. Safe to repeat; goes on where it was cut off."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("article", metavar="URL|ID", help="its address, or its number on this site")
        parser.add_argument("--cdx", default=WAYBACK, metavar="ADDRESS", help=f"the archive's CDX server ({WAYBACK})")
        parser.add_argument(
            "--replay", default="", metavar="ADDRESS", help="where it replays captures (default: /web on the same host)"
        )
        parser.add_argument("--from", default="", dest="since", metavar="DATE", help="such as 2013 or 2013-10-18")
        parser.add_argument("--to", default="", dest="until", metavar="DATE", help="up to and including this")
        parser.add_argument("--limit", type=int, metavar="N", help="fetch at most N captures; the next run goes on")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and say what came of it."""
        article = self._article(options["article"])
        server, replay = (self._address(options[name], f"--{name}") for name in ("cdx", "replay"))
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError("--limit must be at least 1.")
        quiet = options["verbosity"] < 2
        done = async_to_sync(backfill)(
            article,
            Archive(server, replay or replay_of(server)),
            since=_digits(options["since"], "--from"),
            until=_digits(options["until"], "--to"),
            limit=options["limit"],
            tell=lambda line: None if quiet else self.stdout.write(line),
        )
        if options["verbosity"]:
            self.stdout.write(
                f"{done.listed} captures listed: {done.fetched} fetched, {done.known} known already, {done.failed} not "
                f"to be had; {done.versions} new versions of article {article.pk}."
            )
        if done.stopped:
            raise CommandError(f"It ended early: {done.stopped}. Run it again later; it goes on where it was.")

    def _article(self, name: str) -> Article:
        articles = Article.objects.select_related("source")
        try:
            number = int(name) if name.isascii() and name.isdigit() and len(name) < 19 else None
            found = articles.filter(pk=number).first() if number is not None else articles.at_url(name)
        except ValueError as error:
            raise CommandError(f"{name!r} is neither the number nor the address of an article: {error}") from error
        if found is None:
            raise CommandError(f"No article is known as {name}. Add its source first: manage.py add_source ADDRESS")
        return found

    def _address(self, text: str, option: str) -> str:
        try:
            return clean_url(text) if text else ""
        except ValueError as error:
            raise CommandError(f"{option}: {error}") from error


def _digits(text: str, option: str) -> str:
    """A date as archives take it. Raises CommandError."""
    digits = re.sub(r"[-:TZ ]", "", text)
    if text and not re.fullmatch(r"(19|20)\d{2}(\d{2}){0,5}", digits, re.ASCII):
        raise CommandError(f"{option} {text!r} is no date: write it like 2013, 2013-10 or 2013-10-18.")
    return digits
