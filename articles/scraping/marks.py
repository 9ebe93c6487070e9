"""Marks within a text that are no words of it: the sign by which a heading links to itself, the number of a note."""

import re

from lxml import etree

# "[1]" after some words; raised "1", "[a]", "[note 2]" or "*" as well
_NOTE_MARK = re.compile(r"(?:\[\d{1,3}\]|\(\d{1,3}\))$")
_RAISED_MARK = re.compile(r"[\[(]?\s*(?:\w+\s)?(?:\d{1,3}|[a-z]|[*†‡§]+)\s*[\])]?$", re.IGNORECASE)


def is_sign(link: etree._Element, in_line: bool) -> bool:
    """Whether a link within the page is a mere sign ("#", "¶"), by which a heading gives its own address, or after some
    words of a line the mark of a note."""
    if (link.get("href") or "")[:1] != "#":
        return False
    words = "".join(map(str, link.itertext()))
    return not any(map(str.isalnum, words)) or (in_line and _NOTE_MARK.match(words.strip()) is not None)


def is_note_mark(sup: etree._Element) -> bool:
    """Whether a raised text is the mark of a note, which counts anew when a note comes before it."""
    link = next(sup.iter("a"), None)
    href = "" if link is None else link.get("href") or ""
    return "#" in href and _RAISED_MARK.match("".join(map(str, sup.itertext())).strip()) is not None
