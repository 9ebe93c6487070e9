"""Where the articles are: feeds, sitemaps and index pages read into links; feeds found on a page (pure)."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from lxml import etree

from .addresses import same_site, url_key
from .decode import BrokenBody, TooLarge, gunzip
from .feed_values import MAX_LINKS, FeedContents, FoundFeed, Link, absolute, feed_date, plain
from .feed_xml import read_xml
from .patterns import compiled, found

__all__ = [
    "FeedContents",
    "FoundFeed",
    "Link",
    "find_feeds",
    "index_links",
    "likely_feeds",
    "parse_feed",
    "wanted",
]

MAX_UNPACKED = 50 * 1024 * 1024
"""Bytes of a gzipped sitemap once unpacked: the sitemap protocol's limit."""

MAX_VALUES = 1_500_000
"""Values in one JSON feed."""

MAX_ANCHORS = 20_000
"""Links of a page that are looked at; a large front page has about 1,000."""

_MAX_PAGE_TAGS = 500_000
_FEED_TYPES = {
    "application/rss+xml": "rss",
    "application/rdf+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
    "application/json": "json",
    "application/xml": "",
    "text/xml": "",
}
_FEED_ADDRESS = re.compile(
    r"(?:^|[/.?&=_-])(?:rss|feeds?|atom)(?:2|20)?(?:[/.?&=_-]|$)|\.(?:rss|rdf|atom)$|feedburner",
    re.IGNORECASE,
)
_COMMENT_FEED = re.compile(r"comment|kommentar|commentaire", re.IGNORECASE)
_LIKELY_PATHS = (
    *("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json"),
    *("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml"),
)
_MAX_FOUND = 50
# An article's address has a number of some length, a date, or a last part of several words.
_ARTICLE_PATH = re.compile(r"\d{5,}|/\d{4}/\d{1,2}/|(?:[^/-]+-){3,}[^/]+/?$")


def parse_feed(body: bytes, *, url: str, content_type: str | None = None) -> FeedContents:
    """Read the body of a feed, sitemap or sitemap index that came from `url`, gzipped or not.

    Never raises: what cannot be read is said in the result's `problem`. `content_type` is only a hint for a
    body that does not tell what it is.
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            body = gunzip(body, MAX_UNPACKED)
        except (BrokenBody, TooLarge) as error:
            return FeedContents(problem=f"The gzipped feed cannot be unpacked. {error}")
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")[:1]
    if not start and not body.strip():
        return FeedContents(problem="The feed is empty.")
    if start in (b"{", b"["):
        return _read_json(body, url)
    if start != b"<" and content_type and content_type.lower().startswith("text/plain"):
        return _read_text_sitemap(body, url)
    return read_xml(body, url=url)


def _read_json(body: bytes, url: str) -> FeedContents:
    """JSON Feed, 1.0 and 1.1."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MAX_VALUES:
        return FeedContents(problem="The JSON feed has too many values.")
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return FeedContents(problem="This looks like JSON, and is not valid JSON.")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return FeedContents(problem="This is JSON, but not a JSON Feed: it has no list of items.")
    links: dict[str, Link] = {}
    for item in feed["items"][:MAX_LINKS]:
        if isinstance(item, dict):
            link = _json_link(item, url)
            if link.url:
                links.setdefault(link.url, link)
    return FeedContents(
        "json", plain(_string(feed, "title")), plain(_string(feed, "language"))[:35], tuple(links.values())
    )


def _json_link(item: dict[str, Any], url: str) -> Link:
    identity = _string(item, "id")
    is_address = identity.startswith(("http://", "https://"))
    return Link(
        absolute(url, _string(item, "url"), identity if is_address else None, _string(item, "external_url")),
        plain(_string(item, "title")),
        plain(identity),
        feed_date(_string(item, "date_published")),
        feed_date(_string(item, "date_modified")),
    )


def _string(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _read_text_sitemap(body: bytes, url: str) -> FeedContents:
    """A sitemap as plain text: one address a line."""
    lines = body.decode("utf-8", "replace").split()[:MAX_LINKS]
    addresses = [absolute(url, line) for line in lines if line.startswith(("http://", "https://"))]
    if not lines or len(addresses) < len(lines):
        return FeedContents(problem="This is plain text, and not a list of addresses.")
    return FeedContents("sitemap", links=tuple(Link(address) for address in dict.fromkeys(addresses) if address))


def find_feeds(body: bytes, *, url: str) -> tuple[FoundFeed, ...]:
    """The feeds a page announces, then links whose address looks like one; feeds of comments last."""
    page = _page(body)
    if page is None:
        return ()
    base = _base(page, url)
    found: dict[str, FoundFeed] = {}
    for feed in (*_announced_feeds(page, base), *_linked_feeds(page, base, url)):
        if feed.url:
            found.setdefault(feed.url, feed)
    ranked = sorted(found.values(), key=lambda feed: bool(_COMMENT_FEED.search(feed.url + " " + feed.title)))
    return tuple(ranked[:_MAX_FOUND])


def likely_feeds(url: str) -> tuple[str, ...]:
    """Addresses where a site that announces no feed often has one, to be tried one after another."""
    return tuple(absolute(url, path) for path in _LIKELY_PATHS)


def _announced_feeds(page: etree._Element, base: str) -> Iterator[FoundFeed]:
    for link in page.iter("link"):
        kind = _FEED_TYPES.get((link.get("type") or "").partition(";")[0].strip().lower())
        if kind is not None and "alternate" in (link.get("rel") or "").lower().split():
            address = absolute(base, link.get("href"))
            is_api = kind == "json" and link.get("type", "").lower().startswith("application/json")
            if not (is_api and not _FEED_ADDRESS.search(address)):  # WordPress announces its API like a feed
                yield FoundFeed(address, plain(link.get("title")), kind)


def _linked_feeds(page: etree._Element, base: str, url: str) -> Iterator[FoundFeed]:
    for anchor in islice(page.iter("a"), MAX_ANCHORS):
        href = anchor.get("href") or ""
        if _FEED_ADDRESS.search(href):
            address = absolute(base, href)
            if address and (same_site(address, url) or "feedburner" in address):
                yield FoundFeed(address, _anchor_text(anchor))


def index_links(body: bytes, *, url: str, pattern: str = "") -> tuple[Link, ...]:
    """The articles an index page links to, in its order, each once, with the longest text it is linked by.

    `pattern` is a regular expression searched in each absolute address. Without one, links to the same site
    whose address looks like an article's are taken. Raises ValueError for a pattern that is none.
    """
    if pattern:
        compiled(pattern)
    page = _page(body)
    if page is None:
        return ()
    base = _base(page, url)
    links: dict[str, Link] = {}
    for anchor in islice(page.iter("a"), MAX_ANCHORS):
        address = absolute(base, anchor.get("href"))
        if not address:
            continue
        if not (found(pattern, address, ignore_case=True) if pattern else _looks_like_article(address, url)):
            continue
        key, title = url_key(address), _anchor_text(anchor)
        known = links.get(key)
        if known is None or len(title) > len(known.title):
            links[key] = Link(known.url if known else address, title)
    return tuple(links.values())


def wanted(url: str, title: str, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> bool:
    """Whether a source's patterns let a link in: any of `include` (or none given), and none of `exclude`.

    The patterns are regular expressions, searched in address and title, case ignored. Raises ValueError
    with a sentence for one that is not valid.
    """

    def matches(patterns: Sequence[str]) -> bool:
        return any(found(one, text, ignore_case=True) for one in patterns for text in (url, title))

    return (not include or matches(include)) and not matches(exclude)


def _looks_like_article(address: str, url: str) -> bool:
    path = address.split("/", 3)[-1].partition("?")[0]
    return bool(_ARTICLE_PATH.search("/" + path)) and same_site(address, url)


def _page(body: bytes) -> etree._Element | None:
    parser = etree.HTMLParser(recover=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(body, parser) if body.strip() and body.count(b"<") <= _MAX_PAGE_TAGS else None
    except (etree.LxmlError, ValueError):
        return None


def _base(page: etree._Element, url: str) -> str:
    base = page.find(".//base[@href]")
    return absolute(url, base.get("href")) or url if base is not None else url


def _anchor_text(anchor: etree._Element) -> str:
    """What a reader sees of a link: its text, else its title, else what its picture shows."""
    text = plain("".join(map(str, islice(anchor.itertext(), 100)))) or plain(anchor.get("title"))
    if text:
        return text
    picture = anchor.find(".//img[@alt]")
    return plain(picture.get("alt")) if picture is not None else ""
