"""What a host's robots.txt lets us do, and how fast (RFC 9309)."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from protego import Protego

from .fetch import Fetcher, FetchOutcome

PRODUCT_TOKEN = "newsdiffs"
"""The name by which a robots.txt addresses us; it stands in our User-Agent too."""

MAX_TEXT = 500 * 1024
"""How much of a robots.txt is read, in bytes: the least that RFC 9309 asks for; the rest is ignored."""

MAX_CRAWL_DELAY = 600.0
"""Seconds. A longer crawl-delay is obeyed as this: past it, a page could not be watched at all."""

_ANSWERED = frozenset({FetchOutcome.OK, FetchOutcome.GONE, FetchOutcome.BLOCKED, FetchOutcome.TOO_MANY_REDIRECTS})


@dataclass(frozen=True)
class Robots:
    """A host's rules, as a value that `status` and `text` alone make again (so they can be kept in a row).

    `status` is what /robots.txt was answered with; None where no answer came. As RFC 9309 says: a 4xx, 401
    and 403 among them, means that there are no rules and all is allowed; a 5xx, a 429 or no answer means
    that they are not known, and nothing is allowed until they are.
    """

    status: int | None
    text: str = ""

    @classmethod
    def from_response(cls, status: int | None, body: bytes | str) -> "Robots":
        """The rules from an answer's status and (decoded) body; never raises."""
        if status is None or not 200 <= status < 300:
            return cls(status)
        data = body.encode("utf-8", "replace") if isinstance(body, str) else body
        text = data[:MAX_TEXT].decode("utf-8", "replace").removeprefix("\ufeff")
        return cls(status, text.replace("\x00", ""))

    @property
    def is_known(self) -> bool:
        """Whether the host said what its rules are, be it that it has none."""
        return self.status is not None and self.status < 500 and self.status != 429

    def allows(self, url: str) -> bool:
        """Whether we may ask for the address."""
        return self.is_known and (not self.text or bool(self._rules.can_fetch(url, PRODUCT_TOKEN)))

    @cached_property
    def crawl_delay(self) -> float | None:
        """Seconds to leave between two requests, by Crawl-delay or Request-rate; None where none is asked."""
        if not self.text:
            return None
        rate = self._rules.request_rate(PRODUCT_TOKEN)
        asked = [self._rules.crawl_delay(PRODUCT_TOKEN)]
        if rate is not None and rate.requests > 0:
            asked.append(rate.seconds / rate.requests)
        delays = [delay for delay in asked if delay is not None and delay >= 0]
        return min(max(delays), MAX_CRAWL_DELAY) if delays else None

    @cached_property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps it names, as written there."""
        return tuple(dict.fromkeys(self._rules.sitemaps)) if self.text else ()

    @cached_property
    def _rules(self) -> Protego:
        try:
            return Protego.parse(self.text)
        except Exception:  # whatever a hostile file does to the parser, it must not stop a pass
            return Protego.parse("User-agent: *\nDisallow: /")


async def fetch_robots(fetcher: Fetcher, origin: str) -> Robots:
    """Ask for the robots.txt of an origin, given by any address of it. Never raises.

    The fetcher's hook must let `/robots.txt` pass, or it would ask for itself.
    """
    response = await fetcher.get(urljoin(origin, "/robots.txt"))
    if response.outcome not in _ANSWERED:
        known_failure = response.outcome in (FetchOutcome.RATE_LIMITED, FetchOutcome.SERVER_ERROR)
        return Robots(response.status if known_failure else None)
    if response.outcome is FetchOutcome.TOO_MANY_REDIRECTS:
        return Robots(404)  # RFC 9309: more than five redirects may be taken as "there is none"
    return Robots.from_response(response.status, response.body)
