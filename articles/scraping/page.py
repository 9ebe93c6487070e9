"""The bytes of a page to a tree of elements, however broken they are."""

from lxml import etree

from articles.scraping.charset import to_utf8

_MAX_BYTES = 20_000_000
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\f\r")


def parse_page(body: bytes, content_type: str | None = None) -> etree._Element | None:
    """The root of a page's tree, without comments; None where there is nothing to read.

    Deeper nesting than the parser follows, and all beyond _MAX_BYTES, is left out.
    """
    page = to_utf8(body[:_MAX_BYTES], content_type).translate(None, _CONTROLS)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        # what an empty page gives is None, which the stubs do not know
        root: etree._Element | None = etree.fromstring(page, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return root
