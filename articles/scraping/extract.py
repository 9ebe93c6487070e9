"""The bytes of a news page to the article on it. Pure: no socket, no clock, no settings. Never raises."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction

from articles.scraping.blocks import Block, one_line
from articles.scraping.charset import decode
from articles.scraping.metadata import Metadata, read_metadata
from articles.scraping.rules import Rules, compile_selector

__all__ = ["EXTRACTOR", "Block", "Extract", "Rules", "extract"]

EXTRACTOR = "1"
"""The extractor's own version, stored with each version: raise it when it reads the same bytes differently."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What the extractor reads from one body. An unreadable body has no blocks."""

    title: str = ""
    standfirst: str = ""
    blocks: tuple[Block, ...] = ()
    byline: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    canonical_url: str | None = None


def extract(body: bytes, *, url: str, content_type: str | None = None, rules: Rules | None = None) -> Extract:
    """The article in `body`, as fetched from `url` with the HTTP header `content_type`."""
    rules = rules or Rules()
    tree = _parse(decode(body, content_type))
    if tree is None:
        return Extract()
    metadata = read_metadata(tree, url)
    title = _title(tree, metadata, rules)
    for selector in rules.drop:
        for element in compile_selector(selector)(tree):
            if element.getparent() is not None:
                element.drop_tree()
    blocks = tuple(b for b in _blocks(tree, url) if b.text != title and not rules.ignores(b.text))
    return Extract(
        title=title,
        blocks=blocks,
        byline=", ".join(dict.fromkeys(metadata.authors)),
        published_at=metadata.published_at,
        modified_at=metadata.modified_at,
        language=metadata.language,
        canonical_url=metadata.canonical_url,
    )


def _parse(text: str) -> lxml_html.HtmlElement | None:
    data = text.replace("\0", "").encode("utf-8", "replace")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def _title(tree: etree._Element, metadata: Metadata, rules: Rules) -> str:
    if rules.title:
        for element in compile_selector(rules.title)(tree):
            return one_line("".join(element.itertext()))
    headings = [one_line("".join(h.itertext())) for h in tree.iter("h1")]
    return next((t for t in (*metadata.headlines[:1], *headings, *metadata.headlines) if t), "")


_KIND = {"head": "heading", "item": "item", "quote": "quote", "code": "code", "p": "paragraph", "row": "row"}


def _blocks(tree: etree._Element, url: str) -> list[Block]:
    document = bare_extraction(tree, url=url, fast=True, include_comments=False, include_links=True)
    if document is None:
        return []
    found = []
    for element in document.body.iter(*_KIND):
        if any(a.tag in _KIND for a in element.iterancestors()):
            continue
        text = one_line("".join(element.itertext()))
        if text:
            found.append(Block(_KIND[element.tag], text))
    return found
