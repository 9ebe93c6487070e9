"""Other programs that watch pages, each installed into an environment of its own and run on loopback.

They are pinned with their hashes in ``requirements/peers/``; the environments, in ``.venv-peers/``, are made once.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from packaging.utils import canonicalize_name

from benchmarks.servers import Site
from tests.conftest import ROOT

PEERS = ("changedetection.io", "urlwatch", "web-monitoring-diff")
FROM_SOURCE = {"web-monitoring-diff": ["--no-binary", "lxml"]}
"""Its HTML parser is built here and must share one libxml2 with lxml, as that parser's own advice is (Debian:
libxml2-dev, libxslt1-dev)."""
PATIENCE = 300  # seconds for one round of re-checks
ARTICLE = "article"  # the element that they are told to watch, so that they do the same work: what surrounds it varies


def installed(name: str) -> Path | None:
    """The folder of a peer's programs, installed if it is not yet; None, and a line on stderr, where it can't be."""
    pins = ROOT / "requirements" / "peers" / f"{name}.txt"
    home = ROOT / ".venv-peers" / name
    mark, digest = home / ".made", hashlib.sha256(pins.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text() == digest:
        return home / "bin"
    steps: tuple[Sequence[str | Path], ...] = (
        [sys.executable, "-m", "venv", "--clear", home],
        [
            home / "bin" / "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            *FROM_SOURCE.get(name, ()),
            "-r",
            pins,
        ],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = next((line for line in done.stderr.splitlines() if line.startswith("ERROR")), "no reason given")
            print(f"{name} is left out: it cannot be installed here ({reason}).", file=sys.stderr)
            return None
    mark.write_text(digest)
    return home / "bin"


def version(name: str) -> str:
    """The version of a peer that is pinned."""
    pins = (ROOT / "requirements" / "peers" / f"{name}.txt").read_text().splitlines()
    return next(line.split("==")[1].split()[0] for line in pins if line.startswith(f"{canonicalize_name(name)}=="))


def cpu_of(pid: int) -> dict[int, float]:
    """CPU seconds so far of a process and of each that it started, by id; nothing where the system does not say (Linux
    does, in hundredths)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        tasks = [task / "children" for task in Path(f"/proc/{pid}/task").glob("*")]
        children = [int(child) for file in tasks for child in file.read_text().split()]
    except OSError:
        return {}
    found = {pid: sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")}  # utime, stime: proc(5)
    for child in children:
        found |= cpu_of(child)
    return found


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """CPU seconds between two answers of ``cpu_of``; what a process took that has ended meanwhile is not known."""
    return sum(seconds - before.get(pid, 0) for pid, seconds in after.items())


@dataclass
class UrlWatch:
    """urlwatch with a job for each address: the text of the article, by its own filters."""

    programs: Path
    folder: Path

    def fill(self, urls: Sequence[str]) -> None:
        """Watch these addresses."""
        job = f"url: {{}}\nfilter:\n  - css: {ARTICLE}\n  - html2text: re\n"
        (self.folder / "urls.yaml").write_text("---\n".join(job.format(url) for url in urls))
        (self.folder / "urlwatch.yaml").write_text("report: {stdout: {enabled: true}}\ndisplay: {new: false}\n")
        (self.folder / "hooks.py").write_text("")

    def run(self, *arguments: str) -> dict[str, float]:
        """Look at every address once: seconds of the process, its CPU seconds, and characters of its report."""
        used = self.folder / "cpu-seconds"
        files = {"--urls": "urls.yaml", "--config": "urlwatch.yaml", "--hooks": "hooks.py", "--cache": "cache.db"}
        named = [part for option, file in files.items() for part in (option, str(self.folder / file))]
        command = [sys.executable, "-m", "benchmarks.usage", str(used), str(self.programs / "urlwatch"), *named]
        started = time.monotonic()
        environment = os.environ | {"HOME": str(self.folder)}
        done = subprocess.run(
            [*command, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        return {
            "seconds": time.monotonic() - started, "cpu": float(used.read_text()), "said": float(len(done.stdout)),
        }  # fmt: skip


@dataclass
class ChangeDetection:
    """A running server of changedetection.io, by its API."""

    port: int
    pid: int
    key: str

    def fill(self, urls: Sequence[str]) -> None:
        """Watch these addresses and nothing else."""
        for known in self._ask("GET", "watch"):
            self._ask("DELETE", f"watch/{known}")
        for url in urls:
            self._ask("POST", "watch", {"url": url, "include_filters": [ARTICLE]})

    def settle(self) -> None:
        """Wait until every address was looked at once."""
        self._wait(lambda: all(watch["last_checked"] for watch in self._watches()))

    def recheck(self, courier: Site) -> dict[str, float]:
        """Look at every address once: the seconds from the order to the last look, and CPU seconds.

        It tells times in whole seconds, so the order is given at the start of one; and it is asked only when the site
        has answered all, for the asking costs it time.
        """
        since = int(time.time()) + 1
        time.sleep(since + 1.02 - time.time())
        answered = 0
        courier.requests()
        started, before = time.monotonic(), cpu_of(self.pid)
        self._ask("GET", "watch?recheck_all=1")
        while answered < courier.articles and time.monotonic() - started < PATIENCE:
            time.sleep(0.02)
            answered += courier.requests()
        self._wait(lambda: all(watch["last_checked"] > since for watch in self._watches()))
        return {"seconds": time.monotonic() - started, "cpu": spent(before, cpu_of(self.pid))}

    def settle_changed(self, count: int) -> None:
        """Wait until so many changes are on record, which may be a moment after their looks."""
        self._wait(lambda: len(self.changed()) == count)

    def changed(self) -> list[str]:
        """The addresses of the comparisons of what has changed."""
        return [f"/diff/{key}" for key, watch in self._ask("GET", "watch").items() if watch["last_changed"]]

    def failed(self) -> list[str]:
        """What went wrong at the last looks."""
        return [str(watch["last_error"]) for watch in self._watches() if watch["last_error"]]

    def _watches(self) -> list[dict[str, Any]]:
        return list(self._ask("GET", "watch").values())

    def _wait(self, over: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not over():
            if time.monotonic() > until:
                raise SystemExit("changedetection.io did not look at everything")
            time.sleep(0.1)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"x-api-key": self.key, "Content-Type": "application/json"}
        request = Request(f"http://127.0.0.1:{self.port}/api/v1/{path}", data=data, headers=headers, method=method)
        with urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")


@contextmanager
def changedetection(programs: Path, folder: Path, workers: int | None = None) -> Iterator[ChangeDetection]:
    """A server with its data in ``folder``, until the block ends; ``workers`` look at once (None: as it comes)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = os.environ | {
        "HOME": str(folder), "LOGGER_LEVEL": "ERROR", "DISABLE_VERSION_CHECK": "true",
        # It may look at loopback, and as often as it is told to.
        "ALLOW_IANA_RESTRICTED_ADDRESSES": "true", "MINIMUM_SECONDS_RECHECK_TIME": "0",
    }  # fmt: skip
    if workers is not None:
        environment["DEFAULT_SETTINGS_REQUESTS_WORKERS"] = str(workers)
    data = folder / "data"
    command = [str(programs / "changedetection.io"), "-C", "-d", str(data), "-h", "127.0.0.1", "-p", str(port)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield ChangeDetection(port, server.pid, _key(data / "changedetection.json", port))
    finally:
        _end(server)


def _key(settings: Path, port: int) -> str:
    """The key of the API, once the server listens."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return str(json.loads(settings.read_text())["settings"]["application"]["api_access_token"])
        except (OSError, ValueError, KeyError):
            time.sleep(0.1)
    raise SystemExit("changedetection.io did not start within a minute")


def _end(server: subprocess.Popen[bytes]) -> None:
    """End a server and its processes: it was started as the leader of a group of its own."""
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
