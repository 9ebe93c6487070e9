"""Whatever bytes a server sends, the client makes a value of them, soon."""

import asyncio
import random

import pytest

from articles.scraping.fetch import Fetcher, FetchOutcome, Response
from tests.scraping.server import Reply, Request, compress, serve

REPLIES = 300
CODINGS = ["", "gzip", "deflate", "br", "zstd"]
STATUSES = [200, 200, 200, 200, 302, 304, 404, 429, 500, 100, 101, 204, 206]
SPLINTERS = [b"\r\n", b"\n", b":", b"\x00", b"\r\n\r\n", b"Content-Length: 5\r\n", b"Location: \xff://[\r\n"]


def whole_answer(rng: random.Random) -> bytes:
    """A correct answer of a random kind."""
    coding = rng.choice(CODINGS)
    body = compress(b"<p>It was said again and again.</p>" * 50, coding)
    lines = [b"HTTP/1.1 %d Because" % rng.choice(STATUSES), b"Content-Type: text/html"]
    lines += rng.sample([b'ETag: "x"', b"Retry-After: 5", b"Location: /x", b"Set-Cookie: a=b"], 2)
    if coding:
        lines.append(b"Content-Encoding: " + coding.encode())
    if rng.random() < 0.4:
        lines.append(b"Transfer-Encoding: chunked")
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    else:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body])


def damaged(answer: bytes, rng: random.Random) -> bytes:
    """The answer with up to four bytes or pieces changed, lost or put in."""
    raw = bytearray(answer)
    for _ in range(rng.randint(0, 4)):
        at = rng.randrange(len(raw) + 1)
        match rng.randrange(3):
            case 0:
                del raw[at : at + rng.randint(1, 20)]
            case 1:
                raw[at : at + 1] = rng.randbytes(1)
            case _:
                raw[at:at] = rng.choice(SPLINTERS)
    return bytes(raw)


@pytest.mark.parametrize("seed", [1, 2])
def test_damaged_answers_are_values(seed: int) -> None:
    rng = random.Random(seed)

    def answer(request: Request) -> Reply:
        return Reply(raw=damaged(whole_answer(rng), rng))

    async def ask_often(url: str) -> list[Response]:
        fetcher = Fetcher(user_agent="test", allow_private=True, first_byte_timeout=0.5, total_timeout=2)
        async with fetcher:
            return [await fetcher.get(url, etag='"x"') for _ in range(REPLIES)]

    with serve({"*": answer}) as server:
        responses = asyncio.run(ask_often(server.url("/")))
    assert {FetchOutcome.OK, FetchOutcome.TRUNCATED, FetchOutcome.NETWORK_ERROR} <= {r.outcome for r in responses}
    for response in responses:
        is_fine = response.outcome in {FetchOutcome.OK, FetchOutcome.NOT_MODIFIED}
        assert bool(response.error) != is_fine
        for text in (*map("".join, response.headers), response.error, response.final_url, response.etag or ""):
            assert "\x00" not in text
            text.encode()  # no lone surrogates, so that it can be stored
