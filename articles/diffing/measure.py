"""How much a change matters, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from .classify import STEPS, Context, classify, edits, is_reordering
from .inline import excerpt, inline
from .notices import is_notice, is_time_line
from .text import count_words
from .types import Diff, FieldName, HasBlocks, Row, Span, Spans

Level = Literal["cosmetic", "minor", "substantive", "major"]
LEVELS: tuple[tuple[Level, float], ...] = (("cosmetic", 0.0), ("minor", 0.25), ("substantive", 0.5), ("major", 0.75))
"""The named levels with the significance at which each begins."""
_STEP_BASE = (0.0, 0.12, 0.3, 0.55, 0.8)
_SUBSTANTIVE = 3
_BONUS = 0.12
"""Amount moves a change within its level, by at most this much; it never lifts it to the next."""
REWRITTEN_SHARE = 0.5
"""With at least this share of its words changed, an article counts as rewritten."""
_REASONS = {
    "rewritten": "much of the article was rewritten",
    "negation": "a negation was added or removed",
    "correction notice": "a correction notice was added",
    "headline": "the headline was reworded",
    "number": "a number changed",
    "date": "a date or time changed",
    "name": "a name changed",
    "quotation": "a quotation changed",
    "hedge": "how certain a claim is changed",
    "added": "a passage was added",
    "removed": "a passage was removed",
    "link": "a link changed",
    "wording": "words were replaced",
    "moved": "a passage moved",
    "reordered": "words changed their order",
    "byline": "the byline changed",
    "spelling": "a spelling was corrected",
    "case": "only capital letters changed",
    "punctuation": "punctuation changed",
    "layout": "paragraphs were joined or divided",
    "timestamp": "a time line was updated",
    "typography": "only typography or spacing changed",
}


@dataclass(frozen=True, slots=True)
class Lead:
    """The most telling changed passage, for a list of changes: one line of inline spans, about 240
    characters long. `field` is set where it stands in the title, standfirst or byline."""

    spans: Spans
    kind: str
    field: FieldName | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The measure of a step from one version to the next.

    `share` is changed words among all words of both sides, from 0 to 1. `classes` and `reasons` go from
    the weightiest to the lightest. `significance` is in [0, 1]; `level` is its name. `notice` says that
    a correction notice appeared, `stealth` that a substantive change came without one.
    """

    words_added: int
    words_removed: int
    words_kept: int
    share: float
    classes: tuple[str, ...]
    significance: float
    level: Level
    reasons: tuple[str, ...]
    headline_changed: bool
    notice: bool
    stealth: bool
    coarse: bool
    lead: Lead | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: spans become [op, text] pairs."""
        return asdict(self)


def measure(old: HasBlocks, new: HasBlocks, diff: Diff) -> Change:
    """Measure `diff`, which is compare_versions(old, new) or, without fields, compare() of their blocks."""
    context = Context.of(block.text for block in (*old.blocks, *new.blocks))
    found = [_Finding.of(row, context) for row in diff.shown if row.kind != "same"]
    stats = diff.stats
    notice = _notice_appeared(old, new)
    steps = {name for finding in found for name in finding.classes}
    if notice:
        steps.add("correction notice")
    if stats.share >= REWRITTEN_SHARE and stats.words_old and stats.words_added + stats.words_removed >= 40:
        steps.add("rewritten")
    classes = tuple(name for name in STEPS if name in steps)
    significance = _significance(classes, stats.share, len(found))
    level = level_of(significance)
    return Change(
        words_added=stats.words_added,
        words_removed=stats.words_removed,
        words_kept=stats.words_kept,
        share=round(stats.share, 4),
        classes=classes,
        significance=significance,
        level=level,
        reasons=tuple(_REASONS[name] for name in classes),
        headline_changed=any(row.field == "title" and not row.trivial for row in diff.rows),
        notice=notice,
        stealth=not notice and any(STEPS[name] >= _SUBSTANTIVE for name in set(classes) - {"added"}),
        coarse=diff.coarse,
        lead=_lead(found),
    )


def level_of(significance: float) -> Level:
    """The name of a significance."""
    return [name for name, start in LEVELS if significance >= start][-1]


def _significance(classes: Iterable[str], share: float, rows: int) -> float:
    """The step of the weightiest class, and a little more the more was changed."""
    steps = [STEPS[name] for name in classes]
    if not steps or not max(steps):
        return 0.0
    amount = min(1.0, share + rows / 20)
    return round(_STEP_BASE[max(steps)] + _BONUS * amount, 3)


def _notice_appeared(old: HasBlocks, new: HasBlocks) -> bool:
    known = {block.text for block in old.blocks}
    if not any(block.text not in known and is_notice(block.text) for block in new.blocks):
        return False
    return sum(is_notice(block.text) for block in new.blocks) > sum(is_notice(text) for text in known)


@dataclass(frozen=True, slots=True)
class _Finding:
    """A changed row with its classes, and the place of its weightiest edit in the inline passage."""

    row: Row
    passage: Spans
    classes: frozenset[str]
    around: int
    words: int

    @classmethod
    def of(cls, row: Row, context: Context) -> _Finding:
        passage, moved, came = _without_shifts(inline(row.old_spans, row.new_spans))
        words = sum(count_words(text) for op, text in passage if op in "-+")
        classes: set[str] = {"moved"} if moved else set()
        if row.kind in ("added", "removed", "moved-from"):
            whole = _of_whole_row(row, words)
            return cls(row, passage, frozenset(classes | (whole - {"typography"} if classes else whole)), 0, words)
        around, best = 0, -1
        found = list(edits(passage))
        for edit in found:
            names = classify(edit, context)
            classes |= names
            weight = max(STEPS[name] for name in names)
            if weight > best:
                around, best = edit.place, weight
        if len(found) > 1 and classes != {"case"} and is_reordering(found):
            classes = {"reordered"}
        if is_time_line("".join(text for op, text in passage if op != "-")) and row.field is None:
            classes = {"timestamp"}
        if came and not found:  # the sentence itself is what there is to see
            around, words = came[0], count_words(passage[came[0]].text)
        classes |= _of_kind(row, classes)
        return cls(row, passage, frozenset(classes), around, words)


def _without_shifts(passage: Spans) -> tuple[Spans, bool, list[int]]:
    """An inline passage in which sentences that moved count as kept where they stand now; whether any moved; and the
    numbers of the spans that came from elsewhere."""
    kept = [span for span in passage if span.op != "<"]
    came = [number for number, span in enumerate(kept) if span.op == ">"]
    moved = bool(came) or len(kept) < len(passage)
    return tuple(Span("=", span.text) if span.op == ">" else span for span in kept), moved, came


def _of_whole_row(row: Row, words: int) -> set[str]:
    if row.kind == "moved-from":
        return {"moved"}
    texts = ["".join(span.text for span in spans) for spans in (*row.old_spans, *row.new_spans)]
    if all(is_time_line(text) for text in texts if text):
        return {"timestamp"}
    if row.field is not None:
        return _of_kind(row, {"wording"})
    if words == 0:
        return {"typography"}
    return {row.kind} if words >= 5 else {"wording"}


def _of_kind(row: Row, classes: set[str]) -> set[str]:
    """What the row itself adds to the classes of its edits."""
    found: set[str] = set()
    if not classes and row.kind == "changed":
        found.add("typography")
    if row.kind in ("split", "merged"):
        found.add("layout")
    if row.kind == "moved-to":
        found.add("moved")
    if row.field == "title" and any(STEPS[name] >= 2 for name in classes):
        found.add("headline")
    if row.field == "byline" and any(STEPS[name] >= 2 for name in classes):
        return {"byline"}
    return found


def _lead(found: Sequence[_Finding]) -> Lead | None:
    """The row of the weightiest step, and of equals the one with most changed words.

    A changed headline is shown anyway, so it leads only where nothing in the body weighs as much.
    """

    def weight(finding: _Finding) -> tuple[int, int]:
        return max((STEPS[name] for name in finding.classes), default=0), finding.words

    body = [finding for finding in found if finding.row.field is None and weight(finding)[0] >= _SUBSTANTIVE]
    ranked = max(body or [finding for finding in found if finding.passage], key=weight, default=None)
    if ranked is None:
        return None
    return Lead(excerpt(ranked.passage, ranked.around), ranked.row.kind, ranked.row.field)
