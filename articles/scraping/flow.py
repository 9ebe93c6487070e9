"""Which pieces of the body region belong to the article's own flow, and which stand in boxes set into it.

The paragraphs of one article hang in the page's tree in the same way: directly in one container, or each in
wrappers of the same shape. Info boxes, prompts, teasers and polls hang differently and hold little of the text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise, takewhile

from articles.scraping.headings import without_empty_headings
from articles.scraping.lines import is_aside_line
from articles.scraping.linked import contents, is_link_line, linked_cells, mostly_linked, told_in_lists
from articles.scraping.notes import is_note
from articles.scraping.prompts import all_names, are_prompts, asking, asks, has_button, is_prompt
from articles.scraping.tables import CELLS, lays_out, tables_amid
from articles.scraping.walk import KIND_TAGS, PICTURES, TABLE_TAGS, Node, Piece, ends_sentence

Shape = tuple[str, ...]

_OWN_TAGS = KIND_TAGS - {"td"}  # what is text of its own; a cell may lay out a page

_FLOW_SHARE = 0.12
_LABEL = 15
_COUNTER = 60
_LOOSE = 160
_PICTURED_SHARE = 0.3
_COMMON_SHARE = 0.85
_FEW = 2
_ALONE_SHARE = 0.35
_ASKING_SHARE = 0.45
_PLAIN = frozenset({"style", "dir", "lang"})
_BOX_STYLE = re.compile(r"background|border|float|width|flex|grid|display|center")
_PICTURE_NAMES = re.compile(r"image|img|photo|picture|video|embed")


def in_flow(pieces: Sequence[Piece], root: Node) -> list[Piece]:
    """The pieces of a body region that are its running text, headings and lists, without what is furniture."""
    notes = {piece for piece in pieces if is_note(piece)}
    # an advert or a picture after the first paragraphs often parts them from the element that holds the rest
    opening = {piece for piece in takewhile(lambda piece: root not in piece.line, pieces) if piece.prose}
    listed = mostly_linked(pieces) | linked_cells(pieces)
    jumps = contents(pieces)
    candidates = [
        p for p in pieces if p in notes or not (p.node.furniture or p in jumps or (is_link_line(p) and p not in listed))
    ]
    beside = _beside_the_text(candidates) - notes
    candidates = [piece for piece in candidates if piece not in beside]
    prose: Counter[Shape] = Counter()
    boxes = {piece: _containers(piece.node, root) for piece in candidates}
    shapes = {piece: _shape(box) for piece, box in boxes.items()}
    for piece in candidates:
        prose[shapes[piece]] += int(piece.prose)
    flow = _flow_shapes(candidates, prose, boxes)
    running = [piece for piece in candidates if piece.prose and shapes[piece] in flow]
    odd = _foreign([piece for piece in candidates if shapes[piece] in flow], boxes)
    told = told_in_lists(candidates)
    foreign = {piece for piece in candidates if not odd.isdisjoint(boxes[piece])} - opening - notes - told
    foreign |= asking(candidates, boxes)
    holders = {node for piece in running if piece not in foreign for node in boxes[piece]}
    looks = {_holder_look(piece) for piece in candidates if piece.prose and root in piece.line}
    around = {node for piece in running if piece not in foreign for node in piece.line}
    alone = _alone_between(candidates, set(running) - foreign, boxes, root, holders)
    within = (told & _amid(candidates, set(running))) - foreign
    tabled = tables_amid(candidates, set(running) - foreign, boxes)
    quoted = _quotes_amid(candidates, set(running) - foreign, boxes)
    code = {piece for piece in _amid(candidates, set(running)) if piece.node.tag == "pre" and root in piece.line}
    hanging = {piece for piece in candidates if shapes[piece] in flow} - foreign
    announced = _announced(candidates, hanging, boxes) & _amid(candidates, set(running) - foreign)
    kept = [
        piece
        for piece in candidates
        if (shapes[piece] in flow and piece not in foreign and (root in piece.line or _holder_look(piece) in looks))
        or piece in notes
        or (piece.is_heading and _heads_flow(boxes[piece], around))
        or (not boxes[piece] and _is_line(piece))
        or piece in opening
        or piece in alone
        or piece in tabled
        or piece in within
        or piece in quoted
        or piece in code
        or piece in announced
    ]
    return without_empty_headings(kept, pieces)


def _flow_shapes(candidates: Sequence[Piece], prose: Counter[Shape], boxes: dict[Piece, list[Node]]) -> set[Shape]:
    """The shapes in which the text hangs: those that hold a fair share of the prose.

    What is one paragraph in a box of its own beside others that stand without one needs to be more of it, and
    what stands with a form is a prompt.
    """
    total = sum(prose.values())
    flow = {shape for shape, weight in prose.items() if weight >= _FLOW_SHARE * total and weight > 0}
    usual = max(prose, key=lambda shape: prose[shape], default=())
    first = next((piece for piece in candidates if piece.prose), None)
    named = {name for piece in candidates if _shape(boxes[piece]) == usual for name in all_names(boxes[piece])}
    for shape in flow - {usual}:
        alike = [piece for piece in candidates if piece.prose and _shape(boxes[piece]) == shape]
        box = boxes[alike[0]]
        if not box:
            continue
        few = len(alike) <= _FEW and prose[shape] < _ASKING_SHARE * total
        is_asking = few and all(
            any(is_prompt(piece, box) for box in boxes[piece] if box.prose == piece.prose) for piece in alike
        )
        is_asking = is_asking or (prose[shape] < _ALONE_SHARE * total and are_prompts(alike, boxes, named))
        is_alone = prose[shape] < _ALONE_SHARE * total and len(alike) == 1 and not _may_stand_alone(alike[0], box)
        # the first paragraph often hangs by itself
        if is_asking or (is_alone and (alike[0] is not first or _is_of_picture(box[-1]))):
            flow.discard(shape)
    return flow


def _shape(box: Sequence[Node]) -> Shape:
    return tuple(node.tag for node in box)


def _may_stand_alone(piece: Piece, box: Sequence[Node]) -> bool:
    """Whether a text stands in an element that has no name and holds nothing else, put in by hand, or can be opened."""
    get = piece.node.element.get
    return (piece.node.tag == "div" and not get("class") and not get("id")) or box[-1].tag == "details"


def _beside_the_text(candidates: Sequence[Piece]) -> set[Piece]:
    """Captions told by their place alone, and labels and counters that stand loose among paragraphs."""
    total = sum(piece.prose for piece in candidates)
    captions = {piece for piece in candidates if piece.prose and is_pictured(piece)}
    if sum(piece.prose for piece in captions) > _PICTURED_SHARE * total:
        captions = set()  # a gallery: its captions are its text
    bare = {piece.node for piece in candidates if piece.prose and piece.node.tag not in _OWN_TAGS}
    if sum(piece.prose for piece in candidates if piece.node in bare) > 0.5 * total:
        return captions
    loose = {piece for piece in takewhile(lambda piece: not piece.prose, candidates) if is_loose_line(piece)}
    return captions | loose | {piece for piece in candidates if piece.node not in bare and _is_label(piece)}


def is_loose_line(piece: Piece) -> bool:
    """Whether a line stands in no paragraph of its own and is no sentence: above the first paragraph it tells times,
    names or the weather."""
    is_own = piece.node.tag in _OWN_TAGS or piece.strong >= len(piece.text)
    return not is_own and not ends_sentence(piece.text) and piece.size <= _LOOSE


def is_pictured(piece: Piece) -> bool:
    """Whether a text is all that an element holds beside a picture that comes first."""
    node = piece.node
    if node.tag in KIND_TAGS or node.parent is None or node.parent.prose != piece.prose:
        return False
    before = node.element.getprevious()
    return before is not None and (before.tag in PICTURES or next(before.iter(*PICTURES), None) is not None)


def _is_label(piece: Piece) -> bool:
    """Whether a short line stands in no paragraph of its own, and is a word or two or tells a number."""
    if piece.node.tag in _OWN_TAGS or (piece.node.tag == "td" and not piece.node.prose):
        return False
    if piece.strong >= len(piece.text) or ends_sentence(piece.text):
        return False
    return piece.size <= _LABEL or (piece.size <= _COUNTER and any(map(str.isdigit, piece.text)))


def _foreign(pieces: Sequence[Piece], boxes: dict[Piece, list[Node]]) -> set[Node]:
    """Wrappers that lack the class names which nearly all wrappers of the same shape share.

    Only where one or two are so: many are a kind of text, such as the questions of an interview; and the first
    paragraph often has a wrapper of its own. None holds much of the text, in further wrappers.
    """
    found: set[Node] = set()
    much = _ALONE_SHARE * sum(piece.prose for piece in pieces)
    by_shape: defaultdict[Shape, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if boxes[piece]:
            by_shape[_shape(boxes[piece])].append(piece)
    for shape, like in by_shape.items():
        total = sum(piece.prose for piece in like)
        first = next((boxes[piece] for piece in like if piece.prose), [])
        for level in range(len(shape)):
            names: Counter[str] = Counter()
            for piece in like:
                for name in _names(boxes[piece][level]):
                    names[name] += int(piece.prose)
            common = {name for name, weight in names.items() if weight >= _COMMON_SHARE * total}
            wrappers = dict.fromkeys(boxes[piece][level] for piece in like)
            others = [node for node in wrappers if common and _lacks(node, common)]
            if len(others) <= _FEW:
                found.update(n for n in others if n not in first and n.prose < much and not _is_listing(n))
    return found


def _lacks(node: Node, common: set[str]) -> bool:
    """Whether an element has none of these names; of one with a button it is enough that it lacks one, and has its own
    for that."""
    names = _names(node)
    return common.isdisjoint(names) or bool(common - names and names - common and has_button(node))


def _is_listing(node: Node) -> bool:
    """Whether an element holds nothing but a list, a quotation, a table or a heading: text of another kind."""
    elements = [child for child in node.element if isinstance(child.tag, str)]
    return len(elements) == 1 and elements[0].tag in KIND_TAGS - {"p"}


def _names(node: Node) -> set[str]:
    return set((node.element.get("class") or "").split()) or {""}


def _alone_between(
    candidates: Sequence[Piece],
    running: set[Piece],
    boxes: dict[Piece, list[Node]],
    root: Node,
    holders: set[Node],
) -> set[Piece]:
    """Lines that stand alone between two paragraphs, in an element of their own: subheadings by their place, and very
    short ones or questions where they are called like others."""

    def is_line(piece: Piece) -> bool:
        hangs = all(node in holders or node.prose in (0, piece.prose) for node in boxes[piece])
        if not hangs or root not in piece.line or piece.node.tag in TABLE_TAGS or piece.size > _LOOSE:
            return False
        if is_caption(piece.node) or is_aside_line(piece) or piece.node.tag == "blockquote":
            return False
        if any(node.tag == "table" for node in boxes[piece]):
            return False
        return not any(node not in holders and (asks(node) or has_button(node)) for node in boxes[piece])

    near = {piece for piece in candidates if piece not in running and is_line(piece)}
    lines = {piece for piece in near if piece.size >= _LABEL and _heads_flow(boxes[piece], holders)}
    # of what stands side by side the line all in bold is the subheading
    ways = (lines, {piece for piece in lines if piece.strong >= len(piece.text)})
    found = {piece for alone in ways for piece in _between(candidates, running, alone)}
    called = {_called(piece) for piece in found if piece.node.element.get("class")}
    like = {piece for piece in near - lines if _called(piece) in called and not piece.text.endswith(":")}
    return found | _between(candidates, running, like)


def _called(piece: Piece) -> tuple[str, str | None]:
    return piece.node.tag, piece.node.element.get("class")


def _between(candidates: Sequence[Piece], running: set[Piece], lines: set[Piece]) -> set[Piece]:
    """Those of the lines before and after each of which running text stands, and none of the other lines."""
    steps = [piece for piece in candidates if piece in running or piece in lines]
    return {
        piece
        for before, piece, after in zip(steps, steps[1:], steps[2:], strict=False)
        if piece in lines and before in running and after in running
    }


def _containers(node: Node, root: Node) -> list[Node]:
    """The nodes from under the root down to the container of a piece, without the tags that make its kind."""
    line: list[Node] = []
    current: Node | None = node
    while current is not None and current is not root and not is_twin(current, root):
        if not _says_nothing(current):
            line.append(current)
        current = current.parent
    line.reverse()
    while line and line[-1].tag in KIND_TAGS and not (line[-1].tag in CELLS and lays_out(line[-1])):
        line.pop()
    return line


def _says_nothing(node: Node) -> bool:
    """Whether an element is a mere wrapper, as editors for text make them: one without a name among others in one
    that has a name, and no box by its style."""
    outer = node.parent.element if node.parent else node.element
    if node.tag != "div" or not outer.get("class") or len(outer) < 2:
        return False
    attributes = dict(node.element.items())
    return attributes.keys() <= _PLAIN and not _BOX_STYLE.search(str(attributes.get("style", "")))


def is_twin(node: Node, root: Node) -> bool:
    """Whether an element stands beside the root and looks like it: the text goes on in it, be it a few lines.

    Else the elements around both tell, which must look alike too; and a lone paragraph with a link is a prompt.
    """
    name = node.element.get("class")
    if node.tag != root.tag or name != root.element.get("class") or node.parent is None or root.parent is None:
        return False
    if node.parent is root.parent:
        return bool(name)
    return is_twin(node.parent, root.parent) and not (len(node.element) == 1 and node.element.find(".//a") is not None)


def _holder_look(piece: Piece) -> tuple[str, str, str]:
    """By which a piece outside the root is told to be more of its text: its tag, and the look of what holds it."""
    holder = piece.node.parent or piece.node
    return piece.node.tag, holder.tag, holder.element.get("class") or ""


def _quotes_amid(candidates: Sequence[Piece], running: set[Piece], boxes: dict[Piece, list[Node]]) -> set[Piece]:
    """Quotations of some length between two paragraphs, each in an element that holds nothing else."""
    amid = [piece for piece in candidates if piece.prose and "blockquote" in (node.tag for node in piece.line[:2])]
    alone = {piece for piece in amid if len(boxes[piece]) == 1 and _is_listing(boxes[piece][0])}
    return alone & _amid(candidates, running) if alone else alone


def _announced(candidates: Sequence[Piece], hanging: set[Piece], boxes: dict[Piece, list[Node]]) -> set[Piece]:
    """The items of lists without links below a line that hangs as the text does and announces them, each list in an
    element that holds nothing else."""
    found: set[Piece] = set()
    for before, piece in pairwise(candidates):
        begins = before in hanging and before.text.endswith(":") and boxes[piece] and _is_listing(boxes[piece][-1])
        if piece.node.tag == "li" and not piece.linked and (before in found or begins):
            found.add(piece)
    return found


def _amid(candidates: Sequence[Piece], running: set[Piece]) -> set[Piece]:
    """What stands between the first and the last paragraph of the running text."""
    places = [place for place, piece in enumerate(candidates) if piece in running]
    return {*candidates[places[0] : places[-1]]} if places else set()


def _heads_flow(box: Sequence[Node], holders: set[Node]) -> bool:
    """Whether a heading stands beside the flow's own paragraphs, in wrappers that hold no other prose."""
    return all(node in holders or node.prose == 0 for node in box)


def is_caption(node: Node) -> bool:
    """Whether an element stands with a picture or a link, follows a picture or is named after one."""
    if _is_named_picture(node):
        return True
    before = node.element.getprevious()
    if before is not None and next(before.iter(*PICTURES), None) is not None:
        return next(before.iter("figcaption"), None) is None  # else the picture has its caption already
    return next(node.element.iter("a", *PICTURES), None) is not None


def _is_named_picture(node: Node) -> bool:
    return _PICTURE_NAMES.search((node.element.get("class") or "").lower()) is not None


def _is_of_picture(node: Node) -> bool:
    return node.media > 0 or _is_named_picture(node)


def _is_line(piece: Piece) -> bool:
    """Whether a piece directly under the root, beside boxes that hold the text, is more than a label."""
    return piece.size >= _LABEL and piece.node.tag not in TABLE_TAGS
