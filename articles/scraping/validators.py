"""How far a server's word that a page is the same is trusted: some say so, a 304, of a page that was rewritten.

A Last-Modified may be that of a template or of the first publication, and an ETag that of the address. What such a
page says is only found out by asking without conditions: now and then that is done, the oftener the weaker the word,
and every second time until the word was seen to change with the text. A server that is found out is never asked again
whether a page is the same. Pure.
"""

from __future__ import annotations

from typing import Protocol

UNPROVEN_EVERY = 2  # looks, where a date or a weak tag has not been seen to change with the text
DATED_EVERY = 4  # looks, where there is only a date
WEAK_EVERY = 8  # where the tag is a weak one, which may stay while the text changes
NEVER = "*"  # kept for a tag, which it cannot be, of an article whose server was found out
STRONG_EVERY = 24  # where the tag stands for each byte, if the server keeps to the rules


class Remembered(Protocol):
    """What is known of an article's page and of the looks at it."""

    pk: int
    etag: str
    last_modified: str
    check_count: int
    version_count: int


def is_a_lie(article: Remembered, etag: str | None, last_modified: str | None) -> bool:
    """Whether the page of an article that changed came with the validators that it had before."""
    if article.etag:
        return article.etag == etag
    return bool(article.last_modified) and article.last_modified == last_modified and not etag


def may_trust(article: Remembered) -> bool:
    """Whether this look may ask for the page only if it changed; articles take turns at the looks that may not."""
    if not article.etag and not article.last_modified:
        return True
    if article.etag == NEVER:
        return False
    every = STRONG_EVERY if article.etag else DATED_EVERY
    if article.etag.startswith("W/"):
        every = WEAK_EVERY
    if every < STRONG_EVERY and article.version_count < 2:
        every = UNPROVEN_EVERY
    return (article.check_count + article.pk) % every != 0
