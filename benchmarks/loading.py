"""Loads the made-up archive of ``benchmarks.archive_shape`` into the (empty) database of DATABASE_URL.

    python -m benchmarks.loading --articles 10000
    .ci/with-postgresql python -m benchmarks.loading --articles 1278804        NewsEdits' size

On PostgreSQL rows go in by COPY; indexes, foreign keys and triggers are taken away before and put back after, each by
the words in which the database itself gives it, so the tables end as the migrations made them. On SQLite rows go in by
executemany in one transaction. Processes of their own make the rows; ``--processes`` says how many.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import django

from benchmarks import archive_shape as shape

if TYPE_CHECKING:
    from django.db.models import Model

    from articles.models.passage import Key

CHUNK = 1000  # articles made at a time
LOADED = ("article", "alias", "version", "event", "check", "passage", "search")
Row = tuple[Any, ...]


@dataclass
class Rows:
    """What some articles are in the tables; passages are numbered from 0, by their place in the list."""

    article: list[Row] = field(default_factory=list)
    alias: list[Row] = field(default_factory=list)
    version: list[Row] = field(default_factory=list)
    event: list[Row] = field(default_factory=list)
    check: list[Row] = field(default_factory=list)
    passage: list[Row] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # of the passages
    tally: dict[tuple[int, date, int], Counter[str]] = field(default_factory=dict)


def main() -> int:
    """Load, and print how much there is and how long it took."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--looks", type=float, default=2.0, help="checks to a version")
    options.add_argument("--processes", type=int, default=2)
    chosen = options.parse_args()
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(load(chosen.articles, seed=chosen.seed, looks=chosen.looks, processes=chosen.processes)))
    return 0


def set_up() -> None:
    """Make the models known to this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdiffs.settings")
    django.setup()


def load(articles: int, *, seed: int = 1, looks: float = 2.0, processes: int = 2,
         until: datetime | None = None) -> dict[str, Any]:  # fmt: skip
    """Fill the empty tables; ``until`` (now) is when the archive ends. Counts, and the seconds of each step."""
    from django.db import connection, transaction

    until = until or datetime.now(UTC).replace(microsecond=0)
    started = time.monotonic()
    with transaction.atomic(), bare_tables():
        first = _sources(until)
        make = partial(rows_of, first=first, total=articles, seed=seed, until=until, looks=looks)
        counts, tallies = _write(_made(make, articles, processes))
        _tally(tallies)
        filled = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    done = time.monotonic()
    return {**counts, "filled_seconds": round(filled - started, 1), "indexed_seconds": round(done - filled, 1)}


def _sources(until: datetime) -> tuple[int, int]:
    """Make the sources and their hosts; the ids of the first of each."""
    from articles.models import Host, Source

    slugs = [shape.source_slug(n) for n in range(shape.SOURCES)]
    sources = Source.objects.bulk_create(
        Source(slug=slug, name=slug.replace("-", " ").capitalize(), homepage=f"https://{slug}.example/",
               language=shape.language_of(n))
        for n, slug in enumerate(slugs)
    )  # fmt: skip
    hosts = Host.objects.bulk_create(Host(name=f"{slug}.example", due_at=until + timedelta(hours=1)) for slug in slugs)
    return sources[0].pk, hosts[0].pk


def _made(make: partial[Rows], articles: int, processes: int) -> Iterator[Rows]:
    spans = [(start, min(CHUNK, articles - start)) for start in range(0, articles, CHUNK)]
    if processes < 2 or len(spans) < 2:
        yield from (make(*span) for span in spans)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=set_up) as pool:
        ahead = [pool.submit(make, *span) for span in spans[: 2 * processes]]
        for span in [*spans[2 * processes :], *[None] * len(ahead)]:
            done = ahead.pop(0)
            if span is not None:  # few are made ahead of the writer, so that memory does not grow with the archive
                ahead.append(pool.submit(make, *span))
            yield done.result()


def rows_of(start: int, count: int, *, first: tuple[int, int], total: int, seed: int, until: datetime,
            looks: float) -> Rows:  # fmt: skip
    """The rows of ``count`` articles from number ``start`` on; ``first``: the ids of the first source and host."""
    rows = Rows()
    for story in shape.stories(start, count, total=total, seed=seed, until=until, looks=looks):
        _add(rows, story, first, until)
    return rows


def _add(rows: Rows, story: shape.Story, first: tuple[int, int], until: datetime) -> None:
    from articles.digests import url_digest
    from articles.models import Alias, Article, Check, Event
    from articles.models.tally import of_event, of_version, summed
    from articles.scraping.addresses import url_key

    pk, source, last = story.number + 1, first[0] + story.source, story.states[-1]
    fresh = until - max(last.seen_at, story.looks[-1]) < shape.FRESH
    gone = bool(story.events) and story.events[-1][0] == "gone"
    state = ("gone" if gone else "active") if fresh else "retired"
    # Spread over the coming day, as the schedule would have it; nothing is due until somebody says so.
    due = until + timedelta(hours=1 + 24 * (story.number * 7919 % 10_007) / 10_007) if fresh else None
    rows.article.append(_row(
        Article, id=pk, source_id=source, host_id=first[1] + story.source, url=story.address,
        url_digest=url_digest(url_key(story.address)), title=last.title, language=story.language,
        published_at=story.states[0].seen_at, first_seen_at=story.states[0].seen_at, state=state,
        version_count=len(story.states), last_changed_at=last.seen_at if last.edit else None, next_check_at=due,
        last_checked_at=story.looks[-1], last_outcome="unchanged", check_count=len(story.looks),
        etag=f'"{pk}-{len(story.states)}"', body_digest="0" * 64,
    ))  # fmt: skip
    if story.other_address:
        digest = url_digest(url_key(story.other_address))
        rows.alias.append(_row(Alias, article_id=pk, url=story.other_address, url_digest=digest))
    parts: list[tuple[tuple[int, date, int], dict[str, int]]] = []
    for number, seen in enumerate(story.states, 1):
        rows.version.append(_version(pk, source, number, seen, story.language))
        changed = bool(seen.edit and seen.edit.headline_changed)
        parts += of_version(source, number, seen.seen_at, changed, story.states[0].seen_at)
    for kind, at in story.events:
        rows.event.append(_row(Event, article_id=pk, source_id=source, language=story.language, at=at, kind=kind))
        parts += of_event(source, kind, at)
    for key, sums in summed(parts).items():
        rows.tally.setdefault(key, Counter()).update(sums)
    changes = {seen.seen_at: "changed" if seen.edit else "first" for seen in story.states}
    for at in story.looks:
        outcome = changes.get(at, "unchanged")
        rows.check.append(_row(Check, article_id=pk, at=at, outcome=outcome, status=200, milliseconds=180))
    _passages(rows, pk, story.states)


def _version(article: int, source: int, number: int, state: shape.State, language: str) -> Row:
    from articles.models import Version
    from articles.scraping.blocks import Block
    from articles.scraping.noise import content_digest
    from tests.make import Text

    content = Text(state.title, blocks=tuple(Block("paragraph", block) for block in state.blocks))
    edit = state.edit
    told: dict[str, Any] = {}
    if edit is not None:
        kept = sum(map(len, state.blocks)) // 6
        change = {
            "words_kept": kept, "share": round((edit.words_added + edit.words_removed) / max(kept, 1), 4),
            "classes": [], "reasons": [], "lead": edit.lead, "lead_kind": "paragraph", "lead_field": "",
            "coarse": False,
        }  # fmt: skip
        told = {
            "words_added": edit.words_added, "words_removed": edit.words_removed, "significance": edit.significance,
            "level": edit.level, "headline_changed": edit.headline_changed,
            "stealth": edit.level in ("substantive", "major"), "change": json.dumps(change),
        }  # fmt: skip
    return _row(
        Version, article_id=article, source_id=source, number=number, seen_at=state.seen_at, title=state.title,
        text="\n".join(state.blocks), kinds="p" * len(state.blocks), language=language,
        digest=content_digest(content), **{"change": "{}", **told},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Said:
    """What is searched of a state; blocks that were read before are not read again."""

    title: str
    text: str
    standfirst: str = ""


def _passages(rows: Rows, pk: int, states: Sequence[shape.State]) -> None:
    """The passages of all states of an article: as PassageQuerySet.index_article finds them, block by block."""
    from articles.models import Passage
    from articles.models.passage import passages_of

    @cache
    def known(title: str, block: str) -> dict[Key, str]:
        return passages_of(_Said(title, block))

    standing: dict[Key, list[Any]] = {}  # [number that brought it, number that dropped it, words]
    found: list[tuple[Key, list[Any]]] = []
    for number, state in enumerate(states, 1):
        now = dict(known(state.title, ""))
        for block in state.blocks:
            now |= known("", block)
        for key in standing.keys() - now.keys():
            standing.pop(key)[1] = number
        for key, words in now.items():
            if key not in standing:
                standing[key] = [number, None, words]
                found.append((key, standing[key]))
    for (headline, digest), (first, gone, words) in found:
        rows.passage.append(_row(Passage, id=0, article_id=pk, headline=headline, key=digest, first=first, gone=gone))
        rows.words.append(words)


@cache
def _columns(model: type[Model], with_id: bool) -> dict[str, Any]:
    """The columns of a table in their order, with what stands in each unless something is said."""
    fields = [each for each in model._meta.concrete_fields if with_id or not each.primary_key]
    return {each.attname: each.get_default() for each in fields}


def _row(model: type[Model], **values: Any) -> Row:
    return tuple((_columns(model, "id" in values) | values).values())


def _write(made: Iterable[Rows]) -> tuple[dict[str, int], dict[tuple[int, date, int], Counter[str]]]:
    """Write the rows as they come; how many went into each table, and the tallies of all."""
    from django.core.management.color import no_style
    from django.db import connection

    from articles import models

    counts: Counter[str] = Counter()
    tallies: dict[tuple[int, date, int], Counter[str]] = {}
    tables = {name: getattr(models, name.capitalize()) for name in LOADED if name != "search"}
    for rows in made:
        base = counts["passage"] + 1
        rows.passage = [(base + place, *row[1:]) for place, row in enumerate(rows.passage)]
        for name, model in tables.items():
            written: list[Row] = getattr(rows, name)
            _put(model._meta.db_table, list(_columns(model, name in ("article", "passage"))), written)
            counts[name] += len(written)
        _put_words(rows)
        for key, sums in rows.tally.items():
            tallies.setdefault(key, Counter()).update(sums)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables.values())):
            cursor.execute(statement)
    return dict(counts), tallies


def _put(table: str, columns: list[str], rows: list[Row]) -> None:
    from django.db import connection

    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        adapt = connection.ops.adapt_datetimefield_value
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",
            [[adapt(value) if isinstance(value, datetime) else value for value in row] for row in rows],
        )


def _put_words(rows: Rows) -> None:
    from django.db import connection

    from articles.models import Passage
    from articles.search import index

    at = {name: place for place, name in enumerate(_columns(Passage, True))}
    entries = [
        index.Entry(row[at["id"]], words, added=row[at["first"]] > 1, removed=row[at["gone"]] is not None)
        for row, words in zip(rows.passage, rows.words, strict=True)
    ]
    if connection.vendor != "postgresql":
        index.add(entries)
        return
    columns = ["id", "words", "added", "removed"]
    _put("articles_search", columns, [(e.id, index._vector(e.words), e.added, e.removed) for e in entries])


def _tally(tallies: dict[tuple[int, date, int], Counter[str]]) -> None:
    from articles.models import Tally

    made = (
        Tally(source_id=source, day=day, delay=delay, **sums) for (source, day, delay), sums in sorted(tallies.items())
    )
    Tally.objects.bulk_create(made, batch_size=2000)


@contextmanager
def bare_tables() -> Iterator[None]:
    """Take indexes, foreign keys and triggers of the loaded tables away for the block, and put them back as they were.

    Primary keys stay, for other tables point at them and rows come in their order.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        on = connection.vendor == "postgresql"
        back = _strip_postgresql(cursor) if on else _strip_sqlite(cursor)
        yield
        if on:
            cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        for statement in back:
            cursor.execute(statement)


def _strip_postgresql(cursor: Any) -> list[str]:
    tables = [f"articles_{name}" for name in LOADED]
    cursor.execute(
        """SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u') ORDER BY contype DESC, conname""",
        [tables],
    )
    constraints = cursor.fetchall()
    for table, name, _ in constraints:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    cursor.execute(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary""",
        [tables],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return [
        *(definition for _, definition in indexes),
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}" for table, name, words in constraints),
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables),
    ]


def _strip_sqlite(cursor: Any) -> list[str]:
    """Unique constraints that are part of their tables stay; SQLite cannot take them away."""
    tables = [f"articles_{name}" for name in LOADED]
    cursor.execute(
        f"""SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL
        AND tbl_name IN ({", ".join(["%s"] * len(tables))})""",
        tables,
    )
    found = cursor.fetchall()
    for kind, name, _ in found:
        cursor.execute(f'DROP {kind} "{name}"')
    return [sql for _, _, sql in found]


if __name__ == "__main__":
    raise SystemExit(main())
