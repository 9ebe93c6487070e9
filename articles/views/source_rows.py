"""The table of all sources as HTML: a line for each.

Drawn here and not in a template, as the entries of the stream are: there may be hundreds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import floatformat
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles.models import Feed, Source
from articles.templatetags.newsdiffs import country, duration, failing, language, polled, when
from articles.views.figures import Figures, Spark, spark

_REGION = re.compile("-[A-Z]{2}$")  # of a language; the country stands beside it


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `contact` is when a feed of the source was read last."""

    source: Any  # a Source with last_change
    figures: Figures
    contact: datetime | None

    def spark(self, top: int | None = None) -> Spark:
        """Its last weeks as a small picture."""
        return spark(self.figures, top)


def draw_rows(rows: Sequence[Row]) -> SafeString:
    """All lines."""
    return mark_safe("\n".join(map(_row, rows)))


def _row(row: Row) -> str:
    source, figures = row.source, row.figures
    share = figures.headline_share
    numbers = (
        intcomma(figures.articles),
        intcomma(figures.changes),
        floatformat(figures.a_day),
        duration(figures.first_edit) if figures.first_edit else "",
        "" if share is None else f"{floatformat(share, 0)} %",
        intcomma(figures.gone),
    )
    spoken = language(_REGION.sub("", source.language))
    cells = [f"<td>{escape(country(source.country))}</td>", f"<td>{escape(spoken)}</td>"]
    cells += [f'<td class="num">{escape(number)}</td>' for number in numbers]
    times = (when(at) if at else escape(gettext("none yet")) for at in (source.last_change, row.contact))
    cells += [f'<td class="at">{said}</td>' for said in times]
    cells.append(f"<td>{draw_feed_state(source, list(source.feeds.all()))}</td>")
    name = f'<th scope="row"><a href="{source.get_absolute_url()}">{escape(source.name)}</a></th>'
    off = "" if source.enabled else ' class="off"'
    return f"<tr{off}>{name}{''.join(cells)}</tr>"


def draw_feed_state(source: Source, feeds: Sequence[Feed]) -> SafeString:
    """Whether the source's feeds are read: a word or two."""
    total, broken = len(feeds), failing(feeds)
    if not source.enabled:
        state, said = "off", gettext("not watched")
    elif not feeds:
        state, said = "off", gettext("none")
    elif broken:
        state, said = "bad", gettext("%(broken)s of %(total)s failing") % {"broken": broken, "total": total}
    elif not polled(feeds):
        state, said = "off", gettext("not read yet")
    else:
        state, said = "good", gettext("%(total)s fine") % {"total": total}
    return mark_safe(f'<span class="state state-{state}">{escape(said)}</span>')
