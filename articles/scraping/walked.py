"""A region of a page, walked once: its pieces of text, and digests of them."""

from functools import cached_property

from lxml import etree

from articles.scraping.captions import is_caption
from articles.scraping.extract import kind_of
from articles.scraping.furniture import furniture_reason, local_reason
from articles.scraping.landmarks import digest_of
from articles.scraping.others import find_cards
from articles.scraping.walk import KIND_TAGS, SKIPPED, Node, Piece, walk


class Walked:
    """What is asked of the elements under one, more than once."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self._cards: dict[str, set[Piece]] = {}
        self._exact: dict[bool, tuple[str, list[str]]] = {}

    @cached_property
    def pieces(self) -> list[Piece]:
        """The pieces of text, their nodes marked with what they are by themselves."""
        pieces = walk(self.element)
        seen: set[Node] = set()
        for piece in pieces:
            for node in reversed([n for n in piece.line if n not in seen]):
                seen.add(node)
                above = node.parent.furniture if node.parent else None
                node.furniture = above or local_reason(node)
        return pieces

    @cached_property
    def keys(self) -> dict[Piece, str]:
        """A digest of each piece's text and of all that tells what it is."""
        return {piece: _key(piece) for piece in self.pieces}

    def cards(self, title: str) -> set[Piece]:
        """The texts of teasers, below this headline."""
        if title not in self._cards:
            self._cards[title] = find_cards(self.pieces, next((p for p in self.pieces if p.text == title), None))
        return self._cards[title]

    def exact(self, named: bool) -> tuple[str, list[str]]:
        """A digest of the elements with their text and all that tells what they are, and the texts of those left out
        for what they are named, where such names tell anything here. Equal for equal pieces."""
        if named not in self._exact:
            self._exact[named] = _exact(self.element, named)
        return self._exact[named]


def _key(piece: Piece) -> str:
    beside = not piece.prose and piece.node.tag not in KIND_TAGS and is_caption(piece.node)
    return digest_of(f"{kind_of(piece)}\n{piece.node.furniture is not None}\n{beside}\n{piece.text}")


def _exact(region: etree._Element, named: bool) -> tuple[str, list[str]]:
    parts: list[str] = []
    left_out: list[str] = []
    walker = etree.iterwalk(region, events=("start",))
    for _, element in walker:
        tag = element.tag
        if element is not region:
            parts.append(element.tail or "")
        if not isinstance(tag, str) or tag in SKIPPED:
            walker.skip_subtree()
            continue
        attributes = dict(element.items())
        if named and element is not region and furniture_reason(element, attributes, True):
            left_out.extend(str(text) for text in element.itertext())
            walker.skip_subtree()
            continue
        get = attributes.get
        parts += (tag, element.text or "", get("class") or "", get("id") or "", get("role") or "", get("style") or "")
        parts.append(str((get("href") or "#").startswith("#")))
    return digest_of("\0".join(parts)), left_out
