"""Readers' comments: told by their shape, for class names may say nothing.

Comments follow the article; they are a row of like elements, each with a time or the same few words ("Reply")
beside its text, or lists of prose within lists of prose; or they stand under a heading that says so.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from articles.scraping.blocks import visible
from articles.scraping.notes import is_note
from articles.scraping.times import HAS_DIGIT, tells_time, without_times
from articles.scraping.walk import Node, Piece, ends_sentence, squash

_BEFORE = 300.0  # that much prose comes before any comments
_ABOVE = 0.2  # a mere count of comments with less of the page's prose above it stands at the article's head
_SHORT = 60
_SWITCH = 25
_SIGNED = 120  # a line with a commenter's name and the time
_FEWEST = 3
_BESIDE, _MOST_ITEMS = 2, 6  # paragraphs after and before a count of comments that tell whether they are one text
_PAIR = 2  # so many will do where each has both a time and the same control, and nothing else stands beside them
_TIMES = 2  # of one comment: when it was written, and when it was edited or answered
_TEXT = 3  # paragraphs of a text that is longer than what stands above it: a comment has fewer, or is shorter
_HEADLINE = 25  # an entry of a live blog has a headline, a comment at most a name
_ALIKE = 0.6
_LISTS = frozenset({"ol", "ul"})
_LIST_TAGS = frozenset({"li", "dt", "dd"})
_NAME_AND_NUMBER = re.compile(r"(?<=[^\W\d_])(?=\d)")
_HEADING = re.compile(
    r"^\W*(?:\d[\d.,\s]*)?(?:(?:all|top|best|user|reader|leser|alle|tous les|todos los)\W*)?"
    r"(?:comments?|responses|replies|thoughts on|discussion|conversation|kommentare?|leserkommentare?|diskussion"
    r"|commentaires?|réactions|comentarios?|comentários?|commenti|reacties|kommentarer|kommentit|komentarze"
    r"|komentarzy|komentáře|komentáre|komentari|hozzászólások|comentarii|комментари[ийяев]+|коментар[іиів]+"
    r"|yorumlar?|komentar|bình luận|σχόλια|تعليقات|التعليقات|תגובות|टिप्पणिया[ंँ]|ความคิดเห็น|댓글|评论|評論|留言|コメント)"
    r"\W*(?:\(?\d[\d.,]*\)?)?\W*$",
    re.IGNORECASE,
)


class _Told(NamedTuple):
    """What one piece says for its being part of a comment, or against it."""

    timed: bool
    headed: bool
    link: str

    @classmethod
    def of(cls, piece: Piece) -> "_Told":
        if piece.size > _SHORT or piece.is_heading:
            return _HEADED if piece.is_heading and piece.size >= _HEADLINE else _NOTHING
        is_link = piece.link_share > 0.5 or _is_switch(piece)
        timed = HAS_DIGIT(piece.text) is not None and tells_time(_apart(piece.text))
        return cls(timed, False, squash(piece.text)) if is_link else _TIMED if timed else _NOTHING


_NOTHING, _TIMED, _HEADED = _Told(False, False, ""), _Told(True, False, ""), _Told(False, True, "")


def _apart(text: str) -> str:
    """A line with a space between a name and the number after it, which only the page's looks keep apart."""
    return _NAME_AND_NUMBER.sub(" ", visible(text))


def _is_switch(piece: Piece) -> bool:
    """Whether a piece is the words of a link that leads nowhere, or of a button: a script does what they say."""
    if piece.size > _SWITCH:
        return False
    return any((child.text or "").strip() == piece.text for child in piece.node.element.iterchildren("a", "button"))


@dataclass(slots=True)
class _Item:
    """What stands in one element of a row."""

    prose: float = 0.0
    times: int = 0  # pieces that tell a time
    paragraphs: int = 0
    headed: bool = False
    links: set[str] = field(default_factory=set)
    pieces: list[Piece] = field(default_factory=list)

    def add(self, piece: Piece, told: _Told) -> None:
        self.pieces.append(piece)
        self.prose += piece.prose
        self.paragraphs += piece.prose > 0
        if told is _NOTHING:
            return
        self.times += told.timed
        self.headed = self.headed or told.headed
        if told.link and len(self.links) < 20:
            self.links.add(told.link)


def find_comments(pieces: Sequence[Piece], title: Piece | None) -> set[Piece]:
    """The pieces of readers' comments among those that follow the headline."""
    holds_title = set(title.line) if title else set()
    found = _under_heading(pieces)
    rows: defaultdict[Node, dict[Node, _Item]] = defaultdict(dict)
    before: dict[Node, float] = {}
    prose = 0.0
    for piece in pieces:
        line = piece.line
        told = _Told.of(piece)
        for node in line:
            if node.parent is None or node in holds_title:
                break
            row = rows[node.parent]
            item = row.get(node)
            if item is None:
                item = row[node] = _Item()
                before[node] = prose
            item.add(piece, told)
        prose += piece.prose
    for parent, row in rows.items():
        if len(row) < 2 or not any(item.prose for item in row.values()):
            continue
        first = next(iter(row))
        thread = _threads(row, before)
        if thread and before[first] + sum(i.prose for n, i in row.items() if n not in thread) >= _BEFORE:
            at = min(before[node] for node in thread)
            if at >= _BEFORE or (parent.tag in _LISTS and before[first] >= _BEFORE):
                found.update(piece for node in thread for piece in row[node].pieces)
    return found


def _under_heading(pieces: Sequence[Piece]) -> set[Piece]:
    """What follows a line such as "12 comments" inside the element it stands in."""
    prose, total = 0.0, sum(piece.prose for piece in pieces)
    for i, piece in enumerate(pieces):
        is_at_head = not piece.is_heading and prose < _ABOVE * total
        is_line = piece.is_heading or piece.link_share < 0.5
        is_told = prose >= _BEFORE and is_line and piece.size <= _SHORT and _HEADING.match(piece.text)
        if is_told and not is_at_head and (not _is_amid(pieces, i) or _heads_talk(pieces, i)):
            holder = piece.node if piece.node.tag not in _TEXT_HOLDERS else piece.node.parent
            while holder is not None and not any(holder in other.line for other in pieces[i + 1 : i + 2]):
                holder = holder.parent
            return {other for other in pieces[i:] if holder in other.line}
        prose += piece.prose
    return set()


def _heads_talk(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a heading stands above paragraphs each of which has a line with its time, in the text's own element."""
    after = [piece for piece in pieces[at + 1 :] if piece.node.parent is pieces[at].node.parent]
    timed = sum(not piece.prose and piece.size <= _SIGNED and tells_time(_apart(piece.text)) for piece in after)
    return pieces[at].is_heading and 0 < sum(piece.prose > 0 for piece in after) <= 2 * timed


def _is_amid(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a line such as "12 comments" stands between paragraphs of one text: it counts, and heads nothing.

    The next paragraph may be another kind of text, a quotation or what is in a box, and a list may stand above.
    """
    before = islice((piece for piece in reversed(pieces[:at]) if piece.prose), _MOST_ITEMS)
    after = list(islice((piece for piece in pieces[at + 1 :] if piece.prose), _BESIDE))
    return any(_hang_alike(one.node, other.node) for one in before for other in after)


def _hang_alike(a: Node, b: Node) -> bool:
    """Whether two elements hang in the page in elements that look alike."""
    while a is not b:
        if (a.tag, a.depth) != (b.tag, b.depth) or not _share_a_name(a, b):
            return False
        if a.parent is None or b.parent is None:
            return False
        a, b = a.parent, b.parent
    return True


def _share_a_name(a: Node, b: Node) -> bool:
    """Whether two elements are called alike: of the names of each one may be made anew for every element."""
    one, other = (set((node.element.get("class") or "").split()) for node in (a, b))
    return one == other or not one.isdisjoint(other)


_TEXT_HOLDERS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "strong"})


def _threads(row: dict[Node, _Item], before: dict[Node, float]) -> list[Node]:
    """The elements of a row that look like comments; none where the row is no thread.

    ``before`` is how much prose stands before each.
    """
    for tag in {node.tag for node in row}:
        like = {node: item for node, item in row.items() if node.tag == tag}
        texts = {node: item for node, item in like.items() if len(item.pieces) > 1 and not item.headed}
        if _is_thread(texts, len(like), min(map(before.__getitem__, texts), default=0.0)):
            return [node for node, item in like.items() if not all(map(is_note, item.pieces))]
        if tag == "li" and any(_nested(node, item) for node, item in like.items()):
            return list(like)
    return []


def _is_thread(texts: dict[Node, _Item], alike: int, before: float) -> bool:
    """Whether elements side by side are comments: most of them have a time, or the same words to reply by.

    Two will do where nothing else stands beside them, both have a time, and they share such words or each begins with
    another name: else the first two comments would be text until a third comes. One that tells many times is a text
    with a time before each paragraph, or a whole thread.
    """
    if len(texts) < _PAIR or len(texts) < _ALIKE * alike or not sum(item.prose for item in texts.values()):
        return False
    timed = sum(1 for item in texts.values() if item.times)
    is_outweighed = any(item.prose > before and item.paragraphs >= _TEXT for item in texts.values())
    if len(texts) == _PAIR:
        if is_outweighed or timed < _PAIR or alike > _PAIR or not all(item.prose for item in texts.values()):
            return False
        if any(item.times > _TIMES for item in texts.values()):
            return False
        (a, b), (name, other) = (_controls(*pair) for pair in texts.items()), map(_name, texts.values())
        return bool(a & b) or bool(name and other and name != other)
    words = Counter(text for item in texts.values() for text in item.links)
    same = words.most_common(1)[0][1] if words else 0
    is_timed = timed >= 0.8 * len(texts) and not is_outweighed and _are_told_apart(texts)
    return is_timed or same >= max(_FEWEST, 0.8 * len(texts))


def _are_told_apart(texts: dict[Node, _Item]) -> bool:
    """Whether most of these elements name somebody or have words to reply by: the entries of a live
    blog have a time and no more."""
    names = [name for item in texts.values() if (name := next(filter(None, map(_short_name, item.pieces)), ""))]
    if len(names) >= 0.8 * len(texts):
        return True
    words = Counter(word for node, item in texts.items() for word in _controls(node, item))
    return bool(words) and words.most_common(1)[0][1] >= 0.8 * len(texts)


def _controls(node: Node, item: _Item) -> set[str]:
    """The words of the links and buttons in an element."""
    return item.links | {squash(button.text or "") for button in node.element.iter("button")} - {""}


def _name(item: _Item) -> str:
    """Whose comment it may be: the short line that comes first, without the time in it."""
    return _short_name(item.pieces[0])


def _short_name(piece: Piece) -> str:
    """What a short line says beside times."""
    return squash(without_times(_apart(piece.text))) if piece.size <= _SHORT and not piece.is_heading else ""


def _may_name(piece: Piece) -> bool:
    """Whether a line may be a commenter's name: short, no sentence, no item of a list nor a term by itself."""
    is_line = piece.node.tag not in _LIST_TAGS and not piece.is_heading
    return is_line and piece.size <= _SHORT and not ends_sentence(piece.text)


def _nested(node: Node, item: _Item) -> bool:
    """Whether prose stands directly in a list item and in a list inside it, and something beside it that tells whose
    it is, as no clause of a law has: a line that is no sentence, or one with a time or a link to reply by."""
    direct = inner = False
    if not item.times and not item.links and not any(map(_may_name, item.pieces)):
        return False
    for piece in item.pieces:
        if not piece.prose:
            continue
        line = piece.line
        if any(other.tag in _LISTS for other in line[: line.index(node)]):
            inner = True
        else:
            direct = True
    return direct and inner
