"""A news site on loopback that costs little to serve, in a process of its own, with a host for every address.

with site(hosts=20, articles=1000) as courier:
    courier.set("noisy")                 # every request gets other bytes around the same article
    courier.set("validators")            # ETag and 304
    courier.publish({7: 1})              # article 7 has been edited once
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from subprocess import PIPE, Popen
from typing import Literal, get_args

from benchmarks.pages import PARAGRAPHS, VARIANTS, article_markup, surroundings
from benchmarks.real_pages import RealPages

Mode = Literal["noisy", "still", "validators"]


@dataclass
class Site:
    """A running site, as its user sees it."""

    hosts: list[str]
    articles: int
    process: Popen[str]

    def url(self, number: int) -> str:
        """The address of an article."""
        return address(self.hosts, number)

    @property
    def urls(self) -> list[str]:
        """All addresses, in turn over the hosts."""
        return [self.url(number) for number in range(self.articles)]

    def set(self, mode: Mode) -> None:
        """From now on: other bytes each time, the same bytes each time, or a 304 where nothing changed."""
        self._tell({"mode": mode})

    def publish(self, revisions: Mapping[int, int]) -> None:
        """Bring these articles (by number) to these revisions."""
        self._tell({"revisions": {str(number): revision for number, revision in revisions.items()}})

    def requests(self) -> int:
        """How many requests were answered since this was last asked."""
        return self._tell({})["requests"]

    def most_in_flight(self) -> int:
        """The most requests that any host had to answer at once, ever."""
        return self._tell({})["most_in_flight"]

    def _tell(self, order: dict[str, object]) -> dict[str, int]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer: dict[str, int] = json.loads(self.process.stdout.readline())
        return answer


def address(hosts: list[str], number: int) -> str:
    """The address of an article: hosts take turns."""
    return f"http://{hosts[number % len(hosts)]}/news/story-{number}"


@contextmanager
def site(*, hosts: int = 20, articles: int = 1000, latency: float = 0, paragraphs: int = PARAGRAPHS,
         real: bool = False) -> Iterator[Site]:  # fmt: skip
    """A site on ``hosts`` addresses of the loopback network, until the block ends; answers take ``latency`` seconds.

    With ``real`` it has the corpus' pages (see benchmarks/real_pages.py), else our own, of so many paragraphs.
    """
    size = 0 if real else paragraphs
    command = [sys.executable, "-m", "benchmarks.servers", *map(str, (hosts, articles, latency, size))]
    process = Popen(command, stdin=PIPE, stdout=PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Site(json.loads(process.stdout.readline()), articles, process)
    finally:
        process.terminate()
        process.communicate()


class _OurPages:
    """Pages of our own: parts made once, put together for each request."""

    def __init__(self, hosts: list[str], paragraphs: int) -> None:
        self._hosts = hosts
        self._paragraphs = paragraphs
        self._around = [surroundings(n) for n in range(VARIANTS)]
        self._articles: dict[int, tuple[bytes, bytes]] = {}

    def publish(self, number: int, revision: int) -> None:
        """Bring an article to a revision."""
        self._articles[number] = article_markup(number, revision, address(self._hosts, number), self._paragraphs)

    def page(self, number: int, token: int) -> bytes:
        """An article's page, whose bytes the token makes others."""
        head, article = self._articles[number]
        around = self._around[token % VARIANTS]
        parts = (
            b'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
            head, b'<meta name="csrf" content="%x">' % (token * 2654435761), around.head, b"</head><body>",
            around.before, article, around.after, b"</body></html>",
        )  # fmt: skip
        return b"".join(parts)


class _Answers:
    """What the server sends for each request, and what it counts."""

    def __init__(self, articles: int, pages: _OurPages | RealPages) -> None:
        self.mode: Mode = "noisy"
        self.requests = 0
        self.in_flight: Counter[str] = Counter()
        self.most_in_flight = 0
        self._pages = pages
        self._revisions: dict[int, int] = {}
        self._tokens = count(1)
        for number in range(articles):
            self.publish(number, 0)

    def publish(self, number: int, revision: int) -> None:
        self._pages.publish(number, revision)
        self._revisions[number] = revision

    def begin(self, host: str) -> None:
        self.in_flight[host] += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight[host])

    def answer(self, request: bytes) -> bytes:
        self.requests += 1
        path = request.split(b" ", 2)[1]
        if not path.startswith(b"/news/story-"):
            return b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno"
        number = int(path[len(b"/news/story-") :])
        if self.mode == "noisy":
            return _response(b"", self._pages.page(number, next(self._tokens)))
        if self.mode == "still":
            return _response(b"", self._pages.page(number, 0))
        tag = b'"%d-%d"' % (number, self._revisions.get(number, 0))
        if tag in request:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\nContent-Type: text/html\r\n\r\n" % tag
        return _response(b"ETag: %b\r\n" % tag, self._pages.page(number, 0))


def _response(headers: bytes, body: bytes) -> bytes:
    start = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    return b"%b%bContent-Length: %d\r\n\r\n%b" % (start, headers, len(body), body)


class _Connection(asyncio.Protocol):
    """One keep-alive connection of requests without bodies."""

    def __init__(self, answers: _Answers, host: str, latency: float) -> None:
        self._answers = answers
        self._host = host
        self._latency = latency
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for request in requests:
            self._answers.begin(self._host)
            answer = self._answers.answer(request)
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._send, answer)
            else:
                self._send(answer)

    def _send(self, answer: bytes) -> None:
        self._transport.write(answer)
        self._answers.in_flight[self._host] -= 1


async def _serve(host_count: int, articles: int, latency: float, paragraphs: int) -> None:
    loop = asyncio.get_running_loop()
    names = [f"127.0.{1 + n // 200}.{1 + n % 200}" for n in range(host_count)]
    sockets = [socket.create_server((name, 0), backlog=500) for name in names]
    hosts = ["{}:{}".format(*each.getsockname()) for each in sockets]
    answers = _Answers(articles, _OurPages(hosts, paragraphs) if paragraphs else RealPages(hosts, articles))
    servers = [
        await loop.create_server(partial(_Connection, answers, host, latency), sock=each)
        for host, each in zip(hosts, sockets, strict=True)
    ]
    print(json.dumps(hosts), flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(_obey(answers, json.loads(line))), flush=True)
    for server in servers:
        server.close()


def _obey(answers: _Answers, order: dict[str, object]) -> dict[str, int]:
    mode = order.get("mode")
    for known in get_args(Mode):
        if mode == known:
            answers.mode = known
    revisions = order.get("revisions", {})
    assert isinstance(revisions, dict)
    for number, revision in revisions.items():
        answers.publish(int(number), int(revision))
    answered, answers.requests = answers.requests, 0
    return {"requests": answered, "most_in_flight": answers.most_in_flight}


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
