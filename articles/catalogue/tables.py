"""Sources as CSV: a row a feed; what is said of the source stands in its first row (pure).

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, which is taken off again.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from articles.catalogue.entries import FEED_FIELDS, FIELDS, BadFile, Entry, from_json

FEED_COLUMNS = {"feed" if name == "url" else f"feed_{name}": name for name in FEED_FIELDS}
COLUMNS = (*FIELDS, *FEED_COLUMNS)

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_WORDS = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}


def read_csv(text: str) -> list[Entry]:
    """The sources of a table with named columns, parted by comma, semicolon or tab. Raises BadFile."""
    first, _, _ = text.partition("\n")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        columns = [name.strip().lower() for name in next(rows, [])]
    except csv.Error as error:
        raise BadFile(f"The first line cannot be read as CSV: {error}.") from error
    _check(columns)
    entries: dict[str, Entry] = {}
    for place, cells in _rows(rows):
        entry = _row(place, columns, cells)
        slug = entry.data.get("slug", "")
        if slug and slug in entries and not entry.problem:
            _join(entries[slug], entry)
        else:
            entries[slug if slug and slug not in entries else f"\n{place}"] = entry
    return list(entries.values())


def _rows(rows: Iterator[list[str]]) -> Iterator[tuple[str, list[str] | str]]:
    """The lines with something in them; a str says why one, and what follows it, cannot be read."""
    reader: Any = rows
    while True:
        start = reader.line_num + 1
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield f"line {start}", f"From here on it cannot be read as CSV: {error}."
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield f"line {start}", cells


def _check(columns: list[str]) -> None:
    known = ", ".join(COLUMNS)
    if unknown := [name for name in columns if name not in COLUMNS]:
        raise BadFile(f"There is an unknown column {unknown[0][:60]!r} in the first line; known are {known}.")
    if len(set(columns)) < len(columns):
        raise BadFile("A column is there twice.")
    if not {"slug", "feed"} & set(columns):
        raise BadFile(f"The first line must name the columns, slug or feed at least; known are {known}.")


def _row(place: str, columns: list[str], cells: list[str] | str) -> Entry:
    if isinstance(cells, str):
        return Entry(place, problem=cells)
    if len(cells) > len(columns):
        return Entry(place, problem=f"It has {len(cells)} cells, and there are {len(columns)} columns.")
    data: dict[str, Any] = {}
    feed: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        try:
            value = _READERS.get(column, _plain)(cell)
        except ValueError as error:
            return Entry(place, data, f"{column}: {error}.")
        if value is None and column.endswith("enabled"):
            continue  # not said
        if column in FEED_COLUMNS:
            feed[FEED_COLUMNS[column]] = value
        else:
            data[column] = value
    if not data.get("slug"):
        data = {name: value for name, value in data.items() if value}
    if feed.get("url"):
        data["feeds"] = [feed]
    elif "slug" not in data:
        return Entry(place, data, "It has neither a slug nor a feed.")
    return Entry(place, data)


def _join(known: Entry, more: Entry) -> None:
    """One more row of a source. What it says of the source itself must be what the first row says, or empty."""
    for name, value in more.data.items():
        if name != "feeds" and value not in ("", None, [], {}) and value != known.data.get(name):
            known.problem = f"{name} is not the same on {more.place}."
    known.data.setdefault("feeds", []).extend(more.data.get("feeds", ()))


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _truth(cell: str) -> bool | None:
    word = cell.strip().lower()
    if word and word not in _WORDS:
        raise ValueError(f"write yes or no, not {cell[:40]!r}")
    return _WORDS.get(word)


def _number(cell: str) -> float | None:
    try:
        return float(_plain(cell).replace(",", ".")) if cell.strip() else None
    except ValueError:
        raise ValueError(f"write a number of seconds, not {cell[:40]!r}") from None


def _json(empty: Callable[[], Any]) -> Callable[[str], Any]:
    def read(cell: str) -> Any:
        try:
            return from_json(_plain(cell)) if cell.strip() else empty()
        except ValueError as error:
            raise ValueError(f"this is not JSON ({error})") from error

    return read


_READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("slug", "feed"), lambda cell: _plain(cell).strip()),
    **dict.fromkeys(("enabled", "feed_enabled"), _truth),
    **dict.fromkeys(("check_every", "min_delay"), _number),
    **dict.fromkeys(("include", "exclude"), _json(list)),
    "rules": _json(dict),
}


def write_csv(sources: Iterable[dict[str, Any]]) -> str:
    """Sources as a table, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for source in sources:
        about: list[Any] = [source[name] for name in FIELDS]
        for feed in source["feeds"] or [{}]:
            table.writerow([_cell(value) for value in [*about, *(feed.get(name, "") for name in FEED_FIELDS)]])
            about = [source["slug"], *[""] * (len(FIELDS) - 1)]
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> str:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
    return f"'{text}" if _FORMULA.match(text) else text
