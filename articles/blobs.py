"""Where captured bytes are kept: the one place that knows, so that they may move to files without a ripple."""

from __future__ import annotations

from django.db import connection
from django.db.models.functions import Length

from articles.digests import sha256
from articles.frames import Packed, Stored, packed, repacked, unpacked
from articles.models import Blob

# Asked for with every change that is recorded; the ORM takes as long to put it together as a database to answer it.
_STORED = """
SELECT blob.size, blob.data, blob.base_id, keyframe.size, keyframe.data,
    (SELECT COUNT(*) FROM articles_blob delta WHERE delta.base_id = COALESCE(blob.base_id, blob.digest))
FROM articles_blob blob LEFT JOIN articles_blob keyframe ON keyframe.digest = blob.base_id
WHERE blob.digest = %s
"""
_KEEP = "INSERT INTO articles_blob (digest, size, data, base_id) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"


class BlobMissing(LookupError):
    """No bytes are kept under this digest."""


def put(data: bytes, *, like: str | None = None) -> str:
    """Keep the bytes, once, and return their SHA-256 in hex.

    ``like`` is the digest of bytes that are probably similar: those of the article's capture before.
    """
    digest = sha256(data)
    if not Blob.objects.filter(digest=digest).exists():
        keep(packed(data, stored(like) if like else None))
    return digest


def get(digest: str) -> bytes:
    """The bytes with this SHA-256. Raises BlobMissing, and frames.Damaged."""
    return unpacked(stored(digest))


def stored(digest: str) -> Stored:
    """What is kept under this SHA-256, as it is kept. Raises BlobMissing."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [digest])
        row = cursor.fetchone()
    if row is None:
        raise BlobMissing(f"No capture is kept with the SHA-256 {digest}.")
    size, data, base, base_size, base_data, deltas = row
    return Stored(digest, size, bytes(data), base or "", base_size or 0, bytes(base_data or b""), deltas)


def keep(blob: Packed) -> None:
    """Write what was packed, unless it is there already."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [blob.digest, blob.size, blob.data, blob.base or None])


def repack(digest: str) -> int:
    """Keep the whole page with this SHA-256 in the form that takes long to make; how many bytes smaller that is.

    Safe beside scrapers: differences to it refer to its bytes, which stay. Where another process did it meanwhile, or
    the page has gone, nothing is written. No transaction is open while it is made. Raises frames.Damaged.
    """
    page = Blob.objects.filter(pk=digest, base=None)
    frame = page.values_list("data", flat=True).first()
    made = None if frame is None else repacked(bytes(frame), digest)
    if frame is None or made is None:
        return 0
    as_it_was = page.annotate(length=Length("data")).filter(length=len(frame))
    return as_it_was.update(data=made) * (len(frame) - len(made))


def delete_unused() -> int:
    """Drop bytes that no capture refers to and no difference needs; how many were dropped."""
    deltas = Blob.objects.filter(captures__isnull=True, base__isnull=False).delete()[0]
    return deltas + Blob.objects.filter(captures__isnull=True, deltas__isnull=True).delete()[0]
