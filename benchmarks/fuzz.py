"""Whether what a stranger sends stops the readers: broken pages and feeds, by the thousand.

    python -m benchmarks.fuzz --times 10000 [--seed 1]

Bodies are real pages where the corpus is (NEWSDIFFS_SHARED, else ../shared), else our own, and feeds, sitemaps and
front pages of our own: cut, with bytes drawn anew, spans doubled or dropped, tags and entities put in; nested deep,
packed small, or nothing but random bytes. Pages are read in full and then by their region, feeds and lists as a poll
reads them. To be seen: no exception, nothing that takes over 5 seconds of CPU time, and memory below 1,000 MB.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from articles.scraping import region
from articles.scraping.discover import find_feeds, index_links, parse_feed
from benchmarks.pages import article_markup, surroundings
from benchmarks.real_pages import CORPUS

URL = "https://news.example/world/story-12345"
MOST_SECONDS = 5.0
MOST_MEGABYTES = 1000
LARGEST = 400_000  # bytes of a page that is broken
PIECES = (
    b"<p>", b"</p>", b"</div>", b"<table><tr><td>", b"<!--", b"-->", b"]]>", b"<![CDATA[", b"<script>", b"<style>",
    b"&#x110000;", b"&amp;", b"&nbsp", b"<template shadowrootmode=open>", b"<details><summary>", b"<li><ol>", b"\x00",
    b"<blockquote>", b"<dl><dt>", b"<svg><title>", b"<item>", b"</item>", b"<link>", b"<entry><title type='html'>",
    b"<url><loc>", b'"', b"{", b"[[[", b"\xff\xfe", b"\xed\xa0\x80", "\u202e\u200b\u0301".encode(),
)  # fmt: skip
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
    + b"]><rss><channel><item><title>&j;</title><link>https://news.example/1</link></item></channel></rss>"
)

Reader = Callable[[bytes], object]


def pages() -> list[bytes]:
    """Pages to be broken."""
    found: list[bytes] = []
    for path in sorted(CORPUS.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["html"].encode("utf-8", "replace") for line in lines]
    for number in range(5):
        (head, article), around = article_markup(number, 0, URL), surroundings(number)
        found.append(b"<!DOCTYPE html>" + head + around.head + around.before + article + around.after)
    return [page for page in found if len(page) <= LARGEST]


def lists() -> list[bytes]:
    """Feeds of each kind, sitemaps and a front page, to be broken."""
    numbers = range(40)
    link = [f"https://news.example/world/ferry-sails-again-{n}" for n in numbers]
    date = "2026-03-01T07:30:00Z"
    items = [f"<item><title>Ferry {n} &amp; more</title><link>{link[n]}</link><guid>{n}</guid></item>" for n in numbers]
    entries = [f'<entry><title>Ferry {n}</title><link href="{link[n]}"/><updated>{date}</updated></entry>'
               for n in numbers]  # fmt: skip
    addresses = [f"<url><loc>{link[n]}</loc><lastmod>{date}</lastmod></url>" for n in numbers]
    anchors = [f'<li><a href="{link[n]}">Ferry {n} sails again</a></li>' for n in numbers]
    told = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": str(n), "url": link[n]} for n in numbers]}
    texts = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>{"".join(items)}</channel></rss>',
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title>{"".join(entries)}</feed>',
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(addresses)}</urlset>',
        f'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><ul>{"".join(anchors)}</ul>',
        json.dumps(told),
        "\n".join(link),
    )
    return [BOMB, *(text.encode() for text in texts)]


def broken(body: bytes, draw: random.Random) -> bytes:
    """A body, made one that nobody meant to send."""
    match draw.randrange(10):
        case 0:
            return draw.randbytes(draw.randrange(1, 50_000))
        case 1:
            return draw.choice((b"<div>", b"<item>", b"<b><i>", b"[", b'{"a":')) * draw.randrange(100, 60_000) + body
        case 2:
            return body[: draw.randrange(len(body) + 1)]
        case 3:
            packed = gzip.compress(body + bytes(draw.randrange(30_000_000)), 1)
            return packed[: draw.randrange(len(packed))] if draw.random() < 0.5 else packed
    text = bytearray(body)
    for _ in range(draw.randrange(1, 60)):
        start = draw.randrange(len(text))
        end = min(len(text), start + draw.randrange(1, 400))
        ways = (b"", draw.randbytes(end - start), text[start:end] * 3, draw.choice(PIECES) * draw.randrange(1, 40))
        text[start:end] = draw.choice(ways)
        text = text or bytearray(b"<p>")
    return bytes(text)


def read_page(body: bytes) -> None:
    """Read a page as a first look does, and as the next one."""
    found = region.read(body, url=URL)
    if found and found[1]:
        region.read(body, url=URL, fingerprint=found[1])


def read_list(body: bytes) -> None:
    """Read a body in all the ways in which new articles are looked for."""
    for content_type in ("application/rss+xml", "text/plain"):
        parse_feed(body, url=URL, content_type=content_type)
    find_feeds(body, url=URL)
    index_links(body, url=URL)


def measured(name: str, read: Reader, bodies: Sequence[bytes], options: argparse.Namespace) -> bool:
    """Break these bodies as often as was asked for, print what came of it, and whether all went well."""
    draw = random.Random(f"{options.seed} {name}")
    slowest, slow, failed = 0.0, 0, 0
    for number in range(options.times):
        body = broken(draw.choice(bodies), draw)
        began = time.process_time()
        try:
            read(body)
        except Exception as error:
            failed += 1
            kept = Path(options.keep) / f"{name}-{options.seed}-{number}"
            kept.write_bytes(body)
            print(f"{kept}: {type(error).__name__}: {error}")
        seconds = time.process_time() - began  # others may be at work here
        slowest, slow = max(slowest, seconds), slow + (seconds > MOST_SECONDS)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"| {name} | {options.times:,} | {failed} | {slowest:.2f} | {slow} | {megabytes} |", flush=True)
    return not failed and not slow and megabytes <= MOST_MEGABYTES


def main() -> int:
    """Break and read; the exit status says whether all went well."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=10_000, help="bodies of each kind (default 10,000)")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", default="/tmp", metavar="FOLDER", help="where bodies that raise are kept")
    chosen = options.parse_args()
    print("| bodies | read | raised | slowest, CPU s | over 5 s | peak memory, MB |\n|---|---|---|---|---|---|")
    results = [measured("lists", read_list, lists(), chosen), measured("pages", read_page, pages(), chosen)]
    return int(not all(results))


if __name__ == "__main__":
    raise SystemExit(main())
