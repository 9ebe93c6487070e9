"""What the database does for a thing, counted and not timed, so that a busy machine does not blur it.

    python -m benchmarks.growth_probe plan|pages|pass       on the database of DATABASE_URL; prints JSON

On SQLite the work is the steps of its virtual machine, in hundreds; on PostgreSQL it is the blocks of 8 KB that the
statements touch, and the rows that their plans' parts bring, as EXPLAIN (ANALYZE, BUFFERS) tells of each statement (run
once more for it, and rolled back).
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.loading import set_up

STEPS = 100  # of SQLite's virtual machine, to a count
TIMES = 5  # that a page is asked for, of which the least CPU time counts
_EXPLAINED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)


@dataclass
class Touched:
    """What was counted: statements by their first word, work (steps or blocks), and rows (of PostgreSQL's plans)."""

    statements: Counter[str] = field(default_factory=Counter)
    work: int = 0
    rows: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"statements": dict(self.statements), "work": self.work, "rows": self.rows}


def main() -> int:
    """Count what was asked for."""
    set_up()
    print(json.dumps({"plan": plan, "pages": pages, "pass": whole_pass}[sys.argv[1]]()))
    return 0


@contextmanager
def counted() -> Iterator[Touched]:
    """Count what the database does in the block, on this thread's connection."""
    from django.db import connection

    touched, explaining = Touched(), False

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal explaining
        if not explaining:
            touched.statements[sql.split()[0].upper()] += 1
            if connection.vendor == "postgresql" and not many and _EXPLAINED.match(sql):
                explaining = True
                try:
                    _explain(sql, params, touched)
                finally:
                    explaining = False
        return execute(sql, params, many, context)

    def step() -> int:
        touched.work += 1
        return 0

    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(step, STEPS)
    try:
        with connection.execute_wrapper(count):
            yield touched
    finally:
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, STEPS)


def _explain(sql: str, params: Any, touched: Touched) -> None:
    """Run the statement for its plan alone, and take back what it did."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
        (told,) = cursor.fetchone()
        transaction.set_rollback(True)
    (found,) = json.loads(told) if isinstance(told, str) else told
    touched.work += found["Plan"]["Shared Hit Blocks"] + found["Plan"]["Shared Read Blocks"]
    touched.rows += _rows(found["Plan"])


def _rows(plan: dict[str, Any]) -> int:
    dropped = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return int((plan["Actual Rows"] + dropped) * plan["Actual Loops"]) + sum(map(_rows, plan.get("Plans", ())))


def plan() -> dict[str, Any]:
    """Claim every host that is due, read what is due there, and give the leases back, as a pass does."""
    taken = []
    for _ in range(TIMES + 1):
        before = time.process_time()
        _plan()
        taken.append(time.process_time() - before)
    with counted() as touched:
        due = _plan()
    return {"due": due, "cpu_ms": round(1000 * min(taken[1:]), 2), **touched.as_json()}


def _plan() -> int:
    from datetime import timedelta

    from articles.scraping import drain, lease
    from articles.scraping.run import Run

    nothing: Any = None  # nobody is asked for anything
    run = Run(nothing, nothing, nothing)
    owner, due = lease.new_owner(), 0
    claimed = lease.claim(owner, 100)
    for host in claimed:
        due += len(drain._due(run, host)[2])
    for host in claimed:
        lease.release(host, owner, pause=timedelta(0))
    return due


def pages() -> dict[str, Any]:
    """Ask for pages through the whole of Django, without a network."""
    from django.test import Client

    from articles.models import Article
    from benchmarks.multiply import COMMON, PHRASE

    middle = Article.objects.filter(version_count=2).order_by("pk").values_list("pk", flat=True)[500]
    asked = {
        "first page": "/", "everything": "/?level=all", "source": "/sources/local-0/",
        "article": f"/articles/{middle}/",
        "diff": f"/articles/{middle}/diff/1/2/", "feed": "/feed.rss", "feed of a source": "/sources/local-0/feed.atom",
        "search, rare": f'/search/?in=removed&q="{PHRASE}"',
        "search, a copied phrase": f'/search/?in=removed&q="{COMMON}"',
    }  # fmt: skip
    client, found = Client(headers={"host": "localhost", "accept-language": "en"}), {}
    for said, path in asked.items():
        taken = []
        for _ in range(TIMES + 1):
            before = time.process_time()
            answer = client.get(path)
            taken.append(time.process_time() - before)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}")
        with counted() as touched:
            client.get(path)
        found[said] = {"cpu_ms": round(1000 * min(taken[1:]), 2), **touched.as_json()}
    return found


def whole_pass() -> dict[str, Any]:
    """One pass over what is due, in this process and thread."""
    from asgiref.sync import async_to_sync

    from articles.scraping.run import Scope
    from articles.scraping.track import scrape

    with counted() as touched:
        async_to_sync(scrape)(Scope(), concurrency=20, workers=0)
    return touched.as_json()


if __name__ == "__main__":
    raise SystemExit(main())
