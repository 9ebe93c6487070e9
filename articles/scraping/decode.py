"""Content codings undone with a limit on the decoded size: gzip, deflate, br, zstd (pure)."""

import zlib
from collections.abc import Callable

import brotli
from backports import zstd

WINDOW = 64 * 1024
"""How much encoded data a decoder is given at once, in bytes."""

MAX_MEMBERS = 1000
"""Concatenated gzip members or zstd frames accepted in one body; real bodies have one, seldom a few."""

MAX_CODINGS = 3

GZIP_MAGIC = b"\x1f\x8b\x08"
"""How a gzip member begins, and no text does: caches that pack a page once more often fail to say so."""

_ZSTD_WINDOW_LOG = 23  # RFC 9659: the zstd content coding uses windows of at most 8 MB

# Written in Content-Encoding by servers that mean "nothing was done".
_NO_CODING = frozenset({"", "identity", "none", "utf-8", "utf8", "binary", "8bit", "7bit"})


class BrokenBody(ValueError):
    """The body cannot be decoded whole."""


class TooLarge(ValueError):
    """The decoded body is larger than the limit."""


def decode_body(body: bytes, content_encoding: str, *, limit: int) -> bytes:
    """Undo the codings a Content-Encoding header names, last one first.

    Never holds more than about twice `limit` bytes. Raises TooLarge, or BrokenBody when the data is cut
    short, corrupt, or in a coding that is not known.
    """
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    codings = [coding for coding in codings if coding not in _NO_CODING]
    if len(codings) > MAX_CODINGS:
        raise BrokenBody(f"The body is encoded {len(codings)} times over.")
    for coding in reversed(codings):
        if not body:  # a 0-byte answer is often labelled gzip all the same
            return body
        decoder = _DECODERS.get(coding)
        if decoder is None:
            raise BrokenBody(f"The body is in an unknown content coding, {coding[:40]!r}.")
        body = decoder(body, limit)
    return body


def gunzip(body: bytes, limit: int) -> bytes:
    """Undo gzip; several members in a row are joined, and what follows the last one is ignored."""
    return _decode_members(body, limit, _GzipMember, b"\x1f\x8b", "gzip")


def _inflate(body: bytes, limit: int) -> bytes:
    """Undo "deflate", which by the standard is zlib and in the wild often a raw stream."""
    is_zlib = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    try:
        return _inflate_with(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS, body, limit)
    except BrokenBody:
        if not is_zlib:
            raise
        return _inflate_with(-zlib.MAX_WBITS, body, limit)


def _inflate_with(wbits: int, body: bytes, limit: int) -> bytes:
    decoder = zlib.decompressobj(wbits)
    try:
        decoded = decoder.decompress(body, limit + 1)
    except zlib.error as error:
        raise BrokenBody(f"The body is not valid deflate: {error}.") from error
    if len(decoded) > limit:
        raise TooLarge(_too_large(limit))
    if not decoder.eof:
        raise BrokenBody("The deflate body ends too early.")
    return decoded


def _unbrotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    data = body
    while not decoder.is_finished():
        try:
            part = decoder.process(data, output_buffer_limit=WINDOW * 4)
        except brotli.error as error:
            raise BrokenBody("The body is not valid brotli.") from error
        if not part and not data:
            raise BrokenBody("The brotli body ends too early.")
        data = b""
        size += len(part)
        if size > limit:
            raise TooLarge(_too_large(limit))
        parts.append(part)
    return b"".join(parts)


def _unzstd(body: bytes, limit: int) -> bytes:
    return _decode_members(body, limit, _ZstdFrame, b"", "zstd")


class _GzipMember:
    """One gzip member, with the interface that zstd frames have of themselves."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def decompress(self, data: bytes | memoryview, max_length: int) -> bytes:
        return self._decoder.decompress(data, max_length)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data


def _ZstdFrame() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})


def _decode_members(
    body: bytes,
    limit: int,
    new_member: Callable[[], _GzipMember | zstd.ZstdDecompressor],
    magic: bytes,
    name: str,
) -> bytes:
    """Decode concatenated members through a window, so that a spent member copies little to `unused_data`."""
    view = memoryview(body)
    parts: list[bytes] = []
    size = position = members = 0
    member = None
    while position < len(body):
        if member is None or member.eof:
            if members and magic and not body.startswith(magic, position):
                break  # padding or rubbish after the last member
            members += 1
            if members > MAX_MEMBERS:
                raise BrokenBody(f"The {name} body has more than {MAX_MEMBERS} members.")
            member = new_member()
        end = min(position + WINDOW, len(body))
        try:
            part = member.decompress(view[position:end], limit - size + 1)
        except (zlib.error, zstd.ZstdError) as error:
            raise BrokenBody(f"The body is not valid {name}: {error}.") from error
        size += len(part)
        if size > limit:
            raise TooLarge(_too_large(limit))
        parts.append(part)
        position = end - (len(member.unused_data) if member.eof else 0)
    if member is None or not member.eof:
        raise BrokenBody(f"The {name} body ends too early.")
    return b"".join(parts)


def _too_large(limit: int) -> str:
    return f"The decoded body is larger than {limit:,} bytes."


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": gunzip,
    "x-gzip": gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
