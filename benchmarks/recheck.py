"""Re-checks per second of a whole pass (`manage.py scrape --json`, with all its writes).

    python -m benchmarks.recheck                        1,000 articles on 20 hosts, three times over
    python -m benchmarks.recheck --case noisy --articles 3000

Pages are some 55 KB of our own making, and in the cases that begin with "real" those of newspapers, where the corpus of
extraction is (NEWSDIFFS_SHARED, else ../shared). Each pass is a real process on a SQLite file of its own. In the same
run, on the same pages and server, the yardsticks of benchmarks/plain.py look at the same addresses. Trust the ratios:
the figures are those of one machine on one day.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import plain
from benchmarks.archive import Archive
from benchmarks.real_pages import CORPUS, templates
from benchmarks.servers import Mode, Site, site


@dataclass(frozen=True)
class Case:
    """What the site does, what it is measured by, and the least share of that yardstick's speed to reach."""

    name: str
    mode: Mode
    says: str
    targets: dict[plain.Way, float] = field(default_factory=dict)
    changes: bool = False
    tagged: bool = False
    real: bool = False


CASES = (
    Case("noisy", "noisy", "other bytes on every request, same article", {"compare": 4, "parse": 0.5}),
    Case("not_modified", "validators", "304 Not Modified", {"fetch": 0.5, "whole": 0.5}, tagged=True),
    Case("still", "still", "the same bytes", {"fetch": 0.5}),
    Case("changed", "noisy", "every article changed", {"compare": 1}, changes=True),
    Case("real_noisy", "noisy", "real pages, other bytes, same article", {"compare": 4, "parse": 0.5}, real=True),
    Case("real_not_modified", "validators", "real pages, 304 Not Modified", {"whole": 0.5}, tagged=True, real=True),
    Case("real_changed", "noisy", "real pages, every article changed", {"compare": 1}, changes=True, real=True),
)


def main() -> int:
    """Measure the cases and print a table; the exit status says whether all targets were reached."""
    options = parser().parse_args()
    cases = [case for case in CASES if not options.case or case.name in options.case]
    if not templates() and any(case.real for case in cases):
        print(f"Without the real pages: they are not at {CORPUS}; set NEWSDIFFS_SHARED to the folder that holds them.")
        cases = [case for case in cases if not case.real]
    first: dict[str, Any] = {}
    results: list[dict[str, Any]] = []
    for real, articles in ((False, options.articles), (True, options.real_articles)):
        if some := [case for case in cases if case.real == real]:
            first, found = measured(some, articles, options, real=real)
            print(report(found, first, articles, options))
            results += found
    if options.json:
        Path(options.json).write_text(json.dumps({"first": first, "cases": results}, indent=1))
    return 0 if all(target["reached"] for result in results for target in result["targets"].values()) else 1


def measured(cases: list[Case], articles: int, options: argparse.Namespace, *,
             real: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:  # fmt: skip
    """Measure these cases on a site of their own; the summary of the first pass, and the cases' results."""
    with (
        tempfile.TemporaryDirectory() as name,
        site(hosts=options.hosts, articles=articles, real=real) as courier,
        plain.Yardsticks(Path(name), 1) as one,
        plain.Yardsticks(Path(name), os.cpu_count() or 1) as all_cores,
    ):
        archive = Archive(Path(name))
        archive.fill(courier.urls)
        first = archive.scrape("--force")
        idle = archive.scrape()["cpu"]
        sticks = {"one process": one, "all cores": all_cores}
        return first, [measure(case, courier, archive, sticks, idle, options) for case in cases]


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=1000)
    options.add_argument("--real-articles", type=int, default=1000, help="in the cases of real pages (default 1000)")
    options.add_argument("--hosts", type=int, default=20)
    options.add_argument("--repeat", type=int, default=3, help="times that each case is measured (default 3)")
    options.add_argument("--case", nargs="+", choices=[case.name for case in CASES], help="only these")
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    return options


def measure(case: Case, courier: Site, archive: Archive, sticks: dict[str, plain.Yardsticks], idle: float,
            options: argparse.Namespace) -> dict[str, Any]:  # fmt: skip
    """One case: passes and yardsticks in turn, and the medians of their figures and ratios.

    ``idle`` is the CPU seconds of a pass that finds nothing due: what starting a process costs.
    """
    courier.set(case.mode)
    if not case.changes:
        archive.scrape("--force")  # learns the validators, the bytes and the region of these pages
    revision = 0
    rounds: list[dict[str, Any]] = []
    for _ in range(options.repeat):
        if case.changes:
            revision += 1
            courier.publish(dict.fromkeys(range(courier.articles), revision))
        archive.make_due()
        courier.requests()
        summary = archive.scrape("--concurrency", str(options.hosts))
        looks = courier.requests()
        expect(case, summary, courier.articles)
        rounds.append({"summary": summary, "looks": looks, "ways": yardsticks(case, courier, sticks)})
    return concluded(case, rounds, courier.articles, idle)


def expect(case: Case, summary: dict[str, Any], articles: int) -> None:
    """Make sure that the pass did the work that it is measured by.

    Of real pages one in twenty may be told otherwise: some have two states, or are no article to us.
    """
    found = summary["changed" if case.changes else "not_modified" if case.tagged else "unchanged"]
    if case.tagged:  # a 304 is not asked for at every look: see articles/scraping/validators.py
        found += summary["unchanged"] if 10 * summary["unchanged"] < articles else 0
    if found < articles * (0.95 if case.real else 1):
        raise SystemExit(f"{case.name}: only {found} of {articles} articles were found so: {summary}")


def yardsticks(case: Case, courier: Site, sticks: dict[str, plain.Yardsticks]) -> dict[str, plain.Cost]:
    """What each yardstick takes."""
    tags = {url: f'"{number}-0"' for number, url in enumerate(courier.urls)} if case.tagged else None
    return {
        f"{way}, {size}": stick.measure(way, courier.urls, tags)
        for way in case.targets
        for size, stick in sticks.items()
    }


def concluded(case: Case, rounds: list[dict[str, Any]], articles: int, idle: float) -> dict[str, Any]:
    """The medians over the rounds; a ratio is that of one round's speeds."""
    seconds = [each["summary"]["seconds"] for each in rounds]
    cpu = [max(each["summary"]["cpu"] - idle, 0.001) for each in rounds]
    ways: list[str] = list(rounds[0]["ways"])
    ratios = {
        way: round(median(each["ways"][way].seconds / each["summary"]["seconds"] for each in rounds), 2) for way in ways
    }
    return {
        "case": case.name,
        "says": case.says,
        "per_second": round(articles / median(seconds)),
        "seconds": median(seconds),
        "cpu_ms": round(1000 * median(cpu) / articles, 2),
        "start": round(median(each["summary"]["whole"] - each["summary"]["seconds"] for each in rounds), 2),
        "looks": round(median(each["looks"] for each in rounds) / articles, 2),
        "yardsticks": {way: round(articles / median(each["ways"][way].seconds for each in rounds)) for way in ways},
        "yardsticks_cpu_ms": {
            way: round(1000 * median(each["ways"][way].cpu for each in rounds) / articles, 2) for way in ways
        },
        "ratios": ratios,
        "targets": {
            way: {"least": least, "reached": ratios[f"{way}, one process"] >= least}
            for way, least in case.targets.items()
        },
    }


def report(results: list[dict[str, Any]], first: dict[str, Any], articles: int, options: argparse.Namespace) -> str:
    """The figures as Markdown; CPU is that of all processes, in milliseconds an article."""
    lines = [
        f"{articles} articles on {options.hosts} hosts; medians of {options.repeat}. CPU: ms an article.",
        f"First versions: {first['checked'] / first['seconds']:.0f} articles/s.",
        "",
        "| pages | re-checks/s | seconds | CPU | start-up | looks an article | yardstick | pages/s | CPU | ratio "
        "| target |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for result in results:
        for way, ratio in result["ratios"].items():
            target = result["targets"][way.split(",")[0]]["least"] if way.endswith("one process") else ""
            lines.append(
                f"| {result['says']} | {result['per_second']} | {result['seconds']} | {result['cpu_ms']} "
                f"| {result['start']} | {result['looks']} | {way} | {result['yardsticks'][way]} "
                f"| {result['yardsticks_cpu_ms'][way]} | {ratio} | {target} |"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
