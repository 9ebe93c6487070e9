"""A database of the newsdiffs program, with the git repositories in which it keeps its texts.

Its table ``Articles`` has an address each (and in later releases the folder of its repository), its table ``version`` a
commit, a headline, a byline and a time each. The text is the commit's file, named after the address without its scheme:
a date line, the headline, the byline, and below them the story, a paragraph a line. Times are those of the server's
clock, without a zone; the commit made at the same moment knows the zone.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import urlsplit

from articles.history import BadLine, Entry, History, moment, slug_of
from articles.packing import storable
from articles.scraping.addresses import clean_url
from articles.scraping.blocks import Block, one_line
from articles.scraping.noise import content_digest

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_COMMITTED = re.compile(rb"^committer .*> \d+ ([+-])(\d\d)(\d\d)$", re.MULTILINE)
_HEAD = 3  # lines above the story: date, headline, byline
_LARGEST = 20_000_000  # bytes of a text; none is near that
# Other people's repositories are read, and nothing is fetched or run on their word.
_GIT_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0",
                    "GIT_CONFIG_NOSYSTEM": "1"}  # fmt: skip


class Repository:
    """A git repository, read object by object through one ``git cat-file --batch``."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            ["git", "-C", str(folder), "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=os.environ | _GIT_ENVIRONMENT,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:  # fmt: skip
        self._process.communicate()

    def read(self, name: str) -> bytes | None:
        """An object's bytes; None where there is no such object. Raises BadLine where git has ended."""
        stdin, stdout = _pipes(self._process)
        try:
            stdin.write(name.encode() + b"\n")
            stdin.flush()
        except OSError as error:
            raise BadLine("its git repository cannot be read") from error
        head = stdout.readline().split()
        if not head:
            raise BadLine("its git repository cannot be read")
        if not head[-1].isdigit() or len(head) != 3:
            return None
        data = stdout.read(int(head[-1]))
        stdout.read(1)
        return data if len(data) <= _LARGEST else None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


@dataclass
class Repositories:
    """The folder under which the texts are, and what of it is open."""

    root: Path
    _stack: ExitStack = field(default_factory=ExitStack)
    _open: dict[Path, Repository] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self._stack.close()

    def of(self, folder: str) -> Repository:
        """The repository in a folder under the root, or the root itself. Raises BadLine for one outside of it."""
        path = (self.root / folder).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise BadLine(f"its git folder {folder!r} leads out of {self.root}")
        if not path.is_dir():
            path = self.root  # one repository, in which the folder's name is history
        if path not in self._open:
            self._open[path] = self._stack.enter_context(Repository(path))
        return self._open[path]


def read_database(
    path: Path, texts: Path, slug_for: Callable[[str], str], source: str = ""
) -> Iterator[tuple[str, History | BadLine]]:
    """Each article by its address, with its history or the reason why it has none; one at a time.

    ``texts`` is the repository, or the folder with the repositories. ``slug_for`` names the source of an address where
    no ``source`` is given. Versions that newsdiffs calls boring (another date line, another encoding) are left out.
    Raises ValueError for what is no such database.
    """
    if not texts.is_dir():
        raise ValueError(f"{texts} is no folder; it must hold the git repository with the texts")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database, \
            Repositories(texts) as repositories:  # fmt: skip
        database.row_factory = sqlite3.Row
        folder = "a.git_dir" if "git_dir" in _columns(database) else "''"
        rows = database.execute(
            f"SELECT a.id, a.url, {folder} AS folder, v.v, v.title, v.byline, v.date FROM version v "
            "JOIN Articles a ON a.id = v.article_id WHERE NOT v.boring ORDER BY a.id, v.date, v.id"
        )
        for _, versions in groupby(rows, key=lambda row: row["id"]):
            found = list(versions)
            try:
                yield str(found[0]["url"]), _history(found, repositories, slug_for, source)
            except BadLine as error:
                yield str(found[0]["url"]), error


def _columns(database: sqlite3.Connection) -> set[str]:
    """The columns of the articles' table. Raises ValueError where a table lacks what is needed."""
    needed = {"Articles": {"id", "url"}, "version": {"id", "article_id", "v", "title", "byline", "date", "boring"}}
    for table, columns in needed.items():
        try:
            found = {row["name"] for row in database.execute(f"PRAGMA table_info({table})")}
        except sqlite3.DatabaseError as error:
            raise ValueError(f"it is no SQLite database ({error})") from error
        if columns - found:
            raise ValueError(f"its table {table} lacks {', '.join(sorted(columns - found))}")
    return {row["name"] for row in database.execute("PRAGMA table_info(Articles)")}


def _history(
    rows: list[sqlite3.Row], repositories: Repositories, slug_for: Callable[[str], str], source: str
) -> History:
    try:
        url = clean_url(str(rows[0]["url"]))
    except ValueError as error:
        raise BadLine(f"url: {error}") from error
    repository = repositories.of(str(rows[0]["folder"] or ""))
    name = re.sub(r"^https?://", "", str(rows[0]["url"])).rstrip("/")
    entries: list[Entry] = []
    for row in rows:
        entry = _entry(row, name, repository)
        if not entries or content_digest(entry) != content_digest(entries[-1]):
            entries.append(entry)
    slug = slug_of(source or slug_for(f"https://{urlsplit(url).hostname}/"))
    return History(slug, url, tuple(sorted(entries, key=lambda entry: entry.seen_at)), ())


def _entry(row: sqlite3.Row, name: str, repository: Repository) -> Entry:
    commit = str(row["v"]).strip()
    where = f"version {commit[:12]}"
    if not _COMMIT.fullmatch(commit) or "\n" in name:
        raise BadLine(f"{where} names no commit of git")
    data = repository.read(f"{commit}:{name}")
    if data is None:
        raise BadLine(f"{where}: its text is not in the git repository")
    lines = [one_line(line) for line in storable(data.decode("utf-8", "replace")).split("\n")]
    blocks = tuple(Block("paragraph", line) for line in lines[_HEAD:] if line)
    title = one_line(storable(str(row["title"] or ""))) or (lines[1] if len(lines) > 1 else "")
    if not blocks and not title:
        raise BadLine(f"{where} has neither text nor title")
    seen_at = _zoned(moment(str(row["date"]), f"{where}: date"), str(row["date"]), repository.read(commit))
    return Entry(seen_at, title, "", one_line(storable(str(row["byline"] or ""))), blocks)


def _zoned(read: datetime, text: str, commit: bytes | None) -> datetime:
    """The time, with the zone of the commit where the text names none."""
    found = _COMMITTED.search(commit or b"")
    if found is None or re.search(r"(Z|[+-]\d\d:?\d\d)$", text):
        return read
    offset = timedelta(hours=int(found[2]), minutes=int(found[3])) * (-1 if found[1] == b"-" else 1)
    if abs(offset) >= timedelta(hours=24):
        return read
    return read.replace(tzinfo=timezone(offset)).astimezone(UTC)
