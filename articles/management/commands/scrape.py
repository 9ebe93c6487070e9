"""``manage.py scrape``: look at what is due, once or until stopped."""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.models import Article, Check, Host, Source
from articles.scraping import lease
from articles.scraping.addresses import typed
from articles.scraping.crew import Crew, CrewFailed, Tell, size
from articles.scraping.outage import DatabaseGone
from articles.scraping.reading import Readers
from articles.scraping.record import FAILURES
from articles.scraping.run import Run, Scope
from articles.scraping.track import make_due, scrape
from articles.sources import how_to_watch

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


def counted(value: float, name: str) -> str:
    """A count as people say it: "1 feed", "2 new articles"."""
    return f"{value} {(name.removesuffix('s') if value == 1 else name).replace('_', ' ')}"


@contextmanager
def stopped_by_signals(stoppable: list[Run] | list[Crew]) -> Iterator[None]:
    """Let SIGINT and SIGTERM end these passes after the looks under way. Only the main thread may set this."""

    def stop(*_: object) -> None:
        if not stoppable:
            raise SystemExit(1)
        for each in stoppable:
            each.stop()

    ours = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)} if ours else {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def is_quiet(options: dict[str, Any]) -> bool:
    """Whether nothing is shown while the pass goes on."""
    return bool(options["json"] or options["verbosity"] == 0)


def line_about(check: Check, verbosity: int) -> str:
    """What is shown of a look; nothing of most."""
    if verbosity >= 2 or check.outcome in {Outcome.CHANGED, Outcome.GONE}:
        return f"{check.at:%H:%M:%S} {check.outcome:12} {check.article.url} {check.detail}"
    return ""


def show(bar: Any, line: str) -> None:
    """Count one look."""
    bar.update()
    if line:
        bar.write(line)


class Command(BaseCommand):
    """Polls due feeds and checks due articles."""

    help = "Poll due feeds and check due articles: one pass, or with --watch until stopped."
    requires_system_checks = []  # they import the whole site, which takes as long as a small pass; see `doctor`

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--watch", action="store_true", help="go on until stopped (Ctrl-C or SIGTERM)")
        parser.add_argument("--source", default="", metavar="SLUG", help="only this source")
        parser.add_argument("--url", default="", help="only the article with this address")
        parser.add_argument("--force", action="store_true", help="now, whatever is due")
        parser.add_argument("--limit", type=int, metavar="N", help="check at most N articles")
        parser.add_argument("--concurrency", type=int, default=20, metavar="N", help="hosts at once (default 20)")
        parser.add_argument("--workers", type=int, metavar="N", help="processes that read pages (default: one a core)")
        parser.add_argument(
            "--scrapers", type=int, metavar="N", help="processes that share the hosts (default: by need)"
        )
        parser.add_argument("--json", action="store_true", help="print the summary as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the pass and print what came of it."""
        options["url"] = typed(options["url"])
        self._refuse_nonsense(options)
        started = time.monotonic()
        scope = Scope(options["source"], options["url"])
        crew = 1 if options["limit"] else options["scrapers"] or size(scope.hosts())
        tally = self._alone(scope, options) if crew == 1 else self._together(crew, scope, options)
        counts = summary(tally, time.monotonic() - started)
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        elif options["verbosity"]:
            self.stdout.write(self._sentence(counts))

    def _alone(self, scope: Scope, options: dict[str, Any]) -> Counter[str]:
        """One pass by this process; its tally."""
        with self._bar(options) as bar:
            return self._pass(scope, options, on_check=lambda check: show(bar, line_about(check, options["verbosity"])))

    def _together(self, number: int, scope: Scope, options: dict[str, Any]) -> Counter[str]:
        """One pass by so many processes, each with its share of the hosts at once and of the reading processes."""
        if options["force"]:
            make_due(scope, lease.clock())
        share = options | {"force": False, "concurrency": -(-options["concurrency"] // number)}
        workers = (os.cpu_count() or 1) if options["workers"] is None else options["workers"]

        def work(readers: Readers, tell: Tell) -> Counter[str]:
            def on_check(check: Check) -> None:
                tell(line_about(check, options["verbosity"]))

            return self._pass(scope, share, on_check, readers)

        crew = Crew(number, -(-workers // number), work)
        with stopped_by_signals([crew]), self._bar(options) as bar:
            try:
                return crew.follow(lambda line: show(bar, line))
            except CrewFailed as failure:
                raise CommandError(str(failure)) from failure

    def _pass(
        self, scope: Scope, options: dict[str, Any], on_check: Callable[[Check], None], readers: Readers | None = None
    ) -> Counter[str]:
        runs: list[Run] = []
        with stopped_by_signals(runs):
            try:
                run = async_to_sync(scrape)(
                    scope,
                    concurrency=options["concurrency"],
                    watch=options["watch"],
                    force=options["force"],
                    limit=options["limit"],
                    workers=options["workers"],
                    readers=readers,
                    on_start=runs.append,
                    on_check=on_check if not is_quiet(options) else lambda check: None,
                )
            except DatabaseGone as gone:
                raise CommandError(f"The database went away ({gone}). What was not looked at stays due.") from gone
        return run.tally

    def _bar(self, options: dict[str, Any]) -> Any:
        return tqdm(unit=" articles", disable=True if is_quiet(options) else None, leave=False)

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
                raise CommandError(f"{url} is not tracked. {how_to_watch(url)}")
        for name in ("concurrency", "limit", "workers", "scrapers"):
            least = 0 if name == "workers" else 1
            if options[name] is not None and options[name] < least:
                raise CommandError(f"--{name} must be at least {least}.")

    def _sentence(self, counts: dict[str, int | float]) -> str:
        parts = [counted(value, name) for name, value in counts.items() if value and name != "seconds"]
        return f"{', '.join(parts) or self._nothing()} in {counts['seconds']} s."

    def _nothing(self) -> str:
        """Why a pass had nothing to do."""
        if not Source.objects.exists():
            return "There are no sources yet: add one with `manage.py add_source URL`. Nothing was due"
        busy = Host.objects.filter(lease_until__gt=lease.clock()).count()
        return (
            f"Nothing was due but at {counted(busy, 'hosts')} where another scraper looks"
            if busy
            else "Nothing was due"
        )
