"""Editors' rereadings carried out: a source's captures read anew, a few at a time, under their hosts' leases."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db.models import F

from articles.models import Article, Rereading
from articles.rederive import Rewriting, rewriting
from articles.scraping import lease
from articles.scraping.recall import furniture_of, ignored_of

logger = logging.getLogger(__name__)

SECONDS = 4.0  # of work at a time
EXAMPLES = 40
BATCH = 20  # articles read from the database at once


def step(seconds: float = SECONDS) -> bool:
    """Work at the oldest rereading that waits, for so long; whether there was one.

    How far it has come is put on record after each article, so whoever goes on with it, after a crash too, begins
    where this one ended.
    """
    job = Rereading.objects.claim(lease.clock())
    if job is None:
        return False
    until = time.monotonic() + seconds
    owner = lease.new_owner()
    articles = Article.objects.filter(source=job.source_id, version_count__gte=1).order_by("pk")
    if not job.last_article:
        job.total = articles.count()
        job.save(update_fields=["total"])
    furniture = furniture_of(job.source_id)
    while time.monotonic() < until:
        waiting = articles.filter(pk__gt=job.last_article).select_related("source", "host").defer("fingerprint")
        found = list(waiting[:BATCH])
        if not found:
            Rereading.objects.filter(pk=job.pk).update(done_at=lease.clock())
            return True
        for article in found:
            if time.monotonic() >= until or not _under_lease(job, article, furniture, owner):
                break
        else:
            continue
        break
    Rereading.objects.filter(pk=job.pk, done_at__isnull=True).update(working_at=None)
    return True


def _under_lease(job: Rereading, article: Article, furniture: frozenset[str], owner: str) -> bool:
    """Read one article anew while nobody else looks at it; False where a scraper has its host just now."""
    host = lease.borrow(owner, article.host.name) if job.apply else None
    if job.apply and host is None:
        return False
    try:
        plan = rewriting(article, ignored_of(article, furniture))
        if job.apply and plan.changes_anything and not plan.apply():
            return False  # it changed meanwhile: next time
        _count(job, plan)
    except Exception:
        logger.exception("article %s could not be read anew", article.pk, extra={"article": article.pk})
        Rereading.objects.filter(pk=job.pk).update(failed=F("failed") + 1)
    finally:
        if host is not None:
            lease.release(host, owner, pause=timedelta(0))
    job.last_article = article.pk
    Rereading.objects.filter(pk=job.pk).update(
        seen=F("seen") + 1, last_article=article.pk, working_at=lease.clock(), examples=job.examples
    )
    return True


def _count(job: Rereading, plan: Rewriting) -> None:
    if not plan.changes_anything:
        return
    Rereading.objects.filter(pk=job.pk).update(
        touched=F("touched") + 1, reworded=F("reworded") + len(plan.reworded), merged=F("merged") + len(plan.merged)
    )
    if len(job.examples) < EXAMPLES:
        title = str(plan.article)[:200]
        job.examples.append([plan.article.pk, title, list(plan.reworded[:20]), list(plan.merged[:20])])
