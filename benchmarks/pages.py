"""News pages of our own making: some 55 KB each, of which a tenth is the article, like the pages of real papers.

The article's text is drawn from a seed, so that page and truth are the same on both sides of a measurement. What
stands around it (menus, teasers, adverts, scripts, tokens) is prepared in many variants, one of which each request
gets: the bytes differ on every request and the article does not.
"""

from __future__ import annotations

import html
import json
import random
from dataclasses import dataclass
from functools import cache

VARIANTS = 61  # of what stands around the article; a prime, so that requests and variants don't fall into step
PARAGRAPHS = 22

_WHO = (
    "the council", "a spokeswoman for the port", "the teachers' union", "the minister", "a witness", "the orchestra",
    "the water board", "the new owner", "a retired engineer", "the court", "the ferry company", "the mayor",
    "an inspector", "the night shift", "the museum", "the growers", "a former captain", "the hospital",
)  # fmt: skip
_DID = (
    "approved", "rejected", "put off", "defended", "examined", "praised", "paid for", "closed", "reopened", "sold",
    "measured", "described", "promised", "withdrew", "repaired", "questioned", "announced", "called off",
)  # fmt: skip
_WHAT = (
    "the harbour plan", "a second bridge", "the winter timetable", "its own report", "the old granary", "a pay offer",
    "the flood wall", "the concert season", "a contract for the trams", "the last lighthouse", "the orchard",
    "a row of empty houses", "the survey of the reef", "a public inquiry", "the school kitchen", "the archive",
)  # fmt: skip
_HOW = (
    "after a long and quiet meeting", "despite a warning from the auditors", "without giving a reason",
    "while rain fell on the square", "in front of about two hundred people", "for the third time in a decade",
    "by a majority of four votes", "as the fishing fleet came home", "when the figures were read aloud",
    "at a cost that nobody would name", "with the help of neighbours", "before the deadline ran out",
)  # fmt: skip
_WHEN = ("on Monday", "on Tuesday", "late on Friday", "last week", "in spring", "before noon", "this month")
_PLACES = ("Sule", "Skerry", "Marnhaven", "Old Quay", "Vardby", "Tolm", "Eastmere", "Karsund", "Brenning", "Holm")


@dataclass(frozen=True)
class Story:
    """One state of an article: its headline and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@cache
def story(number: int, revision: int = 0, paragraphs: int = PARAGRAPHS) -> Story:
    """The article with this number after so many edits; every edit alters one paragraph, every fifth adds one.

    ``paragraphs``: how many it had at first.
    """
    if not revision:
        draw = random.Random(f"story {number}")
        title = f"{_clause(draw).capitalize()} in {draw.choice(_PLACES)}"
        return Story(title, tuple(_paragraph(draw) for _ in range(paragraphs)))
    before = story(number, revision - 1, paragraphs)
    draw = random.Random(f"edit {number} {revision}")
    edited = list(before.paragraphs)
    place = draw.randrange(1, len(edited) - 1)
    if revision % 5 == 0:
        edited.insert(place, _paragraph(draw))
    else:
        edited[place] = f"{edited[place]} {sentence(draw)}"
    return Story(before.title, tuple(edited))


def _clause(draw: random.Random) -> str:
    return f"{draw.choice(_WHO)} {draw.choice(_DID)} {draw.choice(_WHAT)}"


def sentence(draw: random.Random) -> str:
    """A sentence of two clauses."""
    first = f"{_clause(draw)} {draw.choice(_HOW)}"
    second = f"{draw.choice(_WHO)} {draw.choice(_DID)} {draw.choice(_WHAT)} {draw.choice(_WHEN)}"
    number = draw.randrange(12, 9000)
    return f"{first[0].upper()}{first[1:]}, and {second}, said a note of {number} words from {draw.choice(_PLACES)}."


def _paragraph(draw: random.Random) -> str:
    return " ".join(sentence(draw) for _ in range(draw.randrange(1, 4)))


def article_markup(number: int, revision: int, url: str, paragraphs: int = PARAGRAPHS) -> tuple[bytes, bytes]:
    """An article's own part of its page: (what it adds to the head, its markup)."""
    text = story(number, revision, paragraphs)
    title = html.escape(text.title)
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": text.title, "inLanguage": "en",
        "datePublished": f"2026-10-{number % 28 + 1:02}T08:00:00Z", "author": {"@type": "Person", "name": "Ada Lund"},
    }  # fmt: skip
    head = (
        f'<title>{title} | The Bench Courier</title><link rel="canonical" href="{url}">'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<script type="application/ld+json">{json.dumps(data)}</script>'
    )
    body = "\n".join(f'<p class="body-text">{html.escape(paragraph)}</p>' for paragraph in text.paragraphs)
    article = (
        f'<article class="story"><header class="story-head"><h1>{title}</h1><p class="byline">By Ada Lund</p></header>'
        f'\n<div class="story-body">\n{body}\n</div></article>'
    )
    return head.encode(), article.encode()


@dataclass(frozen=True)
class Surroundings:
    """One variant of what stands around an article: before the head's end, before and after the article."""

    head: bytes
    before: bytes
    after: bytes


def surroundings(variant: int) -> Surroundings:
    """Scripts, menus, adverts, teasers and a footer, in an order and with words that differ between variants."""
    draw = random.Random(f"around {variant}")
    state = json.dumps({f"slot{n}": f"{draw.getrandbits(128):032x}" for n in range(130)})
    head = f"<script>window.state={state};</script><style>{_style()}</style>"
    menu = "".join(f'<li class="nav-item"><a href="/{s}/{n}">{s} {n}</a></li>' for n, s in enumerate(_menu(draw)))
    before = (
        f'<header class="masthead"><nav class="menu"><ul>{menu}</ul></nav></header>'
        f'<div class="ad-slot" id="ad-{draw.getrandbits(32):x}" data-campaign="{draw.getrandbits(64):x}">'
        '<iframe title="Advertisement"></iframe></div><main class="page">'
    )
    most_read = "".join(f'<li><a href="/news/m{n}">{html.escape(_clause(draw))}</a></li>' for n in range(10))
    links = "".join(f'<li><a href="/{s}/">{s}</a></li>' for s in _menu(draw)[:60])
    after = (
        f'<aside class="related"><h2>More on this</h2>{"".join(_teaser(draw, n) for n in range(36))}</aside>'
        f'<section class="most-read"><h2>Most read</h2><ol>{most_read}</ol></section></main>'
        f'<footer class="site-footer"><ul>{links}</ul><p>The Bench Courier, all rights kept</p></footer>'
        f"<script>window.render={json.dumps([f'{draw.getrandbits(256):064x}' for _ in range(150)])};</script>"
    )
    return Surroundings(head.encode(), before.encode(), after.encode())


def _teaser(draw: random.Random, number: int) -> str:
    line = html.escape(_clause(draw))
    return (
        f'<div class="teaser"><a class="teaser-link" href="/news/t{number}?ref={draw.getrandbits(32):x}">'
        f'<img src="/img/{draw.getrandbits(40):x}.jpg" alt="" width="160" height="90"><h3>{line}</h3></a>'
        f'<span class="when">{draw.randrange(2, 59)} minutes ago</span></div>'
    )


def _menu(draw: random.Random) -> list[str]:
    sections = ("news", "sport", "arts", "harbour", "weather", "letters", "science", "food", "travel", "law")
    return draw.sample([f"{a}-{b}" for a in sections for b in sections], 90)


def _style() -> str:
    return "".join(f".c{n}{{margin:{n % 9}px;padding:{n % 7}px;color:#{n * 4099 % 0xFFFFFF:06x}}}" for n in range(170))
