"""Digests that stand for long texts in unique indexes. Knows nothing of Django."""

from __future__ import annotations

import hashlib


def sha256(data: bytes) -> str:
    """The SHA-256 of the bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def url_digest(url: str) -> str:
    """A digest of an address (or its key), for addresses are longer than an index row may be."""
    return sha256(url.encode("utf-8", "surrogatepass"))
