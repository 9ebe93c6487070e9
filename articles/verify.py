"""Proof that an archive is whole: every capture's bytes are the ones received, every version follows the one before."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Max, Min, Q

from articles import blobs
from articles.digests import sha256
from articles.frames import Damaged
from articles.models import Article, Blob, Capture, Version


def verify() -> Iterator[str]:
    """A sentence for each thing that is wrong; nothing where all is well."""
    yield from _captures()
    yield from _versions()
    yield from _numbers()


def totals() -> dict[str, int]:
    """What there is to verify."""
    return {
        "articles": Article.objects.count(),
        "versions": Version.objects.count(),
        "captures": Capture.objects.count(),
    }


def _captures() -> Iterator[str]:
    """Captures whose bytes are missing, unreadable or not those of their SHA-256."""
    for digest, base in Blob.objects.values_list("digest", "base__base_id").iterator(2000):
        if base is not None:
            yield f"capture {digest}: it is stored as a difference to a difference"
        try:
            data = blobs.get(digest)
        except Damaged as error:
            yield f"capture {digest}: its bytes cannot be read ({error})"
            continue
        if sha256(data) != digest:
            yield f"capture {digest}: its bytes are not those that were captured"


def _versions() -> Iterator[str]:
    """Versions that were seen before their predecessor, and scraped ones without evidence."""
    rows = Version.objects.order_by("article_id", "number").values_list(
        "article_id", "number", "seen_at", "extractor", "capture_id"
    )
    before = None
    for article, number, seen_at, extractor, capture in rows.iterator(2000):
        if before is not None and before[0] == article and seen_at < before[1]:
            yield f"article {article}, version {number}: it was seen before the version it follows"
        if extractor and capture is None:
            yield f"article {article}, version {number}: its capture is missing"
        before = (article, seen_at)


def _numbers() -> Iterator[str]:
    """Articles whose version numbers have holes, or whose row does not know how many there are."""
    counted = Article.objects.annotate(
        stored=Count("versions"), first=Min("versions__number"), last=Max("versions__number")
    )
    wrong = counted.filter(~Q(stored=F("version_count")) | Q(stored__gt=0) & (~Q(first=1) | ~Q(last=F("stored"))))
    for pk, stored, first, last, claimed in wrong.values_list("pk", "stored", "first", "last", "version_count"):
        yield f"article {pk}: it has {stored} versions, numbered {first} to {last}, and its row says {claimed}"
