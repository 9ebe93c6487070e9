# ruff: noqa: E501 (mark-up reads best unbroken)
"""Ways to build a news page that are seldom thought of: text in spans, lists, definitions, captions, shadow trees."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from benchmarks.web.view import View, esc


def spans(v: View) -> str:
    """The site's name is the first heading and the headline a second; paragraphs are spans shown as blocks."""
    parts = v.flow(
        p=lambda t: f'<span class=par style="display: block">{t}</span>',
        h=lambda t: f'<span style="display:block"><b>{t}</b></span>',
        aside=lambda t: f'<span class=ins style="display:block"><div>{t}</div></span>',
    )
    lines = "".join(f"<i>{esc(line)}</i> " for line in v.meta_lines())
    dek = f"<h3>{esc(v.story.standfirst)}</h3>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head()}<body><div class=top><h1><a href=/>{v.site}</a></h1>{v.teasers(6, lambda t: f'<b>{t}</b> ')}</div>"
        f"<div class=main><h2>{esc(v.story.title)}</h2>{dek}<div class=by>{v.story.author} {lines}</div>"
        f"<div class=c>{''.join(parts)}</div></div><div>{v.teasers(6, lambda t: f'<div>{t}</div>')}</div></body></html>"
    )


def interview(v: View) -> str:
    """Questions and answers as a list of definitions."""
    parts = v.flow(
        p=lambda t: f"<dd>{t}</dd>", h=lambda t: f"<dt>{t}</dt>", aside=lambda t: f"<dd class=in><div>{t}</div></dd>",
        ul=lambda t: f"<dd><ul>{t}</ul></dd>",
    )  # fmt: skip
    lines = "".join(f"<p><small>{esc(line)}</small></p>" for line in v.meta_lines())
    dek = f"<p class=sub><strong>{esc(v.story.standfirst)}</strong></p>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head()}<body><nav>{v.teasers(6, lambda t: t)}</nav><article><h1>{esc(v.story.title)}</h1>{dek}"
        f"<p class=who>{v.story.author}</p>{lines}<dl class=talk>{''.join(parts)}</dl></article>"
        f"<section>{v.teasers(4, lambda t: f'<div>{t}</div>', summaries=True)}</section></body></html>"
    )


def live(v: View) -> str:
    """A live blog: each entry in an element of its own with the time it was made."""
    minutes = count(v.still.randrange(400, 900), v.still.randrange(3, 14))

    def entry(inner: str) -> str:
        at = next(minutes)
        return (
            f"<div class=post><div class=at>{at // 60 % 24:02d}:{at % 60:02d}</div><div class=what>{inner}</div></div>"
        )

    parts = v.flow(
        p=lambda t: entry(f"<p>{t}</p>"), h=lambda t: entry(f"<h3>{t}</h3>"),
        aside=lambda t: f"<div class=ad-post><div>{t}</div></div>", ul=lambda t: entry(f"<ul>{t}</ul>"),
    )  # fmt: skip
    lines = "".join(f"<span>{esc(line)}</span>" for line in v.meta_lines())
    dek = f"<div class=top-line>{esc(v.story.standfirst)}</div>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head()}<body><header>{v.teasers(5, lambda t: f'<b>{t}</b>')}</header><main><h1>{esc(v.story.title)}</h1>"
        f"{dek}<div>{v.story.author}</div>{lines}<div class=posts>{''.join(parts)}</div></main>"
        f"<div class=more>{v.teasers(6, lambda t: f'<div>{t}</div>')}</div></body></html>"
    )


def points(v: View) -> str:
    """All of the text is a list of points."""
    parts = v.flow(
        p=lambda t: f"<li>{t}</li>", h=lambda t: f"<li><strong>{t}</strong></li>",
        aside=lambda t: f"<li class=x><div>{t}</div></li>", ul=lambda t: f"<li><ul>{t}</ul></li>",
    )  # fmt: skip
    lines = "".join(f"<em>{esc(line)}</em><br>" for line in v.meta_lines())
    dek = f"<p>{esc(v.story.standfirst)}</p>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head(data=False)}<body><ul id=menu>{v.teasers(7, lambda t: f'<li>{t}</li>')}</ul>"
        f"<div id=page><h1>{esc(v.story.title)}</h1>{lines}{dek}<ul id=points>{''.join(parts)}</ul><p>{v.story.author}</p></div>"
        f"<ul id=others>{v.teasers(7, lambda t: f'<li>{t}</li>')}</ul></body></html>"
    )


def ranked(v: View) -> str:
    """Numbered items, each with a picture, the whole in sections within sections."""
    numbers = count(1)
    parts = v.flow(
        p=lambda t: f"<p>{t}</p>", h=lambda t: f'</div></section><section class=item><span class=no>{next(numbers)}</span>'
        f"<h2>{t}</h2><img src=a.jpg><div>",
        aside=lambda t: f"<section class=note><div>{t}</div></section>",
    )  # fmt: skip
    lines = "".join(f"<p class=tiny>{esc(line)}</p>" for line in v.meta_lines())
    dek = f"<p class=lead>{esc(v.story.standfirst)}</p>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head()}<body><header><nav>{v.teasers(6, lambda t: t)}</nav></header><section><section><h1>{esc(v.story.title)}"
        f"</h1>{dek}<p class=tiny>{v.story.author}</p>{lines}<section class=item><div>{''.join(parts)}</div></section></section>"
        f"<section>{v.teasers(5, lambda t: f'<section>{t}</section>', summaries=True)}</section></section></body></html>"
    )


def gallery(v: View) -> str:
    """A gallery: the text stands in the captions of its pictures."""
    numbers = count(1)
    parts = v.flow(
        p=lambda t: f"<figure><img src=p{next(numbers)}.jpg><figcaption>{t}</figcaption></figure>",
        h=lambda t: f"<h2>{t}</h2>", aside=lambda t: f"<div class=slot><div>{t}</div></div>",
    )  # fmt: skip
    lines = "".join(f"<span>{esc(line)}</span>" for line in v.meta_lines())
    dek = f"<p class=intro>{esc(v.story.standfirst)}</p>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head()}<body><header>{v.teasers(5, lambda t: f'<b>{t}</b>')}</header><main><article><h1>{esc(v.story.title)}</h1>"
        f"{dek}<div>{v.story.author}</div>{lines}{''.join(parts)}</article></main>"
        f"<footer>{v.teasers(5, lambda t: f'<div>{t}</div>')}</footer></body></html>"
    )


def groups(v: View) -> str:
    """An editor of blocks: paragraphs stand alone or in groups."""
    numbers = count()

    def paragraph(text: str) -> str:
        forms = (
            "<p>{}</p>", "<p>{}</p>", "<div class=b-group><div class=b-in><p>{}</p></div></div>", "<p>{}</p>",
            "<div class=b-group><div class=b-in><p>{}</p></div></div>",
        )  # fmt: skip
        return forms[next(numbers) % len(forms)].format(text)

    parts = v.flow(
        p=paragraph, h=lambda t: f"<h2>{t}</h2>", aside=lambda t: f"<div class=b-reusable><div>{t}</div></div>"
    )
    lines = "".join(f"<span>{esc(line)}</span>" for line in v.meta_lines())
    dek = f"<p class=b-excerpt>{esc(v.story.standfirst)}</p>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head()}<body><header>{v.teasers(5, lambda t: f'<b>{t}</b>')}</header><main><h1>{esc(v.story.title)}</h1>{dek}"
        f"<div class=b-meta>{v.story.author} {lines}</div><div class=b-content>{''.join(parts)}</div></main>"
        f"<aside>{v.teasers(5, lambda t: f'<div>{t}</div>')}</aside></body></html>"
    )


def endless(v: View) -> str:
    """The next stories stand in full below, as scrolling brings them."""

    def story(title: str, dek: str, inner: str) -> str:
        return f"<article><h1>{title}</h1>{dek}<div class=text>{inner}</div></article>"

    parts = v.flow(
        p=lambda t: f"<p>{t}</p>", h=lambda t: f"<h2>{t}</h2>", aside=lambda t: f"<div class=box><div>{t}</div></div>"
    )
    lines = "".join(f"<span>{esc(line)}</span>" for line in v.meta_lines())
    dek = f"<p class=dek>{esc(v.story.standfirst)}</p>" if v.story.standfirst else ""
    others = "".join(
        story(esc(v.slow_writer.headline()), "", "".join(f"<p>{esc(v.slow_writer.paragraph())}</p>" for _ in range(5)))
        for _ in range(2)
    )
    return (
        f"{v.html}{v.head()}<body><header>{v.teasers(5, lambda t: f'<b>{t}</b>')}</header><main>"
        f"{story(esc(v.story.title), f'{dek}<div>{v.story.author} {lines}</div>', ''.join(parts))}{others}</main></body></html>"
    )


def shadow(v: View) -> str:
    """Text in a shadow tree that is declared in the page."""
    parts = v.flow(
        p=lambda t: f"<p>{t}</p>", h=lambda t: f"<h2>{t}</h2>", aside=lambda t: f"<x-box><div>{t}</div></x-box>"
    )
    lines = "".join(f"<span>{esc(line)}</span>" for line in v.meta_lines())
    dek = f"<p part=dek>{esc(v.story.standfirst)}</p>" if v.story.standfirst else ""
    return (
        f"{v.html}{v.head()}<body><x-page><template shadowrootmode=open><style>p{{margin:0}}</style><x-nav>"
        f"{v.teasers(5, lambda t: f'<div>{t}</div>')}</x-nav><main><h1>{esc(v.story.title)}</h1>{dek}<div>{v.story.author} {lines}</div>"
        f"<div>{''.join(parts)}</div></main></template></x-page></body></html>"
    )


UNUSUAL: dict[str, Callable[[View], str]] = {
    layout.__name__: layout for layout in (spans, interview, live, points, ranked, gallery, groups, endless, shadow)
}
