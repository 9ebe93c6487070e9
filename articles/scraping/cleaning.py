"""Before a version is written: what is an edit and what only a reading, and what of the record turned out to be noise.

Both keep a reader from being shown an edit that nobody made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from articles import blobs
from articles.models import Article, Version
from articles.models.version import Particulars
from articles.scraping.blocks import Block
from articles.scraping.confirm import Composed, Decision, Known, Ruling
from articles.scraping.fetch import Response
from articles.scraping.noise import Content, Ignored, block_key, content_digest, volatile_key
from articles.scraping.presence import Presence, as_edited

READ_OTHERWISE = "the page says the same as before, and is only read otherwise"
_MEMORY = (
    "title",
    "version_count",
    "last_changed_at",
    "published_at",
    "language",
)  # what a rewriting changes in the row


def only_edits(article: Article, known: Known, decision: Decision, response: Response) -> Decision:
    """The decision to record, with those differences alone that are on the page and not only in how it is read.

    Where no difference is left the ruling is UNCHANGED. Without a capture of the version on record nothing is known
    of its page, and the decision stays.
    """
    content = decision.content
    latest = article.versions.select_related("capture").filter(number=known.number).first()
    if content is None or latest is None or latest.capture is None:
        return decision
    before = Presence.of(blobs.get(latest.capture.blob_id), latest.capture.content_type or None)
    now = Presence.of(response.body, response.content_type)
    noisy = frozenset(volatile_key(block.text) for block in decision.volatile)
    ignored = replace(known.ignored, volatile=known.ignored.volatile | noisy)
    record = _known_by_now(ignored, content.blocks).strip(latest.blocks)
    edited = as_edited(record, content.blocks, before, now)
    content = replace(content, blocks=edited.blocks)
    decision = replace(decision, content=content, volatile=(*decision.volatile, *edited.counters))
    if replace(known, latest=latest).shows(content, [block for block in record if block not in edited.counters]):
        ruling = Ruling.NOISE if decision.volatile or decision.tested else Ruling.UNCHANGED
        return replace(decision, ruling=ruling, content=None, reason=decision.reason or READ_OTHERWISE)
    return decision


def drop_noise(article: Article, ignored: Ignored, shown: Sequence[Block]) -> bool:
    """Take out of the article's versions what turned out to be no part of it; whether there was any.

    Else the next version would show as removed what no editor took out. Furniture that the page still shows stays, and
    so does what has no capture to prove it by, and all of it where two versions would become the same. Call in a
    transaction, the host's lease being held.
    """
    ignored = _known_by_now(ignored, shown)
    versions = list(article.versions.select_related("capture").order_by("number"))
    if not versions or ignored.strip(versions[-1].blocks) == versions[-1].blocks:
        return False
    parts: list[tuple[Content, Particulars]] = [
        (_stripped(version, ignored), version.particulars()) for version in versions
    ]
    digests = [content_digest(content) for content, _ in parts]
    if any(a == b for a, b in pairwise(digests)):
        return False
    Version.objects.rewrite(Article.objects.get(pk=article.pk), parts)
    article.refresh_from_db(fields=_MEMORY)
    return True


def _known_by_now(ignored: Ignored, shown: Sequence[Block]) -> Ignored:
    """Noise without the furniture that a page still shows: where that is on record it stays."""
    return Ignored(ignored.furniture - {block_key(block.text) for block in shown}, ignored.volatile)


def _stripped(version: Version, ignored: Ignored) -> Composed:
    blocks = ignored.strip(version.blocks) if version.capture_id else version.blocks
    return Composed(version.title, version.standfirst, version.byline, blocks)
