"""Pictures of figures: whole SVG that says in words what it shows, whatever the figures are."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.__main__ import write
from benchmarks.charts import WIDTH, Bar, bars, curves, number
from benchmarks.summary import pictures, table

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = st.floats(min_value=0, max_value=1e9, allow_nan=False)


def parsed(svg: str) -> Any:
    return lxml.etree.fromstring(svg.encode())


def texts(svg: str) -> list[str]:
    """What the picture writes, in order."""
    return ["".join(text.itertext()) for text in parsed(svg).iter(f"{SVG}text")]


def length(svg: str, label: str) -> float:
    """How long the bar with this label is."""
    root = parsed(svg)
    labels = ["".join(text.itertext()) for text in root.iter(f"{SVG}text") if text.get("text-anchor") == "end"]
    return float(list(root.iter(f"{SVG}rect"))[labels.index(label)].get("width"))


def test_a_bar_is_as_long_as_its_figure_and_says_it() -> None:
    svg = bars("Speed", {"pages": [Bar("ours", 1000, ours=True), Bar("theirs", 250)]}, unit="a second")
    assert length(svg, "ours") == pytest.approx(4 * length(svg, "theirs"))
    assert {"1,000", "250", "pages"} <= set(texts(svg))


def test_on_a_logarithmic_axis_equal_ratios_are_equal_steps() -> None:
    svg = bars("Time", {"": [Bar("a", 1), Bar("b", 10), Bar("c", 100)]}, unit="ms", log=True)
    a, b, c = (length(svg, label) for label in "abc")
    assert c - b == pytest.approx(b - a, abs=0.2)


def test_a_target_is_drawn_through_its_group_and_told() -> None:
    svg = bars("Speed", {"pages": [Bar("ours", 100)]}, unit="a second", target={"pages": 200})
    (line,) = parsed(svg).iter(f"{SVG}line")
    (rect,) = parsed(svg).iter(f"{SVG}rect")
    assert float(line.get("x1")) - float(rect.get("x")) == pytest.approx(2 * float(rect.get("width")))
    assert "targets: pages 200" in parsed(svg).find(f"{SVG}desc").text


def test_a_picture_has_a_title_and_says_in_words_what_it_shows() -> None:
    svg = curves("Growth", [10, 1000], {"planning": [1, 1.02], "search": [1, 7]}, x="articles", y="times as much")
    root = parsed(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    assert root.find(f"{SVG}title").text == "Growth"
    assert "planning: 1, 1.02; search: 1, 7" in root.find(f"{SVG}desc").text


def test_the_labels_of_curves_that_end_together_stand_apart() -> None:
    svg = curves("Growth", [10, 100], {name: [1, 1] for name in "abcdef"}, x="articles", y="times")
    ends = [text for text in parsed(svg).iter(f"{SVG}text") if "".join(text.itertext()).endswith(" 1")]
    heights = sorted(float(text.get("y")) for text in ends)
    assert len(heights) == 6
    assert all(below - above >= 15.9 for above, below in pairwise(heights))


def test_what_is_named_in_a_picture_is_text_and_never_markup() -> None:
    svg = bars("<b>&", {"<i>": [Bar("</text><script>", 1)]}, unit='"')
    assert "<script" not in svg
    assert "</text><script>" in texts(svg)


@given(st.lists(FIGURES, max_size=5), st.booleans())
def test_any_figures_make_a_picture_within_its_frame(values: list[float], log: bool) -> None:
    svg = bars("Any", {"all": [Bar(str(place), value) for place, value in enumerate(values)]}, unit="", log=log)
    assert all(float(rect.get("width")) <= WIDTH for rect in parsed(svg).iter(f"{SVG}rect"))


@given(st.lists(FIGURES, min_size=2, max_size=2))
def test_any_figures_make_curves(values: list[float]) -> None:
    parsed(curves("Any", [10, 20], {"all": values}, x="", y=""))


@pytest.mark.parametrize(
    ("value", "said"), [(0.0123, "0.0123"), (1.5, "1.5"), (2.0, "2"), (12345.6, "12,346"), (0, "0")]
)
def test_a_figure_is_told_with_the_digits_that_count(value: float, said: str) -> None:
    assert number(value) == said


# The report.

RECHECKS = {
    "other bytes": {
        "newsdiffs": {"per_second": 1000.0, "cpu_ms": 1.0, "ours_times": 1.0, "ours_times_cpu": 1.0},
        "changedetection.io": {"per_second": 40.0, "cpu_ms": 20.0, "ours_times": 25.0, "ours_times_cpu": 20.0},
    }
}
GROWN = {"planning": 1.2, "pass, work of the database": 1.0, "pass, seconds": 1.1}
SIZES = [
    {
        "articles": size,
        **{what: {"work": 10 * times} for what in ("plan", "pass")},
        "pages": {
            page: {"work": 5}
            for page in ("first page", "diff", "feed", "search, rare", "search, a copied phrase")
        },
    }
    for size, times in ((10, 1.0), (100, 1.2))
]  # fmt: skip
RESULTS = {
    "crash": {"arguments": [], "machine": "m", "reached": True, "seconds": 1, "report": "All whole.", "figures": None},
    "growth": {
        "arguments": ["--due", "5"], "machine": "m", "reached": False, "seconds": 1, "report": "Grown.",
        "figures": {"engines": {"sqlite": SIZES}, "growth": {"sqlite": GROWN}},
    },
    "peers": {
        "arguments": [], "machine": "m", "reached": True, "seconds": 1, "report": "Beside.",
        "figures": {"versions": {}, "rechecks": RECHECKS},
    },
}  # fmt: skip


def test_the_summary_names_each_figure_with_its_target_and_whether_it_was_reached() -> None:
    lines = table(RESULTS).splitlines()
    assert "| crash | see below | its own | reached |" in lines
    assert "| growth | sqlite, 10 to 100 articles: planning × 1.2 | at most 1.1 | **not reached** |" in lines
    assert "| peers | re-checks, other bytes: 25.0 × changedetection.io's | at least 20 | reached |" in lines


def test_the_report_is_one_page_with_its_pictures_and_the_figures_beside_it(tmp_path: Path) -> None:
    write(tmp_path, RESULTS)
    page = (tmp_path / "report.md").read_text()
    drawn = set(pictures(RESULTS))
    assert drawn == {"growth-sqlite.svg", "peers-rechecks.svg"}
    assert all(f"]({file})" in page and (tmp_path / file).is_file() for file in drawn)
    assert page.index("| benchmark |") < page.index("## crash") < page.index("## growth")
    assert "(`--due 5`, 1 s, m, **not all targets reached**)" in page
    assert json.loads((tmp_path / "report.json").read_text()) == RESULTS
