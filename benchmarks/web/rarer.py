# ruff: noqa: E501 (mark-up reads best unbroken)
"""Rarer ways to build a news page: text in linked data alone, line breaks in tables, a live stream, nothing but mark-up."""

from __future__ import annotations

import json
from collections.abc import Callable

from benchmarks.web.view import View, esc


def linked(v: View) -> str:
    """An empty frame that a script fills; the text stands in the linked data alone."""
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": v.story.title,
        "description": v.story.standfirst, "datePublished": "2026-11-20T07:30:00+00:00",
        "author": {"@type": "Person", "name": v.story.author}, "articleBody": "\n\n".join(v.story.texts),
    }  # fmt: skip
    return (
        f"{v.html}{v.head(data=False)}<body><div id=app data-t={v.dice.getrandbits(40):x}></div>"
        f'<script type="application/ld+json">{json.dumps(data)}</script><script src=/app.js></script></body></html>'
    )


def cells(v: View) -> str:
    """One cell of a nested table, its paragraphs parted by line breaks."""
    parts = v.flow(
        p=lambda t: f"{t}<br><br>", h=lambda t: f"<b>{t}</b><br><br>",
        aside=lambda t: f"<table align=left width=180><tr><td>{t}</td></tr></table>",
    )  # fmt: skip
    lines = "<br>".join(esc(line) for line in v.meta_lines())
    dek = f"<tr><td><i>{esc(v.story.standfirst)}</i></td></tr>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head(data=False)}<body><center><table width=900><tr><td width=200 valign=top>"
        f"{v.teasers(9, lambda t: t + '<br>')}</td><td><table><tr><td><h1>{esc(v.story.title)}</h1></td></tr>{dek}"
        f"<tr><td><small>{v.story.author}<br>{lines}</small></td></tr><tr><td>{''.join(parts)}</td></tr></table></td></tr>"
        f"<tr><td colspan=2><font size=1>{v.site}</font></td></tr></table></center></body></html>"
    )


def stream(v: View) -> str:
    """A list of entries, each in an article of its own."""
    parts = v.flow(
        p=lambda t: f"<li><article><div class=entry-text><p>{t}</p></div></article></li>",
        h=lambda t: f"<li><article><h3>{t}</h3></article></li>",
        aside=lambda t: f"<li class=insert><aside><div>{t}</div></aside></li>",
        ul=lambda t: f"<li><article><div class=entry-text><ul>{t}</ul></div></article></li>",
    )  # fmt: skip
    dek = f"<p class=summary>{esc(v.story.standfirst)}</p>" if v.story.standfirst else ""
    lines = "".join(f"<small>{esc(line)}</small>" for line in v.meta_lines())
    return (
        f"{v.html}{v.head()}<body><header>{v.teasers(5, lambda t: f'<b>{t}</b>')}</header><main><h1>{esc(v.story.title)}</h1>"
        f"{dek}<div class=sign>{v.story.author}</div>{lines}<ol class=stream reversed>{''.join(parts)}</ol></main>"
        f"<section>{v.teasers(5, lambda t: f'<div>{t}</div>', summaries=True)}</section></body></html>"
    )


def bare(v: View) -> str:
    """Nothing but headings and paragraphs below the body, as pages of the first years and of print views are."""
    parts = v.flow(
        p=lambda t: f"<p>{t}\n", h=lambda t: f"<h2>{t}</h2>\n", aside=lambda t: f"<hr><div>{t}</div><hr>\n",
    )  # fmt: skip
    lines = "".join(f"<address>{esc(line)}</address>" for line in v.meta_lines())
    dek = f"<p><em>{esc(v.story.standfirst)}</em>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head(data=False)}<body><a href=/>{v.site}</a><hr><h1>{esc(v.story.title)}</h1>{dek}"
        f"<address>{v.story.author}</address>{lines}{''.join(parts)}<hr>{v.teasers(6, lambda t: t + '<br>')}</body></html>"
    )


RARER: dict[str, Callable[[View], str]] = {layout.__name__: layout for layout in (linked, cells, stream, bare)}
