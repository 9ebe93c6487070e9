"""Loads the made-up archive of ``benchmarks.archive_shape`` into the (empty) database of DATABASE_URL.

    python -m benchmarks.loading --articles 10000
    .ci/with-postgresql python -m benchmarks.loading --articles 1278804        NewsEdits' size

Processes of their own make the rows, and text of them (``benchmarks.loading_rows``); ``--processes`` says how many. On
PostgreSQL this one hands it to COPY, in one transaction, and the indexes are built after it over as many connections:
a load that fails leaves the tables empty, but one that fails among the indexes leaves them without. On SQLite rows go
in by executemany, all in one transaction.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from typing import Any

import django

from benchmarks import archive_shape as shape
from benchmarks.bare_tables import restore, strip
from benchmarks.loading_rows import LOADED, Packed, Plan, Tallies, packed

CHUNK = 500  # articles made at a time: some 20 MB


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
    """Fill the empty tables; ``until`` (now) is when the archive ends. Counts, and the seconds of each step.

    With one process nothing is committed but by the caller's transaction, where there is one.
    """
    from django.db import connection, transaction

    until = until or datetime.now(UTC).replace(microsecond=0)
    apart = processes > 1 and connection.vendor == "postgresql"
    started = time.monotonic()
    with transaction.atomic():
        stripped = strip([f"articles_{name}" for name in LOADED])
        source, host = _sources(until)
        plan = Plan(source, host, articles, seed, until, looks)
        counts, tallies = _write(_made(partial(packed, plan=plan), articles, processes))
        _tally(tallies)
        filled = time.monotonic()
        if not apart:
            restore(stripped)
    if apart:
        restore(stripped, processes)
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


def _made(
    make: partial[tuple[list[Packed], Tallies]], articles: int, processes: int
) -> Iterator[tuple[list[Packed], Tallies]]:
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


def _write(made: Iterable[tuple[list[Packed], Tallies]]) -> tuple[dict[str, int], Tallies]:
    """Write the rows as they come; how many went into each table, and the tallies of all."""
    from django.core.management.color import no_style
    from django.db import connection

    from articles import models

    counts = dict.fromkeys((name for name in LOADED if name != "search"), 0)
    tallies: Tallies = {}
    for tables, counted in made:
        for each in tables:
            _put(each)
            name = each.table.removeprefix("articles_")
            if name in counts:
                counts[name] += each.count
        for key, sums in counted.items():
            tallies.setdefault(key, Counter()).update(sums)
    with connection.cursor() as cursor:
        numbered = [getattr(models, name.capitalize()) for name in counts]
        for statement in connection.ops.sequence_reset_sql(no_style(), numbered):
            cursor.execute(statement)
    return counts, tallies


def _put(packed: Packed) -> None:
    from django.db import connection

    from articles.search import index

    names = ", ".join(f'"{name}"' for name in packed.columns)
    with connection.cursor() as cursor:
        if isinstance(packed.data, bytes):
            # FREEZE: as rows are in an archive that was vacuumed since they came.
            with cursor.copy(f"COPY {packed.table} ({names}) FROM STDIN WITH (FREEZE)") as copy:
                copy.write(packed.data)
        elif packed.table == "articles_search":
            index.add([index.Entry(*row) for row in packed.data])
        else:
            places = ", ".join(["%s"] * len(packed.columns))
            cursor.executemany(f"INSERT INTO {packed.table} ({names}) VALUES ({places})", packed.data)


def _tally(tallies: Tallies) -> None:
    from articles.models import Tally

    made = (
        Tally(source_id=source, day=day, delay=delay, **sums) for (source, day, delay), sums in sorted(tallies.items())
    )
    Tally.objects.bulk_create(made, batch_size=2000)


if __name__ == "__main__":
    raise SystemExit(main())
