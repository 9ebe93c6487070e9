"""Captures read anew: what versions say once the extractor or a source's rules have improved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from articles import blobs
from articles.models import Article, Version
from articles.models.version import Particulars
from articles.scraping.extract import EXTRACTOR, Extract, extract
from articles.scraping.live import with_numbers_of
from articles.scraping.noise import Content, Ignored, content_digest
from articles.scraping.rules import Rules


def stamp(rules: Mapping[str, Any]) -> str:
    """What reads pages now: the extractor's version, and a digest of the source's rules if it has any."""
    if not rules:
        return EXTRACTOR
    return f"{EXTRACTOR}+{hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:8]}"


def rederived(version: Version, rules: Mapping[str, Any]) -> Extract | None:
    """The version's capture as it is read now; None where that is how it was read, or where there is no capture."""
    if version.capture is None or version.extractor == stamp(rules):
        return None
    found = extract(
        blobs.get(version.capture.blob_id),
        url=version.capture.url,
        content_type=version.capture.content_type or None,
        rules=Rules.from_json(rules),
    )
    return found if found.blocks else None


@dataclass(frozen=True)
class Rewriting:
    """What reading an article's captures anew would make of its versions."""

    article: Article
    parts: tuple[tuple[Content, Particulars], ...]
    edition: int | None  # the id of the last version it was made from
    reworded: tuple[int, ...]  # numbers of versions that are read otherwise
    merged: tuple[int, ...]  # numbers of versions that become the same as the one before

    @property
    def changes_anything(self) -> bool:
        """Whether any version would be other than it is."""
        return bool(self.reworded or self.merged)

    @transaction.atomic
    def apply(self) -> bool:
        """Rewrite the article's versions; captures stay. False, and nothing is done, where they changed meanwhile."""
        self.article.take_hold()  # no version is recorded until we end
        if self.edition != _edition(self.article):
            return False
        Version.objects.rewrite(self.article, self.parts)
        return True


def _edition(article: Article) -> int | None:
    return article.versions.order_by("-number").values_list("pk", flat=True).first()


def rewriting(article: Article, ignored: Ignored) -> Rewriting:
    """Read the captures of an article's versions anew."""
    rules, edition = article.source.rules, _edition(article)
    parts: list[tuple[Content, Particulars]] = []
    reworded: list[int] = []
    merged: list[int] = []
    for version in article.versions.select_related("capture").order_by("number"):
        particulars = version.particulars()
        content: Content = version
        found = rederived(version, rules)
        if found is not None:
            particulars["extractor"] = stamp(rules)
            content = Kept(found, version.title, rules, ignored, parts[-1][0] if parts else None)
            if content_digest(content) != version.digest:
                reworded.append(version.number)
        if parts and content_digest(content) == content_digest(parts[-1][0]):
            merged.append(version.number)
        else:
            parts.append((content, particulars))
    return Rewriting(article, tuple(parts), edition, tuple(reworded), tuple(merged))


class Kept:
    """An extract without what is known to be noise.

    The headline stays the recorded one, which may not be the captured one (a tested headline is not recorded),
    unless a rule says where the headline is. Live numbers are those of the version before.
    """

    def __init__(
        self, found: Extract, recorded: str, rules: Mapping[str, Any], ignored: Ignored, before: Content | None = None
    ) -> None:
        self.title = (found.title if rules.get("title") else recorded) or found.title
        self.standfirst, self.byline, self.blocks = found.standfirst, found.byline, ignored.strip(found.blocks)
        if before is not None:
            self.standfirst, self.blocks = with_numbers_of(before, self, ignored.live)
