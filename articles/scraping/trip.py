"""One `get` on its way through redirects: what to ask next, and what the hops so far have left behind."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime

import aiohttp
from yarl import URL

from .addresses import join_url
from .answers import FetchOutcome, Headers, Response, retry_after_seconds


class Trip:
    """Where one `get` stands. Its clock runs from `start` to `stop`, and rests while the caller's hook waits."""

    def __init__(self, url: str, address: str, total_timeout: float) -> None:
        self.url = url
        self.address = address
        self.headers: dict[str, str] = {}
        self.conditions: dict[str, str] = {}
        self.validated_url = ""
        self.redirects: list[tuple[int, str]] = []
        self._cookies: aiohttp.CookieJar | None = None
        self._total_timeout = total_timeout
        self._spent = 0.0
        self._started: float | None = None

    def start(self) -> None:
        """Let the clock run: a hop is asked."""
        self._started = time.monotonic()

    def stop(self) -> None:
        """Stop the clock: the hop has answered or failed."""
        self._spent, self._started = self.seconds, None

    @property
    def seconds(self) -> float:
        """How long the hops have taken so far."""
        return self._spent + (0.0 if self._started is None else time.monotonic() - self._started)

    @property
    def seconds_left(self) -> float:
        """How long the rest may take; not positive where the time is up."""
        return self._total_timeout - self.seconds

    @property
    def is_conditional(self) -> bool:
        """Whether the current hop is asked for only in case it has changed."""
        return bool(self.conditions) and self.address == self.validated_url

    def request_headers(self) -> dict[str, str]:
        """What the current hop is asked with, beside what every request has."""
        headers = self.headers | self.conditions if self.is_conditional else dict(self.headers)
        if self._cookies is not None:
            cookies = self._cookies.filter_cookies(URL(self.address, encoded=True))
            if cookies:
                headers["Cookie"] = "; ".join(f"{name}={one.coded_value}" for name, one in cookies.items())
        return headers

    def follow(self, answer: aiohttp.ClientResponse, location: str) -> Response | None:
        """Move to where the answer points, with the cookies it set: consent pages loop without them."""
        try:
            target = join_url(self.address, location)
        except ValueError as error:
            return self.failed(FetchOutcome.BAD_URL, f"A redirect leads nowhere. {error}")
        set_cookies = answer.headers.getall("Set-Cookie", ())
        if set_cookies:
            if self._cookies is None:
                self._cookies = aiohttp.CookieJar(unsafe=True)  # "unsafe" allows hosts that are plain addresses
            self._cookies.update_cookies_from_headers(set_cookies, answer.url)
        self.redirects.append((answer.status, target))
        self.address = target
        return None

    def answered(self, answer: aiohttp.ClientResponse, outcome: FetchOutcome, error: str, body: bytes) -> Response:
        """The end of the trip: what the last hop answered."""
        headers = answer.headers
        is_evidence = outcome is not FetchOutcome.NOT_MODIFIED
        return Response(
            url=self.url,
            final_url=self.address,
            outcome=outcome,
            status=answer.status,
            headers=_pairs(headers) if is_evidence else (),
            request_headers=_pairs(answer.request_info.headers) if is_evidence else (),
            body=body,
            redirects=tuple(self.redirects),
            content_type=_header(headers, "Content-Type"),
            etag=_header(headers, "ETag"),
            last_modified=_header(headers, "Last-Modified"),
            retry_after=retry_after_seconds(headers.get("Retry-After"), now=datetime.now(UTC)),
            error=error,
            seconds=self.seconds,
        )

    def failed(self, outcome: FetchOutcome, error: str) -> Response:
        """The end of the trip: the current hop gave no answer, or was not asked."""
        return Response(
            url=self.url,
            final_url=self.address,
            outcome=outcome,
            redirects=tuple(self.redirects),
            error=error,
            seconds=self.seconds,
        )


def conditional_headers(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers that ask only for what has changed since these validators were given."""
    headers = {}
    if etag and _is_header_value(etag):
        headers["If-None-Match"] = etag
    if last_modified and _is_header_value(last_modified):
        headers["If-Modified-Since"] = last_modified
    return headers


def _is_header_value(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _pairs(headers: Mapping[str, str]) -> Headers:
    return tuple((name, value if value.isprintable() else clean_text(value)) for name, value in headers.items())


def _header(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name)
    return value if value and value.isprintable() else None


def clean_text(text: str) -> str:
    """Bytes that were not UTF-8 as U+FFFD, control characters as spaces: safe to store anywhere."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else " " for character in text)
