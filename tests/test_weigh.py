"""Looks weighed without live numbers, one after another."""

from __future__ import annotations

import random
from collections.abc import Collection

import pytest

from articles.scraping.blocks import Block
from articles.scraping.confirm import Decision, Ruling
from articles.scraping.known import Known
from articles.scraping.needed import MOST_LOOKS
from articles.scraping.noise import Ignored, content_digest, volatile_key
from articles.scraping.pending import Pending
from articles.scraping.weigh import weigh
from tests.make import T0, Text
from tests.paper import STORY

QUOTE = (
    "Shares of Vardo Lines (now {} crowns) fell after the company said that 12 of its sailors had been taken to a "
    "hospital on the mainland."
)
OTHER = (
    "In hospital the sailors said that their own shares of Vardo Lines (now 89 crowns) fell overboard with all that "
    "they had ever earned."
)
HEADING = Block("heading", "What the sailors say")


def content(price: object, *, line: str = "", standfirst: str = "", other: str = "") -> Text:
    """A story with a live price, a heading, and perhaps a line, a standfirst and another paragraph."""
    texts = [STORY[0], QUOTE.format(price), *filter(None, (line, other)), *STORY[1:3]]
    paragraphs = [Block("paragraph", text) for text in texts]
    return Text("T", standfirst, "", (*paragraphs, HEADING, Block("paragraph", STORY[3])))


def sitting(record: Text, looks: list[Text], live: Collection[str] = ()) -> tuple[Decision, int]:
    """What comes of these looks, and after how many, where these numbers are known to be live."""
    ignored = Ignored(live=dict.fromkeys(live, 1))
    known = Known(1, record, ignored, digests=(content_digest(record),), titles=("T",), seen_again=2)
    pending: Pending | None = None
    for number, seen in enumerate(looks, 1):
        decision = weigh(known, pending, seen, T0)
        if decision.ruling is not Ruling.AGAIN:
            return decision, number
        assert decision.pending is not None
        pending = Pending.from_json(decision.pending.as_json())
    raise AssertionError("It does not end.")


@pytest.mark.parametrize("begins", range(MOST_LOOKS))
def test_a_price_that_begins_to_move_late_in_a_sitting_makes_noise_of_nothing_else(begins: int) -> None:
    """A line is another at each look."""
    lines = ["abcdefghijklmnop"[number] * 9 for number in range(MOST_LOOKS + 1)]
    looks = [content(max(number - begins, 0), line=lines[number]) for number in range(MOST_LOOKS)]
    decision, _ = sitting(content(0), looks)
    assert decision.ruling is Ruling.NOISE
    assert {volatile_key(block.text) for block in decision.volatile} <= {*map(volatile_key, lines)}
    moved = MOST_LOOKS - 2 - begins  # looks that showed another price than the record; the sitting ends a look sooner
    assert bool(decision.live) == (moved >= 3)


@pytest.mark.parametrize("space", ["", " ", "\u00a0", "\u202f"])
def test_a_quotation_with_a_price_that_ends_with_a_space_before_its_mark_is_text(space: str) -> None:
    """As French sets it."""
    quote = f"«{space}Nobody asked us,{space}» said the harbour board, «{space}and we are not going to pay the "
    looks = [content(0, other=f"{quote}{number} crowns that the new pier costs.{space}»") for number in range(9)]
    decision, _ = sitting(looks[0], looks[1:])
    assert (decision.ruling, decision.volatile) == (Ruling.NOISE, ())
    assert decision.live


def test_an_edit_of_a_standfirst_with_the_words_around_a_price_is_an_edit_and_no_test() -> None:
    record = content(0, standfirst=STORY[4])
    decision, _ = sitting(record, [content(number, standfirst=OTHER) for number in range(1, MOST_LOOKS)])
    assert decision.content is not None
    assert (decision.content.standfirst, decision.tested) == (OTHER, ())
    assert decision.content.blocks == record.blocks


def test_a_paragraph_put_in_with_the_words_around_a_price_is_recorded_as_the_page_has_it() -> None:
    record = content(0)
    decision, _ = sitting(record, [content(number, other=OTHER) for number in range(1, MOST_LOOKS)])
    assert decision.content is not None
    assert decision.content.blocks == content(0, other=OTHER).blocks


def test_a_line_that_is_noise_stays_so_though_its_words_are_those_around_a_price() -> None:
    """Its number has a point in it, and is no single nought once it is left out of account."""
    line = "Shares of Vardo Lines (now {} crowns) fell after noon."
    first, _ = sitting(content(0), [content(number) for number in range(1, MOST_LOOKS)])
    ignored = Ignored(volatile=frozenset({volatile_key(line.format(1.5))}), live=dict.fromkeys(first.live, 1))
    decision = weigh(Known(1, content(0), ignored), None, content(7, line=line.format(2.5)), T0)
    assert decision.ruling is Ruling.UNCHANGED


def test_a_price_alone_takes_three_looks() -> None:
    decision, looks = sitting(content(0), [content(number) for number in range(1, MOST_LOOKS)])
    assert (decision.ruling, len(decision.live), looks) == (Ruling.NOISE, 1, 3)


OFFER = "Our partner offers readers {} nights by the sea, with breakfast and a view of the harbour, for very little."


@pytest.mark.parametrize("dice", range(20))
def test_an_offer_with_a_live_number_that_stands_elsewhere_at_each_look_takes_no_heading_with_it(dice: int) -> None:
    draw = random.Random(dice)

    def shown(story: tuple[str, ...]) -> Text:
        """The offer above the heading or below it."""
        box = [HEADING, Block("paragraph", OFFER.format(draw.randrange(10, 99)))]
        draw.shuffle(box)
        first, *rest = (Block("paragraph", text) for text in story)
        return Text("T", "", "", (first, *box, *rest))

    record = shown(STORY)
    first, _ = sitting(record, [shown(STORY) for _ in range(MOST_LOOKS)])
    edited = (*STORY[:2], f"{STORY[2]} Nobody was hurt.", *STORY[3:])
    decision, _ = sitting(record, [shown(edited) for _ in range(MOST_LOOKS)], live=first.live)

    assert decision.ruling is Ruling.RECORD
    assert decision.content is not None
    assert HEADING in decision.content.blocks
    assert [block.text for block in decision.content.blocks if block.text in edited] == list(edited)
    assert {volatile_key(block.text) for block in decision.volatile} <= {volatile_key(OFFER.format(0))}
