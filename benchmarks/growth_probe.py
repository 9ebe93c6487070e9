"""What the database does for a thing, counted and not timed, so that a busy machine does not blur it.

    python -m benchmarks.growth_probe plan|pages|pass       on the database of DATABASE_URL; prints JSON
    python -m benchmarks.growth_probe scatter|gather        first writes PostgreSQL's articles in another order

On SQLite the work is the steps of its virtual machine, in hundreds; on PostgreSQL it is the blocks of 8 KB that the
statements touch, and the rows that their plans' parts bring, as EXPLAIN (ANALYZE, BUFFERS) tells of each statement (run
once more for it, and rolled back).

How many blocks hold a host's due articles depends on what wrote them last, whatever the archive's size: fifty lie in
fifty blocks, or in seven. So PostgreSQL's articles are laid down alike in all archives before planning is counted.
``scatter``, as they come to lie when each was last written at another time, is the dearest that there is; ``gather``,
each host's together in the order of their times, is the cheapest. In SQLite rows lie by their ids.
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
    told = {"plan": plan, "pages": pages, "pass": whole_pass, "scatter": scatter, "gather": gather}
    print(json.dumps(told[sys.argv[1]]()))
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
    """What ``plan_hosts`` costs."""
    taken = []
    for _ in range(TIMES + 1):
        before = time.process_time()
        plan_hosts()
        taken.append(time.process_time() - before)
    with counted() as touched:
        due = plan_hosts()
    return {"due": due, "cpu_ms": round(1000 * min(taken[1:]), 2), **touched.as_json()}


def plan_hosts() -> int:
    """Claim every host that is due, read what is due there, and give the leases back, as a pass does; how many are."""
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


def scatter() -> None:
    """Let articles of one host lie anywhere."""
    _lay_down("(md5(id::text))")


def gather() -> None:
    """Let articles of one host lie beside each other, and in the order in which they are due."""
    _lay_down("host_id, next_check_at")


def _lay_down(order: str) -> None:
    """Write the table of articles anew in this order, which packs it too."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX laid_down ON articles_article ({order})")
        cursor.execute("CLUSTER articles_article USING laid_down")
        cursor.execute("DROP INDEX laid_down")
        cursor.execute("VACUUM (ANALYZE) articles_article, articles_host")


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
