"""What a tracker recorded of a world, held against the truth. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.diffing.text import normalise
from benchmarks.web.stories import Story
from benchmarks.web.world import HIDDEN, Article, Source


@dataclass
class Score:
    """Counts, and what stands behind each miss and phantom in words."""

    articles: int = 0
    tracked: int = 0
    real_changes: int = 0
    found: int = 0
    phantoms: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    deletions: int = 0
    deletions_found: int = 0
    deletions_false: int = 0
    versions: int = 0
    whole: int = 0  # versions with every paragraph
    extra_share: float = 0.0  # characters that are not article, summed over versions
    invented: int = 0  # blocks that a real change's versions show as added or removed, and nobody touched
    listed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Record:
    """One thing that was recorded of an article."""

    step: int
    event: str  # version, deleted, restored
    title: str = ""
    standfirst: str = ""
    text: str = ""


def score(world: Iterable[Source], records: dict[tuple[int, str], list[Record]]) -> Score:
    """Score what was recorded, by source number and path."""
    result = Score()
    for source in world:
        for article in source.articles:
            result.articles += 1
            recorded = records.get((source.number, article.path), [])
            result.tracked += bool(recorded)
            _score_article(result, source, article, recorded)
    return result


def _score_article(result: Score, source: Source, article: Article, recorded: Sequence[Record]) -> None:
    where = f"{source.number} {source.language.code} {source.layout} {article.path}"
    versions = [record for record in recorded if record.event == "version"]
    pending = dict(article.edits)
    result.real_changes += len(pending)
    for before, version in zip([None, *versions], versions, strict=False):
        state = article.states[version.step]
        _score_text(result, state, version)
        if before is None and article.traps.get(version.step) in HIDDEN:
            result.phantoms["at first sight"] += 1
            result.listed.append(f"phantom at first sight {article.traps[version.step]}: {where}: {version.text[:200]}")
        if before is None:
            for step in [step for step in pending if step <= version.step]:
                result.real_changes -= 1
                del pending[step]
            continue
        due = [step for step in pending if before.step <= step <= version.step]
        if not due:
            cause = _cause(source, article, version.step)
            result.phantoms[cause] += 1
            result.listed.append(f"phantom {cause}: {where} step {version.step}: {_difference(before, version)}")
            continue
        for step in due:
            del pending[step]
        if _shows(version, state):
            result.found += len(due)
        else:
            result.missed["wrong text"] += len(due)
            result.listed.append(f"wrong text {due}: {where}: {_difference(before, version)}")
        _count_invented(result, where, article.states[before.step], state, before, version)
    for step, name in pending.items():
        if step not in article.gone:
            result.missed[name] += 1
            result.listed.append(f"missed {name}: {where} step {step}")
    _score_deletion(result, where, article, recorded)


def _score_deletion(result: Score, where: str, article: Article, recorded: Sequence[Record]) -> None:
    gone = [record.step for record in recorded if record.event == "deleted"]
    if article.gone and not article.is_soft:
        result.deletions += 1
        result.deletions_found += any(step in article.gone for step in gone)
    wrong = [step for step in gone if step not in article.gone]
    result.deletions_false += len(wrong)
    result.listed += [f"false deletion: {where} step {step} {article.traps.get(step, '')}" for step in wrong]


def _shows(version: Record, state: Story) -> bool:
    lines = Counter(map(normalise, version.text.split("\n")))
    return normalise(version.title) == normalise(state.title) and all(lines[normalise(text)] for text in state.texts)


def _score_text(result: Score, state: Story, version: Record) -> None:
    lines = [normalise(line) for line in version.text.split("\n")]
    truth = {normalise(text) for text in (*state.texts, state.standfirst, state.title)}
    result.versions += 1
    result.whole += all(normalise(text) in lines for text in state.texts)
    result.extra_share += sum(len(line) for line in lines if line not in truth) / max(sum(map(len, lines)), 1)


def _count_invented(result: Score, where: str, old: Story, new: Story, before: Record, version: Record) -> None:
    shown = _delta(before.text.split("\n"), version.text.split("\n"))
    wrong = shown - _delta((*old.texts, old.standfirst), (*new.texts, new.standfirst))
    for line in wrong.elements():
        result.invented += 1
        result.listed.append(f"invented within a real change: {where} step {version.step}: {line[:160]}")


def _delta(old: Iterable[str], new: Iterable[str]) -> Counter[str]:
    a, b = Counter(map(normalise, old)), Counter(map(normalise, new))
    signed: Counter[str] = Counter()
    signed.update({f"- {line}": count for line, count in (a - b).items()})
    signed.update({f"+ {line}": count for line, count in (b - a).items()})
    return signed


def _cause(source: Source, article: Article, step: int) -> str:
    if step in article.traps:
        return article.traps[step]
    if step - 1 in article.traps:
        return f"after {article.traps[step - 1]}"
    if step == source.redesign[0]:
        return "redesign"
    if step == source.boxes_from:
        return "new box"
    return "noise"


def _difference(before: Record, version: Record) -> str:
    lines = [line[:140] for line in _delta(before.text.split("\n"), version.text.split("\n"))][:4]
    if normalise(before.title) != normalise(version.title):
        lines.insert(0, f"title {before.title!r} → {version.title!r}")
    if normalise(before.standfirst) != normalise(version.standfirst):
        lines.insert(0, f"standfirst {before.standfirst[:60]!r} → {version.standfirst[:60]!r}")
    return " | ".join(lines)


def as_row(result: Score) -> dict[str, Any]:
    """The score in one row of a table."""
    versions = max(result.versions, 1)
    return {
        "articles": f"{result.tracked}/{result.articles}",
        "real changes": result.real_changes,
        "found": result.found,
        "missed": sum(result.missed.values()),
        "phantom": sum(result.phantoms.values()),
        "invented within": result.invented,
        "deletions": f"{result.deletions_found}/{result.deletions}",
        "false": result.deletions_false,
        "whole texts": f"{result.whole / versions:.1%}",
        "not article": f"{result.extra_share / versions:.2%}",
    }
