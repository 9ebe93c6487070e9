"""Tables without their indexes, foreign keys and triggers while they are filled, put back after as they were.

What is put back is said in the words in which the database itself gives it, so the tables end as the migrations made
them. Primary keys stay, for other tables point at them and rows come in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Stripped:
    """What was taken away: the statements that bring it back, indexes first."""

    indexes: list[str] = field(default_factory=list)  # in any order, also beside one another
    rest: list[str] = field(default_factory=list)


def strip(tables: Sequence[str]) -> Stripped:
    """Take indexes, foreign keys and triggers of these empty tables away. Call in the transaction that fills them."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _strip_postgresql(cursor, list(tables))
        return _strip_sqlite(cursor, list(tables))


def restore(stripped: Stripped, connections: int = 1) -> None:
    """Bring back what was taken away, the indexes over so many connections; with one, in the caller's transaction."""
    from django.db import connection

    if connections < 2 or connection.vendor != "postgresql":
        _run([*stripped.indexes, *stripped.rest])
        return
    with ThreadPoolExecutor(connections) as pool:  # each takes the next when it is done with one
        list(pool.map(_run_alone, stripped.indexes))
    _run(stripped.rest)


def _run(statements: Iterable[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET maintenance_work_mem = '1GB'")
        for statement in statements:
            cursor.execute(statement)


def _run_alone(statement: str) -> None:
    from django.db import connection

    try:
        _run([statement])
    finally:
        connection.close()


def _strip_postgresql(cursor: Any, tables: list[str]) -> Stripped:
    """Unique constraints come back as indexes that are made constraints; the longest to build come first."""
    cursor.execute(
        """SELECT conrelid::regclass::text, quote_ident(conname), contype, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u') ORDER BY contype DESC, conname""",
        [tables],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
        WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary
        ORDER BY amname = 'gin' DESC, indpred IS NULL DESC, indexrelid""",
        [tables],
    )
    indexes = cursor.fetchall()
    for table, name, _, _ in constraints:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX IF EXISTS {name}")
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        # A file of this transaction's own: where wal_level is minimal, what goes into it is not logged as well.
        cursor.execute(f"CLUSTER {table} USING {table}_pkey")
        cursor.execute(f"ALTER TABLE {table} SET WITHOUT CLUSTER")
    added = [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {f'UNIQUE USING INDEX {name}' if kind == 'u' else words}"
        for table, name, kind, words in constraints
    ]
    enabled = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
    return Stripped([definition for _, definition in indexes], added + enabled)


def _strip_sqlite(cursor: Any, tables: list[str]) -> Stripped:
    """Unique constraints that are part of their tables stay; SQLite cannot take them away."""
    cursor.execute(
        f"""SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL
        AND tbl_name IN ({", ".join(["%s"] * len(tables))})""",
        tables,
    )
    found = cursor.fetchall()
    for kind, name, _ in found:
        cursor.execute(f'DROP {kind} "{name}"')
    return Stripped([sql for _, _, sql in found])
