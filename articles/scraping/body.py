"""Where on a page the article's body stands: found from the shape of the page, not from any site's names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz.distance import Indel

from articles.scraping.banners import find_banners
from articles.scraping.comments import find_comments
from articles.scraping.ends import of_twins, with_alike, with_ends
from articles.scraping.furniture import mark_furniture
from articles.scraping.metadata import Metadata
from articles.scraping.notes import is_note
from articles.scraping.others import find_cards, find_other_stories, set_apart
from articles.scraping.walk import KIND_TAGS, TABLE_TAGS, Node, Piece, ends_sentence, squash

_STEP_COST = 12.0
_LINE_COST = 8.0
_CELL_COST = 3.0  # a row of a table is a line, and no more
_JUMP_COST = 80.0
_DROP = 300.0
_EDITED = 0.75  # of two texts, at least, that is the same where one may be the other, edited
_FOLDED = 3  # letters, at most, that one becomes when its case is folded
_NEAR_TITLE = 0.1
_GAP_PROSE = 3000.0
_MOST = 0.8
_PURE = 0.5
_BODY_MIN = 500
_NOTES_AFTER = 20


@dataclass(frozen=True, slots=True)
class Body:
    """`pieces` are those of the body region in order, furniture inside it included; `root` is the smallest
    node with most of them; `title` shows the headline; `lead_in` stands between the two; `cards` and `comments`
    are what was taken for teasers and for readers' comments, wherever it stands, `apart` both and
    further stories."""

    pieces: tuple[Piece, ...] = ()
    root: Node | None = None
    title: Piece | None = None
    lead_in: tuple[Piece, ...] = ()
    cards: frozenset[Piece] = frozenset()
    comments: frozenset[Piece] = frozenset()
    apart: frozenset[Piece] = frozenset()


def find_body(pieces: Sequence[Piece], metadata: Metadata) -> Body:
    """The body region of a page. Empty where the page has no prose."""
    title = find_title(pieces, metadata.headlines)
    start = pieces.index(title) + 1 if title else 0
    cards = find_cards(pieces, title)
    comments = set() if metadata.is_live else find_comments(pieces[start:], title)
    apart = cards | comments | find_other_stories(pieces, title) | find_banners(pieces, title)
    set_apart(apart)
    mark_furniture(pieces, title)
    after = pieces[start:]
    told = squash(metadata.article_body or "")
    values = _values(after, apart, told if len(told) > _BODY_MIN else "")
    core = _core(after, values, title)
    if core is None:
        return _brief(after, title, frozenset(apart))
    chosen: defaultdict[Node, float] = defaultdict(float)
    for piece, value in zip(after[core], values[core], strict=True):
        if value > 0:
            for node in piece.line:
                chosen[node] += max(piece.prose, 1.0)
    most = max(chosen.values())
    root = max((node for node, weight in chosen.items() if weight >= _MOST * most), key=lambda node: node.depth)
    while root.tag in KIND_TAGS - TABLE_TAGS and root.parent:
        root = root.parent
    whole = _is_pure(root, after, apart)
    core = with_ends(with_alike(core, after, apart, root), after, apart)
    region = {
        i
        for i, piece in enumerate(after)
        if piece not in apart and (core.start <= i < core.stop or (whole and root in piece.line))
    }
    if not region:
        return _brief(after, title, frozenset(apart))
    region |= of_twins(region, after, apart)
    first, last = min(region), max(region)
    near = range(min(len(after), last + _NOTES_AFTER))
    inside = sorted(region | {i for i in near if after[i] not in apart and is_note(after[i])})
    return Body(
        pieces=tuple(after[i] for i in inside),
        root=root,
        title=title,
        lead_in=tuple(after[:first]),
        cards=frozenset(cards),
        comments=frozenset(comments),
        apart=frozenset(apart),
    )


def _brief(after: Sequence[Piece], title: Piece | None, apart: frozenset[Piece]) -> Body:
    """The body of a page whose text is a few short sentences beside the headline in an article element."""
    article = next((node for node in title.line if node.tag == "article"), None) if title else None
    brief = [
        piece
        for piece in after
        if article in piece.line and piece.node.tag == "p" and not piece.node.furniture and not piece.linked
    ]
    if article is None or not any(ends_sentence(piece.text) for piece in brief):
        return Body(title=title, lead_in=tuple(after), apart=apart)
    return Body(tuple(brief), article, title, tuple(after[: after.index(brief[0])]), apart=apart)


def find_title(pieces: Sequence[Piece], headlines: Sequence[str]) -> Piece | None:
    """The piece that shows the article's headline, by likeness to what the page says it is and by its tag."""
    known = list(dict.fromkeys(text for text in map(squash, headlines) if len(text) > 6))
    longest, shortest = 3 * max(map(len, known), default=0), min(map(len, known), default=0)
    total = sum(piece.prose for piece in pieces) or 1.0
    left = total
    best, best_score = None, 2.5
    for piece in pieces:
        left -= piece.prose
        is_h1 = piece.node.tag == "h1"
        length = len(piece.text)
        if not is_h1 and (length > longest or 2 * length * (1 if piece.text.isascii() else _FOLDED) <= shortest):
            continue  # too long or too short to be like any
        text = squash(piece.text)
        likeness = max((_likeness(text, headline) for headline in known), default=0) if len(text) > 5 else 0
        if not likeness and piece.is_heading and any(is_edited(text, headline) for headline in known):
            likeness = 1
        if not likeness and not is_h1:
            continue
        score = 2.0 * likeness + (3 if is_h1 else 1 if piece.is_heading else 0)
        is_linked = piece.link_share > 0.5 and not (is_h1 and likeness)  # a headline may be a link to itself
        score -= (2 if is_linked else 0) + (4 if left < 0.3 * total else 0)
        if score > best_score:
            best, best_score = piece, score
    return best


def _likeness(text: str, headline: str) -> int:
    if text == headline:
        return 2
    shorter, longer = (text, headline) if len(text) <= len(headline) else (headline, text)
    return int(2 * len(shorter) > len(longer) and shorter in longer)


def is_edited(text: str, said: str) -> bool:
    """Whether a text on the page may be one that the page says of itself, edited in one of the two places alone."""
    return Indel.normalized_similarity(text, said, score_cutoff=_EDITED) > 0


def _values(pieces: Sequence[Piece], apart: set[Piece], told: str) -> list[float]:
    """What each piece speaks for (above 0) or against the article standing here; `told` is the text the page's
    own linked data gives for it, squashed."""
    values = []
    before: Node | None = None
    for piece in pieces:
        value = _value(piece, piece in apart, told)
        if not piece.node.furniture:
            if before is not None:
                value -= min(_JUMP_COST, _STEP_COST * max(0.0, _distance(before, piece.node) - 2))
            before = piece.node
        values.append(value)
    return values


def _value(piece: Piece, is_apart: bool, told: str) -> float:
    if told and len(piece.text) > 20 and squash(piece.text) in told:
        return piece.prose + 20
    if piece.node.furniture:
        return -min(30.0, 10 + piece.size * 0.1)
    if is_apart:
        return -20.0
    if piece.node.is_marked:
        return piece.prose + 15
    if piece.prose:
        return piece.prose * (0.5 if told else 1.0)
    if piece.is_heading:
        return -5.0 if piece.link_share < 0.5 else -40.0
    if piece.link_share > 0.5:
        return -15 - min(piece.linked, 100) * 0.5
    return -_CELL_COST if piece.node.tag in ("td", "th") else -_LINE_COST


def _distance(a: Node, b: Node) -> float:
    """Steps through the tree from one node to another; a third of that between wrappers of the same shape."""
    up: list[str] = []
    down: list[str] = []
    while a is not b:
        if a.depth >= b.depth and a.parent:
            up.append(a.tag)
            a = a.parent
        elif b.parent:
            down.append(b.tag)
            b = b.parent
    return (len(up) + len(down)) / (3 if up == down else 1)


def _segments(values: Sequence[float]) -> Iterator[tuple[float, slice]]:
    """Runs of pieces that speak for an article: each ends where what follows has taken off more than _DROP."""
    total = best = 0.0
    start = stop = 0
    for i, value in enumerate(values):
        if total <= 0 or total < best - _DROP:
            if best > 0:
                yield best, slice(start, stop)
            total, best, start = 0.0, 0.0, i
        total += value
        if total > best:
            best, stop = total, i + 1
    if best > 0:
        yield best, slice(start, stop)


def _core(pieces: Sequence[Piece], values: Sequence[float], title: Piece | None) -> slice | None:
    """The run that is most likely the article: much prose, in the headline's part of the page, soon after it."""
    line = title.line if title else []
    before = [0.0, *accumulate(max(value, 0.0) for value in values)]
    best, best_score = None, 0.0
    for weight, run in _segments(values):
        heaviest = max(range(run.start, run.stop), key=lambda i: values[i])
        shared = next((n.depth for n in pieces[heaviest].line if n in line), 0)
        nearness = _NEAR_TITLE + (shared / max(1, line[0].depth) if line else 0.5)
        gap = before[run.start] / _GAP_PROSE
        score = weight * nearness / (1 + gap)
        if score > best_score:
            best, best_score = run, score
    return best


def _is_pure(root: Node, pieces: Sequence[Piece], apart: set[Piece]) -> bool:
    """Whether a node holds an article and not a whole page: much more prose than links."""
    links = prose = 0.0
    for piece in pieces:
        if piece.node.furniture or root not in piece.line:
            continue
        if piece in apart:
            links += piece.size
        elif piece.prose:
            prose += piece.prose
        elif piece.link_share > 0.5:
            links += piece.linked
    return prose > _PURE * (prose + 2 * links)
