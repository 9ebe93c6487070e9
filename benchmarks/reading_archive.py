"""The archive that ``benchmarks.reading`` asks: articles of three versions, one of very many, and a few rare things."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.pages import PARAGRAPHS, story

if TYPE_CHECKING:
    from articles.models import Article, Version

VERSIONS = 3
LONG = 1000  # versions of one article more
RARE = 20  # articles, spread over the archive whatever its size, with what only lists of rare changes show


def fill(count: int, texts: int = 40, blocks: int = PARAGRAPHS) -> None:
    """Fill the database with ``count`` articles of three versions, and one of many; prints the ids of two.

    They tell so many different stories, of so many blocks each.
    """
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from articles.diffing import compare_versions, measure
    from articles.models import Article, Event, Host, Source, Tally, Version
    from articles.models.version import change_as_json
    from articles.scraping.addresses import url_key
    from articles.tallies import count_all

    now = timezone.now()
    Source.objects.bulk_create(
        Source(slug=f"paper-{n}", name=f"Paper {n}", homepage=f"https://paper-{n}.example/", language="en")
        for n in range(50)
    )
    sources = list(Source.objects.order_by("pk"))
    host = Host.objects.create(name="paper.example")

    def versions(article: Article, last: int) -> Iterator[Version]:
        before: Version | None = None
        for number in range(1, last + 1):
            told = story(article.pk % texts, (number - 1) % 20, blocks)
            version = Version(article=article, source_id=article.source_id, number=number, title=told.title)
            version.text, version.kinds = "\n".join(told.paragraphs), "p" * len(told.paragraphs)
            version.seen_at = article.first_seen_at + timedelta(minutes=number * 11)
            version.digest = f"{article.pk % texts:032x}{number % 20:032x}"
            if before is not None:
                key = (article.pk % texts, (number - 1) % 20)
                if key not in changes:
                    changes[key] = measure(before, version, compare_versions(before, version))
                version.set_change(before, changes[key])
                version.change = change_as_json(changes[key])
                version.level = ("minor", "substantive", "major")[article.pk % 3]
            version.language = article.language
            version.headline_changed = version.stealth = number > 1 and article.language == "fo"
            yield version
            before = version

    def language(number: int) -> str:
        return "en" if number % max(count // RARE, 1) else "fo"

    changes: dict[tuple[int, int], Any] = {}
    batch = 2000
    for start in range(0, count, batch):
        made = [
            Article(
                source=sources[n % 50], host=host, url=f"https://paper-{n % 50}.example/news/{n}", language=language(n),
                title=story(n % texts, 0, blocks).title, first_seen_at=now - timedelta(minutes=count - n),
                version_count=VERSIONS,
                last_changed_at=now - timedelta(minutes=count - n) + timedelta(minutes=33),
                url_digest=_digest(url_key(f"https://paper-{n % 50}.example/news/{n}")),
            )
            for n in range(start, min(start + batch, count))
        ]  # fmt: skip
        Article.objects.bulk_create(made)
        Version.objects.bulk_create((v for article in made for v in versions(article, VERSIONS)), batch_size=500)
        Event.objects.bulk_create(
            Event(
                article=article, source_id=article.source_id, language=article.language, at=article.first_seen_at,
                kind="gone" if article.language == "fo" else "back",
            )
            for article in made
            if not article.pk % 50 or article.language == "fo"
        )  # fmt: skip
    middle = Article.objects.order_by("pk")[count // 2]
    middle.pk, middle.url_digest, middle.version_count, usual = None, "long", LONG, middle.pk
    middle.save()
    Version.objects.bulk_create(versions(middle, LONG), batch_size=500)
    count_all(Version, Event, Tally)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"pk": usual, "long": middle.pk}))


def _digest(key: str) -> str:
    from articles.digests import url_digest

    return url_digest(key)
