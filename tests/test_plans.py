"""How the database goes about the lists of changes: by an index, in order, and no further than the page needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles.listing import read_listing
from articles.models import Article, Event, Host, Source, Version
from articles.search.find import Search, find
from articles.stream import Cursor, Filters, read_keys, read_page
from benchmarks.growth_probe import counted, gather, plan_hosts, scatter
from tests.make import T0

pytestmark = pytest.mark.django_db

# Of each list, the filters and the indexes that it may be read from: of versions, of events.
LISTS = {
    "everything": (Filters(), {"version_newest", "event_newest"}),
    "by level": (Filters(level="substantive"), {"version_newest", "event_newest"}),
    "since a day": (Filters(since=T0.date()), {"version_newest", "event_newest"}),
    "a source": (Filters(source="paper-1"), {"version_source_newest", "event_source_newest"}),
    "a language": (Filters(language="fo"), {"version_tongue_newest", "event_tongue_newest"}),
    "headlines": (Filters(headline=True), {"version_headline_newest"}),
    "stealth edits": (Filters(stealth=True), {"version_stealth_newest"}),
    "taken down": (Filters(gone=True), {"event_gone"}),
    "headlines of a source": (Filters(source="paper-1", headline=True), {"version_source_headline"}),
    "stealth edits of a source": (Filters(source="paper-1", stealth=True), {"version_source_stealth"}),
    "taken down at a source": (Filters(source="paper-1", gone=True), {"event_source_gone"}),
}
SMALL = ("articles_source", "articles_folded")  # tables that do not grow with the archive
# The first page, a later one, and what the validator of a feed is made of.
WAYS: tuple[Callable[[Filters], object], ...] = (
    read_page,
    lambda filters: read_page(filters, before=Cursor(T0 + timedelta(days=4), 1, 9)),
    read_listing,
    lambda filters: read_listing(filters, before=Cursor(T0 + timedelta(days=4), 1, 9)),
    read_keys,
)


def fill(articles: int, first: int = 0, paper_count: int = 10) -> None:
    """Articles of three versions each: a rare language, headline, stealth edit and end for the first eight alone."""
    if not first:
        Host.objects.create(name="paper.example")
        Source.objects.bulk_create(Source(slug=f"paper-{n}", name=f"Paper {n}") for n in range(paper_count))
    host, sources = Host.objects.get(), list(Source.objects.order_by("pk"))
    Article.objects.bulk_create(
        Article(
            source=sources[n % paper_count], host=host, url=f"https://paper.example/{n}", url_digest=f"{n:064x}",
            language="fo" if n < 8 else "en-GB", first_seen_at=T0, version_count=3,
        )
        for n in range(first, first + articles)
    )  # fmt: skip
    made = list(Article.objects.order_by("pk")[first:])
    Version.objects.bulk_create(
        Version(
            article=article, source_id=article.source_id, number=number, language=article.language, text="A line.",
            seen_at=T0 + timedelta(minutes=60 * n + 9 * number), digest=f"{n}-{number}", level="substantive",
            headline_changed=n < 20, stealth=n < 20,
        )
        for n, article in enumerate(made, first)
        for number in (1, 2, 3)
    )  # fmt: skip
    Event.objects.bulk_create(
        Event(
            article=article, source_id=article.source_id, language=article.language, at=T0 + timedelta(minutes=60 * n),
            kind="gone" if n < 8 else "back",
        )
        for n, article in enumerate(made, first)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def explained(prefix: str) -> Iterator[list[Any]]:
    """What the database says of each query that is asked inside, asked with this before it."""
    said: list[Any] = []

    def explain(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        # Once more and with its parameters: SQLite compares them with the conditions of its indexes.
        with context["connection"].connection.cursor() if connection.vendor == "postgresql" else _plain() as cursor:
            cursor.execute(prefix + (sql if connection.vendor == "postgresql" else sql.replace("%s", "?")), params)
            said.append(cursor.fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield said


@contextmanager
def _plain() -> Iterator[Any]:
    yield connection.connection.cursor()


def plans(work: Callable[[], object]) -> list[str]:
    """The plan of each query, as text."""
    with explained("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") as said:
        work()
    return ["\n".join(str(row[-1]) for row in rows) for rows in said]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_from_its_index_in_order(name: str) -> None:
    fill(600, paper_count=60)  # enough for indexes to be worth their while, and for one source to be a small part
    if connection.vendor == "postgresql":  # which rather sorts the few hundred rows of a test: can it do without?
        with connection.cursor() as cursor:
            for table in ("article", "event", "version"):  # whose indexes hold what earlier tests rolled back
                cursor.execute(f"REINDEX TABLE articles_{table}")
            for way in ("sort", "bitmapscan", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    filters, indexes = LISTS[name]
    said = [plan for way in WAYS for plan in plans(lambda way=way: way(filters))]  # type: ignore[misc]
    assert len(said) == len(WAYS) * (1 if filters.gone or filters.headline or filters.stealth else 2)
    for plan in said:
        assert any(index in plan for index in indexes), plan
        assert "TEMP B-TREE" not in plan, plan
        assert "BLOOM" not in plan, plan  # which SQLite fills from a whole table
        assert "Sort" not in plan, plan
        scans = [line for line in plan.splitlines() if "Seq Scan" in line or line.startswith("SCAN ")]
        assert not [line for line in scans if "INDEX" not in line and not any(table in line for table in SMALL)], plan


def test_what_the_index_proposes_is_looked_up_and_no_table_is_read_for_it() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite looks rows up by their keys in any case")
    with connection.cursor() as cursor:
        for way in ("nestloop", "seqscan"):  # as where there seems to be so much that a table is read whole
            cursor.execute(f"SET LOCAL enable_{way} = off")
    search = Search("of the", within="removed", since=T0.date())
    plan = plans(lambda: find(search))[0]
    assert "Hash Join" not in plan
    assert "Merge Join" not in plan
    for index in ("articles_passage_pkey", "articles_article_pkey", "version_article_number_unique"):
        assert index in plan


def steps(work: Callable[[], object]) -> int:
    """How much the database does: instructions of SQLite's machine, or rows that PostgreSQL touches."""
    if connection.vendor == "postgresql":
        with explained("EXPLAIN (ANALYZE, FORMAT JSON) ") as said:
            work()
        return sum(_rows(json.loads(rows[0][0]) if isinstance(rows[0][0], str) else rows[0][0]) for rows in said)
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    connection.connection.set_progress_handler(count, 10)
    try:
        work()
    finally:
        connection.connection.set_progress_handler(None, 10)
    return 10 * counted[0]


def _rows(node: Any) -> int:
    if isinstance(node, list):
        return sum(map(_rows, node))
    node = node.get("Plan", node)
    own = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return int(own) + _rows(node.get("Plans", []))


def test_a_page_of_any_list_costs_the_same_in_a_larger_archive() -> None:
    fill(200)
    before = {name: steps(lambda name=name: read_page(LISTS[name][0])) for name in LISTS}  # type: ignore[misc]
    fill(1800, first=200)
    after = {name: steps(lambda name=name: read_page(LISTS[name][0])) for name in LISTS}  # type: ignore[misc]
    assert all(after[name] <= 1.2 * before[name] + 40 for name in LISTS), (before, after)
    # It can tell: what has no index of its own is searched for in all the archive.
    assert steps(lambda: read_page(Filters(level="major"))) > 3 * max(after.values())


def test_postgresql_clears_up_after_looks_before_they_slow_a_claim_down() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes a row in its place and has nothing to clear up")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reloptions FROM pg_class WHERE relname LIKE 'articles%%' AND relkind = 'r'")
        options = dict(cursor.fetchall())
    assert "autovacuum_vacuum_scale_factor=0.02" in options["articles_article"]
    assert "autovacuum_vacuum_threshold=1000" in options["articles_host"]


def fill_due(articles: int) -> None:
    """Articles of one host, of which thirty are due."""
    host = Host.objects.create(name="paper.example", due_at=T0)
    source = Source.objects.create(slug="paper", name="Paper")
    Article.objects.bulk_create(
        Article(
            source=source, host=host, url=f"https://paper.example/{n}", url_digest=f"{n:064x}", first_seen_at=T0,
            next_check_at=T0 if n % (articles // 30) == 0 else timezone.now() + timedelta(days=1),
        )
        for n in range(articles)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def work_of_planning() -> int:
    """What the database does to plan the 30 that are due."""
    with counted() as touched:
        assert plan_hosts() == 30
    return touched.work


def test_what_counts_the_work_of_planning_sees_that_its_index_has_gone() -> None:
    fill_due(6000)
    planned = work_of_planning()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX article_host_due")
    assert work_of_planning() > 3 * planned


@pytest.mark.django_db(transaction=True)
def test_what_planning_is_counted_on_costs_the_same_wherever_the_articles_lay_before() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("in SQLite rows lie by their ids")
    fill_due(3000)
    scatter()
    scattered = work_of_planning()
    gather()
    assert work_of_planning() < scattered - 15
    scatter()
    assert abs(work_of_planning() - scattered) <= 5
