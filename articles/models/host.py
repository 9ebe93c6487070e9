"""Host: the unit of politeness and of distribution."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import models
from django.db.models.functions import Coalesce, Least

# A host that fails is left alone for twice as long each time, up to this.
LONGEST_BACK_OFF = timedelta(hours=6)


def host_name(url: str) -> str:
    """The host of an address as the Host table names it: lower case, with the port if it is an unusual one."""
    parts = urlsplit(url)
    name = (parts.hostname or "").rstrip(".")
    port = parts.port
    if port and port != {"http": 80, "https": 443}.get(parts.scheme):
        name = f"{name}:{port}"
    return name[:300]


class HostQuerySet(models.QuerySet["Host"]):
    """Many hosts."""

    def pull_forward(self, at: datetime) -> int:
        """Make these hosts due at ``at`` or sooner."""
        return self.update(due_at=Least(Coalesce("due_at", models.Value(at)), models.Value(at)))

    def for_url(self, url: str) -> Host:
        """The host of this address, made if it is new."""
        return self.get_or_create(name=host_name(url))[0]


class Host(models.Model):
    """One web host. Whoever holds its lease may send it requests, one at a time."""

    name = models.CharField(max_length=300, unique=True, help_text="Host name, with the port if it is an unusual one.")
    min_delay = models.FloatField(
        null=True,
        blank=True,
        help_text="Seconds between two requests; empty: SCRAPE_MIN_DELAY or robots.txt's crawl-delay.",
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text="When something here wants to be looked at next.")
    not_before = models.DateTimeField(null=True, blank=True, help_text="No request before this: delay or back-off.")
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=64, blank=True)
    error_count = models.PositiveIntegerField(default=0, help_text="Failures in a row.")
    last_error = models.TextField(blank=True)
    robots_text = models.TextField(blank=True)
    robots_status = models.IntegerField(null=True, blank=True)
    robots_fetched_at = models.DateTimeField(null=True, blank=True)

    objects = HostQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            # lease.claim(): what is due, soonest first.
            models.Index(fields=["due_at"], name="host_due", condition=models.Q(due_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="host_has_name"),
            models.CheckConstraint(
                condition=models.Q(min_delay__isnull=True) | models.Q(min_delay__gte=0),
                name="host_delay_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def back_off(self, now: datetime, *, retry_after: float | None, error: str) -> None:
        """Leave the host alone for a while: as long as it asked for, or twice as long as last time."""
        self.error_count += 1
        self.last_error = error[:1000]
        pause = min(timedelta(seconds=30) * 2 ** min(self.error_count - 1, 12), LONGEST_BACK_OFF)
        if retry_after is not None:
            pause = min(max(timedelta(seconds=retry_after), timedelta(seconds=1)), timedelta(days=1))
        self.not_before = now + pause

    def recovered(self) -> None:
        """The host answered properly again."""
        self.error_count = 0
        self.last_error = ""
