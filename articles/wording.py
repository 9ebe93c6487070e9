"""What pages say in the reader's language although it is a value of a table or of a leaf in English.

Values stay English in the archive, in feeds and for machines; pages translate them when they are shown. They are
named here, so that the catalogues have them.
"""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

LEVELS = (gettext_noop("cosmetic"), gettext_noop("minor"), gettext_noop("substantive"), gettext_noop("major"))
EVENTS = (gettext_noop("taken down"), gettext_noop("back again"), gettext_noop("moved to another address"))
FEEDS = (
    gettext_noop("not read yet"),
    gettext_noop("RSS"),
    gettext_noop("Atom"),
    gettext_noop("JSON Feed"),
    gettext_noop("News sitemap"),
    gettext_noop("Sitemap index"),
    gettext_noop("Index page"),
)
OUTCOMES = (
    gettext_noop("a new version was recorded"),
    gettext_noop("the first version was recorded"),
    gettext_noop("unchanged"),
    gettext_noop("unchanged, says the server"),
    gettext_noop("looks changed; to be confirmed by a second look"),
    gettext_noop("only what differs on every request"),
    gettext_noop("taken down"),
    gettext_noop("not found; to be confirmed by a second look"),
    gettext_noop("back again"),
    gettext_noop("the page is not the article"),
    gettext_noop("the server refuses us"),
    gettext_noop("robots.txt forbids it"),
    gettext_noop("the server failed"),
    gettext_noop("the server could not be reached"),
    gettext_noop("the server took too long"),
    gettext_noop("the answer was cut off, too large or broken"),
    gettext_noop("our own error"),
)
REASONS = (
    gettext_noop("much of the article was rewritten"),
    gettext_noop("a negation was added or removed"),
    gettext_noop("a correction notice was added"),
    gettext_noop("the headline was reworded"),
    gettext_noop("a number changed"),
    gettext_noop("a date or time changed"),
    gettext_noop("a name changed"),
    gettext_noop("a quotation changed"),
    gettext_noop("how certain a claim is changed"),
    gettext_noop("a passage was added"),
    gettext_noop("a passage was removed"),
    gettext_noop("a link changed"),
    gettext_noop("words were replaced"),
    gettext_noop("a passage moved"),
    gettext_noop("words changed their order"),
    gettext_noop("the byline changed"),
    gettext_noop("a spelling was corrected"),
    gettext_noop("only capital letters changed"),
    gettext_noop("punctuation changed"),
    gettext_noop("paragraphs were joined or divided"),
    gettext_noop("a time line was updated"),
    gettext_noop("only typography or spacing changed"),
)
NOISE = (
    gettext_noop("it differs from look to look"),
    gettext_noop("it differs at every look"),
    gettext_noop("a number in it is another one at each look"),
    gettext_noop("its headline is being tested on readers"),
    gettext_noop("seen once, and not at the next look"),
    gettext_noop("shown at one look and not at another: a headline under test"),
    gettext_noop("the page goes back and forth between two states"),
    gettext_noop("the address leads to another page that asks for something first"),
    gettext_noop("the page has no article text"),
    gettext_noop("the page has hardly a sentence of the article"),
)


def said(text: str) -> str:
    """A value in the reader's language, or as it is where the catalogues do not have it."""
    return gettext(text) if text else ""
