"""Which pieces of the body region belong to the article's own flow, and which stand in boxes set into it.

The paragraphs of one article hang in the page's tree in the same way: directly in one container, or each in
wrappers of the same shape. Info boxes, prompts, teasers and polls hang differently and hold little of the text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from articles.scraping.notes import is_note
from articles.scraping.walk import KIND_TAGS, PICTURES, TABLE_TAGS, Node, Piece

Shape = tuple[str, ...]

_FLOW_SHARE = 0.12
_LABEL = 15
_HEADING_LINKS = 0.6
_LINE_LINKS = 0.5
_SENTENCE_LINKS = 0.8
_PICTURE_NAMES = re.compile(r"image|img|photo|picture|video|embed")


def in_flow(pieces: Sequence[Piece], root: Node) -> list[Piece]:
    """The pieces of a body region that are its running text, headings and lists, without what is furniture."""
    notes = {piece for piece in pieces if is_note(piece)}
    # an advert or a picture after the first paragraphs often parts them from the element that holds the rest
    opening = {piece for piece in takewhile(lambda piece: root not in piece.node.line(), pieces) if piece.prose}
    candidates = [p for p in pieces if p in notes or not (p.node.furniture or is_link_line(p))]
    prose: Counter[Shape] = Counter()
    boxes = {piece: _containers(piece.node, root) for piece in candidates}
    shapes = {piece: tuple(node.tag for node in box) for piece, box in boxes.items()}
    for piece in candidates:
        prose[shapes[piece]] += int(piece.prose)
    limit = _FLOW_SHARE * sum(prose.values())
    flow = {shape for shape, weight in prose.items() if weight >= limit}
    holders = {node for piece in candidates if piece.prose and shapes[piece] in flow for node in boxes[piece]}
    looks = {_holder_look(piece) for piece in candidates if piece.prose and root in piece.node.line()}
    running = {piece for piece in candidates if piece.prose and shapes[piece] in flow}
    between = {
        piece.node
        for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False)
        if before in running
        and after in running
        and piece in boxes
        and root in piece.node.line()
        and not is_caption(piece.node)
    }
    kept = [
        piece
        for piece in candidates
        if (shapes[piece] in flow and (root in piece.node.line() or _holder_look(piece) in looks))
        or piece in notes
        or (piece.is_heading and _heads_flow(boxes[piece], holders))
        or (not boxes[piece] and _is_line(piece))
        or piece in opening
        or (piece.node in between and _heads_flow(boxes[piece], holders) and _is_line(piece))
    ]
    return _without_empty_headings(kept)


def _containers(node: Node, root: Node) -> list[Node]:
    """The nodes from under the root down to the container of a piece, without the tags that make its kind."""
    line: list[Node] = []
    current: Node | None = node
    while current is not None and current is not root:
        line.append(current)
        current = current.parent
    line.reverse()
    while line and line[-1].tag in KIND_TAGS and not (line[-1].tag in ("td", "th") and line[-1].prose):
        line.pop()
    return line


def _holder_look(piece: Piece) -> tuple[str, str, str]:
    """By which a piece outside the root is told to be more of its text: its tag, and the look of what holds it."""
    holder = piece.node.parent or piece.node
    return piece.node.tag, holder.tag, holder.element.get("class") or ""


def is_link_line(piece: Piece) -> bool:
    """Whether it is a link with few words around it, such as "Read more: …", and not a sentence with links."""
    if piece.is_heading:
        return piece.link_share >= _HEADING_LINKS
    return piece.link_share >= (_SENTENCE_LINKS if piece.is_long_sentence else _LINE_LINKS)


def _heads_flow(box: Sequence[Node], holders: set[Node]) -> bool:
    """Whether a heading stands beside the flow's own paragraphs, in wrappers that hold no other prose."""
    return all(node in holders or node.prose == 0 for node in box)


def is_caption(node: Node) -> bool:
    """Whether an element stands with a picture or a link, follows a picture or is named after one."""
    if _PICTURE_NAMES.search((node.element.get("class") or "").lower()):
        return True
    before = node.element.getprevious()
    if before is not None and next(before.iter(*PICTURES), None) is not None:
        return True
    return next(node.element.iter("a", *PICTURES), None) is not None


def _is_line(piece: Piece) -> bool:
    """Whether a piece directly under the root, beside boxes that hold the text, is more than a label."""
    return piece.size >= _LABEL and piece.node.tag not in TABLE_TAGS


def _without_empty_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop headings that nothing follows: they were those of boxes, lists of links or comments."""
    kept: list[Piece] = []
    for piece in reversed(pieces):
        if not piece.is_heading or kept:
            kept.append(piece)
    kept.reverse()
    return kept
