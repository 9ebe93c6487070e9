"""Capture and Blob: the evidence for a version."""

from __future__ import annotations

from django.db import models

from articles.digests import sha256
from articles.models.article import Article


class Blob(models.Model):
    """Some bytes, by their SHA-256, compressed. Read and write them by ``articles.blobs``.

    ``articles.frames`` says in which forms: a whole page may also be a brotli stream behind a mark.
    """

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the bytes, in hex.")
    size = models.PositiveBigIntegerField(help_text="Bytes before compression.")
    data = models.BinaryField(help_text="zstd frame; with a base, one that is read in the light of the base's bytes.")
    base = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="deltas",
        help_text="The whole page that this one is stored as a difference to; never itself a difference.",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.digest


class Capture(models.Model):
    """One raw response, kept as evidence."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="captures")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="captures")
    url = models.TextField(help_text="The address that answered, after redirects.")
    via = models.TextField(
        blank=True, default="", db_default="",
        help_text="Where it was asked for at a web archive, whose time it has. Empty: the site answered us.",
    )  # fmt: skip
    fetched_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.TextField(blank=True)
    request_headers = models.JSONField(default=list, blank=True)
    headers = models.JSONField(default=list, blank=True)
    seconds = models.FloatField(null=True)

    class Meta:
        ordering = ["-fetched_at"]

    def __str__(self) -> str:
        return f"{self.url} {self.fetched_at:%Y-%m-%d %H:%M}"

    def is_whole(self, body: bytes) -> bool:
        """Whether these bytes are the ones that were captured."""
        return sha256(body) == self.blob_id
