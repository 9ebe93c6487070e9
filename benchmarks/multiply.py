"""Makes an archive as large as one likes in minutes: copies a thousand of its articles by SQL, again and again.

    python -m benchmarks.multiply 1000000       on the database of DATABASE_URL, which ``benchmarks.filling`` filled

Every article that is not due gets a second version and its passages first, as the program would make them. Their copies
have addresses of their own, and lie further back the later they come; texts and words are the same. Articles of
``RARE`` beside them are not copied: a phrase of theirs is as rare in an archive of any size.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from benchmarks.bare_tables import restore, strip
from benchmarks.filling import IDLE
from benchmarks.loading import set_up
from benchmarks.loading_rows import LOADED

if TYPE_CHECKING:
    from django.db.models import Model

    from articles.models import Article

TEMPLATE = 1000  # articles that are copied
RARE = 20
PHRASE = "article number 7"  # said of one of the rare, as benchmarks.filling numbers them, and then no longer
COMMON = "article number 700"  # of one that is copied
MINUTES = 10  # between an article and its next copy
_MOMENTS = {"first_seen_at", "last_changed_at", "last_checked_at", "seen_at", "at"}


def main() -> int:
    """Grow the archive to as many articles as the first argument says; prints the seconds it took, as JSON."""
    from django.db import connection, transaction

    set_up()
    started = time.monotonic()
    edit_all()
    with transaction.atomic():
        stripped = strip([f"articles_{name}" for name in LOADED])
        multiply(int(sys.argv[1]))
        restore(stripped)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM (ANALYZE)")
    print(json.dumps({"seconds": round(time.monotonic() - started, 1)}))
    return 0


def edit_all() -> None:
    """Give every article that is not due a second version and its passages; one in fifty is gone."""
    from articles.models import Article, Event, Passage

    for article in Article.objects.filter(url__contains=IDLE).order_by("pk"):
        _edit(article)
        Passage.objects.index_article(article)
        if not article.pk % 50:
            Event.objects.create(
                article=article, source_id=article.source_id, language=article.language, at=article.first_seen_at,
                kind=Event.Kind.GONE,
            )  # fmt: skip


def _edit(article: Article) -> None:
    from datetime import timedelta

    from articles.diffing import compare_versions, measure
    from articles.models import Article, Version
    from articles.models.version import change_as_json

    first = article.versions.get()
    second = Version(
        article=article, source_id=article.source_id, number=2, seen_at=article.first_seen_at + timedelta(hours=1),
        title=first.title, text=f"They asked at last, {article.pk % 89} of them.\nNobody answered.", kinds="pp",
        digest="1" * 64, language=article.language,
    )  # fmt: skip
    change = measure(first, second, compare_versions(first, second))
    second.set_change(first, change)
    second.change = change_as_json(change)
    second.save(force_insert=True)
    Article.objects.filter(pk=article.pk).update(version_count=2, last_changed_at=second.seen_at)


def multiply(articles: int) -> None:
    """Copy the last ``TEMPLATE`` articles until there are so many, with all that belongs to them."""
    from django.core.management.color import no_style
    from django.db import connection

    from articles.models import Article, Check, Event, Passage, Version

    copied = list(Article.objects.filter(url__contains=IDLE).order_by("pk").values_list("pk", flat=True)[RARE:])
    copies = (articles - Article.objects.count()) // len(copied)
    if copies < 1:
        return
    low, high = copied[0], copied[-1]
    numbers = "substr(CAST(10000000 + s.c AS TEXT), 2, 7)"
    _copy(Article, f"t.id BETWEEN {low} AND {high}", copies, high - low + 1, {
        "url": f"t.url || '-' || {numbers}", "url_digest": f"substr(t.url_digest, 1, 57) || {numbers}",
    })  # fmt: skip
    for model in (Version, Check, Event, Passage):
        span = _span(model, low)
        if model is Passage:  # before its own rows have doubled
            _copy_words(low, copies, span)
        _copy(model, f"t.article_id BETWEEN {low} AND {high}", copies, span, {
            "article_id": f"t.article_id + s.c * {high - low + 1}",
        })  # fmt: skip
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Article, Version, Check, Event, Passage]):
            cursor.execute(statement)


def _span(model: type[Model], low: int) -> int:
    """How many ids lie from the first row of the copied articles to the last row there is."""
    from django.db.models import Max, Min

    first = model._default_manager.filter(article_id__gte=low).aggregate(at=Min("pk"))["at"]
    last = model._default_manager.aggregate(at=Max("pk"))["at"]
    return int(last - first + 1)


def _copy(model: type[Model], where: str, copies: int, span: int, told: dict[str, str]) -> None:
    columns = [str(field.column) for field in model._meta.concrete_fields]
    values = {name: _earlier(name) for name in columns if name in _MOMENTS}
    values |= {"id": f"t.id + s.c * {span}", **told}
    chosen = ", ".join(values.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    _run(copies, f"INSERT INTO {model._meta.db_table} ({names})", chosen, model._meta.db_table, where)


def _copy_words(low: int, copies: int, span: int) -> None:
    """The index of words: as rows on PostgreSQL; on SQLite, whose index keeps no text, from the versions."""
    from django.db import connection

    from articles.models import Passage
    from articles.models.passage import passages_of
    from articles.search import index

    chosen = Passage.objects.filter(article__gte=low)
    if connection.vendor == "postgresql":
        ids = chosen.order_by("pk").values_list("pk", flat=True)
        where = f"t.id BETWEEN {ids[0]} AND {ids.reverse()[0]}"
        told = f"t.id + s.c * {span}, t.words, t.added, t.removed, t.pairs"
        _run(copies, "INSERT INTO articles_search (id, words, added, removed, pairs)", told, "articles_search", where)
        return
    words: dict[tuple[int, Any], str] = {}
    for passage in chosen.select_related("article").iterator(1000):
        if (passage.article_id, (passage.headline, passage.key)) not in words:
            for version in passage.article.versions.all():
                words |= {(passage.article_id, key): said for key, said in passages_of(version).items()}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE said (id INTEGER PRIMARY KEY, words TEXT, added INT, removed INT)")
        cursor.executemany("INSERT INTO said VALUES (%s, %s, %s, %s)", [
            (passage.pk, words[passage.article_id, (passage.headline, passage.key)], passage.first > 1,
             passage.gone is not None)
            for passage in chosen
        ])  # fmt: skip
    for scope in index.SCOPES:
        into = f"INSERT INTO articles_search_{scope} (rowid, words)"
        _run(copies, into, f"t.id + s.c * {span}, t.words", "said", "1" if scope == "all" else f"t.{scope}")


def _earlier(column: str) -> str:
    """A moment that lies further back in each copy."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"t.{column} - s.c * interval '{MINUTES} minutes'"
    return f"strftime('%Y-%m-%d %H:%M:%f', t.{column}, '-' || ({MINUTES} * s.c) || ' minutes')"


def _run(copies: int, into: str, chosen: str, table: str, where: str) -> None:
    """Insert the chosen values of each row ``t`` of the table once for each number ``s.c`` of a copy."""
    from django.db import connection

    numbers = f"WITH RECURSIVE s(c) AS (SELECT 1 UNION ALL SELECT c + 1 FROM s WHERE c < {copies})"
    select = f"SELECT {chosen} FROM s CROSS JOIN {table} AS t WHERE {where}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{numbers} {into} {select} ORDER BY s.c, t.id")
        else:
            cursor.execute(f"{into} {numbers} {select}")


if __name__ == "__main__":
    raise SystemExit(main())
