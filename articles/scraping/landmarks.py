"""Where something stands on a page, and what the page says of itself: by which a region is found again."""

from collections.abc import Iterable
from hashlib import blake2b

from lxml import etree

from articles.scraping.metadata import Metadata
from articles.scraping.notes import is_note_text
from articles.scraping.walk import Node, text_of

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
    """A digest of what the page says of itself, as far as the extract depends on it; but for the text, if it has that
    twice."""
    return digest_of(
        repr(
            (
                metadata.headlines,
                metadata.description,
                metadata.authors,
                metadata.language,
                metadata.site_name,
                metadata.is_live,
            )
        )
    )


def digest_of(text: str) -> str:
    """A short digest, of KEY_LENGTH hexadecimal digits."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=_KEY_BYTES).hexdigest()


def split_keys(keys: str) -> list[str]:
    """The digests that stand in one string, one after another."""
    return [keys[at : at + KEY_LENGTH] for at in range(0, len(keys), KEY_LENGTH)]
