"""Where captured bytes are kept: three functions, so that they may move from rows to files without a ripple.

A page is mostly like its earlier self, so it is stored as a difference to a whole earlier one, its keyframe: never to
another difference, so that one look-up reads it and a damaged row costs few versions. Measured on re-fetched pages:
gzip-6 61,541 bytes a version, zstd-3 58,086, zstd-3 against a keyframe 9,892.
"""

from __future__ import annotations

from backports import zstd
from backports.zstd import CompressionParameter, DecompressionParameter, ZstdDict

from articles.digests import sha256
from articles.models import Blob

LEVEL = 3
DELTAS = 20  # differences to one keyframe, before a new one is made
WORTHWHILE = 0.3  # a difference larger than this share of the whole makes a new keyframe
LARGEST_WINDOW = 27  # 128 MiB; both pages of a difference must fit


class BlobMissing(LookupError):
    """No bytes are kept under this digest."""


def put(data: bytes, *, like: str | None = None) -> str:
    """Keep the bytes, once, and return their SHA-256 in hex.

    ``like`` is the digest of bytes that are probably similar: those of the article's capture before.
    """
    blob = prepared(data, like=like)
    keep(blob)
    return blob.digest


def prepared(data: bytes, *, like: str | None = None) -> Blob:
    """The row that keeps the bytes, compressed but not written; or the one that keeps them already."""
    digest = sha256(data)
    found = Blob.objects.select_related("base").in_bulk([digest, like] if like else [digest])
    if digest in found:
        return found[digest]
    base = _keyframe(found.get(like)) if like else None
    difference = _difference(data, base) if base is not None else None
    if base is not None and difference is not None:
        # Pages that are alike are about as large when compressed, so most need no compressing whole.
        whole = len(base.data) if len(difference) <= WORTHWHILE * len(base.data) else len(zstd.compress(data, LEVEL))
        if len(difference) <= WORTHWHILE * whole:
            return Blob(digest=digest, size=len(data), data=difference, base=base)
    return Blob(digest=digest, size=len(data), data=zstd.compress(data, LEVEL))


def keep(blob: Blob) -> None:
    """Write what was prepared, unless somebody wrote the same meanwhile."""
    if blob._state.adding:
        Blob.objects.bulk_create([blob], ignore_conflicts=True)


def get(digest: str) -> bytes:
    """The bytes with this SHA-256. Raises BlobMissing."""
    blob = Blob.objects.select_related("base").filter(digest=digest).first()
    if blob is None:
        raise BlobMissing(f"No capture is kept with the SHA-256 {digest}.")
    if blob.base is None:
        return zstd.decompress(bytes(blob.data))
    return zstd.decompress(
        bytes(blob.data),
        zstd_dict=_prefix(zstd.decompress(bytes(blob.base.data))),
        options={DecompressionParameter.window_log_max: LARGEST_WINDOW},
    )


def delete_unused() -> int:
    """Drop bytes that no capture refers to and no difference needs; how many were dropped."""
    deltas = Blob.objects.filter(captures__isnull=True, base__isnull=False).delete()[0]
    return deltas + Blob.objects.filter(captures__isnull=True, deltas__isnull=True).delete()[0]


def _keyframe(blob: Blob | None) -> Blob | None:
    """The whole page to store a difference to; None where a new one is due."""
    if blob is None:
        return None
    keyframe = blob.base or blob
    return None if Blob.objects.filter(base=keyframe).count() >= DELTAS else keyframe


def _difference(data: bytes, base: Blob) -> bytes | None:
    window = (len(data) + base.size).bit_length()
    if window > LARGEST_WINDOW:
        return None
    options: dict[int, int] = {
        CompressionParameter.compression_level: LEVEL,
        CompressionParameter.window_log: max(window, 10),
        CompressionParameter.enable_long_distance_matching: int(window > 20),
    }
    return zstd.compress(data, options=options, zstd_dict=_prefix(zstd.decompress(bytes(base.data))))


def _prefix(data: bytes) -> tuple[ZstdDict, int]:
    """The bytes as a prefix to refer to. zstd wants at least eight."""
    return ZstdDict(data.ljust(8, b"\0"), is_raw=True).as_prefix
