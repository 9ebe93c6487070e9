"""A small real web server for tests: on a loopback address, in a thread of its own.

    with serve({"/story": Reply("<h1>Hello</h1>")}) as server:
        ...                                # any client, sync or async; in this process or another
        server.url("/story")               # http://127.0.0.1:PORT/story
        server.routes["/story"] = Reply(status=404)   # change what it says, at any time
        server.requests[-1].headers["user-agent"]     # what was asked, in order
        server.most_in_flight              # the most requests that were under way at once, per Host header

A route is a `Reply`, a body (`str` or `bytes`), or a function of the `Request` that returns either; the
route `"*"` answers every path without one of its own (otherwise 404). A `Reply` gives ETag and Last-Modified
only where its headers do, and then answers 304 to a request that holds them. Its `encoding` compresses the
body, its `delay` waits before the first byte and `drip` between pieces (seconds), `chunked` sends the body in
chunks, `cut` closes the connection after that many body bytes, `length` lies about Content-Length, and `raw`
sends these very bytes and nothing else (then closes).
"""

import asyncio
import gzip
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import brotli
from backports import zstd


@dataclass(frozen=True)
class Request:
    """What was asked: the path with its query, header names in lower case, and when (time.monotonic)."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True)
class Reply:
    """What to answer; see the head of this file."""

    body: str | bytes = b""
    status: int = 200
    headers: Mapping[str, str] | tuple[tuple[str, str], ...] = ()
    content_type: str = "text/html; charset=utf-8"
    encoding: str = ""
    delay: float = 0.0
    drip: float = 0.0
    chunked: bool = False
    cut: int | None = None
    length: int | None = None
    raw: bytes | None = None


Route = Reply | str | bytes | Callable[[Request], Reply | str | bytes]


def redirect(location: str, status: int = 302, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A redirect to `location`, sent as it stands."""
    return Reply(status=status, headers=(("Location", location), *headers))


@dataclass
class Server:
    """A running server: its routes, which may be changed at any time, and what it has seen."""

    host: str
    routes: dict[str, Route]
    port: int = 0
    connections: int = 0
    requests: list[Request] = field(default_factory=list)
    in_flight: Counter[str] = field(default_factory=Counter)
    most_in_flight: Counter[str] = field(default_factory=Counter)

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for one path."""
        return [request for request in self.requests if request.path == path]


@contextmanager
def serve(routes: Mapping[str, Route] | None = None, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    """Run a server for the length of the block, on a free port unless one is given."""
    server = Server(host, dict(routes or {}), port)
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    stop = asyncio.Event()

    async def run() -> None:
        listener = await asyncio.start_server(
            lambda reader, writer: _converse(server, reader, writer), server.host, server.port
        )
        server.port = listener.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        listener.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    try:
        if not ready.wait(5):
            raise RuntimeError(f"The test server could not listen on {host}:{port}.")
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
        loop.close()


async def _converse(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, until either side closes it."""
    server.connections += 1
    try:
        while (request := await _read_request(reader)) is not None:
            host = request.headers.get("host", "")
            server.requests.append(request)
            server.in_flight[host] += 1
            server.most_in_flight[host] = max(server.most_in_flight[host], server.in_flight[host])
            try:
                keep = await _answer(writer, request, _reply_to(server, request))
            finally:
                server.in_flight[host] -= 1
            if not keep or request.headers.get("connection", "").lower() == "close":
                break
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        start = await reader.readexactly(1)
        if not start.isalpha():
            return None  # not HTTP: a client that speaks TLS would else wait for ever
        head = (start + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":")[::2] for line in lines)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(first.split(" ")[1], headers, time.monotonic())


def _reply_to(server: Server, request: Request) -> Reply:
    path = request.path.partition("?")[0]
    routes = server.routes
    route = routes.get(request.path, routes.get(path, routes.get("*", Reply("Not here.", status=404))))
    reply = route(request) if callable(route) else route
    return reply if isinstance(reply, Reply) else Reply(reply)


async def _answer(writer: asyncio.StreamWriter, request: Request, reply: Reply) -> bool:
    """Send the reply; whether the connection may serve another request."""
    await asyncio.sleep(reply.delay)
    if reply.raw is not None:
        writer.write(reply.raw)
        await writer.drain()
        return False
    headers = list(reply.headers.items() if isinstance(reply.headers, Mapping) else reply.headers)
    if _is_known(request, {name.lower(): value for name, value in headers}):
        writer.write(_head(304, headers))
        await writer.drain()
        return True
    body = compress(reply.body.encode() if isinstance(reply.body, str) else reply.body, reply.encoding)
    headers.append(("Content-Type", reply.content_type))
    if reply.encoding:
        headers.append(("Content-Encoding", reply.encoding))
    if reply.chunked:
        headers.append(("Transfer-Encoding", "chunked"))
    else:
        headers.append(("Content-Length", str(len(body) if reply.length is None else reply.length)))
    writer.write(_head(reply.status, headers))
    await _send_body(writer, body, reply)
    return reply.cut is None and (reply.length is None or reply.length == len(body))


async def _send_body(writer: asyncio.StreamWriter, body: bytes, reply: Reply) -> None:
    sent = body if reply.cut is None else body[: reply.cut]
    size = max(1, len(sent) // 10) if reply.drip else 64 * 1024
    for start in range(0, len(sent), size):
        piece = sent[start : start + size]
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if reply.chunked else piece)
        await writer.drain()
        await asyncio.sleep(reply.drip)
    if reply.chunked and reply.cut is None:
        writer.write(b"0\r\n\r\n")
    await writer.drain()


def _head(status: int, headers: list[tuple[str, str]]) -> bytes:
    lines = [f"HTTP/1.1 {status} Because", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def _is_known(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether the request shows that the asker has this reply already."""
    asked = request.headers
    if "if-none-match" in asked:
        return "etag" in headers and asked["if-none-match"] == headers["etag"]
    return "last-modified" in headers and asked.get("if-modified-since") == headers["last-modified"]


def compress(body: bytes, encoding: str) -> bytes:
    """The body in a content coding; a name not known leaves it as it is."""
    match encoding:
        case "gzip" | "x-gzip":
            return gzip.compress(body, 6, mtime=0)
        case "deflate":
            return zlib.compress(body)
        case "br":
            return bytes(brotli.compress(body, quality=5))
        case "zstd":
            return zstd.compress(body)
    return body
