"""What stands beside a picture, told by its place or its name."""

import re

from articles.scraping.walk import KIND_TAGS, PICTURES, Node, Piece, text_of

_PICTURE_NAMES = re.compile(r"image|img|photo|picture|video|embed")
_CENTRED = re.compile(r"text-align:\s*center|^center$", re.IGNORECASE)


def is_caption(node: Node) -> bool:
    """Whether an element stands with a picture or a link, follows a picture or is named after one."""
    if _is_named_picture(node):
        return True
    before = node.element.getprevious()
    if before is not None and next(before.iter(*PICTURES), None) is not None:
        return next(before.iter("figcaption"), None) is None  # else the picture has its caption already
    return next(node.element.iter("a", *PICTURES), None) is not None


def is_below_picture(node: Node) -> bool:
    """Whether a picture and below it a paragraph are all that an element holds."""
    around = node.parent.element if node.parent else node.element
    first = next(around.iter(*PICTURES, node.tag), node.element)
    return first is not node.element and first.tag in PICTURES and text_of(around) == text_of(node.element)


def is_pictured(piece: Piece) -> bool:
    """Whether a text is all that an element holds beside a picture that comes first, or a centred paragraph with
    one in it or below one that is nothing else."""
    node = piece.node
    if node.tag in ("p", "div") and _CENTRED.search(node.element.get("style") or node.element.get("align") or ""):
        if next(node.element.iter(*PICTURES), None) is not None:
            return True
        above = node.element.getprevious()
        return above is not None and next(above.iter(*PICTURES), None) is not None and not text_of(above)
    if node.tag in KIND_TAGS or node.parent is None or node.parent.prose != piece.prose:
        return False
    before = node.element.getprevious()
    return before is not None and (before.tag in PICTURES or next(before.iter(*PICTURES), None) is not None)


def _is_named_picture(node: Node) -> bool:
    return _PICTURE_NAMES.search((node.element.get("class") or "").lower()) is not None


def is_of_picture(node: Node) -> bool:
    """Whether an element holds a picture or is named after one."""
    return node.media > 0 or _is_named_picture(node)
