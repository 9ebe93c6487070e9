"""The rows of a diff as HTML.

Drawn here and not in a template: a page may have thousands of rows, and a template took about eight times as long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop

from articles.diffing import Diff, Row, Shift, Spans, fold
from articles.marks import marked, woven
from articles.models import Version

_LABELS = {
    "same": gettext_noop("Unchanged"),
    "changed": gettext_noop("Changed"),
    "added": gettext_noop("Added"),
    "removed": gettext_noop("Removed"),
    "moved-from": gettext_noop("Moved away"),
    "moved-to": gettext_noop("Moved here"),
    "split": gettext_noop("Split"),
    "merged": gettext_noop("Merged"),
}
_FIELDS = {
    "title": gettext_noop("headline"),
    "standfirst": gettext_noop("standfirst"),
    "byline": gettext_noop("byline"),
}
_OTHER_END = {"moved-from": "moved-to", "moved-to": "moved-from"}
_PEER = {
    "moved-from": gettext_noop("Moved: see where it stands now"),
    "moved-to": gettext_noop("Moved: see where it stood before"),
}


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language calls things, as HTML. Looked up once and not for each row."""

    language: str
    label: str  # with the row's kind and number to be put in
    kinds: dict[str, str]
    fields: dict[str, str]
    typography: str
    peers: dict[str, str]
    hint: str


Links = tuple[list[str], list[str]]  # as HTML: to where sentences of a row went, and to where others came from


@lru_cache(maxsize=16)
def _words(language: str) -> _Words:
    """The words of the language that is active, which this names."""
    kinds, fields, peers = (
        {name: escape(gettext(text)) for name, text in texts.items()} for texts in (_LABELS, _FIELDS, _PEER)
    )
    return _Words(
        language=escape(language), label=escape(gettext("%(kind)s, passage %(number)s")), kinds=kinds, fields=fields,
        typography=escape(gettext("Only typography changed")), peers=peers,
        hint=escape(gettext("Link to this passage")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrawnStretch:
    """Rows that follow one another, as HTML: all shown, or all unchanged and folded away."""

    folded: bool
    size: int
    html: SafeString


def draw(diff: Diff, old: Version, new: Version, *, inline: bool) -> list[DrawnStretch]:
    """All rows: two cells beside each other, or (inline) one with both sides woven together.

    A row's anchor is ``row-N``, N counted from 1; the ends of a move link to each other, of a sentence's, too.
    """
    numbers = {id(row): number for number, row in enumerate(diff.shown, 1)}
    moves = [row for row in diff.shown if row.peer]
    ends: dict[tuple[str, tuple[int, ...]], int] = {(row.kind, row.old or row.new): numbers[id(row)] for row in moves}
    stretches, words = [], _words(get_language() or "en")
    away, here = _other_ends(diff.shifts), _other_ends([Shift(new, old) for old, new in diff.shifts])
    for stretch in fold(diff.shown):
        rows = []
        for row in stretch.rows:
            number = numbers[id(row)]
            went, came = away.get(number, []), here.get(number, [])
            peer = ends.get((_OTHER_END.get(row.kind, ""), row.peer))
            if row.peer and not peer:  # its other end is but a part of a row
                peer = (went or came)[0]
            links = _links(went, number, "moved-from", words), _links(came, number, "moved-to", words)
            rows.append(_row(row, number, peer, _cells(row, old, new, links, inline=inline), words))
        stretches.append(DrawnStretch(stretch.folded, len(rows), mark_safe("\n".join(rows))))
    return stretches


def _other_ends(found: Iterable[Shift]) -> dict[int, list[int]]:
    """For each row, the rows at the other ends of its sentences that moved, in the order in which these stand in it."""
    ends: dict[int, list[int]] = {}
    for here, there in sorted(found):
        ends.setdefault(here.row + 1, []).append(there.row + 1)
    return ends


def _links(targets: Iterable[int], number: int, kind: str, words: _Words) -> list[str]:
    """A link behind each sentence that moved; none to the row in which it stands."""
    sign = "↷" if kind == "moved-from" else "↶"
    return [
        f'<a class="shift-end" lang="{words.language}" href="#row-{target}" title="{words.peers[kind]}">'
        f'<span aria-hidden="true">{sign}</span><span class="hidden">{words.peers[kind]}</span></a>'
        if target != number
        else ""
        for target in targets
    ]


def _row(row: Row, number: int, peer: int | None, cells: str, words: _Words) -> str:
    kind = words.typography if row.kind == "changed" and row.trivial else words.kinds[row.kind]
    if row.field:
        kind = f"{kind} ({words.fields[row.field]})"
    label = words.label % {"kind": kind, "number": number}
    tongue = words.language
    field = f' data-field="{row.field}"' if row.field else ""
    move = f'<p class="move" lang="{tongue}"><a href="#row-{peer}">{words.peers[row.kind]}</a></p>' if peer else ""
    return (
        f'<div class="row{"" if row.trivial else " is-change"}" id="row-{number}" data-kind="{row.kind}"{field}>'
        f'<p class="gutter" lang="{tongue}"><a class="anchor" href="#row-{number}" title="{words.hint}">'
        '<span class="sign" aria-hidden="true"></span>'
        f'<span class="hidden">{label}</span></a></p>{cells}{move}</div>'
    )


def _cells(row: Row, old: Version, new: Version, links: Links, *, inline: bool) -> str:
    old_kinds = [row.field] if row.field else [old.blocks[i].kind for i in row.old]
    new_kinds = [row.field] if row.field else [new.blocks[j].kind for j in row.new]
    if inline:
        return (
            f'<div class="both" dir="auto">'
            f"{_blocks(new_kinds if any(row.new_spans) else old_kinds, woven(row), links)}</div>"
        )
    # Unchanged text is read out once, not twice.
    unheard = ' aria-hidden="true"' if row.kind == "same" else ""
    both = ""
    if row.kind in ("changed", "split", "merged"):
        both = f'<div class="both" dir="auto" hidden>{_blocks(new_kinds, woven(row), links)}</div>'
    before = _blocks(old_kinds, row.old_spans, links)
    is_same = row.old_spans == row.new_spans and old_kinds == new_kinds
    after = before if is_same else _blocks(new_kinds, row.new_spans, links)
    return f'<div class="old" dir="auto"{unheard}>{before}</div><div class="new" dir="auto">{after}</div>{both}'


def _blocks(kinds: Iterable[str], sides: Iterable[Spans], links: Links) -> str:
    ends = iter(links[0]), iter(links[1])
    return "".join(
        f'<p class="cell kind-{kind}" dir="auto">{marked(spans, ends=ends)}</p>'
        for kind, spans in zip(kinds, sides, strict=True)
        if spans
    )
