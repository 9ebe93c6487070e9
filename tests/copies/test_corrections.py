"""Whether a copy got the corrections, told by looking for each edit as it was and as it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.copies.corrections import Echo, Fate, echoes
from articles.diffing import compare

OLD = [
    "A package of contracts worth £450m has been offered to private firms, covering 225,000 offenders each year.",
    "The justice secretary said the strike would not change the timetable, which was agreed in spring.",
    "If a strike goes ahead, it will be only the third time in the union's history.",
]
NEW = [OLD[0].replace("225,000", "226,000"), OLD[1], OLD[2].replace("third", "fourth")]
NOTICE = "Correction: an earlier version of this article gave the wrong number of offenders under supervision."


def fates(old: Sequence[str], new: Sequence[str], copy: Sequence[str]) -> list[Fate]:
    return [echo.fate for echo in echoes(compare(old, new), copy)]


def text(echo: Echo) -> str:
    return "".join(f"[{op}{text}]" if op in "-+" else text for op, text in echo.spans)


def test_a_copy_that_has_the_new_words_was_reached() -> None:
    assert fates(OLD, NEW, ["Portal news.", *NEW]) == [Fate.REACHED, Fate.REACHED]


def test_a_copy_that_has_the_old_words_was_not() -> None:
    assert fates(OLD, NEW, OLD) == [Fate.NOT_REACHED, Fate.NOT_REACHED]


def test_each_edit_is_told_by_itself() -> None:
    found = echoes(compare(OLD, NEW), [NEW[0], OLD[2]])
    assert [echo.fate for echo in found] == [Fate.REACHED, Fate.NOT_REACHED]
    assert "[-225,000][+226,000]" in text(found[0])


def test_a_copy_that_words_it_otherwise_cannot_be_told() -> None:
    copy = ["Contracts for some two hundred thousand offenders are on offer.", OLD[1]]
    assert fates(OLD, NEW, copy) == [Fate.UNKNOWN, Fate.UNKNOWN]


def test_curly_quotes_case_and_other_paragraphs_make_no_difference() -> None:
    copy = [" ".join(NEW).replace("'", "’").upper()]
    assert fates(OLD, NEW, copy) == [Fate.REACHED, Fate.REACHED]


@pytest.mark.parametrize(("copy", "fate"), [([*OLD, NOTICE], Fate.REACHED), (OLD, Fate.NOT_REACHED)])
def test_a_correction_notice_that_was_added_is_there_or_not(copy: list[str], fate: Fate) -> None:
    assert fates(OLD, [*OLD, NOTICE], copy) == [fate]


def test_a_passage_that_was_removed_here_and_still_stands_there_is_told() -> None:
    assert fates(OLD, OLD[:2], OLD) == [Fate.NOT_REACHED]
    assert fates(OLD, OLD[:2], OLD[:1]) == [], "a copy that lacks it may never have had it"


def test_moves_and_typography_are_no_edits() -> None:
    quoted = [OLD[0], OLD[1], OLD[2].replace("'", "’")]
    assert fates(OLD, quoted, OLD) == []


@given(*[st.lists(st.text(min_size=1).map(lambda text: text.replace("\n", " ")), max_size=5)] * 3)
def test_any_texts_can_be_told(old: list[str], new: list[str], copy: list[str]) -> None:
    assert all(isinstance(echo.fate, Fate) for echo in echoes(compare(old, new), copy))


@given(st.lists(st.sampled_from(OLD + NEW), unique=True), st.lists(st.sampled_from(OLD + NEW), unique=True))
def test_the_article_itself_has_all_of_its_edits(old: list[str], new: list[str]) -> None:
    assert Fate.UNKNOWN not in fates(old, new, new) or len(old) != len(new)
