"""Drives the simulated newsroom of the shared test material, and scores what the scraper recorded of it.

The newsroom serves news sites on loopback whose articles change by a seeded script. The scraper is driven by its
commands alone: ``add_source`` with each feed, ``scrape --force --json`` after each step, ``export_history``.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Run = Callable[..., str]
"""Runs a command of manage.py with these arguments and returns what it printed."""


@dataclass(frozen=True)
class Newsroom:
    """A running newsroom."""

    folder: Path
    control: str
    sources: int
    steps: int

    def ask(self, path: str, *, post: bool = False) -> str:
        """Ask the control API."""
        request = urllib.request.Request(self.control + path, method="POST" if post else "GET")
        with urllib.request.urlopen(request) as answer:
            return str(answer.read().decode())

    @property
    def feeds(self) -> list[str]:
        """The sources' feeds."""
        return self.ask("/feeds").split()

    @property
    def most_in_flight(self) -> int:
        """The most requests that any source had to answer at once."""
        return int(max(json.loads(self.ask("/stats"))["max_inflight"]))

    def advance(self) -> None:
        """Let the world go on by one step."""
        self.ask("/advance?n=1", post=True)

    def score(self, records: Path) -> dict[str, Any]:
        """How what was recorded compares with the truth."""
        truth = f"{self.control}/truth?text=1"
        program = str(self.folder / "score.py")
        command = [sys.executable, program, "--truth", truth, "--records", str(records), "--list", "all"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        result: dict[str, Any] = json.loads(done.stdout)
        return result


@contextmanager
def newsroom(shared: Path, **options: object) -> Iterator[Newsroom]:
    """A newsroom on free ports, with newsroom.py's own options (``trap_rate=0``)."""
    port, control = _free_port(), _free_port()
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    folder = shared / "newsroom"
    process = subprocess.Popen(
        [sys.executable, folder / "newsroom.py", "serve", f"--port={port}", f"--control={control}", *arguments],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        yield Newsroom(folder, ready["control"], ready["sources"], ready["steps"])
    finally:
        process.terminate()
        process.communicate()


def follow(room: Newsroom, run: Run, records: Path, on_pass: Callable[[dict[str, Any]], None] = lambda summary: None,
           *scrape_options: str) -> dict[str, Any]:  # fmt: skip
    """Watch a newsroom to its last step and return its score; ``on_pass`` gets each pass's summary."""
    for feed in room.feeds:
        run("add_source", feed)
    for step in range(room.steps + 1):
        if step:
            room.advance()
        on_pass(json.loads(run("scrape", "--force", "--json", *scrape_options)))
    with records.open("w", encoding="utf-8") as file:
        for line in run("export_history").splitlines():
            file.writelines(json.dumps(record) + "\n" for record in as_records(json.loads(line)))
    return room.score(records)


def as_records(history: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An exported article as the records that score.py reads."""
    names = {"gone": "deleted", "back": "restored"}
    for version in history["versions"]:
        at = _seconds(version["seen_at"])
        record = {"url": history["url"], "t": at, "event": "version"}
        yield record | {name: version.get(name) for name in ("title", "standfirst", "text")}
    for event in history["events"]:
        if event["kind"] in names:
            yield {"url": history["url"], "t": _seconds(event["at"]), "event": names[event["kind"]]}


def _seconds(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
