"""Processes that compute for an event loop: each has a line of its own, and one call at a time.

``concurrent.futures`` has two threads between a loop and its processes, which take as much of the scraper's time a call
as it takes to parse a page.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from articles.scraping.lifeline import die_with_parent

T = TypeVar("T")

LAST_SECONDS = 5.0  # for what a process is at when the pool is closed


class WorkerDied(Exception):
    """A process ended in the middle of a call; another has taken its place."""


class Pool:
    """Up to so many processes, each started when it is needed."""

    def __init__(self, size: int, context: BaseContext) -> None:
        self._size = size
        self._context = context
        self._workers: set[_Worker] = set()
        self._idle: list[_Worker] = []
        self._waiting: deque[asyncio.Future[_Worker]] = deque()

    def start(self, context: BaseContext) -> None:
        """Start all of them at once, in this context; later ones are started in the pool's own."""
        while len(self._workers) < self._size:
            self._idle.append(self._new(context))

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """What a function of a module gives in one of the processes, or raises there. Raises WorkerDied."""
        worker = await self._take()
        try:
            answer: T = await worker.ask(function, arguments)
        except (WorkerDied, asyncio.CancelledError):
            self._workers.remove(worker)
            worker.end(0.0)
            self._give(self._new(self._context))
            raise
        except BaseException:
            self._give(worker)
            raise
        self._give(worker)
        return answer

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.end(LAST_SECONDS)
        self._workers.clear()
        self._idle.clear()

    def _new(self, context: BaseContext) -> _Worker:
        worker = _Worker(context)
        self._workers.add(worker)
        return worker

    async def _take(self) -> _Worker:
        if self._idle:
            return self._idle.pop()
        if len(self._workers) < self._size:
            return self._new(self._context)
        turn: asyncio.Future[_Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give(turn.result())
            raise

    def _give(self, worker: _Worker) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._idle.append(worker)


class _Worker:
    """One process, and our end of the line to it."""

    def __init__(self, context: BaseContext) -> None:
        self._line, theirs = context.Pipe()
        # the stubs know of no process in a context whose way of starting is not told
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        theirs.close()

    async def ask(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[None] = loop.create_future()
        try:
            self._line.send((function, arguments))  # the process waits for it: this takes as long as to copy it
            loop.add_reader(self._line.fileno(), _told, answered)
            try:
                await answered
            finally:
                loop.remove_reader(self._line.fileno())
            is_done, answer = self._line.recv()
        except (EOFError, OSError) as error:
            raise WorkerDied("A reading process ended in the middle of its work.") from error
        if not is_done:
            raise answer
        return answer

    def end(self, seconds: float) -> None:
        """Let it end what it is at for so long, and end it then."""
        with suppress(OSError):
            self._line.send(None)  # a process that was forked holds our end of the line too, and sees no end of it
        self._line.close()
        self._process.join(seconds)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _told(answered: asyncio.Future[None]) -> None:
    if not answered.done():
        answered.set_result(None)


def _serve(line: Connection) -> None:
    """Answer calls until there are no more. A worker ends also when its scraper is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group
    die_with_parent()
    gc.freeze()  # what was imported is no garbage, and pages that were read are: the collector comes often
    while True:
        try:
            call = line.recv()
        except (EOFError, OSError):
            return
        if call is None:
            return
        function, arguments = call
        try:
            answer = True, function(*arguments)
        except Exception as error:
            error.add_note(traceback.format_exc())  # where it was raised: a traceback does not go along
            answer = False, error
        line.send(answer)
