"""Odder things that sites do to a page: banners, overlays, junk within sentences, counters in the text."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.web.view import View

Wrap = Callable[[str], str]
ODDITIES = (
    "pulled quote", "bare pulled quote", "counter in text", "ticker in text", "consent banner", "login overlay",
    "hidden junk", "auto links", "zero width", "entities", "heading anchors", "description", "cut linked body",
)  # fmt: skip
_PARAGRAPH = re.compile(r">(?!\{)([^<>]{100,})<")
_BODY = re.compile(r"<body[^>]*>")
_HEADING = re.compile(r"</(h[2-4])>")
_CUT = 600  # characters of a text that its linked data has


def oddities(v: View, p: Wrap, aside: Wrap) -> Iterator[tuple[int, str]]:
    """Each piece with the place in the body at which it stands."""
    long = [text for kind, text in v.story.body if kind == "paragraph"]
    quote = escape(v.slow.choice(long).split(". ")[0]) if long else ""
    if v.has("pulled quote"):
        yield 5, aside(f"<blockquote>{quote}</blockquote>")
    if v.has("bare pulled quote"):
        yield 6, f"<blockquote><p>{quote}</p></blockquote>"
    if v.has("counter in text"):
        yield 3, p(escape(v.writer.says("reading")))
    if v.has("ticker in text"):
        rows = ((place, v.dice.randrange(1000, 9000), v.dice.randrange(-90, 90)) for place in v.language.places[:4])
        cells = "".join(f"<tr><td>{place}</td><td>{at}</td><td>{by / 10} %</td></tr>" for place, at, by in rows)
        yield 4, aside(f"<table>{cells}</table>")


def linked_body(v: View) -> str:
    """The head's further words of the article: its description, and the beginning of its text as linked data."""
    told = v.story.standfirst or v.story.body[0][1]
    said = f'<meta property="og:description" content="{escape(told)}">' if v.has("description") else ""
    if v.has("cut linked body"):
        data = {
            "@context": "https://schema.org", "@type": "NewsArticle", "headline": v.story.title,
            "articleBody": "\n".join(v.story.texts)[:_CUT],
        }  # fmt: skip
        said += f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return said


def odd(v: View, page: str) -> str:
    """The page with what is put over it, and what is put into its sentences, without a reader seeing it."""
    said = v.language.interface
    if v.has("heading anchors"):
        page = _HEADING.sub(lambda m: f'<a class="anchor" href="#{v.name()}">#</a></{m[1]}>', page)
    if v.has("consent banner") and v.dice.random() < 0.6:
        words = escape(v.writer.says("consent"))
        banner = f"<div class=layer><div><p>{words}</p><button>OK</button> <button>…</button></div></div>"
        page = _BODY.sub(lambda m: m[0] + banner, page, count=1)
    if v.has("login overlay") and v.dice.random() < 0.5:
        form = "<form><input type=email><input type=password><button>OK</button></form>"
        page = page.replace(
            "</body>", f"<div class=over><h2>{v.site}</h2><p>{escape(said['login'])}</p>{form}</div></body>"
        )
    alterations = (_junk, _links, _widths, _references)
    names = ("hidden junk", "auto links", "zero width", "entities")
    head, mark, body = page.partition("<body")
    for name, alter in zip(names, alterations, strict=True):
        if v.has(name):
            body = _PARAGRAPH.sub(lambda m, alter=alter: f">{alter(m[1], v.dice)}<", body)  # type: ignore[misc]
    return head + mark + body


def _at_a_space(text: str, dice: random.Random, put: str) -> str:
    places = [at for at, letter in enumerate(text) if letter == " "] or [len(text) // 2]
    at = dice.choice(places)
    return text[:at] + put + text[at:]


def _junk(text: str, dice: random.Random) -> str:
    return _at_a_space(text, dice, f'<span style="display:none">{dice.getrandbits(40):x}</span>')


def _links(text: str, dice: random.Random) -> str:
    words = text.split(" ")
    at = dice.randrange(len(words))
    words[at] = f'<a href="/tag/{dice.randrange(99)}">{words[at]}</a>' if len(words[at]) < 30 else words[at]
    return " ".join(words)


def _widths(text: str, dice: random.Random) -> str:
    for _ in range(3):
        text = _at_a_space(text, dice, dice.choice("\u200b\u2060\ufeff"))
    return text


def _references(text: str, dice: random.Random) -> str:
    share = 0.1 if "&" not in text else 0.0  # no letter of a reference that is there already
    return "".join(f"&#{ord(c)};" if not c.isascii() or (c.isalpha() and dice.random() < share) else c for c in text)
