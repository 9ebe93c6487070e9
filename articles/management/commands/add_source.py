"""``manage.py add_source URL``: a homepage or feed address becomes a source with its feeds."""

from __future__ import annotations

import argparse
from typing import Any
from urllib.parse import urljoin

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.scraping.addresses import clean_url, meant
from articles.scraping.survey import Survey, forbidden, survey
from articles.sources import add, slug_for


def _how() -> dict[str, Any]:
    return {"user_agent": settings.USER_AGENT, "allow_private": settings.ALLOW_PRIVATE_ADDRESSES}


class Command(BaseCommand):
    """Adds one source by its address."""

    help = "Add a source: give its homepage or a feed address. Prints what was found."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("url")
        parser.add_argument("--name", default="", help="name shown to readers (default: as the site says)")
        parser.add_argument("--slug", default="", help="short name in addresses (default: from the host name)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at the address, and add the source if it has a feed."""
        url, found = self._look(options["url"])
        if not found.feeds:
            raise CommandError(
                f"No feed was found at {url}. Give a feed's own address, or add the source in the admin "
                "with an index page as its feed. Nothing was added."
            )
        try:
            source = add(
                found.homepage or urljoin(url, "/"), options["name"] or found.name or url, found.feeds,
                slug=options["slug"] or slug_for(url), language=found.language, now=timezone.now(),
            )  # fmt: skip
        except ValueError as error:
            raise CommandError(f"{url}: {error}. Nothing was added.") from error
        self.stdout.write(f"{source.name} ({source.slug}), {source.homepage}")
        for feed in source.feeds.all():
            self.stdout.write(f"  {feed.url} {feed.title}".rstrip())
        if found.note:
            self.stdout.write(found.note)
        if reason := async_to_sync(forbidden)(found.feeds[0].url, **_how()):
            self.stdout.write(reason)
            return
        self.stdout.write("`manage.py scrape` now polls it.")

    def _look(self, text: str) -> tuple[str, Survey]:
        """What is at the address that was typed, or at the first that may be meant and gives a page; and which."""
        problems = []
        for address in meant(text):
            try:
                url = clean_url(address)
            except ValueError as error:
                raise CommandError(str(error)) from error
            found = async_to_sync(survey)(url, **_how())
            if not found.problem:
                return url, found
            problems.append(found.problem)
        raise CommandError(f"{problems[0]} Nothing was added.")
