"""The search page: what articles say, said, added and removed."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.search.find import FURTHEST, Found, Search, find
from articles.search.query import BadQuery, parse
from articles.search.shown import show
from articles.stream import EVERYTHING, BadAddress, list_sources
from articles.views.http import Request, page, sorry

WITHIN_CHOICES = (
    ("text", gettext_noop("Current text")),
    ("removed", gettext_noop("Removed text")),
    ("added", gettext_noop("Added text")),
    ("all", gettext_noop("All versions")),
)
LEVEL_CHOICES = (
    (EVERYTHING, gettext_noop("Any")),
    ("minor", gettext_noop("Minor and up")),
    ("substantive", gettext_noop("Substantive and up")),
    ("major", gettext_noop("Major only")),
)
EXAMPLES = (
    ('"due to an editing error"', "added"),
    ("allegedly OR reportedly", "removed"),
    ("correct*", "added"),
    ("minister -prime", "text"),
)


def search(request: Request) -> HttpResponse:
    """What is found for ``?q=``, ``in=text|removed|added|all`` and the filters; help where it cannot be understood."""
    try:
        asked = Search.read(request.GET)
        start = _start(request.GET.get("start", ""))
    except BadAddress as error:
        links = ((reverse("search"), _("Search")),)
        return sorry(request, status=400, title=_("This address cannot be understood"), message=str(error), links=links)
    problem, found, results = "", Found(()), []
    if asked.q:
        try:
            found = find(asked, start=start)
            results = show(parse(asked.q), found.hits, asked.within)
        except BadQuery as error:
            problem = str(error)
    sources = list_sources()
    context = {
        "search": asked,
        "problem": problem,
        "found": found,
        "results": results,
        "start": start,
        "sources": sources,
        "languages": sorted({source.language.split("-")[0] for source in sources if source.language}),
        "within_choices": WITHIN_CHOICES,
        "level_choices": LEVEL_CHOICES,
        "unfiltered": Search(asked.q, within=asked.within).address(),
        "everywhere": asked.but(within="all").address(),
        "examples": [(Search(q, within=within).address(), q, within) for q, within in EXAMPLES],  # type: ignore[arg-type]
    }
    response = page(request, "search.html", context, fragment="more" if start else "results")
    # htmx shows nothing of an answer that is an error.
    response.status_code = 400 if problem and not request.htmx else 200
    return response


def _start(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) > 2 * FURTHEST:
        raise BadAddress(_("“start” is not a place in the list. Start at the first page: “More results” leads on."))
    return int(text)
