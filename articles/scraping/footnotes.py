"""Footnotes: what the marks of notes in a text lead to."""

from collections.abc import Iterable

from lxml import etree

from articles.scraping.marks import is_note_mark
from articles.scraping.walk import Node, Piece, ends_sentence

_LINKED = 0.5
_DEEP = 4  # elements from the text of a note to the one with its id, at most


def linked_notes(pieces: Iterable[Piece], root: Node) -> set[Piece]:
    """The sentences in elements to which raised marks within the text lead, but for those that are mostly links, as
    references are."""
    ids = {_target(mark) for mark in root.element.iter("sup") if is_note_mark(mark)} - {""}
    if not ids:
        return set()
    return {
        piece
        for piece in pieces
        if piece.link_share < _LINKED and ends_sentence(piece.text)
        if any(node.element.get("id") in ids for node in piece.line[:_DEEP])
    }


def _target(mark: etree._Element) -> str:
    link = next(mark.iter("a"), None)
    return "" if link is None else str(link.get("href") or "").rpartition("#")[2]
