"""Folded: a version that an editor calls noise. The version stays as it is; lists and pages fold it away."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.models.article import Article


class Folded(models.Model):
    """A state of an article, by its content, so that it stays folded when versions are written anew."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="folded")
    digest = models.CharField(max_length=64, help_text="The version's.")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "folded versions"
        # Also the index by which lists leave folded versions out.
        constraints = [models.UniqueConstraint(fields=["article", "digest"], name="folded_article_digest_unique")]

    def __str__(self) -> str:
        return self.reason
