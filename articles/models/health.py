"""Health: the state of one source as the scrapers last judged it, kept so that a change of state is noticed."""

from __future__ import annotations

from django.db import models

from articles.models.source import Source


class Health(models.Model):
    """How a source fares, since when, and why."""

    class State(models.TextChoices):
        """From the worst to the best."""

        BLOCKED = "blocked", "blocked"
        FAILING = "failing", "failing"
        COLLAPSED = "collapsed", "extraction collapsed"
        SILENT = "silent", "silent"
        SLOW = "slow", "slow"
        NEW = "new", "not looked at yet"
        FINE = "fine", "fine"
        OFF = "off", "switched off"

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="health")
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    since = models.DateTimeField()
    reason = models.TextField(blank=True, help_text="In words.")
    judged_at = models.DateTimeField()
    last_good_at = models.DateTimeField(null=True, blank=True)
    last_bad_at = models.DateTimeField(null=True, blank=True)
    last_bad = models.TextField(blank=True, help_text="The last bad answer, in words.")

    class Meta:
        verbose_name_plural = "health"
        ordering = ["source__name"]

    def __str__(self) -> str:
        return f"{self.source}: {self.get_state_display()}"
