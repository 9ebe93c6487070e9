"""How captured bytes are compressed. Pure; ``articles.blobs`` keeps them.

A page is mostly like its earlier self, so it is stored as a difference to a whole earlier one, its keyframe: never to
another difference, so that one look-up reads it and a damaged row costs few versions. Measured on re-fetched pages:
gzip-6 61,541 bytes a version, zstd-3 58,086, zstd-3 against a keyframe 9,892.
"""

from __future__ import annotations

from typing import NamedTuple

from backports import zstd
from backports.zstd import CompressionParameter, DecompressionParameter, ZstdDict

from articles.digests import sha256

LEVEL = 3
DELTAS = 20  # differences to one keyframe, before a new one is made
WORTHWHILE = 0.3  # a difference larger than this share of the whole makes a new keyframe
LARGEST_WINDOW = 27  # 128 MiB; both pages of a difference must fit


class Stored(NamedTuple):
    """Bytes as they are kept: a zstd frame, and the keyframe that it is a difference to; "" where it is whole."""

    digest: str
    size: int
    data: bytes
    base: str
    base_size: int
    base_data: bytes
    deltas: int  # differences to its keyframe, or to itself where it is one


class Packed(NamedTuple):
    """Bytes, compressed and not yet kept."""

    digest: str
    size: int
    data: bytes
    base: str


def unpacked(blob: Stored) -> bytes:
    """The bytes."""
    if not blob.base:
        return zstd.decompress(blob.data)
    return zstd.decompress(
        blob.data,
        zstd_dict=_prefix(zstd.decompress(blob.base_data)),
        options={DecompressionParameter.window_log_max: LARGEST_WINDOW},
    )


def packed(data: bytes, like: Stored | None) -> Packed:
    """The bytes compressed, as a difference to the keyframe of similar ones where that is worth while."""
    digest = sha256(data)
    if like is not None and like.deltas < DELTAS:
        base, size, frame = (like.base or like.digest), (like.base_size or like.size), (like.base_data or like.data)
        difference = _difference(data, size, frame)
        if difference is not None:
            # Pages that are alike are about as large when compressed, so most need no compressing whole.
            near = len(difference) <= WORTHWHILE * len(frame)
            whole = len(frame) if near else len(zstd.compress(data, LEVEL))
            if len(difference) <= WORTHWHILE * whole and base != digest:
                return Packed(digest, len(data), difference, base)
    return Packed(digest, len(data), zstd.compress(data, LEVEL), "")


def _difference(data: bytes, base_size: int, base: bytes) -> bytes | None:
    window = (len(data) + base_size).bit_length()
    if window > LARGEST_WINDOW:
        return None
    options: dict[int, int] = {
        CompressionParameter.compression_level: LEVEL,
        CompressionParameter.window_log: max(window, 10),
        CompressionParameter.enable_long_distance_matching: int(window > 20),
    }
    return zstd.compress(data, options=options, zstd_dict=_prefix(zstd.decompress(base)))


def _prefix(data: bytes) -> tuple[ZstdDict, int]:
    """The bytes as a prefix to refer to. zstd wants at least eight."""
    return ZstdDict(data.ljust(8, b"\0"), is_raw=True).as_prefix
