"""Tokens of the API: made here, shown once, and deleted to revoke them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from articles.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    """Tokens."""

    list_display = ("name", "scope", "hint", "created_at", "expires_at", "last_used_at")
    fields = ("name", "scope", "expires_at")

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        """Make the token of a new row, and show it this once."""
        secret = "" if change else obj.make_secret()
        super().save_model(request, obj, form, change)
        if secret:
            self.message_user(
                request, f"The token is {secret} – copy it now: it is not kept and not shown again.", messages.WARNING
            )
