"""Servers that send a byte now and then: they cost themselves their look, and nobody else anything."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest

from articles.models import Check
from articles.scraping import track
from articles.scraping.fetch import Fetcher, FetchOutcome, Response
from articles.scraping.run import Scope
from tests.paper import paper

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
STARTS = {
    "status line": b"HTTP/1.1 200 ",
    "header": HEAD + b"X-Slow: ",
    "body of a known length": HEAD + b"Content-Length: 1000000\r\n\r\n",
    "body without a length": HEAD + b"\r\n",
    "chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n",
    "size of a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
}


@contextmanager
def dripping(start: bytes, *, host: str = "127.0.1.8", pause: float = 0.05) -> Iterator[str]:
    """A server that answers with these bytes at once, then with a byte after every pause, for ever; its address."""
    loop, ready, stop, place = asyncio.new_event_loop(), Event(), asyncio.Event(), [0]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        try:
            if b"robots.txt" in head:
                writer.write(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            writer.write(start)
            while True:
                writer.write(b"0")
                await writer.drain()
                await asyncio.sleep(pause)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def run() -> None:
        listener = await asyncio.start_server(answer, host, 0)
        place[0] = listener.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        listener.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield f"http://{host}:{place[0]}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
        loop.close()


@pytest.mark.parametrize("start", STARTS)
def test_whatever_is_sent_a_byte_at_a_time_ends_with_the_time_for_the_whole(start: str) -> None:
    async def ask(url: str) -> tuple[Response, float]:
        async with Fetcher(user_agent="test", allow_private=True, first_byte_timeout=0.5, total_timeout=1) as fetcher:
            began = time.monotonic()
            return await fetcher.get(url), time.monotonic() - began

    with dripping(STARTS[start]) as url:
        tracemalloc.start()
        response, seconds = asyncio.run(ask(url))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert response.outcome is FetchOutcome.TIMEOUT
    assert 0.9 < seconds < 20, "not before the pause between two bytes says so, and not for ever"
    assert peak < 5_000_000


@pytest.mark.django_db
def test_other_hosts_are_asked_while_one_dawdles(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track, "Fetcher", partial(Fetcher, first_byte_timeout=1.0, total_timeout=4.0))
    with (
        dripping(STARTS["body without a length"]) as slow,
        paper(settings, "slow", host="127.0.1.1") as dawdling,
        paper(settings, "quick", host="127.0.1.2") as quick,
    ):
        dawdling.publish(slow + "/news/1")
        for number in range(5):
            quick.publish(f"/news/{number}", title=f"Report {number}")
        quick.scrape(scope=Scope())
        begun = dawdling.server.requests[0].at
        assert max(request.at for request in quick.server.requests) - begun < 3.5, "nobody waited for the slow one"
        slow_look, *_ = Check.objects.filter(article__url__startswith=slow)
        assert slow_look.outcome == Check.Outcome.TIMEOUT
        assert sum(len(quick.texts(f"/news/{number}")) for number in range(5)) == 5
