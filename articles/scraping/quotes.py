"""Quotations, and whether the text around them has their words."""

import re
from collections.abc import Sequence
from functools import lru_cache

from articles.scraping.names import NAMES_SIZE, as_words
from articles.scraping.walk import NAMING, Node, Piece, squash

_PULLED = 40  # a quotation so long that stands in the text too is pulled from there
_PULL_QUOTE = re.compile(r"(?<![a-z])pull-?quotes?(?![a-z])")
_QUOTE = re.compile(r"(?<![a-z])(?:block-?quotes?|quotes?|quotation|zitat|citation)(?![a-z])")


def told_text(pieces: Sequence[Piece]) -> str:
    """What a text tells outside of quotations, its paragraphs squashed, each on a line."""
    return "\n".join(["", *(squash(piece.text) for piece in pieces if not quote_of(piece)), ""])


def stands_told(quote: Piece, told: str) -> bool:
    """Whether a text (see `told_text`) has what is quoted: a long passage, or all of a paragraph."""
    key = squash(quote.text)
    return (quote.size > _PULLED and key in told) or f"\n{key}\n" in told


def quote_of(piece: Piece) -> Node | None:
    """The quotation that a piece is in, or that its page says to be pulled from the text."""
    return next((node for node in piece.line[:3] if is_quotation(node) or _is_pull_quote(node)), None)


def is_quotation(node: Node) -> bool:
    """Whether an element is a quotation, by its tag or, as a box of a paragraph, by its name."""
    name = node.element.get("class") if node.tag == "div" else None
    return node.tag == "blockquote" or (name is not None and len(node.element) == 1 and _is_called_quote(name))


def _is_pull_quote(node: Node) -> bool:
    """Whether an element is called a pull quote, by whatever attribute tells what it is for."""
    get = node.element.get
    return any(_says_pull_quote(name) for by in NAMING if (name := get(by)) and "ull" in name)


@lru_cache(maxsize=1024)
def _says_pull_quote(name: str) -> bool:
    return _PULL_QUOTE.search(as_words(name[:NAMES_SIZE])) is not None


@lru_cache(maxsize=1024)
def _is_called_quote(name: str) -> bool:
    words = as_words(name[:NAMES_SIZE])
    return _QUOTE.search(words) is not None and "pull" not in words
