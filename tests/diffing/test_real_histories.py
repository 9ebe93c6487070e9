"""Real texts, as their publishers edited them."""

from __future__ import annotations

import gzip
import json
from itertools import islice, pairwise
from pathlib import Path

import pytest

from articles.diffing import blame, compare

pytestmark = pytest.mark.shared


def histories(shared: Path, name: str, count: int) -> list[list[list[str]]]:
    with gzip.open(shared / "corpus" / "histories" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, count)]
    return [[version["text"].split("\n") for version in record["versions"]] for record in records]


@pytest.mark.parametrize("name", ["govuk_text", "travel_advice", "blog_18f", "wikipedia_versions"])
def test_every_step_of_a_real_history_is_whole_and_without_a_guard(shared: Path, name: str) -> None:
    steps = [step for versions in histories(shared, name, 25) for step in pairwise(versions)]
    assert steps
    for old, new in steps:
        diff = compare(old, new)
        assert ["".join(t for _, t in spans) for row in diff.rows for spans in row.old_spans] == old
        assert ["".join(t for _, t in spans) for row in diff.rows for spans in row.new_spans] == new
        assert not (diff.coarse and max(len(old), len(new)) < 200)


def test_blame_covers_the_latest_version_of_a_real_history(shared: Path) -> None:
    for versions in histories(shared, "travel_advice", 25):
        found = blame(versions)
        assert ["".join(one.text for one in block.sentences) for block in found.blocks] == versions[-1]


def test_the_broadcasters_first_step_has_the_rows_its_readers_were_shown(shared: Path) -> None:
    old, new = broadcaster(shared)[:2]
    expected = json.loads((shared / "seeds" / "probation-strike.rows.json").read_text())["rows"]
    found = [
        [row.kind, old[row.old[0]] if row.old else None, new[row.new[0]] if row.new else None]
        for row in compare(old, new).rows
    ]
    assert found == expected


def test_in_the_broadcasters_second_step_two_paragraphs_merge(shared: Path) -> None:
    old, new = broadcaster(shared)[1:]
    (merged,) = [row for row in compare(old, new).rows if row.kind == "merged"]
    assert [old[i][:20] for i in merged.old] == ["A government-wide re", "The audit was launch"]
    assert new[merged.new[0]].startswith("A government-wide review")


def broadcaster(shared: Path) -> list[list[str]]:
    line = (shared / "seeds" / "probation-strike.history.jsonl").read_text().splitlines()[0]
    return [version["text"].split("\n") for version in json.loads(line)["versions"]]
