"""How captured bytes are compressed. Pure; ``articles.blobs`` keeps them.

A page is mostly like its earlier self, so it is stored as a difference to a whole earlier one, its keyframe: never to
another difference, so that one look-up reads it and a damaged row costs few versions. Measured on re-fetched pages:
gzip-6 61,541 bytes a version, zstd-3 58,086, zstd-3 against a keyframe 9,892.

A keyframe is a zstd frame at first, which is made while a scraper waits, and later a brotli stream, which takes three
hundred times as long and a quarter less room (``articles.repacking``). A difference is one to the page's bytes, however
these are kept.
"""

from __future__ import annotations

from typing import NamedTuple

import brotli
from backports import zstd
from backports.zstd import CompressionParameter, DecompressionParameter, ZstdDict, ZstdError

from articles.digests import sha256

LEVEL = 3
DIFFERENCE_LEVEL = 9  # a tenth smaller than at level 3, for 0.35 ms more a page
BROTLI = b"B"  # stands before a brotli stream; a zstd frame begins with 0x28 (RFC 8878, 3.1.1)
BROTLI_QUALITY = 11
BROTLI_WINDOWS = (16, 24)  # binary logarithms of bytes: as large as the page, within what RFC 7932 allows
REPACKING_PAYS = 0.98  # at most this share of its zstd frame, for brotli takes three times as long to read
LARGEST_REPACKED = 16_000_000  # bytes; a larger page takes longer than its room is worth
DELTAS = 20  # differences to one keyframe, before a new one is made
WORTHWHILE = 0.3  # a difference larger than this share of the whole makes a new keyframe
LARGEST_WINDOW = 27  # 128 MiB; both pages of a difference must fit


class Damaged(ValueError):
    """What is kept cannot be read, or is not what was put in."""


class Stored(NamedTuple):
    """Bytes as they are kept: a frame, and the keyframe that it is a difference to; "" where it is whole."""

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


class Opened(NamedTuple):
    """Bytes that were kept, and those of the keyframe that they are a difference to: the same where they are whole."""

    data: bytes
    keyframe: bytes


def unpacked(blob: Stored) -> bytes:
    """The bytes. Raises Damaged."""
    return opened(blob).data


def opened(blob: Stored) -> Opened:
    """The bytes, and those of their keyframe. Raises Damaged."""
    keyframe = whole(blob.base_data if blob.base else blob.data)
    if not blob.base:
        return Opened(keyframe, keyframe)
    options: dict[int, int] = {DecompressionParameter.window_log_max: LARGEST_WINDOW}
    try:
        return Opened(zstd.decompress(blob.data, zstd_dict=_prefix(keyframe), options=options), keyframe)
    except ZstdError as error:
        raise Damaged(str(error)) from error


def whole(frame: bytes) -> bytes:
    """The bytes of a keyframe, in either of its forms. Raises Damaged."""
    try:
        return brotli.decompress(memoryview(frame)[1:]) if is_repacked(frame) else zstd.decompress(frame)
    except (brotli.error, ZstdError) as error:
        raise Damaged(str(error)) from error


def is_repacked(frame: bytes) -> bool:
    """Whether a keyframe has the form that takes long to make."""
    return frame[:1] == BROTLI


def repacked(frame: bytes, digest: str) -> bytes | None:
    """A keyframe in the form that takes long to make; None where it has it, is too large, or would not get smaller.

    About 0.8 s of CPU time a megabyte. Proved: it gives the bytes with this SHA-256. Raises Damaged, also where the
    frame did not.
    """
    if is_repacked(frame):
        return None
    data = whole(frame)
    if len(data) > LARGEST_REPACKED:
        return None
    least, most = BROTLI_WINDOWS
    window = min(max(len(data).bit_length() + 1, least), most)
    made = BROTLI + brotli.compress(data, quality=BROTLI_QUALITY, lgwin=window)
    if sha256(whole(made)) != digest:
        raise Damaged("its bytes are not those that were captured")
    return made if len(made) <= REPACKING_PAYS * len(frame) else None


def packed(data: bytes, like: Stored | None, keyframe: bytes | None = None) -> Packed:
    """The bytes compressed, as a difference to the keyframe of similar ones where that is worth while.

    ``keyframe`` is what that keyframe holds, where it was opened already. Raises Damaged.
    """
    digest, frame = sha256(data), None
    if like is not None and like.deltas < DELTAS:
        base, size = (like.base or like.digest), (like.base_size or like.size)
        base_frame = like.base_data or like.data
        if base != digest and (len(data) + size).bit_length() <= LARGEST_WINDOW:
            difference = _difference(data, whole(base_frame) if keyframe is None else keyframe)
            # Pages that are alike are about as large when compressed, so most need no compressing whole.
            if len(difference) > WORTHWHILE * len(base_frame):
                frame = zstd.compress(data, LEVEL)
            if len(difference) <= WORTHWHILE * len(base_frame if frame is None else frame):
                return Packed(digest, len(data), difference, base)
    return Packed(digest, len(data), frame or zstd.compress(data, LEVEL), "")


def _difference(data: bytes, base: bytes) -> bytes:
    window = (len(data) + len(base)).bit_length()
    options: dict[int, int] = {
        CompressionParameter.compression_level: DIFFERENCE_LEVEL,
        CompressionParameter.window_log: max(window, 10),
        CompressionParameter.enable_long_distance_matching: int(window > 20),
    }
    return zstd.compress(data, options=options, zstd_dict=_prefix(base))


def _prefix(data: bytes) -> tuple[ZstdDict, int]:
    """The bytes as a prefix to refer to. zstd wants at least eight."""
    return ZstdDict(data.ljust(8, b"\0"), is_raw=True).as_prefix
