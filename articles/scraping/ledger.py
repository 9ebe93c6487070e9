"""The looks that changed nothing, nearly all of them: written many at once, at little cost each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import CharField, DateTimeField, Field, ForeignKey, IntegerField, Model, TextField

from articles.models import Article, Check
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
    quote, columns = connection.ops.quote_name, _columns(Article, (*HOT_FIELDS, "id"))
    assignments = ", ".join(
        f"{quote(str(column.column))} = {_UNLESS_PAUSED.get(column.attname, '%s')}" for column in columns[:-1]
    )
    _many(f"UPDATE {quote(Article._meta.db_table)} SET {assignments} WHERE id = %s", _rows(articles, columns))


_UNLESS_PAUSED = {
    "state": "CASE WHEN state = 'paused' THEN state ELSE %s END",
    "next_check_at": "CASE WHEN state = 'paused' THEN next_check_at ELSE %s END",
}


def _insert(checks: Iterable[Check]) -> None:
    """Write these looks, but those at articles that an editor merged or deleted since.

    Call after ``save_hot`` in the same transaction: that holds the rows which are there.
    """
    quote, columns = connection.ops.quote_name, _columns(Check, CHECK_FIELDS)
    names, places = ", ".join(quote(str(column.column)) for column in columns), ", ".join(["%s"] * len(columns))
    there = f"EXISTS (SELECT 1 FROM {quote(Article._meta.db_table)} WHERE id = %s)"
    statement = f"INSERT INTO {quote(Check._meta.db_table)} ({names}) SELECT {places} WHERE {there}"
    checks = list(checks)
    rows = [[*row, row[0]] for row in _rows(checks, columns)]
    if len(checks) != 1:
        _many(statement, rows)
        return
    with connection.cursor() as cursor:  # a look that is told of in the log, where its id stands
        cursor.execute(f"{statement} RETURNING id", rows[0])
        checks[0].pk = next(iter(cursor.fetchone() or ()), None)


# Saving rows one by one, and bulk_create too, take several times as long to make a statement as it takes to run.
def _many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _columns(model: type[Model], names: Iterable[str]) -> list[Field[Any, Any]]:
    return [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]


# Texts and numbers go to a database as they are; to ask each field how takes longer than to write them.
_AS_THEY_ARE = (CharField, TextField, IntegerField, ForeignKey)


def _rows(instances: Iterable[Model], columns: Sequence[Field[Any, Any]]) -> list[list[Any]]:
    """The values of these columns, row by row."""
    ways = [(column.attname, _way(column)) for column in columns]
    return [
        [prepare(value) if prepare and value is not None else value for value, prepare in values]
        for values in ([(getattr(row, name), prepare) for name, prepare in ways] for row in instances)
    ]


def _way(column: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value goes to the database; None where it goes as it is."""
    if isinstance(column, _AS_THEY_ARE):
        return None
    if isinstance(column, DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return partial(column.get_db_prep_save, connection=connection)


def hold(host_id: int, owner: str) -> None:
    """Make sure, inside a transaction, that the lease is ours. Raises LeaseLost."""
    if not lease.is_held(host_id, owner):
        raise LeaseLost(f"the lease of host {host_id} went to another process")
