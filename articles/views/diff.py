"""The diff page: two versions of an article side by side or in one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from articles.diffing import Diff, Row, Spans, compare_versions, fold, measure
from articles.marks import woven
from articles.models import Article, Version
from articles.models.version import change_as_json
from articles.views.articles import find_article, no_such_version
from articles.views.http import Request, etag, page, unless_known, wants_fragment


@dataclass(frozen=True, slots=True)
class Cell:
    """One block in one cell."""

    kind: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the diff as it is shown; `number` is its anchor, `peer` the anchor of a move's other end."""

    number: int
    row: Row
    old: tuple[Cell, ...]
    new: tuple[Cell, ...]
    both: tuple[Cell, ...]
    peer: int | None

    @property
    def is_woven(self) -> bool:
        """Whether both sides in one text say more than either side alone."""
        return self.row.kind in ("changed", "split", "merged")

    @property
    def label(self) -> str:
        """What happened to the passage, for those who do not see colours."""
        if self.row.trivial and self.row.kind == "changed":
            return "Only typography changed"
        return _LABELS[self.row.kind]

    @property
    def is_change(self) -> bool:
        """Whether it is worth stopping at."""
        return not self.row.trivial


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that follow one another, folded away or not."""

    folded: bool
    lines: tuple[Line, ...]


_OTHER_END = {"moved-from": "moved-to", "moved-to": "moved-from"}
_LABELS = {
    "same": "Unchanged",
    "changed": "Changed",
    "added": "Added",
    "removed": "Removed",
    "moved-from": "Moved away",
    "moved-to": "Moved here",
    "split": "Split",
    "merged": "Merged",
}


def diff(request: Request, pk: int, a: int, b: int) -> HttpResponse:
    """Versions a and b; ``?view=inline`` shows them in one text."""
    view = "inline" if request.GET.get("view") == "inline" else "side"
    if a > b:
        query = "?view=inline" if view == "inline" else ""
        return HttpResponsePermanentRedirect(reverse("diff", args=[pk, b, a]) + query)
    article = find_article(pk)
    if not 1 <= a < b <= article.version_count:
        return no_such_version(request, article)
    # Versions never change, so the page changes only when the article's row or our code does.
    state = (article.version_count, article.last_changed_at, article.state, article.title)
    tag = etag("diff", pk, a, b, view, wants_fragment(request), *state)
    return unless_known(
        request,
        tag,
        article.last_changed_at,
        lambda: page(request, "diff.html", _context(article, a, b, view), fragment="rows"),
    )


def _context(article: Article, a: int, b: int, view: str) -> dict[str, object]:
    versions = article.versions.select_related("capture").filter(number__in=[a, b])
    old, new = versions.order_by("number")
    result = compare_versions(old, new)
    return {
        "article": article,
        "old": old,
        "new": new,
        "view": view,
        "diff": result,
        "pair": [old, new],
        "stretches": show(result, old, new),
        "change_count": sum(not row.trivial for row in result.rows),
        "change": _change(old, new, result),
        "last": article.version_count,
    }


def _change(old: Version, new: Version, result: Diff) -> dict[str, object]:
    """How much it matters and why: as stored for neighbours, measured now for versions further apart."""
    if new.number == old.number + 1 and new.level:
        return {"level": new.level, "stealth": new.stealth, "notice": new.notice, **new.change}
    change = measure(old, new, result)
    return {"level": change.level, "stealth": change.stealth, "notice": change.notice, **change_as_json(change)}


def show(result: Diff, old: Version, new: Version) -> list[Stretch]:
    """The rows with all that a template needs to draw them, long unchanged runs folded."""
    numbers = {id(row): number for number, row in enumerate(result.rows, 1)}
    moves = [row for row in result.rows if row.peer]
    ends: dict[tuple[str, tuple[int, ...]], int] = {(row.kind, row.old or row.new): numbers[id(row)] for row in moves}
    stretches = []
    for stretch in fold(result.rows):
        lines = []
        for row in stretch.rows:
            old_kinds = [row.field or ""] if row.field else [old.blocks[i].kind for i in row.old]
            new_kinds = [row.field or ""] if row.field else [new.blocks[j].kind for j in row.new]
            peer = ends.get((_OTHER_END.get(row.kind, ""), row.peer))
            both = _cells(new_kinds or old_kinds, woven(row))
            line = Line(
                numbers[id(row)], row, _cells(old_kinds, row.old_spans), _cells(new_kinds, row.new_spans), both, peer
            )
            lines.append(line)
        stretches.append(Stretch(stretch.folded, tuple(lines)))
    return stretches


def _cells(kinds: Sequence[str], sides: Sequence[Spans]) -> tuple[Cell, ...]:
    return tuple(Cell(kind, spans) for kind, spans in zip(kinds, sides, strict=True) if spans)
