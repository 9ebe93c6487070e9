"""``manage.py add_source URL``: a homepage or feed address becomes a source with its feeds."""

from __future__ import annotations

import argparse
from typing import Any
from urllib.parse import urljoin

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.scraping.addresses import clean_url, typed
from articles.scraping.survey import survey
from articles.sources import add, slug_for


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
        try:
            url = clean_url(typed(options["url"]))
        except ValueError as error:
            raise CommandError(str(error)) from error
        found = async_to_sync(survey)(
            url, user_agent=settings.USER_AGENT, allow_private=settings.ALLOW_PRIVATE_ADDRESSES
        )
        if found.problem:
            raise CommandError(f"{found.problem} Nothing was added.")
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
        self.stdout.write("`manage.py scrape` now polls it.")
