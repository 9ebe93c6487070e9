"""News: what was recorded and is still to be held against the watches."""

from __future__ import annotations

from typing import Any

from django.db import models

from articles.models.rows import kept


class NewsQuerySet(models.QuerySet["News"]):
    """Many news."""

    def note(self, *, version: int | None = None, event: int | None = None) -> None:
        """Remember that this was recorded, in its own transaction; where nobody watches anything, nothing."""
        if _watched():
            self.create(version=version, event=event)


def _watches() -> models.QuerySet[Any, Any]:
    from articles.models.watch import Watch  # which stands on articles, as versions do

    return Watch.objects.order_by().values_list("pk")[:1]


_watched = kept(_watches)


class News(models.Model):
    """Something recorded that was not held against the watches yet.

    Written in the transaction of the version or event, and not found by a mark in the order of ids: on PostgreSQL a
    lower id may come to light after a higher one. No foreign keys, for versions are written anew by the thousand.
    """

    version = models.BigIntegerField(null=True)
    event = models.BigIntegerField(null=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "news"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=False, event__isnull=True)
                | models.Q(version__isnull=True, event__isnull=False),
                name="news_version_or_event",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}" if self.version else f"event {self.event}"
