"""Who is watched, and how well."""

from __future__ import annotations

from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles.models import Feed, Source
from articles.stream import BadAddress, Cursor, Filters, read_page
from articles.views.http import Request, page, sorry

COLUMNS = (
    ("name", "Name"),
    ("country", "Country"),
    ("language", "Language"),
    ("articles", "Articles"),
    ("changes", "Changes"),
    ("last-change", "Last change"),
    ("last-contact", "Last contact"),
)
ORDERS = {
    "name": ("name",),
    "country": ("country", "name"),
    "language": ("language", "name"),
    "articles": ("-article_total", "name"),
    "changes": ("-change_total", "name"),
    "last-change": (F("last_change").desc(nulls_last=True), "name"),
    "last-contact": (F("last_look").desc(nulls_last=True), "name"),
}


def sources(request: HttpRequest) -> HttpResponse:
    """All sources in one table, by ``?sort=``."""
    order = request.GET.get("sort", "name")
    if order not in ORDERS:
        message = f"The table cannot be sorted by “{order}”. Use one of {', '.join(ORDERS)}."
        links = ((reverse("sources"), "Sources"),)
        return sorry(request, status=400, title="This address cannot be understood", message=message, links=links)
    feeds = Prefetch("feeds", Feed.objects.only("source_id", "enabled", "error_count", "last_polled_at"))
    rows = list(Source.objects.with_counts().prefetch_related(feeds).order_by(*ORDERS[order]))
    return render(request, "sources.html", {"sources": rows, "order": order, "columns": COLUMNS})


def source(request: Request, slug: str) -> HttpResponse:
    """One source: its facts, its feeds, its latest changes."""
    found = get_object_or_404(Source.objects.with_counts(), slug=slug)
    try:
        before = Cursor.read(request.GET)
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
