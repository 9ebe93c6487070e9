"""One address asked for, one answer given: the only door to the network.

What can be expected of a stranger's server is a value, `FetchOutcome`, never an exception. Redirects are
followed by hand, so that each hop passes the caller's hook and the private-address guard. Nothing is kept
between two requests but the connection: no cookies, no credentials, no proxy from the environment.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from .addresses import clean_url, join_url
from .decode import BrokenBody, TooLarge, decode_body
from .guarded_socket import AddressRefused, guarded_socket_factory


class FetchOutcome(StrEnum):
    """What became of a request."""

    OK = "ok"
    NOT_MODIFIED = "not-modified"
    GONE = "gone"  # 404, 410
    BLOCKED = "blocked"  # any other 4xx, and a robot check whatever its status
    RATE_LIMITED = "rate-limited"  # 429, 503
    SERVER_ERROR = "server-error"  # any other 5xx, and answers that HTTP does not allow
    TIMEOUT = "timeout"
    NETWORK_ERROR = "network-error"  # name, connection, TLS
    TRUNCATED = "truncated"  # the body is not whole: cut, or not decodable
    TOO_LARGE = "too-large"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    REFUSED_ADDRESS = "refused-address"
    BAD_URL = "bad-url"
    DISALLOWED = "disallowed"  # by robots.txt; never set here, but by the hook


class Refused(Exception):
    """Raised by a `before_request` hook: the hop is not to be asked."""

    def __init__(self, outcome: FetchOutcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


Headers = tuple[tuple[str, str], ...]
BeforeRequest = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, and how it was asked for.

    Status, headers and body are those of the last hop. `body` is decoded (gzip and the like undone), and
    whole where the outcome is OK; with an error status it is what could be read. `redirects` holds the
    status and target of each hop. `retry_after` is in seconds from now, `seconds` how long the asking took,
    without the hook's waiting. `error` says in a sentence what went wrong, and is empty where nothing did.
    """

    url: str
    final_url: str
    outcome: FetchOutcome
    status: int | None = None
    headers: Headers = ()
    request_headers: Headers = ()
    body: bytes = b""
    redirects: tuple[tuple[int, str], ...] = ()
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: float | None = None
    error: str = ""
    seconds: float = 0.0


_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ERROR_BODY_LIMIT = 256 * 1024
_MAX_RETRY_AFTER = 31 * 86400.0
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_FRESH = {"Cache-Control": "no-cache", "Pragma": "no-cache"}


class Fetcher:
    """Asks for pages, one `get` at a time or many at once; use it as an async context manager.

    `user_agent` must say who asks and how to reach them. Times are seconds: until a connection stands
    (name look-up and TLS included), until the server sends something and whenever it pauses, and for the
    whole of one `get` with its redirects. `max_body` limits the body in bytes, both as sent and as decoded.
    `before_request` is awaited with every hop's address before it is asked; it may wait (for politeness,
    not counted in any of the times) or raise `Refused`. `allow_private` opens private addresses for tests.
    `resolver` replaces the system's name look-up.
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
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=0,  # how many hosts at once is the caller's to decide
            ttl_dns_cache=60,
            keepalive_timeout=30,
            resolver=self._resolver,
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
        conditions = {} if fresh else _conditional_headers(etag, last_modified)
        trip = _Trip(url, address, self._total_timeout, dict(_FRESH) if fresh else {})
        trip.conditions, trip.validated_url = conditions, validated_url or address
        while True:
            response = await self._hop(trip)
            if response is not None:
                return replace(response, redirects=tuple(trip.redirects), seconds=trip.spent)
            if len(trip.redirects) > self._max_redirects:
                return trip.failed(
                    FetchOutcome.TOO_MANY_REDIRECTS, f"More than {self._max_redirects} redirects."
                )

    async def _hop(self, trip: "_Trip") -> Response | None:
        """Ask the trip's current address; None where it redirected and the trip moved on."""
        try:
            if self._before_request is not None:
                await self._before_request(trip.address)
        except Refused as refusal:
            return trip.failed(refusal.outcome, refusal.reason)
        started = time.monotonic()
        try:
            return await self._ask(trip)
        except Exception as error:
            return _explained(trip, error)
        finally:
            trip.spent += time.monotonic() - started

    async def _ask(self, trip: "_Trip") -> Response | None:
        assert self._session is not None, "use the Fetcher as a context manager: async with Fetcher(...)"
        timeout = self._timeout
        if trip.redirects:
            left = max(0.001, self._total_timeout - trip.spent)
            timeout = aiohttp.ClientTimeout(total=left, connect=timeout.connect, sock_read=timeout.sock_read)
        answer = await self._session.get(
            URL(trip.address, encoded=True),
            headers=trip.request_headers(),
            allow_redirects=False,
            timeout=timeout,
        )
        try:
            location = answer.headers.get("Location") if answer.status in _REDIRECTS else None
            if location is not None:
                return _follow(trip, answer, location)
            return await self._read(trip, answer)
        finally:
            answer.release()

    async def _read(self, trip: "_Trip", answer: aiohttp.ClientResponse) -> Response:
        response = _without_body(trip, answer)
        limit = self._max_body if response.outcome is FetchOutcome.OK else _ERROR_BODY_LIMIT
        try:
            encoded = await _read_at_most(answer, limit)
            body = decode_body(encoded, answer.headers.get("Content-Encoding", ""), limit=limit)
        except Exception as error:
            if response.outcome is FetchOutcome.OK:
                return _explained(trip, error, response)
            return response
        return replace(response, body=body)


class _Trip:
    """Where one `get` stands: the hop to ask next, and what the hops so far have left behind."""

    __slots__ = ("address", "conditions", "cookies", "headers", "redirects", "spent", "url", "validated_url")

    def __init__(self, url: str, address: str, total_timeout: float, headers: dict[str, str]) -> None:
        self.url = url
        self.address = address
        self.headers = headers
        self.conditions: dict[str, str] = {}
        self.validated_url = address
        self.redirects: list[tuple[int, str]] = []
        self.cookies: aiohttp.CookieJar | None = None
        self.spent = 0.0

    def request_headers(self) -> dict[str, str]:
        headers = dict(self.headers)
        if self.address == self.validated_url:
            headers |= self.conditions
        if self.cookies is not None:
            cookies = self.cookies.filter_cookies(URL(self.address, encoded=True))
            if cookies:
                headers["Cookie"] = "; ".join(f"{name}={one.coded_value}" for name, one in cookies.items())
        return headers

    def failed(self, outcome: FetchOutcome, error: str) -> Response:
        return Response(
            self.url,
            self.address,
            outcome,
            redirects=tuple(self.redirects),
            error=error,
            seconds=self.spent,
        )


def classify(status: int, headers: Mapping[str, str]) -> FetchOutcome:
    """The outcome a status stands for, before the body is looked at."""
    if "x-amzn-waf-action" in headers or headers.get("cf-mitigated", "").lower() == "challenge":
        return FetchOutcome.BLOCKED  # a robot check, sent as 202, 403, 405 or 503
    if status == 206:
        return FetchOutcome.TRUNCATED  # a part, and none was asked for
    if 200 <= status < 300:
        return FetchOutcome.OK
    if status == 304:
        return FetchOutcome.NOT_MODIFIED
    if status in (404, 410):
        return FetchOutcome.GONE
    if status in (429, 503):
        return FetchOutcome.RATE_LIMITED
    if status in (408, 504):
        return FetchOutcome.TIMEOUT
    if 400 <= status < 500 or status >= 600:
        return FetchOutcome.BLOCKED
    return FetchOutcome.SERVER_ERROR


def retry_after_seconds(value: str | None, *, now: datetime) -> float | None:
    """A Retry-After header, in seconds or as a date, as seconds from `now`; at most 31 days."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), _MAX_RETRY_AFTER)
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return min(max((then - now).total_seconds(), 0.0), _MAX_RETRY_AFTER)


def _conditional_headers(etag: str | None, last_modified: str | None) -> dict[str, str]:
    headers = {}
    if etag and _is_header_value(etag):
        headers["If-None-Match"] = etag
    if last_modified and _is_header_value(last_modified):
        headers["If-Modified-Since"] = last_modified
    return headers


def _is_header_value(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _follow(trip: _Trip, answer: aiohttp.ClientResponse, location: str) -> Response | None:
    """Move the trip to where the answer points, with the cookies it set: consent pages loop without them."""
    try:
        target = join_url(trip.address, location)
    except ValueError as error:
        return trip.failed(FetchOutcome.BAD_URL, f"A redirect leads nowhere. {error}")
    set_cookies = answer.headers.getall("Set-Cookie", ())
    if set_cookies:
        if trip.cookies is None:
            trip.cookies = aiohttp.CookieJar(unsafe=True)  # "unsafe" allows hosts that are plain addresses
        trip.cookies.update_cookies_from_headers(set_cookies, answer.url)
    trip.redirects.append((answer.status, target))
    trip.address = target
    return None


def _without_body(trip: _Trip, answer: aiohttp.ClientResponse) -> Response:
    headers = answer.headers
    outcome, error = classify(answer.status, headers), ""
    if outcome is FetchOutcome.NOT_MODIFIED and not (trip.conditions and trip.address == trip.validated_url):
        outcome, error = FetchOutcome.SERVER_ERROR, "The server answered 304 to a question it was not asked."
    elif outcome not in (FetchOutcome.OK, FetchOutcome.NOT_MODIFIED):
        error = f"The server answered {answer.status} {_clean_text(answer.reason or '')}".strip() + "."
    return Response(
        trip.url,
        trip.address,
        outcome,
        status=answer.status,
        headers=_pairs(headers),
        request_headers=_pairs(answer.request_info.headers),
        content_type=_header(headers, "Content-Type"),
        etag=_header(headers, "ETag"),
        last_modified=_header(headers, "Last-Modified"),
        retry_after=retry_after_seconds(headers.get("Retry-After"), now=datetime.now(UTC)),
        error=error,
    )


def _pairs(headers: Mapping[str, str]) -> Headers:
    return tuple(
        (name, value if value.isprintable() else _clean_text(value)) for name, value in headers.items()
    )


def _header(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name)
    return value if value and value.isprintable() else None


def _clean_text(text: str) -> str:
    """Bytes that were not UTF-8 as U+FFFD, control characters as spaces: safe to store anywhere."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else " " for character in text)


async def _read_at_most(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    if (answer.content_length or 0) > limit:
        raise TooLarge(f"The body is {answer.content_length:,} bytes long, more than {limit:,}.")
    chunks: list[bytes] = []
    size = 0
    while chunk := await answer.content.readany():
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"The body is longer than {limit:,} bytes.")
        chunks.append(chunk)
    return b"".join(chunks)


def _explained(trip: _Trip, error: Exception, response: Response | None = None) -> Response:
    """What went wrong as a value: an outcome and a sentence. An error that is ours is raised again."""
    outcome, sentence = _outcome_of(error, URL(trip.address, encoded=True).host or trip.address)
    if response is not None:
        return replace(response, outcome=outcome, error=sentence)
    return trip.failed(outcome, sentence)


def _outcome_of(error: Exception, host: str) -> tuple[FetchOutcome, str]:
    match error:
        case TooLarge():
            return FetchOutcome.TOO_LARGE, str(error)
        case BrokenBody():
            return FetchOutcome.TRUNCATED, str(error)
        case aiohttp.ConnectionTimeoutError():
            return FetchOutcome.TIMEOUT, f"No connection to {host} in time."
        case asyncio.TimeoutError():
            return FetchOutcome.TIMEOUT, f"{host} did not answer in time."
        case aiohttp.ClientPayloadError():
            return FetchOutcome.TRUNCATED, "The body ends before the length the server announced."
        case aiohttp.ClientConnectorDNSError():
            return FetchOutcome.NETWORK_ERROR, f"The name {host} cannot be found."
        case aiohttp.ClientConnectorCertificateError():
            return FetchOutcome.NETWORK_ERROR, f"The certificate of {host} is not valid."
        case aiohttp.ClientConnectorError() if isinstance(error.os_error, AddressRefused):
            return FetchOutcome.REFUSED_ADDRESS, error.os_error.strerror or ""
        case aiohttp.ClientConnectorError():
            return FetchOutcome.NETWORK_ERROR, f"No connection to {host}: {error.os_error}."
        case aiohttp.InvalidURL():
            return FetchOutcome.BAD_URL, f"The address cannot be asked for: {error}."
        case aiohttp.ServerDisconnectedError():
            return FetchOutcome.NETWORK_ERROR, f"{host} closed the connection without an answer."
        case aiohttp.ClientResponseError():
            return FetchOutcome.NETWORK_ERROR, f"The answer of {host} is not valid HTTP."
        case aiohttp.ClientError() | OSError():
            return FetchOutcome.NETWORK_ERROR, f"The connection to {host} failed: {error}."
    raise error
