"""A pass by several scrapers of this machine: processes that share the hosts by lease, as machines would."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from django.db import connection, connections

from articles.models import Host
from articles.scraping.lifeline import die_with_parent
from articles.scraping.reading import Readers

Tell = Callable[[str], None]
Work = Callable[[Readers, Tell], "Counter[str]"]
HOSTS_EACH = 4  # fewer hosts than this for each scraper are done as soon by one


class CrewFailed(Exception):
    """A scraper of the crew ended with an error, which it has printed."""


def size(hosts: frozenset[int] | None) -> int:
    """How many scrapers look at these hosts (None: all) best: one a core, if there is enough for each to do.

    A scraper is made by forking, which is sound only on Linux and in a process without threads or a transaction.
    """
    if sys.platform != "linux" or threading.active_count() > 1 or connection.in_atomic_block:
        return 1
    count = Host.objects.exclude(due_at=None).count() if hosts is None else len(hosts)
    return max(1, min(os.cpu_count() or 1, count // HOSTS_EACH))


class Crew:
    """Scrapers at work, each with so many reading processes.

    Each runs ``work(readers, tell)``, which returns its tally; what it tells comes out of ``follow``.
    """

    def __init__(self, number: int, workers: int, work: Work) -> None:
        connections.close_all()  # a connection must not be shared with a child
        gc.freeze()  # what was imported is no garbage: the collector need not go through it in each of the children
        context = multiprocessing.get_context("fork")
        self._processes: list[BaseProcess] = []
        self._lines: list[Connection] = []
        for _ in range(number):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_scrape, args=(workers, work, theirs))
            process.start()
            theirs.close()
            self._processes.append(process)
            self._lines.append(ours)

    def stop(self) -> None:
        """Let each end after the looks under way."""
        for process in self._processes:
            process.terminate()

    def follow(self, listen: Tell) -> Counter[str]:
        """Wait for all of them; their tallies in one. Raises CrewFailed."""
        tally: Counter[str] = Counter()
        open_lines = list(self._lines)
        while open_lines:
            for line in wait(open_lines):
                assert isinstance(line, Connection)
                try:
                    said = line.recv()
                except EOFError:
                    open_lines.remove(line)
                    continue
                if isinstance(said, Counter):
                    tally += said
                else:
                    listen(said)
        for process in self._processes:
            process.join()
        failed = [process.exitcode for process in self._processes if process.exitcode]
        if failed:
            raise CrewFailed(f"{len(failed)} of {len(self._processes)} scrapers ended with an error ({failed[0]}).")
        return tally


def _scrape(workers: int, work: Work, line: Connection) -> None:
    try:
        with Readers(workers, fork=True) as readers:
            die_with_parent()
            line.send(work(readers, line.send))
    finally:
        line.close()
        connections.close_all()
