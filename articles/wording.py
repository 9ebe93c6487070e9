"""What pages say in the reader's language although it is a value of a table or of a leaf in English.

Values stay English in the archive, in feeds and for machines; pages translate them when they are shown. They are
named here, so that the catalogues have them.
"""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

LEVELS = (noop("cosmetic"), noop("minor"), noop("substantive"), noop("major"))
EVENTS = (noop("taken down"), noop("back again"), noop("moved to another address"))
FEEDS = (
    noop("not read yet"), noop("RSS"), noop("Atom"), noop("JSON Feed"), noop("News sitemap"), noop("Sitemap index"),
    noop("Index page"),
)  # fmt: skip
OUTCOMES = (
    noop("a new version was recorded"),
    noop("the first version was recorded"),
    noop("unchanged"),
    noop("unchanged, says the server"),
    noop("looks changed; to be confirmed by a second look"),
    noop("only what differs on every request"),
    noop("taken down"),
    noop("not found; to be confirmed by a second look"),
    noop("back again"),
    noop("the page is not the article"),
    noop("the server refuses us"),
    noop("robots.txt forbids it"),
    noop("the server failed"),
    noop("the server could not be reached"),
    noop("the server took too long"),
    noop("the answer was cut off, too large or broken"),
    noop("our own error"),
)
REASONS = (
    noop("much of the article was rewritten"),
    noop("a negation was added or removed"),
    noop("a correction notice was added"),
    noop("the headline was reworded"),
    noop("a number changed"),
    noop("a date or time changed"),
    noop("a name changed"),
    noop("a quotation changed"),
    noop("how certain a claim is changed"),
    noop("a passage was added"),
    noop("a passage was removed"),
    noop("a link changed"),
    noop("words were replaced"),
    noop("a passage moved"),
    noop("words changed their order"),
    noop("the byline changed"),
    noop("a spelling was corrected"),
    noop("only capital letters changed"),
    noop("punctuation changed"),
    noop("paragraphs were joined or divided"),
    noop("a time line was updated"),
    noop("only typography or spacing changed"),
)
NOISE = (
    noop("it differs from look to look"),
    noop("it differs at every look"),
    noop("its headline is being tested on readers"),
    noop("seen once, and not at the next look"),
    noop("shown at one look and not at another: a headline under test"),
    noop("the page goes back and forth between two states"),
    noop("the address leads to another page that asks for something first"),
    noop("the page has no article text"),
    noop("the page has hardly a sentence of the article"),
)


def said(text: str) -> str:
    """A value in the reader's language, or as it is where the catalogues do not have it."""
    return gettext(text) if text else ""
