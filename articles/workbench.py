"""An extraction workbench: a capture explained piece by piece, and what other rules would make of the last captures.

Nothing here writes. It reads few captures, none of them huge, and stops when its time is up: an editor waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles import blobs
from articles.models import Source, Version
from articles.rederive import Kept
from articles.scraping.explain import Told, explain
from articles.scraping.extract import Extract, extract
from articles.scraping.noise import Content, Ignored, content_digest
from articles.scraping.recall import furniture_of, ignored_of
from articles.scraping.rules import Rules

MOST_CAPTURES = 10
MOST_BYTES = 3_000_000  # of one capture
MOST_SECONDS = 4.0  # after which no further capture is begun
MOST_SHOWN = 5  # blocks of an effect that are shown in full


@dataclass(frozen=True)
class Effect:
    """What other rules would make of one version's capture."""

    version: Version
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    title: str = ""  # the other headline, where it would be another
    merges: bool = False  # it would become the same as the version before
    problem: str = ""

    @property
    def changes_anything(self) -> bool:
        """Whether the version would be read otherwise."""
        return bool(self.came or self.went or self.title or self.merges or self.problem)

    @property
    def more(self) -> int:
        """How many more blocks than are shown come or go."""
        return max(len(self.came) - MOST_SHOWN, 0) + max(len(self.went) - MOST_SHOWN, 0)


@dataclass(frozen=True)
class Effects:
    """The effects on a source's last captures; ``left_out`` were not read, for want of time."""

    each: tuple[Effect, ...]
    left_out: int

    @property
    def reworded(self) -> int:
        """How many versions would be read otherwise."""
        return sum(effect.changes_anything for effect in self.each)

    @property
    def merged(self) -> int:
        """How many would become the same as the version before."""
        return sum(effect.merges for effect in self.each)


def explained(version: Version, rules: Mapping[str, Any]) -> tuple[Told, ...]:
    """The pieces of a version's capture, each with what became of it under these rules. Raises ValueError."""
    capture = version.capture
    if capture is None:
        raise ValueError("This version was imported without its page, so there is nothing to read.")
    if capture.blob.size > MOST_BYTES:
        raise ValueError(f"Its page has {capture.blob.size:,} bytes: too many to be explained here.")
    article = version.article
    return explain(
        blobs.get(capture.blob_id),
        url=capture.url,
        content_type=capture.content_type or None,
        rules=Rules.from_json(rules),
        ignored=ignored_of(article, furniture_of(article.source_id)),
    )


def effects(source: Source, rules: Mapping[str, Any]) -> Effects:
    """What these rules would make of the source's last captures, beside the rules in force. Raises ValueError."""
    Rules.from_json(rules)
    began = time.monotonic()
    latest = Version.objects.filter(source=source, capture__isnull=False).order_by("-seen_at", "-id")
    versions = list(latest.select_related("article", "capture__blob").defer("capture__blob__data")[:MOST_CAPTURES])
    furniture = furniture_of(source.pk)
    found: list[Effect] = []
    for version in versions:
        if time.monotonic() - began > MOST_SECONDS:
            break
        found.append(_effect(version, source.rules, rules, ignored_of(version.article, furniture)))
    return Effects(tuple(found), len(versions) - len(found))


def _effect(version: Version, now: Mapping[str, Any], then: Mapping[str, Any], ignored: Ignored) -> Effect:
    assert version.capture is not None
    if version.capture.blob.size > MOST_BYTES:
        return Effect(version, problem="its page is too large to be tried here")
    old, new = _read(version, now, ignored), _read(version, then, ignored)
    if new is None:
        return Effect(version, problem="nothing would be read from its page: do the selectors match?")
    before = _texts(old) if old is not None else [block.text for block in version.blocks]
    after = _texts(new)
    title = new.title if new.title != (old.title if old is not None else version.title) else ""
    return Effect(
        version,
        came=tuple(text for text in after if text not in set(before)),
        went=tuple(text for text in before if text not in set(after)),
        title=title,
        merges=_merges(version, old, new, now, then, ignored),
    )


def _merges(
    version: Version, old: Content | None, new: Content, now: Mapping[str, Any], then: Mapping[str, Any],
    ignored: Ignored,
) -> bool:  # fmt: skip
    """Whether a version would become the same as the one before, which it is not by the rules in force."""
    earlier = Version.objects.select_related("capture__blob").defer("capture__blob__data")
    before = earlier.filter(article=version.article_id, number=version.number - 1).first()
    if before is None or before.capture is None or before.capture.blob.size > MOST_BYTES:
        return False
    was, will_be = _read(before, now, ignored), _read(before, then, ignored)
    if will_be is None or content_digest(will_be) != content_digest(new):
        return False
    return was is None or old is None or content_digest(was) != content_digest(old)


def _read(version: Version, rules: Mapping[str, Any], ignored: Ignored) -> Kept | None:
    """A version's capture by these rules; None where they find no text."""
    assert version.capture is not None
    found: Extract = extract(
        blobs.get(version.capture.blob_id),
        url=version.capture.url,
        content_type=version.capture.content_type or None,
        rules=Rules.from_json(rules),
    )
    return Kept(found, version.title, rules, ignored) if found.blocks else None


def _texts(content: Content) -> list[str]:
    return [*filter(None, [content.standfirst]), *(block.text for block in content.blocks)]
