"""The article on a parsed page: which of its pieces are headline, standfirst, text, and what is said of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from articles.scraping.body import Body, find_body, find_title
from articles.scraping.documents import find_document, in_document, is_document, is_missed
from articles.scraping.flow import in_flow
from articles.scraping.lead import bylines, headline, standfirst
from articles.scraping.lines import item_of, without_asides
from articles.scraping.metadata import Metadata, read_metadata
from articles.scraping.rules import Rules, compile_selector
from articles.scraping.walk import Node, Piece, ends_sentence, squash, text_of, walk

Look = tuple[str, str | Node | None]

_TOLD_LEAST = 300
_SHOWN_SHARE = 0.5
_SENTENCE = 60  # letters
_NO_STOPS = re.compile(r"[\u0e01-\u0edf]")  # Thai and Lao
_OPENING = 60  # letters by which a description is told to be the text's own beginning


@dataclass(frozen=True, slots=True)
class Article:
    """`lines` are the pieces of the text, in order, `above` those of the standfirst; `title_piece` shows the
    headline, where one does."""

    metadata: Metadata
    title: str
    title_piece: Piece | None
    above: tuple[Piece, ...]
    lines: tuple[Piece, ...]
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """What each step of the way made of a page's pieces: `flow`, `below` and `lines` are what was left after it."""

    article: Article
    pieces: tuple[Piece, ...]
    region: Body
    flow: tuple[Piece, ...]
    below: tuple[Piece, ...]
    lines: tuple[Piece, ...]


def find_article(tree: etree._Element, url: str, rules: Rules, metadata: Metadata | None = None) -> Article:
    """The article on a page, of which the metadata may have been read. What the rules drop is taken out of the tree."""
    return find_steps(tree, url, rules, metadata).article


def find_steps(tree: etree._Element, url: str, rules: Rules, metadata: Metadata | None = None) -> Steps:
    """The article on a page, with what each step left of the page's pieces. Drops what the rules drop."""
    metadata = metadata or read_metadata(tree, url)
    title_by_rule = _selected_text(tree, rules.title)
    drop(tree, rules)
    pieces = walk(tree)
    region = _kept_body(tree, pieces, metadata, rules.keep) if rules.keep else find_body(pieces, metadata)
    above: tuple[Piece, ...] | None = None
    if not rules.keep and _told(region, metadata):
        region, above = _told_body(tree, region, metadata)
    read = _read(region, metadata, title_by_rule, above, bool(rules.keep))
    if not rules.keep and above is None:
        read = _read_document(pieces, read, metadata) or read
    kept = tuple(piece for piece in read.lines if not rules.ignores(piece.text))
    article = Article(metadata, read.title, read.region.title, read.above, kept, read.authors)
    return Steps(article, tuple(pieces), read.region, tuple(read.flow), tuple(read.below), tuple(read.lines))


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read in a region."""

    region: Body
    title: str
    above: tuple[Piece, ...]
    authors: tuple[str, ...]
    flow: list[Piece]
    below: list[Piece]
    lines: list[Piece]


def _read(region: Body, metadata: Metadata, title_by_rule: str, above: tuple[Piece, ...] | None, keep: bool) -> _Read:
    """What a story tells, in all of the region if asked for."""
    title = title_by_rule or headline(region, metadata)
    above = standfirst(region, metadata) if above is None else above
    authors = bylines(region, metadata)
    flow = in_flow(region.pieces, region.root) if region.root and not keep else list(region.pieces)
    below = _below(above, flow)
    lines = without_asides(below, _known(region, metadata, title), authors)
    return _Read(region, title, above, authors, flow, below, lines)


def _read_document(pieces: Sequence[Piece], story: _Read, metadata: Metadata) -> _Read | None:
    """What a page tells that is no story: all below its headline, where too much of that was left out."""
    region = find_document(pieces, story.region)
    told = [*story.above, *story.lines]
    if region is None or not is_missed(told, flow := in_document(region)):
        return None
    above = standfirst(region, metadata)
    begins = [*(piece for piece in region.lead_in if piece in above), *flow]
    if begins[: len(above)] != [*above]:
        above = ()  # it would be one only before all else
    below = [piece for piece in flow if piece not in above]
    lines = without_asides(below, _known(region, metadata, story.title), story.authors, is_story=False)
    document = _Read(region, story.title, above, story.authors, flow, below, lines)
    return document if is_document(region, [*above, *lines], told) else None


def _known(region: Body, metadata: Metadata, title: str) -> list[str]:
    return [title, *metadata.headlines, *([region.title.text] if region.title else [])]


def _told(region: Body, metadata: Metadata) -> bool:
    """Whether the linked data of a page has the text that the page shows but by a script: a wall before it may be all
    that stands there."""
    lines = metadata.article_lines
    length = sum(map(len, lines))
    shown = [piece.text for piece in region.pieces if piece.prose]
    if length < _TOLD_LEAST or sum(map(len, shown)) > _SHOWN_SHARE * length:
        return False
    whole = squash("".join(lines))
    return not any(squash(text) in whole for text in shown)


def _told_body(tree: etree._Element, region: Body, metadata: Metadata) -> tuple[Body, tuple[Piece, ...]]:
    """The body as the page's linked data gives it, and the standfirst, which is its description."""
    root = Node(tree, "html", None, 0)

    def piece(line: str) -> Piece:
        return Piece(Node(etree.Element("p"), "p", root, 1, (root,)).line(), line, 0, 0)

    lines, said = metadata.article_lines, metadata.description or ""
    is_opening = squash(said)[:_OPENING] == squash(lines[0])[:_OPENING]
    above = (piece(said),) if said and not is_opening else ()
    return Body(tuple(map(piece, lines)), root, region.title, region.lead_in), above


def _below(above: Sequence[Piece], flow: Sequence[Piece]) -> list[Piece]:
    """The flow without the standfirst, and without the kickers, buttons and counters before and right after it."""
    if not above:
        return list(flow)
    first = flow.index(above[0]) if above[0] in flow else -1
    rest = [piece for i, piece in enumerate(flow) if piece not in above and (i > first or piece.prose)]
    looks = {_look(piece.node) for piece in rest if piece.prose}
    opening = next((piece for piece in rest if piece.prose), None)
    holds = set(opening.node.above) if opening else set()
    begins = next((i for i, piece in enumerate(rest) if piece.prose or _may_open(piece, looks, holds)), 0)
    return rest[begins:]


def _may_open(piece: Piece, looks: set[Look], holds: set[Node]) -> bool:
    """Whether a line without prose may be the first of a text: a heading, by its tag or looks, a list's, or a short
    sentence that looks like its paragraphs or stands, as a paragraph, in what holds the first of them."""
    if piece.node.tag in ("p", "summary") and piece.node.parent in holds and _is_sentence(piece):
        return True
    if piece.is_heading or item_of(piece) or piece.is_bold:
        return True
    return _look(piece.node) in looks and ends_sentence(piece.text)


def _is_sentence(piece: Piece) -> bool:
    """Whether a text ends as sentences do, or is as long as one where the script has no full stop, as Thai."""
    return ends_sentence(piece.text) or (piece.size >= _SENTENCE and _NO_STOPS.search(piece.text) is not None)


def _look(node: Node) -> Look:
    """How a paragraph looks: its tag, and its class or, without one, that of what it stands in, or that itself; of an
    element of the site's own that holds no other the tag."""
    name = node.element.get("class") or (node.parent.element.get("class") if node.parent else None)
    if name or node.parent is None:
        return node.tag, name or None
    is_alone = "-" in node.parent.tag and len(node.parent.element.findall(node.tag)) == 1
    return node.tag, node.parent.tag if is_alone else node.parent


def _selected_text(tree: etree._Element, selector: str | None) -> str:
    found = compile_selector(selector)(tree) if selector else []
    return text_of(found[0]) if found else ""


def drop(tree: etree._Element, rules: Rules) -> None:
    """Take what the rules drop out of the tree, leaving the text that follows it."""
    for selector in rules.drop:
        for element in compile_selector(selector)(tree):
            parent = element.getparent()
            if parent is None:
                continue
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + (element.tail or "")
            else:
                parent.text = (parent.text or "") + (element.tail or "")
            parent.remove(element)


def _kept_body(tree: etree._Element, pieces: Sequence[Piece], metadata: Metadata, selectors: Sequence[str]) -> Body:
    """The body that a source's rules point at; empty where they find nothing, so that it shows."""
    kept = {element for selector in selectors for element in compile_selector(selector)(tree)}
    inside = [piece for piece in pieces if any(node.element in kept for node in piece.line)]
    return Body(pieces=tuple(inside), title=find_title(pieces, metadata.headlines))
