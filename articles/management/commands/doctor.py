"""``manage.py doctor``: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.doctor import Finding, examine
from articles.models import Source
from articles.scraping.reach import reach


class Command(BaseCommand):
    """Looks at settings, files, database, clock, disk and scraper; with --reach, at the sources too."""

    help = "Say what is wrong with this installation and how to mend it. Exit status 1 if anything stops the work."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--reach", action="store_true", help="also ask each source once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings; fail if one is grave."""
        grave = 0
        for finding in self._findings(reach=options["reach"]):
            if finding.mend:
                grave += finding.grave
                sign = self.style.ERROR("wrong") if finding.grave else self.style.WARNING("mind ")
                self.stdout.write(f"{sign}  {finding.area}: {finding.said}\n       {finding.mend}")
            elif options["verbosity"]:
                self.stdout.write(f"{self.style.SUCCESS('fine ')}  {finding.area}: {finding.said}")
        if grave:
            raise CommandError(f"{grave} thing{'s' if grave > 1 else ''} to mend.")

    def _findings(self, *, reach: bool) -> Iterator[Finding]:
        failed = False
        for finding in examine():
            failed |= bool(finding.mend and finding.area in {"database", "migrations"})
            yield finding
        if reach and not failed:
            yield from ask_sources()


def ask_sources() -> Iterator[Finding]:
    """Whether each source that is watched answers: its first feed, or its homepage."""
    sources = Source.objects.filter(enabled=True).prefetch_related("feeds")
    urls = {next((feed.url for feed in source.feeds.all()), source.homepage): source for source in sources}
    found = async_to_sync(reach)(
        filter(None, urls), user_agent=settings.USER_AGENT, allow_private=settings.ALLOW_PRIVATE_ADDRESSES
    )
    for url, problem in found.items():
        said = f"{urls[url].slug} at {url}: {problem or 'answers'}"
        mend = "Open it in a browser; if it moved, change it in the admin." if problem else ""
        yield Finding("source", said, mend, grave=False)
