"""Sources as OPML: an outline a source, with its feeds in it; other readers' lists are read too (pure).

What OPML has no word for stands in attributes of a namespace of ours, as JSON where it is no text.
"""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import etree

from articles.catalogue.entries import FIELDS, BadFile, Entry, from_json
from articles.scraping.feed_xml import PARSING

OURS = "urn:newsdiffs:source"
_OURS = f"{{{OURS}}}"
_TEXTS = {"slug", "country"}
_OWN = tuple(name for name in FIELDS if name not in {"name", "homepage", "language"})
_FEED_OWN = ("kind", "pattern", "enabled")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_opml(text: str) -> list[Entry]:
    """The sources of an OPML file: ours, or any list of feeds. Raises BadFile."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadFile("The file has a DOCTYPE or entities, which no OPML file needs. It is not read.")
    parser = etree.XMLParser(**{**PARSING, "recover": False})
    try:
        root = etree.fromstring(_DECLARATION.sub("", text).encode(), parser)
    except (etree.XMLSyntaxError, UnicodeError) as error:
        raise BadFile(f"The file is not well-formed XML: {error}.") from error
    if root.tag != "opml":
        raise BadFile("The file is not OPML: its outermost element is no <opml>.")
    entries: dict[Any, Entry] = {}
    for element in root.iter("outline"):
        if element.get(f"{_OURS}slug") is not None:
            entries[element] = _of_source(element)
        elif element.get("xmlUrl"):
            feed = _feed(element)
            owner = entries.get(element.getparent())
            if owner is None:
                about = {"name": feed["title"], "homepage": element.get("htmlUrl", "")}
                said = {name: value for name, value in about.items() if value}
                entries[element] = owner = Entry(f"line {element.sourceline}", said)
            owner.problem = owner.problem or feed.pop("problem", "")
            owner.data.setdefault("feeds", []).append(feed)
    return list(entries.values())


def _of_source(element: Any) -> Entry:
    entry = Entry(f"line {element.sourceline}", {"name": element.get("text", "")})
    for name, attribute in (("homepage", "htmlUrl"), ("language", "language")):
        if element.get(attribute) is not None:
            entry.data[name] = element.get(attribute)
    entry.data |= _own(element, _OWN, entry)
    return entry


def _feed(element: Any) -> dict[str, Any]:
    url = element.get("xmlUrl")
    title = element.get("title")
    if title is None:
        title = "" if element.get("text", "") == url else element.get("text", "")
    told = Entry("")
    feed = {"url": url, "title": title, **_own(element, _FEED_OWN, told)}
    return feed | ({"problem": told.problem} if told.problem else {})


def _own(element: Any, names: tuple[str, ...], entry: Entry) -> dict[str, Any]:
    """The attributes of our namespace that are there."""
    found = {name: element.get(_OURS + name) for name in names if element.get(_OURS + name) is not None}
    for name, text in found.items():
        if name in _TEXTS:
            continue
        try:
            found[name] = from_json(text)
        except ValueError as error:
            entry.problem = f"{name} is not JSON ({error})."
    return found


def write_opml(sources: list[dict[str, Any]], *, title: str) -> str:
    """Sources as OPML 2.0."""
    root = etree.Element("opml", version="2.0", nsmap={"nd": OURS})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    body = etree.SubElement(root, "body")
    for source in sources:
        about = {"text": source["name"], "htmlUrl": source["homepage"], "language": source["language"]}
        outline = etree.SubElement(body, "outline", _attributes(about, source, _OWN))
        for feed in source["feeds"]:
            plain = {
                "type": "rss", "text": feed["title"] or feed["url"], "title": feed["title"], "xmlUrl": feed["url"],
            }  # fmt: skip
            etree.SubElement(outline, "outline", _attributes(plain, feed, _FEED_OWN))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True).decode()


def _attributes(plain: dict[str, str], row: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    own = {_OURS + name: row[name] if name in _TEXTS else json.dumps(row[name]) for name in names}
    return {name: _NOT_XML.sub("\ufffd", text) for name, text in (plain | own).items()}
