"""All benchmarks, one after another, at modest sizes: ``python -m benchmarks [--only NAME…] [--report FOLDER]``.

Prints a report in Markdown; ``--report`` writes it into a folder as report.md with pictures, and as report.json,
from which ``--from`` makes it again, with what ``--only`` names run anew. Each benchmark is a module with a ``main``
that can be run alone, at any size: see ``python -m benchmarks.NAME --help``. The exit status says whether all of them
reached their targets.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import benchmarks
from benchmarks import summary
from tests.conftest import ROOT

# Sizes at which all of them together take some minutes; a benchmark that is not named here runs at its own.
MODEST = {
    "cluster": ["--hosts", "100", "--articles", "4", "--workers", "1", "2"],
    "crash": ["--kills", "5"],
    "fuzz": ["--times", "500"],
    "growth": ["--repeat", "3"],
    "importing": ["--articles", "300"],
    "newsweb": ["--articles", "4", "--rounds", "4"],
    "newsroom": ["--sources", "3", "--rounds", "4"],
    "peers": ["--repeat", "2", "--pairs", "60", "--stories", "300", "--watches", "40"],
    "reading": ["--articles", "1000", "--rounds", "3"],
    "recheck": ["--articles", "600", "--real-articles", "400", "--repeat", "2"],
    "scale": ["--sqlite", "--articles", "3000", "--seconds", "15"],
    "search": ["--articles", "500", "--phrases", "100", "--pages", "200"],
    "storage": ["--articles", "1000"],
    "telling": ["--watches", "1000", "--changes", "100"],
    "wobble": ["--every", "24"],
}
# Sizes of a quiet hour or two, for the figures that are told; what is not named here runs at its own.
FULL = {
    "growth": ["--sizes", "10000", "100000", "1000000"],
    "peers": ["--articles", "2000"],
    "recheck": ["--articles", "5000", "--real-articles", "3000"],
    "reading": ["--articles", "100000"],
    "scale": ["--sqlite", "--articles", "100000"],
}
HELPERS = {"filling", "growth_probe", "loading", "multiply"}  # programs that other benchmarks run


def main() -> int:
    """Run them and print the report."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="+", metavar="NAME", choices=names(), help=f"of {', '.join(names())}")
    options.add_argument("--full", action="store_true", help="at the sizes of a quiet machine, for hours")
    options.add_argument("--json", metavar="FILE", help="write reports and figures there too")
    options.add_argument(
        "--report", metavar="FOLDER", type=Path, help="write report.md, report.json and pictures there"
    )
    options.add_argument("--from", metavar="FILE", dest="earlier", help="keep what this report.json has of the others")
    chosen = options.parse_args()
    results: dict[str, Any] = json.loads(Path(chosen.earlier).read_text()) if chosen.earlier else {}
    for name in chosen.only or ([] if chosen.earlier else names()):
        results[name] = result = run(name, (FULL if chosen.full else MODEST).get(name, []))
        print(section(name, result), flush=True)
        keep(results, chosen)  # after each of them, for all may take hours
    keep(results, chosen)
    print(summary.table(results))
    return int(not all(result["reached"] for result in results.values()))


def keep(results: dict[str, Any], chosen: argparse.Namespace) -> None:
    """Write what there is so far wherever it was asked for."""
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(results, indent=1))
    if chosen.report:
        write(chosen.report, dict(sorted(results.items())))


def section(name: str, result: dict[str, Any]) -> str:
    """The report of one benchmark, as Markdown."""
    verdict = "" if result["reached"] else ", **not all targets reached**"
    arguments = f"`{' '.join(result['arguments'])}`, " if result["arguments"] else ""
    return f"## {name}\n\n{result['report']}\n\n({arguments}{result['seconds']} s, {result['machine']}{verdict})\n"


def write(folder: Path, results: dict[str, Any]) -> None:
    """Write the whole report: the summary, the pictures, and what each benchmark said."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = summary.pictures(results)
    for file, picture in drawn.items():
        (folder / file).write_text(picture)
    parts = ["# Benchmarks\n", summary.table(results), ""]
    parts += [f"![{file.removesuffix('.svg')}]({file})\n" for file in drawn]
    parts += [section(name, result) for name, result in results.items()]
    (folder / "report.md").write_text("\n".join(parts))
    (folder / "report.json").write_text(json.dumps(results, indent=1))


def machine() -> str:
    """The machine, and what else it does: the load is that of the last minute."""
    load = os.getloadavg()[0]
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}"


def names() -> list[str]:
    """The benchmarks: the modules here that have a ``main``."""
    modules = sorted(module.name for module in iter_modules(benchmarks.__path__))
    wanted = (name for name in modules if name != "__main__" and name not in HELPERS)
    return [name for name in wanted if hasattr(import_module(f"benchmarks.{name}"), "main")]


def run(name: str, sizes: list[str]) -> dict[str, Any]:
    """Run one in a process of its own; its report, figures if it writes any, seconds, and whether all was reached."""
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        arguments = [*sizes, *(["--json", str(file)] if _writes_json(command) else [])]
        before, started = machine(), time.monotonic()
        done = subprocess.run([*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        return {
            "arguments": sizes,
            "machine": before,
            "reached": done.returncode == 0,
            "seconds": round(time.monotonic() - started, 1),
            "report": done.stdout.strip(),
            "figures": json.loads(file.read_text()) if file.exists() else None,
        }


def _writes_json(command: list[str]) -> bool:
    usage = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    return "--json" in usage.stdout


if __name__ == "__main__":
    raise SystemExit(main())
