"""What the admin's pages share: tables that are looked at, pages of big tables, and the log of bulk actions."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

MOST_ROWS = 5_000  # that a list leads to; beyond them one searches or filters


class BoundedPaginator(Paginator[Any]):
    """Pages of the first rows of a list: counting a whole big table takes longer than anybody waits."""

    @cached_property
    def count(self) -> int:
        """How many rows the pages lead to, never more than MOST_ROWS."""
        rows: Any = self.object_list
        return int(rows[:MOST_ROWS].count())


class ReadOnly:
    """What the scraper writes is looked at, never edited. (A mixin for admins and inlines.)"""

    extra = 0
    can_delete = False

    def has_add_permission(self, *args: Any) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, *args: Any) -> bool:
        """Nobody edits."""
        return False

    def has_delete_permission(self, *args: Any) -> bool:
        """Nobody deletes."""
        return False


class BigTableAdmin(admin.ModelAdmin[Any]):
    """A table that may hold millions of rows."""

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50


class ReadOnlyAdmin(ReadOnly, BigTableAdmin):
    """A big table that is looked at."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """All of them."""
        return [field.name for field in self.model._meta.fields]


def log_each(request: HttpRequest, rows: QuerySet[Any], what: str) -> None:
    """Put what was done to each of these rows into the log that their History pages show."""
    assert request.user.pk is not None
    LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, what)
