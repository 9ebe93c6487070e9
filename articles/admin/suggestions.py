"""What visitors suggested."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.admin.base import log_each
from articles.models import Suggestion
from articles.suggestions import approve


@admin.register(Suggestion)
class SuggestionAdmin(admin.ModelAdmin[Suggestion]):
    """Suggestions, to approve or to reject."""

    list_display = ("url", "note", "state", "made_at", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("decided_by",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("url", "note")
    actions = ["approve", "reject"]
    fields = readonly_fields = ("url", "note", "state", "made_at", "decided_by", "decided_at", "article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Visitors make them."""
        return False

    @admin.action(description="Approve: watch these articles", permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        """Make the articles, due now."""
        count = 0
        for suggestion in queryset.exclude(state=Suggestion.State.APPROVED):
            try:
                approve(suggestion, by=request.user.pk, now=timezone.now())
                log_each(request, Suggestion.objects.filter(pk=suggestion.pk), "Approved.")
                count += 1
            except ValueError as error:
                self.message_user(request, f"{suggestion.url}: {error}", messages.ERROR)
        self.message_user(request, f"{count} articles are watched from now on; a scraper looks at its next turn.")

    @admin.action(description="Reject", permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        """Turn them down."""
        for suggestion in queryset.filter(state=Suggestion.State.WAITING):
            suggestion.decide(Suggestion.State.REJECTED, by=request.user.pk, now=timezone.now())
            log_each(request, Suggestion.objects.filter(pk=suggestion.pk), "Rejected.")
