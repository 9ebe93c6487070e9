"""Boxes set into a text that ask their readers for something, or lead on: told by forms, buttons and links."""

from collections import defaultdict
from collections.abc import Sequence

from articles.scraping.linked import ALL_LINK
from articles.scraping.times import tells_time
from articles.scraping.walk import NAMING, Node, Piece

_FEW = 2
_SHARE = 0.35
_TEXT = 30  # letters, at least, of what tells anything


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


def leading_on(pieces: Sequence[Piece], candidates: Sequence[Piece]) -> set[Piece]:
    """The text below a linked heading in a box that holds no other: it tells what another article is about. None where
    those are much of the text, for then they are its parts."""
    places = {piece: place for place, piece in enumerate(pieces)}
    told: defaultdict[Node, list[Piece]] = defaultdict(list)
    for piece in candidates:
        for node in piece.line:
            told[node].append(piece)
    found: set[Piece] = set()
    for head in pieces:
        if not head.is_heading or head.link_share < ALL_LINK or head.node.furniture:
            continue
        box = next((node for node in head.line[1:] if node in told), None)
        texts = [piece for piece in told[box] if piece.size >= _TEXT and not tells_time(piece.text)] if box else []
        if box and len(texts) == 1 and box.prose == texts[0].prose and places[head] < places[texts[0]]:
            found.add(texts[0])
    much = _SHARE * sum(piece.size for piece in candidates)
    return found if sum(piece.size for piece in found) < much else set()


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
