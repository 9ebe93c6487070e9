"""What a re-check costs without a tracker around it: the yardsticks that a pass is measured by.

``fetch`` asks for each page with a bare aiohttp client, by its ETag where it has one; ``whole`` asks for the whole page
all the same; ``parse`` parses it once with lxml as well; ``compare`` is the plain way to watch articles: fetch,
trafilatura.extract, compare with the text on record, keep the new one.
Like a pass, each asks every host one request after another, and all hosts at once.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Literal, NamedTuple, Self
from urllib.parse import urlsplit

import aiohttp
import lxml.html
import trafilatura

Way = Literal["fetch", "whole", "parse", "compare"]
Tags = dict[str, str]


class Cost(NamedTuple):
    """What a measurement took."""

    seconds: float
    cpu: float  # CPU seconds, of all processes together


class Yardsticks:
    """Processes that measure, one or one for each core: ``with Yardsticks(folder, 2) as two: two.measure(...)``."""

    def __init__(self, folder: Path, processes: int) -> None:
        self._folder = folder
        self._processes = processes
        self._pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))

    def __enter__(self) -> Self:
        naps = [self._pool.submit(time.sleep, 0.3) for _ in range(self._processes)]  # each starts a process
        for nap in naps:
            nap.result()
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def measure(self, way: Way, urls: Sequence[str], tags: Tags | None = None) -> Cost:
        """What it takes to look at each address once.

        ``tags`` gives each address its ETag, to be asked for with: then the answers are 304s.
        """
        hosts: dict[str, list[str]] = {}
        for url in urls:
            hosts.setdefault(urlsplit(url).netloc, []).append(url)
        queues = list(hosts.values())
        started = time.monotonic()
        jobs = [
            self._pool.submit(_look, way, queues[number :: self._processes], self._database(number), tags or {})
            for number in range(self._processes)
        ]
        cpu = sum(job.result() for job in jobs)
        return Cost(time.monotonic() - started, cpu)

    def _database(self, number: int) -> str:
        return str(self._folder / f"plain-{number}-of-{self._processes}.sqlite3")


def _look(way: Way, queues: list[list[str]], database: str, tags: Tags) -> float:
    """Look at these hosts' pages; the CPU seconds that took."""
    before = time.process_time()
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("CREATE TABLE IF NOT EXISTS texts (url TEXT, text TEXT)")
        db.execute("CREATE INDEX IF NOT EXISTS texts_url ON texts (url)")
        handle = {"parse": _parse, "compare": lambda url, body: _compare(db, url, body)}.get(way, _nothing)
        asyncio.run(_all(queues, handle, tags if way == "fetch" else {}))
    return time.process_time() - before


async def _all(queues: list[list[str]], handle: Callable[[str, bytes], None], tags: Tags) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(_queue(session, queue, handle, tags) for queue in queues))


async def _queue(session: aiohttp.ClientSession, urls: list[str], handle: Callable[[str, bytes], None],
                 tags: Tags) -> None:  # fmt: skip
    for url in urls:
        headers = {"If-None-Match": tags[url]} if tags else None
        async with session.get(url, headers=headers) as answer:
            body = await answer.read()
        if answer.status == 200:
            handle(url, body)


def _nothing(url: str, body: bytes) -> None:
    pass


def _parse(url: str, body: bytes) -> None:
    lxml.html.document_fromstring(body)


def _compare(db: sqlite3.Connection, url: str, body: bytes) -> None:
    text = trafilatura.extract(body)
    row = db.execute("SELECT text FROM texts WHERE url = ? ORDER BY rowid DESC LIMIT 1", (url,)).fetchone()
    if row is None or row[0] != text:
        db.execute("INSERT INTO texts VALUES (?, ?)", (url, text))
