"""What is said of a change in a line, as HTML: how much it matters, what it is, and its size. Lists, an article's
history, comparisons and results of a search all draw it here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop, ngettext

from articles.models import Version

_BADGES = (
    ("headline_changed", gettext_noop("Headline changed"), ""),
    ("notice", gettext_noop("Correction notice"), ""),
    ("stealth", gettext_noop("Stealth edit"), gettext_noop("A substantive change without a correction notice")),
)


def draw_badges(change: Version | Mapping[str, Any], *, headline: bool = True) -> SafeString:
    """The level and the badges of a change; without the one of the headline where that is shown anyway."""
    drawn = []
    if level := _of(change, "level"):
        drawn.append(f'<span class="level level-{level}">{escape(capfirst(gettext(level)))}</span>')
    for name, label, hint in _BADGES:
        if _of(change, name) and (headline or name != "headline_changed"):
            title = f' title="{escape(gettext(hint))}"' if hint else ""
            drawn.append(f'<span class="badge"{title}>{escape(gettext(label))}</span>')
    return mark_safe(" ".join(drawn))


def draw_size(change: Version | Mapping[str, Any]) -> SafeString:
    """How many words came and went: "+12 −3 words"; nothing where none did."""
    added, removed = _of(change, "words_added"), _of(change, "words_removed")
    if not (added or removed):
        return mark_safe("")
    counts = [f'<span class="plus">+{added}</span>'] if added else []
    counts += [f'<span class="minus">−{removed}</span>'] if removed else []
    unit = escape(ngettext("word", "words", added + removed))
    return mark_safe(f'<span class="size">{" ".join(counts)} <span class="unit">{unit}</span></span>')


def _of(change: Version | Mapping[str, Any], name: str) -> Any:
    return change.get(name) if isinstance(change, Mapping) else getattr(change, name)
