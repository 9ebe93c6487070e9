"""What was found, as pages and feeds show it: passages with the words marked, each linked to the row of its diff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from articles.diffing import Diff, Span, Spans, compare_versions
from articles.marks import Look, sought
from articles.models import Version
from articles.search.find import Hit, Text, Within
from articles.search.query import Node, places

PASSAGES = 3  # shown of one hit; the rest is a click away


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage as HTML, and the address of the row, or of the version, in which it stands."""

    html: SafeString
    url: str
    headline: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with its passages; ``url`` is the page of what brought or removed them, ``change`` that change if any."""

    hit: Hit
    url: str
    change: Version | None
    passages: tuple[Passage, ...]
    more: int


def show(tree: Node, hits: Sequence[Hit], within: Within, look: Look = "page") -> list[Result]:
    """The hits with their passages drawn; one query for the versions that a search in texts does not bring along."""
    steps = _steps(hit for hit in hits if hit.earlier is None)
    results = []
    for hit in hits:
        number = hit.version.number if hit.earlier else hit.gone or hit.since
        pair = (hit.earlier, hit.version) if hit.earlier else steps.get((hit.article.pk, number))
        removed = within == "removed" or hit.gone is not None
        if pair:
            url, change = pair[1].diff_url, pair[1]
            rows = _rows(compare_versions(*pair), *pair, removed=removed)
        else:
            url, change, rows = reverse("version", args=[hit.article.pk, hit.version.number]), None, {}
        texts = sorted(hit.texts, key=lambda text: text not in rows)
        shown = tuple(_passage(tree, text, *rows.get(text, (0, ())), hit, url, look) for text in texts[:PASSAGES])
        results.append(Result(hit, url, change, shown, len(texts) - len(shown)))
    return results


def _passage(tree: Node, text: Text, row: int, spans: Spans, hit: Hit, url: str, look: Look) -> Passage:
    # What a change did is marked where the search is for changes, and not where it is for what articles say.
    spans = spans if spans and hit.earlier else (Span("=", text.text),)
    address = f"{url}#row-{row}" if row else reverse("version", args=[hit.article.pk, hit.version.number])
    return Passage(sought(spans, places(tree, text.text), look), address, text.headline)


def _rows(diff: Diff, old: Version, new: Version, *, removed: bool) -> dict[Text, tuple[int, Spans]]:
    """Texts of one side of a diff that are not the same on the other: number of the row, and marked words."""
    found: dict[Text, tuple[int, Spans]] = {}
    version = old if removed else new
    for number, row in enumerate(diff.rows, 1):
        sides = row.old_spans if removed else row.new_spans
        if row.field:
            texts = [Text(version.title, True) if row.field == "title" else Text(getattr(version, row.field))]
        else:
            texts = [Text(version.blocks[place].text) for place in (row.old if removed else row.new)]
        if row.kind != "same":
            found.update({text: (number, spans) for text, spans in zip(texts, sides, strict=True) if text.text})
    return found


def _steps(hits: Iterable[Hit]) -> dict[tuple[int, int], tuple[Version, Version]]:
    """The versions before and after the changes that brought, or dropped, what stands in the hits' versions."""
    wanted = Q(pk__in=[])
    keys = [(hit.article.pk, hit.gone or hit.since) for hit in hits if (hit.gone or hit.since) > 1]
    for article_id, number in keys:
        wanted |= Q(article=article_id, number__in=[number - 1, number])
    versions = {(v.article_id, v.number): v for v in Version.objects.filter(wanted)} if keys else {}
    return {
        (article_id, number): (versions[article_id, number - 1], versions[article_id, number])
        for article_id, number in keys
        if {(article_id, number - 1), (article_id, number)} <= versions.keys()
    }
