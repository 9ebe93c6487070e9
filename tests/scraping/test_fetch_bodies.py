"""Bodies are decoded whole and within limits, or not at all."""

import asyncio
import gzip
import random
import tracemalloc
import zlib
from typing import Any

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.scraping.decode import MAX_MEMBERS, BrokenBody, TooLarge, decode_body
from articles.scraping.fetch import Fetcher, FetchOutcome, Response
from tests.scraping.server import Reply, compress, serve

CODINGS = ["gzip", "deflate", "br", "zstd"]
TEXT = b"".join(b"<p>A paragraph of number %d, told at some length.</p>\n" % number for number in range(2000))
MEGABYTE = 1_000_000


def get(reply: Reply, **options: Any) -> Response:
    async def run(url: str) -> Response:
        async with Fetcher(user_agent="test", allow_private=True, **options) as fetcher:
            return await fetcher.get(url)

    with serve({"/": reply}) as server:
        return asyncio.run(run(server.url("/")))


def bomb(coding: str, megabytes: int = 300) -> bytes:
    """A small body that says it is very large once decoded."""
    if coding == "zstd":
        return zstd.compress(b"\x00" * MEGABYTE) * megabytes
    if coding == "br":
        packer = brotli.Compressor(quality=1)
        parts = [packer.process(b"\x00" * MEGABYTE) for _ in range(megabytes)]
        return b"".join([*parts, packer.finish()])
    if coding == "gzip-members":
        return gzip.compress(b"\x00" * MEGABYTE) * megabytes
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    first = deflate.compress(b"\x00" * MEGABYTE) + deflate.flush(zlib.Z_FULL_FLUSH)
    # A block that stands after a full flush refers to nothing before it, and can be said again and again.
    block = deflate.compress(b"\x00" * MEGABYTE) + deflate.flush(zlib.Z_FULL_FLUSH)
    return first + block * (megabytes - 1)


@pytest.mark.parametrize("coding", [*CODINGS, "x-gzip", "GZIP", "identity", "utf-8", "", "gzip, br", "br,gzip,zstd"])
def test_every_content_coding_is_undone(coding: str) -> None:
    body = TEXT
    for one in coding.lower().split(","):
        body = compress(body, one.strip())
    assert decode_body(body, coding, limit=len(TEXT)) == TEXT


def test_raw_deflate_is_understood_as_well() -> None:
    packer = zlib.compressobj(wbits=-15)
    assert decode_body(packer.compress(TEXT) + packer.flush(), "deflate", limit=len(TEXT)) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members_in_a_row_are_joined(coding: str) -> None:
    assert decode_body(compress(TEXT, coding) * 3, coding, limit=3 * len(TEXT)) == TEXT * 3


def test_padding_behind_a_gzip_body_is_ignored() -> None:
    assert decode_body(compress(TEXT, "gzip") + b"\x00" * 100, "gzip", limit=len(TEXT)) == TEXT


@pytest.mark.parametrize("coding", CODINGS)
def test_an_empty_body_is_empty_in_any_coding(coding: str) -> None:
    assert decode_body(b"", coding, limit=10) == b""
    assert decode_body(compress(b"", coding), coding, limit=10) == b""


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_that_ends_too_early_is_broken_wherever_it_ends(coding: str) -> None:
    body = compress(TEXT, coding)
    for end in [1, 2, 5, 10, len(body) // 2, len(body) - 5, len(body) - 1]:
        with pytest.raises(BrokenBody):
            decode_body(body[:end], coding, limit=len(TEXT))


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_of_exactly_the_limit_passes_and_one_byte_more_does_not(coding: str) -> None:
    body = compress(TEXT, coding)
    assert decode_body(body, coding, limit=len(TEXT)) == TEXT
    with pytest.raises(TooLarge):
        decode_body(body, coding, limit=len(TEXT) - 1)


def test_a_coding_nobody_knows_is_broken() -> None:
    for coding in ["compress", "aws-chunked", "gzip, rot13", "gzip, gzip, gzip, gzip"]:
        with pytest.raises(BrokenBody):
            decode_body(TEXT, coding, limit=len(TEXT))


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members_without_end_are_broken(coding: str) -> None:
    with pytest.raises(BrokenBody, match="members"):
        decode_body(compress(b"", coding) * (MAX_MEMBERS + 1), coding, limit=10)


def test_a_zstd_window_larger_than_the_web_allows_is_broken() -> None:
    wide: dict[int, int] = {
        zstd.CompressionParameter.window_log: 27,
        zstd.CompressionParameter.enable_long_distance_matching: 1,
    }
    packer = zstd.ZstdCompressor(options=wide)
    body = packer.compress(random.Random(1).randbytes(MEGABYTE)) + packer.flush()
    with pytest.raises(BrokenBody):
        decode_body(body, "zstd", limit=2 * MEGABYTE)


@pytest.mark.parametrize("coding", ["gzip", "gzip-members", "deflate", "br", "zstd"])
def test_a_bomb_of_300_megabytes_is_stopped_at_the_limit_and_small_in_memory(coding: str) -> None:
    body = bomb(coding)
    reply = Reply(body, headers={"Content-Encoding": coding.partition("-")[0]})
    tracemalloc.start()
    try:
        response = get(reply)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert response.outcome is FetchOutcome.TOO_LARGE
    assert response.body == b""
    assert "10,000,000" in response.error
    assert peak < 40 * MEGABYTE


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"x" * 20_001),
        Reply(b"x" * 20_001, chunked=True),
        Reply(b"", length=10**12),
        Reply(random.Random(1).randbytes(20_001), encoding="gzip"),
        Reply(b"x" * 20_001, encoding="gzip", chunked=True),
    ],
)
def test_a_body_over_the_limit_is_not_read_to_its_end(reply: Reply) -> None:
    response = get(reply, max_body=20_000)
    assert (response.outcome, response.status, response.body) == (FetchOutcome.TOO_LARGE, 200, b"")


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("chunked", [False, True])
def test_encoded_pages_arrive_decoded(coding: str, chunked: bool) -> None:
    response = get(Reply(TEXT, encoding=coding, chunked=chunked))
    assert (response.outcome, response.body) == (FetchOutcome.OK, TEXT)
    assert ("Content-Encoding", coding) in response.headers


@pytest.mark.parametrize("coding", CODINGS)
def test_a_page_in_another_coding_than_it_says_is_truncated(coding: str) -> None:
    response = get(Reply(TEXT, headers={"Content-Encoding": coding}))
    assert response.outcome is FetchOutcome.TRUNCATED
    assert response.error


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(CODINGS), st.binary(max_size=2000), st.integers(0, 3000))
def test_decoding_gives_the_text_or_says_that_it_is_too_large(coding: str, text: bytes, limit: int) -> None:
    try:
        assert decode_body(compress(text, coding), coding, limit=limit) == text
    except TooLarge:
        assert len(text) > limit


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(CODINGS), st.binary(max_size=300), st.data())
def test_damaged_bodies_raise_nothing_else(coding: str, noise: bytes, data: st.DataObject) -> None:
    body = bytearray(compress(TEXT[:5000], coding))
    at = data.draw(st.integers(0, len(body)))
    body[at : at + len(noise)] = noise
    for damaged in (bytes(body), noise):
        try:
            assert len(decode_body(damaged, coding, limit=10_000)) <= 10_000
        except (BrokenBody, TooLarge) as error:
            assert str(error).endswith(".")  # noqa: PT017


def test_codings_that_are_named_in_two_headers_are_undone() -> None:
    headers = (("Content-Encoding", "gzip"), ("Content-Encoding", "br"))
    response = get(Reply(brotli.compress(gzip.compress(TEXT)), headers=headers))
    assert (response.outcome, response.body) == (FetchOutcome.OK, TEXT)


def test_a_page_that_is_gzipped_once_more_than_its_header_says_is_unpacked() -> None:
    packed = gzip.compress(TEXT)
    assert get(Reply(packed)).body == TEXT
    assert get(Reply(packed, encoding="gzip")).body == TEXT
    assert get(Reply(packed[:-20])).outcome is FetchOutcome.TRUNCATED


def test_a_file_that_is_a_gzip_archive_is_left_as_it_is() -> None:
    packed = gzip.compress(TEXT)
    assert get(Reply(packed, content_type="application/gzip")).body == packed
    assert get(Reply(packed, content_type="text/xml")).body == packed
