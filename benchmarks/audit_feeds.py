"""The judgement of others on our feeds: Ruby's strict parser, ``jsonfeed-validator``, feedparser; and of our own rules.

Every kind of feed is judged with every filter in every form. ``tests/pages/test_feed_validity.py`` does the same with
texts that are odd, long, hostile or of many languages.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

from tests.pages.feed_rules import faults_of
from tests.pages.feed_rules.strict import MISSING, is_there, strict_parser

PLACES = ("/feed", "/sources/demo-courier/feed", "/articles/3/feed", "/search/feed")
FORMS = ("rss", "atom", "json")
FILTERS = (
    "", "level=minor", "level=substantive", "level=major", "headline=1", "stealth=1", "gone=1", "language=en",
    "since=2026-01-01", "since=2099-01-01", "source=demo-courier", "source=nobody",
)  # fmt: skip
SEARCHES = tuple(f"q={q}&in={within}" for within in ("text", "all", "added", "removed") for q in ("the", "zyzzyva"))
OPML = "/feeds.opml"
# Prints what is wrong with each file, a line for each fault.
JUDGE_JSON = """
const [modules, ...files] = process.argv.slice(1);
const validate = require(modules + "/jsonfeed-validator");
for (const file of files)
  for (const fault of validate(JSON.parse(require("fs").readFileSync(file))))
    console.log(file + ": " + fault.message);
"""


def judge_feeds(modules: Path, site: str, own: str, folder: Path) -> bool:
    """All feeds of the site, served at one address and calling itself by its own; prints what the judges found.

    Whether all were there and found nothing.
    """
    ruby, validator = is_there(), modules / "jsonfeed-validator"
    node = validator.exists() and bool(shutil.which("node"))
    found: list[str] = []
    files: list[str] = []
    with strict_parser() if ruby else nullcontext(lambda document: "") as strict:
        for count, path in enumerate(paths()):
            with urllib.request.urlopen(site + path) as answer:
                body, kind = answer.read(), answer.headers["Content-Type"]
            found += [f"{path}: {fault}" for fault in faults_of(body, kind, own + path, datetime.now(UTC))]
            if kind.startswith(("application/rss", "application/atom")):
                parsed = feedparser.parse(body, response_headers={"content-type": kind})
                found += [f"{path}: {said}" for said in (strict(body), parsed.get("bozo_exception")) if said]
            elif "json" in kind:
                files.append(str(folder / f"{count}.json"))
                Path(files[-1]).write_text(json.dumps(as_version_1(json.loads(body))))
    if node:
        command = ["node", "-e", JUDGE_JSON, str(modules), *files]
        found += subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    else:
        print(f"jsonfeed-validator is left out: it needs node and {validator}.")
    if not ruby:
        print(f"{MISSING}.")
    print(f"Feeds, {count + 1}: {chr(10).join(found) or 'no errors, no warnings'}")
    return ruby and node and not found


def paths() -> Iterator[str]:
    """Every kind of feed, with every filter, in every form."""
    for form in FORMS:
        for place in PLACES:
            for query in SEARCHES if place.startswith("/search") else FILTERS:
                yield f"{place}.{form}{'?' if query else ''}{query}"
    yield OPML


def as_version_1(feed: dict[str, Any]) -> dict[str, Any]:
    """A feed of version 1.1 as one of version 1, the last that the validator knows: they differ in these alone."""
    items = [{**item, "author": item["authors"][0]} for item in feed["items"]]
    for item in items:
        del item["authors"]
    older = {**feed, "version": "https://jsonfeed.org/version/1", "items": items}
    older.pop("language", None)
    return older
