"""One address asked for, one answer given: the only door to the network.

What can be expected of a stranger's server is a value, `FetchOutcome`, never an exception. Redirects are
followed by hand, so that each hop passes the caller's hook and the private-address guard. Nothing is kept
between two requests but the connection: no cookies, no credentials, no proxy from the environment.
"""

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from .addresses import clean_url
from .answers import FetchOutcome, Refused, Response, classify, explained
from .decode import GZIP_MAGIC, TooLarge, decode_body, gunzip
from .guarded_socket import guarded_socket_factory
from .name_lookup import NameLookup
from .trip import Trip, clean_text, conditional_headers

__all__ = ["AfterRequest", "BeforeRequest", "FetchOutcome", "Fetcher", "Refused", "Response"]

BeforeRequest = Callable[[str], Awaitable[None]]
AfterRequest = Callable[[str], None]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ERROR_BODY_LIMIT = 256 * 1024
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_FRESH = {"Cache-Control": "no-cache", "Pragma": "no-cache"}


class Fetcher:
    """Asks for pages, one `get` at a time or many at once; use it as an async context manager.

    `user_agent` must say who asks and how to reach them. Times are seconds: until a connection stands
    (name look-up and TLS included), until the server sends something and whenever it pauses, and for the
    whole of one `get` with its redirects. `max_body` limits the body in bytes, both as sent and as decoded.
    `before_request` is awaited with every hop's address before it is asked; it may wait (for politeness,
    not counted in any of the times) or raise `Refused`. `after_request` is called with the same address once the
    hop's answer is read or has failed: between the two, a request is under way. `allow_private` opens private
    addresses, for tests. `resolver` replaces the system's name look-up.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: bool = False,
        connect_timeout: float = 10,
        first_byte_timeout: float = 20,
        total_timeout: float = 60,
        max_body: int = 10_000_000,
        max_redirects: int = 8,
        before_request: BeforeRequest | None = None,
        after_request: AfterRequest | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._allow_private = allow_private
        self._timeout = aiohttp.ClientTimeout(
            total=total_timeout, connect=connect_timeout, sock_read=first_byte_timeout
        )
        self._total_timeout = total_timeout
        self._max_body = max_body
        self._max_redirects = max_redirects
        self._before_request = before_request
        self._after_request = after_request
        self._resolver = resolver
        self._own_resolver: NameLookup | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        if self._resolver is None:
            self._own_resolver = NameLookup()
        connector = aiohttp.TCPConnector(
            limit=0,  # how many hosts at once is the caller's to decide
            ttl_dns_cache=60,
            keepalive_timeout=30,
            resolver=self._resolver or self._own_resolver,
            socket_factory=guarded_socket_factory(allow_private=self._allow_private),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": self._user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip, deflate, br, zstd",
            },
            timeout=self._timeout,
            auto_decompress=False,  # decoded by us, with a limit on the whole
            trust_env=False,
            # News sites send security policies and cookies far above aiohttp's 8 KB a line.
            max_line_size=64 * 1024,
            max_field_size=64 * 1024,
            max_headers=512,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        if self._own_resolver is not None:
            await self._own_resolver.close()
            self._own_resolver = None

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        validated_url: str | None = None,
        fresh: bool = False,
    ) -> Response:
        """Ask for `url` and follow its redirects; always returns, whatever the server does.

        `etag` and `last_modified` are what an earlier response gave, and `validated_url` that response's
        `final_url` (default: `url`): they are sent to that address only, for a 304 of another page would
        hide a change. `fresh` leaves them out and asks caches on the way for a new copy.
        """
        try:
            address = clean_url(url)
        except ValueError as error:
            return Response(url, url, FetchOutcome.BAD_URL, error=str(error))
        trip = Trip(url, address, self._total_timeout)
        if fresh:
            trip.headers = _FRESH
        else:
            trip.conditions = conditional_headers(etag, last_modified)
            trip.validated_url = validated_url or address
        while True:
            response = await self._hop(trip)
            if response is not None:
                return response
            if len(trip.redirects) > self._max_redirects:
                return trip.failed(FetchOutcome.TOO_MANY_REDIRECTS, f"More than {self._max_redirects} redirects.")

    async def _hop(self, trip: Trip) -> Response | None:
        """Ask the trip's current address; None where it redirected and the trip moved on."""
        try:
            if self._before_request is not None:
                await self._before_request(trip.address)
        except Refused as refusal:
            return trip.failed(refusal.outcome, refusal.reason)
        trip.start()
        address = trip.address
        try:
            return await self._ask(trip)
        except Exception as error:
            return trip.failed(*explained(error, trip.address))
        finally:
            trip.stop()
            if self._after_request is not None:
                self._after_request(address)

    async def _ask(self, trip: Trip) -> Response | None:
        assert self._session is not None, "use the Fetcher as a context manager: async with Fetcher(...)"
        timeout = self._timeout
        if trip.redirects:
            timeout = aiohttp.ClientTimeout(
                total=max(0.001, trip.seconds_left), connect=timeout.connect, sock_read=timeout.sock_read
            )
        answer = await self._session.get(
            URL(trip.address, encoded=True),
            headers=trip.request_headers(),
            allow_redirects=False,
            timeout=timeout,
        )
        try:
            location = answer.headers.get("Location") if answer.status in _REDIRECTS else None
            if location is not None:
                return trip.follow(answer, location)
            return await self._read(trip, answer)
        finally:
            answer.release()

    async def _read(self, trip: Trip, answer: aiohttp.ClientResponse) -> Response:
        """The answer as a value, its body read; an error's body only as far as that goes."""
        outcome, error, body = classify(answer.status, answer.headers), "", b""
        if outcome is FetchOutcome.NOT_MODIFIED:
            if not trip.is_conditional:
                outcome, error = FetchOutcome.SERVER_ERROR, "The server answered 304 to a question not asked."
            return trip.answered(answer, outcome, error, body)
        is_ok = outcome is FetchOutcome.OK
        if not is_ok:
            error = f"The server answered {answer.status} {clean_text(answer.reason or '')}".strip() + "."
        try:
            body = await _read_body(answer, self._max_body if is_ok else _ERROR_BODY_LIMIT)
        except Exception as failure:
            if is_ok:
                outcome, error = explained(failure, trip.address)
        return trip.answered(answer, outcome, error, body)


async def _read_body(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body, decoded; raises TooLarge or BrokenBody."""
    if (answer.content_length or 0) > limit:
        raise TooLarge(f"The body is {answer.content_length:,} bytes long, more than {limit:,}.")
    chunks: list[bytes] = []
    size = 0
    while chunk := await answer.content.readany():
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"The body is longer than {limit:,} bytes.")
        chunks.append(chunk)
    body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
    coding = ",".join(answer.headers.getall("Content-Encoding", ()))
    body = decode_body(body, coding, limit=limit) if coding else body
    is_page = answer.content_type in _PAGES  # of a sitemap, the reader of feeds unpacks more than this
    return gunzip(body, limit) if is_page and body.startswith(GZIP_MAGIC) else body
