"""Search as the API gives it: what articles say, said, added and removed, and where in a passage the words stand."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from articles.api.problems import Problem
from articles.api.reading import Size, Text, address_with, router
from articles.api.schemas import ArticleOut, page
from articles.api.texts import VersionOut
from articles.packing import storable
from articles.search.find import FURTHEST, Hit, Search, find
from articles.search.query import LONGEST, BadQuery, Node, parse, places


class SearchQuery(Schema):
    """What to look for, and where: the parameters of the search page."""

    q: str = Field(
        min_length=1,
        max_length=LONGEST,
        description="Words; “phrases”; begin*; AND, OR, NOT or -; brackets. A query without a word is a 422.",
    )
    within: Literal["text", "removed", "added", "all"] = Field(
        "text", alias="in", description="Current text, what edits removed or added, or all versions."
    )
    source: Text = Field("", description="Only this source's, by its slug.")
    language: Text = Field("", description="Only in this language, such as en; en finds en-GB too.")
    since: date | None = Field(None, description="Only changes since this day (UTC).")
    until: date | None = Field(None, description="Only changes up to this day (UTC), which counts.")
    level: Literal["all", "cosmetic", "minor", "substantive", "major"] = Field(
        "all", description="Only of changes of this level or more."
    )
    sort: Literal["best", "newest"] = Field("best", description="What comes first.")
    start: int = Field(0, ge=0, le=2 * FURTHEST, description="A place in the list; given by `next`.")
    limit: Size = 20

    def search(self) -> Search:
        """The same as search reads it."""
        return Search(
            q=storable(self.q), within=self.within, source=storable(self.source), language=storable(self.language),
            since=self.since, until=self.until, level=self.level, sort=self.sort,
        )  # fmt: skip


class PassageOut(Schema):
    """A headline or paragraph that holds what was looked for."""

    text: str
    headline: bool
    marks: list[tuple[int, int]] = Field(description="Where the words stand: from, to, in characters (code points).")


class HitOut(Schema):
    """A change that added or removed what was looked for, or an article with it."""

    article: ArticleOut
    version: VersionOut = Field(
        description="The version with the passages; of what was removed, the one that dropped them."
    )
    passages: list[PassageOut]
    since: int = Field(description="The version that brought the (latest of the) passages.")
    gone: int | None = Field(description="The version that dropped them, where none stands now.")
    page: str = Field(description="For people: the comparison that shows the change, else the version.")

    @classmethod
    def of(cls, hit: Hit, tree: Node) -> HitOut:
        """From what was found by a query's tree."""
        passages = [
            PassageOut(text=text.text, headline=text.headline, marks=places(tree, text.text)) for text in hit.texts
        ]
        article, number = hit.article, hit.version.number
        shown = page("diff", article.pk, number - 1, number) if hit.earlier else page("version", article.pk, number)
        return cls(
            article=ArticleOut.of(article), version=VersionOut.of(hit.version), passages=passages,
            since=hit.since, gone=hit.gone, page=shown,
        )  # fmt: skip


class Hits(Schema):
    """A page of what was found."""

    items: list[HitOut]
    next: str | None = Field(description="The address of the next page; null: this is the last.")
    capped: bool = Field(description="The words stand in so many passages that not all of them were looked at.")


@router.get("/search", response=Hits, tags=["Search"])
def search(request: HttpRequest, query: Query[SearchQuery]) -> Any:
    """Which articles say it, said it, or were changed to say it or to say it no longer."""
    asked = query.search()
    try:
        tree = parse(asked.q)
        found = find(asked, start=query.start, size=query.limit)
    except BadQuery as error:
        errors = [{"in": "query", "name": "q", "message": str(error)}]
        raise Problem(422, f"q: {error}", errors=errors) from error
    return Hits(
        items=[HitOut.of(hit, tree) for hit in found.hits],
        next=address_with(request, start=found.next) if found.next else None,
        capped=found.capped,
    )
