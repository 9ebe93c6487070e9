"""The same story elsewhere, and whether it was corrected there too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.copies.corrections import Echo, Fate, echoes
from articles.diffing import Diff, compare_versions
from articles.models import Article, Version
from articles.views.articles import no_such_version
from articles.views.found import find_article

MOST_COPIES = 10
MOST_EDITS = 40  # of one copy; the rest is counted
ORDER = (Fate.NOT_REACHED, Fate.REACHED, Fate.UNKNOWN)


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A copy, and what became of the article's edits in it."""

    other: Article
    share: float
    earlier_by: timedelta | None  # first seen so much sooner than the article
    later_by: timedelta | None
    edits: tuple[Echo, ...]
    counts: dict[str, int]


def copies(request: HttpRequest, pk: int) -> HttpResponse:
    """Near-copies of an article at other sources, with the fate of each of its edits since version 1."""
    article = find_article(pk)
    if not article.version_count:
        return no_such_version(request, article)
    found = list(article.copies.visible().select_related("other", "other__source")[:MOST_COPIES])
    latest = Version.objects.latest_of(copy.other for copy in found)
    texts = {version.article_id: version for version in latest}
    diff = _net_change(article)
    shown = [_show(article, copy.other, copy.share, diff, texts) for copy in found if copy.other_id in texts]
    return render(request, "copies.html", {"article": article, "copies": shown})


def _net_change(article: Article) -> Diff | None:
    """What changed in all, from the first version to the latest; None where nothing did."""
    if article.version_count < 2:
        return None
    first, last = article.versions.filter(number__in=[1, article.version_count]).order_by("number")
    return compare_versions(first, last)


def _show(article: Article, other: Article, share: float, diff: Diff | None, texts: dict[int, Version]) -> CopyShown:
    text = [block.text for block in texts[other.pk].blocks]
    found = echoes(diff, text) if diff else ()
    sooner = article.first_seen_at - other.first_seen_at
    edits = sorted(found, key=lambda echo: ORDER.index(echo.fate))[:MOST_EDITS]
    counts = Counter(echo.fate.name.lower() for echo in found)
    return CopyShown(
        other, share,
        earlier_by=sooner if sooner > timedelta(0) else None, later_by=-sooner if sooner < timedelta(0) else None,
        edits=tuple(edits), counts={**dict.fromkeys((fate.name.lower() for fate in Fate), 0), **counts},
    )  # fmt: skip
