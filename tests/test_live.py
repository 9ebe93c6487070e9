"""Which numbers are live, and what a look shows without them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.scraping.blocks import Block
from articles.scraping.live import VALUES, Numbers, comes_back, live_numbers, steadied, watched, with_numbers_of
from articles.scraping.noise import same_text
from tests.make import Text

QUOTE = (
    "Shares of Vardo (now ${price}, up {by} %) rose after the company said that {dead} of its sailors had been found "
    "alive and brought home."
)
OTHER = (
    "The {dead} sailors had spent a night in the water, and were found by a trawler at {by} in the morning, it said."
)

texts = st.one_of(st.text(max_size=200), st.text(alphabet="ab 0123.,-", max_size=60))
bodies = st.lists(texts, max_size=5)
numbers = st.from_regex(r"[0-9]{1,3}(\.[0-9])?", fullmatch=True)


def blocks(*paragraphs: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", text) for text in paragraphs)


def quote(price: str = "123.45", by: str = "2.1", dead: str = "12") -> str:
    return QUOTE.format(price=price, by=by, dead=dead)


def looked(record: Sequence[Block], *looks: Sequence[Block]) -> Numbers:
    """What these looks showed of numbers."""
    found: Numbers = {}
    for seen in looks:
        found = watched(found, record, seen)
    return found


def learnt(*paragraphs: str) -> dict[str, str]:
    """The numbers that are live by the record, which is the first, and the looks that showed the others."""
    record, *looks = (blocks(text) for text in paragraphs)
    return live_numbers(looked(record, *looks), looks[-1], ())


PRICES = learnt(*(quote(price=f"{n}.{n}5") for n in range(VALUES)))
BOTH = learnt(*(quote(price=f"{n}.{n}5", by=f"{n}") for n in range(VALUES)))


def test_a_number_is_live_once_it_was_another_often_enough() -> None:
    assert len(PRICES) == 1
    assert len(BOTH) == 2
    assert learnt(*(quote(price=f"{n}") for n in range(VALUES - 1))) == {}
    assert learnt(*(quote(price=f"{n % 3}") for n in range(12))) == {}


def test_a_reader_is_told_which_number_it_is() -> None:
    (told,) = PRICES.values()
    assert (
        told
        == f"Shares of Vardo (now ${VALUES - 1}.{VALUES - 1}5, up 2.1 %) rose after the company said that 12 of its …"
    )
    long = [f"{'So it was. ' * 20}{quote(price=f'{n}')}" for n in range(VALUES)]
    assert [text.startswith("… ") for text in learnt(*long).values()] == [True]


def test_of_words_that_take_turns_no_number_is_learnt() -> None:
    texts = [quote(price=f"{n}").replace("up", "down" if n == 2 else "up") for n in range(12)]
    assert learnt(*texts) == {}


def test_a_line_has_no_live_numbers() -> None:
    assert learnt(*(f"Updated {n} minutes ago, 12 comments." for n in range(12))) == {}


def test_what_differs_in_live_numbers_alone_is_what_the_record_has() -> None:
    record = blocks(OTHER.format(dead="12", by="4"), quote())
    seen = blocks(OTHER.format(dead="12", by="4"), quote(price="99"))
    assert steadied(record, seen, PRICES).blocks == record
    assert with_numbers_of(Text(blocks=record), Text(blocks=seen), PRICES) == ("", record)
    one, other = (Text(standfirst=block.text) for block in (record[1], seen[1]))
    assert with_numbers_of(one, other, PRICES) == (record[1].text, ())


@pytest.mark.parametrize("edit", [{"dead": "14"}, {"by": "2.2"}])
def test_another_number_that_is_corrected_is_an_edit_and_is_as_the_page_has_it(edit: dict[str, str]) -> None:
    record = blocks(quote())
    one, other = (steadied(record, blocks(quote(price=price, **edit)), PRICES) for price in ("9", "1,000.5"))
    assert one.blocks == other.blocks != record
    assert one.as_shown(one.blocks) == blocks(quote(price="9", **edit))


def test_the_same_number_between_other_words_is_not_known_as_live() -> None:
    moved = quote().replace("Vardo (now", "Vardo, which were at").replace(", up", " on Monday and up")
    assert steadied(blocks(quote()), blocks(moved), PRICES).blocks == blocks(moved)


def test_a_number_between_the_same_words_in_another_paragraph_is_not_live() -> None:
    other = f"It was so on Monday as well. {quote()}"
    record = blocks(quote(), other)
    seen = blocks(quote(price="9"), other.replace("123.45", "124.45"))
    assert with_numbers_of(Text(blocks=record), Text(blocks=seen), PRICES) == ("", (record[0], seen[1]))
    assert steadied(record, seen, PRICES).blocks[1] == seen[1]


def test_words_come_back_where_another_paragraph_with_the_number_goes() -> None:
    up, down = quote(), quote(price="7").replace("up", "down")
    of_down = learnt(*(quote(price=f"{n}").replace("up", "down") for n in range(VALUES)))
    once, twice = ({**dict.fromkeys(of_down, 1), **dict.fromkeys(PRICES, often)} for often in (1, 2))
    assert comes_back(blocks(down), blocks(up), twice)
    assert not comes_back(blocks(down), blocks(up), once)
    assert not comes_back(blocks(up), blocks(down), twice)
    assert not comes_back(blocks(up), blocks(quote(dead="14")), twice)
    assert not comes_back((), blocks(up), twice)


@given(bodies, bodies)
def test_without_live_numbers_a_look_is_what_it_is(record: list[str], seen: list[str]) -> None:
    assert steadied(blocks(*record), blocks(*seen), ()).blocks == blocks(*seen)


@given(numbers, numbers, numbers, numbers)
def test_only_live_numbers_are_left_out_of_account(price: str, by: str, dead: str, hour: str) -> None:
    record = blocks(quote(), OTHER.format(dead="12", by="4"))
    seen = blocks(quote(price, by, dead), OTHER.format(dead=dead, by=hour))
    steady = steadied(record, seen, BOTH).blocks
    assert same_text(steady[0].text, record[0].text) == (dead == "12")
    assert same_text(steady[1].text, record[1].text) == ((dead, hour) == ("12", "4"))


@given(bodies, bodies, st.integers(min_value=0, max_value=9))
def test_whatever_is_stored_stands_letter_for_letter_on_a_page(record: list[str], seen: list[str], more: int) -> None:
    old, new = blocks(*record), blocks(*seen, quote(price=str(more)))
    steady = steadied(old, new, BOTH)
    shown = steady.as_shown(steady.blocks)
    assert len(shown) == len(new)
    assert set(shown) <= {*old, *new}


@given(st.lists(bodies, max_size=6))
def test_any_looks_can_be_watched(looks: list[list[str]]) -> None:
    pages = [blocks(*look) for look in looks]
    found = looked(pages[0] if pages else (), *pages)
    for page in pages:
        live_numbers(found, page, ())
