"""Fills an archive with tracked articles by the thousand, on the database of DATABASE_URL.

    python -m benchmarks.filling FILE      the JSON file says {"urls": [...], "idle": N}
    python -m benchmarks.filling           makes what FILE's addresses were due again, as time does

Every host gets a source of its own. The addresses in ``urls`` are due and not looked at yet; ``idle`` articles
more, on the same hosts, are not due for a week, and have a version and three checks each.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from articles.models import Article

BATCH = 5000
CHECKS = 3
WEEK = timedelta(days=7)
IDLE = "/archive/"
OURS = "local-"  # how the sources' slugs begin


def fill(urls: list[str], idle: int) -> None:
    """Track these addresses, and ``idle`` more that are not due."""
    from django.utils import timezone

    from articles.models import Article, Host, Source
    from articles.models.host import host_name

    now = timezone.now()
    names = sorted({host_name(url) for url in urls})
    for number, name in enumerate(names):
        Source.objects.create(slug=f"{OURS}{number}", name=f"Local {number}", homepage=f"http://{name}/")
    Host.objects.bulk_create(Host(name=name, due_at=now) for name in names)
    sources = dict(zip(names, Source.objects.filter(slug__startswith=OURS).order_by("pk"), strict=True))
    hosts = {host.name: host for host in Host.objects.filter(name__in=names)}

    def article(url: str, due: timedelta) -> Article:
        from articles.digests import url_digest
        from articles.scraping.addresses import url_key

        name = host_name(url)
        return Article(
            source=sources[name], host=hosts[name], url=url, url_digest=url_digest(url_key(url)),
            first_seen_at=now - timedelta(days=2), next_check_at=now + due,
        )  # fmt: skip

    Article.objects.bulk_create((article(url, timedelta(0)) for url in urls), BATCH)
    for start in range(0, idle, BATCH):
        numbers = range(start, min(start + BATCH, idle))
        _with_past(article(f"http://{names[n % len(names)]}{IDLE}{n}", WEEK) for n in numbers)


def _with_past(articles: Iterable[Article]) -> None:
    from articles.models import Article, Check, Version

    made = Article.objects.bulk_create(articles)
    Version.objects.bulk_create(
        Version(
            article=article, source_id=article.source_id, number=1, seen_at=article.first_seen_at, title="As it was",
            text=f"One paragraph of article number {article.url.rpartition('/')[2]}, of which nobody asks.",
            kinds="p", digest="0" * 64,
        )
        for article in made
    )  # fmt: skip
    Article.objects.filter(pk__in=[article.pk for article in made]).update(version_count=1)
    Check.objects.bulk_create(
        Check(article=article, at=article.first_seen_at, outcome=Check.Outcome.UNCHANGED, status=200)
        for article in made
        for _ in range(CHECKS)
    )


def make_due() -> None:
    """Let it be time for every article that is watched and was not filled in as idle."""
    from django.utils import timezone

    from articles.models import Article, Host

    now = timezone.now()
    ours = Article.objects.filter(source__slug__startswith=OURS)
    ours.filter(next_check_at__isnull=False).exclude(url__contains=IDLE).update(next_check_at=now)
    Host.objects.filter(articles__source__slug__startswith=OURS).update(due_at=now, not_before=None)


def main() -> None:
    """Fill the archive as the file says, or make its articles due."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdiffs.settings")
    django.setup()
    if sys.argv[1:]:
        fill(**json.loads(Path(sys.argv[1]).read_text()))
    else:
        make_due()


if __name__ == "__main__":
    main()
