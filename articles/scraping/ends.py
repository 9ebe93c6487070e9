"""Where an article's text begins and ends, once most of it is found: what hangs and looks like it goes on with it."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from lxml import etree

from articles.scraping.names import called, look_of
from articles.scraping.prompts import all_names
from articles.scraping.walk import KIND_TAGS, TABLE_TAGS, Node, Piece, ends_sentence

_TWIN_PROSE = 100.0
_USUAL = 0.5
_TO_TABLE = 6  # elements from a cell to what its table stands in, at most, with the cell
_NAMED = 2  # elements around each other that are called as around most of the text: a single one may be anything


def with_alike(core: slice, pieces: Sequence[Piece], apart: set[Piece], root: Node) -> slice:
    """The core with the paragraphs before and after it that hang under the root just as most of its own do:
    much that is no text may part them from the rest."""
    usual: Counter[tuple[str, ...]] = Counter()
    for piece in pieces[core]:
        if piece.prose and not piece.node.furniture:
            usual[_way(piece.node, root)] += int(piece.prose)
    if not usual:
        return core
    way, weight = usual.most_common(1)[0]
    if weight < _USUAL * usual.total():
        return core
    alike = [
        i
        for i, piece in enumerate(pieces)
        if piece.prose and piece not in apart and not piece.node.furniture and root in piece.line
        if _way(piece.node, root) == way
    ]
    stop = max(core.stop, alike[-1] + 1)
    usual_names = [_names(pieces[i].node, root) for i in alike]
    while stop < len(pieces) and _is_last_line(pieces[stop], root, way, usual_names) and pieces[stop] not in apart:
        stop += 1
    return slice(min(core.start, *alike), stop)


def _is_last_line(piece: Piece, root: Node, way: tuple[str, ...], usual: Sequence[list[set[str]]]) -> bool:
    """Whether a short sentence hangs under the root as the paragraphs do, and all around it is called as with them."""
    if piece.linked or piece.node.furniture or not ends_sentence(piece.text):
        return False
    if root not in piece.line or _way(piece.node, root) != way:
        return False
    for level, names in enumerate(_names(piece.node, root)):
        like = [others[level] for others in usual]
        common = set.intersection(*like)
        if common.isdisjoint(names) if common else bool(names) != any(like):
            return False
    return True


def _names(node: Node, root: Node) -> list[set[str]]:
    """What an element and each one around it are called, up to the root."""
    return [all_names([other]) for other in node.line()[: node.depth - root.depth]]


def _way(node: Node, root: Node) -> tuple[str, ...]:
    """How an element hangs under the root: the tags on the way."""
    way: list[str] = []
    current: Node | None = node
    while current is not None and current is not root:
        way.append(current.tag)
        current = current.parent
    return tuple(way)


def with_ends(core: slice, pieces: Sequence[Piece], apart: set[Piece]) -> slice:
    """The core with the short lines before and after it that hang where its paragraphs hang."""
    holders = {piece.node.parent for piece in pieces[core] if piece.prose and not piece.node.furniture}

    def belongs(piece: Piece) -> bool:
        if piece.node.furniture or piece in apart or piece.link_share > 0.5:
            return False
        return piece.node.parent in holders or piece.node in holders

    start, stop = core.start, core.stop
    while start > 0 and belongs(pieces[start - 1]):
        start -= 1
    while stop < len(pieces) and belongs(pieces[stop]):
        stop += 1
    return slice(start, stop)


def of_twins(region: set[int], pieces: Sequence[Piece], apart: set[Piece]) -> set[int]:
    """Where an article goes on beyond what parts it: in elements that hang and look just like the one that holds
    most of the region's paragraphs, in the same article element."""
    weights: Counter[Node] = Counter()
    for i in region:
        piece = pieces[i]
        if piece.prose and not piece.node.furniture and piece.node.tag in KIND_TAGS and piece.node.parent:
            weights[piece.node.parent] += int(piece.prose)
    if not weights:
        return set()
    holder = weights.most_common(1)[0][0]
    if not _look(holder)[1] and holder.parent is not None:
        holder = holder.parent  # a part of the text has its name above a wrapper without one
    look = _look(holder)
    if not look[1] or holder.tag in KIND_TAGS:
        return set()
    first, last = min(region), max(region)
    usual = Counter(look_of(pieces[i].node) for i in region if pieces[i].prose).most_common(1)[0][0]
    twins: defaultdict[Node, list[int]] = defaultdict(list)
    for steps in (range(last + 1, len(pieces)), range(first - 1, -1, -1)):
        for i in steps:
            piece = pieces[i]
            if piece.node.tag == "h1":
                break  # another article
            reach = _TO_TABLE if piece.node.tag in TABLE_TAGS else 3
            twin = next((node for node in piece.line[1:reach] if node.depth == holder.depth), None)
            is_text = piece.node.tag in KIND_TAGS and not piece.node.furniture and piece not in apart
            if twin is not None and twin is not holder and is_text and _look(twin) == look:
                twins[twin].append(i)
    return {
        i
        for twin, inside in twins.items()
        if sum(pieces[i].prose for i in inside if look_of(pieces[i].node) == usual) >= _TWIN_PROSE
        or (_names_alike(twin, holder) >= _NAMED and _goes_on([pieces[i] for i in inside], usual))
        for i in inside
    }


def _goes_on(inside: Sequence[Piece], usual: tuple[str, str]) -> bool:
    """Whether pieces are sentences that look as paragraphs mostly do, with subheadings and tables or without, and link
    nowhere."""
    told = [_is_sentence(piece, usual) for piece in inside]
    others = (piece for piece, is_told in zip(inside, told, strict=True) if not is_told)
    are_parts = all((piece.is_heading or piece.node.tag in TABLE_TAGS) and not piece.linked for piece in others)
    return any(told) and are_parts and not inside[-1].is_heading


def _names_alike(a: Node, b: Node) -> int:
    """How many elements around and with both have the same name, up to what holds both; none where any differ."""
    named = 0
    while a is not b:
        name = called(a)
        if a.tag != b.tag or name != called(b) or a.parent is None or b.parent is None:
            return 0
        named += bool(name)
        a, b = a.parent, b.parent
    return named


def _is_sentence(piece: Piece, usual: tuple[str, str]) -> bool:
    """Whether a text of no link looks as paragraphs mostly do, and ends as they do."""
    return look_of(piece.node) == usual and not piece.linked and ends_sentence(piece.text)


def _look(node: Node) -> tuple[int, str, str, etree._Element | None]:
    """How an element hangs and looks, and the article element that it is in."""
    article = next((other.element for other in node.line() if other.tag == "article"), None)
    return node.depth, (node.element.get("class") or "").strip(), node.tag, article
