"""Real pages fetched twice: the same article gives the same extract, an edited one differs by its edits alone."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from articles.scraping.extract import Extract, extract
from articles.scraping.noise import same_blocks, same_byline, same_standfirst, same_text
from articles.scraping.region import fingerprint, unchanged

CORPUS = Path(os.environ.get("NEWSDIFFS_SHARED", Path(__file__).parents[2].parent / "shared")) / "corpus" / "refetch"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the shared corpus is not at {CORPUS}"),
]


def pairs(name: str) -> list[dict[str, Any]]:
    if not CORPUS.is_dir():
        return []
    with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


SAME = [p for p in pairs("pairs") if p["template"] == "same"] + pairs("labelled_pages")


def read(html: str) -> Extract:
    return extract(html.encode("utf-8", "replace"), url="https://news.example/")


@pytest.mark.parametrize("pair", [p for p in SAME if p["label"] == "unchanged"], ids=lambda pair: pair["id"])
def test_an_unchanged_page_gives_the_same_extract(pair: dict[str, Any]) -> None:
    old, new = read(pair["old"]), read(pair["new"])

    assert old.blocks
    assert (old.title, old.standfirst, old.byline, old.blocks) == (new.title, new.standfirst, new.byline, new.blocks)


@pytest.mark.parametrize("pair", pairs("pairs") + pairs("labelled_pages"), ids=lambda pair: pair["id"])
def test_the_region_never_hides_a_difference(pair: dict[str, Any]) -> None:
    old, new = pair["old"].encode("utf-8", "replace"), pair["new"].encode("utf-8", "replace")
    mark = fingerprint(old, url="https://news.example/")

    if unchanged(new, url="https://news.example/", fingerprint=mark):
        first, second = read(pair["old"]), read(pair["new"])
        assert (first.title, first.standfirst, first.byline) == (second.title, second.standfirst, second.byline)
        assert first.blocks == second.blocks


@pytest.mark.parametrize("start", ["wpp:new_york_times/", "wpp:washingtonpost/will"])
def test_a_redesign_is_no_edit(start: str) -> None:
    (pair,) = [p for p in pairs("pairs") if p["id"].startswith(start)]
    old, new = read(pair["old"]), read(pair["new"])

    assert same_text(old.title, new.title)
    assert same_standfirst(old.standfirst, new.standfirst)
    assert same_byline(old.byline, new.byline)
    assert same_blocks(old.blocks, new.blocks)


def test_three_words_that_were_corrected_are_all_that_differs() -> None:
    (pair,) = [p for p in pairs("pairs") if p["id"].startswith("mbl.is/")]
    old, new = read(pair["old"]), read(pair["new"])

    assert (old.title, old.standfirst, old.byline) == (new.title, new.standfirst, new.byline)
    assert len(old.blocks) == len(new.blocks)
    assert sum(a != b for a, b in zip(old.blocks, new.blocks, strict=True)) == 3


def test_two_paragraphs_that_went_are_all_that_differs() -> None:
    (pair,) = [p for p in pairs("labelled_pages") if p["id"] == "7984711"]
    old, new = read(pair["old"]).blocks, read(pair["new"]).blocks

    assert len(old) - len(new) == 2
    assert [block for block in old if block in new] == list(new)
