"""What is wrong with an installation, and how to mend it. Looks at this machine and the database; no socket."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from articles import repacking
from articles.alerts import not_understood
from articles.models import Check, Host
from articles.scraping import lease

LEAST_SPACE = 1_000_000_000  # bytes
CLOCK_TOLERANCE = timedelta(seconds=2)
IDLE = timedelta(minutes=10)
LATE = timedelta(days=7)  # of captures that wait to be packed anew


@dataclass(frozen=True)
class Finding:
    """One thing looked at; ``mend`` is empty where all is well. What is ``grave`` stops the work."""

    area: str
    said: str
    mend: str = ""
    grave: bool = True


def examine() -> Iterator[Finding]:
    """All findings, good and bad. Stops at a database that does not answer."""
    yield from _settings()
    yield from _files()
    try:
        missing = unapplied()
    except DatabaseError as error:
        yield Finding("database", str(error).strip(), "See that the server runs and DATABASE_URL names it rightly.")
        return
    yield Finding("database", f"{settings.DATABASES['default']['ENGINE'].rpartition('.')[2]} answers")
    if missing:
        yield Finding("migrations", f"{len(missing)} are not applied", "Run `manage.py migrate`.")
        return
    yield Finding("migrations", "all applied")
    yield from _clock()
    yield from _scraper()
    yield from _captures()


def unapplied() -> list[str]:
    """The migrations that the database lacks. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _settings() -> Iterator[Finding]:
    public = not settings.ON_THIS_MACHINE
    if settings.DEBUG and public:
        yield Finding("settings", "DEBUG is on, at a public address", "Take DEBUG out of the environment.")
    if public and not settings.SITE_URL.startswith("https://"):
        yield Finding("settings", "SITE_URL is not https", "Put a TLS server in front; deploy/ has examples.")
    host = urlsplit(settings.SITE_URL).hostname
    if host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield Finding("settings", f"ALLOWED_HOSTS lacks {host}, the site's own host", f"Add {host} to it.")
    if public and f"{settings.SITE_URL}/about/" == settings.CONTACT:
        said = "CONTACT is not set, so publishers have only the About page"
        yield Finding("settings", said, "Set it to an address that somebody reads.", grave=False)
    if public and not (settings.ADMINS and settings.EMAIL_HOST) and not settings.ALERT_URLS:
        mend = "Set ADMINS and EMAIL_HOST, or ALERT_URLS."
        yield Finding("settings", "nobody is told when a source fails", mend, grave=False)
    for number in not_understood():
        mend = "See apprise's own list of services for how its addresses are written."
        yield Finding("settings", f"address {number} of ALERT_URLS is none that apprise knows", mend, grave=False)
    if public:
        for message in run_checks(include_deployment_checks=True):
            if message.id not in settings.SILENCED_SYSTEM_CHECKS:
                yield Finding("settings", f"{message.id}: {message.msg}", message.hint or "See docs/operations.md.")
        if not settings.COLLECTED:
            yield Finding("settings", "static files are not collected", "Run `manage.py collectstatic --noinput`.")
    if not public:
        yield Finding("settings", f"for this machine only ({settings.SITE_URL})")
    else:
        yield Finding("settings", f"for {settings.SITE_URL}")


def _files() -> Iterator[Finding]:
    database = settings.DATABASES["default"]
    on_sqlite = database["ENGINE"].endswith("sqlite3")
    folder = Path(database["NAME"]).resolve().parent if on_sqlite else Path(settings.DATA_DIR)
    for path in {folder, Path(settings.DATA_DIR)} if on_sqlite else ():
        if path.exists() and not os.access(path, os.W_OK | os.X_OK):
            yield Finding("permissions", f"{path} cannot be written to", "Give it to the user who runs this: chown -R.")
    if on_sqlite and Path(database["NAME"]).exists() and not os.access(database["NAME"], os.W_OK):
        yield Finding("permissions", f"{database['NAME']} cannot be written to", "Give it to this user: chown.")
    secrets = [Path(settings.DATA_DIR) / name for name in ("secret-key.txt", "admin-password.txt")]
    for path in secrets:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("permissions", f"{path} can be read by others", f"chmod 600 {path}")
    if folder.exists():
        usage = shutil.disk_usage(folder)
        left = f"{usage.free / 1e9:.1f} GB left at {folder}"
        short = usage.free < LEAST_SPACE or usage.free < 0.03 * usage.total
        yield Finding("disk", left, "Make room, or `manage.py prune`; a full disk stops the scraper." if short else "")


def _clock() -> Iterator[Finding]:
    before = time.monotonic()
    there = lease.clock()
    apart = abs(timezone.now() - there) - timedelta(seconds=time.monotonic() - before)
    said = f"{max(apart.total_seconds(), 0):.1f} s from the database's"
    slow = apart > CLOCK_TOLERANCE
    yield Finding("clock", said, "Let NTP set the clocks of both machines." if slow else "", grave=False)


def _scraper() -> Iterator[Finding]:
    now = lease.clock()
    last = Check.objects.order_by("-id").values_list("at", flat=True).first()
    waiting = Host.objects.filter(due_at__lt=now - IDLE).exclude(not_before__gt=now).exclude(lease_until__gt=now)
    count = waiting.count()
    seen = f"the last look was at {last:%Y-%m-%d %H:%M} UTC" if last else "nothing has been looked at yet"
    idle = count and (last is None or now - last > IDLE)
    mend = "Is `manage.py scrape --watch` running? systemctl status newsdiffs-scraper" if idle else ""
    yield Finding("scraper", f"{seen}; {count} hosts have been due for over ten minutes", mend)


def _captures() -> Iterator[Finding]:
    done, oldest = repacking.total(), repacking.oldest_waiting()
    said = f"{done.pages:,} whole pages were packed anew, {done.saved / 1e6:,.1f} MB smaller"
    if oldest is None:
        yield Finding("captures", f"{said}; none that is old enough waits")
        return
    late = lease.clock() - oldest > LATE
    mend = "`scrape --watch` and workers do it bit by bit; `nice manage.py pack_captures` catches up." if late else ""
    yield Finding("captures", f"{said}; the next is of {oldest:%Y-%m-%d}", mend, grave=False)
