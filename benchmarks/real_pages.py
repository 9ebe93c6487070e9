"""Real news pages, some 200 KB each, from the corpus of extraction: edited, and served under new addresses.

A page is cut at one of its paragraphs, which an edit makes a sentence longer; around the article a token and the number
of an advert differ on every request. The pages are their publishers' and stay in the shared folder.
"""

from __future__ import annotations

import gzip
import html
import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from benchmarks.pages import sentence
from tests.conftest import SHARED

CORPUS = SHARED / "corpus" / "extraction"

SHORTEST = 120  # characters of a paragraph that is edited: none of them is a caption
FEWEST = 5  # paragraphs; shorter pages may be what a paywall leaves, which is asked for again before it is believed

Template = tuple[bytes, bytes, bytes]  # a page before the end of a paragraph, after it, and its end


@cache
def templates() -> list[Template]:
    """The pages that can be edited, by name of set and in its order. Empty where the corpus is not there."""
    return [template for path in sorted(CORPUS.glob("*.jsonl.gz")) for template in _of_set(path)]


def _of_set(path: Path) -> Iterator[Template]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            paragraphs = page.get("paragraphs") or page["body"].split("\n")
            found = _cut(page["html"], paragraphs) if len(paragraphs) >= FEWEST else None
            if found:
                yield found


def _cut(page: str, paragraphs: list[str]) -> Template | None:
    """Cut a page at the end of a paragraph amid its text that stands there once, in an element of its own."""
    close = page.rfind("</body>")
    middle = len(paragraphs) // 2
    for paragraph in sorted(paragraphs[1:-1], key=lambda text: abs(paragraphs.index(text) - middle)):
        shown = html.escape(paragraph, quote=False)
        if len(paragraph) >= SHORTEST and page.count(shown) == 1 and page.count(f"{shown}</p>") == 1 and close > 0:
            place = page.index(shown) + len(shown)
            if place < close:
                return page[:place].encode(), page[place:close].encode(), page[close:].encode()
    return None


class RealPages:
    """What a site of such pages sends; each host has every page at most once."""

    def __init__(self, hosts: list[str], articles: int) -> None:
        each, known = -(-articles // len(hosts)), len(templates())
        if each > known:
            raise ValueError(
                f"{known} pages can be edited: at most {known * len(hosts)} articles on {len(hosts)} hosts."
            )
        self._pages = [templates()[number // len(hosts) * known // each] for number in range(articles)]
        self._edits = [b""] * articles

    def publish(self, number: int, revision: int) -> None:
        """Bring an article to a revision: each adds a sentence."""
        draw = random.Random(f"real {number}")
        self._edits[number] = "".join(f" {sentence(draw)}" for _ in range(revision)).encode()

    def page(self, number: int, token: int) -> bytes:
        """An article's page, whose bytes the token makes others."""
        before, after, end = self._pages[number]
        around = b'<div class="ad-slot" id="ad-%x" data-token="%x"></div>' % (token, token * 2654435761)
        return b"".join((before, self._edits[number], after, around, end))
