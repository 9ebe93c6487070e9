"""What stands between the paragraphs of a text and hangs otherwise: subheadings, quotations, announced lists."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from articles.scraping.captions import is_caption
from articles.scraping.lines import is_aside_line
from articles.scraping.names import is_called_verdict, look_of
from articles.scraping.places import is_listing
from articles.scraping.prompts import asks, has_button
from articles.scraping.quotes import is_quotation
from articles.scraping.walk import TABLE_TAGS, Node, Piece, ends_sentence, text_of

_LABEL = 15
_LONGEST = 160
_QUOTED = 40
_ITEM = 20  # letters that the items of a list have on the average, at least, where they are no labels
_WRAPPERS = 4  # elements, at most, from a quotation to the figure that it is set in


def alone_between(
    candidates: Sequence[Piece],
    running: set[Piece],
    boxes: dict[Piece, list[Node]],
    root: Node,
    holders: set[Node],
) -> set[Piece]:
    """Lines that stand alone between two paragraphs, in an element of their own: subheadings by their place, and very
    short ones or questions where they are called like others."""

    in_cells = {piece.node.tag for piece in running} <= TABLE_TAGS

    def is_line(piece: Piece) -> bool:
        hangs = all(node in holders or node.prose in (0, piece.prose) for node in boxes[piece])
        if not hangs or root not in piece.line or piece.size > _LONGEST:
            return False
        if piece.node.tag in TABLE_TAGS and not in_cells:
            return False
        if is_caption(piece.node) or is_aside_line(piece) or piece.node.tag == "blockquote":
            return False
        if any(node.tag == "table" for node in boxes[piece]):
            return False
        return not any(node not in holders and _offers(node, piece) for node in boxes[piece])

    near = {piece for piece in candidates if piece not in running and is_line(piece)}
    lines = {piece for piece in near if piece.size >= _LABEL and heads_flow(boxes[piece], holders)}
    # of what stands side by side the line all in bold is the subheading
    ways = (lines, {piece for piece in lines if piece.is_bold})
    found = {piece for alone in ways for piece in _between(candidates, running, alone)}
    called = {look_of(piece.node) for piece in found if piece.node.element.get("class")}
    like = {piece for piece in near - lines if look_of(piece.node) in called and not piece.text.endswith(":")}
    return found | _between(candidates, running, like)


def _offers(box: Node, piece: Piece) -> bool:
    """Whether an element asks for something, or leads on to another article: by a link to its headline, beside a line
    about it."""
    links = {*box.element.iter("a")} - {*piece.node.element.iter("a")}
    return asks(box) or has_button(box) or any(len(text_of(link)) >= _LABEL for link in links)


def verdicts(candidates: Sequence[Piece], root: Node) -> set[Piece]:
    """The sentences in boxes that are called what a fact check or a review comes to, or that the page says to be a note
    of its text."""
    return {
        piece
        for piece in candidates
        if ends_sentence(piece.text) and not piece.linked and root in piece.line
        if any(_is_of_text(node) for node in piece.line[:3])
    }


def _is_of_text(box: Node) -> bool:
    return is_called_verdict(box.element.get("class") or "") or box.element.get("role") == "note"


def _between(candidates: Sequence[Piece], running: set[Piece], lines: set[Piece]) -> set[Piece]:
    """Those of the lines before and after each of which running text stands, and none of the other lines."""
    steps = [piece for piece in candidates if piece in running or piece in lines]
    return {
        piece
        for before, piece, after in zip(steps, steps[1:], steps[2:], strict=False)
        if piece in lines and before in running and after in running
    }


def quotes_amid(candidates: Sequence[Piece], running: set[Piece], boxes: dict[Piece, list[Node]]) -> set[Piece]:
    """Quotations of some length between two paragraphs, each in an element that holds nothing else, and below the last
    one those whose element is called as theirs."""
    amid = [p for p in candidates if (p.prose or _is_quoted_line(p)) and any(map(is_quotation, p.line[:3]))]
    alone = {piece for piece in amid if boxes[piece] and _is_only_quote(boxes[piece][0], piece)}
    alone |= _quotes_in_blocks(candidates, running, boxes)
    found = alone & amid_text(candidates, running) if alone else alone
    looks = {look_of(boxes[piece][0]) for piece in found} - {("div", "")}
    return found | {piece for piece in alone if look_of(boxes[piece][0]) in looks}


def _is_quoted_line(piece: Piece) -> bool:
    """Whether a sentence of a line stands in a figure: such a one holds no picture (see `furniture`)."""
    return _is_sentence(piece) and any(node.tag == "figure" for node in piece.line[:3])


def _is_sentence(piece: Piece) -> bool:
    return piece.size >= _QUOTED and ends_sentence(piece.text)


def _is_only_quote(box: Node, piece: Piece) -> bool:
    """Whether an element holds nothing but a quotation, in wrappers of its own or none, or a figure with one."""
    if is_listing(box) or (is_quotation(box) and len(box.element) == 1 and box.prose == piece.prose):
        return True
    figure = next((node for node in piece.line[:_WRAPPERS] if node.tag == "figure"), None)
    return figure is not None and box in figure.line() and text_of(box.element) == text_of(figure.element)


def _quotes_in_blocks(candidates: Sequence[Piece], running: set[Piece], boxes: dict[Piece, list[Node]]) -> set[Piece]:
    """Quotations, be they a line, each alone in an element called as those in which single paragraphs stand."""
    blocks = {look_of(box[0]) for piece in running if (box := boxes[piece]) and box[0].prose == piece.prose}
    return {
        piece
        for piece in candidates
        if boxes[piece] and _is_sentence(piece) and any(map(is_quotation, piece.line[:3]))
        if look_of(boxes[piece][0]) in blocks - {("div", "")}
        and all(len(node.element) == 1 for node in piece.line[1 : piece.line.index(boxes[piece][0]) + 1])
    }


def rest_of_lists(candidates: Sequence[Piece], kept: Iterable[Piece]) -> set[Piece]:
    """The items without links, be they a word long, of lists of which an item is kept."""
    lists = {piece.node.parent for piece in kept if piece.node.tag == "li"}
    return {piece for piece in candidates if piece.node.tag == "li" and piece.node.parent in lists and not piece.linked}


def announced_lists(candidates: Sequence[Piece], hanging: set[Piece], boxes: dict[Piece, list[Node]]) -> set[Piece]:
    """The items of lists without links below a line that hangs as the text does and announces them, each list in an
    element that holds nothing else."""
    found: set[Piece] = set()
    for before, piece in pairwise(candidates):
        begins = before in hanging and before.text.endswith(":") and boxes[piece] and is_listing(boxes[piece][-1])
        if piece.node.tag == "li" and not piece.linked and (before in found or begins):
            found.add(piece)
    return found


def lists_in_blocks(candidates: Sequence[Piece], text: set[Piece], boxes: dict[Piece, list[Node]]) -> set[Piece]:
    """The items of lists without links, each list alone in an element beside those that hold paragraphs: block editors
    set each part of a text into one of its own. What asks or has buttons is none, nor are labels and numbers."""
    beside = {boxes[piece][0].parent for piece in text if boxes[piece]}
    lists: defaultdict[Node, list[Piece]] = defaultdict(list)
    for piece in candidates:
        box = boxes[piece]
        if piece.node.tag == "li" and box and box[0].parent in beside and is_listing(box[-1]):
            lists[box[0]].append(piece)
    return {
        item
        for box, items in lists.items()
        if len(items) > 1
        and not (asks(box) or has_button(box) or next(box.element.iter("a"), None) is not None)
        and sum(item.size for item in items) >= _ITEM * len(items)
        for item in items
    }


def amid_text(candidates: Sequence[Piece], running: set[Piece]) -> set[Piece]:
    """What stands between the first and the last paragraph of the running text."""
    places = [place for place, piece in enumerate(candidates) if piece in running]
    return {*candidates[places[0] : places[-1]]} if places else set()


def opening_list(
    candidates: Sequence[Piece], running: set[Piece], listed: set[Piece], boxes: dict[Piece, list[Node]], root: Node
) -> set[Piece]:
    """The items, of those listed, right above the first paragraph of the running text: the points of a story. A summary
    that a machine made has a button beside it."""
    first = next((place for place, piece in enumerate(candidates) if piece in running), 0)
    above = takewhile(lambda piece: piece in listed and root in piece.line, reversed(candidates[:first]))
    return {piece for piece in above if not boxes[piece] or is_listing(boxes[piece][0])}


def heads_flow(box: Sequence[Node], holders: set[Node]) -> bool:
    """Whether a heading stands beside the flow's own paragraphs, in wrappers that hold no other prose and ask for
    nothing."""
    return all(node in holders or (node.prose == 0 and not asks(node)) for node in box)


def is_line(piece: Piece) -> bool:
    """Whether a piece directly under the root, beside boxes that hold the text, is more than a label."""
    return piece.size >= _LABEL and piece.node.tag not in TABLE_TAGS
