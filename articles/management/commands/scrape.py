"""``manage.py scrape``: look at what is due, once or until stopped."""

from __future__ import annotations

import argparse
import json
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.models import Article, Check, Source
from articles.scraping.record import FAILURES
from articles.scraping.run import Run, Scope
from articles.scraping.track import scrape

Outcome = Check.Outcome


def summary(tally: Counter[str], seconds: float) -> dict[str, int | float]:
    """The counts of a pass, under the names that other tools read."""
    failures = sum(tally[outcome] for outcome in FAILURES - {Outcome.BLOCKED})
    return {
        "feeds": tally["feeds"],
        "new_articles": tally["new_articles"],
        "checked": tally["checked"],
        "not_modified": tally[Outcome.NOT_MODIFIED],
        "unchanged": tally[Outcome.UNCHANGED] + tally[Outcome.NOISE],
        "new_versions": tally[Outcome.FIRST] + tally[Outcome.CHANGED],
        "changed": tally[Outcome.CHANGED],
        "to_confirm": tally[Outcome.PENDING] + tally[Outcome.MISSING],
        "gone": tally["taken_down"],
        "back": tally["back"],
        "not_article": tally[Outcome.NOT_ARTICLE],
        "blocked": tally[Outcome.BLOCKED] + tally[Outcome.DISALLOWED],
        "errors": failures + tally["feed_errors"],
        "seconds": round(seconds, 2),
    }


@contextmanager
def stopped_by_signals(runs: list[Run]) -> Iterator[None]:
    """Let SIGINT and SIGTERM end these passes after the looks under way. Only the main thread may set this."""

    def stop(*_: object) -> None:
        if not runs:
            raise SystemExit(1)
        for run in runs:
            run.stopping = True

    ours = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)} if ours else {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Command(BaseCommand):
    """Polls due feeds and checks due articles."""

    help = "Poll due feeds and check due articles: one pass, or with --watch until stopped."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--watch", action="store_true", help="go on until stopped (Ctrl-C or SIGTERM)")
        parser.add_argument("--source", default="", metavar="SLUG", help="only this source")
        parser.add_argument("--url", default="", help="only the article with this address")
        parser.add_argument("--force", action="store_true", help="now, whatever is due")
        parser.add_argument("--limit", type=int, metavar="N", help="check at most N articles")
        parser.add_argument("--concurrency", type=int, default=20, metavar="N", help="hosts at once (default 20)")
        parser.add_argument("--workers", type=int, metavar="N", help="processes that read pages (default: one a core)")
        parser.add_argument("--json", action="store_true", help="print the summary as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the pass and print what came of it."""
        self._refuse_nonsense(options)
        started = time.monotonic()
        runs: list[Run] = []
        quiet = options["json"] or options["verbosity"] == 0
        bar = tqdm(unit=" articles", disable=True if quiet else None, leave=False)
        with stopped_by_signals(runs), bar:
            run = async_to_sync(scrape)(
                Scope(options["source"], options["url"]),
                concurrency=options["concurrency"],
                watch=options["watch"],
                force=options["force"],
                limit=options["limit"],
                workers=options["workers"],
                on_start=runs.append,
                on_check=lambda check: self._show(bar, check, 0 if quiet else options["verbosity"]),
            )
        counts = summary(run.tally, time.monotonic() - started)
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        elif options["verbosity"]:
            self.stdout.write(self._sentence(counts))

    def _refuse_nonsense(self, options: dict[str, Any]) -> None:
        slug, url = options["source"], options["url"]
        if slug and not Source.objects.filter(slug=slug).exists():
            known = ", ".join(Source.objects.values_list("slug", flat=True)[:10]) or "none yet; see add_source"
            raise CommandError(f"There is no source {slug!r}. Sources: {known}.")
        if url:
            try:
                found = Article.objects.at_url(url)
            except ValueError as error:
                raise CommandError(str(error)) from error
            if found is None:
                raise CommandError(f"{url} is not tracked: add its source with `manage.py add_source {url}`.")
        for name in ("concurrency", "limit", "workers"):
            least = 0 if name == "workers" else 1
            if options[name] is not None and options[name] < least:
                raise CommandError(f"--{name} must be at least {least}.")

    def _show(self, bar: Any, check: Check, verbosity: int) -> None:
        bar.update()
        if verbosity >= 2 or (verbosity and check.outcome in {Outcome.CHANGED, Outcome.GONE}):
            bar.write(f"{check.at:%H:%M:%S} {check.outcome:12} {check.article.url} {check.detail}")

    def _sentence(self, counts: dict[str, int | float]) -> str:
        parts = [f"{value} {name.replace('_', ' ')}" for name, value in counts.items() if value and name != "seconds"]
        return f"{', '.join(parts) or 'Nothing was due'} in {counts['seconds']} s."
