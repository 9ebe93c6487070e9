"""The samples' own small news site: invented stories that change while you watch, over real HTTP.

It needs no network and no Django, so that a newcomer sees the scraper find a change live and a test has a
newsroom of its own.
"""

from articles.demo.site import DEFAULT_PORT, DemoSite, serve, source_entry
from articles.demo.stories import Publication, State, Story, load_stories

__all__ = [
    "DEFAULT_PORT",
    "DemoSite",
    "Publication",
    "State",
    "Story",
    "load_stories",
    "serve",
    "source_entry",
]
