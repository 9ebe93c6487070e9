"""Which pieces of the body region belong to the article's own flow, and which stand in boxes set into it.

The paragraphs of one article hang in the page's tree in the same way: directly in one container, or each in
wrappers of the same shape. Info boxes, prompts, teasers and polls hang differently and hold little of the text.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import takewhile

from articles.scraping.amid import (
    alone_between,
    amid_text,
    announced_lists,
    heads_flow,
    is_line,
    lists_in_blocks,
    opening_list,
    quotes_amid,
    rest_of_lists,
    verdicts,
)
from articles.scraping.captions import is_of_picture, is_pictured
from articles.scraping.footnotes import linked_notes
from articles.scraping.headings import without_empty_headings
from articles.scraping.linked import contents, is_link_line, linked_cells, mostly_linked, told_in_lists
from articles.scraping.notes import is_note
from articles.scraping.pitches import advertised
from articles.scraping.places import Shape, containers, holder_look, holders_of, is_listing, shape_of
from articles.scraping.prompts import all_names, are_prompts, asking, has_button, is_prompt, leading_on
from articles.scraping.rows import heads_of_rows, told_in_rows
from articles.scraping.tables import tables_amid
from articles.scraping.walk import KIND_TAGS, Node, Piece, ends_sentence

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
    heads = heads_of_rows(candidates)
    chronicles = told_in_rows(candidates, root)
    beside = (_beside_the_text(candidates) - heads.keys()) | leading_on(pieces, candidates) | advertised(pieces)
    beside -= notes
    candidates = [piece for piece in candidates if piece not in beside]
    prose: Counter[Shape] = Counter()
    holding = holders_of(candidates)
    boxes = {piece: containers(piece.node, root, holding) for piece in candidates}
    shapes = {piece: shape_of(box) for piece, box in boxes.items()}
    for piece in candidates:
        prose[shapes[piece]] += int(piece.prose)
    flow = _flow_shapes(candidates, prose, boxes)
    running = [piece for piece in candidates if piece.prose and shapes[piece] in flow]
    odd = _foreign([piece for piece in candidates if shapes[piece] in flow], boxes)
    told = told_in_lists(candidates)
    foreign = {piece for piece in candidates if not odd.isdisjoint(boxes[piece])} - opening - notes - told
    foreign |= asking(candidates, boxes)
    holders = {node for piece in running if piece not in foreign for node in boxes[piece]}
    looks = {holder_look(piece) for piece in candidates if piece.prose and root in piece.line}
    around = {node for piece in running if piece not in foreign for node in piece.line}
    text = set(running) - foreign
    hanging = {piece for piece in candidates if shapes[piece] in flow} - foreign
    between = amid_text(candidates, set(running))
    otherwise = (
        notes
        | opening
        | verdicts(candidates, root)
        | {head for head, below in heads.items() if below in text and root in head.line}
        | (linked_notes(candidates, root) if text else set())
        | alone_between(candidates, text, boxes, root, holders)
        | tables_amid(candidates, text, boxes)
        | quotes_amid(candidates, text, boxes)
        | (announced_lists(candidates, hanging, boxes) & amid_text(candidates, text))
        | (lists_in_blocks(candidates, text, boxes) & between)
        | ((told & between) - foreign)
        | (opening_list(candidates, text, told, boxes, root) - foreign)
        | chronicles
        | {piece for piece in between if piece.node.tag == "pre" and root in piece.line}
    )
    kept = [
        piece
        for piece in candidates
        if (piece in hanging and (root in piece.line or holder_look(piece) in looks))
        or piece in otherwise
        or (piece.is_heading and heads_flow(boxes[piece], around))
        or (not boxes[piece] and is_line(piece))
    ]
    text = {*kept, *rest_of_lists(candidates, kept)}
    kept = [piece for piece in candidates if piece in text]
    return without_empty_headings(kept, pieces)


def _flow_shapes(candidates: Sequence[Piece], prose: Counter[Shape], boxes: dict[Piece, list[Node]]) -> set[Shape]:
    """The shapes in which the text hangs: those that hold a fair share of the prose.

    What is one paragraph in a box of its own beside others that stand without one needs to be more of it, and
    what stands with a form is a prompt.
    """
    total = sum(prose.values())
    flow = {shape for shape, weight in prose.items() if weight >= _FLOW_SHARE * total and weight > 0}
    usual = max(prose, key=lambda shape: prose[shape], default=())
    told = [piece for piece in candidates if piece.prose]
    first = next(iter(told), None)
    named = {name for piece in candidates if shape_of(boxes[piece]) == usual for name in all_names(boxes[piece])}
    for shape in flow - {usual}:
        alike = [piece for piece in candidates if piece.prose and shape_of(boxes[piece]) == shape]
        box = boxes[alike[0]]
        if not box:
            continue
        few = len(alike) <= _FEW and prose[shape] < _ASKING_SHARE * total
        is_asking = few and all(is_prompt(piece, boxes[piece][-1]) for piece in alike)
        is_asking = is_asking or (prose[shape] < _ALONE_SHARE * total and are_prompts(alike, boxes, named))
        is_alone = prose[shape] < _ALONE_SHARE * total and len(alike) == 1 and not _may_stand_alone(alike[0], box)
        is_alone = is_alone and told[1:] != alike  # a flash is a standfirst, and a paragraph below it
        # the first paragraph often hangs by itself
        if is_asking or (is_alone and (alike[0] is not first or is_of_picture(box[-1]))):
            flow.discard(shape)
    return flow


def _may_stand_alone(piece: Piece, box: Sequence[Node]) -> bool:
    """Whether a text stands in an element that has no name and holds nothing else, put in by hand, or can be opened."""
    get = piece.node.element.get
    return (piece.node.tag == "div" and not get("class") and not get("id")) or box[-1].tag == "details"


def _beside_the_text(candidates: Sequence[Piece]) -> set[Piece]:
    """Captions told by their place alone, and labels and counters that stand loose among paragraphs."""
    total = sum(piece.prose for piece in candidates)
    captions = {piece for piece in candidates if (piece.prose or piece.node.tag in ("p", "div")) and is_pictured(piece)}
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
    is_own = piece.node.tag in _OWN_TAGS or piece.is_bold
    return not is_own and not ends_sentence(piece.text) and piece.size <= _LOOSE


def _is_label(piece: Piece) -> bool:
    """Whether a short line stands in no paragraph of its own, and is a word or two or tells a number."""
    if piece.node.tag in _OWN_TAGS or (piece.node.tag == "td" and not piece.node.prose):
        return False
    if piece.is_bold or ends_sentence(piece.text):
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
            by_shape[shape_of(boxes[piece])].append(piece)
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
                found.update(n for n in others if n not in first and n.prose < much and not is_listing(n))
    return found


def _lacks(node: Node, common: set[str]) -> bool:
    """Whether an element has none of these names; of one with a button it is enough that it lacks one, and has its own
    for that."""
    names = _names(node)
    return common.isdisjoint(names) or bool(common - names and names - common and has_button(node))


def _names(node: Node) -> set[str]:
    return set((node.element.get("class") or "").split()) or {""}
