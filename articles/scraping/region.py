"""Whether the article on a page is the one that was read last time: told by one parse and a look at its region.

The fingerprint holds where on the page the article stood, a digest of each piece of text in that region, which of
them were its text, and a digest of what the page says of itself. A page is unchanged only if its region has the
same text in the same order, and between it nothing but what was there before or what can be no text: links,
furniture, lines that tell a time. Where in doubt the answer is no, which costs a full extraction and nothing else.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lxml import etree

from articles.scraping.article import Article, drop, find_article
from articles.scraping.extract import EXTRACTOR, Extract, as_extract
from articles.scraping.furniture import is_of_builder, local_reason
from articles.scraping.landmarks import (
    KEY_LENGTH,
    common_node,
    digest_of,
    elements_of,
    exact_digest,
    has_note_after,
    key_of,
    said_digest,
    split_keys,
    steps_up,
    twins_of,
)
from articles.scraping.lead import BYLINE_NAMES
from articles.scraping.lines import is_aside_line
from articles.scraping.linked import is_link_line, is_linked_item
from articles.scraping.metadata import Metadata, read_metadata
from articles.scraping.notes import is_note, is_note_text
from articles.scraping.others import find_cards
from articles.scraping.page import parse_page
from articles.scraping.rules import Rules
from articles.scraping.walk import Node, Piece, squash, text_of, walk

_Walked = dict[etree._Element, list[Piece]]  # the pieces of a region that was walked before

_TELLS = ("title", "said", "exact", "text", "other", "up", "prose", "named", "linked", "twins")
_NEW_FURNITURE = 0.2  # more prose in it than this share of the article's may be article after all
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…।။።。！？])\s*")


def read(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    rules: Rules | None = None,
    fingerprint: str = "",
    lost: Sequence[str] = (),
) -> tuple[Extract, str] | None:
    """The article in `body` and its fingerprint; None where `fingerprint` tells that the article is the same.

    An article without a fingerprint ("") is never told to be the same, nor is one on a page that shows, wherever,
    one of the texts in `lost`: passages (see `lost_passages`) that the reading which gave the fingerprint had missed.
    Never raises.
    """
    rules = rules or Rules()
    tree = parse_page(body, content_type)
    if tree is None:
        return Extract(), ""
    known = _known(fingerprint, rules)
    metadata = None
    walked: _Walked = {}
    if known is not None and not _shows(tree, lost):
        drop(tree, rules)
        metadata = read_metadata(tree, url)
        if _same(tree, known, metadata, walked):
            return None
    article = find_article(tree, url, rules, metadata)
    # what is dropped a second time may be more
    return as_extract(article), _fingerprint(article, rules, {} if rules.drop else walked)


def lost_passages(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """The sentences of the texts in `before` that stand nowhere in those of `after`: their letters and digits alone.

    What an article has lost may also have been misread. If it has gone from the whole page, it was not.
    """
    texts = list(after)
    kept, same = squash("".join(texts)), frozenset(texts)
    sentences = (squash(part) for text in before if text not in same for part in _SENTENCE_ENDS.split(text))
    return tuple(dict.fromkeys(sentence for sentence in sentences if sentence and sentence not in kept))


def _shows(tree: etree._Element, passages: Sequence[str]) -> bool:
    """Whether any of these passages stands anywhere on the page, split over elements or not."""
    if not passages:
        return False
    whole = "".join(squash(str(text)) for text in tree.itertext())
    return any(passage in whole for passage in passages)


def fingerprint(body: bytes, *, url: str, content_type: str | None = None, rules: Rules | None = None) -> str:
    """By which `unchanged` knows the article in `body` again; "" where it can't."""
    found = read(body, url=url, content_type=content_type, rules=rules)
    return found[1] if found else ""


def unchanged(
    body: bytes, *, url: str, fingerprint: str, content_type: str | None = None, rules: Rules | None = None
) -> bool:
    """Whether title, standfirst, byline and blocks of the article in `body` are those of the fingerprint."""
    return (
        bool(fingerprint)
        and read(body, url=url, content_type=content_type, rules=rules, fingerprint=fingerprint) is None
    )


def _fingerprint(article: Article, rules: Rules, walked: _Walked) -> str:
    title = article.title_piece
    if title is None or not article.lines or rules.keep or rules.title:
        return ""
    texts = [title, *article.above, *article.lines]
    region = common_node(piece.node for piece in texts)
    # the element that holds the headline and nothing else: from there the region is found again
    anchor = next((e for e in title.node.element.iter(etree.Element) if text_of(e) == title.text), None)
    if anchor is None:
        return ""
    same_title = elements_of(region.element.getroottree().getroot(), str(anchor.tag), title.text)
    kept = {(piece.node.element, piece.text) for piece in texts}
    inside = _pieces(region.element, walked)
    found = [piece for piece in inside if (piece.node.element, piece.text) in kept]
    if len(found) < len(texts):
        return ""
    in_furniture = any(piece.node.furniture is not None or any(map(is_of_builder, piece.line)) for piece in found)
    in_links = any(is_link_line(piece) and not is_linked_item(piece) for piece in found if piece.text != title.text)
    order, other = _told_apart(inside, {*found}, title.text, not in_furniture, in_links)
    return json.dumps(
        {
            "extractor": EXTRACTOR,
            "rules": digest_of(repr(rules)),
            "said": said_digest(article.metadata),
            "title": [str(anchor.tag), title.text, same_title.index(anchor)],
            "up": steps_up(anchor, region.element),
            "twins": twins_of(region.element),
            "text": "".join(order),
            "other": "".join(sorted(other)),
            "exact": exact_digest(region.element, not in_furniture and bool(article.metadata.authors))[0],
            "prose": round(sum(piece.prose for piece in found)),
            # where text stands in what is named like furniture, that name excuses nothing new
            "named": not in_furniture,
            # as may be where lines that are but links are text
            "linked": in_links,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _told_apart(
    pieces: Sequence[Piece], found: set[Piece], title: str, named: bool, linked: bool
) -> tuple[list[str], set[str]]:
    """The keys of the pieces that must stand in the same order next time, and of those that may go.

    What was left out only for what stands beside it, such as a quotation pulled from the text or a heading that
    comes twice, may be text once that is gone: it has to stay where it is.
    """
    cards = find_cards(pieces, next((piece for piece in pieces if piece.text == title), None))
    may_go = {
        piece for piece in pieces if piece not in found and (piece in cards or _is_no_text(piece, named, linked, ()))
    }
    return [key_of(piece) for piece in pieces if piece not in may_go], {key_of(piece) for piece in may_go}


def _known(fingerprint: str, rules: Rules) -> dict[str, Any] | None:
    """What a fingerprint tells; None where it is none, or of another extractor or other rules."""
    try:
        known = json.loads(fingerprint) if fingerprint else {}
        if known["extractor"] != EXTRACTOR or known["rules"] != digest_of(repr(rules)):
            return None
        _, _, _ = known["title"]
        return {key: known[key] for key in _TELLS}
    except (ValueError, KeyError, TypeError):
        return None


def _same(tree: etree._Element, known: Mapping[str, Any], metadata: Metadata, walked: _Walked) -> bool:
    """Whether a page, without what the rules drop, shows the article that is known."""
    tag, text, index = known["title"]
    exact, order, other, up = known["exact"], known["text"], known["other"], known["up"]
    prose, named, linked, twins = known["prose"], known["named"], known["linked"], known["twins"]
    titles = elements_of(tree, tag, text)
    if index >= len(titles) or said_digest(metadata) != known["said"]:
        return False
    region = titles[index]
    for _ in range(up):
        parent = region.getparent()
        if parent is None:
            return False
        region = parent
    if twins_of(region) != twins or has_note_after(region):
        return False
    digest, left_out = exact_digest(region, named and bool(metadata.authors))
    few = sum(map(len, left_out)) <= _NEW_FURNITURE * prose
    if digest == exact and few and not any(is_note_text(text.strip()) for text in left_out):
        return True
    pieces = _pieces(region, walked)
    cards = find_cards(pieces, next((piece for piece in pieces if piece.text == text), None))
    new = _new_pieces(pieces, order, split_keys(other))
    if new is None:
        return False
    new = [piece for piece in new if piece not in cards or is_note(piece)]
    # a byline is furniture, yet read where the page says nothing of its authors
    read_anyway = () if metadata.authors else BYLINE_NAMES
    little = sum(piece.prose for piece in new) <= _NEW_FURNITURE * prose
    return little and all(_is_no_text(piece, named, linked, read_anyway) for piece in new)


def _is_no_text(piece: Piece, named: bool, linked: bool, read_anyway: Sequence[str]) -> bool:
    """Whether a piece that was not there last time would be left out of the text wherever it stands."""
    if is_note(piece):
        return False
    if named and piece.node.furniture is not None and piece.node.furniture not in read_anyway:
        return True
    return (not linked and is_link_line(piece) and not is_linked_item(piece)) or is_aside_line(piece)


def _new_pieces(pieces: Iterable[Piece], order: str, other: set[str]) -> list[Piece] | None:
    """The pieces that were not there last time; None where one of the text is gone or out of its place."""
    at = 0
    new = []
    for piece in pieces:
        key = key_of(piece)
        if order.startswith(key, at):
            at += KEY_LENGTH
        elif key not in other:
            new.append(piece)
    return new if at == len(order) else None


def _pieces(region: etree._Element, walked: _Walked) -> list[Piece]:
    """The pieces of a region, their nodes marked with what they are by themselves."""
    if region in walked:
        return walked[region]
    pieces = walked[region] = walk(region)
    seen: set[Node] = set()
    for piece in pieces:
        for node in reversed([n for n in piece.line if n not in seen]):
            seen.add(node)
            above = node.parent.furniture if node.parent else None
            node.furniture = above or local_reason(node)
    return pieces
