"""The bytes of a news page to the article on it. Pure: no socket, no clock, no settings. Never raises.

The page is parsed once and flattened into pieces of text (`walk`); the region of the article's body is found
(`body`), what stands above it is read (`lead`, `metadata`), and within the region only the flow of the text is
kept (`flow`, `lines`). docs/extraction.md tells why so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from articles.scraping.article import Article, find_article
from articles.scraping.blocks import Block
from articles.scraping.page import parse_page
from articles.scraping.rules import Rules
from articles.scraping.walk import Node, Piece

__all__ = ["EXTRACTOR", "Block", "Extract", "Rules", "extract"]

EXTRACTOR = "16"
"""The extractor's own version, stored with each version: raise it when it reads the same bytes differently."""

_ROW_CELL = 80
_CELLS = frozenset({"td", "th"})
# a capital alone, then a space that only the drop cap's own element brought, then the rest of its word
_DROP_CAP = re.compile(r"^([^\W\d_]) (?=[a-zà-ÿß]+\b)")
_ONE_LETTER_WORDS = frozenset("aAàÀeEéÉèÈiIîÎoOóÓòÒuUúÚyYýÝøØåÅöÖ")
_LETTER_WORD_LANGUAGES = frozenset(
    {"pl", "cs", "sk", "sl", "hr", "sr", "bs", "mk", "ru", "uk", "be", "bg", "dsb", "hsb"}
)


@dataclass(frozen=True, slots=True)
class Extract:
    """What the extractor reads from one body. An unreadable body has no blocks.

    Times are aware, in UTC; `language` is a two- or three-letter code; `byline` joins names with ", ".
    """

    title: str = ""
    standfirst: str = ""
    blocks: tuple[Block, ...] = ()
    byline: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    canonical_url: str | None = None
    page_title: str = field(default="", compare=False)  # of its head, with what the site adds to the headline there


def extract(body: bytes, *, url: str, content_type: str | None = None, rules: Rules | None = None) -> Extract:
    """The article in `body`, as fetched from `url` with the HTTP header `content_type`."""
    tree = parse_page(body, content_type)
    return Extract() if tree is None else as_extract(find_article(tree, url, rules or Rules()))


def as_extract(article: Article) -> Extract:
    """What is kept of an article that was found on a page."""
    metadata = article.metadata
    return Extract(
        title=article.title,
        standfirst=" ".join(piece.text for piece in article.above),
        blocks=tuple(_blocks(article.lines, metadata.language)),
        byline=", ".join(dict.fromkeys(article.authors)),
        published_at=metadata.published_at,
        modified_at=metadata.modified_at,
        language=metadata.language,
        canonical_url=metadata.canonical_url,
        page_title=metadata.page_title,
    )


def _blocks(pieces: Sequence[Piece], language: str | None) -> list[Block]:
    blocks: list[Block] = []
    row: Node | None = None
    cells: list[str] = []
    for piece in pieces:
        of_row = _row(piece)
        if row is not None and of_row is not row:
            blocks.append(Block("row", " | ".join(cells)))
            cells = []
        row = of_row
        if row is not None:
            cells.append(piece.text)
        else:
            blocks.append(Block(kind_of(piece), _without_drop_cap(piece.text, language)))
    if row is not None:
        blocks.append(Block("row", " | ".join(cells)))
    return blocks


def _row(piece: Piece) -> Node | None:
    """The row of a table of short cells that a piece is a cell of; in a table that lays out a page, none."""
    node = piece.node
    if node.prose > piece.prose or piece.size > _ROW_CELL:
        return None
    if node.tag in _CELLS and node.parent is not None and node.parent.tag == "tr":
        return node.parent
    return None


def kind_of(piece: Piece) -> str:
    """The kind of block a piece makes, one of `blocks.KINDS`."""
    if piece.is_heading:
        return "heading"
    for node in piece.line:
        if node.tag in ("li", "dd", "dt"):
            return "item"
        if node.tag == "blockquote":
            return "quote"
        if node.tag == "pre":
            return "code"
    return "paragraph"


def _without_drop_cap(text: str, language: str | None) -> str:
    """ "N a endlich!" as "Na endlich!": joined only where a letter alone can't be a word."""
    match = _DROP_CAP.match(text)
    if match is None or match[1] in _ONE_LETTER_WORDS or language in _LETTER_WORD_LANGUAGES:
        return text
    return match[1] + text[2:]
