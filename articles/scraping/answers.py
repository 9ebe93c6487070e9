"""What can become of a request, as values: the outcome, the response, and how each is told (pure)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

import aiohttp
from yarl import URL

from .decode import BrokenBody, TooLarge
from .guarded_socket import AddressRefused

_MAX_RETRY_AFTER = 31 * 86400.0


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


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, and how it was asked for.

    Status, headers and body are those of the last hop; of a 304, which is no evidence of a page, the
    headers are left out. `body` is decoded (gzip and the like undone), and whole where the outcome is OK;
    with an error status it is what could be read. `redirects` holds the status and target of each hop.
    `retry_after` is in seconds from now, `seconds` how long the asking took, without the hook's waiting.
    `error` says in a sentence what went wrong, and is empty where nothing did.
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


def explained(error: Exception, address: str) -> tuple[FetchOutcome, str]:
    """What went wrong as an outcome and a sentence. An error that is ours is raised again."""
    host = URL(address, encoded=True).host or address
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
