"""Lines that tell when something was written, and little else. Pure."""

import re
from collections.abc import Sequence

from articles.scraping.blocks import visible
from articles.scraping.times import dates_in, tells_time, words_beside_time
from articles.scraping.walk import Piece, ends_sentence

_SHORT = 90
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_LIFETIME = 15  # years; a page is updated sooner after it was published
_BESIDE_DATES = 8  # words, at most, beside two dates: "Published … Last updated …"


def is_time_line(piece: Piece) -> bool:
    """Whether a short line tells a time and little else. Two years that lie far apart are those of a life."""
    if piece.size >= _SHORT or not tells_time(text := visible(piece.text)) or words_beside_time(text) > 5:
        return False
    return not _is_of_life(text)


def is_dateline(piece: Piece, authors: Sequence[str]) -> bool:
    """Whether a line tells when an article was published and when it was changed, and by whom, and little else."""
    if piece.is_heading or piece.size >= 2 * _SHORT or ends_sentence(piece.text):
        return False
    text = visible(piece.text)
    if dates_in(text) < 2 or _is_of_life(text):
        return False
    for name in authors:
        text = text.replace(name, " ")
    return words_beside_time(text) <= _BESIDE_DATES


def is_dated_head(piece: Piece) -> bool:
    """Whether a line is a date or a clock time alone, all in bold: it heads what happened then."""
    if piece.node.tag != "p" or not piece.is_bold or not is_time_line(piece):
        return False
    return not words_beside_time(visible(piece.text))


def _is_of_life(text: str) -> bool:
    years = [*map(int, _YEAR.findall(text))]
    return bool(years) and max(years) - min(years) >= _LIFETIME
