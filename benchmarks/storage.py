"""What a version takes on disk: captures of real pages that were fetched again, and every table beside them.

    python -m benchmarks.storage [--articles N]

Captures: each page of the shared corpus that was fetched twice without a redesign between, kept as the program keeps
them, and the whole pages packed anew as it does a day later. Tables: the made-up archive of benchmarks.loading, with
all indexes, on SQLite and, where its server is installed, PostgreSQL.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.archive import Archive
from benchmarks.archive_shape import VERSIONS_PER_ARTICLE
from benchmarks.extract import CORPUS
from benchmarks.loading import set_up
from benchmarks.scale import _SIZES
from tests.conftest import ROOT

MOST_SHARE = 0.05  # of the raw HTML, a version
WITH_POSTGRESQL = str(ROOT / ".ci" / "with-postgresql")


def main() -> int:
    """Measure and print tables; the exit status says whether captures are as small as they are to be."""
    options = parser().parse_args()
    if options.inside:
        print(json.dumps(captured()))
        return 0
    if options.here:
        with tempfile.TemporaryDirectory() as name:
            print(json.dumps(tables(Archive(Path(name), os.environ["DATABASE_URL"]), options.articles)))
        return 0
    figures: dict[str, Any] = {"tables": {}, "captures": None}
    with tempfile.TemporaryDirectory() as name:
        archive = Archive(Path(name))
        if CORPUS.is_dir():
            archive.manage("migrate", "--verbosity", "0")
            figures["captures"] = json.loads(archive.python("-m", "benchmarks.storage", "--inside"))
    with tempfile.TemporaryDirectory() as name:
        figures["tables"]["SQLite"] = tables(Archive(Path(name)), options.articles)
    if not subprocess.run([WITH_POSTGRESQL, "--available"], check=False).returncode:
        command = [WITH_POSTGRESQL, sys.executable, "-m", "benchmarks.storage", "--here", *sys.argv[1:]]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        figures["tables"]["PostgreSQL"] = json.loads(done.stdout.splitlines()[-1])
    print(report(figures))
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1))
    return int(figures["captures"] is not None and figures["captures"]["share"] > MOST_SHARE)


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=5000, help="of the archive whose tables are measured")
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # tables, on DATABASE_URL
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)  # captures, on DATABASE_URL
    return options


def fetched_twice() -> Iterator[tuple[bytes, bytes]]:
    """Real pages as they came the first and the second time, if their paper was not redesigned between."""
    for name in ("pairs", "labelled_pages"):
        with gzip.open(CORPUS.parent / "refetch" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row.get("template") != "redesigned" and row["old"] != row["new"]:
                    yield row["old"].encode(), row["new"].encode()


def captured() -> dict[str, Any]:
    """Keep the pages; the shares of their HTML that the first and the second of each take, and the mean.

    ``at_once`` is what the same are before whole pages are packed anew; ``ms`` is CPU time a page.
    """
    set_up()
    from articles import blobs
    from articles.frames import packed, unpacked

    pairs = list(fetched_twice())
    raw = [sum(len(pair[place]) for pair in pairs) for place in (0, 1)]
    firsts = [blobs.put(old) for old, _ in pairs]
    quick = [blobs.stored(digest) for digest in firsts]
    ms = {"packing anew": _cpu_ms(blobs.repack, firsts)}
    small = [blobs.stored(digest) for digest in firsts]
    seconds = [blobs.stored(blobs.put(new, like=first)) for first, (_, new) in zip(firsts, pairs, strict=True)]
    news = [new for _, new in pairs]
    beside_quick = [blob._replace(base_data=first.data) for blob, first in zip(seconds, quick, strict=True)]
    for said, wholes, differences in (("at first", quick, beside_quick), ("packed anew", small, seconds)):
        ms |= {
            f"a whole page read, {said}": _cpu_ms(unpacked, wholes, times=20),
            f"a difference made, its page {said}": _cpu_ms(packed, news, wholes, times=20),
            f"a difference read, its page {said}": _cpu_ms(unpacked, differences, times=20),
        }
    further = sum(len(blob.data) for blob in seconds) / raw[1]
    shares = _shares(sum(len(blob.data) for blob in small) / raw[0], further)
    at_once = _shares(sum(len(blob.data) for blob in quick) / raw[0], further)
    return {"pairs": len(pairs), "raw_bytes": sum(raw), **shares, "at_once": at_once, "ms": ms}


def _shares(first: float, further: float) -> dict[str, float]:
    mean = (first + (VERSIONS_PER_ARTICLE - 1) * further) / VERSIONS_PER_ARTICLE
    shares = {"first": first, "further": further, "share": mean, "share_of_20": (first + 19 * further) / 20}
    return {said: round(share, 4) for said, share in shares.items()}


def _cpu_ms(work: Callable[..., object], *arguments: list[Any], times: int = 1) -> float:
    """CPU milliseconds of a call, in the mean over one for each of the arguments; the least of several rounds."""
    taken = []
    for _ in range(times):
        before = time.process_time()
        for each in zip(*arguments, strict=True):
            work(*each)
        taken.append(time.process_time() - before)
    return round(1000 * min(taken) / len(arguments[0]), 3)


def tables(archive: Archive, articles: int) -> dict[str, Any]:
    """Bytes of each table with its indexes, in an archive of so many made-up articles."""
    archive.python("-m", "benchmarks.loading", "--articles", str(articles))
    found: dict[str, Any] = json.loads(archive.python("-c", _SIZES))
    return found


def report(figures: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = []
    if found := figures["captures"]:
        lines += [
            f"{found['pairs']} real pages, fetched twice, {found['raw_bytes'] / 1e6:.1f} MB. Target: {MOST_SHARE:.0%} "
            "of the HTML for a version, in the mean.",
            "", "| capture, share of its HTML | at first | after a day |", "|---|---|---|",
            *(f"| {said} | {found['at_once'][name]:.1%} | {found[name]:.1%} |" for said, name in (
                ("the first of an article", "first"), ("each one more", "further"),
                (f"the mean at {VERSIONS_PER_ARTICLE} versions an article", "share"), ("the mean at 20", "share_of_20"),
            )),
            "", "| CPU time, a page | ms |", "|---|---|",
            *(f"| {said} | {ms} |" for said, ms in found["ms"].items()), "",
        ]  # fmt: skip
    engines = figures["tables"]
    versions = ", ".join(f"{found['Version']:,} on {engine}" for engine, found in engines.items())
    lines += [f"Tables, with their indexes (versions: {versions}):", "",
              f"| bytes a version | {' | '.join(engines)} |", "|---" * (1 + len(engines)) + "|"]  # fmt: skip
    sizes = {engine: _by_part(found) for engine, found in engines.items()}
    for name in sorted(
        set().union(*sizes.values()), key=lambda name: -max(each.get(name, 0) for each in sizes.values())
    ):
        lines.append(f"| {name} | {' | '.join(f'{each.get(name, 0):,.0f}' for each in sizes.values())} |")
    whole = [sum(each.values()) for each in sizes.values()]
    return "\n".join([*lines, f"| **all but captures** | {' | '.join(f'{each:,.0f}' for each in whole)} |"])


def _by_part(found: dict[str, Any]) -> dict[str, float]:
    """Bytes a version of each table that counts, and of all the others together."""
    made: dict[str, float] = {"the rest": 0}
    whole = sum(size for _, size in found["tables"])
    for name, size in found["tables"]:
        part = _part(name) if size > whole / 100 or name.startswith("articles_search") else "the rest"
        made[part] = made.get(part, 0) + size / found["Version"]
    return made


def _part(table: str) -> str:
    """What a table holds: the index of words is several on SQLite."""
    return "search" if table.startswith("articles_search") else table.removeprefix("articles_")


if __name__ == "__main__":
    raise SystemExit(main())
