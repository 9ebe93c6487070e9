"""Does an archive of NewsEdits' size stay quick? Pages under readers while a pass runs, and bytes on disk.

    .ci/with-postgresql python -m benchmarks.scale --articles 1278804      NewsEdits' size, about an hour
    python -m benchmarks.scale --articles 200000 --here                    the (empty) database of DATABASE_URL
    python -m benchmarks.scale --articles 10000 --sqlite                   a SQLite file of its own

The archive is loaded by ``benchmarks.loading``; a thousand articles more, on a local site, are due in every pass.
Readers are as people are: each opens a page of the mix at random, reads for a second or so, and opens the next. They
come first alone, then while passes run one after another; the static file says what the machine and the way cost.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.archive import Archive
from benchmarks.reading import STATIC, served
from benchmarks.servers import site
from tests.conftest import ROOT

MOST_MS = 50.0  # p95 of every page
WORKERS = 2  # of the site, as deploy/ has it
WARM_SECONDS = 5.0  # of reading that do not count: a site that was just started has to load itself

# Addresses of some articles with changes, and phrases that an edit took out.
_PICK = """
import json, random, sys
import django
django.setup()
from django.db.models import Max
from articles.models import Article, Version
rng, count = random.Random(3), int(sys.argv[1])
most = Article.objects.aggregate(most=Max("pk"))["most"]
pages, phrases = [], []
while len(pages) < count:
    article = Article.objects.filter(pk__gte=rng.randrange(most), version_count__gt=1).order_by("pk").first()
    if article is None:
        continue
    number = rng.randint(2, article.version_count)
    pages.append({"pk": article.pk, "to": number, "from": number - 1, "slug": article.source.slug})
    change = Version.objects.get(article=article, number=number).change
    gone = " ".join(text for op, text in change.get("lead", []) if op == "-").split()
    if len(gone) >= 3:
        phrases.append(" ".join(gone[:3]))
print(json.dumps({"pages": pages, "phrases": phrases}))
"""

# Bytes of each table with its indexes, and how many rows there are.
_SIZES = """
import json
import django
django.setup()
from django.db import connection
from articles.models import Article, Capture, Version
with connection.cursor() as cursor:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT relname, pg_total_relation_size(oid) FROM pg_class "
                       "WHERE relkind IN ('r', 'p') AND relname LIKE 'articles\\\\_%' ORDER BY 2 DESC")
    else:
        # Pages, since dbstat's own sum of their bytes turns negative at two gigabytes.
        cursor.execute("SELECT m.tbl_name, SUM(s.pageno) * (SELECT page_size FROM pragma_page_size) "
                       "FROM dbstat s JOIN sqlite_master m ON m.name = s.name "
                       "WHERE s.aggregate = TRUE AND m.tbl_name LIKE 'articles_%' GROUP BY 1 ORDER BY 2 DESC")
    tables = cursor.fetchall()
counts = {model.__name__: model.objects.count() for model in (Article, Version, Capture)}
print(json.dumps({"tables": tables, **counts}))
"""


def main() -> int:
    """Load, measure and print; the exit status says whether every page was quick enough."""
    options = parser().parse_args()
    if options.read:
        return read(json.loads(Path(options.read).read_text()))
    url = os.environ.get("DATABASE_URL", "")
    if not options.sqlite and not (options.here or url.startswith("postgres")):
        print("Run this by .ci/with-postgresql, or with --sqlite or --here.", file=sys.stderr)
        return 2 if options.required else 0
    with tempfile.TemporaryDirectory() as name, site(articles=options.due) as courier:
        courier.set("validators")
        archive = Archive(Path(name), "" if options.sqlite else url)
        loaded = json.loads(archive.python("-m", "benchmarks.loading", "--articles", str(options.articles)))
        archive.fill(courier.urls)
        archive.scrape()
        picked = json.loads(archive.python("-c", _PICK, "200"))
        with served(archive, WORKERS) as (port, _):
            alone = readers(Path(name), port, picked, options)
            passes = Passes(archive)
            with passes:
                together = readers(Path(name), port, picked, options)
        sizes = json.loads(archive.python("-c", _SIZES))
    figures = {"loaded": loaded, "alone": alone, "with passes": together, "passes": passes.summaries, "sizes": sizes}
    print(report(figures, options))
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1))
    return int(any(each["p95"] > MOST_MS for each in together.values()))


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--due", type=int, default=1000, help="articles that every pass looks at")
    options.add_argument("--readers", type=int, default=20)
    options.add_argument("--think", type=float, default=1.0, metavar="S", help="seconds of reading, in the mean")
    options.add_argument("--seconds", type=float, default=60.0, help="that readers read, alone and with passes")
    options.add_argument("--sqlite", action="store_true", help="in a SQLite file of its own")
    options.add_argument("--here", action="store_true", help="in the (empty) database of DATABASE_URL")
    options.add_argument("--required", action="store_true", help="fail where there is no database to use")
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    options.add_argument("--read", default="", help=argparse.SUPPRESS)  # be the process that reads
    return options


class Passes:
    """Passes over what is due, one after another, while the block runs."""

    def __init__(self, archive: Archive) -> None:
        self.summaries: list[dict[str, Any]] = []
        self._archive = archive
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        # As deploy/ has it: readers come first. Linux gives each thread a priority of its own, and its children that.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        while not self._over.is_set():
            self._archive.make_due()
            self.summaries.append(self._archive.scrape())


def mix(picked: dict[str, Any]) -> dict[str, list[str]]:
    """The addresses of each kind of page."""
    pages = picked["pages"]
    return {
        "static file": [STATIC],
        "first page": ["/"],
        "everything": ["/?level=all"],
        "source": [f"/sources/{page['slug']}/" for page in pages],
        "article": [f"/articles/{page['pk']}/" for page in pages],
        "diff": [f"/articles/{page['pk']}/diff/{page['from']}/{page['to']}/" for page in pages],
        "version": [f"/articles/{page['pk']}/versions/{page['to']}/" for page in pages],
        "feed of everything": ["/feed.rss"],
        "feed of a source": [f"/sources/{page['slug']}/feed.atom" for page in pages],
        "removed phrase": [f"/search/?in=removed&q={quote(chr(34) + words + chr(34))}" for words in picked["phrases"]],
    }


def readers(folder: Path, port: int, picked: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    """What the readers, in a process of their own, waited for each kind of page."""
    plan = folder / "readers.json"
    plan.write_text(
        json.dumps(
            {"port": port, "mix": mix(picked), "readers": options.readers, "think": options.think,
             "seconds": options.seconds}
        )
    )  # fmt: skip
    command = [sys.executable, "-m", "benchmarks.scale", "--read", str(plan)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    waited: dict[str, Any] = json.loads(done.stdout)
    return waited


def read(plan: dict[str, Any]) -> int:
    """Be the readers; prints the milliseconds that they waited, by kind of page, as JSON."""
    taken: dict[str, list[float]] = {kind: [] for kind in plan["mix"]}
    one = threading.Lock()

    def reader(number: int) -> None:
        rng = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", plan["port"], timeout=60)
        begun = time.monotonic()
        until = begun + WARM_SECONDS + plan["seconds"]
        time.sleep(rng.random() * plan["think"])
        while time.monotonic() < until:
            kind = rng.choice([kind for kind, paths in plan["mix"].items() if paths])
            path = rng.choice(plan["mix"][kind])
            started = time.perf_counter()
            connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "en"})
            response = connection.getresponse()
            response.read()
            spent = time.perf_counter() - started
            if response.status != 200:
                raise SystemExit(f"{path} answered {response.status}")
            if time.monotonic() - begun > WARM_SECONDS:
                with one:
                    taken[kind].append(1000 * spent)
            time.sleep(rng.expovariate(1 / plan["think"]))

    threads = [threading.Thread(target=reader, args=[number]) for number in range(plan["readers"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({kind: percentiles(waits) for kind, waits in taken.items() if waits}))
    return 0


def percentiles(waits: list[float]) -> dict[str, float]:
    """The median, the 95th percentile and the longest of some waits."""
    waits = sorted(waits)
    return {
        "pages": len(waits),
        "median": round(statistics.median(waits), 1),
        "p95": round(waits[int(0.95 * len(waits))], 1),
        "longest": round(waits[-1], 1),
    }


def report(figures: dict[str, Any], options: argparse.Namespace) -> str:
    """The figures as Markdown."""
    loaded, sizes, passes = figures["loaded"], figures["sizes"], figures["passes"]
    whole = sum(size for _, size in sizes["tables"])
    seconds = [each["seconds"] for each in passes]
    lines = [
        f"{sizes['Article']:,} articles, {sizes['Version']:,} versions; loaded in {loaded['filled_seconds']} s and "
        f"indexed in {loaded['indexed_seconds']} s. {options.readers} readers, {options.think} s a page.",
        "",
        "| page | alone: median ms | p95 | while passes run: median ms | p95 | longest |",
        "|---|---|---|---|---|---|",
    ]
    for kind, alone in figures["alone"].items():
        both = figures["with passes"].get(kind, {"median": "", "p95": "", "longest": ""})
        lines.append(
            f"| {kind} | {alone['median']} | {alone['p95']} | {both['median']} | {both['p95']} | {both['longest']} |"
        )
    lines += [
        "",
        f"{len(passes)} passes over {options.due} due articles meanwhile: {min(seconds)} s to {max(seconds)} s each.",
        "",
        "| table with its indexes | MB | bytes a version |",
        "|---|---|---|",
        *(f"| {name} | {size / 1e6:,.0f} | {size / sizes['Version']:,.0f} |" for name, size in sizes["tables"][:10]),
        f"| all | {whole / 1e6:,.0f} | {whole / sizes['Version']:,.0f} |",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
