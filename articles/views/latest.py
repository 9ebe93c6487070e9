"""The first page: the latest changes."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.listing import read_listing
from articles.models import Version
from articles.stream import EVERYTHING, BadAddress, Choice, Cursor, Filters, list_sources, read_page
from articles.views.http import Request, etag, kept, page, sorry, unless_known, wants_fragment

DEFAULT_LEVEL = Version.Level.SUBSTANTIVE.value
LEVEL_CHOICES = (
    ("major", gettext_noop("Major only")),
    ("substantive", gettext_noop("Substantive and up")),
    ("minor", gettext_noop("Minor and up")),
    (EVERYTHING, gettext_noop("Everything")),
)


def latest(request: Request) -> HttpResponse:
    """Latest changes, by the filters in the address; to htmx, with ``?after=``, how many came after a place."""
    try:
        filters = Filters.read(request.GET, level=DEFAULT_LEVEL)
        before = Cursor.read(request.GET)
        after = Cursor.read(request.GET, "after")
    except BadAddress as error:
        links = ((reverse("latest"), _("Latest changes")),)
        return sorry(request, status=400, title=_("This address cannot be understood"), message=str(error), links=links)
    if after and wants_fragment(request):
        entries = read_page(filters).entries
        fresh = sum(entry.cursor > after for entry in entries)
        return page(request, "latest.html", {"filters": filters, "fresh": fresh}, fragment="news")
    sources = [] if request.htmx else list_sources()
    listing = read_listing(filters, before=before)

    def build() -> HttpResponse:
        context = {
            "filters": filters,
            "before": before,
            "page": listing.page(),
            "sources": sources,
            "languages": _languages(sources),
            "level_choices": LEVEL_CHOICES,
            "everything": filters.but(level=EVERYTHING).address(),
        }
        return page(request, "latest.html", context, fragment="entries")

    if request.htmx:
        return build()
    tag = etag("latest", filters, before, *sources, *listing.rows)
    return unless_known(request, tag, None, lambda: kept(request, tag, build))


def _languages(sources: list[Choice]) -> list[str]:
    return sorted({source.language.split("-")[0] for source in sources if source.language})
