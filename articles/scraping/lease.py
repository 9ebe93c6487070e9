"""Claim and release hosts: the one place with SQL of its own for each engine.

A lease is three columns of the host's row. Whoever holds it may ask that host; whoever dies loses it when
``lease_until`` passes. Time is the database's, so that machines with wrong clocks agree.
"""

from __future__ import annotations

import os
import socket
import uuid
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection, models, transaction
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from articles.models import Host

LEASE = timedelta(minutes=5)


def new_owner() -> str:
    """A name for a holder of leases that nobody else has."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


# PostgreSQL skips rows that another claim has locked; SQLite has one writer at a time anyway.
_CLAIM = """
UPDATE articles_host SET owner = %(owner)s, lease_until = {until}
WHERE id IN (
    SELECT id FROM articles_host
    WHERE due_at <= {due} AND (not_before IS NULL OR not_before <= {now})
      AND (lease_until IS NULL OR lease_until <= {now}) {only}
    ORDER BY due_at LIMIT %(limit)s {lock}
)
RETURNING id
"""
_WORDS = {
    "postgresql": {
        "now": "clock_timestamp()",
        "until": "clock_timestamp() + %(seconds)s * interval '1 second'",
        "later": "GREATEST(not_before, clock_timestamp() + %(seconds)s * interval '1 second')",
        "lock": "FOR UPDATE SKIP LOCKED",
    },
    "sqlite": {
        "now": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
        "until": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '+' || %(seconds)s || ' seconds')",
        "later": "MAX(COALESCE(not_before, ''), "
        "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '+' || %(seconds)s || ' seconds'))",
        "lock": "",
    },
}


def clock() -> datetime:
    """The database's time."""
    if connection.vendor == "sqlite":  # the database is this machine
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cast(datetime, cursor.fetchone()[0])


def claim(owner: str, limit: int, *, cutoff: datetime | None = None, only: frozenset[int] | None = None) -> list[int]:
    """Take the lease of up to ``limit`` hosts that were due by ``cutoff`` (now); returns their ids.

    ``only`` narrows the hosts.
    """
    if limit <= 0 or only == frozenset():
        return []
    words = dict(_WORDS[connection.vendor])
    words["due"] = words["now"] if cutoff is None else "%(cutoff)s"
    words["only"] = "" if only is None else f"AND id IN ({','.join(str(int(pk)) for pk in sorted(only))})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM.format(**words),
            {"owner": owner, "seconds": int(LEASE.total_seconds()), "limit": limit, "cutoff": adapt(cutoff)},
        )
        return [row[0] for row in cursor.fetchall()]


def claimable(most: int) -> int:
    """How many hosts may be claimed now, counted up to ``most``: the cost does not grow with what waits."""
    now = Now()
    free = Host.objects.filter(due_at__lte=now).exclude(not_before__gt=now).exclude(lease_until__gt=now)
    return free.order_by("due_at")[:most].count()


def adapt(moment: datetime | None) -> Any:
    """A moment as the engine stores it."""
    return None if moment is None else connection.ops.adapt_datetimefield_value(moment)


def held(host_id: int, owner: str) -> models.QuerySet[Host]:
    """The host's row while the lease is ours: nothing when it was lost."""
    return Host.objects.filter(pk=host_id, owner=owner, lease_until__gt=Now())


def renew(host_id: int, owner: str) -> bool:
    """Hold on to a lease for another while; False when it was lost."""
    return held(host_id, owner).update(lease_until=Now() + LEASE) == 1


_RELEASE = """
UPDATE articles_host SET owner = '', lease_until = NULL, not_before = {later}, due_at = (
    SELECT MIN(at) FROM (
        SELECT (SELECT next_check_at FROM articles_article JOIN articles_source ON articles_source.id = source_id
                WHERE host_id = %(host)s AND enabled AND next_check_at IS NOT NULL
                ORDER BY next_check_at LIMIT 1) AS at
        UNION ALL
        SELECT (SELECT next_poll_at FROM articles_feed JOIN articles_source ON articles_source.id = source_id
                WHERE host_id = %(host)s AND articles_source.enabled AND articles_feed.enabled
                AND next_poll_at IS NOT NULL ORDER BY next_poll_at LIMIT 1)
    ) AS soonest
)
WHERE id = %(host)s AND owner = %(owner)s
"""


def release(host_id: int, owner: str, *, pause: timedelta) -> bool:
    """Give a lease back, due again when the soonest of its articles and feeds is; False when it was lost.

    ``pause`` is the host's delay between requests: nobody asks it sooner than that.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _RELEASE.format(**_WORDS[connection.vendor]),
            {"host": host_id, "owner": owner, "seconds": pause.total_seconds()},
        )
        return bool(cursor.rowcount == 1)


def soonest(*, cutoff: datetime | None = None, only: frozenset[int] | None = None) -> float | None:
    """Seconds until a host that was due by ``cutoff``, and is held by nobody, may be claimed; None without one."""
    hosts = Host.objects.filter(due_at__lte=cutoff or Now()).exclude(lease_until__gt=Now())
    if only is not None:
        hosts = hosts.filter(pk__in=only)
    row = hosts.aggregate(at=models.Min(Coalesce("not_before", "due_at")), now=models.Max(Now()))
    if row["at"] is None:
        return None
    return float(max((row["at"] - row["now"]).total_seconds(), 0.0))
