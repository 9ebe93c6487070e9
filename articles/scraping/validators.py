"""How far a server's word that a page is the same is trusted: some say so, a 304, of a page that was rewritten.

A Last-Modified may be that of a template or of the first publication, and an ETag that of the address. What such a
page says is only found out by asking without conditions: now and then that is done, the oftener the weaker the word.
Pure.
"""

from __future__ import annotations

from typing import Protocol

DATED_EVERY = 4  # looks, where there is only a date
WEAK_EVERY = 8  # where the tag is a weak one, which may stay while the text changes
STRONG_EVERY = 24  # where the tag stands for each byte, if the server keeps to the rules


class Remembered(Protocol):
    """What is known of an article's page and of the looks at it."""

    pk: int
    etag: str
    last_modified: str
    check_count: int


def may_trust(article: Remembered) -> bool:
    """Whether this look may ask for the page only if it changed; articles take turns at the looks that may not."""
    if not article.etag and not article.last_modified:
        return True
    every = STRONG_EVERY if article.etag else DATED_EVERY
    if article.etag.startswith("W/"):
        every = WEAK_EVERY
    return (article.check_count + article.pk) % every != 0
