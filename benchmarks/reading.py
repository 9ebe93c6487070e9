"""How quickly pages and feeds are served: requests a second and the 95th percentile, beside a static file.

    python -m benchmarks.reading                          1,000 articles, SQLite
    python -m benchmarks.reading --articles 100000
    .ci/with-postgresql python -m benchmarks.reading --here      the same on the database of DATABASE_URL

The site is served by granian as in production (one worker, four threads); the load comes from a process of its own,
over connections that stay open. A round asks for every address in turn, so that a busy machine slows all alike; the
figures are over all rounds. "304" asks with the validators of the page. Every article has three versions. CPU is the
time of the server's own processes (on Linux; a database server's is not in it), which a busy machine moves least.
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
from pathlib import Path

from benchmarks.archive import Archive
from benchmarks.reading_archive import LONG
from tests.conftest import ROOT

MOST_MS = {"feed": 10.0, "304": 2.0}  # in the median, with one request at a time
HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "en"}
STATIC = "/static/css/newsdiffs.css"
PLACES = {
    "static file": STATIC,
    "first page": "/",
    "first page, everything": "/?level=all",
    "first page, filtered": "/?level=all&source=paper-3&headline=1",
    "first page, a rare language": "/?level=all&language=fo",
    "first page, stealth edits": "/?level=all&stealth=1",
    "first page, headlines": "/?level=all&headline=1",
    "first page, taken down": "/?gone=1",
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
    "feed of stealth edits": "/feed.rss?stealth=1",
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
        ids = json.loads(archive.python("-c", f"from benchmarks.reading_archive import fill; fill({options.articles})"))
        places = {said: path.format(**ids) for said, path in PLACES.items()}
        with served(archive) as (port, server):
            measured = {threads: ask(port, server, places, threads, options) for threads in (1, options.threads)}
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


@contextmanager
def served(archive: Archive, workers: int = 1) -> Iterator[tuple[int, int]]:
    """The site in production's way, until the block ends: its port and process. Static files are collected for it."""
    static = ROOT / "staticfiles"
    ours = not static.exists()
    if ours:
        archive.manage("collectstatic", "--noinput", "--verbosity", "0")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "newsdiffs.wsgi:application", "--interface", "wsgi", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--log-level", "error",
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
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()
        if ours:
            shutil.rmtree(static)


def ask(port: int, server: int, places: dict[str, str], threads: int,
        options: argparse.Namespace) -> dict[str, dict[str, float]]:  # fmt: skip
    """What a process of its own measured with so many readers at once."""
    plan = json.dumps({"port": port, "server": server, "places": places})
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
    burnt = dict(walls)
    tags = {said: tag_of(told["port"], path) for said, path in told["places"].items() if "304" in said}
    with ThreadPoolExecutor(threads) as pool:
        for turn in range(rounds + 1):  # the first warms up
            for said, path in told["places"].items():
                started, before = time.perf_counter(), cpu_of(told["server"])
                share = max(requests // threads, 1)
                jobs = [pool.submit(read, told["port"], path, tags.get(said, ""), share) for _ in range(threads)]
                seconds = [second for job in jobs for second in job.result()]
                if turn:
                    walls[said] += time.perf_counter() - started
                    burnt[said] += cpu_of(told["server"]) - before
                    taken[said] += seconds
    figures = {
        said: {
            "rate": len(seconds) / walls[said],
            "cpu": 1000 * burnt[said] / len(seconds),
            "median": 1000 * statistics.median(seconds),
            "p95": 1000 * sorted(seconds)[int(0.95 * len(seconds))],
        }
        for said, seconds in taken.items()
    }
    print(json.dumps(figures))
    return 0


def cpu_of(pid: int) -> float:
    """CPU seconds of a process and its children so far; 0 where the system does not say."""
    total = 0.0
    for task in Path(f"/proc/{pid}/task").glob("*"):
        total += int((task / "schedstat").read_text().split()[0]) / 1e9
        total += sum(cpu_of(int(child)) for child in (task / "children").read_text().split())
    return total


def tag_of(port: int, path: str) -> str:
    """The validator of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=HEADERS)
    tag = connection.getresponse().headers["ETag"]
    connection.close()
    return tag or ""


def read(port: int, path: str, tag: str, count: int) -> list[float]:
    """Seconds of each of ``count`` requests over one connection; with a validator where one is given."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = HEADERS | ({"If-None-Match": tag} if tag else {})
    expected = {304} if tag else {200, 302}
    taken = []
    for _ in range(count):
        started = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        taken.append(time.perf_counter() - started)
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
        "| address | CPU ms | its ratio to the static file | median ms | p95 ms | requests/s | p95 ms |",
        "|---|---|---|---|---|---|---|",
    ]
    yardstick = alone["static file"]["cpu"]
    for said, one in alone.items():
        many = together[said]
        lines.append(
            f"| {said} | {one['cpu']:.1f} | {one['cpu'] / yardstick if yardstick else 0:.1f} "
            f"| {one['median']:.1f} | {one['p95']:.1f} | {many['rate']:.0f} | {many['p95']:.1f} |"
        )
    slow = too_slow(alone)
    lines += ["", f"Slower than asked for: {', '.join(slow)}." if slow else "All targets reached."]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
