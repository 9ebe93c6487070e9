"""The diff engine beside other tools, in one run: `python -m benchmarks.diff`.

Quality and speed on synthetic edits of real news with exact truth (the shared bench; see its README), light
edits, adversarial input, and every adjacent pair of versions of real histories. Prints Markdown, and what of its
targets it reached. Times are CPU time, the best of a few runs: trust the ratios, for machines and their other work
differ. wikidiff2 is measured where PHP has it (Debian: php-cli and php-wikidiff2), other tools where their packages
are installed (`pip install cydifflib fast-diff-match-patch`); what is left out is named on standard error.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from articles.diffing import compare
from benchmarks.diff_rows import Tool, rapidfuzz_rows, rows
from benchmarks.diff_targets import verdicts
from benchmarks.wikidiff2 import Wikidiff2

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("NEWSDIFFS_SHARED", ROOT.parent / "shared"))
COUNTS = {5: 20, 30: 20, 100: 6, 500: 2, 3000: 1}
HUGE = 3000
HUGE_PROFILES = ["update", "moves", "splitmerge", "heavy", "rewrite"]
CANDIDATES = (
    "wikidiff2",
    "naive_difflib",
    "ndiff_pairs",
    "naive_cydifflib",
    "git_worddiff",
    "htmldiff_lxml",
    "dmp_c_char",
)
GIVE_UP_MS = 5_000
"""A tool slower than this on one case is not asked for larger ones."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="5,30,100,500,3000", help="blocks an article, comma-separated")
    parser.add_argument("--seed", default="101", help="changes the sample")
    parser.add_argument("--tools", default="", help="only these candidates, comma-separated")
    parser.add_argument("--histories", action="store_true", help="run all real histories, not a sample")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args()
    if not (SHARED / "bench" / "diff").is_dir():
        sys.exit(f"The shared bench is not at {SHARED / 'bench' / 'diff'}: set NEWSDIFFS_SHARED to where it is.")
    sys.path.insert(0, str(SHARED / "bench" / "diff"))
    sizes = [int(size) for size in options.sizes.split(",")]
    tools = available_tools([name for name in options.tools.split(",") if name])
    figures: dict[str, Any] = {
        "tools": {name: measure_tool(tool, sizes, options.seed) for name, tool in tools.items()},
        "light": light_edits(tools, options.seed),
        "adversarial": adversarial(),
        "histories": real_histories(None if options.histories else 400),
    }
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    print(as_markdown(figures, sizes))
    reached = list(verdicts(figures))
    print("\nTargets:\n")
    for text, good in reached:
        print(f"- {'' if good else '**missed:** '}{text}")
    return int(not all(good for _, good in reached))


def available_tools(only: Sequence[str]) -> dict[str, Tool]:
    """Ours, the floor, and those candidates whose packages are installed."""
    tools: dict[str, Tool] = {"newsdiffs": rows, "rapidfuzz alone": rapidfuzz_rows}
    candidates = importlib.import_module("candidates")
    for name in only or CANDIDATES:
        try:
            tool = Wikidiff2() if name == "wikidiff2" else getattr(candidates, name)
            tool(["a b", "c"], ["a c", "c"])
        except (ImportError, FileNotFoundError) as missing:
            print(f"{name} is left out: {missing}", file=sys.stderr)
            continue
        tools[name] = tool
    return tools


def measure_tool(tool: Tool, sizes: Sequence[int], seed: str) -> dict[str, Any]:
    """Milliseconds (p50, p95) by size, and the quality over all sizes below HUGE."""
    gen, bench = importlib.import_module("gen"), importlib.import_module("run")
    corpus = gen.Corpus()
    found: dict[str, int] = defaultdict(int)
    times: dict[str, tuple[float, float]] = {}
    for size in sizes:
        spent: list[float] = []
        profiles = HUGE_PROFILES if size >= HUGE else None
        for _, _, case in gen.suite((size,), seed, COUNTS, corpus, profiles):
            try:
                milliseconds, made = timed(tool, case["old"], case["new"], 3 if size < 500 else 1)
            except TimeoutError:
                milliseconds, made = float("inf"), []
            spent.append(milliseconds)
            if milliseconds > GIVE_UP_MS:
                break
            if size < HUGE:
                found["n"] += 1
                bench.score(case, made, found)
        times[str(size)] = (percentile(spent, 50), percentile(spent, 95))
        if max(spent) > GIVE_UP_MS:
            break
    return {"ms": times, "quality": bench.summary(found)}


def timed(tool: Tool, old: Sequence[str], new: Sequence[str], times: int) -> tuple[float, Any]:
    """The best of a few runs in milliseconds, and the rows; wikidiff2 counts for itself, in its own process."""
    milliseconds, made = best_of(partial(tool, old, new), times)
    if isinstance(tool, Wikidiff2):
        milliseconds = min(tool.ms for _ in range(times) if tool(old, new))
    return milliseconds, made


def light_edits(tools: dict[str, Tool], seed: str) -> dict[str, float]:
    """Milliseconds (p50) for one or two typos in articles of 40 blocks."""
    gen = importlib.import_module("gen")
    corpus = gen.Corpus()
    cases = [gen.make_case(corpus, random.Random(f"{seed}-light-{k}"), "typo", 40) for k in range(40)]
    return {
        name: median(timed(tools[name], case["old"], case["new"], 7)[0] for case in cases)
        for name in ("newsdiffs", "rapidfuzz alone", "wikidiff2")
        if name in tools
    }


def adversarial() -> dict[str, float]:
    """Milliseconds for each hostile input of the bench."""
    gen = importlib.import_module("gen")
    return {name: best_of(partial(compare, old, new), 2)[0] for name, old, new in gen.adversarial()}


def real_histories(limit: int | None) -> dict[str, Any]:
    """Every adjacent pair of versions of up to `limit` articles (all, if None) of each shared history."""
    spent: list[float] = []
    coarse_small = broken = articles = 0
    for path in sorted((SHARED / "corpus" / "histories").glob("*.jsonl.gz")):
        for versions in texts_of(path, limit):
            articles += 1
            for old, new in pairwise(versions):
                milliseconds, diff = best_of(partial(compare, old, new), 1)
                spent.append(milliseconds)
                coarse_small += diff.coarse and max(len(old), len(new)) < 200
                broken += not is_whole(diff.rows, old, new)
    return {
        "articles": articles,
        "pairs": len(spent),
        "coarse under 200 blocks": coarse_small,
        "broken": broken,
        "p50 ms": percentile(spent, 50),
        "p95 ms": percentile(spent, 95),
        "max ms": max(spent, default=0.0),
    }


def texts_of(path: Path, limit: int | None) -> Iterator[list[list[str]]]:
    """The versions of each article with text, as lists of blocks; headlines where there is no text."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            versions = [_text(version).split("\n") for version in json.loads(line)["versions"]]
            if len(versions) > 1:
                yield versions


def _text(version: dict[str, Any]) -> str:
    return version.get("text") or "\n".join(filter(None, (version.get("title"), version.get("teaser"))))


def is_whole(made: Sequence[Any], old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the rows hold both texts exactly."""
    left = ["".join(text for _, text in spans) for row in made for spans in row.old_spans]
    right = ["".join(text for _, text in spans) for row in made for spans in row.new_spans]
    return left == list(old) and right == list(new)


def best_of(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The least CPU time of this process and its children in milliseconds, and the result."""
    best, result = float("inf"), None
    for _ in range(times):
        before = os.times()
        started = time.process_time()
        result = work()
        after = os.times()
        children = (after.children_user - before.children_user) + (after.children_system - before.children_system)
        best = min(best, (time.process_time() - started + children) * 1000)
    return best, result


def percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else float("nan")


def as_markdown(figures: dict[str, Any], sizes: Sequence[int]) -> str:
    lines = [
        "| tool | " + " | ".join(f"{size} blocks, ms p50 / p95 (×)" for size in sizes) + " | pair P / R | moved P / R"
        " | split+merge P / R | hl × | frag × | chaff |",
        "|---" * (len(sizes) + 7) + "|",
    ]
    ours = figures["tools"]["newsdiffs"]["ms"]
    for name, found in figures["tools"].items():
        cells = [_speed(found["ms"].get(str(size)), ours[str(size)]) for size in sizes]
        lines.append(f"| {name} | " + " | ".join([*cells, *_quality(found["quality"])]) + " |")
    light = ", ".join(f"{name} {value:.2f} ms" for name, value in figures["light"].items())
    lines += ["", f"One or two typos in 40 blocks, p50: {light}."]
    slowest = sorted(figures["adversarial"].items(), key=lambda item: -item[1])[:5]
    lines += ["", "Slowest hostile inputs: " + "; ".join(f"{name} {value:.0f} ms" for name, value in slowest) + "."]
    lines += ["", f"Real histories: {_facts(figures['histories'])}."]
    return "\n".join(lines)


def _speed(found: tuple[float, float] | None, ours: tuple[float, float]) -> str:
    return f"{found[0]:.2f} / {found[1]:.2f} ({found[0] / ours[0]:.1f})" if found else "gave up"


def _quality(found: dict[str, float]) -> list[str]:
    pairs = [("pairP", "pairR"), ("movP", "movR"), ("smP", "smR")]
    return [f"{found[a]:.3f} / {found[b]:.3f}" for a, b in pairs] + [
        f"{found[name]:.2f}" for name in ("hl_ratio", "frag", "chaff")
    ]


def _facts(found: dict[str, Any]) -> str:
    return ", ".join(f"{name} {round(value, 1)}" for name, value in found.items())


if __name__ == "__main__":
    raise SystemExit(main())
