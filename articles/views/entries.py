"""The entries of the stream of changes as HTML.

Drawn here and not in a template, as the rows of a diff are: a page has twenty of them, and they took two thirds of the
time that the first page took.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext

from articles.marks import marked
from articles.models import Article, Event, Source, Version
from articles.stream import Entry
from articles.templatetags.newsdiffs import lang_of, when
from articles.views.badges import draw_badges, draw_size


def draw_entry(entry: Entry, *, hide_source: bool | str = False) -> SafeString:
    """One change or event; ``hide_source`` where the page is about one source; a template without it gives ""."""
    if entry.version:
        return _change(entry.version, hide_source=bool(hide_source))
    assert entry.event is not None
    return _event(entry.event, hide_source=bool(hide_source))


def _change(version: Version, *, hide_source: bool) -> SafeString:
    article, change = version.article, version.change
    lang = lang_of(article)
    parts = [
        f'<article class="entry entry-{version.level or "unknown"}" aria-labelledby="v{version.pk}">',
        _kicker(version.source, when(version.seen_at), hide_source=hide_source),
    ]
    if version.headline_changed and change.get("old_title"):
        parts.append(f'<p class="old-headline" dir="auto"{lang}><del>{escape(change["old_title"])}</del></p>')
    title = f"<ins>{escape(version.title)}</ins>" if version.headline_changed else escape(version.title or article.url)
    parts.append(f'<h2 id="v{version.pk}" dir="auto"{lang}><a href="{escape(version.diff_url)}">{title}</a></h2>')
    if change.get("lead") and change.get("lead_field") != "title":
        kind = escape(change.get("lead_kind", ""))
        parts.append(
            f'<blockquote class="lead" data-kind="{kind}" dir="auto"{lang}><p>{marked(change["lead"])}</p></blockquote>'
        )
    parts.append(f'<p class="facts">{draw_badges(version)} {draw_size(version)} {_place(version, article)}')
    if article.is_gone:
        said = gettext("Since taken down")
        parts.append(f' <span class="badge badge-gone">{escape(said)}</span>')
    parts.append("</p></article>")
    return mark_safe("".join(parts))


def _event(event: Event, *, hide_source: bool) -> SafeString:
    article = event.article
    title = escape(article.title or article.url)
    detail = f' <bdi class="detail">{escape(event.detail)}</bdi>' if event.detail else ""
    return mark_safe(
        f'<article class="entry entry-event entry-{escape(event.kind)}" aria-labelledby="e{event.pk}">'
        f"{_kicker(article.source, when(event.at), hide_source=hide_source)}"
        f'<h2 id="e{event.pk}" dir="auto"{lang_of(article)}>'
        f'<a href="{escape(article.get_absolute_url())}#event-{event.pk}">{title}</a></h2>'
        f'<p class="facts"><span class="badge badge-{escape(event.kind)}">'
        f"{escape(capfirst(gettext(event.get_kind_display())))}</span>{detail}</p></article>"
    )


def _kicker(source: Source, moment: str, *, hide_source: bool) -> str:
    link = (
        "" if hide_source else f'<a href="{escape(reverse("source", args=[source.slug]))}">{escape(source.name)}</a> '
    )
    return f'<p class="kicker">{link}<span class="when">{moment}</span></p>'


def _place(version: Version, article: Article) -> str:
    said = gettext("Version %(number)s of %(count)s") % {"number": version.number, "count": article.version_count}
    return f'<a class="quiet-link" href="{escape(article.get_absolute_url())}">{escape(said)}</a>'
