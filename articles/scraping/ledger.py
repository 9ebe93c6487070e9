"""The looks that changed nothing, nearly all of them: written many at once, at little cost each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.db import connection

from articles.models import Article, Check
from articles.models.rows import Statement, change, changing, columns_of, many, table, values
from articles.scraping import lease
from articles.scraping.schedule import Habit

# What a look changes in an article's row besides what a new version does: a 304 only the first.
LOOK_FIELDS = (
    "next_check_at", "last_checked_at", "last_outcome", "check_count", "error_count", "last_error", "state",
)  # fmt: skip
HOT_FIELDS = (*LOOK_FIELDS, "etag", "last_modified", "body_digest", "fingerprint", "pending")
Prepared = tuple[Statement, ...]
CHECK_FIELDS = ("article", "at", "outcome", "status", "milliseconds", "detail")


class LeaseLost(Exception):
    """Another process took the host over; what this one saw is not written."""


@dataclass
class Ledger:
    """The looks of one drain that changed nothing, written in batches: one transaction for many."""

    host_id: int
    owner: str
    size: int = 250
    entries: list[tuple[Article, Check]] = field(default_factory=list)
    habits: Mapping[tuple[int, int], Habit] = field(default_factory=dict)  # seen meanwhile, by source and rung

    def add(self, article: Article, check: Check) -> None:
        """Put down one look, in memory."""
        self.entries.append((article, check))

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return len(self.entries) >= self.size

    def prepared(self) -> Prepared:
        """The statements that write what was put down: what changed in the articles' rows, and the checks."""
        entries = sorted(self.entries, key=lambda entry: entry[0].pk)
        is_304 = Check.Outcome.NOT_MODIFIED
        return (
            changing([a for a, check in entries if check.outcome == is_304], Article, LOOK_FIELDS, _UNLESS_PAUSED),
            changing([a for a, check in entries if check.outcome != is_304], Article, HOT_FIELDS, _UNLESS_PAUSED),
            _inserting([check for _, check in entries]),
        )

    def write(self, prepared: Prepared) -> None:
        """Write what was put down and ``prepared``.

        Call in a transaction. Raises LeaseLost, having written nothing.
        """
        if not self.entries:
            return
        hold(self.host_id, self.owner)
        for statement, rows in prepared:
            many(statement, rows)
        for article, _ in self.entries:
            self._wake(article)

    def flush(self) -> None:
        """Write it, and be empty. Call in a transaction. Raises LeaseLost."""
        self.write(self.prepared())
        self.entries = []

    def save(self, article: Article, check: Check) -> None:
        """Write one look at once; its id is told in the log. Call in a transaction that holds the lease."""
        save_hot([article])
        statement, (row,) = _inserting([check])
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} RETURNING id", row)
            check.pk = next(iter(cursor.fetchone() or ()), None)
        self._wake(article)

    def _wake(self, article: Article) -> None:
        """Make the host due that an article has moved to."""
        if article.host_id != self.host_id:
            article.wake_host()


def save_hot(articles: Iterable[Article]) -> None:
    """Write the hot fields of these rows. What an editor paused since stays so."""
    change(articles, Article, HOT_FIELDS, _UNLESS_PAUSED)


_UNLESS_PAUSED = {
    "state": "CASE WHEN state = 'paused' THEN state ELSE %s END",
    "next_check_at": "CASE WHEN state = 'paused' THEN next_check_at ELSE %s END",
}


def _inserting(checks: Iterable[Check]) -> Statement:
    """What writes these looks, but those at articles that an editor merged or deleted since.

    It is run after what changes the articles' rows, in the same transaction: that holds the rows which are there.
    """
    return _insertion(), [[*row, row[0]] for row in values(checks, columns_of(Check, CHECK_FIELDS))]


@cache
def _insertion() -> str:
    names, places = ", ".join(columns_of(Check, CHECK_FIELDS).names), ", ".join(["%s"] * len(CHECK_FIELDS))
    there = f"EXISTS (SELECT 1 FROM {table(Article)} WHERE id = %s)"
    return f"INSERT INTO {table(Check)} ({names}) SELECT {places} WHERE {there}"


def hold(host_id: int, owner: str) -> None:
    """Make sure, inside a transaction, that the lease is ours. Raises LeaseLost."""
    if not lease.is_held(host_id, owner):
        raise LeaseLost(f"the lease of host {host_id} went to another process")
