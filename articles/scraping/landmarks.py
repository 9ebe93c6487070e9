"""Where something stands on a page, and digests of what stands there: what a region's fingerprint is made of."""

from collections.abc import Iterable
from hashlib import blake2b

from lxml import etree

from articles.scraping.captions import is_caption
from articles.scraping.extract import kind_of
from articles.scraping.furniture import furniture_reason
from articles.scraping.metadata import Metadata
from articles.scraping.notes import is_note_text
from articles.scraping.walk import KIND_TAGS, SKIPPED, Node, Piece, text_of

_KEY_BYTES = 8
KEY_LENGTH = 2 * _KEY_BYTES
_TEXTS_AFTER = 25  # how many runs of text after the region are looked at for a new correction note


def has_note_after(region: etree._Element) -> bool:
    """Whether a correction note stands soon after the region; what was there last time stands in it."""
    seen = 0
    current: etree._Element | None = region
    while current is not None and seen < _TEXTS_AFTER:
        for sibling in current.itersiblings():
            for text in sibling.itertext():
                seen += 1
                if is_note_text(str(text).strip()):
                    return True
                if seen >= _TEXTS_AFTER:
                    return False
        current = current.getparent()
    return False


def twins_of(region: etree._Element) -> int:
    """How many other elements look just like the region: the text may go on in one of them."""
    name = region.get("class")
    same = region.getroottree().getroot().iter(region.tag) if name else ()
    return sum(element.get("class") == name for element in same) - 1 if name else 0


def exact_digest(region: etree._Element, named: bool) -> tuple[str, list[str]]:
    """A digest of the elements of a region with their text and all that tells what they are, and the texts of
    those left out for what they are named, where such names tell anything here. Equal for equal pieces."""
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


def elements_of(tree: etree._Element, tag: str, text: str) -> list[etree._Element]:
    """The elements of a tree with this tag that hold this text and no other."""
    return [element for element in tree.iter(tag) if text_of(element) == text]


def common_node(nodes: Iterable[Node]) -> Node:
    """The deepest node that all of these are in."""
    lines = [node.line()[::-1] for node in nodes]
    shared = lines[0][0]
    for level in zip(*lines, strict=False):
        if any(node is not level[0] for node in level):
            break
        shared = level[0]
    return shared


def steps_up(element: etree._Element, ancestor: etree._Element) -> int:
    """How many steps it is up from an element to the one that holds it."""
    steps = 0
    current: etree._Element | None = element
    while current is not None and current is not ancestor:
        current = current.getparent()
        steps += 1
    return steps


def said_digest(metadata: Metadata) -> str:
    """A digest of what the page says of itself, as far as the extract depends on it."""
    return digest_of(
        repr(
            (
                metadata.headlines,
                metadata.description,
                metadata.authors,
                metadata.language,
                metadata.site_name,
                metadata.article_body,
                metadata.is_live,
            )
        )
    )


def key_of(piece: Piece) -> str:
    """A digest of a piece's text and of all that tells what it is."""
    beside = not piece.prose and piece.node.tag not in KIND_TAGS and is_caption(piece.node)
    return digest_of(f"{kind_of(piece)}\n{piece.node.furniture is not None}\n{beside}\n{piece.text}")


def digest_of(text: str) -> str:
    """A short digest, of KEY_LENGTH hexadecimal digits."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=_KEY_BYTES).hexdigest()


def split_keys(keys: str) -> set[str]:
    """The keys that stand in one string, one after another."""
    return {keys[i : i + KEY_LENGTH] for i in range(0, len(keys), KEY_LENGTH)}
