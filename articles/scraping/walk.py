"""A parsed page as a flat list of pieces: the runs of text between block boundaries, in reading order."""

import re
from dataclasses import dataclass, field

from lxml import etree

from articles.scraping.blocks import one_line
from articles.scraping.marks import is_note_mark, is_sign

INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark math nobr q rb ruby s samp "
        "small span strike strong sub sup time tt u var wbr "
        # formulas are read in their line
        "menclose mfenced mfrac mi mn mo mover mpadded mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd "
        "mtext mtr munder munderover semantics"
    ).split()
)
SKIPPED = frozenset(
    (
        "script style noscript template svg iframe video audio canvas object embed button select textarea input head "
        "map datalist rp rt amp-ad link meta title annotation annotation-xml"
    ).split()
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TABLE_TAGS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
# tags that say what kind of text a block is, not where it stands
KIND_TAGS = HEADINGS | TABLE_TAGS | {"p", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "center"}
NAMING = ("class", "id", "data-component", "data-testid", "data-qa")  # attributes that tell what an element is for
PICTURES = frozenset({"img", "picture", "video", "iframe", "amp-img", "audio", "object", "embed", "canvas"})
_LEFT_OUT = SKIPPED | PICTURES
# in Japanese and Chinese a quotation may end a sentence by itself
_ENDS_SENTENCE = re.compile(r"""[.!?。！？…।؟։።:;」』](?:\s?["'”’»«“)\]])*$""")
_END = 6
_LETTERS = re.compile(r"\w+")
_ASCII_NO_LETTERS = bytes(code for code in range(128) if not _LETTERS.match(chr(code)))
_BOLD = frozenset({"b", "strong"})
_TEXT_TAGS = HEADINGS | {"p", "li", "dd", "dt", "td", "th", "blockquote"}
_PROSE_SIZE = 60
_PARAGRAPH_LINE = 50
_MOST_LINES = 20_000  # no article has so many: what follows on such a page is left out
_LONG_SIZE = 140
_PROSE_LINKS = 0.4
_SENTENCE_LINKS = 0.65
_PROSE_CAP = 1000
_WIDE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(slots=True, eq=False)
class Node:
    """A block-level element that holds text or media somewhere, and what is summed up over it."""

    element: etree._Element
    tag: str
    parent: "Node | None"
    depth: int
    above: "tuple[Node, ...]" = ()  # those that it is in, from the inside out
    media: int = 0
    prose: float = 0.0
    furniture: str | None = None
    is_marked: bool = False  # in an element that the page itself marks as the article's body

    def line(self) -> "tuple[Node, ...]":
        """This node and its ancestors, from the inside out. Not kept: a node that holds itself would have to wait,
        with its whole page, for the collector of cyclic garbage."""
        return (self, *self.above)


@dataclass(slots=True, eq=False)
class Piece:
    """A run of text directly in `node`, the first of its `line`. `linked` and `strong` count its characters in links
    and in bold; `prose` is its size where it reads like running text: some length, few links, an end like a sentence's.
    """

    line: tuple[Node, ...]
    text: str
    linked: int
    strong: int
    node: Node = field(init=False)
    size: int = field(init=False)
    prose: float = field(init=False)
    link_share: float = field(init=False)
    is_heading: bool = field(init=False)
    is_long_sentence: bool = field(init=False)

    def __post_init__(self) -> None:
        self.node = self.line[0]
        self.size = size = width(self.text)
        self.link_share = share = self.linked / len(self.text)
        self.is_heading = self.node.tag in HEADINGS
        self.is_long_sentence = is_sentence = size >= _PROSE_SIZE and ends_sentence(self.text)
        self.prose = 0.0
        is_long = is_sentence or size >= _LONG_SIZE
        if is_long and share <= (_SENTENCE_LINKS if is_sentence else _PROSE_LINKS) and not self.is_heading:
            self.prose = min(size, _PROSE_CAP) * (1 - share)

    @property
    def is_bold(self) -> bool:
        """Whether all of it is."""
        return self.strong >= len(self.text)


def width(text: str) -> int:
    """The length of a text in letters of an alphabet: a character of a script without spaces counts three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def text_of(element: etree._Element) -> str:
    """All text of an element on one line."""
    return one_line("".join(str(part) for part in element.itertext()))


def ends_sentence(text: str) -> bool:
    """Whether a text ends like a sentence, in quotation marks or brackets too."""
    return _ENDS_SENTENCE.search(text[-_END:]) is not None


def squash(text: str) -> str:
    """The letters and digits of a text alone, in one case: equal for texts that differ in looks only."""
    if text.isascii():
        return text.encode("ascii").translate(None, _ASCII_NO_LETTERS).decode("ascii").lower()
    return "".join(_LETTERS.findall(text)).casefold()


def walk(root: etree._Element) -> list[Piece]:
    """The pieces of the tree under `root`.

    Two line breaks in a row end a piece; one does where long sentences stand on both sides, else it is a space.
    """
    pieces = _Walk(root).pieces
    for piece in pieces:
        if piece.prose:
            for node in piece.line:
                node.prose += piece.prose
    return pieces


_Line = tuple[str, int, int]
"""A line of a piece in the making: its text, and how many characters of it are in links and in bold."""


def _parts(last: _Line, line: _Line, size: int) -> bool:
    """Whether a piece of `size` characters ends with `last`, though only a line break parts it from `line`."""
    sentence = size >= _PARAGRAPH_LINE and ends_sentence(last[0])
    long = len(line[0]) >= _PARAGRAPH_LINE
    # a line all in bold between others is a heading, by its looks
    headed = long if _is_bold(last) and not _is_bold(line) else sentence and _is_bold(line)
    return headed or (sentence and long)


def _heads(lines: list[_Line], line: _Line) -> bool:
    """Whether the last of some lines is a heading by its place: short and no sentence, after a sentence of some length
    and before another."""
    before, last = lines[-2][0], lines[-1][0]
    is_amid = len(before) >= _PARAGRAPH_LINE and ends_sentence(before) and len(line[0]) >= _PARAGRAPH_LINE
    return is_amid and len(last) < _LONG_SIZE and not ends_sentence(last) and ends_sentence(line[0])


def _is_bold(line: _Line) -> bool:
    return line[2] >= len(line[0])


class _Walk:
    """The state of one walk: the text under way, the lines before it that it may join, and the block it stands in."""

    def __init__(self, root: etree._Element) -> None:
        self.pieces: list[Piece] = []
        self.lines: list[_Line] = []
        self.buffer: list[str] = []
        self.linked = self.strong = self.count = 0
        self.size = 0  # characters in the lines
        self.node = Node(root, str(root.tag), None, 0)
        self.node_line = self.node.line()
        if (text := root.text) and not text.isspace():
            self.read(text, False, False)
        # one frame an open element: its remaining children, whether a block, in a link, in bold
        stack = [(root, iter(root), True, False, False)]
        while self.count < _MOST_LINES:
            element, children, is_block, in_link, in_strong = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if not stack:
                    self.flush()
                    break
                _, _, _, in_link, in_strong = stack[-1]
                self.leave(element, is_block, in_link, in_strong)
            elif (tag := child.tag) in _LEFT_OUT or not isinstance(tag, str):
                self.node.media += tag in PICTURES
                if (text := child.tail) and (self.buffer or not text.isspace()):
                    self.read(text, in_link, in_strong)
            elif tag == "br" or (tag == "span" and _is_styled_break(child)):
                self.line_break()
                if (text := child.tail) and not text.isspace():
                    self.read(text, in_link, in_strong)
            elif (tag == "a" and is_sign(child, bool(self.buffer))) or (tag == "sup" and is_note_mark(child)):
                if (text := child.tail) and (self.buffer or not text.isspace()):
                    self.read(text, in_link, in_strong)
            elif len(child):
                block, link, strong = self.enter(child, tag, in_link, in_strong)
                stack.append((child, iter(child), block, link, strong))
            else:
                self.leave(child, self.enter(child, tag, in_link, in_strong)[0], in_link, in_strong)
        if self.lines:
            self.put()

    def enter(self, element: etree._Element, tag: str, in_link: bool, in_strong: bool) -> tuple[bool, bool, bool]:
        """Begin to read an element; whether it is a block, and whether what is in it is in a link, in bold."""
        # a custom element starts a block unless it stands in running text
        block = tag not in INLINE and ("-" not in tag or not (self.buffer or self.node.tag in _TEXT_TAGS))
        block = block or ((style := element.get("style")) is not None and _shows_block(style))
        if block:
            if self.buffer or self.lines:
                self.flush()
            self.node = Node(element, tag, self.node, self.node.depth + 1, self.node_line)
            self.node_line = self.node.line()
        if tag == "a" and not (element.get("href") or "#").startswith("#"):
            in_link = True
        elif tag in _BOLD:
            in_strong = True
        if (text := element.text) and (self.buffer or not text.isspace()):
            self.read(text, in_link, in_strong)
        return block, in_link, in_strong

    def leave(self, element: etree._Element, is_block: bool, in_link: bool, in_strong: bool) -> None:
        """End an element, and read what follows it, in a link, in bold or neither."""
        if is_block:
            if self.buffer or self.lines:
                self.flush()
            self.node_line = self.node.above
            self.node = self.node_line[0]
        if (text := element.tail) and (self.buffer or not text.isspace()):
            self.read(text, in_link, in_strong)

    def read(self, text: str, in_link: bool, in_strong: bool) -> None:
        """Take a text; one of white space alone is only called for within a line."""
        self.buffer.append(text)
        if in_link or in_strong:
            length = len(text) if text.isalnum() else len(" ".join(text.split()))
            self.linked += length if in_link else 0
            self.strong += length if in_strong else 0

    def line_break(self) -> None:
        """End the line; a second break in a row ends the piece."""
        if not self.end_line() and self.lines:
            self.put()

    def flush(self) -> None:
        """End the piece."""
        if self.buffer:
            self.end_line()
        if self.lines:
            self.put()

    def end_line(self) -> bool:
        """Take the text under way to the lines of the piece; whether there was any."""
        text = one_line("".join(self.buffer))
        line = (text, self.linked, self.strong)
        self.buffer.clear()
        self.linked = self.strong = 0
        if not text or self.count == _MOST_LINES:
            return False
        self.count += 1
        if self.lines and _parts(self.lines[-1], line, self.size):
            self.put()
        elif len(self.lines) > 1 and _heads(self.lines, line):
            heading = self.lines.pop()
            self.put()
            self.lines.append(heading)
            self.put()
        self.lines.append(line)
        self.size += len(text)
        return True

    def put(self) -> None:
        """Make a piece of the lines."""
        if len(self.lines) == 1:
            text, linked, strong = self.lines[0]
        else:
            text = " ".join(line[0] for line in self.lines)
            linked, strong = sum(line[1] for line in self.lines), sum(line[2] for line in self.lines)
        self.lines.clear()
        self.size = 0
        self.pieces.append(Piece(self.node_line, text, min(linked, len(text)), strong))


def _shows_block(style: str) -> bool:
    """Whether a style makes a block of what is mostly part of a line."""
    return "display:block" in style.replace(" ", "")


def _is_styled_break(span: etree._Element) -> bool:
    """Whether an empty span stands for a line break by its class."""
    name = span.get("class")
    return name is not None and len(span) == 0 and not span.text and "br" in name.split()
