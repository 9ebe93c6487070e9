"""An article's history as HTML: a line for each version or event.

Drawn here and not in a template, as the entries of the stream are: a page may have two hundred of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext

from articles.marks import marked
from articles.models import Article, Event, Version
from articles.templatetags.newsdiffs import lang_of, since, when
from articles.views.badges import draw_badges, draw_size


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an article's history: a version or an event, and the version seen before it."""

    version: Version | None = None
    event: Event | None = None
    before: Version | None = None
    folded: str = ""  # why an editor calls the version noise

    @property
    def at(self) -> datetime:
        """When it was seen."""
        if self.version is not None:
            return self.version.seen_at
        assert self.event is not None
        return self.event.at


def draw_steps(steps: Sequence[Step], article: Article, last: int, *, picks: bool) -> SafeString:
    """All lines; with ``picks`` two of the versions can be chosen, and ``last`` and the one before are."""
    lang = str(lang_of(article))
    return mark_safe(
        "".join(
            _version(step, step.version, lang, last if picks else 0) if step.version else _event(step.event)
            for step in steps
        )
    )


def _version(step: Step, version: Version, lang: str, last: int) -> str:
    said = gettext("Version %(number)s") % {"number": version.number}
    head = f'<a class="step-number" href="{version.get_absolute_url()}">{escape(said)}</a> '
    head += f'<span class="when">{when(version.seen_at)}</span>'
    if step.before:
        later = gettext("%(delay)s later") % {"delay": since(version.seen_at, step.before.seen_at)}
        head += f' <span class="later">({escape(later)})</span>'
    parts = [
        _picks(version.number, last) if last else "",
        f'<div class="step-body"><p class="step-head">{head}</p>',
        _title(step, version, lang),
        _change(version, lang) if step.before else "",
        "</div>",
    ]
    if step.folded:
        why = {"number": version.number, "reason": step.folded}
        folded = escape(gettext("Version %(number)s is folded away as noise: %(reason)s") % why)
        parts = [f"<details><summary>{folded}</summary>", *parts, "</details>"]
    kind = "step step-folded" if step.folded else "step"
    return f'<li class="{kind}" id="version-{version.number}">{"".join(parts)}</li>\n'


def _picks(number: int, last: int) -> str:
    choices = (
        ("a", last - 1, gettext("Version %(number)s as the older one")),
        ("b", last, gettext("Version %(number)s as the newer one")),
    )
    drawn = (
        f'<label><input type="radio" name="{name}" value="{number}"{" checked" if number == chosen else ""}>'
        f'<span class="hidden">{escape(said % {"number": number})}</span></label>'
        for name, chosen, said in choices
    )
    return f'<span class="picks">{"".join(drawn)}</span>'


def _title(step: Step, version: Version, lang: str) -> str:
    title: str = escape(version.title)
    if step.before:
        if not version.headline_changed:
            return ""
        title = f"<del>{escape(version.change.get('old_title') or step.before.title)}</del> <ins>{title}</ins>"
    return f'<p class="step-title" dir="auto"{lang}>{title}</p>'


def _change(version: Version, lang: str) -> str:
    lead = ""
    if version.change.get("lead") and version.change.get("lead_field") != "title":
        kind = escape(version.change.get("lead_kind", ""))
        lead = f'<p class="step-lead" data-kind="{kind}" dir="auto"{lang}>{marked(version.change["lead"])}</p>'
    # The message has markup of its own, and a number.
    said = gettext('See what changed<span class="hidden"> in version %(number)s</span>') % {"number": version.number}
    link = f'<a href="{version.diff_url}">{said}</a>'
    return f'{lead}<p class="facts">{draw_badges(version)} {draw_size(version)} {link}</p>'


def _event(event: Event | None) -> str:
    assert event is not None
    kind = escape(capfirst(gettext(event.get_kind_display())))
    detail = f' <bdi class="detail">{escape(event.detail)}</bdi>' if event.detail else ""
    return (
        f'<li class="step step-event" id="event-{event.pk}"><div class="step-body"><p class="step-head">'
        f'<span class="badge badge-{escape(event.kind)}">{kind}</span> '
        f'<span class="when">{when(event.at)}</span>{detail}</p></div></li>\n'
    )
