"""Who brought what, and where the rest went."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.diffing import blame
from tests.diffing.texts import text

HARBOUR = "The harbour was closed for three hours. Divers searched the basin."
MAYOR = "Mayor Ana Ribeiro said the council had known about the cracks since spring."
FERRY = "Ferries to the islands will run again from Thursday."


def test_a_block_belongs_to_the_version_that_brought_it() -> None:
    found = blame([[HARBOUR], [HARBOUR, MAYOR], [FERRY, HARBOUR, MAYOR]])
    assert [(block.since, block.edited) for block in found.blocks] == [(2, 2), (0, 0), (1, 1)]
    assert found.removed == ()


def test_an_edited_sentence_belongs_to_the_version_that_edited_it() -> None:
    edited = HARBOUR.replace("three", "four")
    (block,) = blame([[HARBOUR], [edited]]).blocks
    assert [sentence.since for sentence in block.sentences] == [1, 0]
    assert (block.since, block.edited) == (0, 1)


def test_typography_does_not_make_a_sentence_younger() -> None:
    found = blame([["The mayor's office is shut."], ["The mayor’s office is shut."]])
    assert found.blocks[0].sentences[0].since == 0
    assert found.blocks[0].sentences[0].text == "The mayor’s office is shut."


def test_a_removed_block_is_remembered_with_its_place() -> None:
    found = blame([[HARBOUR, MAYOR, FERRY], [HARBOUR, FERRY], [FERRY]])
    assert [(one.text, one.since, one.gone, one.after) for one in found.removed] == [
        (MAYOR, 0, 1, -1),
        (HARBOUR, 0, 2, -1),
    ]


def test_the_place_of_what_went_follows_its_neighbours() -> None:
    found = blame([[HARBOUR, MAYOR], [HARBOUR], [FERRY, HARBOUR]])
    assert [(one.text, one.gone, one.after) for one in found.removed] == [(MAYOR, 1, 1)]


def test_a_removed_sentence_is_remembered_alone() -> None:
    found = blame([[f"{HARBOUR} {FERRY}"], [HARBOUR]])
    assert [(one.text, one.gone, one.after) for one in found.removed] == [(FERRY, 1, 0)]
    assert [sentence.since for sentence in found.blocks[0].sentences] == [0, 0]
    assert found.blocks[0].edited == 1


def test_a_sentence_that_moves_to_the_next_block_keeps_its_age() -> None:
    found = blame([[f"{HARBOUR} {FERRY}", MAYOR], [HARBOUR, f"{FERRY} {MAYOR}"]])
    assert found.removed == ()
    assert [sentence.since for sentence in found.blocks[1].sentences] == [0, 0]


def test_a_moved_block_keeps_its_age() -> None:
    found = blame([[HARBOUR, MAYOR, FERRY], [MAYOR, FERRY, HARBOUR]])
    assert [block.since for block in found.blocks] == [0, 0, 0]
    assert found.removed == ()


def test_what_comes_back_is_new_again() -> None:
    found = blame([[HARBOUR, MAYOR], [HARBOUR], [HARBOUR, MAYOR]])
    assert [block.since for block in found.blocks] == [0, 2]
    assert [(one.text, one.gone) for one in found.removed] == [(MAYOR, 1)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(text, min_size=1, max_size=5))
def test_blame_covers_the_latest_text_exactly(versions: list[list[str]]) -> None:
    found = blame(versions)
    assert ["".join(one.text for one in block.sentences) for block in found.blocks] == versions[-1]
    last = len(versions) - 1
    for block in found.blocks:
        assert 0 <= block.since <= block.edited <= last
        assert all(0 <= sentence.since <= last for sentence in block.sentences)
    for one in found.removed:
        assert 0 <= one.since < one.gone <= last
        assert -1 <= one.after < len(versions[-1])
