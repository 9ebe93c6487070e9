"""A saved page of News Sniffer that compares two versions, as a history with both versions whole.

Saved as HTML, its table says which text stood on which side. Saved as text, each row is one line: an unchanged passage
stands there twice, a changed one is followed by its new wording, and one that stands alone is taken for added.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from dateutil.parser import ParserError
from dateutil.parser import parse as parse_date
from lxml import html
from lxml.etree import ParserError as EmptyPage
from lxml.html import HtmlElement
from rapidfuzz.distance import Indel

from articles.history import BadLine, Entry, History
from articles.scraping.addresses import clean_url
from articles.scraping.blocks import Block, one_line

Row = tuple[str, str]  # what stood left and right; empty: nothing

# Two wordings of one passage share more than this of their words; halves of one text share less. On the rows of a
# real page the one kind lies at .55 and above, the other at .19 and below.
ALIKE = 0.45

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "month": 2_592_000, "year": 31_536_000}
_LATER = re.compile(
    r"\((?:about |over |almost |less than )?(an?|half a|\d+) (second|minute|hour|day|month|year)s? later\)"
)
_SOURCE = re.compile(r"from the source ['‘\"]([^'’\"]+)['’\"] and was first published or seen on (.*?)\.(?=\s|$)")
_ORIGINAL = re.compile(r"original source at (\S+)")
_VERSIONS = re.compile(r"Version \d+\s+Version \d+")


def read_page(text: str, *, seen_at: datetime | None = None) -> History:
    """The history on a saved page. ``seen_at`` is when the first version was seen, where the page does not say.

    Raises BadLine with what is missing.
    """
    plain, rows = _from_html(text) if "<" in text and "<tr" in text.lower() else _from_text(text)
    about, original = _SOURCE.search(plain), _ORIGINAL.search(plain)
    if about is None or original is None:
        raise BadLine("it is no page of News Sniffer: it names no source and no original address")
    first = seen_at or _date(about[2])
    if not rows:
        raise BadLine("it compares no two versions")
    try:
        url = clean_url(original[1].rstrip("."))
    except ValueError as error:
        raise BadLine(f"its original address cannot be used: {error}") from error
    versions = (_entry(rows, 0, first), _entry(rows, 1, first + _later(plain)))
    return History(re.sub(r"[^a-z0-9-]+", "-", about[1].lower()), url, versions, ())


def _entry(rows: list[Row], side: int, seen_at: datetime) -> Entry:
    title, *texts = (one_line(row[side]) for row in rows)
    return Entry(seen_at, title, "", "", tuple(Block("paragraph", text) for text in texts if text))


def _date(text: str) -> datetime:
    try:
        found = parse_date(text)
    except (ParserError, ArithmeticError):  # dateutil counts with what it takes for minutes
        raise BadLine("the page does not say when its first version was seen: give it by --seen-at") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _later(text: str) -> timedelta:
    """How long after the first version the second was seen; a second where the page gives no number."""
    found = _LATER.search(text)
    if found is None:
        return timedelta(seconds=1)
    count = float(found[1]) if found[1].isdigit() else 0.5 if found[1].startswith("half") else 1
    return timedelta(seconds=count * _UNITS[found[2]])


def _from_html(text: str) -> tuple[str, list[Row]]:
    try:
        tree = html.fromstring(text)
    except EmptyPage:  # what is in it may all be markup that the parser drops
        return "", []
    rows = [
        (_words_of(cells[0]), _words_of(cells[1]))
        for cells in (row.findall("./td") + row.findall("./th") for row in tree.iter("tr"))
        if len(cells) == 2
    ]
    plain = _words_of(tree, " ")
    return plain, [row for row in rows if any(row) and not _VERSIONS.fullmatch(" ".join(row))]


def _words_of(element: HtmlElement, between: str = "") -> str:
    return one_line(between.join(map(str, element.itertext())))


def _from_text(text: str) -> tuple[str, list[Row]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    start = next((number for number, line in enumerate(lines, 1) if _VERSIONS.fullmatch(line)), len(lines))
    return text, [_two_sides(line) for line in lines[start:] if not _LATER.fullmatch(line)]


def _two_sides(line: str) -> Row:
    """The two wordings in one line; a passage that stands alone is the right side's."""
    for middle in (len(line) // 2, (len(line) + 1) // 2):
        if line[:middle].strip() == line[middle:].strip():
            return line[:middle].strip(), line[middle:].strip()
    words = line.split(" ")
    shared, cut = max(
        ((Indel.normalized_similarity(words[:cut], words[cut:]), cut) for cut in range(1, len(words))), default=(0.0, 0)
    )
    if shared < ALIKE:
        return "", line
    return " ".join(words[:cut]), " ".join(words[cut:])
