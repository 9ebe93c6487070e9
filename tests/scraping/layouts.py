# ruff: noqa: E501 (mark-up reads best unbroken)
"""Article pages made from a headline, paragraphs and comments, in the markup of several kinds of site."""

import html
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Paragraph = tuple[str, str]  # kind ("paragraph" or "heading") and text


@dataclass(frozen=True)
class Comment:
    text: Sequence[str]
    replies: Sequence["Comment"] = ()


@dataclass(frozen=True)
class Story:
    """What a page shows of an article."""

    title: str
    body: Sequence[Paragraph]
    standfirst: str = ""
    author: str = "Robin Ashdown"
    comments: Sequence[Comment] = ()
    site: str = "The Quiet Courier"
    noise: random.Random = field(default_factory=lambda: random.Random(1))


_HEADLINES = (
    "Harbour bridge to close for two winters",
    "Why the night bus never came back",
    "Council weighs a tax on empty shops",
    "The village that bought its own forest",
    "Ten minutes with the lighthouse keeper",
    "Trains to the coast cut from Monday",
    "Farmers fear a third dry summer",
    "Museum returns a drum after a century",
    "Ferry workers reject the pay offer",
    "What the flood took from the mill",
)
_SUMMARIES = (
    "Engineers say the repair cannot wait, and shopkeepers ask who will pay for the lost trade.",
    "Officials had promised a decision by spring; residents are still waiting for the letter.",
    "A small town found that the quickest way to a park was to plant it without asking anybody.",
    "The committee meets again next week, and nobody expects the vote to be close this time.",
)


def esc(text: str) -> str:
    return html.escape(text, quote=False)


def head(story: Story, *, linked_data: bool = True) -> str:
    first = next(text for kind, text in story.body if kind == "paragraph")
    described = esc(story.standfirst or first[:140])
    data = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        f'"headline":{_json(story.title)},"author":{{"@type":"Person","name":{_json(story.author)}}},'
        '"datePublished":"2024-03-05T07:30:00+01:00"}</script>'
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{esc(story.title)} | {story.site}</title>'
        f'<meta property="og:title" content="{html.escape(story.title)}">'
        f'<meta property="og:site_name" content="{story.site}"><meta name="description" content="{described}">'
        f'<meta name="author" content="{html.escape(story.author)}">{data if linked_data else ""}</head>'
    )


def _json(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _teasers(story: Story, count: int, tag: str = "li") -> str:
    picked = story.noise.sample(_HEADLINES, count)
    return "".join(
        f'<{tag}><a href="/story/{story.noise.randrange(9999)}">{line}</a> '
        f"<p>{story.noise.choice(_SUMMARIES)}</p></{tag}>"
        for line in picked
    )


def _menu() -> str:
    return "".join(f'<li><a href="/s/{i}">Section {i}</a></li>' for i in range(20))


def _name(story: Story) -> str:
    """A class name that says nothing, another on every request."""
    return "x" + "".join(story.noise.choices("bcdfghjklmnpqrstvwz0123456789", k=7))


def semantic(story: Story) -> str:
    body = "".join(f"<h2>{esc(t)}</h2>" if k == "heading" else f"<p>{esc(t)}</p>" for k, t in story.body)
    dek = f'<p class="standfirst">{esc(story.standfirst)}</p>' if story.standfirst else ""
    return (
        f"{head(story)}<body><header><nav><ul>{_menu()}</ul></nav></header><main><article><header>"
        f'<h1>{esc(story.title)}</h1>{dek}<p class="byline">By {esc(story.author)}</p>'
        '<time datetime="2024-03-05T07:30:00+01:00">5 March 2024</time></header>'
        '<figure><img src="a.jpg" alt=""><figcaption>A street at dusk, seen from the bridge.</figcaption></figure>'
        f"{body}</article><aside><h2>Most read</h2><ol>{_teasers(story, 5)}</ol></aside>"
        f'<section id="comments">{_thread(story, story.comments)}</section></main>'
        f"<footer><p>© 2024 {story.site}. All rights reserved, and some wrongs too.</p></footer></body></html>"
    )


def div_soup(story: Story) -> str:
    """Every class name is new on every request, and there is no element that says what it is."""
    n = _name

    def wrap(text: str, inner: str) -> str:
        return f'<div class="{n(story)}"><div class="{n(story)}"><{inner}>{esc(text)}</{inner}></div></div>'

    body = "".join(wrap(t, "h3" if k == "heading" else "p") for k, t in story.body)
    dek = f'<div class="{n(story)}"><h2>{esc(story.standfirst)}</h2></div>' if story.standfirst else ""
    related = "".join(
        f'<div class="{n(story)}"><div><a href="/r/{i}">{line}</a></div><div>{story.noise.choice(_SUMMARIES)}</div></div>'
        for i, line in enumerate(story.noise.sample(_HEADLINES, 6))
    )
    return (
        f'{head(story)}<body><div class="{n(story)}"><div class="{n(story)}"><ul>{_menu()}</ul></div></div>'
        f'<div class="{n(story)}"><div class="{n(story)}"><h1>{esc(story.title)}</h1>{dek}'
        f'<div class="{n(story)}">By {esc(story.author)}</div><div class="{n(story)}">5 March 2024, 07:30</div></div>'
        f'<div class="{n(story)}">{body}</div><div class="{n(story)}">{_thread(story, story.comments, plain=True)}</div>'
        f'<div class="{n(story)}"><div>You may also like</div>{related}</div></div>'
        f'<div class="{n(story)}">© 2024 {story.site}</div></body></html>'
    )


def table_layout(story: Story) -> str:
    body = "".join(
        f"<p><b>{esc(t)}</b></p>" if k == "heading" else f"<p align=justify>{esc(t)}</p>" for k, t in story.body
    )
    dek = f"<p><i>{esc(story.standfirst)}</i></p>" if story.standfirst else ""
    return (
        f"{head(story, linked_data=False)}<body bgcolor=white><table width=100%><tr><td colspan=3>{story.site}</td></tr>"
        f"<tr><td width=160 valign=top><table>{''.join(f'<tr><td><a href=/p/{i}>Page {i}</a></td></tr>' for i in range(18))}"
        f"</table></td><td valign=top><font size=5><b>{esc(story.title)}</b></font>{dek}{body}</td>"
        f"<td width=180><b>Elsewhere</b><ul>{_teasers(story, 4)}</ul></td></tr>"
        "<tr><td colspan=3><font size=1>Contact | Imprint | Webmaster</font></td></tr></table></body></html>"
    )


def br_separated(story: Story) -> str:
    body = "<br><br>\n".join(f"<b>{esc(t)}</b>" if k == "heading" else esc(t) for k, t in story.body)
    dek = f'<div class="lead">{esc(story.standfirst)}</div>' if story.standfirst else ""
    return (
        f'{head(story)}<body><div id="top"><ul>{_menu()}</ul></div><div id="page"><h1>{esc(story.title)}</h1>{dek}'
        f'<div class="text">{body}<br><br></div></div><div id="right"><h4>More news</h4><ul>{_teasers(story, 5)}</ul></div>'
        f"<div>Printed by {story.site}</div></body></html>"
    )


def wordpress(story: Story) -> str:
    body = "\n".join(f"<h2>{esc(t)}</h2>" if k == "heading" else f"<p>{esc(t)}</p>" for k, t in story.body)
    dek = f'<p class="subtitle">{esc(story.standfirst)}</p>' if story.standfirst else ""
    return (
        f'{head(story)}<body class="single has-sidebar"><div id="page"><header id="masthead"><ul>{_menu()}</ul></header>'
        '<div id="primary"><main id="main"><article class="post-8 type-post tag-strike category-news">'
        f'<header class="entry-header"><h1 class="entry-title">{esc(story.title)}</h1>{dek}<div class="entry-meta">'
        f'Posted on <a href="/d"><time datetime="2024-03-05">5 March 2024</time></a> by <a href="/a">{esc(story.author)}'
        f'</a></div></header><div class="entry-content">{body}<div class="sharedaddy"><h3>Share this:</h3><ul><li>'
        '<a href="#">Click to share on one network</a></li><li><a href="#">Click to share on another</a></li></ul></div>'
        f'</div></article><div id="comments" class="comments-area">{_thread(story, story.comments)}</div></main></div>'
        f'<div id="secondary" class="widget-area"><h2>Recent posts</h2><ul>{_teasers(story, 6)}</ul></div></div></body></html>'
    )


def blogger(story: Story) -> str:
    body = "<br /><br />".join(f"<b>{esc(t)}</b>" if k == "heading" else esc(t) for k, t in story.body)
    body = f"<i>{esc(story.standfirst)}</i><br /><br />{body}" if story.standfirst else body
    return (
        f'{head(story, linked_data=False)}<body><div class="main-outer"><h2 class="date-header"><span>Tuesday, 5 March '
        f'2024</span></h2><div class="post hentry"><h3 class="post-title entry-title">{esc(story.title)}</h3>'
        f'<div class="post-body entry-content"><div>{body}</div></div><div class="post-footer">Posted by '
        f'{esc(story.author)} at <a href="/p">07:30</a></div></div><div class="comments" id="comments">'
        f"<h4>{len(story.comments)} comments:</h4>{_thread(story, story.comments)}</div></div>"
        f'<div class="sidebar"><h2>Blog archive</h2><ul>{_teasers(story, 5)}</ul></div></body></html>'
    )


def _thread(story: Story, comments: Sequence[Comment], *, plain: bool = False) -> str:
    """Nested comments; `plain` without names, times or words that tell what they are."""
    if not comments:
        return ""
    items: list[str] = []
    for comment in comments:
        text = "".join(f"<p>{esc(line)}</p>" for line in comment.text)
        about = "" if plain else f"<cite>Reader {len(items)}</cite> <a href='#c'>6 March 2024 at 09:{len(items):02}</a>"
        reply = "" if plain else '<a href="/reply">Reply</a>'
        items.append(
            f"<li><div>{about}</div><div>{text}</div>{reply}{_thread(story, comment.replies, plain=plain)}</li>"
        )
    return f"<ol>{''.join(items)}</ol>"


LAYOUTS: dict[str, Callable[[Story], str]] = {
    "semantic": semantic,
    "div soup": div_soup,
    "table layout": table_layout,
    "br-separated": br_separated,
    "wordpress": wordpress,
    "blogger": blogger,
}
