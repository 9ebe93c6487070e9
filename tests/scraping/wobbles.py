# ruff: noqa: E501 (mark-up reads best unbroken)
"""A page served anew: the same article in other mark-up and among other furniture, and real edits of its text.

`WOBBLES` are what sites do to a page while its article stays as it is: a reader of versions must never see them.
`EDITS` are what editors do, each with the blocks it must lead to. Both work on any page, by putting elements beside
those that hold the article's blocks.
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
from articles.scraping.blocks import Block, one_line
from articles.scraping.extract import Extract
from articles.scraping.page import parse_page
from articles.scraping.walk import text_of

HEADLINES = (
    "Harbour bridge to close for two winters after inspectors find rust",
    "Why the night bus never came back to the valley",
    "Council weighs a tax on empty shops",
    "The village that bought its own forest, and what came of it",
    "Ten minutes with the last lighthouse keeper",
    "Trains to the coast cut from Monday as drivers walk out",
    "Farmers fear a third dry summer in a row",
    "Museum returns a drum after a century",
)
SUMMARIES = (
    "Engineers say the repair cannot wait, and shopkeepers ask who will pay for the lost trade.",
    "Officials had promised a decision by spring; residents are still waiting for the letter.",
    "A small town found that the quickest way to a park was to plant it without asking anybody.",
    "The committee meets again next week, and nobody expects the vote to be close this time.",
)
REMARKS = (
    "I have lived here for forty years and never once have they told us the truth about any of this.",
    "Well said. My brother works there and he says that it is much worse than what is written here.",
    "Nobody asks who pays for it in the end, do they? The same people as always, that is who.",
    "Thanks for reporting on this, it was about time that somebody looked into how they spend our money.",
    "Rubbish. I was there on the day and nothing of the kind happened, ask anybody who saw it.",
)
SENTENCE = "Nobody at the meeting would say how long the second winter might be, or who had asked for it."
BRIEF = "The vote is on Monday."

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


# what is put into a page ------------------------------------------------------------------------------------------


def token(rng: random.Random) -> str:
    """A class name that says nothing."""
    return "".join(rng.choices("bcdfghjklmnpqrstvwz", k=3)) + "-" + "".join(rng.choices("bcdfghjklmnpqrstvwz0123", k=5))


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


def _headline(rng: random.Random) -> str:
    return f'<a href="/story/{rng.randrange(9999)}">{rng.choice(HEADLINES)}</a>'


def _links(rng: random.Random) -> str:
    return "".join(f"<li>{_headline(rng)}</li>" for _ in range(rng.randint(2, 4)))


def _card(rng: random.Random) -> str:
    return (
        f'<div class="{token(rng)}"><a href="/s/{rng.randrange(999)}"><img src="/{rng.randrange(999)}.jpg" alt=""></a>'
        f'<div class="{token(rng)}"><h4>{_headline(rng)}</h4><p>{rng.choice(SUMMARIES)}</p></div></div>'
    )


def _also(rng: random.Random) -> str:
    label = rng.choice(
        ["Read also", "Read more", "See also", "Related", "In pictures", "Watch", "Analysis", "From the archive"]
    )
    shape = rng.choice(
        ["<p>{0}: {1}</p>", "<p><strong>{0}:</strong> {1}</p>", "<p><em>{0} | {1}</em></p>", "<p>{1}</p>"]
    )
    return shape.format(rng.choice([label, label.upper()]), _headline(rng))


def _newsletter(rng: random.Random) -> str:
    return (
        f'<div class="{token(rng)}"><h3>{rng.choice(["The morning letter", "Never miss a story", "Our best, once a day"])}</h3>'
        f"<p>{rng.choice(['Sign up to have the best of our reporting sent to you every morning.', 'One letter a week with the stories that everybody will be talking about.'])}</p>"
        '<form action="/letter"><input type="email" placeholder="Your address"><button>Sign up</button></form></div>'
    )


def _advert(rng: random.Random) -> str:
    return rng.choice(
        [
            f'<div class="{token(rng)}"><span>Advertisement</span><iframe src="/ad?{rng.random()}"></iframe></div>',
            f'<div class="{token(rng)}" data-slot="{rng.randrange(99)}">Advert</div>',
            f'<div class="{token(rng)}"><div>Sponsored</div><a href="https://shop.example/{rng.randrange(99)}"><img src="/x.gif">Shoes that never wear out</a></div>',
            f'<ins class="{token(rng)}" data-ad-slot="1"></ins><script>slots.push({rng.random()})</script>',
            "<p>Advertisement</p>",
        ]
    )


def _embed(rng: random.Random) -> str:
    return (
        f'<blockquote class="twitter-tweet" data-id="{rng.randrange(10**9)}"><p lang="en">{rng.choice(REMARKS)}</p>'
        f'&mdash; A. Reader (@areader{rng.randrange(99)}) <a href="https://twitter.com/a/status/{rng.randrange(10**9)}">March 5, 2024</a></blockquote>'
    )


def _share(rng: random.Random) -> str:
    names = rng.sample(["Facebook", "Twitter", "WhatsApp", "LinkedIn", "E-mail", "Reddit", "Copy link"], 4)
    links = [f'<a href="https://share.example/{name.lower()}?t={rng.random()}">{name}</a>' for name in names]
    return rng.choice(
        [
            f'<div class="{token(rng)}">{"".join(links)}</div>',
            f'<ul class="{token(rng)}">{"".join(f"<li>{link}</li>" for link in links)}</ul>',
            f'<div class="{token(rng)}"><span>Share</span>{" ".join(links)}</div>',
        ]
    )


def _counter(rng: random.Random) -> str:
    n = rng.randint(2, 4000)
    return rng.choice(
        [
            f"<div>{n:,} views</div>",
            f"<p>{n} comments</p>",
            f"<div><span>{n}</span> shares</div>",
            f"<span class='{token(rng)}'>{n} people are reading this now</span>",
        ]
    )


def _updated(rng: random.Random) -> str:
    n = rng.randint(2, 55)
    return rng.choice(
        [
            f"<p>Updated {n} minutes ago</p>",
            f"<div class='{token(rng)}'>Last updated: 5 March 2024, 14:{n:02}</div>",
            f"<p><em>{n} min read</em></p>",
            f"<time>{n} minutes ago</time>",
        ]
    )


def _gallery(rng: random.Random) -> str:
    return f'<figure class="{token(rng)}"><img src="/{rng.randrange(99)}.jpg"><figcaption>{rng.choice(SUMMARIES)} Photo: A. Nobody</figcaption></figure>'


def _plain_picture(rng: random.Random) -> str:
    return f'<div class="{token(rng)}"><div><img src="/{rng.randrange(99)}.jpg"></div><div class="{token(rng)}">{rng.choice(SUMMARIES)}</div></div>'


def _lazy(rng: random.Random) -> str:
    return f'<div class="{token(rng)}"><img src="data:image/gif;base64,R0lGOD" data-src="/{rng.randrange(99)}.jpg"><noscript><img src="/{rng.randrange(99)}.jpg" alt="A street at dusk"></noscript></div>'


def _player(rng: random.Random) -> str:
    return f'<div class="{token(rng)}"><video src="/{rng.randrange(99)}.mp4"></video><div>{rng.choice(HEADLINES)}</div><div>0{rng.randint(1, 9)}:{rng.randint(10, 59)}</div></div>'


def _poll(rng: random.Random) -> str:
    return f'<div class="{token(rng)}"><h3>What do you think?</h3><p>{rng.choice(["Should the bridge be closed for both winters, or for one?", "Do you trust the board with the repair of the bridge?"])}</p><ul><li>Yes {rng.randint(20, 50)}%</li><li>No {rng.randint(20, 50)}%</li></ul><button>Vote</button></div>'


def _prompt(rng: random.Random) -> str:
    return (
        f'<div class="{token(rng)}"><h2>{rng.choice(["Keep reading for one euro", "This story is for subscribers"])}</h2>'
        "<p>Get access to all our stories, the archive and the evening edition. Cancel whenever you like.</p>"
        '<a href="/buy">See all offers</a> <a href="/login">Already a subscriber? Log in</a></div>'
    )


def _related(rng: random.Random) -> str:
    shape = rng.randrange(3)
    if shape == 0:
        return f'<div class="{token(rng)}"><div>More on this</div>{"".join(_card(rng) for _ in range(rng.randint(2, 4)))}</div>'
    if shape == 1:
        return f"<h3>Related stories</h3><ul>{_links(rng)}</ul>"
    items = "".join(
        f'<div class="{token(rng)}"><h3>{_headline(rng)}</h3><div>{rng.choice(SUMMARIES)}</div></div>' for _ in range(4)
    )
    return f'<section class="{token(rng)}"><h2>Most read</h2>{items}</section>'


def _thread(rng: random.Random, count: int) -> str:
    items = "".join(
        f'<li class="{token(rng)}"><div><b>Reader {i}</b> <span>{rng.randint(1, 12)} hours ago</span></div><p>{rng.choice(REMARKS)}</p><a href="#r{i}">Reply</a></li>'
        for i in range(count)
    )
    return f'<div class="{token(rng)}"><h3>{count} comments</h3><ol>{items}</ol></div>'


def _thread_plain(rng: random.Random, count: int) -> str:
    """Comments without a heading and without a list."""
    items = "".join(
        f'<div class="{token(rng)}"><div><span>reader{i}</span><span>5 March 2024 at 10:{i:02}</span></div><div>{rng.choice(REMARKS)}</div><div><a href="#">Like</a> <a href="#">Reply</a></div></div>'
        for i in range(count)
    )
    return f'<div class="{token(rng)}">{items}</div>'


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
    twin = etree.Element(holder.tag, dict(holder.attrib))
    for element in [at, *at.itersiblings()]:
        twin.append(element)
    twin.tail, holder.tail = holder.tail, None
    holder.addnext(twin)
    put_after(holder, _advert(sheet.rng))


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
        if element.getprevious() is not None and element.getprevious().tag != "br":
            put_before(element, "<br><br>")


def _in_a_table(sheet: Sheet) -> None:
    holder = sheet.paragraphs()[0].getparent()
    assert holder is not None
    if holder.tag in ("body", "html", "ul", "ol", "td"):
        return
    cell = _wrap([holder], "td", token(sheet.rng))
    row = _wrap([cell], "tr", token(sheet.rng))
    side = etree.SubElement(row, "td")
    side.extend(_fragment(f"<ul>{_links(sheet.rng)}</ul>"))
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
        put_after(holder, _thread(sheet.rng, sheet.rng.randint(3, 30)))


def _related_after(sheet: Sheet) -> None:
    holder = sheet.paragraphs()[0].getparent()
    assert holder is not None
    if holder.tag not in ("body", "html"):
        put_after(holder, _related(sheet.rng))


WOBBLES: dict[str, Callable[[Sheet], None]] = {
    "names rotate": _names_rotate,
    "advert": between(_advert),
    "newsletter box": between(_newsletter),
    "read also": between(_also),
    "links": between(lambda rng: f"<ul>{_links(rng)}</ul>"),
    "links with a heading": between(
        lambda rng: f'<div class="{token(rng)}"><h3>Background</h3><ul>{_links(rng)}</ul></div>'
    ),
    "teaser card": between(_card),
    "post of a network": between(_embed),
    "share bar": between(_share),
    "counter": between(_counter),
    "updated": lambda sheet: put_before(sheet.paragraphs()[0], _updated(sheet.rng)),
    "picture with caption": between(_gallery),
    "picture without names": between(_plain_picture),
    "lazy picture": between(_lazy),
    "player": between(_player),
    "poll": between(_poll),
    "offer": at_end(_prompt),
    "offer amid": between(_prompt),
    "related at the end": at_end(_related),
    "related after": _related_after,
    "comments at the end": at_end(lambda rng: _thread(rng, rng.randint(3, 30))),
    "comments without a heading": at_end(lambda rng: _thread_plain(rng, rng.randint(3, 30))),
    "comments after": _comments_after,
    "newsletter at the end": at_end(_newsletter),
    "share bar at the end": at_end(_share),
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

# what changes the article -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edit:
    """`make` alters a sheet at one of its elements; `blocks` is what must then be read in place of that block."""

    make: Callable[[etree._Element], None]
    blocks: Callable[[Block], Sequence[str]]
    at: Callable[[Sequence[int]], int]  # which of the numbers of the blocks that stand in paragraphs


def _remove(element: etree._Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    if element.tail and element.tail.strip():
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _reword(element: etree._Element) -> None:
    last = next((part for part in reversed([*element.iter(etree.Element)]) if (part.text or "").strip()), element)
    words = (last.text or "").split()
    last.text = " ".join([*words[:-1], "seventeen", *words[-1:]]) if words else last.text


def _reworded(block: Block) -> Sequence[str]:
    return [block.text]


def _insert(markup: str) -> Callable[[etree._Element], None]:
    return lambda element: put_after(element, markup)


def _like(text: str) -> Callable[[etree._Element], None]:
    """A new paragraph after this one, of the same tag and class."""

    def make(element: etree._Element) -> None:
        new = etree.Element(element.tag)
        if element.get("class"):
            new.set("class", element.get("class") or "")
        new.text = text
        new.tail, element.tail = element.tail, None
        element.addnext(new)

    return make


def _before_like(text: str) -> Callable[[etree._Element], None]:
    def make(element: etree._Element) -> None:
        new = etree.Element(element.tag)
        if element.get("class"):
            new.set("class", element.get("class") or "")
        new.text = text
        element.addprevious(new)

    return make


def _first(numbers: Sequence[int]) -> int:
    return numbers[0]


def _middle(numbers: Sequence[int]) -> int:
    return numbers[(len(numbers) - 1) // 2]


def _last(numbers: Sequence[int]) -> int:
    return numbers[-1]


NOTE = "Correction: an earlier version of this article gave a wrong number of bearings. There are eleven."

EDITS: dict[str, Edit] = {
    "first paragraph goes": Edit(_remove, lambda b: [], _first),
    "middle paragraph goes": Edit(_remove, lambda b: [], _middle),
    "last paragraph goes": Edit(_remove, lambda b: [], _last),
    "paragraph at the head": Edit(_before_like(SENTENCE), lambda b: [SENTENCE, b.text], _first),
    "paragraph comes": Edit(_like(SENTENCE), lambda b: [b.text, SENTENCE], _middle),
    "paragraph at the end": Edit(_like(SENTENCE), lambda b: [b.text, SENTENCE], _last),
    "brief paragraph comes": Edit(_like(BRIEF), lambda b: [b.text, BRIEF], _middle),
    "brief paragraph at the end": Edit(_like(BRIEF), lambda b: [b.text, BRIEF], _last),
    "quoted line comes": Edit(_like("“We are sorry,” she said."), lambda b: [b.text, "“We are sorry,” she said."], _middle),
    "heading comes": Edit(_insert("<h2>What the board knew</h2>"), lambda b: [b.text, "What the board knew"], _middle),
    "bold heading comes": Edit(_insert("<p><strong>What the board knew</strong></p>"), lambda b: [b.text, "What the board knew"], _middle),
    "list comes": Edit(_insert("<ul><li>The north bank loses its ferry.</li><li>The south bank keeps it</li></ul>"), lambda b: [b.text, "The north bank loses its ferry.", "The south bank keeps it"], _middle),
    "quotation comes": Edit(_insert(f"<blockquote><p>{SENTENCE}</p></blockquote>"), lambda b: [b.text, SENTENCE], _middle),
    "note at the end": Edit(_like(NOTE), lambda b: [b.text, NOTE], _last),
    "note in a box": Edit(_insert(f'<div class="q-kzt"><p><em>{NOTE}</em></p></div>'), lambda b: [b.text, NOTE], _last),
    "note at the head": Edit(_before_like(NOTE), lambda b: [NOTE, b.text], _first),
    "first paragraph reworded": Edit(_reword, _reworded, _first),
    "middle paragraph reworded": Edit(_reword, _reworded, _middle),
    "last paragraph reworded": Edit(_reword, _reworded, _last),
    "paragraph that links comes": Edit(_insert('<p>The board <a href="/2023/report">had said so in its report of last year</a>, which nobody read.</p>'), lambda b: [b.text, "The board had said so in its report of last year, which nobody read."], _middle),
}  # fmt: skip


def edited(original: Original, name: str) -> tuple[bytes, tuple[str, ...]] | None:
    """The page with an edit made, and what must be read from it; None where the page has no place for the edit."""
    edit = EDITS[name]
    sheet = original.sheet(0)
    inside = set(sheet.paragraphs())
    numbers = [
        number
        for number, element in sheet.held.items()
        if element in inside and original.found.blocks[number].kind == "paragraph" and element.tag in ("p", "div")
    ]
    if len(numbers) < 3:
        return None
    number = edit.at(numbers)
    element, block = sheet.held[number], original.found.blocks[number]
    before = text_of(element)
    edit.make(element)
    new = [text_of(element)] if edit.blocks is _reworded else list(edit.blocks(block))
    if edit.blocks is _reworded and new[0] == before:
        return None
    blocks = [b.text for b in original.found.blocks]
    blocks[number : number + 1] = [one_line(text) for text in new]
    return sheet.served(), (normalise(original.found.title), *map(normalise, blocks))
