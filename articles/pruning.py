"""What an archive may forget: the log of old looks, and captured pages, those that prove a version only on demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from articles import blobs
from articles.models import Article, Capture, Check, Version
from articles.models.version import Particulars
from articles.scraping.noise import Content

DISORDER = 20_000  # looks: some are written minutes after they were made, others at once
BATCH = 2_000  # rows of one transaction, so that scrapers need not wait long


@dataclass(frozen=True)
class Plan:
    """How much there is to forget."""

    checks: int
    loose: int  # captures that prove no version
    evidence: int  # captures that prove one


def plan(checks_before: datetime | None, captures_before: datetime | None) -> Plan:
    """What is older than these moments; None leaves a kind out."""
    checks = _old_checks(checks_before).count() if checks_before else 0
    if captures_before is None:
        return Plan(checks, 0, 0)
    return Plan(checks, _loose(captures_before).count(), _evidence(captures_before).count())


def _loose(before: datetime) -> QuerySet[Capture]:
    return Capture.objects.filter(fetched_at__lt=before, versions__isnull=True)


def _evidence(before: datetime) -> QuerySet[Capture]:
    return Capture.objects.filter(fetched_at__lt=before, versions__isnull=False).distinct()


def drop_checks(before: datetime) -> None:
    """Forget the looks from before a moment. What came of them (versions, events, noise) stays."""
    old = _old_checks(before)
    while batch := list(old.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        Check.objects.filter(pk__in=batch).delete()


def _old_checks(before: datetime) -> QuerySet[Check]:
    """The looks from before a moment, found without an index of their times, of which there would be millions.

    Looks are numbered nearly as they are made, so the number at which that moment lies is found by halving. One that
    has a later number than its time would have it by more than ``DISORDER`` is left for the next time.
    """
    newest = Check.objects.aggregate(newest=Max("pk"))["newest"] or 0
    low, high = 0, newest + 1  # whatever is numbered up to low is old, and what is from high on is not
    while high - low > 1:
        middle = (low + high) // 2
        check = Check.objects.filter(pk__gte=middle).order_by("pk").values_list("at", flat=True).first()
        if check is not None and check < before:
            low = middle
        else:
            high = middle
    return Check.objects.filter(pk__lte=low + DISORDER, at__lt=before)


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
