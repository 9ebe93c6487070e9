"""A database of a benchmark's own, and the commands that work on it, each in a real process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.newsroom import Manage
from tests.conftest import ROOT


class Archive:
    """An archive in a new SQLite file in ``folder``, or in the (empty) database at ``url``."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.manage = Manage(url or f"sqlite:///{folder}/archive.sqlite3")

    def fill(self, urls: list[str], idle: int = 0) -> None:
        """Make the tables, and track these addresses and ``idle`` others."""
        self.manage("migrate", "--verbosity", "0")
        plan = self.folder / "archive.json"
        plan.write_text(json.dumps({"urls": urls, "idle": idle}))
        self.python("-m", "benchmarks.filling", str(plan))

    def make_due(self) -> None:
        """Let it be time to look at the addresses that were given to ``fill``."""
        self.python("-m", "benchmarks.filling")

    def python(self, *arguments: str) -> str:
        """Run Python on this database; returns what it printed."""
        command = [sys.executable, *arguments]
        environment = self.manage.environment | {"DJANGO_SETTINGS_MODULE": "newsdiffs.settings"}
        return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout

    def scrape(self, *options: str) -> dict[str, Any]:
        """One pass; its summary, with what ``command`` tells of the process."""
        done = self.command("scrape", "--json", *options)
        summary: dict[str, Any] = json.loads(done.pop("said"))
        return summary | done

    def command(self, *words: str) -> dict[str, Any]:
        """Run a command; ``whole``, the seconds of the process from start to end, ``cpu``, the CPU seconds of all its
        processes, and what it ``said``."""
        started = time.monotonic()
        used = self.folder / "cpu-seconds"
        said = self.python("-m", "benchmarks.usage", str(used), sys.executable, "manage.py", *words)
        return {"whole": round(time.monotonic() - started, 3), "cpu": float(used.read_text()), "said": said}
