"""The made-up archive of the scale benchmark is one that scrapers could have recorded, on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article, Event, Passage, Tally, Version
from articles.models.passage import passages_of
from articles.search.find import Search, find
from articles.tallies import count_all
from articles.verify import verify
from benchmarks import archive_shape as shape
from benchmarks.loading import load
from benchmarks.loading_rows import LOADED
from tests.make import make_content

ARTICLES = 60


@pytest.fixture
def counts(db: None) -> dict[str, Any]:
    return load(ARTICLES, seed=3, processes=1)


def test_articles_have_as_many_versions_as_in_the_largest_archive_with_a_long_tail() -> None:
    numbers = [len(story.states) for story in shape.stories(0, 4000, total=shape.ARTICLES)]
    assert sum(numbers) / len(numbers) == pytest.approx(shape.VERSIONS_PER_ARTICLE, rel=0.05)
    assert max(numbers) > 50
    assert 0.3 < numbers.count(1) / len(numbers) < 0.5


def test_an_article_is_the_same_whoever_draws_it() -> None:
    assert list(shape.stories(5, 3, total=100)) == list(shape.stories(0, 10, total=100))[5:8]
    assert list(shape.stories(5, 3, total=100)) != list(shape.stories(5, 3, total=100, seed=2))


def test_every_edit_alters_what_it_says() -> None:
    for story in shape.stories(0, 100, total=100):
        for before, after in zip(story.states, story.states[1:], strict=False):
            assert after.edit
            assert before.seen_at < after.seen_at
            assert before.blocks != after.blocks
            assert (before.title != after.title) == after.edit.headline_changed


def test_the_archive_is_whole(counts: dict[str, Any]) -> None:
    assert counts["article"] == ARTICLES == Article.objects.count()
    assert counts["version"] == Version.objects.count()
    assert list(verify()) == []


def test_its_counts_are_those_of_its_versions_and_events(counts: dict[str, Any]) -> None:
    fields = ("source_id", "day", "delay", "articles", "changes", "headlines", "gone", "first_edits")
    loaded = set(Tally.objects.values_list(*fields))
    count_all(Version, Event, Tally)
    assert loaded == set(Tally.objects.values_list(*fields))


def test_its_passages_are_those_that_indexing_finds(counts: dict[str, Any]) -> None:
    fields = ("article_id", "headline", "key", "first", "gone")
    loaded = set(Passage.objects.values_list(*fields))
    for article in Article.objects.all():
        Passage.objects.index_article(article)
    assert loaded == set(Passage.objects.values_list(*fields))


def test_its_pages_show_and_its_search_finds(counts: dict[str, Any], client: Client) -> None:
    edited = Article.objects.filter(version_count__gte=3).first()
    assert edited is not None
    for path in ("/?level=all", "/sources/paper-0/", f"/articles/{edited.pk}/", f"/articles/{edited.pk}/diff/1/2/"):
        assert client.get(path).status_code == 200, path
    leads = Version.objects.filter(change__lead__0__0="-", number__gt=1)
    # A word or two may stand elsewhere in the text, and are not removed then.
    dropped = next(version for version in leads if len(version.change["lead"][0][1].split()) > 4)
    words = " ".join(dropped.change["lead"][0][1].split()[:8]).strip(".")
    assert dropped.article_id in {hit.article.pk for hit in find(Search(f'"{words}"', within="removed")).hits}


def test_a_scraper_can_go_on_from_it(counts: dict[str, Any]) -> None:
    article = Article.objects.filter(version_count__gte=2).latest("pk")
    latest = article.versions.order_by("number").last()
    assert latest is not None
    content = make_content(latest.text + "\nSomething new was said.", title=latest.title)
    version = Version.objects.record(article, content, seen_at=latest.seen_at + timedelta(hours=1))
    assert version.number == latest.number + 1
    standing = Passage.objects.filter(article=article, gone=None).values_list("headline", "key")
    assert set(standing) == set(passages_of(version))


@pytest.mark.django_db
def test_loading_leaves_indexes_keys_and_triggers_as_they_were() -> None:
    before = _definitions()
    load(3, processes=1)
    assert _definitions() == before
    assert any("version_is_immutable" in line for line in before)


def _definitions() -> set[str]:
    """Everything that guards or serves the loaded tables, in the database's own words."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name LIKE 'articles_%%'")
            return {row[0] for row in cursor.fetchall()}
        tables = [f"articles_{name}" for name in LOADED]
        cursor.execute(
            """SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                WHERE conrelid::regclass::text = ANY(%(tables)s)
            UNION SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid::regclass::text = ANY(%(tables)s)
            UNION SELECT tgname || tgenabled::text FROM pg_trigger
                WHERE tgrelid::regclass::text = ANY(%(tables)s) AND NOT tgisinternal""",
            {"tables": tables},
        )
        return {row[0] for row in cursor.fetchall()}
