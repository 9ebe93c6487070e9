"""OPML 2.0, as a list of feeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.pages.feed_rules import values
from tests.pages.feed_rules.values import Fault, Rule

FEED = {"type", "text", "title", "xmlUrl", "htmlUrl", "language"}


def check(body: bytes, url: str, now: datetime) -> Iterator[Fault]:
    """What is wrong with a list of feeds."""
    root = values.read_xml(body)
    if root is None:
        yield Fault(Rule.WELL_FORMED, "opml")
        return
    if root.tag != "opml" or root.get("version") != "2.0":
        yield Fault(Rule.ROOT, root.tag)
        return
    yield from values.attributes(root, {"version"})
    yield from values.namespaces(root, set())
    yield from values.once([child.tag for child in root], {"head", "body"}, set(), "opml")
    for head in root.findall("head"):
        yield from values.once([child.tag for child in head], {"title"}, set(), "head")
        yield from values.text(head.findtext("title") or "", "head title")
    outlines = [outline for body in root.findall("body") for outline in body]
    if not outlines:
        yield Fault(Rule.OUTLINE, "there is none")
    for outline in outlines:
        yield from _outline(outline)
    yield from values.unique(outline.get("xmlUrl", "") for outline in outlines)


def _outline(outline: Any) -> Iterator[Fault]:
    yield from values.attributes(outline, FEED)
    said = outline.get("text", "")
    if outline.tag != "outline" or outline.get("type") != "rss" or not said.strip() or not outline.get("xmlUrl"):
        yield Fault(Rule.OUTLINE, f"{outline.tag}: {said}")
    yield from values.text(outline.get("title") or "", "outline title")
    for name in ("xmlUrl", "htmlUrl"):
        yield from values.address(outline.get(name) or "", f"outline {name}")
