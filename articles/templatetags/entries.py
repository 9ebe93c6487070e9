"""The entries of the stream, and what is said of a change, for the templates that show them."""

from __future__ import annotations

from django import template

from articles.views.badges import draw_badges, draw_size
from articles.views.entries import draw_entry
from articles.views.source_rows import draw_feed_state

register = template.Library()
register.simple_tag(draw_entry, name="entry")
register.simple_tag(draw_badges, name="badges")
register.simple_tag(draw_size, name="size")
register.simple_tag(draw_feed_state, name="feed_state")
