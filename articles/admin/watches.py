"""Who watches what: for administrators, to look at and to delete."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.base import BigTableAdmin
from articles.models import Watch


@admin.register(Watch)
class WatchAdmin(BigTableAdmin):
    """Watches are made and changed by their owners alone; their secrets are shown to nobody else."""

    list_display = ("name", "owner", "kind", "channel", "rhythm", "state", "failing_since")
    list_filter = ("state", "channel", "kind", "rhythm")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username")
    fields = readonly_fields = (
        "owner", "name", "kind", "article", "query", "channel", "rhythm", "language", "state", "created_at", "since",
        "failing_since",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Their owners make them."""
        return False
