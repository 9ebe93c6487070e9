"""Who is watched, and how well."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles.models import Feed, Source
from articles.stream import BadAddress, Cursor, Filters, read_page
from articles.views.http import Request, page, sorry


def sources(request: HttpRequest) -> HttpResponse:
    """All sources in one table."""
    feeds = Prefetch("feeds", Feed.objects.only("source_id", "enabled", "error_count", "last_polled_at"))
    rows = list(Source.objects.with_counts().prefetch_related(feeds))
    return render(request, "sources.html", {"sources": rows})


def source(request: Request, slug: str) -> HttpResponse:
    """One source: its facts, its feeds, its latest changes."""
    found = get_object_or_404(Source.objects.with_counts(), slug=slug)
    try:
        before = Cursor.read(request.GET.get("before", ""))
    except BadAddress as error:
        links = ((reverse("source", args=[slug]), found.name),)
        return sorry(request, status=400, title="This address cannot be understood", message=str(error), links=links)
    filters = Filters(source=slug)
    context = {
        "source": found,
        "feeds": [] if request.htmx else list(found.feeds.all()),
        "filters": filters,
        "before": before,
        "page": read_page(filters, before=before),
    }
    return page(request, "source.html", context, fragment="entries")
