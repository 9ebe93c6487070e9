# ruff: noqa: E501 (mark-up reads best unbroken)
"""A page served anew: the same article in other mark-up and among other furniture, and real edits of its text.

`WOBBLES` are what sites do to a page while its article stays as it is: a reader of versions must never see them.
They work on any page, by putting elements beside those that hold the article's blocks. Real edits are in `edits`.
"""

import copy
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from articles.diffing.text import normalise
from articles.scraping.extract import Extract
from articles.scraping.page import parse_page
from articles.scraping.walk import text_of
from tests.scraping.boxes import (
    advert,
    also,
    card,
    counter,
    embed,
    gallery,
    lazy,
    links,
    newsletter,
    plain_picture,
    player,
    poll,
    prompt,
    related,
    share,
    thread,
    thread_plain,
    token,
    updated,
)

_WORDLESS_TAGS = frozenset({"script", "style", "svg", "noscript", "template", "head"})


@dataclass(slots=True)
class Sheet:
    """A copy of a page to be altered: `root` its tree, `held` the elements that hold exactly one block each, by the
    block's number, and `title` the element of the headline."""

    root: etree._Element
    held: dict[int, etree._Element]
    title: etree._Element | None
    rng: random.Random

    def paragraphs(self) -> list[etree._Element]:
        """The elements that hold blocks and stand in the largest company of such."""
        parents = Counter(element.getparent() for element in self.held.values())
        parent = parents.most_common(1)[0][0]
        return [element for element in self.held.values() if element.getparent() is parent]

    def served(self) -> bytes:
        """The bytes of the page."""
        return _bytes(self.root)


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, method="html", encoding="utf-8", doctype="<!DOCTYPE html>"))


@dataclass(frozen=True, slots=True)
class Original:
    """A page and what is read from it; gives sheets to alter."""

    root: etree._Element
    found: Extract
    held: dict[int, int]  # which element in document order holds which block
    title: int | None

    @classmethod
    def of(cls, body: bytes, read: Callable[[bytes], Extract]) -> "Original | None":
        """The page as it comes out of a parser; None where no three paragraphs of it stand side by side."""
        root = parse_page(body)
        if root is None:
            return None
        root = parse_page(_bytes(root))
        assert root is not None
        found = read(_bytes(root))
        wanted = {block.text for block in found.blocks}
        elements: dict[str, list[int]] = {}
        title = None
        for i, element in enumerate(root.iter()):
            if not isinstance(element.tag, str) or element.tag in _WORDLESS_TAGS:
                continue
            text = text_of(element) if len(element) < 60 else ""
            if text in wanted and element.tag not in ("a", "b", "strong", "em", "i", "span"):
                elements.setdefault(text, []).append(i)
            if text and text == found.title and element.tag == "h1":
                title = i
        times = Counter(block.text for block in found.blocks)
        held = {
            number: elements[block.text][-1]
            for number, block in enumerate(found.blocks)
            if times[block.text] == 1 and _is_one(root, elements.get(block.text, []))
        }
        original = cls(root, found, held, title)
        return original if held and len(original.sheet(0).paragraphs()) >= 3 else None

    def sheet(self, seed: int) -> Sheet:
        """A copy of the page to alter."""
        root = copy.deepcopy(self.root)
        elements = list(root.iter())
        held = {number: elements[i] for number, i in self.held.items()}
        title = elements[self.title] if self.title is not None else None
        return Sheet(root, held, title, random.Random(seed))


def _is_one(root: etree._Element, at: Sequence[int]) -> bool:
    """Whether elements stand in one another, so that the last of them is the one that holds the text."""
    if not at:
        return False
    elements = list(root.iter())
    line = [elements[i] for i in at]
    return all(a in list(b.iterancestors()) for a, b in pairwise(line))


def compared(found: Extract) -> tuple[str, ...]:
    """Headline and text as the record compares them."""
    return (normalise(found.title), *(normalise(block.text) for block in found.blocks))


def _fragment(markup: str) -> list[etree._Element]:
    tree = etree.fromstring(f"<html><body>{markup}</body></html>", parser=etree.HTMLParser())
    return list(tree[0])


def put_after(element: etree._Element, markup: str) -> None:
    """Put new elements behind one, before the text that follows it."""
    for new in reversed(_fragment(markup)):
        new.tail, element.tail = element.tail, None
        element.addnext(new)


def put_before(element: etree._Element, markup: str) -> None:
    """Put new elements before one."""
    for new in _fragment(markup):
        element.addprevious(new)


def _between(sheet: Sheet, markup: Callable[[random.Random], str], times: int = 2) -> None:
    """Put a box, drawn each time, between some of the paragraphs."""
    paragraphs = sheet.paragraphs()[:-1]
    for element in sheet.rng.sample(paragraphs, min(times, len(paragraphs))):
        put_after(element, markup(sheet.rng))


def _end(sheet: Sheet, markup: str) -> None:
    """Put a box behind the last paragraph, within the element that holds them all."""
    put_after(sheet.paragraphs()[-1], markup)


def between(markup: Callable[[random.Random], str]) -> Callable[[Sheet], None]:
    return lambda sheet: _between(sheet, markup)


def at_end(markup: Callable[[random.Random], str]) -> Callable[[Sheet], None]:
    return lambda sheet: _end(sheet, markup(sheet.rng))


# what changes nothing ---------------------------------------------------------------------------------------------


def _names_rotate(sheet: Sheet) -> None:
    new: dict[str, str] = {}
    for element in sheet.root.iter(etree.Element):
        for attribute in ("class", "id"):
            names = (element.get(attribute) or "").split()
            if names:
                element.set(attribute, " ".join(new.setdefault(name, token(sheet.rng)) for name in names))


def _wrap_each(sheet: Sheet) -> None:
    name = token(sheet.rng)
    for element in sheet.paragraphs():
        _wrap([element], "div", name)


def _wrap(elements: Sequence[etree._Element], tag: str, name: str) -> etree._Element:
    wrapper = etree.Element(tag)
    wrapper.set("class", name)
    wrapper.tail, elements[-1].tail = elements[-1].tail, None
    elements[0].addprevious(wrapper)
    for element in elements:
        wrapper.append(element)
    return wrapper


def _wrap_all(sheet: Sheet) -> None:
    holder = sheet.paragraphs()[0].getparent()
    assert holder is not None
    if holder.tag in ("body", "html", "ul", "ol"):
        return
    _wrap([holder], "div", token(sheet.rng))


def _split_by_advert(sheet: Sheet) -> None:
    """The container ends in the middle of the text, an advert follows, and another container takes the rest."""
    paragraphs = sheet.paragraphs()
    holder = paragraphs[0].getparent()
    assert holder is not None
    if holder.tag not in ("div", "section") or len(paragraphs) < 4:
        return
    at = paragraphs[len(paragraphs) // 2]
    twin = etree.Element(holder.tag, {str(name): str(value) for name, value in holder.attrib.items()})
    for element in [at, *at.itersiblings()]:
        twin.append(element)
    twin.tail, holder.tail = holder.tail, None
    holder.addnext(twin)
    put_after(holder, advert(sheet.rng))


def _paragraphs_to_divs(sheet: Sheet) -> None:
    for element in sheet.paragraphs():
        if element.tag == "p":
            element.tag = "div"


def _paragraphs_to_breaks(sheet: Sheet) -> None:
    """Plain paragraphs become text with two line breaks after each."""
    for element in sheet.paragraphs():
        if element.tag != "p":
            continue
        element.tag = "font"
        element.attrib.clear()
        put_after(element, "<br><br>")
        before = element.getprevious()
        if before is not None and before.tag != "br":
            put_before(element, "<br><br>")


def _in_a_table(sheet: Sheet) -> None:
    holder = sheet.paragraphs()[0].getparent()
    assert holder is not None
    if holder.tag in ("body", "html", "ul", "ol", "td"):
        return
    cell = _wrap([holder], "td", token(sheet.rng))
    row = _wrap([cell], "tr", token(sheet.rng))
    side = etree.SubElement(row, "td")
    side.extend(_fragment(f"<ul>{links(sheet.rng)}</ul>"))
    _wrap([row], "table", token(sheet.rng))


def _pretty(sheet: Sheet) -> None:
    """White space between blocks, and line breaks within text."""
    for element in sheet.held.values():
        for part in element.iter(etree.Element):
            if part.text:
                part.text = re.sub(" ", "\n        ", part.text, count=3)
        element.tail = f"\n\n\t  {(element.tail or '').strip()}"


def _minify(sheet: Sheet) -> None:
    for element in sheet.root.iter(etree.Element):
        if (
            element.tail
            and element.tail.isspace()
            and element.tag in ("p", "div", "h2", "h3", "ul", "li", "section", "article")
        ):
            element.tail = None


def _marks(sheet: Sheet) -> None:
    """Other quotation marks, dashes and spaces."""
    table = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", " ": "\xa0"})
    for element in sheet.held.values():
        for part in element.iter(etree.Element):
            if part.text:
                part.text = part.text.translate(table)
            if part is not element and part.tail:
                part.tail = part.tail.translate(table)


def _spans(sheet: Sheet) -> None:
    """The text of every paragraph stands in an inline element of its own."""
    for element in sheet.paragraphs():
        span = etree.Element("span")
        span.text, element.text = element.text, None
        for child in list(element):
            span.append(child)
        element.append(span)


def _linked_names(sheet: Sheet) -> None:
    """Some words of the text become links."""
    for element in sheet.paragraphs():
        words = (element.text or "").split(" ")
        if len(words) > 8:
            link = etree.Element("a", href="/topic/1")
            link.text = words[3]
            link.tail = " " + " ".join(words[4:])
            element.text = " ".join(words[:3]) + " "
            element.insert(0, link)


def _banner(sheet: Sheet) -> None:
    body = next(iter(sheet.root.iter("body")), sheet.root)
    markup = (
        f'<div class="{token(sheet.rng)}" role="dialog"><h2>We value your privacy</h2><p>We and our {sheet.rng.randint(80, 900)} partners store '
        "information on your device, such as cookies, to show you what you may like and to measure how well it works. "
        "You may accept this or manage your choices at any time by the link at the foot of every page.</p><button>Accept</button></div>"
    )
    for new in _fragment(markup):
        if sheet.rng.random() < 0.5:
            body.insert(0, new)
        else:
            body.append(new)


def _banner_unnamed(sheet: Sheet) -> None:
    _banner(sheet)
    for element in sheet.root.iter("div"):
        if element.get("role") == "dialog":
            del element.attrib["role"]


def _amp(sheet: Sheet) -> None:
    """What an AMP page makes of it: no scripts, its own elements for media."""
    for element in list(sheet.root.iter("script", "style")):
        if element.get("type") != "application/ld+json" and element.getparent() is not None:
            text, parent, before = element.tail or "", element.getparent(), element.getprevious()
            assert parent is not None
            if before is not None:
                before.tail = (before.tail or "") + text
            else:
                parent.text = (parent.text or "") + text
            parent.remove(element)
    for element in sheet.root.iter("img", "iframe", "video"):
        element.tag = f"amp-{element.tag}"
    _between(sheet, lambda rng: f'<amp-ad width="300" height="250" type="x" data-slot="{rng.randrange(99)}"></amp-ad>')


def _comments_after(sheet: Sheet) -> None:
    holder = sheet.paragraphs()[0].getparent()
    assert holder is not None
    if holder.tag not in ("body", "html"):
        put_after(holder, thread(sheet.rng, sheet.rng.randint(3, 30)))


def _related_after(sheet: Sheet) -> None:
    holder = sheet.paragraphs()[0].getparent()
    assert holder is not None
    if holder.tag not in ("body", "html"):
        put_after(holder, related(sheet.rng))


WOBBLES: dict[str, Callable[[Sheet], None]] = {
    "names rotate": _names_rotate,
    "advert": between(advert),
    "newsletter box": between(newsletter),
    "read also": between(also),
    "links": between(lambda rng: f"<ul>{links(rng)}</ul>"),
    "links with a heading": between(
        lambda rng: f'<div class="{token(rng)}"><h3>Background</h3><ul>{links(rng)}</ul></div>'
    ),
    "teaser card": between(card),
    "post of a network": between(embed),
    "share bar": between(share),
    "counter": between(counter),
    "updated": lambda sheet: put_before(sheet.paragraphs()[0], updated(sheet.rng)),
    "picture with caption": between(gallery),
    "picture without names": between(plain_picture),
    "lazy picture": between(lazy),
    "player": between(player),
    "poll": between(poll),
    "offer": at_end(prompt),
    "offer amid": between(prompt),
    "related at the end": at_end(related),
    "related after": _related_after,
    "comments at the end": at_end(lambda rng: thread(rng, rng.randint(3, 30))),
    "comments without a heading": at_end(lambda rng: thread_plain(rng, rng.randint(3, 30))),
    "comments after": _comments_after,
    "newsletter at the end": at_end(newsletter),
    "share bar at the end": at_end(share),
    "wrappers": _wrap_each,
    "another wrapper": _wrap_all,
    "split by an advert": _split_by_advert,
    "divs": _paragraphs_to_divs,
    "line breaks": _paragraphs_to_breaks,
    "table": _in_a_table,
    "white space": _pretty,
    "minified": _minify,
    "other marks": _marks,
    "spans": _spans,
    "links in the text": _linked_names,
    "consent": _banner,
    "consent without a role": _banner_unnamed,
    "AMP": _amp,
}
