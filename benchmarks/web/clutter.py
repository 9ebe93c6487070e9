"""What sites put into the body of an article that is no part of it, and the mark-up they change on each request."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING, Literal

from benchmarks.web.oddities import ODDITIES, odd, oddities

if TYPE_CHECKING:
    from benchmarks.web.view import View

Wrap = Callable[[str], str]
CLUTTER = (
    "rotating quote", "pitches", "pitch by chance", "shares", "shares from step to step", "stamp", "ticking stamp",
    "most read", "bare most read", "comments inside", "lazy pictures", "entry times", "new names", "typeset", *ODDITIES,
)  # fmt: skip
_NAMED = re.compile(r'class="')
_TEXT = re.compile(r">(?!\{)[^<>]+<")  # no linked data
_LONG_WORD = re.compile(r"(?<=[a-zа-я]{4})(?=[a-zа-я]{4})")


def clutter(v: View, p: Wrap, aside: Wrap) -> Iterator[tuple[int, str]]:
    """Each piece with the place in the body at which it stands."""
    dice, writer, slow = v.dice, v.writer, v.slow_writer
    if v.has("rotating quote"):
        yield 3, aside(f"<blockquote>{escape(writer.says('quote ' + dice.choice('abc')))}</blockquote>")
    if v.has("pitches"):
        yield 4, p(escape(writer.says("pitch " + dice.choice("abc"))))
    if v.has("pitch by chance") and dice.random() < 0.5:
        yield 5, aside(f"<p>{escape(v.language.interface['newsletter'])}</p>")
    if v.has("shares"):
        yield 0, f"<div><span>{escape(writer.says('shares'))}</span></div>"
    if v.has("shares from step to step"):
        yield 0, f"<div><span>{escape(slow.says('shares'))}</span></div>"
    if v.has("stamp"):
        yield 0, p(f"<i>{escape(slow.says('stamp'))}</i>")
    if v.has("ticking stamp"):
        yield 99, p(escape(writer.says("stamp")))
    if v.has("lazy pictures") and dice.random() < 0.6:
        picture = '<img src="data:image/gif;base64,R0" data-src="b.jpg"><noscript><img src="b.jpg"></noscript>'
        yield 2, f"<figure>{picture}<figcaption>{escape(v.caption)}</figcaption></figure>"
    yield from _most_read(v, aside)
    yield from oddities(v, p, aside)
    if v.has("comments inside"):
        lines = ((f"reader{i}", writer.says("ago"), v.still_writer.paragraph()) for i in range(2 + v.step))
        talk = "".join(
            f"<div><b>{who}</b> <span>{when}</span><div>{escape(what)}</div></div>" for who, when, what in lines
        )
        yield 99, f"<div>{talk}</div>"


def _most_read(v: View, aside: Wrap) -> Iterator[tuple[int, str]]:
    heading = escape(v.language.interface["most read"])
    if v.has("most read"):
        links = "".join(f"<li>{v.link(v.writer.headline())}</li>" for _ in range(4))
        yield 4, aside(f"<h3>{heading}</h3><ol>{links}</ol>")
    if v.has("bare most read"):
        links = "".join(f"<li>{v.link(v.slow_writer.headline())}</li>" for _ in range(4))
        yield 6, f"<h3>{heading}</h3><ul>{links}</ul>"


def entry_time(v: View, p: Wrap) -> str:
    """How long ago an entry was made, as live blogs say above each."""
    return p(f"<small>{escape(v.writer.says('ago'))}</small>") if v.has("entry times") else ""


def disguised(v: View, page: str) -> str:
    """The page with names that are new on every request, and its text set otherwise: which nobody can see."""
    if v.has("new names"):
        page = _NAMED.sub(lambda _: f'id="i{v.dice.getrandbits(32):x}" class="{v.name()} ', page)
    page = odd(v, page)
    return typeset(page, v.dice) if v.has("typeset") else page


def typeset(page: str, dice: random.Random) -> str:
    """The same text in another Unicode form, with soft hyphens and spaces that do not break."""
    head, mark, body = page.partition("<body")
    form: Literal["NFC", "NFD"] = dice.choice(("NFC", "NFD"))

    def set_anew(match: re.Match[str]) -> str:
        text = unicodedata.normalize(form, match[0])
        if dice.random() < 0.5:
            text = _LONG_WORD.sub("\u00ad", text, count=3)
        return text.replace(" ", "\u00a0", dice.randrange(2)) if len(text) > 40 else text

    return head + mark + _TEXT.sub(set_anew, body)
