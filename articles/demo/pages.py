"""The demo's pages as text: the front page, a section, an article, the feed. Pure.

The pages carry what real ones do and a scraper must see through: navigation, a cookie notice, links to other
stories that change on every request, a newsletter box, a footer.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from articles.demo.stories import State

SITE_NAME = "The Sule Lamp"
SITE_LANGUAGE = "en-GB"
MOTTO = "News from an island that is on no map"

_CSS = """
body { font: 1.0625rem/1.6 Georgia, serif; color: #1d2326; background: #fbf9f4; margin: 0 }
header, main, aside, footer, .cookies { max-width: 42rem; margin: 0 auto; padding: 0 1rem }
header { border-bottom: 3px double #1d2326; padding-block: 1rem }
.name { font-size: 2rem; font-weight: bold; color: inherit; text-decoration: none }
nav a { margin-right: 1rem } h1 { line-height: 1.2 } .standfirst { font-size: 1.2rem }
.meta, footer { color: #5a6468; font-size: .875rem } aside { border-top: 1px solid #c9c4b5 }
.cookies { background: #ece5d0; padding-block: .75rem }
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A published story as the pages show it. `url` is absolute, times are aware."""

    url: str
    section: str
    state: State
    published: datetime
    modified: datetime


def front_page(items: Sequence[Item], sections: Sequence[str], base: str) -> str:
    """The list of stories, newest change first."""
    return _page(SITE_NAME, _teasers(items), sections, base, head=_feed_link(base))


def section_page(section: str, items: Sequence[Item], sections: Sequence[str], base: str) -> str:
    """The stories of one section."""
    main = f"<h1>{escape(section)}</h1>{_teasers(items)}"
    return _page(f"{section} – {SITE_NAME}", main, sections, base, head=_feed_link(base))


def missing_page(sections: Sequence[str], base: str) -> str:
    """What a reader is told where there is no page, or no longer one."""
    main = "<h1>Page not found</h1><p>There is nothing here, or it has been taken down.</p>"
    return _page(f"Not found – {SITE_NAME}", main, sections, base)


def article_page(item: Item, related: Sequence[Item], sections: Sequence[str], base: str) -> str:
    """One story, with links to `related` ones around it."""
    state = item.state
    standfirst = f'<p class="standfirst">{escape(state.standfirst)}</p>' if state.standfirst else ""
    byline = f'By <span class="author">{escape(state.byline)}</span> · ' if state.byline else ""
    paragraphs = "\n".join(f"<p>{escape(block)}</p>" for block in state.blocks)
    main = f"""<article>
<h1>{escape(state.title)}</h1>
{standfirst}
<p class="meta">{byline}<time datetime="{item.published.isoformat()}">{_clock(item.published)}</time></p>
<div class="body">
{paragraphs}
</div>
</article>"""
    aside = f"""<aside aria-label="More stories"><h2>More from the island</h2>
<ul>{"".join(_link(other) for other in related)}</ul>
<form action="{base}/newsletter">
<label>The Lamp by e-mail, every Friday: <input type="email" name="to"></label>
<button>Subscribe</button></form></aside>"""
    return _page(f"{state.title} – {SITE_NAME}", main, sections, base, head=_metadata(item), aside=aside)


def feed(items: Sequence[Item], base: str, changed: datetime) -> str:
    """RSS 2.0 of the stories that can be read."""
    entries = "".join(_feed_item(item) for item in items)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>{escape(SITE_NAME)}</title>
<link>{base}/</link>
<description>{escape(MOTTO)}</description>
<language>{SITE_LANGUAGE}</language>
<lastBuildDate>{format_datetime(changed)}</lastBuildDate>
<atom:link href="{base}/feed.xml" rel="self" type="application/rss+xml"/>
{entries}</channel>
</rss>
"""


def _feed_item(item: Item) -> str:
    return f"""<item>
<title>{escape(item.state.title)}</title>
<link>{item.url}</link>
<guid>{item.url}</guid>
<category>{escape(item.section)}</category>
<description>{escape(item.state.standfirst or item.state.blocks[0])}</description>
<pubDate>{format_datetime(item.published)}</pubDate>
</item>
"""


def _page(title: str, main: str, sections: Sequence[str], base: str, *, head: str = "", aside: str = "") -> str:
    links = "".join(f'<a href="{base}/section/{slug_of(name)}">{escape(name)}</a> ' for name in sections)
    return f"""<!DOCTYPE html>
<html lang="{SITE_LANGUAGE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
{head}<style>{_CSS}</style>
</head>
<body>
<div class="cookies" role="region" aria-label="Cookies"><p>We use one cookie, to remember that you have read
this. <button>Very well</button></p></div>
<header><a class="name" href="{base}/">{escape(SITE_NAME)}</a><p>{escape(MOTTO)}</p>
<nav aria-label="Sections"><a href="{base}/">Home</a> {links}</nav></header>
<main>{main}</main>
{aside}
<footer><p>{escape(SITE_NAME)} is invented, and so is everything in it: it is the sample site of NewsDiffs.
</p></footer>
</body>
</html>
"""


def _metadata(item: Item) -> str:
    state = item.state
    document = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": state.title,
        "url": item.url,
        "datePublished": item.published.isoformat(),
        "dateModified": item.modified.isoformat(),
        "author": [{"@type": "Person", "name": state.byline}] if state.byline else [],
        "publisher": {"@type": "NewsMediaOrganization", "name": SITE_NAME},
    }
    # "<" is escaped so that no story can close the script element it stands in.
    linked_data = json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")
    return f"""<link rel="canonical" href="{item.url}">
<meta property="og:type" content="article">
<meta property="og:title" content="{escape(state.title)}">
<meta property="og:url" content="{item.url}">
<meta name="description" content="{escape(state.standfirst or state.blocks[0])}">
<script type="application/ld+json">{linked_data}</script>
"""


def _feed_link(base: str) -> str:
    kind = 'rel="alternate" type="application/rss+xml"'
    return f'<link {kind} title="{escape(SITE_NAME)}" href="{base}/feed.xml">\n'


def _teasers(items: Sequence[Item]) -> str:
    return "\n".join(
        f'<section><h2><a href="{item.url}">{escape(item.state.title)}</a></h2>'
        f"<p>{escape(item.state.standfirst or item.state.blocks[0])}</p>"
        f'<p class="meta">{escape(item.section)} · {_clock(item.modified)}</p></section>'
        for item in items
    )


def _link(item: Item) -> str:
    return f'<li><a href="{item.url}">{escape(item.state.title)}</a></li>'


def _clock(moment: datetime) -> str:
    return f"{moment:%d %B %Y, %H:%M}".lstrip("0")


def slug_of(section: str) -> str:
    """The section's name as it stands in an address."""
    return section.lower().replace(" ", "-")
