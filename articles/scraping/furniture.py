"""What of a page's structure is not article: navigation, teasers, captions, comments, prompts.

Told by what an element is (its tag and ARIA role) and by the general words that page builders use in class
names and ids. No site's own names are known here, and a page without telling names must still come out right:
these are one kind of evidence among others in `body`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from articles.scraping.names import NAMES_SIZE, as_words, is_called_verdict
from articles.scraping.walk import HEADINGS, PICTURES, TABLE_TAGS, Node, Piece, ends_sentence

Attributes = Mapping[Any, Any]  # strings by strings; the stubs say that they may be bytes

_TAGS = frozenset({"nav", "footer", "aside", "figure", "figcaption", "dialog", "menu", "form"})
_FIGURE = frozenset({"figure", "figcaption"})
_ROLES = frozenset(
    {
        "navigation",
        "complementary",
        "contentinfo",
        "banner",
        "dialog",
        "menu",
        "alertdialog",
        "search",
        "alert",
        "tablist",
    }
)
_NAMES = (
    "comment comments disqus reply replies respond related relatedposts recirc recirculation recommended "
    "recommendation recommendations newsletter newsletters subscribe subscription signup promo promos promotion "
    "promobox share sharing shares sharebar social sidebar advert adverts advertisement advertising sponsor sponsored "
    "cookie cookies consent caption captions credit credits bio breadcrumb breadcrumbs tags taglist mostread "
    "popular trending teaser teasers outbrain taboola toolbar menu nav navi navigation navbar footer masthead "
    "copyright disclaimer pagination pager byline author authors autor autora autores autoren "
    "auteur auteurs autore autori legend login register registration modal "
    "overlay popup donate donation rating facebook twitter whatsapp gallery slideshow carousel slider"
)
# Words that also name harmless wrappers: they count only where an element holds little prose.
_VAGUE_NAMES = (
    "ad ads adv widget widgets meta print video player topics keywords follow rail banner cta buttons button btn poll "
    "info"
)
_OF_BUILDERS = frozenset({"widget", "widgets", "ads", "ad"})  # by which whole parts of a text may be called
_STANDFIRST = re.compile(r"(?<![a-z])(?:standfirst|excerpt|subtitle)(?![a-z])")  # a part of an article that they build
_SHOWS = frozenset({"gallery", "slideshow", "carousel", "slider"})  # all of an article may be one, and its parts too
_ALIKE = 3
_SECTIONS = 100
_JUMPS = 1000
_COMMENT_NAMES = frozenset({"comment", "comments", "disqus", "reply", "replies", "respond"})
_VAGUE_PROSE = 400
_LARGE_SHARE = 0.4
# as no text is called: one may comment on something, or have its comments open
_THREAD = re.compile(
    r"(?<![^\s_-])(?:comments(?:[-_](?:area|list|section|thread|wrapper|container))?|disqus[-_]thread)(?!\S)"
)
_PROSE_BEFORE_COMMENTS = 200
_CAPTIONS = 3  # at least, of an article that is a gallery
_GALLERY_SHARE = 0.55
_LINKS = 0.8
_USUAL = 0.5
_GENERATED = 2  # letters of a name that a build made ("ab ac ad"): where an element has several such, none is a word
_MANY_GENERATED = 3
_NO_WORDS: frozenset[str] = frozenset()

# A word may have a number ("ad-2", "widget1"); amid letters and digits ("c3ad9f") it is none but a part of a digest.
_ENDS = r"(?![a-z])(?!\d+[a-z])"
_NAMED = re.compile(r"(?<![a-z\d])(?<!no-)(?<!has-)(?<!with-)(?:" + _NAMES.replace(" ", "|") + ")" + _ENDS)
_NAMED_VAGUELY = re.compile(r"(?<![a-z\d])(?:" + _VAGUE_NAMES.replace(" ", "|") + ")" + _ENDS)
# what only screen readers say
_SAID = r"(?!not-)(?:[a-z\d]{1,4}[-_]{1,2}){0,2}(?:visually-?hidden|sr-only|screen-?reader(?:-text|-only)?|off-?screen)"
_SAID_ONLY = re.compile(r"(?:^|\s)" + _SAID + r"(?!\S)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"(?:^|\s)(?:hidden|" + _SAID + r"|visible-print(?:-block)?|print-only|d-none(?=.*\sd-print-))(?!\S)", re.IGNORECASE
)


def mark_furniture(pieces: Sequence[Piece], title: Piece | None) -> None:
    """Set `furniture` on every node of the pieces: why it is not article, or None.

    An element that holds much of the page's prose, the headline or a marked article body is never furniture,
    whatever it is called; nor are captions where they are nearly all that is said.
    """
    total = sum(piece.prose for piece in pieces) or 1.0
    captions = [piece.prose for piece in pieces if piece.prose and not _FIGURE.isdisjoint(n.tag for n in piece.line)]
    is_gallery = len(captions) >= _CAPTIONS and sum(captions) > _GALLERY_SHARE * total
    before, is_below, is_begun = 0.0, False, False
    holds_title = set(title.line[1:]) if title else set()
    usual = _usual_words(pieces, holds_title)
    kinds: set[str] | None = None  # asked for on few pages
    shows: set[Node] = set()
    seen: set[Node] = set()
    for piece in pieces:
        fresh = []
        for node in piece.line:
            if node in seen:
                break
            fresh.append(node)
        for node in reversed(fresh):
            seen.add(node)
            above = node.parent.furniture if node.parent else None
            attributes = dict(node.element.items())
            marked = _is_marked_body(attributes)
            may_be = not above and not marked and node not in holds_title
            why = _why(node, attributes, total, before, is_begun) if may_be else None
            if why in _SHOWS:
                if node.prose > _LARGE_SHARE * total:
                    shows.add(node)
                if node in shows or not shows.isdisjoint(node.above):
                    why = None
            if why in _OF_BUILDERS:
                kinds = _large_kinds(pieces, holds_title) if kinds is None else kinds
                why = None if _kind(node) in kinds or _STANDFIRST.search(node.element.get("class") or "") else why
            if why in usual:
                why = None
            node.furniture = why or above
            if is_gallery and node.furniture in _FIGURE:
                node.furniture = None
            node.is_marked = marked or (node.parent is not None and node.parent.is_marked)
        before += piece.prose
        is_begun = is_begun or (is_below and not piece.linked and ends_sentence(piece.text))
        is_below = is_below or piece is title


def _usual_words(pieces: Sequence[Piece], holds_title: set[Node]) -> set[str]:
    """The vague words in the class names of several small elements that together hold most of a page's text: all its
    parts are called so."""
    words: dict[Node, frozenset[str]] = {}
    texts = [piece for piece in pieces if piece.link_share <= _LINKS]
    for piece in texts:
        for node in piece.line:
            if node in words:
                break
            name = node.element.get("class") if node.prose < _VAGUE_PROSE and node not in holds_title else None
            words[node] = _vague_words(name[:NAMES_SIZE]) if name else _NO_WORDS
    named = {node: found for node, found in words.items() if found}
    often = {
        word for word, count in Counter(word for found in named.values() for word in found).items() if count >= _ALIKE
    }
    if not often:
        return set()
    sizes: Counter[str] = Counter()
    parts: defaultdict[str, set[Node]] = defaultdict(set)
    for piece in texts:
        innermost: dict[str, Node] = {}
        for node in filter(named.__contains__, piece.line):
            for word in named[node]:
                innermost.setdefault(word, node)
        for word, node in innermost.items():
            sizes[word] += piece.size
            parts[word].add(node)
    most = _USUAL * sum(piece.size for piece in texts)
    return {word for word in often if sizes[word] > most and len(parts[word]) >= _ALIKE}


def _large_kinds(pieces: Sequence[Piece], holds_title: set[Node]) -> set[str]:
    """What elements are called that hold several paragraphs, and one of whose names is a word of page builders: what is
    called just so, and is smaller, is of the same kind."""
    seen = set(holds_title)
    large = []
    for piece in pieces:
        for node in piece.line:
            if node in seen:
                break
            seen.add(node)
            if node.prose >= _VAGUE_PROSE:
                large.append(node)
    return {_kind(node) for node in large if is_of_builder(node)}


def _kind(node: Node) -> str:
    """The tag and the class names of an element, but for those with digits, which may be its own."""
    return " ".join([node.tag, *filter(_has_no_digit, (node.element.get("class") or "").split())])


def _has_no_digit(name: str) -> bool:
    return not any(map(str.isdigit, name))


@lru_cache(maxsize=8192)
def _vague_words(name: str) -> frozenset[str]:
    return frozenset(_NAMED_VAGUELY.findall(as_words(name)))


def _is_marked_body(attributes: Attributes) -> bool:
    """Whether the page itself marks an element as the article's body."""
    return "articlebody" in (attributes.get("itemprop") or attributes.get("property") or "").lower()


def _why(node: Node, attributes: Attributes, total: float, before: float, is_begun: bool) -> str | None:
    if node.tag == "main" or attributes.get("role") == "main":
        return None
    reason = furniture_reason(node.element, attributes, node.prose < _VAGUE_PROSE)
    if reason is None:
        return None
    if reason in _COMMENT_NAMES and before > _PROSE_BEFORE_COMMENTS:
        return reason
    if reason in _COMMENT_NAMES and is_begun and _THREAD.search(f"{attributes.get('class')} {attributes.get('id')}"):
        return reason  # below a flash, which is a sentence
    return None if node.prose > _LARGE_SHARE * total and reason not in _SHOWS else reason


def is_of_builder(node: Node) -> bool:
    """Whether an element is called by a word of page builders: others called just so may be text or none."""
    return node.tag in ("div", "section") and not _vague_words(_kind(node)).isdisjoint(_OF_BUILDERS)


def local_reason(node: Node) -> str | None:
    """What says that a node is furniture, by itself and whatever the rest of the page is."""
    return furniture_reason(node.element, dict(node.element.items()), node.prose < _VAGUE_PROSE)


def furniture_reason(element: etree._Element, attributes: Attributes, vaguely: bool) -> str | None:
    """What says that an element is furniture; words that also name harmless wrappers count if asked for."""
    tag = str(element.tag)
    if tag == "aside" and is_called_verdict(attributes.get("class") or ""):
        return None
    if tag in _TAGS:
        return None if tag == "figure" and _holds_text(element) else tag
    if not attributes:
        return None
    get = attributes.get
    if get("role") in _ROLES:
        return "role"
    if get("hidden") is not None or get("aria-hidden") == "true":
        return "hidden"
    style = get("style")
    if style and "display:none" in style.replace(" ", ""):
        return "hidden"
    # a note is what a page sets apart of its own text, whatever it calls that
    if tag in TABLE_TAGS or get("role") == "note":
        return None
    # a heading's id is made of its own words, so it says what it is about
    name, of_id = get("class") or "", "" if tag in HEADINGS else get("id") or ""
    found = _named(f"{name} {of_id}"[:NAMES_SIZE], vaguely) if name or of_id else None
    if found in _COMMENT_NAMES and "--" in name and _is_entry(element, name):
        return None
    if found and of_id and not _named(name[:NAMES_SIZE], vaguely) and _is_topic(element, of_id):
        return None
    return found


def _holds_text(figure: etree._Element) -> bool:
    """Whether a figure has a table, or a quotation without a picture: block editors set these into one."""
    tags = {str(each.tag) for each in figure.iter("table", "blockquote", *PICTURES)}
    return "table" in tags or ("blockquote" in tags and PICTURES.isdisjoint(tags))


def _is_entry(element: etree._Element, name: str) -> bool:
    """Whether an element is one of a row of entries of which only some are called comments ("event event--comment"
    beside "event event--goal"): a ticker has several kinds of entries, and all of a thread are comments."""
    plain = _unmodified(name)
    parent = element.getparent()
    if not plain or parent is None or _named(plain, False) in _COMMENT_NAMES:
        return False
    alike = (each.get("class") or "" for each in islice(parent, _SECTIONS) if each.tag == element.tag)
    return any(_unmodified(other) == plain and _named(other, False) not in _COMMENT_NAMES for other in alike)


def _unmodified(name: str) -> str:
    """Class names without those that tell a variant of another, as in "event--comment"."""
    return " ".join(each for each in name[:NAMES_SIZE].split() if "--" not in each)


def _is_topic(element: etree._Element, name: str) -> bool:
    """Whether the id of an element tells what it is about: a section with a heading beside several such, to which a
    table of contents leads."""
    if name not in _contents(element.getroottree().getroot()):
        return False
    head = _heading_tag(element)
    parent = element.getparent()
    if head is None or parent is None:
        return False
    kind = (element.tag, element.get("class"))
    alike = (
        each
        for each in islice(parent, _SECTIONS)
        if (each.tag, each.get("class")) == kind and each.get("id") and _heading_tag(each) == head
    )
    return len(list(islice(alike, _ALIKE))) == _ALIKE


@lru_cache(maxsize=1)  # asked for each such element of one page, which stays in memory until the next that has some
def _contents(root: etree._Element) -> frozenset[str]:
    """The ids to which the lists of a page lead."""
    links = ((link.get("href") or "") for link in root.iterfind(".//li//a"))
    return frozenset(href[1:] for href in islice(links, _JUMPS) if href.startswith("#"))


def _heading_tag(element: etree._Element) -> str | None:
    """The tag of the heading that an element begins with."""
    first = next((each for each in element if isinstance(each.tag, str)), None)
    return str(first.tag) if first is not None and first.tag in HEADINGS else None


@lru_cache(maxsize=8192)
def is_said_only(names: str) -> bool:
    """Whether an element is for screen readers alone, by its class names."""
    return _SAID_ONLY.search(names[:NAMES_SIZE]) is not None


@lru_cache(maxsize=8192)
def _named(names: str, vaguely: bool) -> str | None:
    """The word in a class and an id that names furniture; one of the vague words only if asked for."""
    if _HIDDEN.search(names):
        return "hidden"
    if sum(len(name) <= _GENERATED for name in names.split()) >= _MANY_GENERATED:
        names = " ".join(name for name in names.split() if len(name) > _GENERATED)
    words = as_words(names)
    found = _NAMED.search(words) or (_NAMED_VAGUELY.search(words) if vaguely else None)
    return found.group(0) if found else None
