"""What is text on a page that tells no story: also its lists of links and its notes, but not what leads about in it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from articles.scraping.captions import is_pictured
from articles.scraping.linked import contents, is_link_line, linked_cells, mostly_linked
from articles.scraping.walk import Node, Piece, ends_sentence

_ANNOUNCING = 25  # letters of a line that announces a list, and is no label of one
_ADDRESSES = ("mailto:", "tel:")
_SENTENCE_LINKS = 0.8
_FEW = 4


def texts_of(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that are text, in order."""
    kept = mostly_linked(pieces) | _announced(pieces) | linked_cells(pieces)
    jumps = contents(pieces)
    beside = _holders(pieces)
    return [
        piece
        for piece in pieces
        if (not piece.node.furniture or _is_note(piece, beside))
        and (piece in kept or not is_link_line(piece) or _is_sentence(piece))
        and piece not in jumps
        and not is_pictured(piece)
        and not _is_counter(piece)
    ]


def _announced(pieces: Sequence[Piece]) -> set[Piece]:
    """The items of lists that stand below a sentence which announces them: "You can object at:"."""
    found: set[Piece] = set()
    before: Piece | None = None
    for piece in pieces:
        is_item = piece.node.tag == "li"
        if is_item and (before in found or (before is not None and _announces(before, piece))):
            found.add(piece)
        before = piece if not is_item or piece in found else None
    return found


def _announces(line: Piece, item: Piece) -> bool:
    place = item.node.parent
    is_beside = place is not None and line.node.parent in (place.parent, place)
    return is_beside and not line.is_heading and line.size >= _ANNOUNCING and line.text.endswith((":", "："))


def _holders(pieces: Iterable[Piece]) -> set[Node]:
    """The elements that directly hold several texts which are no furniture."""
    return {items[0].node.above[0] for items in _by_holder(pieces, "p", 2) if not items[0].node.furniture}


def _is_note(piece: Piece, beside: set[Node]) -> bool:
    """Whether what is named or tagged as if beside the text ("info", aside) is a note in it: a sentence without a
    link, in a box that stands among the paragraphs."""
    if piece.node.furniture not in ("info", "aside") or piece.linked or not ends_sentence(piece.text):
        return False
    box = next((node for node in reversed(piece.line) if node.furniture), None)
    return box is not None and box.parent in beside


def _is_sentence(piece: Piece) -> bool:
    """Whether a line that is mostly link is a sentence still, or links to an address to write to, a number to call."""
    if piece.link_share >= 1 or piece.size < _ANNOUNCING or not ends_sentence(piece.text):
        return False
    links = [(link.get("href") or "").lower() for link in islice(piece.node.element.iter("a"), _FEW)]
    return piece.link_share < _SENTENCE_LINKS or all(link.startswith(_ADDRESSES) for link in links)


def _is_counter(piece: Piece) -> bool:
    """Whether a number stands alone in no paragraph, item or cell: of votes, say, or of answers."""
    return piece.node.tag in ("div", "span", "section") and piece.text.replace(",", "").isdigit()


def _by_holder(pieces: Iterable[Piece], tag: str, least: int) -> list[list[Piece]]:
    """The pieces in elements of a tag, by what holds those; where there are at least so many."""
    found: defaultdict[Node | None, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.node.tag == tag:
            found[piece.node.parent].append(piece)
    return [items for items in found.values() if len(items) >= least]
