"""Prints: texts that share much meet, texts that share little do not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.copies.prints import band_keys, says_enough, share, shingles
from tests.paper import STORY


def words(count: int, dice: random.Random) -> list[str]:
    return [f"word{dice.randrange(10_000)}" for _ in range(count)]


def test_a_copy_with_a_few_edits_is_a_candidate_and_an_unrelated_text_is_none() -> None:
    copy = [STORY[0].replace("ninety", "eighty"), *STORY[2:5], "An appeal of the portal that copied it."]
    assert set(band_keys(shingles(STORY))) & set(band_keys(shingles(copy)))
    other = " ".join(words(300, random.Random(1)))
    assert not set(band_keys(shingles(STORY))) & set(band_keys(shingles([other])))


@pytest.mark.parametrize(("kept", "least"), [(0.5, 0.85), (0.7, 0.99)])
def test_candidates_are_found_as_often_as_the_bands_promise(kept: float, least: float) -> None:
    dice = random.Random(3)
    met = 0
    for _ in range(200):
        text = words(300, dice)
        both = int(300 * 2 * kept / (1 + kept))  # so that they share this part of all their shingles
        copy = text[:both] + words(300 - both, dice)
        met += bool(set(band_keys(shingles([" ".join(text)]))) & set(band_keys(shingles([" ".join(copy)]))))
    assert met / 200 >= least


def test_case_punctuation_and_the_cut_into_paragraphs_hardly_matter() -> None:
    loud = " ".join(STORY).upper().replace(",", " –")
    assert share(shingles(STORY), shingles([loud])) > 0.99


def test_keys_are_the_same_on_every_machine_and_in_every_process() -> None:
    assert band_keys(shingles(STORY))[:2] == (-1970475245580258810, -5357657239077878033), (
        "stored keys would no longer be found"
    )


def test_scripts_without_spaces_are_cut_by_character() -> None:
    text = "市議会は月曜日に港の再開発計画を賛成多数で可決した。反対派は費用が高すぎると主張している。"
    copy = text.replace("月曜日", "火曜日")
    assert 0.6 < share(shingles([text]), shingles([copy])) < 1


def test_a_brief_says_too_little_to_have_copies() -> None:
    assert not says_enough(STORY[:1])
    assert says_enough(STORY)


@given(st.lists(st.text()))
def test_any_text_has_a_print(blocks: list[str]) -> None:
    runs = shingles(blocks)
    keys = band_keys(runs)
    assert bool(keys) == bool(runs)
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert share(runs, runs) == bool(runs)
