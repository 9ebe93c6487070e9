# ruff: noqa: E501 (mark-up reads best unbroken)
"""Ten ways to build a news page that have little in common. Each makes one view's page."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.web.view import View, esc


def tables(v: View) -> str:
    """Nested tables and font tags."""
    parts = v.flow(
        p=lambda t: f"<p><font face=serif size=3>{t}</font></p>", h=lambda t: f"<h3>{t}</h3>",
        aside=lambda t: f"<table width=200 align=right><tr><td bgcolor=#eee>{t}</td></tr></table>",
    )  # fmt: skip
    lines = "".join(f"<font size=1>{esc(line)}</font><br>" for line in v.meta_lines())
    dek = f"<p><font size=4><i>{esc(v.story.standfirst)}</i></font></p>" if v.story.standfirst else ""
    comments = v.comments(lambda who, when, what: f"<tr><td><b>{who}</b> {when}</td><td>{what}</td></tr>")
    return (
        f"{v.html}{v.head(data=False)}<body><table width=100%><tr><td colspan=3><a href=/>{v.site}</a></td></tr><tr>"
        f"<td width=150><table>{v.teasers(8, lambda t: f'<tr><td>{t}</td></tr>')}</table></td>"
        f"<td><h1>{esc(v.story.title)}</h1>{lines}{dek}<font size=2>{v.story.author}</font>{''.join(parts)}"
        f"<table>{comments}</table></td>"
        f"<td width=200><table>{v.teasers(5, lambda t: f'<tr><td>{t}</td></tr>', summaries=True)}</table></td>"
        "</tr></table></body></html>"
    )


def breaks(v: View) -> str:
    """Paragraphs that two line breaks part."""
    parts = v.flow(
        p=lambda t: f"{t}<br><br>\n", h=lambda t: f"<b>{t}</b><br><br>\n", aside=lambda t: f"<div class=fl>{t}</div>"
    )
    dek = f"<div class=abstract>{esc(v.story.standfirst)}</div>" if v.story.standfirst else ""
    lines = " | ".join(esc(line) for line in v.meta_lines())
    comments = v.comments(
        lambda who, when, what: (
            f"<li><i>{who}</i><small>{when}</small><div>{what}</div>"
            f"<a href=#>{esc(v.language.interface['reply'])}</a></li>"
        )
    )
    return (
        f"{v.html}{v.head()}<body><div id=top>{v.teasers(10, lambda t: t + ' | ')}</div><div id=wrap><div id=left>"
        f"<h1>{esc(v.story.title)}</h1><div class=info>{lines}</div>{dek}<div id=text>{''.join(parts)}</div>"
        f"<ol id=cm>{comments}</ol></div><div id=right><ul>{v.teasers(8, lambda t: f'<li>{t}</li>')}</ul></div></div>"
        f"<div id=foot>{v.site}</div></body></html>"
    )


def divs(v: View) -> str:
    """Not one p: paragraphs are divs."""
    parts = v.flow(
        p=lambda t: f'<div class="para">{t}</div>', h=lambda t: f'<div class="crosshead"><strong>{t}</strong></div>',
        aside=lambda t: f'<div class="insert"><div>{t}</div></div>',
    )  # fmt: skip
    lines = "".join(f"<span>{esc(line)}</span>" for line in v.meta_lines())
    dek = f'<div class="lede">{esc(v.story.standfirst)}</div>' if v.story.standfirst else ""
    comments = v.comments(lambda who, when, what: f"<div><div>{who}</div><div>{when}</div><div>{what}</div></div>")
    return (
        f'{v.html}{v.head()}<body><div class="bar">{v.teasers(6, lambda t: f"<div>{t}</div>")}</div>'
        f'<div class="page"><div class="title"><h1>{esc(v.story.title)}</h1></div>{dek}<div class="who">'
        f"{esc(v.language.interface['by'])} {v.story.author}</div><div>{lines}</div>"
        f'<div class="story">{"".join(parts)}</div><div class="talk">{comments}</div>'
        f'<div class="more">{v.teasers(6, lambda t: f"<div>{t}</div>", summaries=True)}</div></div></body></html>'
    )


def utility(v: View) -> str:
    """Utility classes, and others that are new on every request."""
    n = v.name
    parts = v.flow(
        p=lambda t: f'<div class="{n()} mx-auto flex"><p class="text-lg leading-7 {n()}">{t}</p></div>',
        h=lambda t: f'<div class="{n()} mx-auto flex"><h2 class="{n()}">{t}</h2></div>',
        aside=lambda t: f'<div class="{n()} my-8 rounded-xl bg-gray-50 p-4"><div class="{n()}">{t}</div></div>',
        ul=lambda t: f'<div class="{n()} mx-auto flex"><ul class="{n()}">{t}</ul></div>',
    )
    lines = "".join(f'<span class="{n()} text-xs">{esc(line)}</span>' for line in v.meta_lines())
    dek = f'<p class="{n()} text-xl">{esc(v.story.standfirst)}</p>' if v.story.standfirst else ""
    cards = v.teasers(4, lambda t: f'<div class="{n()}"><div class="{n()}">{t}</div></div>', summaries=True)
    comments = v.comments(
        lambda who, when, what: (
            f'<div class="{n()}"><span class="{n()}">{who}</span><span>{when}</span>'
            f'<p class="{n()}">{what}</p><button>{esc(v.language.interface["reply"])}</button></div>'
        )
    )
    return (
        f'{v.html}{v.head()}<body class="{n()}"><div class="{n()}">{v.teasers(7, lambda t: f"<span>{t}</span>")}</div>'
        f'<div class="{n()} grid grid-cols-12"><div class="{n()} col-span-8"><h1 class="{n()}">{esc(v.story.title)}</h1>'
        f'{dek}<div class="{n()}">{lines}</div><div class="{n()}">{"".join(parts)}</div>'
        f'<div class="{n()}">{comments}</div></div><div class="{n()} col-span-4">{cards}</div></div></body></html>'
    )


def amp(v: View) -> str:
    """An AMP page."""
    parts = v.flow(
        p=lambda t: f"<p>{t}</p>", h=lambda t: f"<h2>{t}</h2>",
        aside=lambda t: f'<div class="amp-box"><amp-ad width=300 height=250 type="x"></amp-ad>{t}</div>',
    )  # fmt: skip
    lines = "".join(f"<div><small>{esc(line)}</small></div>" for line in v.meta_lines())
    dek = f'<h2 class="sub">{esc(v.story.standfirst)}</h2>' if v.story.standfirst else ""
    return (
        f"{v.html.replace('<html', '<html amp')}{v.head()}<body><amp-sidebar id=m layout=nodisplay><ul>"
        f"{v.teasers(9, lambda t: f'<li>{t}</li>')}</ul></amp-sidebar><article><header><h1>{esc(v.story.title)}</h1>{dek}"
        f'<address>{v.story.author}</address></header>{lines}<amp-img src="a.jpg" width=9 height=9></amp-img>'
        f"{''.join(parts)}</article><amp-list><div>{v.teasers(4, lambda t: f'<div>{t}</div>')}</div></amp-list></body></html>"
    )


def elements(v: View) -> str:
    """Custom elements."""
    parts = v.flow(
        p=lambda t: f"<story-part><p>{t}</p></story-part>", h=lambda t: f"<story-part><h3>{t}</h3></story-part>",
        aside=lambda t: f"<story-insert><story-card>{t}</story-card></story-insert>",
        ul=lambda t: f"<story-part><ul>{t}</ul></story-part>",
    )  # fmt: skip
    lines = "".join(f"<story-note>{esc(line)}</story-note>" for line in v.meta_lines())
    dek = f"<story-dek>{esc(v.story.standfirst)}</story-dek>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head()}<body><site-shell><site-bar>{v.teasers(6, lambda t: f'<bar-item>{t}</bar-item>')}</site-bar>"
        f"<story-page><story-head><h1>{esc(v.story.title)}</h1>{dek}<story-author>{v.story.author}</story-author>{lines}"
        f"</story-head><story-body>{''.join(parts)}</story-body></story-page>"
        f"<story-more>{v.teasers(5, lambda t: f'<more-item>{t}</more-item>')}</story-more></site-shell></body></html>"
    )


def weblog(v: View) -> str:
    """A common weblog's theme, with sidebar and comments."""
    parts = v.flow(
        p=lambda t: f"<p>{t}</p>", h=lambda t: f'<h2 class="wp-block-heading">{t}</h2>',
        aside=lambda t: f'<div class="wp-block-group has-background">{t}</div>',
    )  # fmt: skip
    dek = f'<div class="entry-summary"><p>{esc(v.story.standfirst)}</p></div>' if v.story.standfirst else ""
    reply = esc(v.language.interface["reply"])
    comments = v.comments(
        lambda who, when, what: (
            f'<li class="comment"><cite>{who}</cite><a href="#">{when}</a><p>{what}</p>'
            f'<div class="reply"><a href="#">{reply}</a></div></li>'
        )
    )
    lines = "".join(f'<span class="posted-on">{esc(line)}</span>' for line in v.meta_lines())
    return (
        f'{v.html}{v.head()}<body class="single-post postid-{v.still.randrange(9999)}"><header id="masthead"><nav><ul>'
        f'{v.teasers(6, lambda t: f"<li>{t}</li>")}</ul></nav></header><div id="primary"><article class="post hentry">'
        f'<header class="entry-header"><h1 class="entry-title">{esc(v.story.title)}</h1><div class="entry-meta">'
        f'<span class="author vcard">{v.story.author}</span>{lines}</div></header>{dek}'
        f'<div class="entry-content">{"".join(parts)}</div></article><div id="comments"><h2>'
        f'{esc(v.writer.says("comments"))}</h2><ol class="comment-list">{comments}</ol></div></div>'
        f'<aside id="secondary" class="widget-area">{v.teasers(6, lambda t: f"<section><h3>{t}</h3></section>")}</aside>'
        f"<footer>{v.site}</footer></body></html>"
    )


def sections(v: View) -> str:
    """Entries one below the other, as in a live blog."""
    parts = v.flow(
        p=lambda t: f"<p>{t}</p>", h=lambda t: f"</section><section class=entry><h2>{t}</h2>",
        aside=lambda t: f"<div class=embed><div>{t}</div></div>",
    )  # fmt: skip
    dek = f"<p class=intro>{esc(v.story.standfirst)}</p>" if v.story.standfirst else ""
    lines = "".join(f"<p class=note>{esc(line)}</p>" for line in v.meta_lines())
    return (
        f"{v.html}{v.head()}<body><nav>{v.teasers(5, lambda t: t)}</nav><main><header><h1>{esc(v.story.title)}</h1>{dek}"
        f"<p class=author>{v.story.author}</p>{lines}</header><div class=entries><section class=entry>{''.join(parts)}"
        f"</section></div></main><div class=rail>{v.teasers(5, lambda t: f'<div>{t}</div>')}</div></body></html>"
    )


def split(v: View) -> str:
    """The text in several containers, with adverts between them."""
    parts = v.flow(
        p=lambda t: f"<p>{t}</p>", h=lambda t: f"<h2>{t}</h2>",
        aside=lambda t: f'</div><div class="slot"><div>{t}</div></div><div class="chunk">',
    )  # fmt: skip
    third = max(len(parts) // 3, 2)
    slot = '</div><div class="slot"><span>Advertisement</span><iframe></iframe></div><div class="chunk">'
    text = slot.join("".join(parts[i : i + third]) for i in range(0, len(parts), third))
    dek = f'<p class="deck">{esc(v.story.standfirst)}</p>' if v.story.standfirst else ""
    lines = "".join(f"<li>{esc(line)}</li>" for line in v.meta_lines())
    return (
        f'{v.html}{v.head()}<body><header>{v.teasers(6, lambda t: f"<div>{t}</div>")}</header><div class="content">'
        f'<div class="lead"><h1>{esc(v.story.title)}</h1>{dek}<ul class="facts">{lines}</ul></div>'
        f'<div class="chunk">{text}</div></div><div class="below">'
        f"{v.teasers(6, lambda t: f'<div>{t}</div>', summaries=True)}</div></body></html>"
    )


def parts(v: View) -> str:
    """Drawn by components: each paragraph in wrappers, with state in a script."""
    n = v.name
    body = v.flow(
        p=lambda t: f'<div data-component="text"><div class="{n()}"><p class="{n()}">{t}</p></div></div>',
        h=lambda t: f'<div data-component="subheadline"><h2 class="{n()}"><span>{t}</span></h2></div>',
        aside=lambda t: f'<div data-component="promo"><div class="{n()}"><div>{t}</div></div></div>',
        ul=lambda t: f'<div data-component="list"><div class="{n()}"><ul>{t}</ul></div></div>',
    )
    dek = f'<div data-component="deck"><div><p class="{n()}"><b>{esc(v.story.standfirst)}</b></p></div></div>'
    lines = "".join(f'<div data-component="meta"><div>{esc(line)}</div></div>' for line in v.meta_lines())
    return (
        f'{v.html}{v.head()}<body><div id="root"><header role="banner">{v.teasers(5, lambda t: f"<div>{t}</div>")}</header>'
        f'<main id="main"><article><div data-component="headline"><h1>{esc(v.story.title)}</h1></div>'
        f'{dek if v.story.standfirst else ""}<div data-component="byline">{v.story.author}</div>{lines}{"".join(body)}'
        f'</article></main><div data-component="links">{v.teasers(6, lambda t: f"<div><div>{t}</div></div>")}</div></div>'
        f'<script>window.__STATE__={{"t":"{v.dice.getrandbits(60):x}"}}</script></body></html>'
    )


LAYOUTS: dict[str, Callable[[View], str]] = {
    layout.__name__: layout for layout in (tables, breaks, divs, utility, amp, elements, weblog, sections, split, parts)
}
