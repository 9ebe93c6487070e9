"""The benchmarks run, in miniature; how fast anything is, no test says."""

from __future__ import annotations

import json
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import lxml.html

from articles.scraping.extract import extract
from benchmarks.__main__ import names
from benchmarks.archive import Archive
from benchmarks.multiply import RARE, TEMPLATE
from benchmarks.pages import story
from benchmarks.peer_diffs import OURS, made_pairs, timed
from benchmarks.peers import _medians, verdicts
from benchmarks.servers import site
from tests.conftest import ROOT

_FOUND = """
import django
django.setup()
from articles.search.find import Search, find
from benchmarks.multiply import COMMON, PHRASE
print(*(len(find(Search(f'"{phrase}"', within="removed")).hits) for phrase in (PHRASE, COMMON)))
"""


def run(*arguments: str) -> str:
    """Run a benchmark; what it printed. Its exit status says only how fast this machine is."""
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def test_all_benchmarks_are_found_and_no_helper_is() -> None:
    assert {"crash", "diff", "growth", "measure", "newsroom", "reading", "recheck"} <= set(names())
    helpers = {
        "archive",
        "charts",
        "growth_probe",
        "multiply",
        "peer_diffs",
        "peer_programs",
        "summary",
        "diff_rows",
        "diff_targets",
        "filling",
        "pages",
        "plain",
        "servers",
        "wikidiff2",
    }
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
    assert set(case["ratios"]) == {
        f"{way}, {cores}" for way in ("fetch", "whole") for cores in ("one process", "all cores")
    }


def test_an_archive_is_multiplied_into_one_that_is_whole(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.fill(["http://127.0.0.1:9/a"], idle=TEMPLATE + RARE)
    archive.python("-m", "benchmarks.multiply", "3100")
    assert "All is whole: 3021 articles, 6040 versions" in archive.command("verify")["said"]
    found = archive.python("-c", _FOUND)
    assert found.split() == ["1", "3"], "a rare phrase stays rare, and one that is copied does not"
    archive.make_due()
    planned = json.loads(archive.python("-m", "benchmarks.growth_probe", "plan"))
    assert planned["due"] == 1
    assert planned["work"] > 0
    pages = json.loads(archive.python("-m", "benchmarks.growth_probe", "pages"))
    assert {"first page", "diff", "feed", "search, rare"} <= set(pages)


def test_histories_come_in_and_go_out_without_a_loss(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    assert "import_newsedits" in run("benchmarks.importing", "--articles=2", f"--json={file}")
    assert json.loads(file.read_text())["ways"]["import_newsedits"]["versions"] == 6


def test_ratios_beside_peers_are_of_medians_and_what_is_missing_has_no_verdict() -> None:
    rounds = [
        {"newsdiffs": {"seconds": ours, "cpu": 0.1}, "changedetection.io": {"seconds": theirs, "cpu": 2.0}}
        for ours, theirs in ((1, 9), (2, 50), (3, 90))
    ]
    found = _medians(rounds, 100)
    assert found["newsdiffs"]["per_second"] == 50
    assert found["changedetection.io"]["ours_times"] == 25
    assert found["changedetection.io"]["ours_times_cpu"] == 20
    assert [verdict.reached for verdict in verdicts({"rechecks": {"304": found}})] == [True]
    assert verdicts({"rechecks": {"304": {"newsdiffs": found["newsdiffs"]}}}) == []


def test_the_functions_compare_the_same_pairs(tmp_path: Path) -> None:
    pairs = made_pairs(2, 39)
    assert all(len(pair.old.split("\n")) == 40 and pair.new in unescape_all(pair.new_html) for pair in pairs)
    assert timed(None, *OURS["rows and words"], pairs, tmp_path)["median"] > 0


def unescape_all(page: str) -> str:
    """The title and the paragraphs of a page of ours, a line each."""
    root: Any = lxml.html.document_fromstring(page)
    return "\n".join(each.text_content() for each in root.iter("h1", "p") if each.get("class") != "byline")


def test_the_noisy_site_sends_other_bytes_and_the_same_article_each_time() -> None:
    with site(hosts=1, articles=1) as courier:
        bodies = [unescape(urlopen(courier.url(0)).read().decode()) for _ in range(2)]
        assert courier.requests() == 2
    assert bodies[0] != bodies[1]
    assert all(paragraph in body for body in bodies for paragraph in story(0).paragraphs)


def test_a_site_of_real_pages_sends_other_bytes_each_time_and_edits_as_they_are_published(shared: Path) -> None:
    with site(hosts=1, articles=2, real=True) as courier:
        pages = [urlopen(courier.url(number)).read() for number in (0, 0, 1)]
        courier.publish({0: 1})
        edited = urlopen(courier.url(0)).read()
    texts = [[block.text for block in extract(body, url=courier.url(0)).blocks] for body in (*pages, edited)]
    assert pages[0] != pages[1]
    assert texts[0] == texts[1] != texts[2]
    (changed,) = (new for old, new in zip(texts[0], texts[3], strict=True) if old != new)
    assert changed.endswith(".")
    assert any(changed.startswith(old) for old in texts[0])


def test_pages_are_measured_beside_a_static_file(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    table = run("benchmarks.reading", "--articles=20", "--requests=2", "--rounds=1", f"--json={figures}")
    assert "| static file |" in table
    measured = json.loads(figures.read_text())
    assert set(measured) == {"1", "4"}
    assert {"diff, 304", "feed of everything", "card"} <= set(measured["1"])
    assert not (ROOT / "staticfiles").exists()
