"""Who is watched, and how well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Prefetch
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.listing import read_listing
from articles.models import Feed, Source
from articles.stream import BadAddress, Cursor, Filters
from articles.views.figures import DAYS, read_figures, spark
from articles.views.http import Request, etag, kept, page, sorry, unless_known
from articles.views.source_rows import Row, draw_rows

COLUMNS = (
    ("name", gettext_noop("Name")),
    ("country", gettext_noop("Country")),
    ("language", gettext_noop("Language")),
    ("articles", gettext_noop("Articles")),
    ("changes", gettext_noop("Changes")),
    ("rate", gettext_noop("Changes a day")),
    ("first-edit", gettext_noop("First edit after")),
    ("headlines", gettext_noop("New headline")),
    ("gone", gettext_noop("Taken down")),
    ("last-change", gettext_noop("Last change")),
    ("last-contact", gettext_noop("Last contact")),
)
TEXTS = frozenset({"name", "country", "language"})
NUMBERS = frozenset({"articles", "changes", "rate", "first-edit", "headlines", "gone"})
PICTURES = 12  # the busiest sources, as small pictures above the table


# By what the table is sorted; what is not known stands last.
_BY: dict[str, Callable[[Row], Any]] = {
    "country": lambda row: row.source.country or "~",
    "language": lambda row: row.source.language or "~",
    "articles": lambda row: -row.figures.articles,
    "changes": lambda row: -row.figures.changes,
    "rate": lambda row: -row.figures.recent,
    "first-edit": lambda row: row.figures.first_edit.total_seconds() if row.figures.first_edit else float("inf"),
    "headlines": lambda row: -(row.figures.headline_share if row.figures.headline_share is not None else -1),
    "gone": lambda row: -row.figures.gone,
    "last-change": lambda row: -(row.source.last_change.timestamp() if row.source.last_change else 0),
    "last-contact": lambda row: -(row.contact.timestamp() if row.contact else 0),
}


def sources(request: HttpRequest) -> HttpResponse:
    """All sources in one table, by ``?sort=``, and the busiest as small pictures."""
    order = request.GET.get("sort", "name")
    if order not in dict(COLUMNS):
        allowed = ", ".join(dict(COLUMNS))
        message = _("The table cannot be sorted by “%(order)s”. Use one of %(allowed)s.") % {
            "order": order,
            "allowed": allowed,
        }
        links = ((reverse("sources"), _("Sources")),)
        return sorry(request, status=400, title=_("This address cannot be understood"), message=message, links=links)
    feeds = Prefetch("feeds", Feed.objects.only("source_id", "enabled", "error_count", "last_polled_at"))
    listed = Source.objects.with_last_change().only("slug", "name", "country", "language", "enabled")
    figures = read_figures(today())
    rows = [
        Row(source, figures[source.pk], last_contact(source.feeds.all()))
        for source in listed.prefetch_related(feeds).order_by(Lower("name"))
    ]
    if order in _BY:
        rows.sort(key=_BY[order])
    busiest = sorted((row for row in rows if row.figures.recent), key=_BY["rate"])[:PICTURES]
    top = max((row.figures.busiest for row in busiest), default=1)
    context = {
        "total": len(rows),
        "rows": draw_rows(rows),
        "order": order,
        "columns": [(key, label, key in NUMBERS) for key, label in COLUMNS],
        "ascending": order in TEXTS or order == "first-edit",
        "pictures": [(row, row.spark(top)) for row in busiest],
        "days": DAYS,
    }
    return render(request, "sources.html", context)


def today() -> date:
    """The day it is (UTC)."""
    return timezone.now().date()


def last_contact(feeds: Any) -> datetime | None:
    """When one of the feeds was read last."""
    return max((feed.last_polled_at for feed in feeds if feed.last_polled_at), default=None)


def source(request: Request, slug: str) -> HttpResponse:
    """One source: its facts, its feeds, its latest changes."""
    found = get_object_or_404(Source.objects.with_last_change(), slug=slug)
    try:
        before = Cursor.read(request.GET)
    except BadAddress as error:
        links = ((reverse("source", args=[slug]), found.name),)
        return sorry(request, status=400, title=_("This address cannot be understood"), message=str(error), links=links)
    filters = Filters(source=slug)
    listing = read_listing(filters, before=before)
    context: dict[str, Any] = {"source": found, "filters": filters, "before": before, "days": DAYS}
    if request.htmx:
        return page(request, "source.html", context | {"page": listing.page()}, fragment="entries")
    feeds = list(found.feeds.all())
    figures = read_figures(today(), found.pk)[found.pk]
    tag = etag("source", before, figures, *map(said_of, [found, *feeds]), *listing.rows)

    def build() -> HttpResponse:
        shown = {"feeds": feeds, "figures": figures, "spark": spark(figures), "contact": last_contact(feeds)}
        return page(request, "source.html", context | shown | {"page": listing.page()}, fragment="entries")

    return unless_known(request, tag, None, lambda: kept(request, tag, build))


def said_of(row: Model) -> dict[str, object]:
    """All that was read of a row."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}
