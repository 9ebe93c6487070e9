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
from django.db.models.functions import Coalesce, Greatest, Least, Now
from django.utils import timezone

from articles.models import Article, Feed, Host

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
        "lock": "FOR UPDATE SKIP LOCKED",
    },
    "sqlite": {
        "now": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
        "until": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '+' || %(seconds)s || ' seconds')",
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


def adapt(moment: datetime | None) -> Any:
    """A moment as the engine stores it."""
    return None if moment is None else connection.ops.adapt_datetimefield_value(moment)


def held(host_id: int, owner: str) -> models.QuerySet[Host]:
    """The host's row while the lease is ours: nothing when it was lost."""
    return Host.objects.filter(pk=host_id, owner=owner, lease_until__gt=Now())


def renew(host_id: int, owner: str) -> bool:
    """Hold on to a lease for another while; False when it was lost."""
    return held(host_id, owner).update(lease_until=Now() + LEASE) == 1


def release(host_id: int, owner: str, *, pause: timedelta) -> bool:
    """Give a lease back, due again when the soonest of its articles and feeds is; False when it was lost.

    ``pause`` is the host's delay between requests: nobody asks it sooner than that.
    """
    watched = Article.objects.filter(host=host_id, source__enabled=True, next_check_at__isnull=False)
    polled = Feed.objects.filter(host=host_id, source__enabled=True, enabled=True, next_poll_at__isnull=False)
    article_due = watched.order_by("next_check_at").values("next_check_at")[:1]
    feed_due = polled.order_by("next_poll_at").values("next_poll_at")[:1]
    a, f = models.Subquery(article_due), models.Subquery(feed_due)
    return (
        Host.objects.filter(pk=host_id, owner=owner).update(
            owner="",
            lease_until=None,
            due_at=Coalesce(Least(Coalesce(a, f), Coalesce(f, a)), a, f),
            not_before=Greatest(Coalesce("not_before", Now()), Now() + pause),
        )
        == 1
    )


def soonest(*, cutoff: datetime | None = None, only: frozenset[int] | None = None) -> float | None:
    """Seconds until a host that was due by ``cutoff``, and is held by nobody, may be claimed; None without one."""
    hosts = Host.objects.filter(due_at__lte=cutoff or Now()).exclude(lease_until__gt=Now())
    if only is not None:
        hosts = hosts.filter(pk__in=only)
    row = hosts.aggregate(at=models.Min(Coalesce("not_before", "due_at")), now=models.Max(Now()))
    if row["at"] is None:
        return None
    return float(max((row["at"] - row["now"]).total_seconds(), 0.0))
