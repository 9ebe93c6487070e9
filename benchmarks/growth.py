"""What grows with the archive? The same number of articles due, among few and among many, on both engines.

    python -m benchmarks.growth                                       1,000 due, among 10,000 and 100,000 tracked
    python -m benchmarks.growth --sizes 10000 100000 1000000          and a million (some minutes for each engine)
    python -m benchmarks.growth --engines sqlite

The articles that are not due lie on the same hosts, with two versions and three checks each (``benchmarks.multiply``).
Passes over the archives alternate, so that a busy machine slows all alike, and the least of several is taken. What the
database does is counted as well as timed; planning on PostgreSQL with articles that lie alike in all archives, once
scattered and once each host's together: see ``benchmarks.growth_probe``. PostgreSQL has a database for each size, and
its CPU time is that of all its processes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.archive import Archive
from benchmarks.multiply import RARE, TEMPLATE
from benchmarks.servers import site
from tests.conftest import ROOT

MOST = 1.1  # times as much in the largest archive as in the smallest
PLANNING, GATHERED = "planning", "planning, each host's articles together"
JUDGED = (PLANNING, GATHERED)
COUNTED = {"sqlite": "hundred steps", "postgresql": "blocks"}
WITH_POSTGRESQL = str(ROOT / ".ci" / "with-postgresql")


def main() -> int:
    """Measure and print tables; the exit status says whether the target was reached."""
    options = parser().parse_args()
    if options.here:
        print(json.dumps(measured(options, os.environ["DATABASE_URL"])))
        return 0
    results: dict[str, list[dict[str, Any]]] = {}
    if "sqlite" in options.engines:
        results["sqlite"] = measured(options, "")
    if "postgresql" in options.engines:
        if subprocess.run([WITH_POSTGRESQL, "--available"], check=False).returncode:
            print("PostgreSQL is left out: its server is not installed.", file=sys.stderr)
        else:
            command = [WITH_POSTGRESQL, sys.executable, "-m", "benchmarks.growth", "--here", *sys.argv[1:]]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
            results["postgresql"] = json.loads(done.stdout.splitlines()[-1])
    figures = {"due": options.due, "engines": results, "growth": {name: growth(each) for name, each in results.items()}}
    print(report(figures, options))
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1))
    return int(any(each.get(what, 0) > MOST for each in figures["growth"].values() for what in JUDGED))


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--due", type=int, default=1000)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000], help="tracked articles, about")
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--engines", nargs="+", choices=list(COUNTED), default=list(COUNTED))
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # on the server of DATABASE_URL
    return options


def measured(options: argparse.Namespace, server: str) -> list[dict[str, Any]]:
    """The figures of each size, on SQLite files or on databases of the server at this address."""
    with tempfile.TemporaryDirectory() as name, site(articles=options.due) as courier, ExitStack() as stack:
        courier.set("validators")
        archives: dict[int, Archive] = {}
        results: dict[int, dict[str, Any]] = {}
        for size in options.sizes:
            folder = Path(name) / str(size)
            folder.mkdir()
            url = stack.enter_context(database(server, f"growth_{size}")) if server else ""
            archives[size] = archive = Archive(folder, url)
            archive.fill(courier.urls, idle=TEMPLATE + RARE)
            archive.scrape()
            filled = json.loads(archive.python("-m", "benchmarks.multiply", str(size)))
            results[size] = {"articles": size, "filled": filled["seconds"], "passes": []}
        for _ in range(options.repeat):
            for size, archive in archives.items():
                archive.make_due()
                before = server_cpu() if server else 0.0
                summary = archive.scrape()
                assert summary["not_modified"] + summary["unchanged"] == options.due, summary
                spent = (server_cpu() - before) if server else 0.0
                results[size]["passes"].append({**summary, "database_cpu": round(spent, 2)})
        for size, archive in archives.items():
            archive.make_due()
            probe = partial(archive.python, "-m", "benchmarks.growth_probe")
            results[size]["pages"] = json.loads(probe("pages"))
            if server:
                probe("gather")
                results[size]["gathered"] = json.loads(probe("plan"))
                probe("scatter")
            results[size] |= {what: json.loads(probe(what)) for what in ("plan", "pass")}
        return list(results.values())


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """The address of a new database on the server, which is dropped when the block ends."""
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def server_cpu() -> float:
    """CPU seconds so far of the server that .ci/with-postgresql started, those of ended connections included."""
    from benchmarks.peer_programs import cpu_of

    folder = Path(os.environ["PG_SERVER"]).parent / "data"
    leader = int((folder / "postmaster.pid").read_text().split()[0])
    ended = Path(f"/proc/{leader}/stat").read_text().rpartition(")")[2].split()[13:15]  # cutime, cstime: proc(5)
    return sum(cpu_of(leader).values()) + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")


def growth(results: list[dict[str, Any]]) -> dict[str, float]:
    """How many times as much the largest archive takes as the smallest."""
    small, large = results[0], results[-1]

    def times(of: Callable[[dict[str, Any]], float]) -> float:
        return round(of(large) / max(of(small), 1e-6), 3)

    gathered = {GATHERED: times(lambda each: each["gathered"]["work"])} if "gathered" in small else {}
    return {
        PLANNING: times(lambda each: each["plan"]["work"]),
        **gathered,
        "pass, work of the database": times(lambda each: each["pass"]["work"]),
        "pass, seconds": times(lambda each: min(one["seconds"] for one in each["passes"])),
        "pass, CPU": times(lambda each: min(one["cpu"] for one in each["passes"])),
        **{page: times(partial(_page_work, page)) for page in small["pages"]},
    }


def _page_work(page: str, each: dict[str, Any]) -> float:
    return float(each["pages"][page]["work"])


def report(figures: dict[str, Any], options: argparse.Namespace) -> str:
    """The figures as Markdown."""
    lines = [
        f"{options.due} articles due (304s); the least of {options.repeat} passes. Target: planning grows by at most "
        f"{MOST}, counted in what the database does."
    ]
    for engine, sizes in figures["engines"].items():
        counted = COUNTED[engine]
        lines += [
            "",
            f"### {engine}",
            "",
            "| | " + " | ".join(f"{each['articles']:,}" for each in sizes) + " | growth |",
        ]
        lines += ["|---" * (len(sizes) + 2) + "|"]
        grown = figures["growth"][engine]
        rows: list[tuple[str, list[str], str]] = [
            ("filled in, s", [str(each["filled"]) for each in sizes], ""),
            ("planning: statements", [_statements(each["plan"]) for each in sizes], ""),
            (f"planning: {counted} (rows)", [_work(each["plan"]) for each in sizes], str(grown[PLANNING])),
            ("planning: CPU ms", [str(each["plan"]["cpu_ms"]) for each in sizes], ""),
            ("pass: statements", [_statements(each["pass"]) for each in sizes], ""),
            (f"pass: {counted} (rows)", [_work(each["pass"]) for each in sizes],
             str(grown["pass, work of the database"])),
            ("pass: seconds", [str(min(one["seconds"] for one in each["passes"])) for each in sizes],
             str(grown["pass, seconds"])),
            ("pass: CPU s (the database's)",
             [f"{min(one['cpu'] for one in each['passes']):.2f} "
              f"({min(one['database_cpu'] for one in each['passes'])})" for each in sizes], str(grown["pass, CPU"])),
        ]  # fmt: skip
        if GATHERED in grown:
            cells = [_work(each["gathered"]) for each in sizes]
            rows.insert(3, (f"{GATHERED}: {counted} (rows)", cells, str(grown[GATHERED])))
        for page in sizes[0]["pages"]:
            found = [each["pages"][page] for each in sizes]
            rows.append((f"{page}: {counted}; CPU ms", [f"{_work(each)}; {each['cpu_ms']}" for each in found],
                         str(grown[page])))  # fmt: skip
        lines += [f"| {said} | {' | '.join(cells)} | {last} |" for said, cells, last in rows]
    return "\n".join(lines)


def _statements(found: dict[str, Any]) -> str:
    return ", ".join(f"{count} {word}" for word, count in sorted(found["statements"].items()))


def _work(found: dict[str, Any]) -> str:
    return f"{found['work']:,}" + (f" ({found['rows']:,})" if found["rows"] else "")


if __name__ == "__main__":
    raise SystemExit(main())
