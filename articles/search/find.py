"""Searching: from a query and its filters to what was found, with the passages that hold it.

The index proposes articles and steps between versions; what is found is confirmed against the versions themselves, so
that it is exact whatever the engine: something was *removed* by a version when a headline or passage of the version
before holds the query and none of this one does, and *added* the other way round. The headline and the text are
looked at apart: words that leave the headline were removed from it, though the text may still have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from typing import Literal
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models import Article, Version
from articles.models.passage import body_of
from articles.search import index
from articles.search.query import Node, holds, parse
from articles.stream import EVERYTHING, LEVELS, BadAddress

Within = Literal["text", "all", "added", "removed"]
WITHINS: tuple[Within, ...] = ("text", "removed", "added", "all")
SORTS = ("best", "newest")
PAGE_SIZE = 20
MOST_LOOKED_AT = 400
"""Proposals confirmed for one page; a page that would need more is shorter and leads on."""
FURTHEST = 20_000
"""Where paging ends."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for, and where. The fields are the parameters of the address, ``within`` as ``in``."""

    q: str = ""
    within: Within = "text"
    source: str = ""
    language: str = ""
    since: date | None = None
    until: date | None = None
    level: str = EVERYTHING  # of the change: this level and up
    sort: str = "best"

    @classmethod
    def read(cls, query: Mapping[str, str], *, sort: str = "best") -> Search:
        """The search in an address. Raises BadAddress; the query itself is read when it is run."""
        within = query.get("in") or "text"
        if within not in WITHINS:
            raise _bad_choice("in", within, WITHINS)
        level = query.get("level") or EVERYTHING
        if level not in (*LEVELS, EVERYTHING):
            raise _bad_choice("level", level, (*LEVELS, EVERYTHING))
        order = query.get("sort") or sort
        if order not in SORTS:
            raise _bad_choice("sort", order, SORTS)
        texts = {name: query.get(name, "").replace("\x00", "").strip() for name in ("q", "source", "language")}
        days = {name: _day(query.get(name, "").strip(), name) for name in ("since", "until")}
        return cls(within=within, level=level, sort=order, **texts, **days)  # type: ignore[arg-type]

    def address(self) -> str:
        """The query of an address that makes this search."""
        pairs = {field.name: getattr(self, field.name) for field in fields(self)}
        pairs["in"] = pairs.pop("within")
        usual = {"in": "text", "level": EVERYTHING, "sort": "best"}
        return "?" + urlencode({name: value for name, value in pairs.items() if value and value != usual.get(name)})

    def but(self, **changes: object) -> Search:
        """This search with some of it changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def narrowing(self) -> bool:
        """Whether a filter is set."""
        return self.but(q="", within="text", sort="best") != Search()


@dataclass(frozen=True, slots=True)
class Text:
    """A headline or passage that holds what is looked for."""

    text: str
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: a change that added or removed it, or an article with it.

    ``version`` has the passages, except for what was removed: then ``earlier`` has them, and ``version`` is the one
    that dropped them. ``since`` is the number of the version that brought the (latest of the) passages; ``gone``
    that of the version that dropped the last of them, where none stands now.
    """

    article: Article
    version: Version
    texts: tuple[Text, ...]
    earlier: Version | None = None
    since: int = 0
    gone: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; ``next`` is where the next one starts. ``capped``: not all matches were ranked."""

    hits: tuple[Hit, ...]
    next: int | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class _Proposal:
    article_id: int
    number: int
    since: int


def find(search: Search, *, start: int = 0, size: int = PAGE_SIZE) -> Found:
    """What the search finds, the best (or newest) first. Raises BadQuery."""
    tree = parse(search.q)
    # Asked for once, for an index has to find and rank all matches to give the first; confirmed a few at a time.
    proposals, capped = _proposals(search, tree, start=start, size=MOST_LOOKED_AT)
    hits: list[Hit] = []
    place = 0
    while place < len(proposals):
        chunk = proposals[place : place + (3 * size if place else size + 1)]
        confirmed = _confirmed(search, tree, chunk)
        for proposal in chunk:
            if hit := confirmed.get(proposal):
                if len(hits) == size:
                    return Found(tuple(hits), _next(start + place), capped)
                hits.append(hit)
            place += 1
    return Found(tuple(hits), _next(start + place) if place == MOST_LOOKED_AT else None, capped)


def _next(place: int) -> int | None:
    return place if place < FURTHEST else None


def _proposals(search: Search, tree: Node, *, start: int, size: int) -> tuple[list[_Proposal], bool]:
    """Articles, or changes of articles, with matching passages; and whether there were too many to rank."""
    scope: index.Scope = "all" if search.within == "text" else search.within
    matching, parameters = index.matching(tree, scope)
    step = "p.gone" if search.within == "removed" else "p.first"
    wheres, values = _wheres(search, step)
    if search.within in ("added", "removed"):
        shown, group = step, f"p.article_id, {step}"
    else:
        shown, group = "MAX(COALESCE(p.gone - 1, a.version_count))", "p.article_id"
    newest = search.sort == "newest"
    joins = [
        index.looked_up("articles_passage", "p", "p.id = m.id"),
        index.looked_up("articles_article", "a", "a.id = p.article_id"),
    ]
    if newest or "v." in wheres:
        joins.append(index.looked_up("articles_version", "v", f"v.article_id = p.article_id AND v.number = {step}"))
    order = "MAX(v.seen_at) DESC, MAX(v.id) DESC" if newest else "MIN(m.score), p.article_id DESC, 2 DESC"
    sql = f"""WITH m AS MATERIALIZED ({matching})
        SELECT p.article_id, {shown}, MAX(p.first), (SELECT COUNT(*) FROM m)
        FROM m {" ".join(joins)}
        WHERE {wheres} GROUP BY {group} ORDER BY {order} LIMIT %s OFFSET %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *values, size, start])
        rows = cursor.fetchall()
    return [_Proposal(*row[:3]) for row in rows], bool(rows) and rows[0][3] >= index.MOST


def _wheres(search: Search, step: str) -> tuple[str, list[str | int | None]]:
    """The filters as SQL over passages p, articles a and (if named) versions v, with their values."""
    wheres, values = ["a.hidden_at IS NULL"], list[str | int | None]()
    if search.within == "text":
        wheres.append("p.gone IS NULL")
    elif search.within == "added":
        wheres.append("p.first > 1")
    elif search.within == "removed":
        wheres.append("p.gone IS NOT NULL")
    if search.source:
        wheres.append("a.source_id IN (SELECT id FROM articles_source WHERE slug = %s)")
        values.append(search.source)
    if search.language:
        wheres.append("(a.language = %s OR SUBSTR(a.language, 1, %s) = %s)")
        values += [search.language, len(search.language) + 1, f"{search.language}-"]
    if search.since:
        wheres.append("v.seen_at >= %s")
        values.append(connection.ops.adapt_datetimefield_value(datetime.combine(search.since, time.min, UTC)))
    if search.until:
        wheres.append("v.seen_at <= %s")
        values.append(connection.ops.adapt_datetimefield_value(datetime.combine(search.until, time.max, UTC)))
    if search.level != EVERYTHING:
        levels = ["", *LEVELS[LEVELS.index(search.level) :]]
        wheres.append(f"v.number > 1 AND v.level IN ({', '.join(['%s'] * len(levels))})")
        values += levels
    return " AND ".join(wheres), values


def _confirmed(search: Search, tree: Node, proposals: list[_Proposal]) -> dict[_Proposal, Hit]:
    """Which proposals hold against the versions themselves: two queries for all of them."""
    step = search.within in ("added", "removed")
    numbers = {(p.article_id, p.number - back) for p in proposals for back in ((0, 1) if step else (0,))}
    wanted = Q(pk__in=[])
    for article_id, number in numbers:
        wanted |= Q(article=article_id, number=number)
    versions = {(v.article_id, v.number): v for v in Version.objects.filter(wanted)} if numbers else {}
    ids = {proposal.article_id for proposal in proposals}
    articles = Article.objects.visible().select_related("source").in_bulk(ids) if ids else {}
    found: dict[_Proposal, Hit] = {}
    for proposal in proposals:
        article, version = articles.get(proposal.article_id), versions.get((proposal.article_id, proposal.number))
        earlier = versions.get((proposal.article_id, proposal.number - 1)) if step else None
        if article is None or version is None or (step and earlier is None):
            continue  # hidden, or written anew, since it was proposed
        if search.within == "removed" and earlier is not None:
            texts = lost(tree, earlier, version)
        elif search.within == "added" and earlier is not None:
            texts = lost(tree, version, earlier)
        else:
            texts = (*_holding(tree, version, headline=True), *_holding(tree, version, headline=False))
        if texts:
            gone = proposal.number + 1 if search.within == "all" and proposal.number < article.version_count else None
            found[proposal] = Hit(article, version, texts, earlier, proposal.since, gone)
    return found


def lost(tree: Node, one: Version, other: Version) -> tuple[Text, ...]:
    """What of one version holds the query where the other, in its headline or in its text, does not."""
    found: list[Text] = []
    for headline in (True, False):
        others = _texts(other, headline=headline)
        known = set(others)  # what stands in both holds the query in both
        own = [text for text in _texts(one, headline=headline) if text not in known and holds(tree, text)]
        if own and not any(holds(tree, text) for text in others):
            found += [Text(text, headline) for text in own]
    return tuple(found)


def _holding(tree: Node, version: Version, *, headline: bool) -> list[Text]:
    return [Text(text, headline) for text in _texts(version, headline=headline) if holds(tree, text)]


def _texts(version: Version, *, headline: bool) -> list[str]:
    return [version.title] if headline else body_of(version)


def _bad_choice(name: str, given: str, allowed: Iterable[str]) -> BadAddress:
    said = _("“%(name)s” is “%(given)s”. Use one of %(allowed)s.")
    return BadAddress(said % {"name": name, "given": given, "allowed": ", ".join(allowed)})


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        said = _("“%(name)s” is “%(text)s”, which is no date. Write it like 2026-11-17.")
        raise BadAddress(said % {"name": name, "text": text}) from None
