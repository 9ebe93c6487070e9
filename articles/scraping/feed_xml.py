"""RSS, RDF, Atom, sitemaps and sitemap indexes, read in one pass of one forgiving parser (pure)."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice, pairwise
from typing import Any

from lxml import etree

from .feed_values import MAX_LINKS, FeedContents, Link, absolute, feed_date, plain

MAX_MARKS = {b"<": 1_500_000, b"&": 500_000, b"=": 500_000}
"""Tags, references and attributes in one document; a full sitemap of 50,000 pages has about 700,000 tags."""

_MAX_PIECES = 20_000  # items of a broken document that are looked at one by one
_MAX_HEAD = 1000  # elements among which a feed's own title and language are looked for
_HEAD = 64 * 1024
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(
    rb"<(?:[A-Za-z][\w.-]*:)?(rss|rdf|feed|urlset|sitemapindex|html|!doctype\s+html)[\s>/]", re.IGNORECASE
)
_DECLARATION = re.compile(rb"""^(<\?xml[^>]{0,200}?encoding\s*=\s*["'])([\w.:-]{1,40})""")
# References. Those that XML knows are given as numbers, for the parser drops the named ones of a document with
# errors; any other ampersand (&nbsp;, a bare one, an entity of the document's own, which bombs are made of) and
# any "<" that begins no tag stay as text. A CDATA section is passed over.
_REFERENCE = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<(?![A-Za-z_/!?])"
    rb"|&(?!#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};)(amp;|lt;|gt;|quot;|apos;)?",
    re.DOTALL,
)
_NUMBERS = {b"lt;": b"&#60;", b"gt;": b"&#62;", b"quot;": b"&#34;", b"apos;": b"&#39;"}
_OPENING = re.compile(
    rb"<(?:[A-Za-z][\w.-]*:)?(?:rss|rdf|feed|urlset|sitemapindex)(?:\s[^<>]{0,2000})?>", re.IGNORECASE
)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MONTH = re.compile(r"(?:19|20)\d\d(?:[-_/]?[01]\d(?:[-_/]?[0-3]\d)?)?(?!\d)")
_OLDEST = datetime.min.replace(tzinfo=UTC)
PARSING: dict[str, Any] = {
    "recover": True,
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_ITEMS = {"rss": "item", "atom": "entry", "sitemap": "url", "sitemapindex": "sitemap"}


def read_xml(body: bytes, *, url: str) -> FeedContents:
    """What an XML feed from `url` holds; a problem where it is none. Never raises."""
    for mark, limit in MAX_MARKS.items():
        if body.count(mark) > limit:
            return FeedContents(problem=f'The feed has more than {limit:,} times "{mark.decode()}".')
    body = _readable(body)
    kind = _kind(body)
    if kind not in _ITEMS:
        what = "a web page, not a feed" if kind == "html" else "neither a feed nor a sitemap"
        return FeedContents(problem=f"This is {what}.")
    items = _Items(body, _ITEMS[kind])
    links: dict[str, Link] = {}
    for element in items:
        link = _READERS[kind](element, url)
        if link.url and len(links) < MAX_LINKS:
            links.setdefault(link.url, link)
    title, language = _head_of(items.root)
    if kind == "sitemapindex":
        best = sorted(links.values(), key=_promise, reverse=True)
        return FeedContents(kind, title, language, feeds=tuple(link.url for link in best))
    return FeedContents(kind, title, language, tuple(links.values()))


class _Items:
    """The items of a document, each emptied when the next is taken, so that a long feed stays small.

    In a document with errors a stray end tag can hide all that follows; its items are then read once more,
    each cut out and parsed by itself.
    """

    def __init__(self, body: bytes, name: str) -> None:
        self._body = body
        self._name = name
        self.root: etree._Element | None = None

    def __iter__(self) -> Iterator[etree._Element]:
        events = etree.iterparse(BytesIO(self._body), events=("end",), tag="{*}" + self._name, **PARSING)
        try:
            for count, (_, element) in enumerate(events):
                if count == MAX_LINKS:
                    self.root = element.getroottree().getroot()
                    return
                yield element
                element.clear()
        except etree.XMLSyntaxError:
            pass  # a document of which nothing can be read
        self.root = events.root
        if len(events.error_log):
            yield from self._apart()

    def _apart(self) -> Iterator[etree._Element]:
        opening = _OPENING.search(self._body, 0, _HEAD)
        root = opening[0] if opening else b"<root>"
        found = re.finditer(rb"<(?:[\w.-]+:)?%b[\s>]" % self._name.encode(), self._body)
        starts = [one.start() for one in islice(found, _MAX_PIECES)]
        for start, end in pairwise([*starts, len(self._body)]):
            piece = root + self._body[start:end]
            tree = etree.fromstring(piece, etree.XMLParser(**PARSING))
            item = tree.find("{*}" + self._name) if tree is not None else None
            if item is not None:
                yield item


def _readable(body: bytes) -> bytes:
    """The body in an encoding and with references that the parser reads, from its XML declaration on."""
    if body.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        body = body.decode("utf-16", "replace").encode("utf-8", "replace")
    start = body.find(b"<?xml", 0, _HEAD)  # warnings of the server's own language may stand before it
    body = body[start:] if start > 0 else body.lstrip()
    declared = _DECLARATION.match(body)
    if declared and declared[2].lower().startswith((b"utf-16", b"utf-32")) and b"\x00" not in body[:200]:
        body = declared[1] + b"utf-8" + body[declared.end() :]
    return _REFERENCE.sub(lambda found: _NUMBERS.get(found[1], b"&#38;") if found[0][:1] == b"&" else found[0], body)


def _kind(body: bytes) -> str:
    """ "html", "" for nothing known, or a kind of feed, by the root element."""
    root = _ROOT.search(_COMMENT.sub(b"", body[:_HEAD]))
    name = root[1].lower().decode() if root else ""
    if "html" in name:
        return "html"
    return {"rdf": "rss", "feed": "atom", "urlset": "sitemap"}.get(name, name)


def _head_of(root: etree._Element | None) -> tuple[str, str]:
    """The feed's own title and language."""
    title = language = ""
    if root is None:
        return title, language
    channel = root.find("{*}channel")
    for element in islice(channel if channel is not None else root, _MAX_HEAD):
        match _name(element):
            case "title":
                title = title or plain(_text(element))
            case "language":
                language = language or plain(_text(element))
    return title, language or plain(root.get(_XML_LANG))[:35]


def _read_item(item: etree._Element, url: str) -> Link:
    """An item of RSS or RDF, which may borrow from Atom, Dublin Core and FeedBurner."""
    fields: dict[str, str] = {}
    for child in item.iterchildren("*"):
        name, text = _name(child), _text(child)
        if name == "title" and _is_foreign(child, item):
            continue  # of a picture or a podcast
        if name == "link" and not text.strip():
            name, text = "atom:link", child.get("href") or ""
            if child.get("rel", "alternate") != "alternate":
                continue
        if name == "guid" and child.get("isPermaLink", "true").lower() != "false":
            fields.setdefault("permalink", text)
        if text:
            fields.setdefault(name.lower(), text)
    get = fields.get
    address = absolute(
        _base(item, url),
        get("origlink"),
        get("link"),
        get("atom:link"),
        get("permalink") if "://" in get("permalink", "") else None,
        item.get(_RDF_ABOUT),
    )
    return Link(
        address,
        plain(get("title")),
        plain(get("guid")),
        feed_date(get("pubdate") or get("published") or get("date") or get("issued")),
        feed_date(get("updated") or get("modified")),
    )


def _read_entry(entry: etree._Element, url: str) -> Link:
    """An entry of Atom, 1.0 or 0.3."""
    fields: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for child in entry.iterchildren("*"):
        name = _name(child)
        if name == "link":
            relation = child.get("rel", "alternate").removeprefix("http://www.iana.org/assignments/relation/")
            if relation == "alternate" and "html" not in child.get("type", "html").lower():
                relation = "other form"  # the same story as data, say
            addresses.setdefault(relation, child.get("href") or _text(child))
        elif not (name == "title" and _is_foreign(child, entry)):
            fields.setdefault(name.lower(), _text(child))
    get = fields.get
    identity = get("id", "").strip()
    address = absolute(
        _base(entry, url),
        get("origlink"),
        addresses.get("alternate") or addresses.get("other form"),
        identity if identity.startswith(("http://", "https://")) else None,
        addresses.get("self"),
    )
    return Link(
        address,
        plain(get("title")),
        plain(identity),
        feed_date(get("published") or get("issued") or get("date")),
        feed_date(get("updated") or get("modified")),
    )


def _promise(sitemap: Link) -> tuple[bool, datetime, str]:
    """How likely a sitemap is to hold today's articles: a news sitemap, a late date of change, or in its name."""
    name = sitemap.url.rpartition("/")[2]
    month = _MONTH.search(sitemap.url)
    return "news" in name, sitemap.updated_at or _OLDEST, "".join(filter(str.isdigit, month[0])) if month else ""


def _read_page(page: etree._Element, url: str) -> Link:
    """A page of a sitemap, with what the news extension says of it."""
    fields = {_name(child): _text(child) for child in page.iterchildren("*") if not _is_foreign(child, page)}
    for child in page.iterchildren("*"):
        if _name(child) == "news":
            fields |= {f"news:{_name(detail)}": _text(detail) for detail in child.iterchildren("*")}
    return Link(
        absolute(url, fields.get("loc")),
        plain(fields.get("news:title")),
        "",
        feed_date(fields.get("news:publication_date")),
        feed_date(fields.get("lastmod")),
    )


_READERS = {"rss": _read_item, "atom": _read_entry, "sitemap": _read_page, "sitemapindex": _read_page}


def _name(element: etree._Element) -> str:
    """The tag without its namespace, or without a prefix that was never bound to one."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _base(element: etree._Element, url: str) -> str:
    """What its relative addresses are relative to: xml:base, itself relative to the feed."""
    return absolute(url, element.base) or url


def _is_foreign(child: etree._Element, parent: etree._Element) -> bool:
    return child.prefix != parent.prefix or ":" in child.tag.rpartition("}")[2]


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""
