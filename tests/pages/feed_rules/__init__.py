"""Is a feed valid? The rules of RSS 2.0, Atom, JSON Feed 1.1 and OPML 2.0, and what W3C's feed validator warns of.

W3C's feed validator is in no registry, and Ruby's parser (``strict.rb``) judges the structure of RSS and Atom only. So
this one was written for the tests, from the standards:

- RSS 2.0: https://www.rssboard.org/rss-specification, and the board's best practices, /rss-profile
- Atom: RFC 4287; dates: RFC 3339; languages: BCP 47; addresses: RFC 3986
- JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/
- OPML 2.0: http://opml.org/spec2.opml

It is strict: an element, attribute or key whose rule is not written here is a fault, even where a standard has it.
``tests/pages/test_feed_rules.py`` proves that each rule is enforced.

Of what W3C's validator warns of, some is not kept to. Two changes of one moment have one date (of two entries it would
rather see two); U+FFFD in an article stays (it takes it for a mistaken encoding, which it may be: of the article); the
feed of everything has no language, for it has many; a headline about tags is told by RSS as it is, which has no way to
say that they are none of its own; and names in OPML are plain text, as readers show them, though HTML may stand there.
"""

from __future__ import annotations

from datetime import datetime

from tests.pages.feed_rules import atom, json_feed, opml, rss
from tests.pages.feed_rules.values import Fault, Rule

MOST_BYTES = 5_000_000
_TYPES = {
    "application/rss+xml; charset=utf-8": rss.check,
    "application/atom+xml; charset=utf-8": atom.check,
    "application/feed+json; charset=utf-8": json_feed.check,
    "text/x-opml; charset=utf-8": opml.check,
}


def faults_of(body: bytes, content_type: str, url: str, now: datetime) -> list[Fault]:
    """All that is wrong with the document that was served as ``content_type`` at the absolute ``url``."""
    check = _TYPES.get(content_type)
    if check is None:
        return [Fault(Rule.CONTENT_TYPE, content_type)]
    size = [Fault(Rule.SIZE, f"{len(body)} bytes")] if len(body) > MOST_BYTES else []
    return [*size, *check(body, url, now)]


__all__ = ["Fault", "Rule", "faults_of"]
