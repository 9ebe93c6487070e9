"""Captures that a web archive kept, made into versions among those that are there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from articles import blobs
from articles.history import bring_up_to_date
from articles.models import Article, Capture, Version
from articles.models.version import Particulars
from articles.rederive import Kept, stamp
from articles.scraping.extract import extract
from articles.scraping.guards import Landing, not_an_article, not_this_article
from articles.scraping.known import numbered_as
from articles.scraping.noise import Content, Ignored, content_digest
from articles.scraping.recall import furniture_of, ignored_of
from articles.scraping.rules import Rules


@dataclass
class Part:
    """What may become a version."""

    content: Content
    particulars: Particulars
    is_new: bool

    @property
    def digest(self) -> str:
        """Of its content as compared."""
        return content_digest(self.content)


@transaction.atomic
def weave(article: Article) -> int:
    """Make versions of the archives' captures of an article that none is made of; how many are new.

    A capture that says what was on record already becomes none. Where it shows that a version was there earlier than we
    saw it, that version's time and evidence become the capture's. Safe to repeat.
    """
    ignored = ignored_of(article, furniture_of(article.source_id))
    loose = article.captures.filter(versions__isnull=True).exclude(via="").order_by("fetched_at", "pk")
    stored = [
        Part(version, version.particulars(), is_new=False)
        for version in article.versions.select_related("capture").order_by("number")
    ]
    read = [part for capture in loose if (part := _read(article, capture, ignored)) is not None]
    parts = _merged(sorted([*stored, *read], key=lambda part: part.particulars["seen_at"]), ignored.live)
    new = sum(part.is_new for part in parts)
    if new:
        Version.objects.rewrite(article, [(part.content, part.particulars) for part in parts])
        bring_up_to_date(article, now=timezone.now())
    return new


def _merged(timeline: list[Part], live: Collection[str]) -> list[Part]:
    """The parts that are distinct from the one before, by more than live numbers; of what is on record none is lost."""
    kept: list[Part] = []
    for number, part in enumerate(timeline):
        before = kept[-1] if kept else next((later for later in timeline[number + 1 :] if not later.is_new), None)
        if part.is_new and before is not None and not_this_article(before.content, part.content):
            continue
        if part.is_new and before is not None:
            part = replace(part, content=numbered_as(before.content, part.content, live))
        is_same = bool(kept) and part.digest == kept[-1].digest
        if not is_same or not (part.is_new or kept[-1].is_new):
            kept.append(part)
    return kept


def _read(article: Article, capture: Capture, ignored: Ignored) -> Part | None:
    """A capture as it is read now, without what is known to be noise; None where it is no article."""
    rules = article.source.rules
    found = extract(
        blobs.get(capture.blob_id), url=capture.url, content_type=capture.content_type or None,
        rules=Rules.from_json(rules),
    )  # fmt: skip
    content = Kept(found, "", rules, ignored)
    landing = Landing(article.url, capture.url, found.canonical_url)
    if not content.blocks or not_an_article(content, landing, announced=article.title, page_title=found.page_title):
        return None
    return Part(content, {
        "seen_at": capture.fetched_at, "published_at": found.published_at, "modified_at": found.modified_at,
        "language": found.language or "", "extractor": stamp(rules), "capture": capture,
    }, is_new=True)  # fmt: skip
