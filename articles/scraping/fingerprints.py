"""What is kept of where an article stood on a page, and of what stood there: its fingerprint, as JSON. Pure."""

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from typing import Any, Self

from lxml import etree

from articles.scraping.article import Article
from articles.scraping.extract import EXTRACTOR
from articles.scraping.furniture import is_of_builder
from articles.scraping.landmarks import common_node, digest_of, elements_of, said_digest, split_keys, steps_up, twins_of
from articles.scraping.lines import is_aside_line
from articles.scraping.linked import is_link_line, is_linked_item
from articles.scraping.notes import is_note
from articles.scraping.rules import Rules
from articles.scraping.walk import Piece, text_of
from articles.scraping.walked import Walked

_BRIEF = 400  # letters of prose: an article that has fewer grows, and may do so in another part of the page

TITLE, ABOVE, LINE, LEFT_OUT = "t", "a", "l", "."
"""What a piece was when the page was read: the headline, of the standfirst, of the text, or none of these."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Where on a page an article stood, and digests of what stood there."""

    extractor: str
    rules: str  # a digest
    said: str  # a digest of what the page says of itself
    told: str  # a digest of the text that it has for machines
    title: tuple[str, str, int]  # the tag and text of the headline's element, and how many like it come before
    headline: str
    authors: tuple[str, ...]
    up: int  # steps from the headline's element to the region
    twins: int
    text: tuple[str, ...]  # keys of the pieces that have to stand in the same order next time
    roles: str  # of each of these
    other: frozenset[str]  # keys of the pieces that may go
    exact: str
    prose: float
    named: bool  # whether names of furniture excuse what is new; not where text stands in what is named so
    linked: bool  # whether lines that are but links are text

    def as_json(self) -> str:
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        values |= {"text": "".join(self.text), "other": "".join(sorted(self.other))}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def known(cls, text: str, rules: Rules) -> Self | None:
        """What a fingerprint tells; None where it is none, or of another extractor or other rules."""
        try:
            values: dict[str, Any] = json.loads(text) if text else {}
            if values["extractor"] != EXTRACTOR or values["rules"] != digest_of(repr(rules)):
                return None
            tag, title, index = values["title"]
            values |= {"title": (tag, title, index), "authors": tuple(values["authors"])}
            values |= {"text": tuple(split_keys(values["text"])), "other": frozenset(split_keys(values["other"]))}
            return cls(**values)
        except (ValueError, KeyError, TypeError):
            return None


def fingerprint_of(article: Article, rules: Rules, walked: dict[etree._Element, Walked]) -> Fingerprint | None:
    """The fingerprint of an article on its page; None where it can't be known again, or is a brief: what is new of one
    may stand elsewhere. ``walked`` are regions of the page that were walked before."""
    title = article.title_piece
    if title is None or not article.lines or rules.keep or rules.title:
        return None
    texts = [title, *article.above, *article.lines]
    if sum(piece.size for piece in texts[1:]) < _BRIEF:
        return None
    region = common_node(piece.node for piece in texts).element
    # the element that holds the headline and nothing else: from there the region is found again
    anchor = next((e for e in title.node.element.iter(etree.Element) if text_of(e) == title.text), None)
    if anchor is None:
        return None
    same_title = elements_of(region.getroottree().getroot(), str(anchor.tag), title.text)
    inside = walked.get(region) or Walked(region)
    found = _found(article, title, inside)
    if len(found) < len(texts):
        return None
    in_furniture = any(piece.node.furniture is not None or any(map(is_of_builder, piece.line)) for piece in found)
    in_links = any(is_link_line(piece) and not is_linked_item(piece) for piece in found if piece.text != title.text)
    may_go = _that_may_go(inside, found.keys(), title.text, not in_furniture, in_links)
    order = [piece for piece in inside.pieces if piece not in may_go]
    return Fingerprint(
        extractor=EXTRACTOR,
        rules=digest_of(repr(rules)),
        said=said_digest(article.metadata),
        told=digest_of(article.metadata.article_body or ""),
        title=(str(anchor.tag), title.text, same_title.index(anchor)),
        headline=article.title,
        authors=article.authors,
        up=steps_up(anchor, region),
        twins=twins_of(region),
        text=tuple(inside.keys[piece] for piece in order),
        roles="".join(found.get(piece, LEFT_OUT) for piece in order),
        other=frozenset(inside.keys[piece] for piece in may_go),
        exact=inside.exact(not in_furniture and bool(article.metadata.authors))[0],
        prose=round(sum(piece.prose for piece in found)),
        named=not in_furniture,
        linked=in_links,
    )


def _found(article: Article, title: Piece, inside: Walked) -> dict[Piece, str]:
    """The article's pieces in its region, with their roles."""
    roles = {(piece.node.element, piece.text): LINE for piece in article.lines}
    roles |= {(piece.node.element, piece.text): ABOVE for piece in article.above}
    roles[title.node.element, title.text] = TITLE
    return {piece: role for piece in inside.pieces if (role := roles.get((piece.node.element, piece.text)))}


def _that_may_go(inside: Walked, found: AbstractSet[Piece], title: str, named: bool, linked: bool) -> set[Piece]:
    """The pieces of a region that need not be there next time.

    What was left out only for what stands beside it, such as a quotation pulled from the text or a heading that
    comes twice, may be text once that is gone: it has to stay where it is.
    """
    cards = inside.cards(title)
    others = (piece for piece in inside.pieces if piece not in found)
    return {piece for piece in others if piece in cards or is_no_text(piece, named, linked)}


def is_no_text(piece: Piece, named: bool, linked: bool, read_anyway: Sequence[str] = ()) -> bool:
    """Whether a piece that was not there last time would be left out of the text wherever it stands. Names of furniture
    (but those in ``read_anyway``) tell if ``named``; lines that are but links are text if ``linked``."""
    if is_note(piece):
        return False
    if named and piece.node.furniture is not None and piece.node.furniture not in read_anyway:
        return True
    return (not linked and is_link_line(piece) and not is_linked_item(piece)) or is_aside_line(piece)
