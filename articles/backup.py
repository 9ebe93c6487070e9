"""A SQLite archive copied while it is used, and put back; every copy is proved before it counts."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from articles.elsewhere import manage, sqlite_url

SIDE_FILES = ("-wal", "-shm")


class Refused(Exception):
    """Why nothing was done, and what to do instead."""


def backup(database: Path, target: Path) -> str:
    """Copy a database that others are writing to as it is at one moment, prove the copy, and name it ``target``.

    Returns what `verify` said of the copy. Raises Refused; then ``target`` is not there.
    """
    if target.exists():
        raise Refused(f"{target} exists already: give another name, or remove it.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    _remove(partial)
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # it holds password hashes
    with closing(_read_only(database)) as source, closing(sqlite3.connect(partial)) as copy:
        # All pages in one step: one read transaction, which with a write-ahead log holds no writer up.
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")  # so that the one file is all there is
    try:
        said = prove(partial)
    except Refused:
        _remove(partial)
        raise
    partial.rename(target)
    return said


def prove(path: Path) -> str:
    """What `verify` says of a database file that is whole. Raises Refused where it is not."""
    try:
        with closing(_read_only(path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise Refused(f"{path} is no sound database: {error}.") from error
    if found != [("ok",)]:
        raise Refused(f"{path} is damaged: {found[0][0]}.")
    try:
        return manage(sqlite_url(path), "verify").strip()
    except RuntimeError as error:
        raise Refused(f"{path} is not a whole archive of this release: {error}") from error
    finally:
        _remove(path, files=SIDE_FILES)


def restore(source: Path, database: Path, *, force: bool, now: datetime) -> tuple[str, Path | None]:
    """Put a copy in the place of the database, once it is proved; what is there is kept beside it.

    Returns what `verify` said and where the earlier database is kept, if there was one. Raises Refused.
    """
    if not source.is_file():
        raise Refused(f"{source} is not there.")
    if database.exists() and not force:
        raise Refused(f"{database} exists: --force puts the copy in its place and keeps it beside it.")
    said = prove(source)
    kept = None
    arriving = database.with_name(database.name + ".arriving")
    _remove(arriving)
    os.close(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_read_only(source)) as copy, closing(sqlite3.connect(arriving)) as fresh:
        copy.backup(fresh)
    if database.exists():
        _close(database)
        kept = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%S}")
        database.rename(kept)
    _remove(database, files=SIDE_FILES)
    arriving.rename(database)
    _remove(arriving, files=SIDE_FILES)
    return said, kept


def _close(database: Path) -> None:
    """Fold the write-ahead log into the file. Raises Refused while any process has it open."""
    try:
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # needs the file for itself
    except sqlite3.OperationalError as error:
        raise Refused(f"{database} is in use ({error}): stop the site and the scraper first.") from error


def _remove(path: Path, files: tuple[str, ...] = ("", *SIDE_FILES)) -> None:
    for suffix in files:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=20)
