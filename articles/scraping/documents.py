"""Pages that tell no story: terms, laws, guidance, questions with their answers, notes of releases.

Of such a page short lines, lists and tables are as much text as paragraphs are, and they hang in the tree in many
ways. So all counts here by its length, and what is no furniture in the element that holds it is text (`listings`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from lxml import etree

from articles.scraping.body import Body
from articles.scraping.flow import is_loose_line
from articles.scraping.headings import without_empty_headings
from articles.scraping.linked import ALL_LINK
from articles.scraping.listings import texts_of
from articles.scraping.tables import CELLS
from articles.scraping.walk import KIND_TAGS, TABLE_TAGS, Node, Piece

_MOST = 0.8  # of a page's text stands in the element that holds it
_MAIN = 0.5  # of it, at least, in an element that the page itself marks as its main one
_LINKS = 0.5  # of what more an element around it has may be links
_BOX = 0.2  # of the text, at most, in a box that asks for something
_LOOSE = 0.2  # of the text, at most, in no paragraph of its own, where that tells anything
_LEAD = 15  # letters, at least, of a link that is no mere control
_DEEP = 3
_TOP = frozenset({"body", "html"})
# Of the text on pages of real articles, boxes and all, more than .9 is prose where a part of it is left out as no
# article; and the more is left out, the more of it is. Of the rest of 280 pages the sum below is .96 and more
_TOLD = 0.95
_PROSE = 0.94
_PROSE_TOLD = 0.2


def find_document(pieces: Sequence[Piece], story: Body) -> Body | None:
    """The body of a page whose text is all that stands below its headline, given what was found by looking for a
    story; None where nothing is text."""
    start = pieces.index(story.title) + 1 if story.title in pieces else 0
    after = [piece for piece in pieces[start:] if piece not in story.apart]
    texts = _in_main(texts_of(after))
    masses = _masses(texts)
    if not masses:
        return None
    root = _around(_holder(texts, masses), masses, after, story.title)
    inside = [piece for piece in after if root in piece.line]
    first = after.index(inside[0])
    while first and _is_heading(after[first - 1]):
        first -= 1
        inside.insert(0, after[first])
    return Body(tuple(inside), root, story.title, tuple(after[:first]), story.cards, story.comments, story.apart)


def in_document(region: Body) -> list[Piece]:
    """The pieces of a document's body that are its text."""
    texts = texts_of(region.pieces)
    asking = _small_boxes(texts, region.root, "form", "input") | _offers(texts, region)
    texts = _without_loose_ends([piece for piece in texts if asking.isdisjoint(piece.line)])
    return without_empty_headings(texts, region.pieces)


def _without_loose_ends(texts: list[Piece]) -> list[Piece]:
    """Texts without the lines before and after them that stand in no paragraph, where the others do: counters."""
    loose = {piece for piece in texts if is_loose_line(piece) and piece.node.tag not in CELLS}
    if _sums(loose)[0] > _LOOSE * _sums(texts)[0]:
        return texts
    start, end = 0, len(texts)
    while start < end and texts[start] in loose:
        start += 1
    while end > start and texts[end - 1] in loose:
        end -= 1
    return texts[start:end]


def is_missed(story: Iterable[Piece], texts: Iterable[Piece]) -> bool:
    """Whether a good part of some texts is not in what was read as a story."""
    return _sums(story)[0] < _TOLD * _sums(texts)[0]


def is_document(region: Body, texts: Sequence[Piece], story: Sequence[Piece]) -> bool:
    """Whether a page with these texts tells no story: a good part of them is no prose, and what was read as a story
    leaves much of them out. Boxes with a button, as polls have, tell nothing of that."""
    boxes = _small_boxes(texts, region.root, "button")
    if _leads_on(region, texts):
        return False
    mass, prose = _sums(piece for piece in texts if boxes.isdisjoint(piece.line))
    told, _ = _sums(piece for piece in story if boxes.isdisjoint(piece.line))
    return told < _TOLD * mass and prose + _PROSE_TOLD * told < _PROSE * mass


def _leads_on(region: Body, texts: Sequence[Piece]) -> bool:
    """Whether much of a page is links, or linked headlines with a few words each: a front page."""
    leads = [p for p in region.pieces if p.link_share > ALL_LINK and p.size > _LEAD and not p.node.furniture]
    headlines = [piece for piece in leads if piece.node.tag not in ("li", *CELLS)]
    return 3 * len(headlines) > len(texts) or sum(piece.size for piece in leads) > _LINKS * _sums(texts)[0]


def _offers(texts: Sequence[Piece], region: Body) -> set[Node]:
    """Boxes with one paragraph and links of their own below it, where no others like them stand beside: what such a box
    tells is whither it leads."""
    told: defaultdict[Node, list[Piece]] = defaultdict(list)
    links: Counter[Node] = Counter()
    for piece in region.pieces:
        for node in piece.line[:_DEEP]:
            if piece.link_share > ALL_LINK and piece.node.tag not in ("li", *CELLS) and not piece.node.furniture:
                links[node] += 1
    for piece in texts:
        for node in piece.line[:_DEEP]:
            told[node].append(piece)
    boxes = {
        node
        for node, pieces in told.items()
        if links[node] and len(pieces) <= _DEEP and sum(piece.prose > 0 for piece in pieces) == 1
        if node.tag not in KIND_TAGS
    }
    beside = Counter(node.parent for node in boxes)
    return {node for node in boxes if beside[node.parent] <= 2}


def _small_boxes(texts: Sequence[Piece], root: Node | None, *tags: str) -> set[Node]:
    """The elements below the root that have one of these tags in them and hold little of its text."""
    if root is None:
        return set()
    having: set[etree._Element] = set()
    for element in root.element.iter(*tags):
        for outer in (element, *element.iterancestors()):
            if outer in having or outer is root.element:
                break
            having.add(outer)
    sizes: Counter[Node] = Counter()
    for piece in texts if having else ():
        sizes.update(
            dict.fromkeys((n for n in piece.line if n.tag not in KIND_TAGS and n.element in having), piece.size)
        )
    most = _BOX * sum(piece.size for piece in texts)
    return {node for node, size in sizes.items() if size <= most}


def _sums(pieces: Iterable[Piece]) -> tuple[float, float]:
    """How much text there is beside links, and how much of it is prose."""
    mass = prose = 0.0
    for piece in pieces:
        mass += piece.size * (1 - piece.link_share)
        prose += piece.prose
    return mass, prose


def _in_main(texts: list[Piece]) -> list[Piece]:
    """Those in the element that the page marks as its main one, where it does and most stands there."""
    inside = [p for p in texts if any(n.tag == "main" or n.element.get("role") == "main" for n in p.line)]
    return inside if _sums(inside)[0] >= _MAIN * _sums(texts)[0] else texts


def _holder(texts: Sequence[Piece], masses: Counter[Node]) -> Node:
    """The smallest element that holds most of these texts."""
    total = sum(piece.size * (1 - piece.link_share) for piece in texts)
    root = max((node for node, mass in masses.items() if mass >= _MOST * total), key=lambda node: node.depth)
    while root.tag in KIND_TAGS - TABLE_TAGS and root.parent:
        root = root.parent
    return root


def _around(root: Node, masses: Counter[Node], pieces: Sequence[Piece], title: Piece | None) -> Node:
    """The outermost element around one that has more of the text and few links more, and that is, where it holds the
    headline, the smallest to do so."""
    links: Counter[Node] = Counter()
    for piece in pieces:
        if piece.linked and not piece.node.furniture:
            links.update(dict.fromkeys(piece.line, piece.linked))
    holds_title = set(title.line) if title else set()
    for node in root.above:
        if node.tag in _TOP or root in holds_title:
            break
        more = masses[node] - masses[root]
        if more > 0 and links[node] - links[root] <= _LINKS * more:
            root = node
        if title is None or node in holds_title:
            break  # without a headline, one step
    return root


def _masses(texts: Iterable[Piece]) -> Counter[Node]:
    """How much text beside links stands in each element."""
    masses: Counter[Node] = Counter()
    for piece in texts:
        mass = round(piece.size * (1 - piece.link_share))
        if mass:
            masses.update(dict.fromkeys(piece.line, mass))
    return masses


def _is_heading(piece: Piece) -> bool:
    return piece.is_heading and not piece.node.furniture and piece.link_share < _LINKS
