"""The simulated newsroom at full size: every real change found, none invented, and at what speed.

    python -m benchmarks.newsroom                          200 articles, 10 rounds, seed 42
    python -m benchmarks.newsroom --seed 1 7 99            other worlds
    python -m benchmarks.newsroom --articles 200           2,000 articles (10 sources with 200 each)

Drives manage.py as an operator would (add_source, scrape, export_history), on a database of its own, and prints the
scores as a table in Markdown. Reads the shared test material (NEWSDIFFS_SHARED, else ../shared).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, SHARED
from tests.newsroom import follow, newsroom

COLUMNS = (
    "seed", "articles", "rounds", "real changes", "found", "missed", "phantom", "deletions", "false", "whole texts",
    "not article", "in flight", "checks/s", "seconds",
)  # fmt: skip


def main() -> int:
    """Run each world and print its row; the exit status says whether all was found and nothing invented."""
    options = parser().parse_args()
    if not SHARED.is_dir():
        print(f"The shared test material is not at {SHARED}: set NEWSDIFFS_SHARED.", file=sys.stderr)
        return 2
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    good = True
    for seed in options.seed:
        score, row = measure(seed, options)
        good &= score["missed"] == 0 and score["phantom"] <= score["articles"] // 200
        print(f"| {' | '.join(str(row[column]) for column in COLUMNS)} |", flush=True)
        for entry in score["list"]:
            print(f"{seed}: {entry}", file=sys.stderr)
    return 0 if good else 1


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", nargs="+", default=["42"])
    options.add_argument("--sources", type=int, default=10)
    options.add_argument("--articles", type=int, default=20, help="of each source (default 20)")
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--world", nargs="*", default=[], metavar="NAME=VALUE", help="newsroom.py's other options")
    options.add_argument("--database", default="", help="an empty database (default: a new SQLite file)")
    return options


def measure(seed: str, options: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Any]]:
    """One world: its score, and its row of the table."""
    world = {"seed": seed, "sources": options.sources, "articles": options.articles, "steps": options.rounds}
    world |= dict(pair.split("=", 1) for pair in options.world)
    passes: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder, newsroom(SHARED, **world) as room:
        run = Manage(options.database or f"sqlite:///{folder}/newsroom.sqlite3")
        run("migrate", "--verbosity", "0")
        started = time.monotonic()
        score = follow(room, run, Path(folder) / "records.jsonl", passes.append)
        seconds = time.monotonic() - started
        in_flight = room.most_in_flight
    deletions, text = score["deletions"], score["text"]
    return score, {
        "seed": seed,
        "articles": f"{score['tracked']}/{score['articles']}",
        "rounds": options.rounds,
        "real changes": score["real_changes"],
        "found": score["found"],
        "missed": score["missed"],
        "phantom": score["phantom"],
        "deletions": f"{deletions['found']}/{deletions['truth']}",
        "false": deletions["false"],
        "whole texts": f"{text['full_text_share']:.1%}",
        "not article": f"{text['mean_extra_share']:.2%}",
        "in flight": in_flight,
        "checks/s": round(sum(p["checked"] for p in passes) / sum(p["seconds"] for p in passes)),
        "seconds": round(seconds),
    }


class Manage:
    """Runs commands of manage.py in processes of their own, on one database."""

    def __init__(self, database: str) -> None:
        self.environment = os.environ | {
            "DEBUG": "1",
            "DATABASE_URL": database,
            "ALLOW_PRIVATE_ADDRESSES": "1",
            "SCRAPE_CONFIRM_SECONDS": "0",
            "SCRAPE_MIN_DELAY": "0",
            "LOG_LEVEL": "ERROR",
        }

    def __call__(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())
