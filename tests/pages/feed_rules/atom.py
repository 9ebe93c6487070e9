"""Atom (RFC 4287)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.pages.feed_rules import values
from tests.pages.feed_rules.rss import own_links
from tests.pages.feed_rules.values import ATOM, Fault, Rule

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEED = {f"{ATOM}{name}" for name in ("id", "title", "updated")}
ENTRY = FEED | {f"{ATOM}content"}
TEXTS = {f"{ATOM}{name}" for name in ("title", "subtitle", "summary", "content")}
DATES = {f"{ATOM}{name}" for name in ("updated", "published")}
MANY = {f"{ATOM}link", f"{ATOM}entry"}


def check(body: bytes, url: str, now: datetime) -> Iterator[Fault]:
    """What is wrong with an Atom document served at the address."""
    root = values.read_xml(body)
    if root is None:
        yield Fault(Rule.WELL_FORMED, "atom")
        return
    if root.tag != f"{ATOM}feed":
        yield Fault(Rule.ROOT, root.tag)
        return
    yield from values.attributes(root, {LANG})
    yield from values.namespaces(root, {(None, ATOM[1:-1])})
    yield from values.order([child.tag for child in root], f"{ATOM}entry")
    if root.get(LANG) is not None:
        yield from values.language(root.get(LANG), "feed")
    yield from _parts(root, FEED, {f"{ATOM}subtitle", f"{ATOM}author"}, now)
    links = root.findall(f"{ATOM}link")
    yield from own_links(links, url)
    yield from _alternates(links, "feed")
    entries = root.findall(f"{ATOM}entry")
    authors = [parent.find(f"{ATOM}author") for parent in (root, *entries)]
    if authors[0] is None and (not entries or None in authors[1:]):
        yield Fault(Rule.AUTHOR, "nobody")
    for entry in entries:
        yield from _entry(entry, now)
    yield from values.unique(entry.findtext(f"{ATOM}id") or "" for entry in entries)
    yield from values.build_date(root.findtext(f"{ATOM}updated"), (e.findtext(f"{ATOM}updated") for e in entries))


def _entry(entry: Any, now: datetime) -> Iterator[Fault]:
    yield from values.attributes(entry, set())
    yield from _parts(entry, ENTRY, {f"{ATOM}{name}" for name in ("summary", "author", "published")}, now)
    yield from values.distinct(*(entry.findtext(f"{ATOM}{name}") for name in ("summary", "title", "content")))
    links = entry.findall(f"{ATOM}link")
    for link in links:
        yield from values.address(link.get("href") or "", "entry link")
    yield from _alternates(links, "entry")


def _parts(parent: Any, required: set[str], optional: set[str], now: datetime) -> Iterator[Fault]:
    where = parent.tag.removeprefix(ATOM)
    yield from values.once([child.tag for child in parent if child.tag not in MANY], required, optional, where)
    for child in parent:
        name = f"{where} {child.tag.removeprefix(ATOM)}"
        said = child.text or ""
        if child.tag in TEXTS:
            yield from _text(child, name)
        elif child.tag in DATES:
            yield from values.rfc3339(said, now, name)
        elif child.tag == f"{ATOM}id":
            yield from values.address(said, name)
            yield from values.canonical(said, name)
        elif child.tag == f"{ATOM}author":
            yield from _author(child, name)


def _author(author: Any, where: str) -> Iterator[Fault]:
    if [child.tag for child in author] != [f"{ATOM}name"]:
        yield Fault(Rule.AUTHOR, where)
    name = author.findtext(f"{ATOM}name") or ""
    yield from values.text(name, f"{where} name")
    yield from values.no_html(name, f"{where} name")


def _text(element: Any, where: str) -> Iterator[Fault]:
    kind = element.get("type", "text")
    yield from values.attributes(element, {"type"})
    if kind not in ("text", "html") or len(element):
        yield Fault(Rule.TEXT_TYPE, f"{where}: {kind}")
    said = element.text or ""
    if kind == "text":
        yield from values.no_html(said, where)
    elif element.tag != f"{ATOM}content":
        yield from values.reads_alike(said, where)
    yield from (values.markup if kind == "html" else values.text)(said, where)


def _alternates(links: list[Any], where: str) -> Iterator[Fault]:
    """One at least, for there is a page for everything; and no two of one type and language (RFC 4287, 4.1.1)."""
    found = Counter(
        (link.get("type"), link.get("hreflang")) for link in links if link.get("rel", "alternate") == "alternate"
    )
    if not found or max(found.values()) > 1:
        yield Fault(Rule.ALTERNATE, where)
