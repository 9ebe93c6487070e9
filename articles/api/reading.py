"""What may be read: sources, articles, versions, comparisons, origins, the stream of changes, look-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Query, Router, Schema
from pydantic import Field

from articles.api.problems import Problem
from articles.api.schemas import ArticleDetail, ArticleOut, Articles, SourceDetail, SourceOut, Sources
from articles.api.texts import BlameOut, Changes, DiffOut, EntryOut, Recorded, VersionDetail, VersionOut, Versions
from articles.diffing import blame, compare_versions
from articles.models import Article, Source, Version
from articles.packing import storable
from articles.stream import BadAddress, Cursor, Filters, Mark, read_page, read_recorded
from articles.views.http import etag
from articles.views.origins import MOST_VERSIONS

router = Router()

Place = TypeVar("Place", Cursor, Mark)
Item = TypeVar("Item")

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1, description="A version's number, from 1.")]
Size = Annotated[int, Field(ge=1, le=100, description="Entries on a page.")]
Text = Annotated[str, Field(max_length=8192)]


# Sources


class SourceQuery(Schema):
    """A page of sources."""

    after: Text = Field("", description="Only slugs that come later.")
    limit: Size = 100


@router.get("/sources", response=Sources, tags=["Sources"])
def list_sources(request: HttpRequest, query: Query[SourceQuery]) -> Any:
    """The sources, by slug."""
    limit = query.limit
    found = Source.objects.with_counts().with_last_look().filter(slug__gt=storable(query.after)).order_by("slug")
    items = [SourceOut.of(source) for source in found[: limit + 1]]
    return Sources(items=items[:limit], next=_next(request, items, limit, "after", lambda item: item.slug))


@router.get("/sources/{slug}", response=SourceDetail, tags=["Sources"])
def get_source(request: HttpRequest, slug: Text) -> Any:
    """One source, with its feeds."""
    found = Source.objects.with_counts().with_last_look().filter(slug=storable(slug)).first()
    if found is None:
        raise Problem(404, f"There is no source “{slug}”. /api/v1/sources lists all.")
    return SourceDetail.of(found)


# Articles


class ArticleQuery(Schema):
    """Which articles to list."""

    source: Text = Field("", description="Only this source's, by its slug.")
    state: Literal["", "active", "gone", "retired", "paused"] = Field("", description="Only these.")
    language: Text = Field("", description="Only in this language, such as en; en finds en-GB too.")
    before: Id | None = Field(None, description="Only ids below this one.")
    limit: Size = 50


@router.get("/articles", response=Articles, tags=["Articles"])
def list_articles(request: HttpRequest, query: Query[ArticleQuery]) -> Any:
    """Articles, those first that were found last."""
    found, limit = Article.objects.visible().select_related("source").order_by("-pk"), query.limit
    if query.source:
        found = found.filter(source__slug=storable(query.source))
    if query.state:
        found = found.filter(state=query.state)
    if query.language:
        found = found.in_language(storable(query.language))
    if query.before is not None:
        found = found.filter(pk__lt=query.before)
    items = [ArticleOut.of(article) for article in found[: limit + 1]]
    return Articles(items=items[:limit], next=_next(request, items, limit, "before", lambda item: item.id))


class LookupQuery(Schema):
    """Which article to look up."""

    url: Text = Field(description="Any variant will do: mobile, AMP, with tracking parameters.")


@router.get("/lookup", response=ArticleDetail, tags=["Articles"])
def lookup(request: HttpRequest, query: Query[LookupQuery]) -> Any:
    """The article with this address."""
    try:
        found = Article.objects.select_related("source").at_url(storable(query.url))
    except ValueError as error:
        raise Problem(404, str(error)) from error
    if found is None:
        raise Problem(404, "No article with this address is tracked. POST it to /api/v1/articles to have it watched.")
    return ArticleDetail.of(shown(found))


@router.get("/articles/{article_id}", response=ArticleDetail, tags=["Articles"])
def get_article(request: HttpRequest, article_id: Id) -> Any:
    """One article, with its other addresses and what happened to it."""
    return ArticleDetail.of(find(article_id))


# Versions


class VersionQuery(Schema):
    """A page of versions."""

    after: int = Field(0, ge=0, le=2**31 - 1, description="Only higher numbers.")
    limit: Size = 100


@router.get("/articles/{article_id}/versions", response=Versions, tags=["Versions"])
def list_versions(request: HttpRequest, article_id: Id, query: Query[VersionQuery]) -> Any:
    """An article's versions, oldest first, without their texts."""
    found, limit = find(article_id).versions.filter(number__gt=query.after).order_by("number"), query.limit
    items = [VersionOut.of(version) for version in found.defer("text", "kinds")[: limit + 1]]
    return Versions(items=items[:limit], next=_next(request, items, limit, "after", lambda item: item.number))


@router.get("/articles/{article_id}/versions/{number}", response=VersionDetail, tags=["Versions"])
def get_version(request: HttpRequest, article_id: Id, number: Number) -> Any:
    """One version: its text as blocks, and the evidence for it."""
    article = find(article_id)
    versions = article.versions.select_related("article", "capture__blob").defer("capture__blob__data")
    return VersionDetail.of(_version(versions, article, number))


@router.get("/articles/{article_id}/diff/{old}/{new}", response=DiffOut, tags=["Versions"])
def get_diff(request: HttpRequest, article_id: Id, old: Number, new: Number) -> Any:
    """Any two versions compared, in either direction: rows of aligned blocks, with spans of words."""
    article = find(article_id)
    a, b = (_version(article.versions.all(), article, number) for number in (old, new))
    # What a version says and what was measured of it make the answer, so nothing is compared for whom it is known.
    tag = etag("api-diff", a.pk, a.digest, b.pk, b.digest, b.level, b.significance, settings.SITE_URL)
    return _unless_known(request, tag) or DiffOut.of(a, b, compare_versions(a, b))


@router.get("/articles/{article_id}/blame", response=BlameOut, tags=["Versions"])
def get_blame(request: HttpRequest, article_id: Id) -> Any:
    """The latest text, each sentence with the version that brought it, and what was dropped."""
    article = find(article_id)
    versions = list(article.versions.order_by("-number")[:MOST_VERSIONS])[::-1]
    if not versions:
        raise Problem(404, "This article has no versions yet.")
    tag = etag("api-blame", *(f"{version.pk}:{version.digest}" for version in versions))
    known = _unless_known(request, tag)
    return known or BlameOut.of(versions, blame([[block.text for block in version.blocks] for version in versions]))


# The stream


class ChangeQuery(Schema):
    """Which changes to give: the parameters of the page of latest changes."""

    source: Text = Field("", description="Only this source's, by its slug.")
    level: Literal["all", "cosmetic", "minor", "substantive", "major"] = Field("all", description="This or more.")
    headline: bool = Field(False, description="Only changes of the headline.")
    stealth: bool = Field(False, description="Only substantive ones without a correction notice.")
    gone: bool = Field(False, description="Only articles that were taken down.")
    since: date | None = Field(None, description="Only since this day (UTC).")
    language: Text = Field("", description="Only in this language, such as en; en finds en-GB too.")
    limit: Size = 50

    def filters(self) -> Filters:
        """The same as the stream reads them."""
        return Filters(
            source=storable(self.source), level=self.level, headline=self.headline, stealth=self.stealth,
            gone=self.gone, since=self.since, language=storable(self.language),
        )  # fmt: skip


class PageQuery(ChangeQuery):
    """A page of the stream."""

    before: str = Field(
        "",
        pattern=r"^([0-9]{8}T[0-9]{6}\.[0-9]{6}-[ev][0-9]{1,18})?$",
        description="Only what stands after this place; given by `next`.",
    )


@router.get("/changes", response=Changes, tags=["Changes"])
def list_changes(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """Changes, and articles taken down, back or moved: newest first."""
    found = read_page(query.filters(), before=_place(Cursor, query.before, "before"), size=query.limit)
    items = [EntryOut.of(entry.article, entry.version, entry.event) for entry in found.entries]
    following = address_with(request, before=found.next) if found.next else None
    return Changes(items=items, next=following, mark=str(Mark.now()))


class FollowQuery(ChangeQuery):
    """A stretch of the record."""

    after: str = Field(
        "",
        pattern=r"^(v[0-9]{1,18}e[0-9]{1,18})?$",
        description="A mark: `mark` of /changes, or as `next` has it. Empty: all.",
    )


@router.get("/changes/recorded", response=Recorded, tags=["Changes"])
def list_recorded(request: HttpRequest, query: Query[FollowQuery]) -> Any:
    """To follow along: what was recorded since a mark, in the order of recording.

    Changes woven in later by an import come here too, whatever day they were seen.
    """
    mark = _place(Mark, query.after, "after") or Mark()
    found = read_recorded(query.filters(), after=mark, size=query.limit)
    items = [EntryOut.of(entry.article, entry.version, entry.event) for entry in found.entries]
    return Recorded(items=items, next=address_with(request, after=found.mark), more=found.more)


# What they share


def find(article_id: int) -> Article:
    """The article with its source. Raises Problem: 404, or 410 for one that is hidden."""
    found = Article.objects.select_related("source").filter(pk=article_id).first()
    if found is None:
        raise Problem(404, f"There is no article {article_id}. /api/v1/lookup?url=… finds one by its address.")
    return shown(found)


def shown(article: Article) -> Article:
    """The article. Raises Problem, 410, for one that is hidden."""
    if article.is_hidden:
        raise Problem(410, "This article was withdrawn from the public by an editor.")
    return article


def _version(versions: QuerySet[Version], article: Article, number: int) -> Version:
    found = versions.filter(number=number).first()
    if found is None:
        raise Problem(404, f"There is no version {number}: article {article.pk} has {article.version_count}.")
    return found


def _place(kind: type[Place], text: str, name: str) -> Place | None:
    try:
        return kind.read({name: text}, name)
    except BadAddress:
        raise Problem(404, f"“{name}” is not a place in this list; use one that an answer gave.") from None


def wrong(name: str, message: str) -> Problem:
    """422 for a member of the body that is well formed and yet will not do."""
    return Problem(422, f"{name}: {message}", errors=[{"in": "body", "name": name, "message": message}])


def _unless_known(request: HttpRequest, tag: str) -> HttpResponse | None:
    """304 where the client has it already; else the answer will carry this validator."""
    request.tag = tag  # type: ignore[attr-defined]  # the door puts it on
    return get_conditional_response(request, etag=tag)


def _next(request: HttpRequest, items: list[Item], limit: int, name: str, key: Callable[[Item], object]) -> str | None:
    """The address of the next page, if one more entry than wanted was found."""
    return address_with(request, **{name: key(items[limit - 1])}) if len(items) > limit else None


def address_with(request: HttpRequest, **changes: object) -> str:
    """This request's address with some of its parameters changed."""
    query = {**request.GET.dict(), **{name: str(value) for name, value in changes.items()}}
    return f"{settings.SITE_URL}{request.path}?{urlencode(query)}"
