"""Who wrote what when: the latest text, each sentence with the version that brought it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.diffing import BlamedBlock, Removed, blame
from articles.models import Version
from articles.views.articles import no_such_version
from articles.views.found import edition_of, find_article
from articles.views.http import etag, unless_known

MOST_VERSIONS = 60  # so that the page stays quick; of more, the newest


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the latest version with what brought it, or a passage that an earlier version dropped."""

    kind: str
    block: BlamedBlock | None
    removed: Removed | None
    came: Version
    left: Version | None


def origins(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest version of an article, passage by passage, with what was removed in its place."""
    article = find_article(pk)
    if not article.version_count:
        return no_such_version(request, article)
    tag = etag("origins", pk, edition_of(article), article.last_changed_at, article.state, article.title)

    def build() -> HttpResponse:
        versions = list(article.versions.order_by("-number")[:MOST_VERSIONS])[::-1]
        context = {"article": article, "versions": versions, "latest": versions[-1], "passages": trace(versions)}
        return render(request, "origins.html", context)

    return unless_known(request, tag, article.last_changed_at or article.first_seen_at, build)


def trace(versions: list[Version]) -> list[Passage]:
    """The passages of the last version in order, with those that were dropped after the one they followed."""
    found = blame([[block.text for block in version.blocks] for version in versions])
    dropped: dict[int, list[Passage]] = defaultdict(list)
    for gone in found.removed:
        dropped[gone.after].append(Passage("", None, gone, versions[gone.since], versions[gone.gone]))
    passages = dropped[-1]
    for number, block in enumerate(found.blocks):
        kind = versions[-1].blocks[number].kind
        passages.append(Passage(kind, block, None, versions[block.since], None))
        passages += dropped[number]
    return passages
