"""Pages that tell no story: terms, laws, guidance, questions with their answers, notes of releases.

Of such a page short lines, lists and tables are as much text as paragraphs are, and they hang in the tree in many
ways. So all counts here by its length, and what is no furniture in the element that holds it is text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from articles.scraping.body import Body
from articles.scraping.flow import is_pictured
from articles.scraping.headings import of_links, over_links, without_empty_headings
from articles.scraping.linked import is_link_line, mostly_linked
from articles.scraping.prompts import asks, has_button
from articles.scraping.walk import KIND_TAGS, TABLE_TAGS, Node, Piece

_MOST = 0.8  # of a page's text stands in the element that holds it
_MAIN = 0.5  # of it, at least, in an element that the page itself marks as its main one
_LINKS = 0.5  # of what more an element around it has may be links
_BOX = 0.2  # of the text, at most, in a box that asks for something
_TOP = frozenset({"body", "html"})
# Of the text on pages of real articles, boxes and all, more than .83 is prose where a part of it is left out as no
# article, but for two of 280; and the more is left out, the more of it is
_TOLD = 0.85
_PROSE = 0.92
_PROSE_TOLD = 0.2


def find_document(pieces: Sequence[Piece], story: Body) -> Body | None:
    """The body of a page whose text is all that stands below its headline, given what was found by looking for a
    story; None where nothing is text."""
    start = pieces.index(story.title) + 1 if story.title in pieces else 0
    after = [piece for piece in pieces[start:] if piece not in story.apart]
    texts = _in_main(_texts(after))
    if not texts:
        return None
    root = _around(_holder(texts), texts, after, story.title)
    inside = [piece for piece in after if root in piece.line]
    lead_in = tuple(after[: after.index(inside[0])])
    return Body(tuple(inside), root, story.title, lead_in, story.cards, story.comments, story.apart)


def in_document(region: Body) -> list[Piece]:
    """The pieces of a document's body that are its text."""
    texts = _texts(region.pieces)
    asking = _small_boxes(texts, region.root, asks)
    texts = [piece for piece in texts if asking.isdisjoint(piece.line)]
    return without_empty_headings(texts, over_links(region.pieces) | of_links(region.pieces))


def is_document(region: Body, texts: Sequence[Piece], story: Sequence[Piece]) -> bool:
    """Whether a page with these texts tells no story: a good part of them is no prose, and what was read as a story
    leaves much of them out. Boxes with a button, as polls have, tell nothing of that."""
    boxes = _small_boxes(texts, region.root, has_button)
    mass, prose = _sums(piece for piece in texts if boxes.isdisjoint(piece.line))
    told, _ = _sums(piece for piece in story if boxes.isdisjoint(piece.line))
    return told < _TOLD * mass and prose + _PROSE_TOLD * told < _PROSE * mass


def _small_boxes(texts: Sequence[Piece], root: Node | None, is_such: Callable[[Node], bool]) -> set[Node]:
    """The elements of some kind below the root that hold little of its text."""
    sizes: Counter[Node] = Counter()
    for piece in texts:
        inside = piece.line[: piece.line.index(root)] if root in piece.line else ()
        sizes.update(dict.fromkeys((node for node in inside if node.tag not in KIND_TAGS), piece.size))
    most = _BOX * sum(piece.size for piece in texts)
    return {node for node, size in sizes.items() if size <= most and is_such(node)}


def _sums(pieces: Iterable[Piece]) -> tuple[float, float]:
    """How much text there is beside links, and how much of it is prose."""
    mass = prose = 0.0
    for piece in pieces:
        mass += piece.size * (1 - piece.link_share)
        prose += piece.prose
    return mass, prose


def _texts(pieces: Sequence[Piece]) -> list[Piece]:
    listed = mostly_linked(pieces)
    return [p for p in pieces if not p.node.furniture and (p in listed or not is_link_line(p)) and not is_pictured(p)]


def _in_main(texts: list[Piece]) -> list[Piece]:
    """Those in the element that the page marks as its main one, where it does and most stands there."""
    inside = [p for p in texts if any(n.tag == "main" or n.element.get("role") == "main" for n in p.line)]
    return inside if _sums(inside)[0] >= _MAIN * _sums(texts)[0] else texts


def _holder(texts: Sequence[Piece]) -> Node:
    """The smallest element that holds most of these texts."""
    weights: Counter[Node] = Counter()
    for piece in texts:
        weights.update(dict.fromkeys(piece.line, piece.size))
    total = sum(piece.size for piece in texts)
    root = max((node for node, weight in weights.items() if weight >= _MOST * total), key=lambda node: node.depth)
    while root.tag in KIND_TAGS - TABLE_TAGS and root.parent:
        root = root.parent
    return root


def _around(root: Node, texts: Sequence[Piece], pieces: Sequence[Piece], title: Piece | None) -> Node:
    """The outermost element around one that has more of the text and few links more, and that is, where it holds the
    headline, the smallest to do so."""
    for node in root.above:
        if node.tag in _TOP:
            break
        more, _ = _sums(piece for piece in texts if node in piece.line and root not in piece.line)
        links = sum(p.linked for p in pieces if node in p.line and root not in p.line and not p.node.furniture)
        if more and links <= _LINKS * more:
            root = node
        if title is None or node in title.line:
            break
    return root
