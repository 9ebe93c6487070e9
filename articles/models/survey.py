"""Survey: an editor's question what is at an address, answered by a scraper, for a web request never fetches."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models

from articles.models.source import Source

PATIENCE = timedelta(minutes=5)  # a scraper that has not answered by then has died


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Many surveys."""

    def waiting(self, now: datetime) -> SurveyQuerySet:
        """Those that nobody answers just now, oldest first."""
        abandoned = models.Q(begun_at__isnull=True) | models.Q(begun_at__lt=now - PATIENCE)
        return self.filter(abandoned, answered_at__isnull=True).order_by("pk")

    def claim(self, now: datetime) -> Survey | None:
        """Take the oldest that waits; None where none does, or another scraper was quicker."""
        survey = self.waiting(now).first()
        if survey is None or not self.waiting(now).filter(pk=survey.pk).update(begun_at=now):
            return None
        return survey


class Survey(models.Model):
    """What is at a pasted address."""

    url = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    found: models.JSONField[Any, Any] = models.JSONField(default=dict, help_text="See articles.scraping.surveys.")
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="surveys")

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # claim(): what waits, asked for every two seconds.
            models.Index(fields=["id"], name="survey_waiting", condition=models.Q(answered_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.url
