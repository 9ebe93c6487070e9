"""Our own simulated news web, in other layouts and languages than the shared newsroom: what is missed or invented?

    python -m benchmarks.newsweb                            120 articles of 10 sources, 8 rounds, seed 1
    python -m benchmarks.newsweb --seed 1 2 3 --list        several worlds, and each miss and phantom in words
    python -m benchmarks.newsweb --live                     a world in which half of the paragraphs have a live number

Drives manage.py as an operator would (add_source, scrape, export_history) on a database of its own, and prints the
scores as a table in Markdown. The exit status says whether all was found and nothing invented.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from benchmarks.newsroom import Manage
from benchmarks.web.score import Record, Score, as_row, score
from benchmarks.web.serving import own_path
from benchmarks.web.ticking import as_edited
from benchmarks.web.world import Plan, make_world
from tests.conftest import ROOT
from tests.newsroom import as_records

Run = Callable[..., str]


@dataclass
class Web:
    """A running world."""

    plan: Plan
    process: subprocess.Popen[str]
    feeds: list[str]
    bases: list[str]
    times: list[float] = field(default_factory=list)  # when each step began
    most_in_flight: int = 0

    def tell(self, order: str) -> None:
        """Give an order."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        self.most_in_flight = json.loads(self.process.stdout.readline())["most"]

    def score(self, histories: Iterator[dict[str, Any]]) -> Score:
        """What was recorded, held against the truth."""
        records: dict[tuple[int, str], list[Record]] = {}
        truth = make_world(self.plan)
        articles = {(source.number, article.path): article for source in truth for article in source.articles}
        for history in histories:
            address = urlsplit(history["url"])
            source = self.bases.index(f"{address.scheme}://{address.netloc}")
            for entry in as_records(history):
                step = sum(moment <= entry["t"] for moment in self.times) - 1
                title, standfirst, text = (entry.get(name) or "" for name in ("title", "standfirst", "text"))
                place = source, own_path(address.path)
                text = as_edited(text, articles[place].states)
                records.setdefault(place, []).append(Record(step, entry["event"], title, standfirst, text))
        return score(truth, records)


@contextmanager
def web(plan: Plan) -> Iterator[Web]:
    """A world on addresses of the loopback network, until the block ends."""
    command = [sys.executable, "-m", "benchmarks.web.server", json.dumps(asdict(plan))]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Web(plan, process, **json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.communicate()


def follow(world: Web, run: Run, *scrape_options: str) -> Score:
    """Watch a world to its last step and score what was recorded."""
    for feed in world.feeds:
        run("add_source", feed)
    for step in range(world.plan.steps + 1):
        world.times.append(time.time())
        if step:
            world.tell("advance")
        run("scrape", "--force", "--json", *scrape_options)
    world.tell("stats")
    return world.score(json.loads(line) for line in run("export_history").splitlines())


def main() -> int:
    """Run each world and print its row."""
    options = parser().parse_args()
    columns: list[str] = []
    good = True
    for seed in options.seed:
        plan = Plan(
            seed=seed, sources=options.sources, articles=options.articles, steps=options.rounds, live=options.live
        )
        with tempfile.TemporaryDirectory() as folder, web(plan) as world:
            run = Manage(options.database or f"sqlite:///{folder}/newsweb.sqlite3")
            run("migrate", "--verbosity", "0")
            started = time.monotonic()
            result = follow(world, run)
            row = {"seed": seed, **as_row(result), "in flight": world.most_in_flight}
            row["seconds"] = round(time.monotonic() - started)
        if not columns:
            columns = list(row)
            print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
        print(f"| {' | '.join(str(row[column]) for column in columns)} |", flush=True)
        if options.list:
            print(*result.listed, dict(result.phantoms), dict(result.missed), sep="\n", file=sys.stderr)
        good &= not result.missed and not result.phantoms and not result.invented and not result.deletions_false
    return 0 if good else 1


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", nargs="+", type=int, default=[1])
    options.add_argument("--sources", type=int, default=10)
    options.add_argument("--articles", type=int, default=12, help="of each source")
    options.add_argument("--rounds", type=int, default=8)
    options.add_argument("--live", action="store_true", help="numbers in paragraphs are others at each request")
    options.add_argument("--database", default="", help="an empty database (default: a new SQLite file)")
    options.add_argument("--list", action="store_true", help="tell each miss and phantom")
    return options


if __name__ == "__main__":
    raise SystemExit(main())
