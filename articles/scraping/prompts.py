"""Boxes set into a text that ask their readers for something, or lead on: told by forms, buttons and links."""

from collections.abc import Sequence

from articles.scraping.walk import NAMING, Node, Piece

_FEW = 2
_SHARE = 0.35


def asks(node: Node) -> bool:
    """Whether an element asks its readers for something."""
    return next(node.element.iter("form", "input"), None) is not None


def is_prompt(piece: Piece, box: Node) -> bool:
    """Whether a box asks for something, or has a link or a button beside its only paragraph."""
    return asks(box) or leads_on(piece, box) or (box.prose == piece.prose and has_button(box))


def asking(pieces: Sequence[Piece], boxes: dict[Piece, list[Node]]) -> set[Piece]:
    """The texts alone in a box with a form; none where those are many, for then the forms are no part of a prompt."""
    found = {p for p in pieces if p.prose and boxes[p] and boxes[p][0].prose == p.prose and asks(boxes[p][0])}
    return (
        found if len(found) <= _FEW and sum(p.prose for p in found) < _SHARE * sum(p.prose for p in pieces) else set()
    )


def are_prompts(pieces: Sequence[Piece], boxes: dict[Piece, list[Node]], usual: set[str]) -> bool:
    """Whether texts stand each alone in boxes that share a name, not a ``usual`` one, and one of the boxes asks."""
    if not all(boxes[piece][0].prose == piece.prose for piece in pieces):
        return False
    shared = set.intersection(*(all_names(boxes[piece]) for piece in pieces)) - usual
    return bool(shared) and any(asks(boxes[piece][0]) for piece in pieces)


def all_names(box: Sequence[Node]) -> set[str]:
    """The class names of some wrappers, and what else says which part of a page they are."""
    return {name for node in box for by in NAMING for name in (node.element.get(by) or "").split()}


def has_button(node: Node) -> bool:
    """Whether there is a button in an element: it holds a poll, say, or something to open."""
    return next(node.element.iter("button"), None) is not None


def leads_on(piece: Piece, box: Node) -> bool:
    """Whether a box holds one paragraph and, outside of it, a link."""
    links = sum(1 for _ in box.element.iter("a")) - sum(1 for _ in piece.node.element.iter("a"))
    return box is not piece.node and box.prose == piece.prose and links > 0
