"""How far a server's word that a page is the same is trusted: some say so, a 304, of a page that was rewritten.

A Last-Modified may be that of a template or of the first publication, and an ETag that of the address. What such a
page says is only found out by asking without conditions. A weak word counts for nothing until an article of the source
changed and its word with it; from then on it is tried now and then, the oftener the weaker it is. (``Run.sample`` tries
an unproven source at one of the articles that are due at once.) A server that was found out is not trusted again. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Protocol

DATED_EVERY = 4  # looks, where there is only a date
WEAK_EVERY = 8  # where the tag is a weak one, which may stay while the text changes
STRONG_EVERY = 24  # where the tag stands for each byte, if the server keeps to the rules


class Trust(Enum):
    """In what a source's servers say of their pages."""

    UNPROVEN = "unproven"
    PROVEN = "proven"  # the validators changed with a text
    NONE = "none"  # they stayed when a text changed, or when the bytes did

    @property
    def words(self) -> str:
        """For editors."""
        return {"unproven": "not proved yet", "proven": "holds", "none": "was found wrong: not asked for"}[self.value]


class Remembered(Protocol):
    """What is known of an article's page and of the looks at it."""

    pk: int
    etag: str
    last_modified: str
    body_digest: str
    check_count: int


def trust_shown(headers: Iterable[Sequence[str]], etag: str | None, last_modified: str | None) -> Trust:
    """What it shows that a page comes with these validators, and came with these headers before its article changed."""
    before = {name.lower(): value for name, value in headers}
    then, now = (before.get("etag"), etag) if etag or "etag" in before else (before.get("last-modified"), last_modified)
    if not then or not now:
        return Trust.UNPROVEN
    return Trust.NONE if then == now else Trust.PROVEN


def is_worn_out(article: Remembered, etag: str | None, body_digest: str) -> bool:
    """Whether other bytes came with the strong tag of those before: it stands for something else than the page."""
    is_strong = bool(article.etag) and not article.etag.startswith("W/")
    return is_strong and article.etag == etag and article.body_digest not in ("", body_digest)


def may_trust(article: Remembered, trust: Trust = Trust.PROVEN) -> bool:
    """Whether this look may ask for the page only if it changed; articles take turns at the looks that may not.

    Where the source's word is unproven, a date or weak tag is good for the first look after the first version alone.
    """
    if trust is Trust.NONE:
        return False
    if not article.etag and not article.last_modified:
        return True
    is_weak = not article.etag or article.etag.startswith("W/")
    if trust is Trust.UNPROVEN and is_weak:
        return article.check_count == 1
    every = (WEAK_EVERY if article.etag else DATED_EVERY) if is_weak else STRONG_EVERY
    return (article.check_count + article.pk) % every != 0
