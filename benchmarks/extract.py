"""How well and how fast articles are read from real pages, beside the libraries in the same run.

    python -m benchmarks.extract [--every N]

Quality: F1, precision and recall over 4-grams of words, a page at a time, then averaged; on pages whose truth is
in paragraphs, also which share of those came out exactly as a block, and which share of our blocks is none of
them. Both halves of each set (even and odd records) are shown; most rules were tuned on the even ones only
(docs/extraction.md says which were not).
Speed: pages a second of CPU time on one core; trust the ratios.
"""

import argparse
import gzip
import json
import logging
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree
from readability import Document
from readability.readability import Unparseable
from resiliparse.extract.html2text import extract_plain_text

from articles.scraping import region
from articles.scraping.extract import extract
from articles.scraping.walk import text_of

CORPUS = Path(os.environ.get("NEWSDIFFS_SHARED", Path(__file__).parents[1].parent / "shared")) / "corpus" / "extraction"
SETS = ("scrapinghub", "fundus")

Reader = Callable[[bytes, str], list[str]]


@dataclass
class Score:
    """Sums over the pages of a set."""

    pages: int = 0
    precision: float = 0.0
    recall: float = 0.0
    told: int = 0
    exact: int = 0
    blocks: int = 0
    extra: int = 0
    seconds: float = 0.0

    def line(self) -> str:
        p, r = self.precision / self.pages, self.recall / self.pages
        text = f"{2 * p * r / (p + r):.3f} / {p:.3f} / {r:.3f}"
        blocks = f"{self.exact / self.told:6.1%} {self.extra / max(self.blocks, 1):6.1%}" if self.told else " " * 13
        return f"{text}  {blocks}  {self.pages / self.seconds:6.1f}"


def ours(page: bytes, url: str) -> list[str]:
    return [block.text for block in extract(page, url=url).blocks]


def trafilatura_reader(**options: Any) -> Reader:
    def reader(page: bytes, url: str) -> list[str]:
        found = trafilatura.bare_extraction(page, url=url, include_comments=False, with_metadata=True, **options)
        text = getattr(found, "text", None)
        return text.split("\n") if text else []

    return reader


def readability(page: bytes, url: str) -> list[str]:
    summary = Document(page.decode("utf-8", "replace")).summary()
    tree = etree.fromstring(summary, parser=etree.HTMLParser())
    return [] if tree is None else [text_of(e) for e in tree.iter("p", "h2", "h3", "h4", "li")]


def resiliparse(page: bytes, url: str) -> list[str]:
    text = extract_plain_text(page.decode("utf-8", "replace"), main_content=True, alt_texts=False)
    return [line for line in str(text).split("\n") if line.strip()]


READERS: dict[str, Reader] = {
    "newsdiffs": ours,
    "trafilatura fast": trafilatura_reader(fast=True),
    "trafilatura default": trafilatura_reader(),
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}


def tidy(text: str) -> str:
    return " ".join(text.replace("\u200b", "").replace("\xad", "").split()).strip("\ufeff ")


def grams(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return [tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))] if words else []


def precision_recall(truth: Sequence[object], found: Sequence[object]) -> tuple[float, float]:
    a, b = Counter(truth), Counter(found)
    both = sum((a & b).values())
    if a == b:
        return 1.0, 1.0
    return both / len(found) if found else 0.0, both / len(truth) if truth else 0.0


def score(reader: Reader, rows: Sequence[dict[str, Any]]) -> Score:
    total = Score()
    for row in rows:
        page = row["html"].encode("utf-8", "replace")
        started = time.process_time()
        try:
            blocks = [tidy(block) for block in reader(page, row["url"])]
        except Unparseable:  # readability's own, where a page has control characters: it found nothing
            blocks = []
        total.seconds += time.process_time() - started
        blocks = [block for block in blocks if block]
        total.pages += 1
        if "body" in row:
            p, r = precision_recall(grams(row["body"]), grams("\n".join(blocks)))
        else:
            truth = list(map(tidy, row["paragraphs"]))
            truth += [heading for heading in map(tidy, row["headings"]) if heading not in truth]
            p, r = precision_recall([g for t in truth for g in grams(t)], [g for b in blocks for g in grams(b)])
            same = sum((Counter(truth) & Counter(blocks)).values())
            total.told += len(truth)
            total.exact += same
            total.blocks += len(blocks)
            total.extra += len(blocks) - same
        total.precision += p
        total.recall += r
    return total


def rows_of(name: str, every: int) -> list[dict[str, Any]]:
    with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines][::every]


def fast_path(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, float]]:
    """Milliseconds a page of: one parse, knowing the unchanged article again, reading it in full."""
    pages = [(row["html"].encode("utf-8", "replace"), row["url"]) for row in rows]
    marks = [region.fingerprint(page, url=url) for page, url in pages]

    def timed(work: Callable[[bytes, str, str], object]) -> float:
        started = time.process_time()
        for (page, url), mark in zip(pages, marks, strict=True):
            work(page, url, mark)
        return (time.process_time() - started) / len(pages) * 1000

    yield "one lxml parse", timed(lambda page, url, mark: etree.fromstring(page, parser=etree.HTMLParser()))
    yield "unchanged, by its region", timed(lambda page, url, mark: region.unchanged(page, url=url, fingerprint=mark))
    yield "read in full", timed(lambda page, url, mark: region.read(page, url=url))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--every", type=int, default=1, help="only every Nth page")
    every = options.parse_args().every
    if not CORPUS.is_dir():
        print(f"Skipped: the shared corpus is not at {CORPUS}; set NEWSDIFFS_SHARED to the folder that holds it.")
        return
    logging.disable(logging.CRITICAL)
    for name in SETS:
        rows = rows_of(name, every)
        print(f"\n{name}, {len(rows)} pages{'':18} F1 / precision / recall   exact  extra  pages/s")
        for label, reader in READERS.items():
            print(f"{label:40} {score(reader, rows).line()}", flush=True)
        for half, which in enumerate(("even", "odd") if every == 1 else ()):
            print(f"{'newsdiffs, ' + which + ' records':40} {score(ours, rows[half::2]).line()}", flush=True)
    print("\nms a page, fundus")
    for label, milliseconds in fast_path(rows_of("fundus", max(every, 2))):
        print(f"{label:40} {milliseconds:6.2f}")


if __name__ == "__main__":
    main()
