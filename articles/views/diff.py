"""The diff page: two versions of an article side by side or in one text."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from articles.diffing import Diff, compare_versions, measure
from articles.models import Article, Version
from articles.models.version import change_as_json
from articles.views.articles import no_such_version
from articles.views.found import edition_of, find_article
from articles.views.http import Request, etag, page, unless_known, wants_fragment
from articles.views.rows import draw

# Made once: to make it takes as long as to ask it.
_PAIR = (
    Version.objects.with_fold_reason()
    .annotate(fetched_at=F("capture__fetched_at"), blob_id=F("capture__blob_id"))
    .order_by("number")
)


def diff(request: Request, pk: int, a: int, b: int) -> HttpResponse:
    """Versions a and b; ``?view=inline`` shows them in one text."""
    view = "inline" if request.GET.get("view") == "inline" else "side"
    if a > b:
        query = "?view=inline" if view == "inline" else ""
        return HttpResponsePermanentRedirect(reverse("diff", args=[pk, b, a]) + query)
    article = find_article(pk)
    if not 1 <= a < b <= article.version_count:
        return no_such_version(request, article)
    # The page changes only when the article's row, its versions (which are written anew, never edited) or our code do.
    state = (edition_of(article), article.last_changed_at, article.state, article.title)
    tag = etag("diff", pk, a, b, view, wants_fragment(request), *state)
    return unless_known(
        request,
        tag,
        article.last_changed_at,
        lambda: page(request, "diff.html", _context(article, a, b, view), fragment="rows"),
    )


def _context(article: Article, a: int, b: int, view: str) -> dict[str, object]:
    pair: list[Any] = list(_PAIR.filter(article=article, number__in=[a, b]))
    old, new = pair
    result = compare_versions(old, new)
    return {
        "article": article,
        "old": old,
        "new": new,
        "view": view,
        "diff": result,
        "pair": pair,
        "folded": [version for version in pair if version.fold_reason and version.number > 1],
        "stretches": draw(result, old, new, inline=view == "inline"),
        "change_count": sum(not row.trivial for row in result.rows),
        "change": _change(old, new, result),
        "last": article.version_count,
        "whole": (a, b) == (1, article.version_count),
    }


def _change(old: Version, new: Version, result: Diff) -> dict[str, object]:
    """How much it matters and why: as stored for neighbours, measured now for versions further apart."""
    neighbours = new.number == old.number + 1 and bool(new.level)
    change = new if neighbours else measure(old, new, result)
    columns = ("level", "stealth", "notice", "words_added", "words_removed")
    said = new.change if isinstance(change, Version) else change_as_json(change)
    return {**said, **{name: getattr(change, name) for name in columns}}
