"""A version called noise by an editor: folded out of the history, and what it brought kept in the noise memory."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from articles.diffing import compare_versions
from articles.models import Folded, Noise, Tally, Version
from articles.models.tally import Counts, Key
from articles.models.version import counted
from articles.scraping.noise import block_key, volatile_key


@transaction.atomic
def fold(version: Version, *, reason: str, by: int | None, now: datetime) -> None:
    """Fold a version away, and teach the article that the passages in which it differs are noise.

    Raises ValueError for a first version: what the article said at first is no noise.
    """
    if version.number == 1:
        raise ValueError("The first version cannot be noise: hide the article instead, or read it anew by a rule.")
    article = version.article
    _, new = Folded.objects.get_or_create(
        article=article, digest=version.digest, defaults={"reason": reason, "by_id": by, "at": now}
    )
    if new:
        Tally.objects.add(_counts(version), sign=-1)
    before = Version.objects.get(article=article, number=version.number - 1)
    for row in compare_versions(before, version).rows:
        if row.kind == "same":
            continue
        for spans in (*row.old_spans, *row.new_spans):
            text = "".join(span.text for span in spans)
            if row.field is None:
                article.note(Noise.Kind.BLOCK, volatile_key(text), text, now=now, reason=f"an editor says: {reason}")
            elif row.field == "title":
                article.note(Noise.Kind.HEADLINE, block_key(text), text, now=now, reason=f"an editor says: {reason}")


@transaction.atomic
def unfold(version: Version) -> None:
    """Show a version again. What was learnt of it is forgotten too."""
    for folded in Folded.objects.filter(article=version.article_id, digest=version.digest):
        Noise.objects.filter(article=version.article_id, reason=f"an editor says: {folded.reason}").delete()
        folded.delete()
        Tally.objects.add(_counts(version))


def _counts(version: Version) -> list[tuple[Key, Counts]]:
    """What the versions with this content add to the tallies; a first version is no change, and always counts."""
    return counted(version.article, lambda digest, number: number > 1 and digest == version.digest)
