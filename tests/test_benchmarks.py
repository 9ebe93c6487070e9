"""The benchmarks run, in miniature; how fast anything is, no test says."""

from __future__ import annotations

import json
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.request import urlopen

from benchmarks.__main__ import names
from benchmarks.pages import story
from benchmarks.servers import site
from tests.conftest import ROOT


def run(*arguments: str) -> str:
    """Run a benchmark; what it printed. Its exit status says only how fast this machine is."""
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def test_all_benchmarks_are_found_and_no_helper_is() -> None:
    assert {"crash", "diff", "growth", "measure", "newsroom", "recheck"} <= set(names())
    helpers = {"archive", "diff_rows", "diff_targets", "filling", "pages", "plain", "servers", "wikidiff2"}
    assert not {*helpers, "__main__"} & set(names())


def test_an_edit_alters_one_paragraph_of_a_story_or_adds_one() -> None:
    for revision in range(1, 6):
        before, after = story(7, revision - 1).paragraphs, story(7, revision).paragraphs
        assert len(set(after) - set(before)) == 1
        assert len(after) - len(before) == (revision == 5)


def test_rechecks_are_measured_beside_their_yardsticks(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    table = run(
        "benchmarks.recheck", "--articles=4", "--hosts=2", "--repeat=1", "--case=not_modified", f"--json={figures}"
    )
    assert "304 Not Modified" in table
    (case,) = json.loads(figures.read_text())["cases"]
    assert case["looks"] == 1
    assert set(case["ratios"]) == {"fetch, one process", "fetch, all cores"}


def test_the_noisy_site_sends_other_bytes_and_the_same_article_each_time() -> None:
    with site(hosts=1, articles=1) as courier:
        bodies = [unescape(urlopen(courier.url(0)).read().decode()) for _ in range(2)]
        assert courier.requests() == 2
    assert bodies[0] != bodies[1]
    assert all(paragraph in body for body in bodies for paragraph in story(0).paragraphs)
