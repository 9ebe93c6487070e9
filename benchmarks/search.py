"""How quick is search, how large its index, and what does indexing cost a scrape?

    python -m benchmarks.search                     200,000 versions, on SQLite and, where it is installed, PostgreSQL
    python -m benchmarks.search --articles 2000     a tenth of that
    .ci/with-postgresql python -m benchmarks.search --here     on the empty database of DATABASE_URL

Articles of 12 passages of invented words (as frequent as words are) have 10 versions; each changes a phrase, drops a
passage or brings one. Phrases of three words that an edit took out are then looked for among what was removed, and
the time includes all that the search page is made of but its markup. Each phrase is asked for three times; the
quickest counts, for other work on the machine disturbs. A scrape's share is measured on pages of a local site, all of
them new and then all of them edited: CPU seconds of indexing among those of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import django

from benchmarks.archive import Archive
from benchmarks.servers import site
from tests.conftest import ROOT

VERSIONS = 10  # of an article
BLOCKS = 12  # of a version
MOST_MS = 50  # p95 of a phrase in removed text
MOST_SIZE = 1.5  # bytes of the index for each byte of text
MOST_SHARE = 0.15  # of a scrape's CPU time

# One pass in this process, with the CPU seconds that indexing took of it.
_SCRAPE = """
import json, time
import django
django.setup()
from asgiref.sync import async_to_sync
from articles.models.passage import PassageQuerySet
from articles.scraping.run import Scope
from articles.scraping.track import scrape
spent, take_in = 0.0, PassageQuerySet.take_in
def timed(*args):
    global spent
    started = time.thread_time()
    try:
        return take_in(*args)
    finally:
        spent += time.thread_time() - started
PassageQuerySet.take_in = timed
started = time.process_time()
summary = async_to_sync(scrape)(Scope(), concurrency=20, workers=0)
print(json.dumps([spent, time.process_time() - started]))
"""


def main() -> int:
    """Measure and print a table; the exit status says whether all targets were reached."""
    options = parser().parse_args()
    if options.here:
        print(json.dumps(measured(options.articles, options.phrases)))
        return 0
    command = [sys.executable, "-m", "benchmarks.search", "--here", "--articles", str(options.articles)]
    command += ["--phrases", str(options.phrases)]
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/search.sqlite3"}
        results["SQLite"] = _run(command, environment)
    with_postgresql = str(ROOT / ".ci/with-postgresql")
    if not subprocess.run([with_postgresql, "--available"], check=False).returncode:
        results["PostgreSQL"] = _run([with_postgresql, *command], dict(os.environ))
    share = scrape_share(options.pages)
    print(report(results, share, options))
    if options.json:
        Path(options.json).write_text(json.dumps({"engines": results, "share": share}, indent=1))
    good = all(each["p95_ms"] <= MOST_MS and each["per_byte"] <= MOST_SIZE for each in results.values())
    return int(not (good and share["new"] <= MOST_SHARE and share["edited"] <= MOST_SHARE))


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=20_000, help=f"of {VERSIONS} versions each")
    options.add_argument("--phrases", type=int, default=300)
    options.add_argument("--pages", type=int, default=400, help="of the site that is scraped")
    options.add_argument("--here", action="store_true", help="on the empty database of DATABASE_URL; prints JSON")
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    return options


def _run(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def measured(articles: int, phrases: int) -> dict[str, Any]:
    """Fill the database, index it and search it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdiffs.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from articles.search.find import Search, find

    call_command("migrate", verbosity=0)
    taken_out, text, distinct = fill(articles)
    started = time.monotonic()
    call_command("rebuild_search", verbosity=0)
    built = time.monotonic() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seconds: list[float] = []
    first: list[float] = []
    for phrase in random.Random(2).sample(taken_out, min(phrases, len(taken_out))):
        runs = []
        for _ in range(3):
            started = time.perf_counter()
            found = find(Search(f'"{phrase}"', within="removed"))
            runs.append(time.perf_counter() - started)
        assert found.hits, phrase
        seconds.append(min(runs))
        first.append(runs[0])
    size = _size()
    return {
        "versions": articles * VERSIONS, "text_bytes": text, "distinct_bytes": distinct, "index_bytes": size,
        "per_byte": round(size / text, 2), "per_distinct_byte": round(size / distinct, 2),
        "built_seconds": round(built, 1), "p50_ms": _percentile(seconds, 50), "p95_ms": _percentile(seconds, 95),
        "first_p95_ms": _percentile(first, 95), "slowest_ms": round(1000 * max(seconds), 1),
    }  # fmt: skip


def _percentile(seconds: list[float], percent: int) -> float:
    return round(1000 * sorted(seconds)[min(len(seconds) * percent // 100, len(seconds) - 1)], 1)


def _size() -> int:
    """Bytes of the index and of the table of passages."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT SUM(s.pageno) * (SELECT page_size FROM pragma_page_size) "
                "FROM dbstat s LEFT JOIN sqlite_master m ON m.name = s.name "
                "WHERE s.aggregate = TRUE AND (m.tbl_name = 'articles_passage' OR m.tbl_name GLOB 'articles_search_*')"
            )
        else:
            cursor.execute(
                "SELECT pg_total_relation_size('articles_passage') + pg_total_relation_size('articles_search')"
            )
        return int(cursor.fetchone()[0])


def fill(count: int) -> tuple[list[str], int, int]:
    """Load articles; returns phrases that edits took out, the bytes of all versions' text, and those said but once."""
    from articles.digests import url_digest
    from articles.models import Article, Host, Source, Version

    source = Source.objects.create(slug="paper", name="Paper", homepage="http://paper.example/")
    host = Host.objects.create(name="paper.example")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    taken_out: list[str] = []
    text = distinct = 0
    writer = Writer()
    for start in range(0, count, 500):
        made = Article.objects.bulk_create(
            Article(
                source=source, host=host, url=f"http://paper.example/{n}", url_digest=url_digest(f"paper/{n}"),
                first_seen_at=now, version_count=VERSIONS,
            )
            for n in range(start, min(start + 500, count))
        )  # fmt: skip
        versions = []
        for article in made:
            said: set[str] = set()
            for number, (title, blocks) in enumerate(writer.history(taken_out), 1):
                versions.append(
                    Version(
                        article=article, source=source, number=number, seen_at=now + timedelta(hours=number),
                        title=title, text="\n".join(blocks), kinds="p" * len(blocks), digest="0" * 64, level="minor",
                    )
                )  # fmt: skip
                text += len(title) + len(versions[-1].text)
                said.update((title, *blocks))
            distinct += sum(map(len, said))
        Version.objects.bulk_create(versions, 500)
    return taken_out, text, distinct


class Writer:
    """Writes and edits articles of invented words, always the same ones."""

    def __init__(self) -> None:
        self.random = random.Random(1)
        syllables = [a + b for a in "bcdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "ar", "en", "is", "or")]
        self.vocabulary = ["".join(self.random.choices(syllables, k=1 + n % 4)) for n in range(40_000)]
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.vocabulary))))

    def words(self, count: int) -> list[str]:
        return self.random.choices(self.vocabulary, cum_weights=self.weights, k=count)

    def history(self, taken_out: list[str]) -> Iterator[tuple[str, list[str]]]:
        """The versions of one article; notes a phrase of three words that an edit took out."""
        title = " ".join(self.words(8)).capitalize()
        blocks = [self.words(self.random.randint(20, 50)) for _ in range(BLOCKS)]
        yield title, [" ".join(block) for block in blocks]
        for _ in range(VERSIONS - 1):
            place = self.random.randrange(len(blocks))
            block = blocks[place]
            kind = self.random.random()
            if kind < 0.6 or len(blocks) < 6:
                start = self.random.randrange(len(block) - 4)
                if self.random.random() < 0.1:
                    taken_out.append(" ".join(block[start : start + 3]))
                blocks[place] = [*block[:start], *self.words(4), *block[start + 3 :]]
            elif kind < 0.8:
                if self.random.random() < 0.1:
                    taken_out.append(" ".join(block[:3]))
                del blocks[place]
            else:
                blocks.insert(place, self.words(self.random.randint(20, 50)))
            yield title, [" ".join(block) for block in blocks]


def scrape_share(pages: int) -> dict[str, float]:
    """The share of indexing in a scrape's CPU time, where all pages are new, and where all were edited."""
    shares = {}
    with tempfile.TemporaryDirectory() as name, site(articles=pages) as courier:
        archive = Archive(Path(name))
        archive.fill(courier.urls)
        for what in ("new", "edited"):
            if what == "edited":
                courier.publish(dict.fromkeys(range(pages), 1))
                archive.make_due()
            spent, whole = json.loads(archive.python("-c", _SCRAPE))
            shares[what] = round(spent / whole, 4)
    return shares


def report(results: dict[str, dict[str, Any]], share: dict[str, float], options: argparse.Namespace) -> str:
    """The figures as Markdown."""
    lines = [
        f"{options.articles * VERSIONS:,} versions; {options.phrases} phrases that an edit took out, looked for in "
        f"removed text. Targets: p95 {MOST_MS} ms, {MOST_SIZE} bytes of index a byte of text, "
        f"{MOST_SHARE:.0%} of a scrape's time.",
        "",
        "| engine | p50 ms | p95 ms | slowest | p95, first time asked | index / text of all versions | "
        "index / text said but once | built in |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for engine, each in results.items():
        lines.append(
            f"| {engine} | {each['p50_ms']} | {each['p95_ms']} | {each['slowest_ms']} | {each['first_p95_ms']} | "
            f"{each['per_byte']} | {each['per_distinct_byte']} | {each['built_seconds']} s |"
        )
    lines += ["", f"Indexing takes {share['new']:.1%} of a scrape of new pages, {share['edited']:.1%} of edited ones."]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
