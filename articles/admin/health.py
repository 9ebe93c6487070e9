"""At a glance: which sources are healthy, and what waits to be looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.attention import OVERDUE, SIGNS
from articles.admin.base import ReadOnlyAdmin
from articles.models import Feed, Health, Host

MOST_HOSTS = 200


@admin.register(Health)
class HealthAdmin(ReadOnlyAdmin):
    """How the sources fare."""

    list_display = ("of", "sign", "since", "reason", "last_good_at", "last_bad_at", "last_bad")
    list_display_links = None
    list_select_related = ("source",)
    list_per_page = 500
    search_fields = ("source__name", "source__slug")
    sortable_by = ("sign", "since", "last_good_at", "last_bad_at")
    change_list_template = "admin/articles/health/change_list.html"

    @admin.display(description="source", ordering="source__name")
    def of(self, health: Health) -> SafeString:
        """The source, to be set right there."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:articles_source_change", args=[health.source_id]), health.source
        )

    @admin.display(description="state", ordering="state")
    def sign(self, health: Health) -> SafeString:
        """The state, told apart by more than colour."""
        kind = SIGNS.get(health.state, "bad")
        return format_html('<span class="state state-{}">{}</span>', kind, health.get_state_display())

    def get_urls(self) -> list[URLPattern]:
        """Also the queue."""
        queue = self.admin_site.admin_view(self.queue)
        return [path("queue/", queue, name="articles_health_queue"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With how many sources are in which state."""
        names = dict(Health.State.choices)
        counts = Health.objects.order_by("state").values_list("state").annotate(Count("pk"))
        tally = [(state, names.get(state, state), count, SIGNS.get(state, "bad")) for state, count in counts]
        return super().changelist_view(request, {"tally": tally, **(extra_context or {})})

    def queue(self, request: HttpRequest) -> HttpResponse:
        """What is due, running and overdue, by host; and the feeds that fail."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        waiting = Count("articles", filter=Q(articles__next_check_at__lte=now))
        hosts: Any = (
            Host.objects.filter(due_at__lte=now).annotate(waiting=waiting).defer("robots_text").order_by("due_at")
        )
        rows = [
            {"host": host, "waiting": host.waiting, "state": _state(host, now), "since": host.due_at}
            for host in hosts[:MOST_HOSTS]
        ]
        feeds = Feed.objects.filter(enabled=True, source__enabled=True, error_count__gte=1).select_related("source")
        context = {
            **self.admin_site.each_context(request), "title": "What waits", "opts": self.model._meta, "rows": rows,
            "feeds": feeds.order_by("-error_count")[:MOST_HOSTS],
            "next": Host.objects.filter(due_at__gt=now).order_by("due_at").first(),
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/health/queue.html", context)


def _state(host: Host, now: Any) -> tuple[str, str]:
    """A host's place in the queue: the word, and its sign."""
    if host.lease_until and host.lease_until > now:
        return "running", "fine"
    if host.not_before and host.not_before > now:
        return f"left alone until {host.not_before:%H:%M:%S} UTC: {host.last_error or 'pause'}", "mind"
    assert host.due_at is not None
    return ("overdue", "bad") if now - host.due_at > OVERDUE else ("due", "mind")
