"""Lines that are links to elsewhere, and what of lists is text though it links."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from articles.scraping.walk import Node, Piece, ends_sentence, text_of

_HEADING_LINKS = 0.6
_LINE_LINKS = 0.5
_SENTENCE_LINKS = 0.8
ALL_LINK = 0.9
_LABEL = 40
_HEADLINE = 15  # letters, at least, of a link that is told for a headline, or an offer
_PITCH = 220  # letters, at most, of what leads to it
_POINT = 40  # letters, at least, of an item that tells something, with a full stop or without
_OWN = ("li", "td", "th", "dd")
_NAMED_PLACE = 8  # letters of a link to a place on the page that names it, as a note's sign does not
_ROWS = 4  # elements from a cell to its table, at most


def is_link_line(piece: Piece) -> bool:
    """Whether it is a link with few words around it, such as "Read more: …", and not a sentence with links."""
    if piece.is_heading:
        return piece.link_share >= _HEADING_LINKS
    if _leads_on(piece) or (piece.is_long_sentence and _is_labelled(piece)):
        return True
    return piece.link_share >= (_SENTENCE_LINKS if piece.is_long_sentence else _LINE_LINKS)


def _leads_on(piece: Piece) -> bool:
    """Whether a paragraph is a sentence or two and then a link that is none: to an offer, or to another article."""
    rest = piece.text[: len(piece.text) - piece.linked].rstrip()
    is_short = piece.linked >= _HEADLINE and piece.size <= _PITCH and piece.node.tag not in _OWN
    if not is_short or ends_sentence(piece.text) or not ends_sentence(rest):
        return False
    links = [*piece.node.element.iter("a")]
    return len(links) == 1 and piece.text.endswith(text_of(links[0]))


def _is_labelled(piece: Piece) -> bool:
    """Whether nothing but a few words and a colon stand before a link, or two: what it leads to may be a sentence."""
    rest = piece.text[: len(piece.text) - piece.linked].rstrip()
    return piece.linked > 0 and 0 < len(rest) <= _LABEL and rest[-1] in ":：" and ":" not in rest[:-1]


def is_linked_item(piece: Piece) -> bool:
    """Whether it is an item of a list with more to it than its link, as of a recipe whose spices are linked."""
    return piece.node.tag == "li" and piece.link_share < ALL_LINK


def mostly_linked(pieces: Iterable[Piece]) -> set[Piece]:
    """The items that are mostly link in lists whose others are text."""
    return {
        piece
        for items in _lists(pieces)
        if 2 * sum(map(is_link_line, items)) <= len(items)
        for piece in filter(is_linked_item, items)
    }


def told_in_lists(pieces: Iterable[Piece]) -> set[Piece]:
    """The items of lists that are sentences, or as long, and link nowhere: what they stand in may be called as lists
    are."""
    wholes = (items for items in _lists(pieces) if all(item.size >= _POINT and not item.linked for item in items))
    return {item for items in wholes if len(items) > 1 for item in items}


def linked_cells(pieces: Iterable[Piece]) -> set[Piece]:
    """The cells that are but links in tables most of whose cells are none."""
    tables: defaultdict[Node, list[Piece]] = defaultdict(list)
    for piece in pieces:
        table = next((node for node in piece.line[:_ROWS] if node.tag == "table"), None)
        if table is not None and piece.node.tag in ("td", "th") and not piece.prose:
            tables[table].append(piece)
    return {cell for cells in tables.values() if 2 * sum(map(is_link_line, cells)) < len(cells) for cell in cells}


def contents(pieces: Iterable[Piece]) -> set[Piece]:
    """The items of lists all of which are links within the page, and the few words above one: tables of contents; and
    of lists of links to nowhere ("#"), which a script makes buttons of."""
    found: set[Piece] = set()
    pieces = list(pieces)
    for items in _lists(pieces):
        if all(map(_is_jump, items)) or all(map(_is_button, items)):
            found.update(items)
    labels = (before for before, item in pairwise(pieces) if item in found and _is_label(before)) if found else ()
    return found.union(labels)


def _is_label(piece: Piece) -> bool:
    is_line = not piece.is_heading and piece.node.tag != "li" and piece.size <= _LABEL
    return is_line and not ends_sentence(piece.text)


def _is_jump(piece: Piece) -> bool:
    """Whether a piece is the words of a link to another place on the page, or begins with such a one of some length."""
    link = next(piece.node.element.iter("a"), None)
    if link is None or len(link.get("href") or "") < 2 or not (link.get("href") or "").startswith("#"):
        return False
    words = text_of(link)
    return piece.text.endswith(words) or (len(words) >= _NAMED_PLACE and piece.text.startswith(words))


def _is_button(piece: Piece) -> bool:
    """Whether a piece is a few words of a link to nowhere."""
    link = next(piece.node.element.iter("a"), None)
    return link is not None and link.get("href") == "#" and piece.size <= _LABEL and piece.text == text_of(link)


def _lists(pieces: Iterable[Piece]) -> Iterable[list[Piece]]:
    """The items of each list."""
    lists: defaultdict[Node | None, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.node.tag == "li":
            lists[piece.node.parent].append(piece)
    return lists.values()
