"""Reading pages in tests as a browser would, and as a strict parser does."""

from __future__ import annotations

from typing import Any

import html5lib
from django.http import HttpResponse
from django.test import Client
from lxml import html

_BLOCKS = {"p", "dt", "dd", "li", "div", "h1", "h2", "h3", "br", "td", "th", "summary", "option", "label"}


def get(client: Client, path: str, **kwargs: Any) -> Any:
    """The page at this address, parsed; its status must be 200."""
    response = client.get(path, **kwargs)
    assert response.status_code == 200, (path, response.status_code)
    return tree(response)


def tree(response: HttpResponse | Any) -> Any:
    """The response parsed, after html5lib found no error in it."""
    text = response.content.decode()
    check_html(text)
    return html.fromstring(text)


def check_html(text: str) -> None:
    """Fail with the place of the first error that a strict parser finds in a whole page."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    assert not parser.errors, [
        (position, code, text.splitlines()[position[0] - 1]) for position, code, _ in parser.errors
    ]


def words(element: Any) -> str:
    """The text of an element as a reader sees it: single spaces, and one between blocks."""
    return " ".join(_flat(element).split())


def _flat(element: Any) -> str:
    gap = " " if element.tag in _BLOCKS else ""
    inner = "".join(_flat(child) + (child.tail or "") for child in element if isinstance(child.tag, str))
    return f"{gap}{element.text or ''}{inner}{gap}"


def one(root: Any, selector: str) -> Any:
    """The only element that fits the CSS selector."""
    found = root.cssselect(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def texts(root: Any, selector: str) -> list[str]:
    """The texts of all elements that fit the CSS selector."""
    return [words(element) for element in root.cssselect(selector)]
