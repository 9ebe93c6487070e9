"""Reading one page in a worker process: bytes in, extract out, or the word that the article is the same."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self, TypeVar

from articles.scraping import region
from articles.scraping.edits import Examined, Proposal, examine
from articles.scraping.extract import Extract
from articles.scraping.lifeline import die_with_parent
from articles.scraping.rules import Rules

T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """A body to read, with what is known of the article's region in it (empty: nothing)."""

    body: bytes
    url: str
    content_type: str | None
    rules: Mapping[str, Any]
    fingerprint: str = ""
    lost: tuple[str, ...] = ()  # see region.lost_passages


@dataclass(frozen=True)
class Reading:
    """What was read, and the fingerprint of the article's region by which the same article is known again."""

    extract: Extract
    fingerprint: str


def read(page: Page) -> Reading | None:
    """Read a page; None when its article's region is the one that is known."""
    found = region.read(
        page.body,
        url=page.url,
        content_type=page.content_type,
        rules=Rules.from_json(page.rules),
        fingerprint=page.fingerprint,
        lost=page.lost,
    )
    return Reading(*found) if found else None


class Readers:
    """A pool of processes that read pages and measure changes; with ``workers=0`` a thread of this one does (tests)."""

    def __init__(self, workers: int | None = None, *, fork: bool = False) -> None:
        """``fork`` makes the first processes at once, from this one, which must have no threads yet: they start in no
        time, for all is imported."""
        self._workers = (os.cpu_count() or 1) if workers is None else workers
        self._pool: Executor | None = None
        if fork and self._workers:
            self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("fork"), initializer=_start_worker)
            self._pool.submit(os.getpid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    async def read(self, page: Page) -> Reading | None:
        """Read a page off the event loop. A page that kills its worker raises; the pool is made anew."""
        return await self._run(read, page)

    async def examine(self, proposal: Proposal) -> Examined:
        """Examine a change off the event loop."""
        return await self._run(examine, proposal)

    async def _run(self, function: Callable[..., T], *arguments: Any) -> T:
        pool = self._pool = self._pool or self._new_pool()
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, function, *arguments)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
            raise

    def _new_pool(self) -> Executor:
        if self._workers == 0:
            return ThreadPoolExecutor(1)
        context = get_context("forkserver")
        context.set_forkserver_preload(["articles.scraping.reading"])
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=_start_worker)


def _start_worker() -> None:
    """A worker ends when its scraper has written what it has, and also when that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group
    die_with_parent()
