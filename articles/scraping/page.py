"""The bytes of a page to a tree of elements, however broken they are."""

import re

from lxml import etree

from articles.scraping.charset import to_utf8
from articles.scraping.furniture import is_said_only
from articles.scraping.panels import unfold

_MAX_BYTES = 20_000_000
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\f\r")
# what a page too deeply nested to be parsed whole keeps of its tags; other blocks become paragraphs
_FLAT = rb"p|h[1-6]|br|a|title|meta|link|script|style|html|head|body|time"
_INLINE = rb"b|i|u|s|em|strong|span|font|small|big|sub|sup|code|q|cite|abbr|mark|label|ins|del"
_IN_LINES = ("span", "i", "font", "small", "sup")
_SENTENCE = 60  # characters that may be one
_DEEP_INLINE = re.compile(rb"</?(?:" + _INLINE + rb")(?:\s[^<>]*)?>", re.IGNORECASE)
_DEEP_BLOCK = re.compile(rb"<(/?)(?!(?:" + _FLAT + rb")[\s/>])[a-z][^<>]*>", re.IGNORECASE)


def parse_page(body: bytes, content_type: str | None = None) -> etree._Element | None:
    """The root of a page's tree, without comments; None where there is nothing to read.

    Beyond some two thousand levels the parser stops: such a page (it never closes its tags, or means harm) is
    flattened and read again, so that no text is lost. What lies beyond _MAX_BYTES is left out.
    """
    page = to_utf8(body[:_MAX_BYTES], content_type).translate(None, _CONTROLS)
    root, too_deep = _parse(page)
    if too_deep:
        flat = _DEEP_BLOCK.sub(rb"<\1p>", _DEEP_INLINE.sub(b"", page))
        root, _ = _parse(flat)
    if root is not None:
        _show_shadows(root)
        _drop_hidden_words(root)
        _unwrap_cells(root)
        unfold(root)
    return root


def _show_shadows(root: etree._Element) -> None:
    """Make plain elements of the shadow trees that a page declares: browsers show what is in them."""
    for template in list(root.iter("template")):
        if template.get("shadowrootmode"):
            template.tag = "div"


def _drop_hidden_words(root: etree._Element) -> None:
    """Take out what stands in a line and is not shown: some sites put other letters there on every request.

    A hidden sentence stays, for a click may show it, and so does a formula, for which a picture stands. Words that only
    screen readers say go as well, as "opens in a new window", but not the signs that they are given.
    """
    for element in list(root.iter(*_IN_LINES)):
        style = element.get("style")
        is_hidden = (style is not None and "display:none" in style.replace(" ", "")) or element.get(
            "hidden"
        ) is not None
        is_said = (name := element.get("class")) is not None and is_said_only(name)
        if not (is_hidden or is_said) or next(element.iter("math"), None) is not None:
            continue
        text = "".join(map(str, element.itertext()))
        if len(text) < _SENTENCE and (is_hidden or any(map(str.isalpha, text))):
            etree.strip_elements(element, "*", with_tail=False)
            element.text = None


def _unwrap_cells(root: etree._Element) -> None:
    """Make of the only paragraph of a cell, if it is a figure or a few words, the text of the cell, as most tables have
    it: editors for text put paragraphs into all cells."""
    for paragraph in list(root.iter("p")):
        cell = paragraph.getparent()
        if cell is None or cell.tag not in ("td", "th") or len(cell) > 1 or (cell.text or "").strip():
            continue
        row = cell.getparent()
        text = "".join(map(str, paragraph.itertext())).strip()
        if row is not None and len(row) > 1 and len(text) < _SENTENCE and text[-1:] not in ".!?":
            paragraph.tag = "span"


def _parse(page: bytes) -> tuple[etree._Element | None, bool]:
    """The root element, and whether the page is nested too deeply to be whole in it."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        # what an empty page gives is None, which the stubs do not know
        root: etree._Element | None = etree.fromstring(page, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None, False
    deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return root, deep
