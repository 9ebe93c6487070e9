"""A parsed page as a flat list of pieces: the runs of text between block boundaries, in reading order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from articles.scraping.blocks import one_line

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "math",
        "nobr",
        "q",
        "rb",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "video",
        "audio",
        "canvas",
        "object",
        "embed",
        "button",
        "select",
        "textarea",
        "input",
        "head",
        "map",
        "datalist",
        "rp",
        "rt",
        "amp-ad",
        "link",
        "meta",
        "title",
    ]
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TABLE_TAGS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
# tags that say what kind of text a block is, not where it stands
KIND_TAGS = HEADINGS | TABLE_TAGS | {"p", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "center"}
NAMING = ("class", "id", "data-component", "data-testid", "data-qa")  # attributes that tell what an element is for
PICTURES = frozenset({"img", "picture", "video", "iframe", "amp-img", "audio", "object", "embed", "canvas"})
# in Japanese and Chinese a quotation may end a sentence by itself
_ENDS_SENTENCE = re.compile(r"""[.!?。！？…।؟։።:;」』]["'”’»«“)\]]*$""")
_END = 6
_NO_LETTERS = re.compile(r"\W+")
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
    media: int = 0
    prose: float = 0.0
    furniture: str | None = None
    is_marked: bool = False  # in an element that the page itself marks as the article's body
    _line: "tuple[Node, ...] | None" = None

    def line(self) -> "tuple[Node, ...]":
        """This node and its ancestors, from the inside out."""
        if self._line is None:
            self._line = (self, *self.parent.line()) if self.parent else (self,)
        return self._line


@dataclass(slots=True, eq=False)
class Piece:
    """A run of text directly in `node`. `linked` and `strong` count its characters in links and in bold."""

    node: Node
    text: str
    linked: int
    strong: int
    links: int
    size: int = field(init=False)
    prose: float = field(init=False)

    def __post_init__(self) -> None:
        self.size = width(self.text)
        self.prose = min(self.size, _PROSE_CAP) * (1 - self.link_share) if self.is_prose else 0.0

    @property
    def is_heading(self) -> bool:
        return self.node.tag in HEADINGS

    @property
    def is_prose(self) -> bool:
        """Whether it reads like running text: some length, few links, and an end like a sentence's."""
        if self.is_heading or self.size < _PROSE_SIZE:
            return False
        if self.link_share > (_SENTENCE_LINKS if self.is_long_sentence else _PROSE_LINKS):
            return False
        return self.size >= _LONG_SIZE or ends_sentence(self.text)

    @property
    def is_long_sentence(self) -> bool:
        return self.size >= _PROSE_SIZE and ends_sentence(self.text)

    @property
    def link_share(self) -> float:
        return self.linked / len(self.text)


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
    return _NO_LETTERS.sub("", text).casefold()


def walk(root: etree._Element) -> list[Piece]:
    """The pieces of the tree under `root`.

    Two line breaks in a row end a piece; one does where long sentences stand on both sides, else it is a space.
    """
    pieces = _join_lines(_Walk(root).lines)
    for piece in pieces:
        if piece.prose:
            for node in piece.node.line():
                node.prose += piece.prose
    return pieces


@dataclass(slots=True)
class _Line:
    """One line of a piece in the making; `soft` where only a single line break parts it from the next."""

    node: Node
    text: str
    linked: int
    strong: int
    links: int
    soft: bool = False


def _join_lines(lines: Sequence[_Line]) -> list[Piece]:
    pieces: list[Piece] = []
    together: list[_Line] = []
    size = 0
    for line in lines:
        if together:
            last = together[-1]
            sentence = size >= _PARAGRAPH_LINE and ends_sentence(last.text)
            long = len(line.text) >= _PARAGRAPH_LINE
            # a line all in bold between others is a heading, by its looks
            headed = long if _is_bold(last) and not _is_bold(line) else sentence and _is_bold(line)
            if not last.soft or headed or (sentence and long):
                pieces.append(_piece(together))
                together, size = [], 0
        together.append(line)
        size += len(line.text)
    if together:
        pieces.append(_piece(together))
    return pieces


def _is_bold(line: _Line) -> bool:
    return line.strong >= len(line.text)


def _piece(lines: Sequence[_Line]) -> Piece:
    text = " ".join(line.text for line in lines)
    linked = min(sum(line.linked for line in lines), len(text))
    return Piece(lines[0].node, text, linked, sum(line.strong for line in lines), sum(line.links for line in lines))


class _Walk:
    """The state of one walk: the line under way, and the block it stands in."""

    def __init__(self, root: etree._Element) -> None:
        self.lines: list[_Line] = []
        self.buffer: list[str] = []
        self.linked = self.strong = self.links = 0
        self.node = Node(root, str(root.tag), None, 0)
        self.read(root.text, False, False)
        # one frame an open element: its remaining children, whether a block, in a link, in bold
        stack = [(root, iter(root), True, False, False)]
        while stack and len(self.lines) < _MOST_LINES:
            element, children, is_block, in_link, in_strong = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if is_block:
                    self.flush()
                    self.node = self.node.parent or self.node
                if stack:
                    self.read(element.tail, stack[-1][3], stack[-1][4])
            elif (tag := child.tag) in SKIPPED or tag in PICTURES or not isinstance(tag, str):
                self.node.media += tag in PICTURES
                self.read(child.tail, in_link, in_strong)
            elif tag == "br" or (tag == "span" and child.get("class") and _is_styled_break(child)):
                self.line_break()
                self.read(child.tail, in_link, in_strong)
            elif tag == "a" and (child.get("href") or "")[:1] == "#" and _is_sign(child):
                self.read(child.tail, in_link, in_strong)
            else:
                block = self.is_block(tag) or ((style := child.get("style")) is not None and _shows_block(style))
                if block:
                    self.flush()
                    self.node = Node(child, tag, self.node, self.node.depth + 1)
                is_link = tag == "a" and not (child.get("href") or "#").startswith("#")
                self.links += is_link
                in_link, in_strong = in_link or is_link, in_strong or tag in _BOLD
                self.read(child.text, in_link, in_strong)
                stack.append((child, iter(child), block, in_link, in_strong))

    def is_block(self, tag: str) -> bool:
        """Whether a tag starts a block of its own; a custom element does unless it stands in running text."""
        return tag not in INLINE and not ("-" in tag and (self.buffer or self.node.tag in _TEXT_TAGS))

    def read(self, text: str | None, in_link: bool, in_strong: bool) -> None:
        if text and (self.buffer or not text.isspace()):
            self.buffer.append(text)
            if in_link or in_strong:
                length = len(text) if text.isalnum() else len(" ".join(text.split()))
                self.linked += length if in_link else 0
                self.strong += length if in_strong else 0

    def line_break(self) -> None:
        written = self.flush(soft=True)
        if not written and self.lines and self.lines[-1].node is self.node:
            self.lines[-1].soft = False  # the second break in a row

    def flush(self, soft: bool = False) -> bool:
        """End the line; whether there was one."""
        text = one_line("".join(self.buffer)) if self.buffer else ""
        self.buffer.clear()
        if text:
            self.lines.append(_Line(self.node, text, self.linked, self.strong, self.links, soft))
        elif not soft and self.lines:
            self.lines[-1].soft = False
        self.linked = self.strong = self.links = 0
        return bool(text)


def _is_sign(link: etree._Element) -> bool:
    """Whether the words of a link are a mere sign ("#", "¶"), by which a heading gives its own address."""
    return not any(map(str.isalnum, "".join(map(str, link.itertext()))))


def _shows_block(style: str) -> bool:
    """Whether a style makes a block of what is mostly part of a line."""
    return "display:block" in style.replace(" ", "")


def _is_styled_break(span: etree._Element) -> bool:
    """Whether an empty span stands for a line break by its class."""
    return len(span) == 0 and not span.text and "br" in (span.get("class") or "").split()
