"""RSS 2.0."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from tests.pages.feed_rules import values
from tests.pages.feed_rules.values import ATOM, Fault, Rule

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
SPACES: set[tuple[str | None, str]] = {
    ("atom", ATOM[1:-1]),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
}
NAMED = re.compile("<(title|description)>[^<]*&(lt|amp);")


def check(body: bytes, url: str, now: datetime) -> Iterator[Fault]:
    """What is wrong with an RSS document served at the address."""
    root = values.read_xml(body)
    if root is None:
        yield Fault(Rule.WELL_FORMED, "rss")
        return
    if root.tag != "rss" or root.get("version") != "2.0":
        yield Fault(Rule.ROOT, root.tag)
        return
    yield from values.attributes(root, {"version"})
    yield from values.namespaces(root, SPACES)
    if found := NAMED.search(body.decode()):
        yield Fault(Rule.REFERENCES, found[0])
    yield from values.once([child.tag for child in root], {"channel"}, set(), "rss")
    for channel in root.findall("channel"):
        yield from _channel(channel, url, now)


def _channel(channel: Any, url: str, now: datetime) -> Iterator[Fault]:
    yield from values.order([child.tag for child in channel], "item")
    required = {"title", "link", "description", "lastBuildDate"}
    names = [child.tag for child in channel if child.tag not in ("item", f"{ATOM}link")]
    yield from values.once(names, required, {"language"}, "channel")
    for child in channel:
        yield from _leaf(child, now, within="channel") if child.tag not in ("item", f"{ATOM}link") else ()
    for name in ("title", "description"):
        yield from values.no_html(channel.findtext(name) or "", f"channel {name}", values.END_TAG)
    yield from own_links(channel.findall(f"{ATOM}link"), url)
    items = channel.findall("item")
    for item in items:
        yield from _item(item, now)
    yield from values.unique(item.findtext("guid") or "" for item in items)
    yield from values.build_date(channel.findtext("lastBuildDate"), (item.findtext("pubDate") for item in items))


def own_links(links: list[Any], url: str) -> Iterator[Fault]:
    """The links of Atom to the feed itself and to its hub."""
    own = [link.get("href") for link in links if link.get("rel") == "self"]
    if len(own) != 1 or not values.same_address(own[0], url):
        yield Fault(Rule.SELF, url)
    for link in links:
        yield from values.attributes(link, {"rel", "href", "type"})
        yield from values.address(link.get("href") or "", "link")
        if link.get("rel") not in ("self", "hub", "alternate"):
            yield Fault(Rule.UNKNOWN, f"link {link.get('rel')}")


def _item(item: Any, now: datetime) -> Iterator[Fault]:
    required = {"title", "link", "description", "guid", "pubDate", CONTENT, CREATOR}
    tags = [child.tag for child in item]
    yield from values.once(tags, required, set(), "item")
    yield from values.order([tag for tag in tags if tag in ("description", CONTENT)], CONTENT)
    yield from values.distinct(item.findtext("description"), item.findtext("title"), item.findtext(CONTENT))
    for child in item:
        yield from _leaf(child, now, within="item")
    yield from values.no_html(item.findtext("title") or "", "item title", values.END_TAG)
    yield from values.reads_alike(item.findtext("description") or "", "item description")
    yield from values.markup(item.findtext(CONTENT) or "", "content:encoded")
    guid = item.find("guid")
    if guid is not None:
        permanent = guid.get("isPermaLink", "true")
        good = not list(values.address(guid.text or "", "guid")) if permanent == "true" else permanent == "false"
        if not good:
            yield Fault(Rule.PERMALINK, f"{permanent} {guid.text}")


_DATES = ("lastBuildDate", "pubDate")
_OF_TYPE: dict[str, Callable[[str, str], Iterator[Fault]]] = {"link": values.address, "language": values.language}


def _leaf(element: Any, now: datetime, within: str) -> Iterator[Fault]:
    """An element that has nothing but text."""
    where = f"{within} {element.tag}"
    if len(element):
        yield Fault(Rule.TYPE, f"{where} has elements")
    yield from values.attributes(element, {"isPermaLink"} if element.tag == "guid" else set())
    said = element.text or ""
    if element.tag in _DATES:
        yield from values.rfc822(said, now, where)
    else:
        yield from _OF_TYPE.get(element.tag, values.text)(said, where)
