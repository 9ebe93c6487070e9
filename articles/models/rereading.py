"""Rereading: an editor's order to read the captures of a source anew, carried out by a scraper or worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from articles.models.source import Source

PATIENCE = timedelta(minutes=5)  # whoever has not said anything for so long has died


class RereadingQuerySet(models.QuerySet["Rereading"]):
    """Many rereadings."""

    def waiting(self, now: datetime) -> RereadingQuerySet:
        """Those that nobody works at just now, oldest first."""
        abandoned = models.Q(working_at__isnull=True) | models.Q(working_at__lt=now - PATIENCE)
        return self.filter(abandoned, done_at__isnull=True).order_by("pk")

    def claim(self, now: datetime) -> Rereading | None:
        """Take the oldest that waits; None where none does, or another was quicker."""
        job = self.waiting(now).select_related("source").first()
        if job is None or not self.waiting(now).filter(pk=job.pk).update(working_at=now):
            return None
        return job


class Rereading(models.Model):
    """What reading a source's captures anew would do, or (``apply``) does, and how far it has come."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="rereadings")
    apply = models.BooleanField(default=False, help_text="Off: only find out what it would do.")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    working_at = models.DateTimeField(null=True, help_text="When whoever works at it last said so.")
    done_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0, help_text="Articles to read.")
    seen = models.PositiveIntegerField(default=0, help_text="Articles read.")
    last_article = models.BigIntegerField(default=0, help_text="The id of the last of them.")
    touched = models.PositiveIntegerField(default=0, help_text="Articles with a version that is read otherwise.")
    reworded = models.PositiveIntegerField(default=0, help_text="Versions that are read otherwise.")
    merged = models.PositiveIntegerField(default=0, help_text="Versions that become the same as the one before.")
    failed = models.PositiveIntegerField(default=0, help_text="Articles left as they are; the log says why.")
    examples: models.JSONField[list[list[object]], list[list[object]]] = models.JSONField(
        default=list, help_text="The first articles it touches: id, headline, numbers reworded, numbers merged."
    )

    objects = RereadingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # claim(): what waits, asked for every few seconds.
            models.Index(fields=["id"], name="rereading_waiting", condition=models.Q(done_at__isnull=True)),
        ]
        constraints = [
            # One at a time: two would undo each other's work.
            models.UniqueConstraint(
                fields=["source"], name="rereading_one_a_source", condition=models.Q(done_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {'read anew' if self.apply else 'what reading anew would do'}"

    @property
    def share(self) -> int:
        """How far it has come, in percent."""
        return 100 if self.done_at else min(100 * self.seen // max(self.total, 1), 99)
