"""``kill -9`` at random moments of a pass: is anything lost, doubled, half-written or forgotten?

    python -m benchmarks.crash --kills 100                       on a new SQLite file
    .ci/with-postgresql python -m benchmarks.crash --kills 100 --here

A site edits articles before and during each pass, but only such as are on record in their newest state: so every state
that it ever published must be on record exactly once, in order, word for word. After every kill: the archive verifies,
what was on record still is, each version has its evidence and its check, no worker is left running, and every article
will be looked at again: its host is due no later than it, or leased, and a lease ends. Leases last five minutes; here
their end is set into the past after each kill, as if that time had gone by.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import django

from benchmarks.archive import Archive
from benchmarks.pages import story
from benchmarks.servers import Site, site
from tests.conftest import ROOT

if TYPE_CHECKING:
    from articles.models import Article

HOSTS = 8  # so many that a pass has a crew
GRACE = 10  # seconds in which the workers of a killed scraper must have ended


def main() -> int:
    """Kill, look, and print a row of a table; the exit status says whether all was well."""
    options = parser().parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name, site(hosts=HOSTS, articles=options.articles) as courier:
        archive = Archive(Path(name), os.environ["DATABASE_URL"] if options.here else "")
        os.environ.update(archive.manage.environment, DJANGO_SETTINGS_MODULE="newsdiffs.settings")
        archive.fill(courier.urls)
        django.setup()
        trial = Trial(courier, archive, random.Random(options.seed), archive.scrape("--limit", "3")["seconds"])
        for _ in range(options.kills):
            trial.kill_one()
        trial.finish()
        row = {
            "engine": trial.engine, "kills": options.kills, "at work": trial.at_work, "articles": options.articles,
            "versions": sum(trial.recorded.values()), "wounds": len(trial.wounds),
            "seconds": round(time.monotonic() - started),
        }  # fmt: skip
    print(f"| {' | '.join(row)} |\n|{'---|' * len(row)}\n| {' | '.join(map(str, row.values()))} |")
    print(*trial.wounds, sep="\n", file=sys.stderr)
    if options.json:
        Path(options.json).write_text(json.dumps(row | {"list": trial.wounds}, indent=1))
    return int(bool(trial.wounds))


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--articles", type=int, default=24)
    options.add_argument("--seed", default="42")
    options.add_argument("--here", action="store_true", help="on the empty database of DATABASE_URL")
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    return options


@dataclass
class Trial:
    """A site, an archive, and what is known of both."""

    site: Site
    archive: Archive
    dice: random.Random
    pace: float  # seconds that a small pass takes on this machine now: the blow falls within twice that
    published: dict[int, int] = field(default_factory=dict)  # the newest revision of each article
    recorded: dict[int, int] = field(default_factory=dict)  # how many versions each has
    wounds: list[str] = field(default_factory=list)
    at_work: int = 0  # kills of scrapers that had begun to ask for pages

    @property
    def engine(self) -> str:
        """The database's name."""
        from django.db import connection

        return connection.vendor

    def kill_one(self) -> None:
        """Edit, start a scraper, edit again, kill it, and see what is left."""
        self._edit()
        self._let_time_pass()
        command = [sys.executable, "manage.py", "scrape", "--json"]
        # Python's resource tracker complains on standard error that the dead left semaphores; it takes them away.
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.archive.manage.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        asked = 0
        while not asked and process.poll() is None:
            asked = self.site.requests()
            time.sleep(0.01)
        time.sleep(self.dice.uniform(0, self.pace))
        self._edit()
        time.sleep(self.dice.uniform(0, self.pace))
        self.at_work += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        self._await_workers(process.pid)
        self._inspect()

    def finish(self) -> None:
        """One undisturbed pass must bring everything up to date."""
        from articles.models import Article

        self._let_time_pass()
        begin = Article.objects.order_by("-next_check_at").values_list("next_check_at", flat=True)[0]
        self.archive.scrape()
        self._inspect()
        late = Article.objects.filter(next_check_at__lte=begin).count()
        if late:
            self.wounds.append(f"{late} articles were not looked at by the last pass")
        for number, versions in self.recorded.items():
            if versions != self.published.get(number, 0) + 1:
                self.wounds.append(f"article {number}: {versions} versions on record")
        if (verified := self.archive.manage("verify")) and not verified.startswith("All is whole"):
            self.wounds.append(verified)

    def _edit(self) -> None:
        """Publish the next revision of some articles whose newest one is on record."""
        settled = [n for n, count in self.recorded.items() if count == self.published.get(n, 0) + 1]
        chosen = self.dice.sample(settled, len(settled) // 4)
        # What is edited now may be recorded at any moment: it is not edited again before that was seen.
        edits = {number: self.published.get(number, 0) + 1 for number in chosen}
        self.published.update(edits)
        self.site.publish(edits)

    def _let_time_pass(self) -> None:
        """As if it were later: leases have ended, and everything is due."""
        from django.utils import timezone

        from articles.models import Host

        Host.objects.exclude(owner="").update(lease_until=timezone.now())
        self.archive.make_due()

    def _await_workers(self, group: int) -> None:
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline:
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return
            time.sleep(0.02)
        self.wounds.append("workers outlived their scraper")
        os.killpg(group, signal.SIGKILL)

    def _inspect(self) -> None:
        from articles.models import Article
        from articles.verify import verify

        self.wounds += verify()
        for article in Article.objects.select_related("host").prefetch_related("versions__capture", "checks"):
            self.wounds += self._wounds_of(article)

    def _wounds_of(self, article: Article) -> Iterator[str]:
        """What is wrong with an article, and take note of how many versions it has."""
        from articles.models import Check

        number = int(article.url.rpartition("-")[2])
        versions = list(article.versions.all())
        if len(versions) < self.recorded.get(number, 0):
            yield f"article {number}: a version is gone"
        self.recorded[number] = len(versions)
        for revision, version in enumerate(versions):
            told = story(number, revision)
            if version.title != told.title or version.text != "\n".join(told.paragraphs):
                yield f"article {number}: version {version.number} is not what was published as revision {revision}"
        wrote = {Check.Outcome.FIRST, Check.Outcome.CHANGED}
        if sum(check.outcome in wrote for check in article.checks.all()) != len(versions):
            yield f"article {number}: its versions and its checks do not agree"
        host = article.host
        if article.next_check_at is None:
            yield f"article {number}: it would never be looked at again"
        elif not host.owner and (host.due_at is None or host.due_at > article.next_check_at):
            yield f"article {number}: its host is due later than it"


if __name__ == "__main__":
    raise SystemExit(main())
