"""SourceList: a file of sources that an editor handed in, kept between the look at what it would do and the doing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

KEPT = timedelta(days=7)  # of those that were not applied


class SourceListQuerySet(models.QuerySet["SourceList"]):
    """Many files."""

    def forget_old(self, now: datetime) -> None:
        """Delete those that nobody applied in a while; the others stay as the record of what came in."""
        self.filter(applied_at__isnull=True, handed_in_at__lt=now - KEPT).delete()


class SourceList(models.Model):
    """A file of sources."""

    name = models.TextField(help_text="The file's.")
    body = models.BinaryField()
    handed_in_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)

    objects = SourceListQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
