"""Feeds as bytes: Django's generators, with the whole content in each item, and JSON Feed beside them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import IO, Any
from unicodedata import normalize
from urllib.parse import parse_qsl, urlencode
from xml.sax.saxutils import escape

from babel import Locale
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator
from lxml import etree

# XML 1.0 forbids or discourages them, and to HTML they are errors: controls, lone surrogates, non-characters.
_NOT_IN_XML = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
    rf"|[{''.join(chr(plane * 0x10000 + end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))}]"
)
# The form of a tag of BCP 47.
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(-[A-Za-z0-9]{1,8})*")
_PUBLISHER = "NewsDiffs"
# What both forms of XML say as plain text, where it has something that could be taken for markup.
_PLAIN_TEXT = re.compile("<(title|subtitle|description)>([^<]*&[^<]*)</")


@dataclass(frozen=True, slots=True)
class Item:
    """One change or event; `html` is the content, `url` its page and for all time its id."""

    url: str
    title: str
    summary: str
    html: str
    at: datetime
    author: str


class RssFeed(Rss201rev2Feed):
    """RSS 2.0 with content:encoded."""

    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        """The name spaces used."""
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Django's, and the hub."""
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Django's, and the content."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["html"])


class AtomFeed(Atom1Feed):
    """Atom with content."""

    content_type = "application/atom+xml; charset=utf-8"

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Django's, and the hub."""
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Django's, and the content."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


class JsonFeed(SyndicationFeed):
    """JSON Feed 1.1."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[Any], encoding: str) -> None:
        """Write the feed as JSON."""
        about = self.feed
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": about["title"],
            "home_page_url": about["link"],
            "feed_url": about["feed_url"],
            "description": about["description"],
            "items": [self._item(item) for item in self.items],
        }
        if about["hub"]:
            document["hubs"] = [{"type": "WebSub", "url": about["hub"]}]
        if about["language"]:
            document["language"] = about["language"]
        outfile.write(json.dumps(document, ensure_ascii=False, indent=1))

    @staticmethod
    def _item(item: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "content_html": item["html"],
            "date_published": item["pubdate"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "authors": [{"name": item["author_name"]}],
        }


FORMS: dict[str, type[RssFeed | AtomFeed | JsonFeed]] = {"rss": RssFeed, "atom": AtomFeed, "json": JsonFeed}


def plain(text: str) -> str:
    """The text without what XML cannot carry: control characters, lone surrogates, non-characters."""
    return _NOT_IN_XML.sub("", text)


def language_tag(text: str) -> str:
    """The language as a tag of BCP 47, with ``en_GB`` mended; empty where what a page said of itself is none."""
    tag = text.strip().replace("_", "-")
    known = _LANGUAGE.fullmatch(tag)
    return tag if known and known[1].lower() in _languages() else ""


@cache
def _languages() -> frozenset[str]:
    return frozenset(Locale("en").languages)


def write_opml(outlines: list[tuple[str, str, str]]) -> bytes:
    """An OPML 2.0 list of RSS feeds, each given by (title, address of the feed, address of its page).

    There has to be one at least.
    """
    opml = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(opml, "head"), "title").text = "NewsDiffs: the changes of each source"
    body = etree.SubElement(opml, "body")
    for title, feed_url, url in outlines:
        name = plain(title).strip() or url
        etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed_url, htmlUrl=url)
    return etree.tostring(opml, encoding="utf-8", xml_declaration=True, pretty_print=True)


def write_feed(
    form: str, *, title: str, url: str, feed_url: str, description: str, language: str, hub: str,
    items: list[Item],
) -> str:  # fmt: skip
    """The feed as text, in one of FORMS; items newest first. ``hub`` is a WebSub hub's address, or empty."""
    made = FORMS[form](
        title=plain(title),
        link=url,
        description=plain(description),
        language=language_tag(language) or None,
        feed_url=feed_url,
        feed_guid=_canonical(feed_url),
        hub=hub,
        author_name=_PUBLISHER,
    )
    for item in items:
        summary = plain(item.summary)
        made.add_item(
            title=plain(item.title),
            link=item.url,
            description=escape(summary),  # HTML in RSS, and in Atom as Django writes it
            summary=summary,
            html=plain(item.html),
            unique_id=item.url,
            unique_id_is_permalink=True,
            pubdate=item.at,
            updateddate=item.at,
            author_name=plain(item.author).strip() or _PUBLISHER,
        )
    text = made.writeString("utf-8")
    return _PLAIN_TEXT.sub(_AS_TEXT[form], text) if form in _AS_TEXT else text


def _canonical(url: str) -> str:
    """One address for all spellings of it, for Atom's ids are compared character by character (RFC 4287, 4.2.6.1)."""
    path, _, query = url.partition("?")
    pairs: list[tuple[str, str]] = [
        (normalize("NFC", name), normalize("NFC", value)) for name, value in parse_qsl(query, keep_blank_values=True)
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _rss_text(found: re.Match[str]) -> str:
    """As the RSS board would have it: its readers are surer of these references than of the named ones."""
    said = found[2].replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")
    return f"<{found[1]}>{said}</"


def _atom_text(found: re.Match[str]) -> str:
    """As HTML that shows the text, and says so: nobody need guess whether its tags are meant."""
    said = found[2].replace("&", "&amp;")
    return f'<{found[1]} type="html">{said}</'


_AS_TEXT = {"rss": _rss_text, "atom": _atom_text}
