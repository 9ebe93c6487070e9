"""What a token with the scope “write” may do: have an article watched, looked at now, hidden and shown again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Schema
from ninja.responses import Status
from pydantic import Field

from articles.api.door import may_write
from articles.api.problems import Problem
from articles.api.reading import Id, find, router, shown, wrong
from articles.api.schemas import ArticleOut, HiddenOut
from articles.models import Article, Source
from articles.packing import storable


class TrackIn(Schema, extra="forbid"):
    """What to watch."""

    url: str = Field(max_length=8192, description="The article's address.")
    source: str = Field("", max_length=64, description="Its source's slug; may be left out where the site tells it.")


# JavaScript's expressions do not take \u0085 for white space, nor Rust's \ufeff; the document must say what is asked.
_NOT_BLANK = r"[^\s\u0085\ufeff\u001c-\u001f]"


class HideIn(Schema, extra="forbid"):
    """Why an article is hidden."""

    reason: str = Field(min_length=1, max_length=2000, pattern=_NOT_BLANK, description="For the record; not shown.")


@router.post("/articles", response={201: ArticleOut, 200: ArticleOut}, tags=["Writing"], auth=may_write)
def track(request: HttpRequest, response: HttpResponse, body: TrackIn) -> Any:
    """Have an article watched: a scraper looks at it at its next turn. Known already, it is given back (200)."""
    try:
        known = Article.objects.select_related("source").at_url(storable(body.url))
        article, new = (known, False) if known else _track(body)
    except ValueError as error:
        raise wrong("url", str(error)) from error
    shown(article)
    response["Location"] = reverse("api-v1:get_article", args=[article.pk])
    return Status(201 if new else 200, ArticleOut.of(article))


def _track(body: TrackIn) -> tuple[Article, bool]:
    url = storable(body.url)
    if body.source:
        source = Source.objects.filter(slug=storable(body.source)).first()
        said = f"there is no source “{body.source}”"
    else:
        source = Source.objects.of_site(url)
        said = "no source is of this site; name one"
    if source is None:
        raise wrong("source", said)
    return Article.objects.track(source, url, now=timezone.now())


@router.post("/articles/{article_id}/check", response={202: ArticleOut}, tags=["Writing"], auth=may_write)
def check(request: HttpRequest, article_id: Id) -> Any:
    """Have an article looked at now: it becomes due, and a scraper looks at its next turn."""
    article = find(article_id)
    if not Article.objects.filter(pk=article.pk).check_now(timezone.now()):
        raise Problem(409, "An editor paused this article, so it is not looked at.")
    article.refresh_from_db()
    return Status(202, ArticleOut.of(article))


@router.put("/articles/{article_id}/hidden", response=HiddenOut, tags=["Writing"], auth=may_write)
def hide(request: HttpRequest, article_id: Id, body: HideIn) -> Any:
    """Keep an article from the public: its addresses answer 410, and no list or feed shows it."""
    article = _find_any(article_id)
    article.hide(storable(body.reason), timezone.now())
    return HiddenOut.of(article)


@router.delete("/articles/{article_id}/hidden", response={204: None}, tags=["Writing"], auth=may_write)
def unhide(request: HttpRequest, article_id: Id) -> Any:
    """Show an article to the public again."""
    _find_any(article_id).unhide()
    return Status(204, None)


def _find_any(article_id: int) -> Article:
    """The article, hidden or not."""
    found = Article.objects.filter(pk=article_id).first()
    if found is None:
        raise Problem(404, f"There is no article {article_id}.")
    return found
