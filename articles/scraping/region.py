"""Whether the article on a page is the one that was read last time: told by one parse and a look at its region.

The fingerprint holds where on the page the article stood, a digest of each piece of text in that region, which of
them were its text, and a digest of what the page says of itself. A page is unchanged only if its region has the
same text in the same order, and between it nothing but what was there before or what can be no text: links,
furniture, lines that tell a time. Where paragraphs alone are others, the article is read from the region (`amended`).
Where in doubt the page is read in full, which takes time and nothing else.
"""

import re
from collections.abc import Iterable, Sequence

from lxml import etree

from articles.scraping.amended import amended
from articles.scraping.article import Article, drop, find_article
from articles.scraping.extract import Extract, as_extract
from articles.scraping.fingerprints import Fingerprint, fingerprint_of, is_no_text
from articles.scraping.landmarks import digest_of, elements_of, has_note_after, said_digest, twins_of
from articles.scraping.lead import BYLINE_NAMES, credited_names, signed_names
from articles.scraping.metadata import Metadata, read_metadata
from articles.scraping.notes import is_note, is_note_text
from articles.scraping.page import parse_page
from articles.scraping.rules import Rules
from articles.scraping.times import is_date
from articles.scraping.walk import Piece, squash
from articles.scraping.walked import Walked

_NEW_FURNITURE = 0.2  # more prose in it than this share of the article's may be article after all
_KIND_TAGS = ("li", "dd", "dt", "blockquote", "pre")  # by which blocks in them are told to be of a kind
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
    known = Fingerprint.known(fingerprint, rules)
    metadata = article = None
    walked: dict[etree._Element, Walked] = {}
    if known is not None and not _shows(tree, lost):
        drop(tree, rules)
        metadata = read_metadata(tree, url)
        region = _region(tree, known, metadata)
        if region is not None:
            walked[region.element] = region
            if _same(region, known, metadata):
                return None
            article = _amended(region, known, metadata, rules)
    if article is None:
        article = find_article(tree, url, rules, metadata)
        if rules.drop:
            walked.clear()  # what is dropped a second time may be more
    found = fingerprint_of(article, rules, walked)
    return as_extract(article), found.as_json() if found else ""


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


def _region(tree: etree._Element, known: Fingerprint, metadata: Metadata) -> Walked | None:
    """The region in which the known article stood, on a page that says of itself what it said then."""
    tag, text, index = known.title
    titles = elements_of(tree, tag, text)
    if index >= len(titles) or said_digest(metadata) != known.said:
        return None
    region = titles[index]
    for _ in range(known.up):
        parent = region.getparent()
        if parent is None:
            return None
        region = parent
    return None if twins_of(region) != known.twins or has_note_after(region) else Walked(region)


def _same(region: Walked, known: Fingerprint, metadata: Metadata) -> bool:
    """Whether a page's region, without what the rules drop, shows the article that is known."""
    if digest_of(metadata.article_body or "") != known.told:
        return False
    digest, left_out = region.exact(known.named and bool(metadata.authors))
    few = sum(map(len, left_out)) <= _NEW_FURNITURE * known.prose
    if digest == known.exact and few and not any(is_note_text(text.strip()) for text in left_out):
        return True
    new = _new_pieces(region, known)
    if new is None:
        return False
    cards = region.cards(known.title[1])
    return _are_no_text([piece for piece in new if piece not in cards or is_note(piece)], known, metadata)


def _amended(region: Walked, known: Fingerprint, metadata: Metadata, rules: Rules) -> Article | None:
    """The known article, with the paragraphs of it that were edited; None where the page is to be read in full."""
    if next(region.element.iterancestors(*_KIND_TAGS), None) is not None:
        return None
    found = amended(region, known)
    if found is None or not _are_no_text(found.others, known, metadata):
        return None
    if any(rules.ignores(piece.text) for piece in found.lines):
        return None
    return Article(metadata, known.headline, found.title, found.above, found.lines, known.authors)


def _are_no_text(pieces: Sequence[Piece], known: Fingerprint, metadata: Metadata) -> bool:
    """Whether pieces that were not there last time, and are no teasers' texts, are no text, nor much."""
    # a byline is furniture, yet read where the page says nothing of its authors
    read_anyway = () if metadata.authors else BYLINE_NAMES
    if not metadata.authors and any(signed_names(piece) or credited_names(piece) for piece in pieces):
        return False
    little = sum(piece.prose for piece in pieces) <= _NEW_FURNITURE * known.prose
    return little and all(
        is_no_text(piece, known.named, known.linked, read_anyway) and not is_date(piece.text) for piece in pieces
    )


def _new_pieces(region: Walked, known: Fingerprint) -> list[Piece] | None:
    """The pieces that were not there last time; None where one of the text is gone or out of its place."""
    order = iter(known.text)
    awaited = next(order, None)
    new = []
    for piece, key in region.keys.items():
        if key == awaited:
            awaited = next(order, None)
        elif key not in known.other:
            new.append(piece)
    return new if awaited is None else None
