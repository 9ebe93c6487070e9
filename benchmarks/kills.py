"""``kill -9`` at random moments of a pass, again and again: is anything lost, doubled or half-written?

    python -m benchmarks.kills                                   100 kills on a new SQLite file
    .ci/with-postgresql python -m benchmarks.kills --here        the same on a throw-away PostgreSQL

A small newspaper on loopback edits an article now and then while scrape processes are started and killed. After
every kill the archive must be whole; at the end one undisturbed pass must find every article in its latest state.
Prints one row of a table in Markdown.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

PARAGRAPHS = 12
SOURCES = 3


def main() -> int:
    """Prepare a database, run, and say whether all was well."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--articles", type=int, default=10, help="of each of the three sources")
    options.add_argument("--seed", default="42")
    options.add_argument("--here", action="store_true", help="on the (empty) database that DATABASE_URL names")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if not chosen.here:
            os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'kills.sqlite3'}"
        os.environ |= {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "newsdiffs.settings", "LOG_LEVEL": "ERROR"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        return run(chosen)


def run(chosen: argparse.Namespace) -> int:
    """Kill and look, kill and look."""
    from contextlib import ExitStack

    from django.db import connection

    from articles.models import Host, Version
    from articles.scraping import lease
    from tests.paper import manage, paper

    dice, started, broken = random.Random(chosen.seed), time.monotonic(), list[str]()
    with ExitStack() as stack:
        settings = argparse.Namespace()
        sites = [stack.enter_context(paper(settings, f"paper-{n}", host=f"127.0.1.{n}")) for n in range(1, SOURCES + 1)]
        edition = {(site, number): 0 for site in range(SOURCES) for number in range(chosen.articles)}

        def publish(site: int, number: int) -> None:
            said = [sentence(site, number, p, edition[site, number]) for p in range(PARAGRAPHS)]
            sites[site].publish(
                f"/news/{number}", title=f"Report {number} of paper {site}", paragraphs=said, delay=0.01
            )

        for key in edition:
            publish(*key)
        for _ in range(chosen.kills):
            for key in dice.sample(sorted(edition), 4):
                edition[key] += 1
                publish(*key)
            before = sum(len(site.server.requests) for site in sites)
            process = manage("scrape", "--force", "--workers", "1")
            while process.poll() is None and before == sum(len(site.server.requests) for site in sites):
                time.sleep(0.005)
            time.sleep(dice.uniform(0, 1))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            broken += wounds()
            Host.objects.update(lease_until=lease.clock() - timedelta(seconds=1))  # as if its time had passed
        manage("scrape", "--force", "--workers", "1").communicate()
        broken += wounds()
        for (site, number), latest in edition.items():
            text = sites[site].texts(f"/news/{number}")[-1]
            if sentence(site, number, 0, latest) not in text:
                broken.append(f"paper {site}, article {number}: edition {latest} was not found")
    print("| engine | kills | articles | versions | wounds | seconds |\n|---|---|---|---|---|---|")
    seconds = round(time.monotonic() - started)
    cells = (connection.vendor, chosen.kills, len(edition), Version.objects.count(), len(broken), seconds)
    print(f"| {' | '.join(map(str, cells))} |")
    print(*broken, sep="\n", file=sys.stderr)
    return bool(broken)


def sentence(site: int, number: int, paragraph: int, edition: int) -> str:
    """A paragraph of its own; the first says the edition."""
    words = random.Random(f"{site}/{number}/{paragraph}")
    story = " ".join("".join(words.choices("abcdeghilmnorstu", k=words.randint(2, 9))) for _ in range(24))
    return f"{story}, edition {edition}." if paragraph == 0 else f"{story}."


def wounds() -> list[str]:
    """What is not whole: versions without evidence, counts that do not agree, numbers with holes, texts doubled."""
    from django.db.models import Count, F, Max

    from articles.models import Article, Check, Version

    found = []
    if Version.objects.filter(capture=None).exists():
        found.append("a version without its capture")
    articles = Article.objects.annotate(total=Count("versions"), highest=Max("versions__number"))
    if articles.filter(total__gt=0).exclude(total=F("highest")).exists():
        found.append("a hole in the numbers of versions")
    if articles.exclude(total=F("version_count")).exists():
        found.append("an article that does not know its versions")
    if Version.objects.values("article", "digest").annotate(n=Count("pk")).filter(n__gt=1).exists():
        found.append("a version recorded twice")
    written = Check.objects.filter(outcome__in=[Check.Outcome.FIRST, Check.Outcome.CHANGED]).count()
    if written != Version.objects.count():
        found.append("a version without its check")
    if Article.objects.filter(next_check_at=None).exists():
        found.append("an article that is never looked at again")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
