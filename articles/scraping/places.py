"""How a piece hangs under the root of an article: in which elements, and what those are."""

import re
from collections.abc import Iterable, Sequence

from articles.scraping.names import called
from articles.scraping.tables import CELLS, lays_out
from articles.scraping.walk import KIND_TAGS, Node, Piece

Shape = tuple[str, ...]

_PLAIN = frozenset({"style", "dir", "lang"})
_BOX_STYLE = re.compile(r"background|border|float|width|flex|grid|display|center")


def containers(node: Node, root: Node, holding: set[str]) -> list[Node]:
    """The nodes from under the root down to the container of a piece, without the tags that make its kind.

    `holding` are the class names of the elements in which paragraphs stand: in such a one an element without a name
    says nothing of how a text hangs.
    """
    line: list[Node] = []
    current: Node | None = node
    while current is not None and current is not root and not is_twin(current, root):
        if not _says_nothing(current, holding):
            line.append(current)
        current = current.parent
    line.reverse()
    while line and line[-1].tag in KIND_TAGS and not (line[-1].tag in CELLS and lays_out(line[-1])):
        line.pop()
    return line


def _says_nothing(node: Node, holding: set[str]) -> bool:
    """Whether an element is a mere wrapper, as editors for text make them: one without a name among others where
    paragraphs stand, and no box by its style."""
    outer = node.parent.element if node.parent else node.element
    if node.tag != "div" or len(outer) < 2 or outer.get("class") not in holding:
        return False
    attributes = dict(node.element.items())
    return attributes.keys() <= _PLAIN and not _BOX_STYLE.search(str(attributes.get("style", "")))


def holders_of(pieces: Iterable[Piece]) -> set[str]:
    """The class names of the elements in which paragraphs stand directly."""
    parents = {piece.node.parent for piece in pieces if piece.prose and piece.node.tag == "p"}
    return {name for parent in parents if parent and (name := parent.element.get("class"))}


def is_twin(node: Node, root: Node) -> bool:
    """Whether an element stands beside the root and looks like it: the text goes on in it, be it a few lines.

    Else the elements around both tell, which must look alike too; and a lone paragraph with a link is a prompt.
    """
    name = called(node)
    if node.tag != root.tag or name != called(root) or node.parent is None or root.parent is None:
        return False
    if node.parent is root.parent:
        return bool(name)
    return is_twin(node.parent, root.parent) and not (len(node.element) == 1 and node.element.find(".//a") is not None)


def holder_look(piece: Piece) -> tuple[str, str, str]:
    """By which a piece outside the root is told to be more of its text: its tag, and the look of what holds it."""
    holder = piece.node.parent or piece.node
    return piece.node.tag, holder.tag, holder.element.get("class") or ""


def shape_of(box: Sequence[Node]) -> Shape:
    """The tags of the elements that a piece hangs in: its shape."""
    return tuple(node.tag for node in box)


def is_listing(node: Node) -> bool:
    """Whether an element holds nothing but a list, a quotation, a table or a heading: text of another kind."""
    elements = [child for child in node.element if isinstance(child.tag, str)]
    return len(elements) == 1 and elements[0].tag in KIND_TAGS - {"p"}
