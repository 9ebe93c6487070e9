"""How far a server's word that a page is the same is trusted: some say so, a 304, of a page that was rewritten.

A Last-Modified may be that of a template or of the first publication, and an ETag that of the address. What such a
page says is only found out by asking without conditions: now and then that is done, the oftener the weaker the word,
and every second time until the word was seen to change with the text. A server that was found out is not trusted again.
Pure.
"""

from __future__ import annotations

from typing import Protocol

UNPROVEN_EVERY = 2  # looks, where a date or a weak tag has not been seen to change with the text
UNPROVEN_STRONG_EVERY = 12  # the same for a strong tag, which is refuted by other bytes alone
DATED_EVERY = 4  # looks, where there is only a date
WEAK_EVERY = 8  # where the tag is a weak one, which may stay while the text changes
NEVER = "*"  # kept for a tag, which it cannot be, of an article whose server was found out
STRONG_EVERY = 24  # where the tag stands for each byte, if the server keeps to the rules


class Remembered(Protocol):
    """What is known of an article's page and of the looks at it."""

    pk: int
    etag: str
    last_modified: str
    body_digest: str
    check_count: int
    version_count: int


def is_a_lie(article: Remembered, etag: str | None, last_modified: str | None) -> bool:
    """Whether the page of an article that changed came with the validators that it had before."""
    if article.etag:
        return article.etag == etag
    return bool(article.last_modified) and article.last_modified == last_modified and not etag


def is_worn_out(article: Remembered, etag: str | None, body_digest: str) -> bool:
    """Whether other bytes came with the strong tag of those before: it stands for something else than the page."""
    is_strong = bool(article.etag) and article.etag != NEVER and not article.etag.startswith("W/")
    return is_strong and article.etag == etag and article.body_digest not in ("", body_digest)


def may_trust(article: Remembered) -> bool:
    """Whether this look may ask for the page only if it changed; articles take turns at the looks that may not."""
    if not article.etag and not article.last_modified:
        return True
    if article.etag == NEVER:
        return False
    is_weak = article.etag.startswith("W/")
    if article.version_count > 1:  # else they would have been found out
        every = WEAK_EVERY if is_weak else STRONG_EVERY if article.etag else DATED_EVERY
    else:
        every = UNPROVEN_EVERY if is_weak or not article.etag else UNPROVEN_STRONG_EVERY
    return (article.check_count + article.pk) % every != 0
