"""How quickly histories come in and go out: versions a second, each command a process of its own.

    python -m benchmarks.importing [--articles N]

An archive of articles with three versions of some 22 paragraphs each is given out and taken in again, in the ways that
the program has. Seconds and CPU are without what a process takes to start (an import of nothing). A second import of
the same file writes nothing: it is what repeating costs. ``bulk`` is how benchmarks.loading fills large archives,
without checks, for comparison.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.archive import Archive
from benchmarks.pages import story
from benchmarks.reading_archive import LONG, VERSIONS

_COUNT = """
import django
django.setup()
from articles.models import Version
print(Version.objects.count())
"""


def main() -> int:
    """Measure and print a table; fails where a version was lost on the way."""
    options = parser().parse_args()
    with tempfile.TemporaryDirectory() as name:
        figures = measured(Path(name), options.articles)
    print(report(figures))
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1))
    return 0


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    return options


def measured(folder: Path, articles: int) -> dict[str, Any]:
    """Versions, seconds and CPU seconds of each way."""
    full, other, third = (_empty(folder / name) for name in ("full", "other", "third"))
    full.python("-c", f"from benchmarks.reading_archive import fill; fill({articles})")
    versions = articles * VERSIONS + LONG
    lines, nothing = folder / "histories.jsonl", folder / "nothing.jsonl"
    nothing.write_text("")
    starts = [other.command("import_history", str(nothing)) for _ in range(3)]
    start = {name: min(each[name] for each in starts) for name in ("whole", "cpu")}
    copy, database = folder / "copy.sqlite3", folder / "newssniffer-paper.db"
    newsedits(database, articles)
    steps = {
        "export_history": (full, ("export_history", "--out", str(lines)), versions),
        "import_history": (other, ("import_history", str(lines)), versions),
        "import_history, again": (other, ("import_history", str(lines)), versions),
        "import_newsedits": (third, ("import_newsedits", str(database)), articles * VERSIONS),
        "backup": (full, ("backup", str(copy)), versions),
        "restore": (_empty(folder / "restored"), ("restore", "--force", str(copy)), versions),
    }
    found = {said: {"versions": count, **archive.command(*order)} for said, (archive, order, count) in steps.items()}
    for archive, expected in ((other, versions), (third, articles * VERSIONS), (steps["restore"][0], versions)):
        if (there := int(archive.python("-c", _COUNT))) != expected:
            raise SystemExit(f"{there} of {expected} versions came in")
    loaded = json.loads(_empty(folder / "bulk").python("-m", "benchmarks.loading", "--articles", str(articles)))
    return {"start": start, "ways": found, "bulk": loaded}


def _empty(folder: Path) -> Archive:
    """An archive with its tables and nothing in them."""
    folder.mkdir()
    archive = Archive(folder)
    archive.manage("migrate", "--verbosity", "0")
    return archive


def newsedits(path: Path, articles: int) -> None:
    """Write a database in the form of the NewsEdits corpora."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE entryversion (entry_id INT, version INT, title TEXT, url TEXT, created TEXT, text TEXT)"
        )
        database.executemany("INSERT INTO entryversion VALUES (?, ?, ?, ?, ?, ?)", (
            (n, version, story(n % 40).title, f"https://paper.example/news/{n}", f"2026-01-02 0{version}:00:00",
             "".join(f"<p>{text}</p>" for text in story(n % 40, version).paragraphs))
            for n in range(articles) for version in range(VERSIONS)
        ))  # fmt: skip


def report(figures: dict[str, Any]) -> str:
    """The figures as Markdown."""
    start, bulk = figures["start"], figures["bulk"]
    lines = ["| way | versions | seconds | versions/s | CPU ms a version |", "|---|---|---|---|---|"]
    for said, found in figures["ways"].items():
        seconds, cpu = (max(found[name] - start[name], 0.01) for name in ("whole", "cpu"))
        count = found["versions"]
        lines.append(f"| {said} | {count:,} | {seconds:.1f} | {count / seconds:,.0f} | {1000 * cpu / count:.2f} |")
    seconds = bulk["filled_seconds"] + bulk["indexed_seconds"]
    lines.append(f"| bulk | {bulk['version']:,} | {seconds} | {bulk['version'] / max(seconds, 0.1):,.0f} | |")
    return "\n".join([*lines, "", f"A process takes {start['whole']:.1f} s ({start['cpu']:.1f} s of CPU) to start."])


if __name__ == "__main__":
    raise SystemExit(main())
