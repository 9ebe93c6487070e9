"""Does a pass cost more in a large archive? The same number of articles due, among few and among many.

    python -m benchmarks.growth                       1,000 due, among 1,000 and among 100,000 tracked articles
    .ci/with-postgresql python -m benchmarks.growth --here --sizes 100000

The articles that are not due lie on the same hosts, with a version and three checks each. Passes over the archives
alternate, so that a busy machine slows both alike; the least of several is taken, and the queries of one are counted.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.archive import Archive
from benchmarks.servers import site

MOST = 1.1  # times as long in the largest archive as in the smallest

# One pass in a process that counts its statements by their first word.
_COUNT = """
import json
from collections import Counter
import django
django.setup()
from asgiref.sync import async_to_sync
from django.db import connection
from articles.scraping.run import Scope
from articles.scraping.track import scrape
counted = Counter()
def count(execute, sql, params, many, context):
    counted[sql.split()[0]] += 1
    return execute(sql, params, many, context)
with connection.execute_wrapper(count):
    async_to_sync(scrape)(Scope(), concurrency=20, workers=0)
print(json.dumps(counted))
"""


def main() -> int:
    """Measure and print a table; the exit status says whether the target was reached."""
    options = parser().parse_args()
    with tempfile.TemporaryDirectory() as name, site(articles=options.due) as courier:
        courier.set("validators")
        archives: dict[int, Archive] = {}
        for size in options.sizes:
            folder = Path(name) / str(size)
            folder.mkdir()
            archives[size] = Archive(folder, os.environ["DATABASE_URL"] if options.here else "")
            archives[size].fill(courier.urls, idle=size - options.due)
            archives[size].scrape()
        seconds: dict[int, list[float]] = {size: [] for size in archives}
        for _ in range(options.repeat):
            for size, archive in archives.items():
                archive.make_due()
                summary = archive.scrape()
                assert summary["not_modified"] + summary["unchanged"] == options.due, summary
                seconds[size].append(summary["seconds"])
        results = [result(size, seconds[size], archive) for size, archive in archives.items()]
    growth = round(results[-1]["seconds"] / results[0]["seconds"], 3)
    print(report(results, growth, options))
    if options.json:
        Path(options.json).write_text(json.dumps({"due": options.due, "growth": growth, "sizes": results}, indent=1))
    return int(growth > MOST)


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--due", type=int, default=1000)
    options.add_argument(
        "--sizes", type=int, nargs="+", default=[1000, 100_000], help="tracked articles, those due included"
    )
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--here", action="store_true", help="on the empty database of DATABASE_URL; one size only")
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    return options


def result(size: int, seconds: list[float], archive: Archive) -> dict[str, Any]:
    """The figures of one size."""
    archive.make_due()
    statements: dict[str, int] = json.loads(archive.python("-c", _COUNT))
    return {"articles": size, "seconds": min(seconds), "all_seconds": seconds, "statements": statements}


def report(results: list[dict[str, Any]], growth: float, options: argparse.Namespace) -> str:
    """The figures as Markdown."""
    lines = [
        f"{options.due} articles due (304s); the least of {options.repeat} passes. Growth: {growth} (target: {MOST}).",
        "",
        "| tracked articles | seconds | statements |",
        "|---|---|---|",
    ]
    for each in results:
        statements = ", ".join(f"{count} {word}" for word, count in sorted(each["statements"].items()))
        lines.append(f"| {each['articles']:,} | {each['seconds']} | {statements} |")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
