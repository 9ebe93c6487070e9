"""Check: one attempt to look at an article."""

from __future__ import annotations

from django.db import models

from articles.models.article import Article


class Check(models.Model):
    """When an article was looked at, and what came of it."""

    class Outcome(models.TextChoices):
        """What came of it. Every one is expected; a bug is an exception in the log and ERROR here."""

        CHANGED = "changed", "a new version was recorded"
        FIRST = "first", "the first version was recorded"
        UNCHANGED = "unchanged", "unchanged"
        NOT_MODIFIED = "not_modified", "unchanged, says the server"
        PENDING = "pending", "looks changed; to be confirmed by a second look"
        NOISE = "noise", "only what differs on every request"
        GONE = "gone", "taken down"
        MISSING = "missing", "not found; to be confirmed by a second look"
        BACK = "back", "back again"
        NOT_ARTICLE = "not_article", "the page is not the article"
        BLOCKED = "blocked", "the server refuses us"
        DISALLOWED = "disallowed", "robots.txt forbids it"
        SERVER_ERROR = "server_error", "the server failed"
        NETWORK_ERROR = "network_error", "the server could not be reached"
        TIMEOUT = "timeout", "the server took too long"
        BAD_RESPONSE = "bad_response", "the answer was cut off, too large or broken"
        ERROR = "error", "our own error"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome)
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status.")
    milliseconds = models.PositiveIntegerField(default=0)
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            # The check log of an article, newest first.
            models.Index(fields=["article", "-at"], name="check_article_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_outcome_display()}"
