"""What a page says about its article: JSON-LD and OpenGraph first, then the visible page."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from dateutil.parser import isoparse
from lxml import etree

from articles.scraping.blocks import one_line

_TELLING = ("html", "meta", "script", "title", "time", "link")
_ARTICLE_TYPE = re.compile(r"(Article|Posting|Report|Review|WebPage)$")
_BY = re.compile(
    r"^(?:(?:written |reported )?by|von|par|por|di|da|door|av|af|przez|autor(?:in)?|author|text|te?kst|foto"
    r"|记者|記者|作者|기자)\b[:：\s]+",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"\s*[,;|]\s+|(?<=\w{2})\s+(?:and|und|et|y|e|og|och|en|ja|i|&)\s+(?=[^\W\d_a-z])")
_WRITTEN_NAME = re.compile(r'"name"\s*:\s*"([^"]+)"')
_MARK_UP = re.compile(r"<[/a-zA-Z]")
_ADDRESS = re.compile(r"@|://|^www\.")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What JSON-LD, OpenGraph and the head of a page say; `headlines` in order of trust."""

    headlines: tuple[str, ...] = ()
    description: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    article_body: str | None = None
    article_lines: tuple[str, ...] = ()
    is_live: bool = False
    page_title: str = ""


def read_metadata(tree: etree._Element, url: str) -> Metadata:
    """The metadata of a parsed page fetched from `url`."""
    elements: dict[str, list[etree._Element]] = {tag: [] for tag in _TELLING}
    for element in tree.iter(*_TELLING):  # once for all of them, for that takes a walk through the whole page
        elements[element.tag].append(element)
    meta = _meta_elements(elements["meta"])
    linked = _article_node(elements["script"])
    titles = [_text(linked.get("headline")), meta.get("og:title"), meta.get("twitter:title")]
    page_title = one_line(next((title.text or "" for title in elements["title"] if title is not tree), ""))
    titles.append(page_title)
    published = linked.get("datePublished") or meta.get("article:published_time") or meta.get("date")
    published = published or next((time.get("datetime") for time in elements["time"] if time.get("datetime")), None)
    modified = linked.get("dateModified") or meta.get("article:modified_time") or meta.get("og:updated_time")
    authors = next(filter(None, (tuple(_names(v)) for v in (linked.get("author"), meta.get("author")))), ())
    return Metadata(
        headlines=tuple(title for title in titles if title),
        description=meta.get("og:description") or meta.get("description") or _text(linked.get("description")),
        authors=authors,
        published_at=parse_time(published),
        modified_at=parse_time(modified),
        language=_language(elements["html"], meta, linked),
        canonical_url=_canonical(elements["link"], meta, url),
        site_name=meta.get("og:site_name"),
        article_body=_text(linked.get("articleBody")),
        article_lines=_lines(linked.get("articleBody")),
        is_live="LiveBlog" in str(linked.get("@type")),
        page_title=page_title,
    )


def parse_time(value: Any) -> datetime | None:
    """A point in time from ISO 8601 or RFC 2822, in UTC; a time without a zone is taken as UTC."""
    if not isinstance(value, str):
        return None
    text = value.strip()[:64]
    found = None
    for parse in (isoparse, datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(text)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        break
    if found is None:
        return None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _meta_elements(elements: Iterable[etree._Element]) -> dict[str, str]:
    """The first content of each named meta element."""
    found: dict[str, str] = {}
    for element in elements:
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = one_line(element.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found


def _article_node(scripts: Iterable[etree._Element]) -> dict[str, Any]:
    """The JSON-LD object that describes the page's article; empty where there is none."""
    nodes = [node for script in scripts for node in _linked_data(script)]
    articles = [node for node in nodes if _is_article(node)]
    with_headline = [node for node in articles if node.get("headline")]
    return next(iter(with_headline or articles), {})


def _is_article(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    return any(isinstance(t, str) and _ARTICLE_TYPE.search(t) for t in (types if isinstance(types, list) else [types]))


def _linked_data(script: etree._Element) -> Iterator[dict[str, Any]]:
    if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
        return
    try:
        data = json.loads(script.text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    queue = [data]
    for item in queue:  # grows while it is read: breadth first, so that the outermost objects come first
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item)


def _text(value: Any) -> str | None:
    """A string of linked data on one line; some pages escape theirs twice."""
    return one_line(html.unescape(value)) or None if isinstance(value, str) else None


def _lines(value: Any) -> tuple[str, ...]:
    """The paragraphs of a text in linked data; none where it holds mark-up."""
    text = html.unescape(value) if isinstance(value, str) else ""
    return () if _MARK_UP.search(text) else tuple(filter(None, map(one_line, text.splitlines())))


def _names(value: Any) -> Iterator[str]:
    """The names in an author field: a string, an object with a name, or a list of those."""
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str) and name.lstrip()[:1] == "{":
            name = next(iter(_WRITTEN_NAME.findall(name)), "")  # an object that was written as a string
        if isinstance(name, list):
            yield from _names(name)
        elif text := _text(name):
            yield from split_names(text)


def split_names(text: str) -> Iterator[str]:
    """Single names from "By Ann Lee, Bo Ek and Cy Dee"; addresses are no names."""
    for name in _BETWEEN_NAMES.split(_BY.sub("", text.strip())):
        name = name.strip(" ,;|")
        if name and not _ADDRESS.search(name):
            yield name


def _language(roots: Iterable[etree._Element], meta: dict[str, str], linked: dict[str, Any]) -> str | None:
    html = next(iter(roots), None)
    declared = (html.get("lang") if html is not None else None) or linked.get("inLanguage") or meta.get("og:locale")
    if not isinstance(declared, str) or not re.match(r"^[A-Za-z]{2,3}([-_]|$)", declared.strip()):
        return None
    return re.split(r"[-_]", declared.strip())[0].lower()


def _canonical(links: Iterable[etree._Element], meta: dict[str, str], url: str) -> str | None:
    for link in links:
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            return _absolute(url, link.get("href") or "")
    return _absolute(url, meta["og:url"]) if "og:url" in meta else None


def _absolute(base: str, address: str) -> str | None:
    try:
        joined = urljoin(base, address.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
