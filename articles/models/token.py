"""ApiToken: who may use the API, and for what."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import models

from articles.digests import sha256

PREFIX = "nd_"
# A token's last use is noted at most so often, so that reading does not write.
USE_NOTED_EVERY = timedelta(minutes=10)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Many tokens."""

    def issue(self, name: str, scope: str, *, expires_at: datetime | None = None) -> tuple[ApiToken, str]:
        """A new token's row, and the token itself: it is not kept, so it can be shown this once."""
        token = ApiToken(name=name, scope=scope, expires_at=expires_at)
        secret = token.make_secret()
        token.save(force_insert=True)
        return token, secret

    def find(self, secret: str, now: datetime) -> ApiToken | None:
        """The row of a token that may be used now, or None."""
        return self.filter(
            models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=now), digest=sha256(secret.encode())
        ).first()


class ApiToken(models.Model):
    """One program's key to the API. Of the token itself only a digest is kept."""

    class Scope(models.TextChoices):
        """What it allows."""

        READ = "read", "read"
        WRITE = "write", "read and write"

    name = models.CharField(max_length=100, unique=True, help_text="Who uses it, such as “research group”.")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.READ)
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the token.")
    hint = models.CharField(max_length=12, editable=False, help_text="Its first characters, to know it again.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it does not expire.")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(scope__in=["read", "write"]), name="token_scope_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="token_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_write(self) -> bool:
        """Whether it allows more than reading."""
        return self.scope == self.Scope.WRITE

    def make_secret(self) -> str:
        """Make the token itself and keep its digest. 256 random bits need no slow hash."""
        secret = PREFIX + secrets.token_urlsafe(32)
        self.digest, self.hint = sha256(secret.encode()), secret[:8]
        return secret

    def note_use(self, now: datetime) -> None:
        """Remember that it was used, unless that was noted a moment ago."""
        if self.last_used_at is None or now - self.last_used_at >= USE_NOTED_EVERY:
            self.last_used_at = now
            self.save(update_fields=["last_used_at"])
