"""Finding the near-copies of new versions, a batch at a time, behind the scraper."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Max

from articles.copies.prints import band_keys, says_enough, share, shingles
from articles.models import Article, Copy, CopyKey, Progress, Version

NAME = "copies"
BATCH = 50  # versions a step: the scraper waits for it, so it is short
CANDIDATES = 20  # articles that share the most keys; more would be a form letter
ENOUGH = 0.5  # of one of the two texts must stand in the other
LEAST_SHARED = 30  # five-word runs: about a paragraph


def step() -> int:
    """Take in the next versions, oldest first; how many. None are left when a call at rest returns 0."""
    progress, _ = Progress.objects.get_or_create(name=NAME)
    newest = Version.objects.aggregate(pk=Max("pk"))["pk"] or 0
    versions = list(
        Version.objects.filter(pk__gt=progress.done, pk__lte=progress.seen)
        .order_by("pk")
        .values("pk", "article")[:BATCH]
    )
    articles = Article.objects.in_bulk({version["article"] for version in versions})
    for article in articles.values():
        take_in(article)
    progress.done = versions[-1]["pk"] if len(versions) == BATCH else progress.seen
    progress.seen = newest
    progress.save()
    return len(versions)


def finish() -> int:
    """Take in all versions that there are; how many."""
    total = 0
    while True:
        count = step()
        progress = Progress.objects.get(name=NAME)
        total += count
        if not count and progress.done >= progress.seen:
            return total


def take_in(article: Article) -> None:
    """Find the copies of an article's latest text at other sources anew."""
    blocks = _texts([article])[article.pk]
    runs = shingles(blocks) if says_enough(blocks) else frozenset()
    keys = band_keys(runs)
    pairs = _pairs(article, runs, _candidates(article, keys))
    with transaction.atomic():
        article.copy_keys.all().delete()
        CopyKey.objects.bulk_create(CopyKey(article=article, key=key) for key in dict.fromkeys(keys))
        Copy.objects.filter(article=article).delete()
        Copy.objects.filter(other=article).delete()
        Copy.objects.bulk_create(pairs)


def _candidates(article: Article, keys: Iterable[int]) -> list[Article]:
    """The articles of other sources that share a key, those that share the most first."""
    found = (
        CopyKey.objects.filter(key__in=list(keys))
        .exclude(article__source=article.source_id)
        .values_list("article")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "article")[:CANDIDATES]
    )
    return list(Article.objects.filter(pk__in=[pk for pk, _ in found]))


def _pairs(article: Article, runs: frozenset[str], candidates: list[Article]) -> list[Copy]:
    texts = _texts(candidates)
    pairs: list[Copy] = []
    for other in candidates:
        theirs = shingles(texts[other.pk])
        there, here = share(runs, theirs), share(theirs, runs)
        if max(there, here) >= ENOUGH and len(runs & theirs) >= LEAST_SHARED:
            pairs += [
                Copy(article=article, other=other, share=there),
                Copy(article=other, other=article, share=here),
            ]
    return pairs


def _texts(articles: list[Article]) -> dict[int, list[str]]:
    """The blocks of each article's latest text."""
    texts = dict(Version.objects.latest_of(articles).values_list("article", "text"))
    return {article.pk: texts.get(article.pk, "").split("\n") for article in articles}
