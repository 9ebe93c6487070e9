"""Comparing two states of an article, by us and by others: the functions alone, and the pages that show it."""

from __future__ import annotations

import gzip
import html
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.pages import article_markup, story
from tests.conftest import ROOT

SHARED = Path(os.environ.get("NEWSDIFFS_SHARED", ROOT.parent / "shared"))
HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "en"}  # and no validators: every page has to be made


class Pair(NamedTuple):
    """Two states of an article, as lines of text and as HTML."""

    old: str
    new: str
    old_html: str
    new_html: str


# What each peer does to a pair: an expression over old, new, old_html and new_html, and what it needs imported.
FUNCTIONS = {
    "changedetection.io": {
        "lines": ("from changedetectionio.diff import render_diff", "render_diff(old, new)"),
        "words": ("from changedetectionio.diff import render_diff", "render_diff(old, new, word_diff=True)"),
    },
    "web-monitoring-diff": {
        "html_text_diff": ("from web_monitoring_diff import html_text_diff", "html_text_diff(old_html, new_html)"),
        "html_source_diff": (
            "from web_monitoring_diff import html_source_diff", "html_source_diff(old_html, new_html)",
        ),
        "html_diff_render": (
            "from web_monitoring_diff import html_diff_render", "html_diff_render(old_html, new_html)",
        ),
    },
}  # fmt: skip
OURS = {
    "rows and words": (
        "from articles.diffing import compare",
        "compare(old.split('\\n'), new.split('\\n'))",
    )
}

# Runs in an environment of the peer's: CPU milliseconds of each pair, the best of three.
_TIME = """
import json, sys, time
{needs}
taken = []
for old, new, old_html, new_html in json.load(open(sys.argv[1])):
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        {work}
        best = min(best, time.process_time() - started)
    taken.append(1000 * best)
print(json.dumps(taken))
"""


def made_pairs(count: int, blocks: int) -> list[Pair]:
    """Neighbouring states of our own stories of so many blocks."""
    made = []
    for number in range(count):
        texts = [story(number, revision, blocks) for revision in (0, 1)]
        markup = [article_markup(number, revision, "", blocks)[1].decode() for revision in (0, 1)]
        old, new = ("\n".join((text.title, *text.paragraphs)) for text in texts)
        made.append(Pair(old, new, *(f"<html><body>{each}</body></html>" for each in markup)))
    return made


def real_pairs(count: int) -> list[Pair]:
    """Neighbouring versions of real pages, one of a page; none where the shared corpus is not there."""
    path = SHARED / "corpus" / "histories" / "govuk_html.jsonl.gz"
    if not path.is_file():
        return []
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            for old, new in islice(pairwise(json.loads(line)["versions"]), 1):
                pages = [f"<html><body>{each['html']}</body></html>" for each in (old, new)]
                found.append(Pair(old["text"], new["text"], *pages))
    return found[:count]


def timed(programs: Path | None, needs: str, work: str, pairs: Sequence[Pair], folder: Path) -> dict[str, float]:
    """CPU milliseconds of a pair (median and 95th percentile) by a function of a peer's environment, or of ours."""
    file = folder / "pairs.json"
    file.write_text(json.dumps(pairs))
    python = sys.executable if programs is None else str(programs / "python")
    command = [python, "-c", _TIME.format(needs=needs, work=work), str(file)]
    environment = os.environ | {"HOME": str(folder), "LOGURU_LEVEL": "ERROR"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{work} failed: {done.stderr[-2000:]}")
    taken = sorted(json.loads(done.stdout.splitlines()[-1]))
    return {"median": round(median(taken), 3), "p95": round(taken[int(0.95 * len(taken))], 3)}


def page_rate(port: int, paths: Sequence[str], connections: int) -> dict[str, float]:
    """Requests a second and milliseconds (median, p95) of asking for each page once, over so many connections.

    Plain GETs, in a process of its own.
    """
    plan = json.dumps({"port": port, "paths": list(paths), "connections": connections})
    command = [sys.executable, "-m", "benchmarks.peers", "--load", plan]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def load(plan: str) -> int:
    """Be the process that asks; prints its figures as JSON."""
    told = json.loads(plan)
    queues = [told["paths"][number :: told["connections"]] for number in range(told["connections"])]
    started, before = time.monotonic(), time.process_time()
    with ThreadPoolExecutor(len(queues)) as pool:
        taken = sorted(second for each in pool.map(lambda queue: _read(told["port"], queue), queues) for second in each)
    seconds = time.monotonic() - started
    figures = {
        "rate": len(taken) / seconds, "median": 1000 * median(taken), "p95": 1000 * taken[int(0.95 * len(taken))],
        "client_ms": 1000 * (time.process_time() - before) / len(taken),
    }  # fmt: skip
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))
    return 0


def _read(port: int, paths: Sequence[str]) -> list[float]:
    """Seconds that each page took, over one connection that stays open if the server lets it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    taken = []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        body = response.read()
        taken.append(time.perf_counter() - started)
        if response.status != 200 or not body:
            raise SystemExit(f"{path} answered {response.status} {html.escape(response.reason)}")
    connection.close()
    return taken
