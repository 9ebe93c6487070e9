"""What a file says of one source, whatever the file's form (pure)."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass, field
from typing import Any

FIELDS = (
    "slug", "name", "homepage", "country", "language", "enabled", "check_every", "min_delay", "include", "exclude",
    "rules",
)  # fmt: skip
FEED_FIELDS = ("url", "title", "kind", "pattern", "enabled")
KEYS = {*FIELDS, "feeds"}

MOST_BYTES = 5_000_000  # of a file; some ten thousand sources
MOST_SOURCES = 10_000

_DECLARED = re.compile(rb"""\A<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")


class BadFile(ValueError):
    """A file that cannot be read as a whole; the message says why and what to do."""


@dataclass
class Entry:
    """One source of a file: where it stands, and what is said of it, under the names of ``FIELDS`` and "feeds".

    What is not said is left as it is. Without a slug, the source is the one that has its feeds or its site.
    ``problem`` is why it cannot be read.
    """

    place: str
    data: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def decoded(body: bytes) -> str:
    """A file's text: UTF-8, UTF-16 with its mark, or what an XML declaration says. Raises BadFile."""
    if len(body) > MOST_BYTES:
        raise BadFile(f"The file has more than {MOST_BYTES // 1_000_000} MB. Split it.")
    encoding = "utf-8-sig"
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif declared := _DECLARED.match(body):
        encoding = declared[1].decode()
    try:
        return body.decode(encoding)
    except LookupError:
        raise BadFile(f"The file says that it is written in {encoding!r}, which is no known encoding.") from None
    except UnicodeError:
        raise BadFile(
            f"The file is not written in {encoding.upper().removesuffix('-SIG')}. Save it as UTF-8 "
            "(in a spreadsheet: “CSV UTF-8”)."
        ) from None


def from_json(text: str) -> Any:
    """A value written as JSON. Raises ValueError, also for what no database takes (NaN, endless nesting)."""

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is no number")

    try:
        return json.loads(text, parse_constant=refuse)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def read_json(text: str) -> list[Entry]:
    """The entries of a JSON list, such as ``seeds/sources.json``. Raises BadFile."""
    try:
        found = from_json(text)
    except ValueError as error:
        raise BadFile(f"The file is not JSON: {error}.") from error
    if not isinstance(found, list):
        raise BadFile("A JSON file must hold a list of sources, as an export does.")
    return [_of_object(number, item) for number, item in enumerate(found, 1)]


def _of_object(number: int, item: Any) -> Entry:
    place = f"source {number}"
    if not isinstance(item, dict):
        return Entry(place, problem="An entry must be an object with slug, name, homepage and feeds.")
    if unknown := sorted(set(item) - KEYS):
        return Entry(place, problem=f"Unknown key {unknown[0]!r}; known are {', '.join(sorted(KEYS))}.")
    if not isinstance(item.get("slug"), str):
        return Entry(place, problem='It has no slug, the short name in addresses, such as "slug": "bbc".')
    return Entry(place, item)


def write_json(sources: list[dict[str, Any]]) -> str:
    """Sources as JSON, in the form of ``seeds/sources.json`` with nothing left out."""
    return json.dumps(sources, ensure_ascii=False, indent=2) + "\n"
