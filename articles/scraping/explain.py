"""Why each piece of a page was kept or left out: the extractor's own steps, asked one after another. Pure.

What an editor sees beside the extract. It decides nothing: `article.find_steps` did, and keeps what each step left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from articles.scraping.article import Steps, find_steps
from articles.scraping.blocks import Block
from articles.scraping.extract import kind_of
from articles.scraping.lines import is_aside_line
from articles.scraping.linked import is_link_line
from articles.scraping.noise import Ignored
from articles.scraping.page import parse_page
from articles.scraping.patterns import found
from articles.scraping.pitches import is_pitch
from articles.scraping.rules import Rules, compile_selector
from articles.scraping.walk import Piece, walk


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of a page: its text, whether it is part of the article, and as what or why not, in words."""

    text: str
    kept: bool
    reason: str
    place: str  # tag and class names of its element, from which a rule can be written


def explain(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    rules: Rules | None = None,
    ignored: Ignored | None = None,
) -> tuple[Told, ...]:
    """All pieces of a page in reading order, those too that rules drop; empty for a body that cannot be read."""
    rules, ignored = rules or Rules(), ignored or Ignored()
    tree = parse_page(body, content_type)
    if tree is None:
        return ()
    order = {element: number for number, element in enumerate(tree.iter())}
    dropped = list(_dropped(tree, rules))
    steps = find_steps(tree, url, rules)
    noise = _noise(steps, ignored)
    told = [(order.get(piece.node.element, 0), _told(piece, steps, rules, noise)) for piece in steps.pieces]
    known = set(steps.pieces)
    beside = [
        (len(order), Told(piece.text, True, "text, as the page's linked data gives it", ""))
        for piece in steps.article.lines
        if piece not in known
    ]
    by_rule = [
        (order[element], Told(piece.text, False, f"dropped by the rule {selector}", _place(piece)))
        for selector, element in dropped
        for piece in walk(element)
    ]
    # A stable sort: pieces of one element stay in reading order.
    return tuple(one for _, one in sorted([*told, *by_rule, *beside], key=lambda pair: pair[0]))


def _dropped(tree: etree._Element, rules: Rules) -> Iterator[tuple[str, etree._Element]]:
    """What the rules are about to drop, the outermost elements alone."""
    taken: set[etree._Element] = set()
    for selector in rules.drop:
        for element in compile_selector(selector)(tree):
            if element.getparent() is None or element in taken or not taken.isdisjoint(element.iterancestors()):
                continue
            taken.add(element)
            yield selector, element


def _noise(steps: Steps, ignored: Ignored) -> set[Piece]:
    """The kept pieces that are known to be noise; none where the evidence would take most of the text."""
    blocks = {piece: Block(kind_of(piece), piece.text) for piece in steps.article.lines}
    left = set(ignored.strip(blocks.values()))
    return {piece for piece, block in blocks.items() if block not in left}


def _told(piece: Piece, steps: Steps, rules: Rules, noise: set[Piece]) -> Told:
    article = steps.article
    kept, reason = False, ""
    if piece in noise:
        reason = "known as noise: it stands on many articles of the source, or comes and goes on this page"
    elif piece in article.above:
        kept, reason = True, "standfirst"
    elif piece in article.lines:
        kept, reason = True, kind_of(piece)
    elif piece is article.title_piece:
        kept, reason = True, "headline"
    else:
        reason = _why_not(piece, steps, rules)
    return Told(piece.text, kept, reason, _place(piece))


def _why_not(piece: Piece, steps: Steps, rules: Rules) -> str:
    """The first step at which a piece fell away, in words."""
    region = steps.region
    if piece in steps.lines:
        pattern = next((p for p in rules.ignore if found(p, piece.text)), "")
        return f"ignored by the rule {pattern}"
    if piece in steps.below:
        is_aside = is_aside_line(piece) or is_pitch(piece)
        return "a time, a credit, an address or a prompt" if is_aside else "repeats another line, or a name"
    if piece in steps.flow:
        return "a kicker or button before the standfirst"
    if rules.keep and piece not in region.pieces:
        return "in no element that a keep rule names"
    if piece in region.cards:
        return "a teaser: one of several linked headlines with a text each"
    if piece in region.comments:
        return "a reader's comment"
    if piece.node.furniture:
        return f"its element says that it is no article: {piece.node.furniture}"
    if piece in region.pieces:
        return "mostly link" if is_link_line(piece) else "a box: it hangs otherwise than the text's paragraphs"
    return "outside the part of the page where the article stands"


def _place(piece: Piece) -> str:
    """Where a piece stands, as a selector would name it."""
    node = piece.node
    while node.parent is not None and not (node.element.get("class") or node.element.get("id")):
        node = node.parent
    if node.parent is None:
        return piece.node.tag
    names = "".join(f".{name}" for name in (node.element.get("class") or "").split()[:3])
    own = f" {piece.node.tag}" if node is not piece.node else ""
    return f"{node.tag}{'#' + node.element.get('id', '') if node.element.get('id') else ''}{names}{own}"[:120]
