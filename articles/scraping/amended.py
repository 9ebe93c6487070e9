"""An article that is known, with some of its paragraphs edited: read from its region alone. Pure.

Where all else stands as it was, an edited paragraph is found between the neighbours that it had. It is read so only
where it hangs and looks as other paragraphs of the text do that nobody touched, and nothing in its words makes it
anything but text; where in doubt the page is read in full, which takes time and nothing else.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from articles.scraping.fingerprints import ABOVE, LEFT_OUT, LINE, TITLE, Fingerprint
from articles.scraping.lines import is_aside_line, is_wall_line
from articles.scraping.names import look_of
from articles.scraping.notes import is_note
from articles.scraping.pitches import is_pitch
from articles.scraping.quotes import quote_of, stands_told, told_text
from articles.scraping.walk import Piece
from articles.scraping.walked import Walked

_ALIKE = 2  # paragraphs nobody touched, at least, that hang and look as an edited one does
_EDITED_SHARE = 0.34  # of an article's lines, at most: the others tell what is text
_GROWTH = 0.3  # of its prose, at most, that may come or go: the shares of a text tell what is a box in it
_LINKS = 0.25


@dataclass(frozen=True, slots=True)
class Amended:
    """The pieces of an article, those of edited paragraphs among them, and the `others` that are new in its region."""

    title: Piece
    above: tuple[Piece, ...]
    lines: tuple[Piece, ...]
    others: tuple[Piece, ...]


class _Part(NamedTuple):
    role: str
    piece: Piece
    is_new: bool


def amended(region: Walked, known: Fingerprint) -> Amended | None:
    """The known article, by the pieces of its region; None where more than a few paragraphs was edited.

    What is new beside them is the article's only if it is text: that is for the caller to rule out.
    """
    aligned = _aligned(region, known)
    if aligned is None:
        return None
    parts, others = aligned
    if not _are_edits([part for part in parts if part.role == LINE], known) or not _are_quotes_alike(parts):
        return None
    title, above, lines = (tuple(part.piece for part in parts if part.role == role) for role in (TITLE, ABOVE, LINE))
    growth = abs(sum(piece.prose for piece in (*title, *above, *lines)) - known.prose)
    return Amended(title[0], above, lines, others) if title and growth <= _GROWTH * known.prose else None


def _aligned(region: Walked, known: Fingerprint) -> tuple[list[_Part], tuple[Piece, ...]] | None:
    """What was known of a region, with paragraphs in the places of others, and what else is new there; None where
    anything else went, or what follows or leads on to it may have to go as well."""
    expected, cards = {*known.text}, region.cards(known.title[1])
    shown = [(key, piece) for piece, key in region.keys.items() if key in expected or key not in known.other]
    last = known.roles.rfind(LINE)
    parts: list[_Part] = []
    others: list[Piece] = []
    for gone, come, is_same in _stretches(known.text, [key for key, _ in shown]):
        roles, now = known.roles[gone], [piece for _, piece in shown[come]]
        if is_same:
            parts += (_Part(role, piece, False) for role, piece in zip(roles, now, strict=True))
            continue
        new = [piece for piece in now if _is_plain(piece)]
        others += (piece for piece in now if piece not in new and (piece not in cards or is_note(piece)))
        # of the last line more is asked: it may be a wall's, or a signature
        if {*roles} - {LINE} or gone.start <= last < gone.stop:
            return None
        if len(new) < len(roles) and _leads_on(parts[-1].piece if parts else None):
            return None
        parts += (_Part(LINE, piece, True) for piece in new)
    return parts, tuple(others)


def _stretches(known: Sequence[str], shown: Sequence[str]) -> Iterator[tuple[slice, slice, bool]]:
    """The stretches of two lists in turn, those that are the same and those that are not."""
    for is_same, ops in groupby(LCSseq.opcodes(known, shown), key=lambda op: op.tag == "equal"):
        stretch = list(ops)
        yield (
            slice(stretch[0].src_start, stretch[-1].src_end),
            slice(stretch[0].dest_start, stretch[-1].dest_end),
            is_same,
        )


def _leads_on(piece: Piece | None) -> bool:
    """Whether a piece may be no text if what follows it goes: a heading, or a line that announces a list."""
    return piece is None or not piece.prose or piece.text.endswith(":")


def _are_edits(lines: Sequence[_Part], known: Fingerprint) -> bool:
    """Whether some lines of a text are paragraphs that a full reading would keep, and all others with them."""
    edited = [line.piece for line in lines if line.is_new]
    steady = [line.piece for line in lines if not line.is_new]
    count = max(len(edited), known.roles.count(LINE) - len(steady))
    if not lines or lines[-1].is_new or not 0 < count <= max(1, _EDITED_SHARE * len(lines)):
        return False
    alike = Counter(_hanging(piece) for piece in steady if piece.prose)
    return all(alike[_hanging(piece)] >= _ALIKE for piece in edited)


def _are_quotes_alike(parts: Sequence[_Part]) -> bool:
    """Whether the quotations that were left out, and no others, have words of the text itself: for that is why."""
    quotes = [part for part in parts if part.role in (LINE, LEFT_OUT) and quote_of(part.piece)]
    told = told_text([part.piece for part in parts if part.role == LINE]) if quotes else ""
    return all(stands_told(part.piece, told) == (part.role == LEFT_OUT) for part in quotes)


def _is_plain(piece: Piece) -> bool:
    """Whether a piece is a sentence or more, and nothing in it says that it is a note, or no text of an article."""
    is_prose = piece.is_long_sentence and piece.prose > 0 and piece.link_share <= _LINKS
    return is_prose and not (is_note(piece) or is_aside_line(piece) or is_wall_line(piece) or is_pitch(piece))


def _hanging(piece: Piece) -> tuple[tuple[str, str], ...]:
    """How a piece hangs in its region: the tags and classes of what it is in, from the inside out."""
    return tuple(map(look_of, piece.line))
