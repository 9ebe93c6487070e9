"""The article that an address names, read as its pages show it, by a statement that is kept.

To make the statement takes ten times as long as to ask it, and every page of an article begins with it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.http import Http404

from articles.models import Article, Folded, Source, Version
from articles.models.rows import Row, kept, made
from articles.views.http import Hidden

# In the order of the tables, as from_db() takes them. What else is asked of them costs a query.
_ARTICLE = (
    "id", "source_id", "host_id", "url", "title", "language", "published_at", "first_seen_at", "state",
    "version_count", "last_changed_at", "hidden_at", "hidden_reason", "next_check_at", "last_checked_at",
    "last_outcome", "check_count", "error_count", "last_error",
)  # fmt: skip
_SOURCE = ("id", "slug", "name", "homepage", "country", "language", "enabled")
# What a validator of a page about versions stands on: the id of the article's last one. A version never changes, but
# noise that is found later is taken out of all of them: they are written anew then, and no id comes back.
# So do the marks of noise, which a version's page and a comparison show.
_EDITION = ("edition", "marks", "marked")
_LARGEST = 2**63 - 1  # that a database takes for a number


def find_article(pk: int) -> Article:
    """The article with its source, or a 404. Raises Hidden where an editor hid it, which answers 410."""
    if pk > _LARGEST:
        raise Http404
    rows = _rows(pk)
    if not rows:
        raise Http404
    found = _article(rows[0])
    if found.hidden_at is not None:
        raise Hidden(found.hidden_at)
    if vars(found)["marks"] is None:
        found.change_count = max(found.version_count - 1, 0)  # nothing is folded, so no query need count it
    return found


def edition_of(found: Article) -> tuple[object, ...]:
    """Which writing of its versions, and which marks on them, an article's pages stand on, for validators.

    The article is from ``find_article``.
    """
    return tuple(vars(found)[name] for name in _EDITION)


def _asked() -> QuerySet[Any, Any]:
    last = Version.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    marks = Folded.objects.filter(article=OuterRef("pk")).order_by().values("article")
    asked = Article.objects.filter(pk=0).annotate(
        edition=Subquery(last),
        marks=Subquery(marks.annotate(n=Count("pk")).values("n")),
        marked=Subquery(marks.annotate(n=Sum("pk")).values("n")),
    )
    columns = (*_ARTICLE, *(f"source__{name}" for name in _SOURCE), *_EDITION)
    return asked.values_list(*columns)


_rows = kept(_asked, 0)


def _article(row: Row) -> Article:
    found = made(Article, _ARTICLE, row)
    found.source = made(Source, _SOURCE, row[len(_ARTICLE) :])
    vars(found).update(zip(_EDITION, row[-len(_EDITION) :], strict=True))
    return found
