"""Headings that head no text of the article: those of lists of links, and of boxes whose text was left out."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile

from articles.scraping.linked import ALL_LINK, contents, is_link_line
from articles.scraping.walk import Node, Piece, ends_sentence

_LABEL = 15
_LIST_LABEL = 25
_OF_PICTURES = ("figure", "figcaption", "caption", "captions", "credit", "credits")


def over_links(pieces: Sequence[Piece]) -> set[Piece]:
    """Short headings that a list of links to other articles follows: "Most read", set into the text.

    One of the text's own headings may come to stand above such a list, and so none of a tag that heads paragraphs.
    """
    found: set[Piece] = set()
    heads = {piece.node.tag for piece, after in pairwise(pieces) if piece.is_heading and after.prose}
    links = 0
    for piece in reversed(pieces):
        if piece.is_heading:
            if links > 1 and piece.node.tag not in heads and len(piece.text) <= _LIST_LABEL:
                found.add(piece)
            links = 0
        else:
            links = links + 1 if is_link_line(piece) and piece.node.tag == "li" else 0
    return found


def of_links(pieces: Sequence[Piece]) -> set[Piece]:
    """Headings in a box without prose that is mostly headlines of other articles, linked."""
    sizes: Counter[Node] = Counter()
    boxes = {piece: list(takewhile(lambda node: not node.prose, piece.line)) for piece in pieces}
    for piece, box in boxes.items():
        is_link = piece.link_share >= ALL_LINK
        if is_link or not piece.is_heading:
            size = piece.size if is_link and piece.size > _LABEL else -piece.size
            sizes.update(dict.fromkeys(box, size))
    return {
        piece
        for piece, box in boxes.items()
        if piece.is_heading and piece.link_share < ALL_LINK and any(sizes[node] > 0 for node in box)
    }


def of_left_out(kept: Sequence[Piece], pieces: Sequence[Piece]) -> set[Piece]:
    """Headings, of those kept, of boxes whose sentences, tags or table of contents were left out: what stands below one
    in an element that holds nothing else that is kept."""
    beside = {piece.node.parent for piece in kept if not piece.is_heading}
    headings = [piece for piece in kept if piece.is_heading and piece.node.parent not in beside]
    holding = {node for piece in kept if not piece.is_heading for node in piece.line} if headings else set()
    of_box = {box[-1]: p for p in headings if (box := [*takewhile(lambda node: node not in holding, p.line)])}
    if not of_box:
        return set()
    jumps, still = contents(pieces), set(kept)
    begun: set[Node] = set()
    found = set()
    for piece in pieces:
        for node in piece.line:
            if of_box.get(node) is piece:
                begun.add(node)
            elif node in begun and piece not in still and (piece in jumps or _is_told(piece) or _is_tag(piece)):
                found.add(of_box[node])
    return found


def _is_told(piece: Piece) -> bool:
    """Whether a text is a sentence, and none that describes a picture."""
    return piece.node.furniture not in _OF_PICTURES and not is_link_line(piece) and ends_sentence(piece.text)


def _is_tag(piece: Piece) -> bool:
    """Whether it is an item of a list that is nothing but a link, be it of one word."""
    return piece.node.tag == "li" and piece.link_share >= ALL_LINK


def without_empty_headings(kept: Sequence[Piece], pieces: Sequence[Piece]) -> list[Piece]:
    """Drop headings that nothing follows, or only what was left out of the pieces: they were those of boxes, lists of
    links or comments."""
    empty = over_links(pieces) | of_links(pieces) | of_left_out(kept, pieces)
    left: list[Piece] = []
    for piece in reversed(kept):
        if not piece.is_heading or (left and piece not in empty):
            left.append(piece)
    left.reverse()
    return left
