"""What stands above an article's body: the headline, the standfirst, and who wrote it."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice, takewhile

from lxml import etree

from articles.scraping.blocks import MARKS
from articles.scraping.body import Body, is_edited
from articles.scraping.captions import is_below_picture
from articles.scraping.metadata import Metadata, split_names
from articles.scraping.names import as_words
from articles.scraping.notes import is_note
from articles.scraping.places import is_twin
from articles.scraping.times import tells_time
from articles.scraping.walk import NAMING, Node, Piece, ends_sentence, squash, text_of

_STANDFIRST_SIZE = 35
_NAMED_SIZE = 20  # letters, at least, of what is called a standfirst
_STANDFIRST_MOST = 900
_NO_STANDFIRST = ("h1", "dt", "dd")
_OPENING_MOST = 450
_PART_LEAST = 12  # letters of a title's part that may be the headline
_HEADLINE_MOST = 1000  # beyond that it is none, and hard to read
_STANDFIRST_NAMES = re.compile(
    r"(?<![a-z])(?:standfirst|dek|deck|lead|lede|leadin|leadtext|intro|introduction|ingress|preamble|subtitle|subheadline|"
    r"subhead|subheading|excerpt|abstract|summary|vorspann|einleitung|anleser|chapo|chapeau|entradilla|bajada|"
    r"sommario|catenaccio|sottotitolo|description|strapline|sub-title|sub-headline)(?![a-z])"
)
# "author" as pages in German, Spanish, Polish and others, in French and in Italian call it
BYLINE_NAMES = "byline author authors autor autora autores autoren auteur auteurs autore autori".split()
_SAME_LOOK = 0.4  # of the paragraphs that hang alike have the same class, where it tells anything
_BYLINE_WITHIN = 30
_BYLINE_SIZE = 120
_HOLDING = 3  # elements around a name, at most, that may say whose it is
_NAME = re.compile(r"[^\W\d_][^\W\d_.’'-]*\.?(?:[ -][^\W\d_.][\w.’'-]*){1,4}")
# "by" as it stands before who wrote something, and not before who took a photograph
_BY = re.compile(
    r"(?:(?:written |reported |words |story )?by|von|par|por|di|door|av|af|przez|του|της|yazan)[:\s]\s*"
    r"|(?:author|autor(?:in)?|auteur|autore|te[xk]st|texte|texto|testo|teksti|текст|автор|tác giả|लेखक|எழுதியவர்)\s*:\s*"
    r"|(?:بقلم|מאת|كتب|โดย)\s*:?\s*|(?:文|撰文|글)[・：:／/\s]\s*|(?:記者|记者|作者)[・：:／/\s]?\s*",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "al bin da das de del della den der des di do dos du e el la las le los ten ter van von y zu".split()
)
_PARTS = 12
_BETWEEN = re.compile(r"\s+[·•|]\s+")
_NAME_WITHOUT_SPACES = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3040-\u30ff\u3400-\u9fff]{2,8}|[\uac00-\ud7af]{2,4}")
_SEPARATED_SITE = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022»:-]\s+")


def headline(body: Body, metadata: Metadata) -> str:
    """The headline as the page shows it, without the site's name.

    Where the page's linked data and its OpenGraph agree on one that only puts a kicker before what is shown, it
    is theirs: how a kicker stands in the page's tags changes with every redesign. So is one that an element within
    the shown one has, after a kicker. Any other difference is shown, for an editor who changes a headline may change
    it on the page alone.
    """
    said = [title for title in (_without_site(text, metadata) for text in metadata.headlines) if title]
    if body.title is None:
        return (_shown_part(said[0], body) or said[0]) if said else ""
    shown = _without_site(body.title.text, metadata)
    keys = [squash(title) for title in said]
    key = squash(shown)
    if key in keys or len(said) < 2 or keys[0] != keys[1]:
        return shown
    if keys[0].endswith(key):
        return said[0]
    within = map(text_of, body.title.node.element.iter("*")) if key.endswith(keys[0]) else ()
    return next((text for text in within if squash(text) == keys[0]), shown)


def _shown_part(title: str, body: Body) -> str | None:
    """The part of a title, before or after a separator, with which a line above the text begins."""
    cuts = [] if len(title) > _HEADLINE_MOST else list(_SEPARATED_SITE.finditer(title))
    parts = [part.strip() for cut in cuts for part in (title[: cut.start()], title[cut.end() :])]
    above = [*body.lead_in, *takewhile(lambda piece: not piece.prose, body.pieces)][:_BYLINE_WITHIN]
    shown = tuple(squash(piece.text) for piece in above)
    fits = (part for part in parts if len(key := squash(part)) >= _PART_LEAST and any(s.startswith(key) for s in shown))
    return max(fits, key=len, default=None)


def _without_site(title: str, metadata: Metadata) -> str:
    """A title without the name of the site that stands behind, or before, a separator."""
    if len(title) > _HEADLINE_MOST or not _SEPARATED_SITE.search(title):
        return title
    site = squash(metadata.site_name or "")
    others = {squash(other) for other in metadata.headlines}
    last = _SEPARATED_SITE.search(title)
    cuts = [(title[: m.start()], title[m.end() :]) for m in _SEPARATED_SITE.finditer(title)]
    for head, tail in cuts:
        if squash(head) in others or (site and squash(tail) == site):
            return head.strip()
    if last and site and squash(cuts[0][0]) == site:
        return cuts[0][1].strip()
    return title


def bylines(body: Body, metadata: Metadata) -> tuple[str, ...]:
    """The authors' names: as the page's metadata gives them, or else as its byline shows them."""
    if metadata.authors:
        return metadata.authors
    shown = [piece for piece in [*body.lead_in, *body.pieces][:_BYLINE_WITHIN] if piece.size <= _BYLINE_SIZE]
    for piece in shown:
        if names := credited_names(piece):
            return names
    told = [i for i, piece in enumerate(body.pieces) if piece.prose]
    above = [*body.lead_in, *body.pieces[: told[1] if len(told) > 1 else None]]  # the first may be the standfirst
    return next(filter(None, (signed_names(piece) for piece in shown if piece in above)), ())


def credited_names(piece: Piece) -> tuple[str, ...]:
    """The names that an element named after authors says, or such a one in it."""
    for text in [piece.text] if piece.node.furniture in BYLINE_NAMES else _credits(piece):
        if names := tuple(name for name in split_names(text) if _is_name(name)):
            return names
    return ()


def signed_names(piece: Piece) -> tuple[str, ...]:
    """The names in a line above the text, or in an element within it, that begins with a word for "by"."""
    parts = (text_of(each) for each in piece.node.element.iter("span", "a", "b", "strong", "em", "i"))
    for text in (*_BETWEEN.split(piece.text), *islice(parts, _PARTS)):
        match = _BY.match(text)
        names = [*split_names(text[match.end() :])] if match else []
        if names and all(_is_name(name) and _is_capitalised(name) for name in names):
            return tuple(names)
    return ()


def _is_capitalised(name: str) -> bool:
    """Whether each word of a name has a capital, but for "de", "van" and their like; other scripts have none."""
    return not any(word[0].islower() and word not in _PARTICLES for word in name.split())


def _credits(piece: Piece) -> list[str]:
    """What a line says of who wrote the article, in an element of its own between a time and a counter."""
    elements = [*piece.node.element.iter("span", "a", "b", "strong", "address", "em", "i")]
    named = [each for each in elements if each.get("itemprop") == "name" and _is_of_author(each)]
    credits = (each for each in elements if "author" in (each.get("rel") or "").split() or _is_credit(each))
    return [text_of(each) for each in (named or credits)]


def _is_of_author(element: etree._Element) -> bool:
    """Whether the page says (as microdata) of what holds an element that it is the author."""
    return any(each.get("itemprop") == "author" for each in islice(element.iterancestors(), _HOLDING))


def _is_credit(element: etree._Element) -> bool:
    words = as_words(f"{element.get('class') or ''} {element.get('id') or ''}")
    return not {*re.split(r"[^a-z]+", words)}.isdisjoint(BYLINE_NAMES)


def _is_name(text: str) -> bool:
    """Whether a text is written like a person's name: "Bo van Ek", and not "Email the author"."""
    text = MARKS.sub("", text)
    if _NAME_WITHOUT_SPACES.fullmatch(text):
        return True
    return _NAME.fullmatch(text) is not None and not text[0].islower() and not text.split()[-1][0].islower()


def standfirst(body: Body, metadata: Metadata) -> tuple[Piece, ...]:
    """The pieces of the summary shown between headline and body; none where the article has none.

    It is never invented from what the page says of itself: that only tells which of the shown texts it is. What
    stands and looks like the body's own paragraphs is body.
    """
    if body.root is None or body.title is None:
        return ()
    usual = _usual_look(body)
    described = squash(metadata.description or "")
    headlines = [squash(body.title.text), *map(squash, metadata.headlines)]
    above = [*body.lead_in, *body.pieces]
    for i, piece in enumerate(above[:40]):
        look = _look(piece.node, body.root)
        if piece.prose and look == usual and not _matches(piece, described):
            return ()
        if piece.prose and usual and usual == (look[0], None) and not _is_named(piece.node):
            return ()  # names that are new for each paragraph tell nothing
        if not _may_be_standfirst(piece):
            continue
        text = squash(piece.text)
        if any(text in line or (line in text and len(text) < 2 * len(line)) for line in headlines):
            continue  # the headline again, or that with the site's name
        if _is_standfirst(piece, body, usual, described):
            # of a plain paragraph that the page tells of as a whole, what stands below is no more of it
            is_whole = bool(described) and text == described and not (piece.is_heading or _is_named(piece.node))
            return (piece,) if is_whole else (piece, *_siblings(piece, above[i + 1 : i + 5]))
        if piece.prose:
            return ()
    return ()


Look = tuple[tuple[str, ...], str | None]


def _look(node: Node, root: Node) -> Look:
    line: list[str] = []
    current: Node | None = node
    while current is not None and current is not root and not is_twin(current, root):
        line.append(current.tag)
        current = current.parent
    return tuple(line), node.element.get("class") or ""


def _usual_look(body: Body) -> Look | None:
    """How the paragraphs of the body hang in the page; with no class where that differs between them."""
    assert body.root is not None
    looks: Counter[Look] = Counter()
    for piece in body.pieces:
        if not piece.node.furniture:
            looks[_look(piece.node, body.root)] += int(piece.prose)
    if not looks:
        return None
    way, name = looks.most_common(1)[0][0]
    like = sum(weight for (other, _), weight in looks.items() if other == way)
    return (way, name) if looks[way, name] >= _SAME_LOOK * like else (way, None)


def _may_be_standfirst(piece: Piece) -> bool:
    if piece.link_share > 0.3 or piece.size > _STANDFIRST_MOST:
        return False
    if piece.size < _STANDFIRST_SIZE and not (
        piece.size >= _NAMED_SIZE and _is_named(piece.node) and not tells_time(piece.text)
    ):
        return False
    if piece.node.tag in _NO_STANDFIRST or is_note(piece):
        return False
    return piece.node.furniture in (None, "teaser", "header")


def _matches(piece: Piece, described: str) -> bool:
    text = squash(piece.text) if described else ""
    if not described or text == described:
        return bool(described)
    return (len(described) > 50 and text[:60] == described[:60]) or is_edited(text, described)


def _is_standfirst(piece: Piece, body: Body, usual: Look | None, described: str) -> bool:
    assert body.root is not None
    assert body.title is not None
    look = _look(piece.node, body.root)
    if usual is not None and look == usual:
        return False
    if piece.is_heading and any(_look(other.node, body.root) == look for other in body.pieces if other is not piece):
        return False  # one of the text's own headings
    if _matches(piece, described) and (usual is None or look[0] != usual[0] or bool(look[1])):
        return True
    if usual is not None and look[0] == usual[0] and not look[1]:
        return False
    if _is_named(piece.node):
        return True
    if is_below_picture(piece.node):
        return False
    if _opens_alone(piece, body, usual):
        return True
    if piece.is_heading:
        return piece.node.tag in ("h2", "h3") and (piece in body.lead_in or piece.is_long_sentence)
    if _follows_title(piece, body):
        return True
    beside_title = body.title.node.parent
    if not piece.is_long_sentence or beside_title is None or beside_title not in piece.line:
        return False
    return beside_title.prose < _STANDFIRST_MOST


def _follows_title(piece: Piece, body: Body) -> bool:
    """Whether a text is a sentence without a link or a time, in an element that stands next to the headline."""
    if piece.linked or piece is not next(iter([*body.lead_in, *body.pieces])) or not ends_sentence(piece.text):
        return False
    after = body.title.node if body.title else None
    while after is not None and after.parent is not None and len(after.parent.element) == 1:
        after = after.parent  # what holds the headline alone
    return after is not None and piece.node.parent is after.parent and not tells_time(piece.text)


def _opens_alone(piece: Piece, body: Body, usual: Look | None) -> bool:
    """Whether a short text is all of the region that stands outside, before the element of the article's text."""
    assert body.root is not None
    opening = [p for p in takewhile(lambda p: body.root not in p.line, body.pieces) if p.prose]
    name = piece.node.element.get("class") or ""
    return opening == [piece] and piece.size <= _OPENING_MOST and (usual is None or not name or name != usual[1])


def _is_named(node: Node) -> bool:
    """Whether an element, one around it or a wrapper of nothing else is called a standfirst."""
    for i, current in enumerate(node.line()[:4]):
        if i > 1 and (not node.prose or current.prose != node.prose):
            return False
        get = current.element.get
        names = " ".join(get(name) or "" for name in NAMING)
        if _STANDFIRST_NAMES.search(as_words(names)):
            return True
    return False


def _siblings(first: Piece, following: Sequence[Piece]) -> list[Piece]:
    """Further lines of the same standfirst: those next to the first that hang and look the same."""
    found = []
    for piece in following:
        same = piece.node.parent is first.node.parent and piece.node.tag == first.node.tag
        if not same or piece.node.element.get("class") != first.node.element.get("class"):
            break
        found.append(piece)
    return found
