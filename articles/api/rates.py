"""How often one client may ask: so many requests a minute, counted in one place for all processes of a machine.

The counts lie in a small SQLite file of their own, not in the database: counting is then one atomic statement of
some fifty microseconds that never waits for the scraper's writes. Nothing in the file is worth keeping.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)

PERIOD = 60  # seconds

_TABLE = "CREATE TABLE IF NOT EXISTS rate (client TEXT PRIMARY KEY, period INTEGER, asked INTEGER) WITHOUT ROWID"
_COUNT = """
    INSERT INTO rate VALUES (?, ?, 1) ON CONFLICT (client) DO UPDATE SET
    asked = CASE WHEN period = excluded.period THEN asked + 1 ELSE 1 END, period = excluded.period RETURNING asked
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client may still ask in this minute."""

    limit: int
    asked: int
    reset: int  # seconds until the count begins anew

    @property
    def exhausted(self) -> bool:
        """Whether it asked too often."""
        return self.asked > self.limit

    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy, as draft-ietf-httpapi-ratelimit-headers-10 names them; Retry-After."""
        left = max(self.limit - self.asked, 0)
        said = {
            "RateLimit-Policy": f'"minute";q={self.limit};w={PERIOD}',
            "RateLimit": f'"minute";r={left};t={self.reset}',
        }
        return {**said, "Retry-After": str(self.reset)} if self.exhausted else said


def spend(client: str, limit: int, *, now: float) -> Allowance:
    """Count one request of this client in the minute of ``now`` (seconds since the epoch)."""
    period = int(now // PERIOD)
    return Allowance(limit, _count(settings.API_RATE_FILE, client, period), PERIOD - int(now % PERIOD))


def _count(path: Path, client: str, period: int) -> int:
    try:
        with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as counts:
            counts.execute("PRAGMA synchronous=OFF")
            counts.execute("PRAGMA journal_mode=MEMORY")
            counts.execute(_TABLE)
            asked = int(counts.execute(_COUNT, (client, period)).fetchone()[0])
            if asked == 1:
                counts.execute("DELETE FROM rate WHERE period < ?", (period,))
    except sqlite3.OperationalError:
        logger.exception("the rate file %s cannot be used, so this request is not counted", path)
        return 1
    except sqlite3.DatabaseError:
        logger.exception("the rate file %s is damaged and made anew", path)
        path.unlink(missing_ok=True)
        return 1
    return asked


def client_address(request: HttpRequest) -> str:
    """Who asks: the address that the outermost trusted proxy saw, or the one that connected.

    An IPv6 client is its /64, for it may take any address in there.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES and len(forwarded) >= settings.PROXIES and forwarded[-settings.PROXIES]:
        seen = forwarded[-settings.PROXIES]
    try:
        address = ip_address(seen)
    except ValueError:
        return str(seen)[:100]
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
