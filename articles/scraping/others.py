"""Other articles on a page: teaser cards, and further stories in full."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from articles.scraping.names import look_of
from articles.scraping.walk import Node, Piece

_STORY = 3  # paragraphs, at least, of a story
_CARD_LINKS = 0.8
_CARD_HEADLINE = 15


def find_cards(pieces: Sequence[Piece], title: Piece | None) -> set[Piece]:
    """The texts of teaser cards.

    Cards are two or more elements side by side, each with a linked headline and then one bit of prose. What stands
    beside them and looks just like them is one, be its sentence too short for prose; and so is what else a card tells.
    """
    prose: Counter[Node] = Counter()
    headed: set[Node] = set()
    for piece in pieces:
        if piece.prose:
            prose.update(piece.line)
        elif piece.link_share > _CARD_LINKS and piece.size > _CARD_HEADLINE:
            headed.update(node for node in piece.line if node not in prose)
    holds_title = set(title.line) if title else set()
    families: defaultdict[Node, list[Piece]] = defaultdict(list)
    looks: defaultdict[Node, set[tuple[str, str]]] = defaultdict(set)
    for piece in pieces:
        alone = [node for node in piece.line if prose[node] == 1] if piece.prose else []
        if alone and alone[-1] in headed and alone[-1] not in holds_title and alone[-1].parent:
            families[alone[-1].parent].append(piece)
            looks[alone[-1].parent].add(look_of(alone[-1]))
    rows = {parent: family for parent, family in families.items() if len(family) > 1}
    return {piece for family in rows.values() for piece in family} | {
        piece
        for piece in (pieces if rows else ())
        if not piece.prose and not piece.linked
        for node in piece.line
        if node in headed and node.parent in rows and look_of(node) in looks[node.parent]
    }


def find_other_stories(pieces: Sequence[Piece], title: Piece | None) -> set[Piece]:
    """The pieces of further stories that stand in full on the page, as endless scrolling brings them.

    Such a story stands in an element beside the one that holds the headline and its text, of the same kind, and begins
    with a heading of the same kind; in article elements any heading will do.
    """
    if title is None or not _may_have_others(title):
        return set()
    paragraphs = Counter(node for piece in pieces if piece.prose for node in piece.line)
    stories = {node.parent: node for node in title.line if paragraphs[node] >= _STORY}
    firsts: dict[Node, Piece] = {}
    found: set[Piece] = set()
    for piece in pieces:
        other = next((node for node in piece.line if node.parent and node.parent in stories), None)
        if other is None or (ours := stories[other.parent]) is other or other.tag != ours.tag or not paragraphs[other]:
            continue
        first = firsts.setdefault(other, piece)
        if first.node.tag == title.node.tag == "h1" or (other.tag == "article" and first.is_heading):
            found.add(piece)
    return found


def _may_have_others(title: Piece) -> bool:
    """Whether the page has another first heading or article element: asked first, for few have."""
    root = title.node.element.getroottree().getroot()
    return any(next(islice(root.iter(tag), 1, None), None) is not None for tag in ("h1", "article"))


def set_apart(pieces: Iterable[Piece]) -> None:
    """Take pieces that are no article out of all sums of prose."""
    for piece in pieces:
        for node in piece.line:
            node.prose -= piece.prose
        piece.prose = 0.0
