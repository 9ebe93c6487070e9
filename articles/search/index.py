"""The index of words: the one place of search with SQL of its own for each engine.

SQLite has three FTS5 tables without content, one for each scope, and rows are only ever added to them. PostgreSQL has
one table with a stored tsvector, and a GIN index for each scope. A row is known by its passage's id alone; one whose
passage is no more (its article was deleted or written anew) is never found, and goes with ``clear``. Migration 0010
makes them.

Words come ready from ``articles.search.words``; neither engine cuts or folds them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from django.db import connection

from articles.search.query import Both, Node, Phrase

Scope = Literal["all", "added", "removed"]

MOST = 20_000
"""Passages that are ranked at most; a query that finds more is one for words that stand everywhere."""

SCOPES: tuple[Scope, ...] = ("all", "added", "removed")

# PostgreSQL's indexes; the last serves phrases in what was removed.
_GIN = {
    "all": "(words) WITH (gin_pending_list_limit = 512)",
    "added": "(words) WITH (gin_pending_list_limit = 512) WHERE added",
    "removed": "(words) WITH (gin_pending_list_limit = 512) WHERE removed",
    "pairs": "(pairs) WITH (gin_pending_list_limit = 512) WHERE removed",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage to put into the index: its words with single spaces, and which scopes it belongs to."""

    id: int
    words: str
    added: bool = False
    removed: bool = False


def on_sqlite() -> bool:
    """Which of the two engines the database is."""
    return connection.vendor == "sqlite"


def add(entries: Sequence[Entry]) -> None:
    """Put passages into the index."""
    if not entries:
        return
    if on_sqlite():
        _insert("all", [(entry.id, entry.words) for entry in entries])
        _insert("added", [(entry.id, entry.words) for entry in entries if entry.added])
        _insert("removed", [(entry.id, entry.words) for entry in entries if entry.removed])
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO articles_search (id, words, added, removed, pairs)
            SELECT id, words::tsvector, added, removed, pairs::tsvector
            FROM unnest(%s::bigint[], %s::text[], %s::boolean[], %s::boolean[], %s::text[])
            AS t (id, words, added, removed, pairs)
            ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words, added = EXCLUDED.added, removed = EXCLUDED.removed,
            pairs = EXCLUDED.pairs""",
            [
                [entry.id for entry in entries],
                [vector(entry.words) for entry in entries],
                [entry.added for entry in entries],
                [entry.removed for entry in entries],
                [pairs(entry.words) if entry.removed else None for entry in entries],
            ],
        )


def remove(entries: Sequence[tuple[int, str]]) -> None:
    """Note that passages, given by id and words, were dropped: they are found among what was removed too."""
    if not entries:
        return
    if on_sqlite():
        _insert("removed", entries)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE articles_search SET removed = true, pairs = t.pairs::tsvector
            FROM unnest(%s::bigint[], %s::text[]) AS t (id, pairs) WHERE articles_search.id = t.id""",
            [[number for number, _ in entries], [pairs(words) for _, words in entries]],
        )


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        if not on_sqlite():
            # An index is built several times as quickly, and comes out smaller, when its rows are there: see tidy().
            cursor.execute("TRUNCATE articles_search")
            for name in (*SCOPES, "pairs"):
                cursor.execute(f"DROP INDEX IF EXISTS articles_search_{name}")
            return
        for scope in SCOPES:
            cursor.execute(f"INSERT INTO articles_search_{scope} (articles_search_{scope}) VALUES ('delete-all')")


def tidy() -> None:
    """Let the engine bring an index that was just filled into its best shape."""
    with connection.cursor() as cursor:
        if not on_sqlite():
            for name, of in _GIN.items():
                cursor.execute(f"CREATE INDEX IF NOT EXISTS articles_search_{name} ON articles_search USING gin {of}")
            cursor.execute("ANALYZE articles_search")
            return
        for scope in SCOPES:
            cursor.execute(f"INSERT INTO articles_search_{scope} (articles_search_{scope}) VALUES ('optimize')")


def matching(tree: Node, scope: Scope) -> tuple[str, list[str]]:
    """A SELECT of the ids of matching passages with a score, the best the lowest; and its parameters."""
    if on_sqlite():
        table = f"articles_search_{scope}"
        # In the order of row ids, so that FTS5 need not find all of them before it can stop.
        return (
            f"SELECT rowid AS id, rank AS score FROM {table} WHERE {table} MATCH %s ORDER BY rowid DESC LIMIT {MOST}",
            [_fts5(tree)],
        )
    within = "" if scope == "all" else f" AND {scope}"
    parameters = [_tsquery(tree)]
    if scope == "removed" and (wanted := _wanted_pairs(tree)):
        within += " AND pairs @@ %s::tsquery"
        parameters.append(wanted)
    return (
        "SELECT id, -ts_rank(words, query) AS score FROM articles_search, (SELECT %s::tsquery AS query) AS asked "
        f"WHERE words @@ query{within} LIMIT {MOST}",
        parameters,
    )


def looked_up(table: str, name: str, condition: str) -> str:
    """A join, to be appended to a FROM, that looks a row up by its key for each row before it.

    At most MOST rows are before it. PostgreSQL guesses that there are more than there are, and would read the table
    whole instead; it does not rearrange what has an OFFSET.
    """
    if on_sqlite():
        return f"JOIN {table} {name} ON {condition}"
    return f"CROSS JOIN LATERAL (SELECT {name}.* FROM {table} {name} WHERE {condition} OFFSET 0) {name}"


def _insert(scope: Scope, rows: Sequence[tuple[int, str]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO articles_search_{scope} (rowid, words) VALUES (%s, %s)", rows)


_PLACES = tuple(f":{place} " for place in range(1, 16_384))  # PostgreSQL's last; words.pieces() makes none longer


def vector(words: str) -> str:
    """Words with single spaces as PostgreSQL reads a tsvector: each with its place."""
    return "".join(map(str.__add__, words.split(" "), _PLACES))


def pairs(words: str) -> str:
    """Neighbouring words as a tsvector of PostgreSQL, for what was removed.

    A GIN index knows of words and not of places, so that of a phrase it finds whatever has all its words, and each
    such row is then read: sixteen thousand for three common ones in an archive of NewsEdits' size. Pairs leave few.
    """
    return " ".join(map("+".join, pairwise(words.split(" "))))


def _wanted_pairs(node: Node) -> str:
    """What pairs of words a passage has to have, if it is to match, as a tsquery; "" where that says nothing."""
    if isinstance(node, Phrase):
        found = [f"'{one}+{other}'" for one, other in pairwise(node.words)]
        return " & ".join(found) + (":*" if node.prefix else "") if found else ""
    wanted = [_wanted_pairs(part) for part in node.parts]
    if isinstance(node, Both):
        return " & ".join(f"({part})" for part in wanted if part)
    return " | ".join(f"({part})" for part in wanted) if all(wanted) else ""


def _fts5(node: Node) -> str:
    if isinstance(node, Phrase):
        return f'"{" ".join(node.words)}"' + (" *" if node.prefix else "")
    if isinstance(node, Both):
        wanted = " AND ".join(map(_fts5, node.parts))
        return f"(({wanted}) NOT ({' OR '.join(map(_fts5, node.without))}))" if node.without else f"({wanted})"
    return f"({' OR '.join(map(_fts5, node.parts))})"


def _tsquery(node: Node) -> str:
    if isinstance(node, Phrase):
        words = [f"'{word}'" for word in node.words]
        return f"({' <-> '.join(words)}{':*' if node.prefix else ''})"
    if isinstance(node, Both):
        return f"({' & '.join([*map(_tsquery, node.parts), *(f'!{_tsquery(part)}' for part in node.without)])})"
    return f"({' | '.join(map(_tsquery, node.parts))})"
