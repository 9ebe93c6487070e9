"""Reading one page in a worker process: bytes in, extract out, or the word that the article is the same."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self, TypeVar

from articles.scraping import region
from articles.scraping.edits import Examined, Proposal, examine
from articles.scraping.extract import Extract
from articles.scraping.pool import Pool
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
        size = (os.cpu_count() or 1) if workers is None else workers
        context = get_context("forkserver")
        context.set_forkserver_preload(["articles.scraping.reading"])
        self._thread = None if size else ThreadPoolExecutor(1)
        self._pool = Pool(size, context)
        if fork:
            self._pool.start(get_context("fork"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    async def read(self, page: Page) -> Reading | None:
        """Read a page off the event loop. A page that kills its reader raises WorkerDied; another is started."""
        return await self._run(read, page)

    async def examine(self, proposal: Proposal) -> Examined:
        """Examine a change off the event loop."""
        return await self._run(examine, proposal)

    async def _run(self, function: Callable[..., T], *arguments: Any) -> T:
        if self._thread is not None:
            return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)
        return await self._pool.call(function, *arguments)
