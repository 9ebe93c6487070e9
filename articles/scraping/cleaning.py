"""What of the record turned out to be noise is taken out, and a change is laid out to be examined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from articles import blobs
from articles.models import Article, Version
from articles.models.article import TAKEN_IN
from articles.models.version import Particulars
from articles.scraping.blocks import Block
from articles.scraping.confirm import Decision
from articles.scraping.edits import Proposal
from articles.scraping.fetch import Response
from articles.scraping.known import Composed, Known
from articles.scraping.noise import Content, Ignored, block_key, content_digest


def propose(article: Article, known: Known, decision: Decision, response: Response) -> Proposal:
    """A decision to record, with what is on record of the article."""
    if isinstance(known.latest, Version):
        stored = known.latest
    else:
        stored = article.versions.select_related("capture").get(number=known.number)
    assert decision.content is not None
    shown = {block_key(block.text) for block in (*stored.blocks, *decision.content.blocks)}
    capture = stored.capture
    return Proposal(
        decision=decision, latest=Composed(stored.title, stored.standfirst, stored.byline, stored.blocks),
        ignored=replace(known.ignored, furniture=known.ignored.furniture & shown),
        body=response.body, content_type=response.content_type,
        before=blobs.stored(capture.blob_id) if capture else None,
        before_type=(capture.content_type or None) if capture else None, is_step=stored is known.latest,
        rules=article.source.rules,
    )  # fmt: skip


def has_noise(version: Version, ignored: Ignored, shown: Sequence[Block]) -> bool:
    """Whether some of a version is known to be no part of the article. Furniture that the page still shows stays."""
    return ignored.but(shown).strip(version.blocks) != version.blocks


def drop_noise(article: Article, ignored: Ignored, shown: Sequence[Block]) -> bool:
    """Take out of the article's versions what turned out to be no part of it; whether there was any.

    Else the next version would show as removed what no editor took out. Furniture that the page still shows stays, and
    so does what has no capture to prove it by, and all of it where two versions would become the same. Call in a
    transaction, the host's lease being held.
    """
    versions = list(article.versions.select_related("capture").order_by("number"))
    if not versions or not has_noise(versions[-1], ignored, shown):
        return False
    ignored = ignored.but(shown)
    parts: list[tuple[Content, Particulars]] = [
        (_stripped(version, ignored), version.particulars()) for version in versions
    ]
    digests = [content_digest(content) for content, _ in parts]
    if any(a == b for a, b in pairwise(digests)):
        return False
    Version.objects.rewrite(Article.objects.get(pk=article.pk), parts)
    article.refresh_from_db(fields=TAKEN_IN)
    return True


def _stripped(version: Version, ignored: Ignored) -> Composed:
    blocks = ignored.strip(version.blocks) if version.capture_id else version.blocks
    return Composed(version.title, version.standfirst, version.byline, blocks)
