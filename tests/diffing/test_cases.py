"""The specification: hand-made cases, each drawn as it should look."""

from __future__ import annotations

import pytest

from articles.diffing import compare
from tests.diffing.cases import CASES
from tests.diffing.notation import Drawn, drawn, sides


@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_it_draws_what_a_careful_editor_would(rows: list[Drawn]) -> None:
    old, new = sides(rows)
    diff = compare(old, new)
    assert [drawn(row) for row in diff.rows] == rows
    assert not diff.coarse
