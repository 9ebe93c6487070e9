"""What the scraper wrote, and who did what: versions, checks, captures and the log are looked at, never edited."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry

from articles.admin.base import ReadOnlyAdmin
from articles.models import Capture, Check, Version


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """Versions. They can never be edited; the database refuses it too."""

    list_display = ("title", "number", "source", "seen_at", "level", "words_added", "words_removed")
    list_filter = ("level", "headline_changed", "stealth", "source")
    list_select_related = ("source",)
    search_fields = ("title",)
    ordering = ("-seen_at", "-id")


@admin.register(Check)
class CheckAdmin(ReadOnlyAdmin):
    """The log of looks."""

    list_display = ("at", "article", "outcome", "status", "milliseconds", "detail")
    list_filter = ("outcome",)
    list_select_related = ("article",)
    ordering = ("-id",)


@admin.register(Capture)
class CaptureAdmin(ReadOnlyAdmin):
    """The evidence."""

    list_display = ("article", "fetched_at", "status", "content_type", "blob_id")
    list_select_related = ("article",)
    ordering = ("-fetched_at",)


@admin.register(LogEntry)
class LogAdmin(ReadOnlyAdmin):
    """Who did what, and when."""

    list_display = ("action_time", "user", "content_type", "object_repr", "said")
    list_filter = ("content_type", "user")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "change_message")
    date_hierarchy = None
    ordering = ("-action_time",)

    @admin.display(description="what was done")
    def said(self, entry: LogEntry) -> str:
        """The entry in words."""
        return entry.get_change_message() or entry.get_action_flag_display()
