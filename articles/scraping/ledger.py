"""The looks that changed nothing, nearly all of them: written many at once, at little cost each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db import connection, transaction

from articles.models import Article, Check
from articles.models.rows import change, columns_of, many, table, values
from articles.scraping import lease

# What a look changes in an article's row besides what a new version does.
HOT_FIELDS = (
    "next_check_at", "last_checked_at", "last_outcome", "check_count", "error_count", "last_error", "state",
    "etag", "last_modified", "body_digest", "fingerprint", "pending",
)  # fmt: skip
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

    def add(self, article: Article, check: Check) -> None:
        """Put down one look, in memory."""
        self.entries.append((article, check))

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return len(self.entries) >= self.size

    def flush(self) -> None:
        """Write what was put down. Raises LeaseLost."""
        entries, self.entries = self.entries, []
        if not entries:
            return
        with transaction.atomic():
            hold(self.host_id, self.owner)
            self._save(sorted(entries, key=lambda entry: entry[0].pk))

    def save(self, article: Article, check: Check) -> None:
        """Write one look at once. Call in a transaction that holds the lease."""
        self._save([(article, check)])

    def _save(self, entries: Sequence[tuple[Article, Check]]) -> None:
        """Write the checks, and what the looks changed in the articles' rows. One that moved to another host makes that
        due."""
        save_hot(article for article, _ in entries)
        _insert(check for _, check in entries)
        for article, _ in entries:
            if article.host_id != self.host_id:
                article.wake_host()


def save_hot(articles: Iterable[Article]) -> None:
    """Write the hot fields of these rows. What an editor paused since stays so."""
    change(articles, Article, HOT_FIELDS, _UNLESS_PAUSED)


_UNLESS_PAUSED = {
    "state": "CASE WHEN state = 'paused' THEN state ELSE %s END",
    "next_check_at": "CASE WHEN state = 'paused' THEN next_check_at ELSE %s END",
}


def _insert(checks: Iterable[Check]) -> None:
    """Write these looks, but those at articles that an editor merged or deleted since.

    Call after ``save_hot`` in the same transaction: that holds the rows which are there.
    """
    checks, statement = list(checks), _insertion()
    rows = [[*row, row[0]] for row in values(checks, columns_of(Check, CHECK_FIELDS))]
    if len(checks) != 1:
        many(statement, rows)
        return
    with connection.cursor() as cursor:  # a look that is told of in the log, where its id stands
        cursor.execute(f"{statement} RETURNING id", rows[0])
        checks[0].pk = next(iter(cursor.fetchone() or ()), None)


@cache
def _insertion() -> str:
    names, places = ", ".join(columns_of(Check, CHECK_FIELDS).names), ", ".join(["%s"] * len(CHECK_FIELDS))
    there = f"EXISTS (SELECT 1 FROM {table(Article)} WHERE id = %s)"
    return f"INSERT INTO {table(Check)} ({names}) SELECT {places} WHERE {there}"


def hold(host_id: int, owner: str) -> None:
    """Make sure, inside a transaction, that the lease is ours. Raises LeaseLost."""
    if not lease.is_held(host_id, owner):
        raise LeaseLost(f"the lease of host {host_id} went to another process")
