"""The bytes of a page to a tree of elements, however broken they are."""

import re

from lxml import etree
from lxml import html as lxml_html

from articles.scraping.charset import decode

_MAX_BYTES = 20_000_000
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


def parse_page(body: bytes, content_type: str | None = None) -> etree._Element | None:
    """The tree of a page, without comments; None where there is nothing to read.

    Deeper nesting than the parser follows, and all beyond _MAX_BYTES, is left out.
    """
    text = decode(body[:_MAX_BYTES], content_type)
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", text)
    if not text.strip():
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
