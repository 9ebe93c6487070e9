"""What of a page is the article, by evidence."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from articles.scraping.agreement import agree
from articles.scraping.blocks import Block
from articles.scraping.noise import (
    Ignored,
    block_key,
    content_digest,
    leads,
    likeness,
    same_byline,
    same_standfirst,
    same_text,
    volatile_key,
)
from tests.make import make_content

texts = st.lists(st.sampled_from("abcdefgh"), max_size=8)


def blocks(text: Iterable[str]) -> tuple[Block, ...]:
    """A paragraph for each letter."""
    return make_content("\n".join(text)).blocks


def agreed(first: str, second: str, record: str = "") -> tuple[str, str]:
    """What two looks agree on, and what of them and the record is volatile, as letters."""
    agreement = agree([block_key(letter) for letter in first], blocks(second), blocks(record))
    return "".join(b.text for b in agreement.blocks), "".join(b.text for b in agreement.volatile)


def test_looks_that_are_alike_agree_on_all() -> None:
    assert agreed("abc", "abc", "abd") == ("abc", "")


def test_a_block_of_one_look_is_volatile() -> None:
    assert agreed("axc", "ayc") == ("ac", "y")
    assert agreed("ac", "ayc") == ("ac", "y")


def test_the_recorded_block_where_two_looks_differ_is_volatile_too() -> None:
    assert agreed("axc", "ayc", "azc") == ("ac", "yz")


def test_the_recorded_block_elsewhere_was_removed_and_is_not_volatile() -> None:
    assert agreed("axcd", "aycd", "azcxed") == ("acd", "yz")


def test_a_block_that_rotates_at_the_very_end_is_volatile() -> None:
    assert agreed("abx", "aby", "abz") == ("ab", "yz")


_REST = "that the harbour would be dredged by the spring, though nobody had asked those who fish there."
PARAGRAPHS = {letter: f"{letter} said for the {count} time {_REST}" for letter, count in zip("ABCDE", (
    "first", "second", "third", "fourth", "fifth"), strict=True)}  # fmt: skip


def long(letters: str) -> tuple[Block, ...]:
    """A paragraph for each capital, a line for each small letter."""
    return blocks([PARAGRAPHS.get(letter, f"{letter} line") for letter in letters])


def agreed_on(first: str, second: str, record: str) -> tuple[str, str]:
    """As ``agreed``, of paragraphs and lines."""
    found = agree([block_key(block.text) for block in long(first)], long(second), long(record))
    return "".join(b.text[0] for b in found.blocks), "".join(b.text[0] for b in found.volatile)


def test_a_heading_that_wanders_is_volatile_and_the_paragraph_that_it_passes_by_is_not() -> None:
    assert agreed_on("AhBCD", "ABhCD", "ABCD") == ("ABCD", "h")
    assert agreed_on("AhBCD", "ABCDh", "AhBCD") == ("ABCD", "h")
    assert agreed_on("AhBCiD", "iABhCD", "ABCDh") == ("ABCD", "ih")


def test_of_two_lines_that_change_places_the_one_wandered_that_stood_elsewhere_on_record() -> None:
    """A subheading may be shorter than the line that passes it by."""
    assert agreed_on("AhwBC", "AwhBC", "AhBCw") == ("AhBC", "w")
    assert agreed_on("AwhBC", "AhwBC", "wAhBC") == ("AhBC", "w")
    assert agreed_on("AhwBC", "AwhBC", "AwBCh") == ("AwBC", "h")


def test_a_paragraph_that_wanders_is_on_record_where_it_was() -> None:
    assert agreed_on("ABCDE", "ACDBE", "ABCDE") == ("ABCDE", "")
    assert agreed_on("ABCDE", "ACDBE", "ACDE") == ("ACDBE", "")


@given(st.permutations("ABCDEhij"), st.permutations("ABCDEhij"), st.permutations("ABCDEhij"))
def test_no_paragraph_that_both_looks_show_is_volatile(first: list[str], second: list[str], record: list[str]) -> None:
    kept, volatile = agreed_on("".join(first), "".join(second), "".join(record))
    assert {*"ABCDE"} <= {*kept}
    assert not {*"ABCDE"} & {*volatile}
    assert len(kept) == len({*kept})


@given(texts, texts, texts)
def test_what_is_agreed_on_stands_in_both_looks_in_order_and_nothing_is_both(
    first: list[str], second: list[str], record: list[str]
) -> None:
    kept, volatile = agreed("".join(first), "".join(second), "".join(record))
    for look in (first, second):
        letters = iter(look)
        assert all(letter in letters for letter in kept)
    assert set(volatile) <= set(second) | set(record)
    assert len(kept) + sum(letter in second for letter in volatile) >= len(second)


@given(texts)
def test_a_look_agrees_with_itself_wholly(look: list[str]) -> None:
    assert agreed("".join(look), "".join(look), "") == ("".join(look), "")


def test_numbers_do_not_tell_volatile_blocks_apart_but_tell_blocks_apart() -> None:
    assert volatile_key("Updated 5 minutes ago") == volatile_key("Updated  12 minutes ago")
    assert volatile_key("Updated 5 minutes ago") != volatile_key("Updated 5 hours ago")
    assert block_key("5 dead") != block_key("6 dead")


def test_typography_makes_no_other_text() -> None:
    assert same_text("“It’s here” – now", '"It\'s here" - now')
    assert same_text("soft\u00adware\u200b is", "software is")
    assert not same_text("It is", "it is")


def test_a_byline_that_gains_a_part_is_the_same_and_another_name_is_not() -> None:
    assert same_byline("Ann Lee", "By Ann Lee, Paris")
    assert same_byline("", "Ann Lee")
    assert not same_byline("Ann Lee", "Bob Roe")


def test_a_standfirst_that_says_more_is_another_and_one_that_is_not_shown_is_not() -> None:
    assert not same_standfirst("Five are hurt.", "Five are hurt. Two have died.")
    assert same_standfirst("“Five” are hurt.", '"Five" are hurt.')
    assert same_standfirst("", "Five are hurt.")
    assert same_standfirst("Five are hurt.", "")


def test_a_digest_tells_apart_what_counts_and_nothing_else() -> None:
    plain = make_content("One.\nTwo.", title="It's here")
    assert content_digest(plain) == content_digest(make_content("One.\nTwo. ", title="It’s here"))
    assert content_digest(plain) != content_digest(make_content("Two.\nOne.", title="It's here"))
    assert content_digest(plain) != content_digest(make_content("One.\nTwo.", title="It's there"))
    assert content_digest(plain) != content_digest(make_content("One.\nTwo.", title="It's here", byline="Ann"))


def test_a_lone_surrogate_has_a_digest() -> None:
    assert len(content_digest(make_content("a\ud800b"))) == 64


def test_what_is_ignored_is_stripped_and_nothing_else() -> None:
    known = Ignored(frozenset({block_key("b")}), frozenset({volatile_key("n 1")}))
    kept = known.strip((*blocks("abc"), Block("paragraph", "n 22"), Block("paragraph", "m 22")))
    assert [block.text for block in kept] == ["a", "c", "m 22"]
    assert Ignored().strip(blocks("abc")) == blocks("abc")


def test_likeness_is_how_much_of_the_shorter_text_stands_in_the_other() -> None:
    story = make_content("one two three four five six seven eight")
    assert likeness(story, make_content("zero. one two three four")) > 0.5
    assert likeness(story, make_content("eight seven six five four three")) == 0
    assert likeness(story, make_content("")) == 0
    assert likeness(make_content("東京は晴れです。明日も晴れ"), make_content("東京は晴れです。")) > 0.9


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    a, b = make_content(one), make_content(other)
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, b) == likeness(b, a)


def test_what_rotates_beside_an_edited_passage_is_in_doubt_and_the_edited_passage_is_not() -> None:
    def blocks(*texts: str) -> tuple[Block, ...]:
        return tuple(Block("paragraph", text) for text in texts)

    a, b, c, d = (
        f"The {n} ferry of the day left the pier at Sule on time." for n in ("first", "second", "third", "last")
    )
    letters = [
        f"Letter number {n}: sign up for it, and read about {what}." for n, what in enumerate(("fish", "tide", "ice"))
    ]
    edited = "Nobody knows when the next boat will sail from there."
    first, second = blocks(a, letters[1], edited, c, d), blocks(a, letters[2], edited, c, d)
    found = agree([block_key(block.text) for block in first], second, blocks(a, letters[0], b, c, d))
    assert [block.text for block in found.blocks] == [a, edited, c, d]
    assert {block.text for block in found.volatile} == {letters[0], letters[2]}


FERRIES = [f"The {n} ferry of the day left the pier at Sule on time." for n in ("first", "second", "third", "last")]
LETTERS = [
    f"Letter number {n}: sign up for it, and read about {what}." for n, what in enumerate(("fish", "tide", "ice"))
]


def looks_at(
    record: list[str], first: list[str], second: list[str], *, seen_again: int = 0
) -> tuple[list[str], set[str]]:
    """What two looks agree on, and what they put in doubt."""
    one, other, known = ([Block("paragraph", text) for text in texts] for texts in (first, second, record))
    found = agree([block_key(block.text) for block in one], other, known, seen_again=seen_again)
    return [block.text for block in found.blocks], {block.text for block in found.volatile}


def test_what_stands_after_the_third_block_is_found_though_an_edit_before_it_gave_it_other_neighbours() -> None:
    a, b, c, d = FERRIES
    record = [a, b, c, LETTERS[0], d]
    kept, doubted = looks_at(record, [a, c, d, LETTERS[1]], [a, c, d, LETTERS[2]])
    assert kept == [a, c, d]
    assert doubted == {LETTERS[0], LETTERS[2]}
    new = "Nobody knows when the next boat will sail from there."
    kept, doubted = looks_at(record, [new, a, b, LETTERS[1], c, d], [new, a, b, LETTERS[2], c, d])
    assert kept == [new, a, b, c, d]
    assert doubted == {LETTERS[0], LETTERS[2]}


def test_what_stands_a_little_off_is_found_where_nothing_new_took_its_place() -> None:
    """A list that an edit parts counts as two paragraphs instead of one."""
    a, b, c, d = FERRIES
    record = [a, b, c, LETTERS[0], d]
    new = "Nobody knows when the next boat will sail from there."
    kept, doubted = looks_at(record, [a, new, LETTERS[1], b, c, d], [a, new, LETTERS[2], b, c, d])
    assert (kept, doubted) == ([a, new, b, c, d], {LETTERS[0], LETTERS[2]})
    kept, doubted = looks_at(record, [a, b, LETTERS[1], c, new, d], [a, b, LETTERS[2], c, new, d])
    assert (kept, doubted) == ([a, b, c, new, d], {LETTERS[2]})


def test_a_paragraph_does_not_take_turns_with_a_mere_line() -> None:
    """An editor took it out, and the reader's own box came to stand there."""
    a, b, c, d = FERRIES
    boxes = ["Because you follow Sule", "Because you follow Skerry"]
    kept, doubted = looks_at([a, b, c, d], [a, boxes[0], c, d], [a, boxes[1], c, d])
    assert (kept, doubted) == ([a, c, d], {boxes[1]})
    assert b in looks_at([a, b, c, d], [a, LETTERS[1], c, d], [a, LETTERS[2], c, d])[1]


def test_a_subheading_does_not_take_turns_with_what_is_none() -> None:
    a, b, c, _ = blocks(FERRIES)
    boxes = blocks(["Because you follow Sule", "Because you follow Skerry"])
    heading = Block("heading", "Doubts about the ferry grow")
    keys = [block_key(block.text) for block in (a, boxes[0], b, c)]
    assert heading not in agree(keys, [a, boxes[1], b, c], [a, heading, b, c]).volatile


def test_what_was_seen_again_and_again_does_not_take_turns() -> None:
    """An editor took it out beside an advert that does."""
    a, b, c, _ = FERRIES
    heading = "Doubts about the ferry grow"
    looks = [a, LETTERS[1], b, c], [a, LETTERS[2], b, c]
    assert heading in looks_at([a, heading, b, c], *looks)[1]
    assert heading not in looks_at([a, heading, b, c], *looks, seen_again=2)[1]


def test_a_paragraph_that_goes_on_beside_what_takes_turns_is_not_in_doubt() -> None:
    a, b, c, _ = FERRIES
    more = f"{b} It was the only one that did so, and the first in a month that the wind allowed to sail at all."
    kept, doubted = looks_at([a, b, c], [a, LETTERS[1], more, c], [a, LETTERS[2], more, c])
    assert (kept, doubted) == ([a, more, c], {LETTERS[2]})


def test_the_first_points_of_a_text_that_is_a_list_open_it_as_paragraphs_would() -> None:
    long = "The night ferry to Skerry was cancelled on Tuesday after engineers found a crack in the stern ramp, again."
    points = [Block("item", long), Block("item", "A short one."), Block("item", long.replace("Tuesday", "Sunday"))]
    assert leads(points) == [points[0], points[2]]
    assert leads([Block("heading", long), Block("row", long)]) == []
