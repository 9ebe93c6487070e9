"""The SQLite databases of the NewsEdits corpora: a table ``entryversion``, one row a version of an entry."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

from articles.history import BadLine, Entry, History, moment, slug_of
from articles.packing import storable
from articles.scraping.addresses import clean_url
from articles.scraping.blocks import Block, one_line

NEEDED = ("entry_id", "version", "title", "url", "created")
TEXTS = ("summary", "text", "body", "content")  # what the corpora call an article's text; the first that is there

_BREAKS = re.compile(r"</?(?:p|div|br|li|h[1-6]|blockquote)\b[^>]*>|\n+", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]+>")


def read_database(path: Path, source: str = "") -> Iterator[tuple[str, History | BadLine]]:
    """Each entry by its name, with its history or the reason why it has none; one at a time.

    Without a ``source``, the column of that name says it, or else the file's name. Raises ValueError for what is no
    such database, with what is missing.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        try:
            columns = {row["name"] for row in database.execute("PRAGMA table_info(entryversion)")}
        except sqlite3.DatabaseError as error:
            raise ValueError(f"it is no SQLite database ({error})") from error
        if not columns:
            raise ValueError("it has no table entryversion")
        text = next((name for name in TEXTS if name in columns), "")
        missing = [name for name in NEEDED if name not in columns] + ([] if text else [" or ".join(TEXTS)])
        if missing:
            raise ValueError(f"its table entryversion lacks {', '.join(missing)}")
        rows = database.execute("SELECT * FROM entryversion ORDER BY entry_id, version")
        for entry, versions in groupby(rows, key=lambda row: row["entry_id"]):
            try:
                yield f"entry {entry}", _history(list(versions), text, source or _named(path))
            except BadLine as error:
                yield f"entry {entry}", error


def _named(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.name.partition(".")[0].lower()).strip("-").removeprefix("newssniffer-")


def _history(rows: list[sqlite3.Row], text: str, source: str) -> History:
    try:
        url = clean_url(str(rows[-1]["url"] or ""))
    except ValueError as error:
        raise BadLine(f"url: {error}") from error
    versions = [_entry(row, text) for row in rows]
    said = str(rows[-1]["source"] or "") if "source" in rows[-1].keys() else ""  # noqa: SIM118 (a Row iterates values)
    return History(slug_of(said or source), url, tuple(sorted(versions, key=lambda one: one.seen_at)), ())


def _entry(row: sqlite3.Row, text: str) -> Entry:
    where = f"version {row['version']}"
    lines = [one_line(html.unescape(_TAGS.sub("", part))) for part in _BREAKS.split(storable(str(row[text] or "")))]
    title = one_line(storable(str(row["title"] or "")))
    blocks = tuple(Block("paragraph", line) for line in lines if line)
    if not blocks and not title:
        raise BadLine(f"{where} has neither text nor title")
    return Entry(moment(str(row["created"]), f"{where}: created"), title, "", "", blocks)
