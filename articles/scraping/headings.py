"""Headings that head no text of the article: those of lists of links, and of boxes of linked headlines."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile

from articles.scraping.linked import ALL_LINK, is_link_line
from articles.scraping.walk import Node, Piece

_LABEL = 15
_LIST_LABEL = 25


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


def without_empty_headings(pieces: Sequence[Piece], over_links: set[Piece]) -> list[Piece]:
    """Drop headings that nothing follows, or links alone: they were those of boxes, lists of links or comments."""
    kept: list[Piece] = []
    for piece in reversed(pieces):
        if not piece.is_heading or (kept and piece not in over_links):
            kept.append(piece)
    kept.reverse()
    return kept
