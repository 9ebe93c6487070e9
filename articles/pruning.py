"""What an archive may forget: the log of old looks, and captured pages, those that prove a version only on demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from articles import blobs
from articles.models import Article, Capture, Check, Version
from articles.models.version import Particulars
from articles.scraping.noise import Content

BATCH = 2_000  # rows of one transaction, so that scrapers need not wait long


@dataclass(frozen=True)
class Plan:
    """How much there is to forget."""

    checks: int
    loose: int  # captures that prove no version
    evidence: int  # captures that prove one


def plan(checks_before: datetime | None, captures_before: datetime | None) -> Plan:
    """What is older than these moments; None leaves a kind out."""
    checks = Check.objects.filter(at__lt=checks_before).count() if checks_before else 0
    if captures_before is None:
        return Plan(checks, 0, 0)
    return Plan(checks, _loose(captures_before).count(), _evidence(captures_before).count())


def _loose(before: datetime) -> QuerySet[Capture]:
    return Capture.objects.filter(fetched_at__lt=before, versions__isnull=True)


def _evidence(before: datetime) -> QuerySet[Capture]:
    return Capture.objects.filter(fetched_at__lt=before, versions__isnull=False).distinct()


def drop_checks(before: datetime) -> None:
    """Forget the looks from before a moment. What came of them (versions, events, noise) stays."""
    while batch := list(Check.objects.filter(at__lt=before).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        Check.objects.filter(pk__in=batch).delete()


def drop_loose_captures(before: datetime) -> int:
    """Forget captures that prove no version, and bytes that nothing needs any more; how many of these went.

    A whole page that others are stored as differences to stays as long as they do.
    """
    while batch := list(_loose(before).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        Capture.objects.filter(pk__in=batch).delete()
    return blobs.delete_unused()


def drop_evidence(before: datetime) -> None:
    """Take the captures away from versions seen before a moment.

    Versions cannot be edited, so those of an article are written anew, the old ones as if they had been imported.
    """
    for article in Article.objects.filter(captures__in=_evidence(before)).distinct().iterator(200):
        with transaction.atomic():
            parts: list[tuple[Content, Particulars]] = []
            for version in article.versions.select_related("capture").order_by("number"):
                particulars = version.particulars()
                if version.capture is not None and version.capture.fetched_at < before:
                    particulars |= {"capture": None, "extractor": ""}
                parts.append((version, particulars))
            Version.objects.rewrite(article, parts)
