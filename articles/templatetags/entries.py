"""The entries of the stream, for the templates that list them."""

from __future__ import annotations

from django import template

from articles.views.entries import draw_entry

register = template.Library()
register.simple_tag(draw_entry, name="entry")
