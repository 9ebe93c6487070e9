"""The marks of a timeline as SVG: a dot with bars for a version, a diamond for an event, a box for a tested headline.

Drawn here and not in a template, as the steps below them are.
"""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext

from articles.models import Event, Noise, Version
from articles.templatetags.newsdiffs import moment_in_words
from articles.views.timeline import Mark, Timeline


def draw_marks(timeline: Timeline) -> SafeString:
    """All marks, each a link with a name of its own."""
    return mark_safe("\n".join(_mark(mark, timeline) for mark in timeline.marks))


def _mark(mark: Mark, timeline: Timeline) -> str:
    if mark.version:
        return _version(mark, mark.version, timeline)
    if mark.test:
        return _test(mark.x, mark.test, timeline)
    return _event(mark.x, mark.event, timeline)


def _version(mark: Mark, version: Version, timeline: Timeline) -> str:
    facts = {
        "number": version.number,
        "at": moment_in_words(version.seen_at),
        "added": version.words_added,
        "removed": version.words_removed,
    }
    label = gettext("Version %(number)s, %(at)s: %(added)s words added, %(removed)s removed") % facts
    title = gettext("Version %(number)s, %(at)s") % facts
    if version.number > 1:
        title += ": " + gettext("+%(added)s −%(removed)s words") % facts
    left, width = mark.x + timeline.left, timeline.bar
    shapes = []
    if mark.up:
        shapes.append(f'<rect class="bar-plus" x="{left}" y="{mark.top}" width="{width}" height="{mark.up}"/>')
    if mark.down:
        shapes.append(f'<rect class="bar-minus" x="{left}" y="{timeline.axis}" width="{width}" height="{mark.down}"/>')
    shapes.append(f'<circle cx="{mark.x}" cy="{timeline.axis}" r="{timeline.dot}"/>')
    if mark.numbered:
        shapes.append(f'<text x="{mark.x}" y="{timeline.height - 4}">{version.number}</text>')
    address = version.diff_url if version.number > 1 else version.get_absolute_url()
    return _link(address, f"level-{version.level or 'first'}", label, title, mark.x, timeline, "".join(shapes))


def _test(x: int, test: Noise, timeline: Timeline) -> str:
    said = gettext("A headline under test, first seen %(at)s") % {"at": moment_in_words(test.first_seen_at)}
    shapes = (
        f'<rect class="test" x="{x - 11}" y="{timeline.axis - 9}" width="22" height="18" rx="3"/>'
        f'<text x="{x}" y="{timeline.axis + 4}">A/B</text>'
    )
    return _link(f"#noise-{test.pk}", "mark-test", said, said, x, timeline, shapes)


def _event(x: int, event: Event | None, timeline: Timeline) -> str:
    assert event is not None
    said = f"{capfirst(gettext(event.get_kind_display()))}, {moment_in_words(event.at)}"
    shapes = f'<rect class="diamond" x="{x - 6}" y="{timeline.axis - 6}" width="12" height="12"/>'
    return _link(f"#event-{event.pk}", f"mark-{event.kind}", said, said, x, timeline, shapes)


def _link(address: str, kind: str, label: str, title: str, x: int, timeline: Timeline, shapes: str) -> str:
    touch = f'<rect class="touch" x="{x - 12}" y="0" width="24" height="{timeline.height}"/>'
    return (
        f'<a href="{escape(address)}" class="mark {escape(kind)}" aria-label="{escape(label)}">'
        f"<title>{escape(title)}</title>{touch}{shapes}</a>"
    )
