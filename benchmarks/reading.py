"""How quickly pages and feeds are served: requests a second and the 95th percentile, beside a static file.

    python -m benchmarks.reading                          1,000 articles, SQLite
    python -m benchmarks.reading --articles 100000
    .ci/with-postgresql python -m benchmarks.reading --here      the same on the database of DATABASE_URL

The site is served by granian as in production (one worker, four threads); the load comes from a process of its own,
over connections that stay open. A round asks for every address in turn, so that a busy machine slows all alike; the
figures are over all rounds. "304" asks with the validators of the page. Every article has three versions.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.archive import Archive
from tests.conftest import ROOT

VERSIONS = 3
LONG = 1000  # versions of one article more
MOST_MS = {"feed": 10.0, "304": 2.0}  # in the median, with one request at a time
STATIC = "/static/css/newsdiffs.css"
PLACES = {
    "static file": STATIC,
    "first page": "/",
    "first page, everything": "/?level=all",
    "first page, filtered": "/?level=all&source=paper-3&headline=1",
    "sources": "/sources/",
    "source": "/sources/paper-3/",
    "article": "/articles/{pk}/",
    f"article of {LONG:,} versions": "/articles/{long}/",
    "version": "/articles/{pk}/versions/2/",
    "who wrote what": "/articles/{pk}/origins/",
    "diff": "/articles/{pk}/diff/1/2/",
    "diff, 304": "/articles/{pk}/diff/1/2/",
    "card": "/articles/{pk}/diff/1/2/card.png",
    "lookup": "/lookup/?url=https://paper-3.example/news/3",
    "feed of everything": "/feed.rss",
    "feed of everything, 304": "/feed.rss",
    "feed of a source": "/sources/paper-3/feed.atom",
    "feed of a source, 304": "/sources/paper-3/feed.atom",
    "feed of an article": "/articles/{pk}/feed.json",
}


def main() -> int:
    """Measure and print a table; the exit status says whether feeds and 304s are quick enough."""
    options = parser().parse_args()
    if options.load:
        return load(options.load, options.threads, options.requests, options.rounds)
    with tempfile.TemporaryDirectory() as name:
        archive = Archive(Path(name), os.environ["DATABASE_URL"] if options.here else "")
        archive.manage("migrate", "--verbosity", "0")
        ids = json.loads(archive.python("-c", f"from benchmarks.reading import fill; fill({options.articles})"))
        places = {said: path.format(**ids) for said, path in PLACES.items()}
        with served(archive) as port:
            measured = {threads: ask(port, places, threads, options) for threads in (1, options.threads)}
    print(report(measured, options))
    if options.json:
        Path(options.json).write_text(json.dumps(measured, indent=1))
    return int(bool(too_slow(measured[1])))


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--articles", type=int, default=1000)
    made.add_argument("--here", action="store_true", help="in the (empty) database of DATABASE_URL")
    made.add_argument("--requests", type=int, default=20, help="for each address in a round")
    made.add_argument("--rounds", type=int, default=5)
    made.add_argument("--threads", type=int, default=4, help="readers at once, beside one alone")
    made.add_argument("--json", metavar="FILE", help="write the figures there")
    made.add_argument("--load", default="", help=argparse.SUPPRESS)  # be the process that asks
    return made


def fill(count: int) -> None:
    """Fill the database with ``count`` articles of three versions, and one of many; prints the ids of two."""
    import django

    django.setup()
    from django.utils import timezone

    from articles.diffing import compare_versions, measure
    from articles.models import Article, Event, Host, Source, Tally, Version
    from articles.models.version import change_as_json
    from articles.scraping.addresses import url_key
    from articles.tallies import count_all
    from benchmarks.pages import story

    now = timezone.now()
    Source.objects.bulk_create(
        Source(slug=f"paper-{n}", name=f"Paper {n}", homepage=f"https://paper-{n}.example/", language="en")
        for n in range(50)
    )
    sources = list(Source.objects.order_by("pk"))
    host = Host.objects.create(name="paper.example")

    def versions(article: Article, texts: int) -> Iterator[Version]:
        before: Version | None = None
        for number in range(1, texts + 1):
            told = story(article.pk % 40, (number - 1) % 20)
            version = Version(article=article, source_id=article.source_id, number=number, title=told.title)
            version.text, version.kinds = "\n".join(told.paragraphs), "p" * len(told.paragraphs)
            version.seen_at = article.first_seen_at + timedelta(minutes=number * 11)
            version.digest = f"{article.pk % 40:032x}{number % 20:032x}"
            if before is not None:
                key = (article.pk % 40, (number - 1) % 20)
                if key not in changes:
                    changes[key] = measure(before, version, compare_versions(before, version))
                version.set_change(before, changes[key])
                version.change = change_as_json(changes[key])
                version.level = ("minor", "substantive", "major")[article.pk % 3]
            yield version
            before = version

    changes: dict[tuple[int, int], Any] = {}
    batch = 2000
    for start in range(0, count, batch):
        made = [
            Article(
                source=sources[n % 50], host=host, url=f"https://paper-{n % 50}.example/news/{n}", language="en",
                title=story(n % 40).title, first_seen_at=now - timedelta(minutes=count - n), version_count=VERSIONS,
                last_changed_at=now - timedelta(minutes=count - n) + timedelta(minutes=33),
                url_digest=_digest(url_key(f"https://paper-{n % 50}.example/news/{n}")),
            )
            for n in range(start, min(start + batch, count))
        ]  # fmt: skip
        Article.objects.bulk_create(made)
        Version.objects.bulk_create((v for article in made for v in versions(article, VERSIONS)), batch_size=500)
        Event.objects.bulk_create(
            Event(article=article, source_id=article.source_id, language="en", at=now, kind="gone")
            for article in made
            if not article.pk % 50
        )
    middle = Article.objects.order_by("pk")[count // 2]
    middle.pk, middle.url_digest, middle.version_count, usual = None, "long", LONG, middle.pk
    middle.save()
    Version.objects.bulk_create(versions(middle, LONG), batch_size=500)
    count_all(Version, Event, Tally)
    print(json.dumps({"pk": usual, "long": middle.pk}))


def _digest(key: str) -> str:
    from articles.digests import url_digest

    return url_digest(key)


@contextmanager
def served(archive: Archive) -> Iterator[int]:
    """The site in production's way on a free port, until the block ends; static files collected for the time."""
    static = ROOT / "staticfiles"
    ours = not static.exists()
    if ours:
        archive.manage("collectstatic", "--noinput", "--verbosity", "0")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "newsdiffs.wsgi:application", "--interface", "wsgi", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--log-level", "error",
    ]  # fmt: skip
    environment = archive.manage.environment | {"DEBUG": "0", "LOG_LEVEL": "ERROR"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()
        if ours:
            shutil.rmtree(static)


def ask(port: int, places: dict[str, str], threads: int, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """What a process of its own measured with so many readers at once."""
    plan = json.dumps({"port": port, "places": places})
    command = [sys.executable, "-m", "benchmarks.reading", "--load", plan, "--threads", str(threads)]
    command += ["--requests", str(options.requests), "--rounds", str(options.rounds)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    measured: dict[str, dict[str, float]] = json.loads(done.stdout)
    return measured


def load(plan: str, threads: int, requests: int, rounds: int) -> int:
    """Ask for every address, and print requests a second and milliseconds as JSON."""
    told = json.loads(plan)
    taken: dict[str, list[float]] = {said: [] for said in told["places"]}
    walls: dict[str, float] = dict.fromkeys(told["places"], 0.0)
    with ThreadPoolExecutor(threads) as pool:
        for turn in range(rounds + 1):  # the first warms up
            for said, path in told["places"].items():
                started = time.perf_counter()
                share = max(requests // threads, 1)
                jobs = [pool.submit(read, told["port"], path, "304" in said, share) for _ in range(threads)]
                seconds = [second for job in jobs for second in job.result()]
                if turn:
                    walls[said] += time.perf_counter() - started
                    taken[said] += seconds
    figures = {
        said: {
            "rate": len(seconds) / walls[said],
            "median": 1000 * statistics.median(seconds),
            "p95": 1000 * sorted(seconds)[int(0.95 * len(seconds))],
        }
        for said, seconds in taken.items()
    }
    print(json.dumps(figures))
    return 0


def read(port: int, path: str, again: bool, count: int) -> list[float]:
    """Seconds of each of ``count`` requests over one connection; ``again``: with the validators of the first."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Accept-Encoding": "gzip", "Accept-Language": "en"}
    if again:
        connection.request("GET", path, headers=headers)
        first = connection.getresponse()
        first.read()
        headers["If-None-Match"] = first.headers["ETag"]
    taken = []
    for _ in range(count):
        started = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        taken.append(time.perf_counter() - started)
        expected = {304} if again else {200, 302}
        if response.status not in expected:
            raise SystemExit(f"{path} answered {response.status}")
    connection.close()
    return taken


def too_slow(measured: dict[str, dict[str, float]]) -> list[str]:
    """The addresses that took longer than they may, in the median."""

    def limit(said: str) -> float:
        return next((MOST_MS[kind] for kind in ("304", "feed") if kind in said), float("inf"))

    return [said for said, figures in measured.items() if figures["median"] > limit(said)]


def report(measured: dict[int, dict[str, dict[str, float]]], options: argparse.Namespace) -> str:
    """A table in Markdown."""
    alone, together = measured[1], measured[max(measured)]
    lines = [
        f"{options.articles:,} articles on {'PostgreSQL' if options.here else 'SQLite'}; "
        f"one reader, then {max(measured)} at once.",
        "",
        "| address | median ms | p95 ms | times a static file | requests/s | p95 ms |",
        "|---|---|---|---|---|---|",
    ]
    yardstick = alone["static file"]["median"]
    for said, one in alone.items():
        many = together[said]
        lines.append(
            f"| {said} | {one['median']:.1f} | {one['p95']:.1f} | {one['median'] / yardstick:.1f} "
            f"| {many['rate']:.0f} | {many['p95']:.1f} |"
        )
    slow = too_slow(alone)
    lines += ["", f"Slower than asked for: {', '.join(slow)}." if slow else "All targets reached."]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
