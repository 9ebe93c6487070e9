"""All benchmarks, one after another, at modest sizes: ``python -m benchmarks [--only NAME…] [--json FILE]``.

Prints a report in Markdown. Each benchmark is a module with a ``main`` that can be run alone, at any size: see
``python -m benchmarks.NAME --help``. The exit status says whether all of them reached their targets.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from os import cpu_count
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import benchmarks
from tests.conftest import ROOT

# Sizes at which all of them together take some minutes; a benchmark that is not named here runs at its own.
MODEST = {
    "cluster": ["--hosts", "100", "--articles", "4", "--workers", "1", "2"],
    "crash": ["--kills", "5"],
    "growth": ["--repeat", "3"],
    "newsweb": ["--articles", "4", "--rounds", "4"],
    "newsroom": ["--sources", "3", "--rounds", "4"],
    "reading": ["--articles", "1000", "--rounds", "3"],
    "recheck": ["--articles", "600", "--repeat", "2"],
    "scale": ["--sqlite", "--articles", "3000", "--seconds", "15"],
    "search": ["--articles", "500", "--phrases", "100", "--pages", "200"],
    "wobble": ["--every", "24"],
}
HELPERS = {"filling", "loading"}  # programs that other benchmarks run


def main() -> int:
    """Run them and print the report."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="+", metavar="NAME", choices=names(), help=f"of {', '.join(names())}")
    options.add_argument("--json", metavar="FILE", help="write reports and figures there too")
    chosen = options.parse_args()
    print(
        f"# Benchmarks\n\nPython {platform.python_version()}, {platform.machine()}, {cpu_count()} cores.\n", flush=True
    )
    results = {}
    for name in chosen.only or names():
        results[name] = result = run(name)
        verdict = "" if result["reached"] else ", **not all targets reached**"
        print(f"## {name}\n\n{result['report']}\n\n({result['seconds']} s{verdict})\n", flush=True)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(results, indent=1))
    return int(not all(result["reached"] for result in results.values()))


def names() -> list[str]:
    """The benchmarks: the modules here that have a ``main``."""
    modules = sorted(module.name for module in iter_modules(benchmarks.__path__))
    wanted = (name for name in modules if name != "__main__" and name not in HELPERS)
    return [name for name in wanted if hasattr(import_module(f"benchmarks.{name}"), "main")]


def run(name: str) -> dict[str, Any]:
    """Run one in a process of its own; its report, figures if it writes any, seconds, and whether all was reached."""
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        arguments = [*MODEST.get(name, []), *(["--json", str(file)] if _writes_json(command) else [])]
        started = time.monotonic()
        done = subprocess.run([*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        return {
            "arguments": MODEST.get(name, []),
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
