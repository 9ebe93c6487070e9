"""What a web archive says it keeps of an address, in the answers of a CDX server. Pure.

The Wayback Machine's server (its README describes the questions) answers as JSON, one array of rows under a heading, or
as text, one line a capture; pywb's, which others run, as one JSON object a line. All three are read, whatever was asked
for, because servers differ in what they support.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote_plus, urlencode, urlsplit

FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
# The columns of a text answer by their number: those that were asked for, else the common CDX order from its start.
_ALL_FIELDS = ("urlkey", *FIELDS, "length")
_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}  # pywb's words
_STAMP = re.compile(r"\d{14}")
_REPLAY_STAMP = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/")
_PAGES = ("text/html", "application/xhtml+xml", "warc/revisit", "-", "")


class BadListing(ValueError):
    """An answer that lists nothing that could be read, with the reason."""


@dataclass(frozen=True, order=True)
class Listed:
    """One capture that an archive keeps."""

    at: datetime
    original: str
    digest: str = ""

    @property
    def stamp(self) -> str:
        """Its time as archives write it."""
        return f"{self.at:%Y%m%d%H%M%S}"


@dataclass(frozen=True)
class Listing:
    """One answer: captures of pages in the order of their times, and by what the next answer is asked for."""

    listed: tuple[Listed, ...] = ()
    resume_key: str = ""
    unread: int = 0  # lines that say nothing we understand


def question(server: str, url: str, *, since: str = "", until: str = "", count: int, resume_key: str = "") -> str:
    """The address that asks a CDX server for captures of ``url`` that were answered with 200.

    ``since`` and ``until`` are 1 to 14 digits of a time; both count as within.
    """
    asked = {
        "url": url, "output": "json", "fl": ",".join(FIELDS), "filter": "statuscode:200", "collapse": "digest",
        "limit": str(count), "showResumeKey": "true", "from": since, "to": until, "resumeKey": resume_key,
    }  # fmt: skip
    return f"{server}{'&' if '?' in server else '?'}{urlencode({key: value for key, value in asked.items() if value})}"


def replay_of(server: str) -> str:
    """Where the archive that runs this CDX server replays captures, by the Wayback Machine's custom."""
    parts = urlsplit(server)
    return f"{parts.scheme}://{parts.netloc}/web"


def raw_address(replay: str, listed: Listed) -> str:
    """Where the archive gives out a capture as it was received, without its own frame and rewritten links."""
    return f"{replay.rstrip('/')}/{listed.stamp}id_/{listed.original}"


def moment_of(stamp: str) -> datetime | None:
    """The time that 14 digits say, in UTC; None where they say none."""
    if not _STAMP.fullmatch(stamp):
        return None
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def replayed_at(address: str) -> datetime | None:
    """The time in an archive's replay address: a replay may lead on to the capture next to the one asked for."""
    found = _REPLAY_STAMP.search(address)
    return moment_of(found[1]) if found else None


def read_listing(body: bytes) -> Listing:
    """Read an answer of any of the three kinds. Raises BadListing where it is none."""
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return Listing()
    if text.startswith("["):
        rows, key = _from_array(text)
    elif text.startswith("{"):
        rows, key = _from_objects(text), ""
    else:
        rows, key = _from_lines(text)
    read = [_listed(row) for row in rows]
    found = {capture for capture in read if capture is not None}
    unread = sum(row is None for row in rows)
    if rows and unread == len(rows):
        raise BadListing(f"it is no list of captures; it begins with {text[:60]!r}")
    return Listing(tuple(sorted(found)), key, unread)


Row = Mapping[str, str] | None  # None: not understood


def _from_array(text: str) -> tuple[list[Row], str]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadListing(f"it is no JSON ({error})") from error
    if not data:
        return [], ""
    heading, *rest = data
    if not isinstance(heading, list) or not {"timestamp", "original"} <= {str(name) for name in heading}:
        raise BadListing("its JSON has no heading with timestamp and original")
    key = ""
    if len(rest) >= 2 and rest[-2] == [] and isinstance(rest[-1], list) and len(rest[-1]) == 1:
        key = unquote_plus(str(rest[-1][0]))
        rest = rest[:-2]
    names = [str(name) for name in heading]
    return [
        dict(zip(names, map(str, row), strict=True)) if isinstance(row, list) and len(row) == len(names) else None
        for row in rest
    ], key


def _from_objects(text: str) -> list[Row]:
    return [_from_object(line) for line in text.splitlines() if line.strip()]


def _from_object(line: str) -> Row:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return (
        {_NAMES.get(str(name), str(name)): str(value) for name, value in data.items()}
        if isinstance(data, dict)
        else None
    )


def _from_lines(text: str) -> tuple[list[Row], str]:
    lines = text.splitlines()
    key = ""
    if len(lines) >= 2 and not lines[-2].strip() and " " not in lines[-1].strip():
        key = unquote_plus(lines[-1].strip())
        lines = lines[:-2]
    return list(_columns(line.split() for line in lines if line.strip() and not line.startswith(" CDX"))), key


def _columns(lines: Iterable[list[str]]) -> Iterator[Row]:
    for columns in lines:
        names = FIELDS if len(columns) == len(FIELDS) else _ALL_FIELDS
        row = dict(zip(names, columns, strict=False))
        yield row if len(columns) >= len(FIELDS) and _STAMP.fullmatch(row["timestamp"]) else None


def _listed(row: Row) -> Listed | None:
    """The capture in a row, if it is one of a page."""
    if row is None:
        return None
    at, original = moment_of(row.get("timestamp", "")), row.get("original", "")
    is_page = row.get("statuscode", "200") in {"200", "-", ""} and row.get("mimetype", "").startswith(_PAGES)
    if at is None or not is_page or not original.startswith(("http://", "https://")):
        return None
    return Listed(at, original, row.get("digest", ""))
