"""What several looks at a page say together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.scraping.agreement import Agreement
from articles.scraping.confirm import HOLD_CHECKS, HOLD_TIME, Decision, Ruling, weigh
from articles.scraping.known import Composed, Known
from articles.scraping.needed import HEADLINE_LOOKS, MOST_LOOKS, PASSAGE_LOOKS, TESTED_LOOKS, UNSEEN_LOOKS
from articles.scraping.noise import Ignored, block_key, content_digest, volatile_key
from articles.scraping.pending import Pending
from articles.scraping.shown import with_leads, with_paragraphs
from tests.make import T0, Text, make_content
from tests.paper import STORY

FISH = (
    "{} fish pass the pier before dawn, so that whoever counts them has to be out there before the ferry leaves at six."
)
RECORD_TEXT = "One fish.\nTwo fish.\nRed fish.\n" + FISH.format("Blue")
RECORD = make_content(RECORD_TEXT, title="Fish counted")
EDITED = make_content(RECORD_TEXT.replace("Blue", "Black"), title="Fish counted")

words = st.sampled_from(["One fish.", "Two fish.", "Red fish.", "Blue fish.", "Old fish, 7 years.", "New fish!"])
contents = st.builds(
    make_content,
    st.lists(words, max_size=6).map("\n".join),
    title=st.sampled_from(["Fish counted", "Fish lost", "Fish found", ""]),
    standfirst=st.sampled_from(["", "A count.", "A recount."]),
    byline=st.sampled_from(["", "Ann Lee"]),
)


def known(record: Text = RECORD, *, number: int = 1, **fields: object) -> Known:
    """What is on record."""
    return Known(number, record, digests=(content_digest(record),), **fields)  # type: ignore[arg-type]


def look(record: Known, looks: Sequence[Text], *, every: timedelta = timedelta(0)) -> list[Decision]:
    """Weigh look after look, until something other than another look is decided."""
    decisions: list[Decision] = []
    pending: Pending | None = None
    for number, seen in enumerate(looks):
        decision = weigh(record, pending, seen, T0 + number * every)
        decisions.append(decision)
        pending = decision.pending
        if decision.ruling is not Ruling.AGAIN:
            break
    return decisions


def test_the_same_page_is_unchanged_at_once() -> None:
    assert look(known(), [RECORD])[-1] == Decision(Ruling.UNCHANGED)


def test_an_edit_is_recorded_when_the_second_look_agrees() -> None:
    first, second = look(known(), [EDITED, EDITED])
    assert first.ruling is Ruling.AGAIN
    assert second.ruling is Ruling.RECORD
    assert second.content is not None
    assert second.content.blocks == EDITED.blocks


def test_a_line_with_another_word_in_it_is_asked_for_once_more() -> None:
    greeting = "Good morning, reader in {}!\n"
    before, after = (make_content(greeting.format(town) + RECORD_TEXT) for town in ("Skerry", "Saltby"))
    assert [d.ruling for d in look(known(before), [after] * MOST_LOOKS)] == [Ruling.AGAIN, Ruling.AGAIN, Ruling.RECORD]


def test_a_short_passage_that_comes_or_goes_is_asked_for_more_often_still() -> None:
    more = make_content(f"{RECORD_TEXT}\nGet our letter every morning.", title="Fish counted")
    for old, new in ((RECORD, more), (more, RECORD)):
        assert len(look(known(old, seen_again=1), [new] * MOST_LOOKS)) == PASSAGE_LOOKS


def test_a_short_passage_that_only_the_first_look_showed_is_asked_for_most_often_when_it_is_gone() -> None:
    """One reader in four is greeted: the first look was, and the next five are not."""
    greeted = make_content(f"Good morning, reader in Saltby!\n{RECORD_TEXT}", title="Fish counted")
    decision = look(known(greeted), [*[RECORD] * PASSAGE_LOOKS, greeted])[-1]
    assert decision.ruling is Ruling.NOISE
    assert len(look(known(greeted), [RECORD] * MOST_LOOKS)) == UNSEEN_LOOKS > HEADLINE_LOOKS


def test_a_greeting_that_is_gone_is_noise_where_a_look_between_showed_another() -> None:
    def greeted(town: str) -> Text:
        return make_content(
            f"Good morning, reader in {town}! Here is what you like.\n{RECORD_TEXT}", title="Fish counted"
        )

    looks = [RECORD, greeted("Skerry"), RECORD, greeted("Sule"), *[RECORD] * MOST_LOOKS]
    decision = look(known(greeted("Saltby"), seen_again=2), looks)[-1]
    assert decision.ruling is Ruling.NOISE
    assert volatile_key("Good morning, reader in Saltby! Here is what you like.") in {
        volatile_key(block.text) for block in decision.volatile
    }


ASKED = [
    "Independent papers need you: support us with a gift today.",
    "Do you have a hint for our reporters? Write to us in confidence.",
    "Our newsroom lives by readers who help it every month.",
]


def asked(number: int | None, text: str = RECORD_TEXT) -> Text:
    first, *rest = text.split("\n")
    return make_content("\n".join([first, *([] if number is None else [ASKED[number]]), *rest]), title="Fish counted")


def test_a_short_passage_in_whose_place_quite_another_stands_is_asked_for_as_often_as_one_that_goes() -> None:
    assert len(look(known(asked(0), seen_again=2), [asked(1)] * MOST_LOOKS)) == PASSAGE_LOOKS
    assert len(look(known(asked(0)), [asked(1)] * MOST_LOOKS)) == UNSEEN_LOOKS


def test_where_a_page_went_back_to_what_is_on_record_a_short_passage_is_asked_for_most_often() -> None:
    for old, new in ((None, 1), (1, None), (0, 1)):
        record = known(asked(old), seen_again=2, returned=True)
        assert len(look(record, [asked(new)] * MOST_LOOKS)) == UNSEEN_LOOKS
    longer = asked(None, RECORD_TEXT.replace("Blue", "Many a blue"))
    assert len(look(known(asked(None), seen_again=2, returned=True), [longer] * MOST_LOOKS)) == 2


def test_a_passage_that_is_gone_is_noise_where_quite_another_stood_in_its_place_at_a_look() -> None:
    decision = look(known(asked(0)), [asked(None), asked(1), *[asked(None)] * MOST_LOOKS])[-1]
    assert decision.ruling is Ruling.NOISE
    assert {ASKED[0], ASKED[1]} <= {block.text for block in decision.volatile}


def test_a_passage_that_is_gone_is_none_where_the_other_stood_elsewhere() -> None:
    elsewhere = make_content(f"{RECORD_TEXT}\n{ASKED[1]}", title="Fish counted")
    decision = look(known(asked(0)), [asked(None), elsewhere, *[asked(None)] * MOST_LOOKS])[-1]
    assert decision.ruling is Ruling.RECORD
    assert decision.content is not None
    assert decision.content.blocks == asked(None).blocks


def test_a_paragraph_that_an_editor_took_out_beside_what_takes_turns_is_gone() -> None:
    insert = FISH.format("Silver")
    first, *rest = RECORD_TEXT.split("\n")
    record = make_content("\n".join([first, ASKED[0], insert, *rest]), title="Fish counted")
    noise = frozenset({volatile_key(ASKED[0])})
    looks = [asked(None), asked(1), *[asked(None)] * MOST_LOOKS]
    decision = look(known(record, ignored=Ignored(volatile=noise), returned=True, seen_again=2), looks)[-1]
    assert decision.ruling is Ruling.RECORD
    assert insert not in {block.text for block in decision.volatile}


@pytest.mark.parametrize(
    "turns", [(0, 1, None, 2, 0, None, 1, 0, 2, None, 1, 0, None, 2), (0, 1, *[None] * MOST_LOOKS)]
)
def test_of_two_that_are_gone_the_one_that_some_look_showed_takes_turns(turns: tuple[int | None, ...]) -> None:
    first, *rest = RECORD_TEXT.split("\n")
    removed = "The pier was shut for the whole of that day."
    record = make_content("\n".join([first, ASKED[0], removed, *rest]), title="Fish counted")
    decision = look(known(record), [asked(turn) for turn in turns])[-1]
    assert decision.ruling is Ruling.RECORD
    assert ASKED[0] in {block.text for block in decision.volatile}
    assert removed not in {block.text for block in decision.volatile}


def test_a_line_that_was_edited_twice_while_it_was_looked_at_is_recorded() -> None:
    def counted(word: str) -> Text:
        return make_content(f"Counted at dawn: {word} fish in all.\n{RECORD_TEXT}", title="Fish counted")

    decision = look(known(counted("nine")), [counted("eight"), *[counted("seven")] * MOST_LOOKS])[-1]
    assert decision.content is not None
    assert decision.content.blocks == counted("seven").blocks


def test_an_edit_that_a_lagging_server_hides_beside_a_box_is_no_noise_for_good() -> None:
    """Half of the looks show the text before the edit, all another line beside; the next day all show the edit."""
    insert = FISH.format("Silver")

    def shown(number: int, *, old: bool) -> Text:
        body = RECORD_TEXT if old else f"{RECORD_TEXT}\n{insert}"
        return make_content(f"Offer {'abcdefghijklmnop'[number] * 5} of today\n{body}", title="Fish counted")

    looks = [shown(number, old=number % 2 == 1) for number in range(MOST_LOOKS)]
    noise = look(known(shown(15, old=True), seen_again=2), looks)[-1].volatile
    assert insert in {block.text for block in noise}
    edited = make_content(f"{RECORD_TEXT}\n{insert}", title="Fish counted")
    key = volatile_key(insert)
    later = known(ignored=Ignored(volatile=frozenset({key})), noted={key: insert})
    decisions = look(later, [edited] * MOST_LOOKS)
    assert decisions[-1].content == Composed("Fish counted", "", "", edited.blocks)
    assert len(decisions) == HEADLINE_LOOKS
    again = look(later, [edited, edited, RECORD])[-1]
    assert (again.ruling, [block.text for block in again.volatile]) == (Ruling.NOISE, [insert])


def test_a_paragraph_that_a_lagging_server_still_shows_is_no_noise() -> None:
    shorter = RECORD_TEXT.rsplit("\n", 1)[0]

    def shown(number: int, *, old: bool) -> Text:
        body = RECORD_TEXT if old else shorter
        return make_content(f"{body}\nOffer {'abcdefghijklmnop'[number] * 5} of today", title="Fish counted")

    looks = [shown(number, old=number % 2 == 1) for number in range(MOST_LOOKS)]
    decision = look(known(shown(15, old=True), seen_again=2), looks)[-1]
    assert decision.ruling is Ruling.NOISE
    assert FISH.format("Blue") not in {block.text for block in decision.volatile}


def test_a_correction_note_is_believed_sooner_than_a_box() -> None:
    more = make_content(f"{RECORD_TEXT}\nCorrection: there are four fish, not five.", title="Fish counted")
    assert len(look(known(), [more] * MOST_LOOKS)) < PASSAGE_LOOKS


def test_two_looks_that_agree_by_chance_do_not_end_what_differs_at_every_look() -> None:
    def at(number: int) -> Text:
        return make_content(f"Offer of day {number}, only for our readers by the sea.\n{RECORD_TEXT}")

    looks = [at(number) for number in range(1, MOST_LOOKS - 1)]
    decision = look(known(at(0)), [*looks, looks[-1], at(77)])[-1]
    assert decision.ruling is Ruling.NOISE


def test_a_new_headline_is_asked_for_more_often() -> None:
    renamed = make_content(RECORD_TEXT, title="Fish lost")
    decisions = look(known(), [renamed] * MOST_LOOKS)
    assert len(decisions) == HEADLINE_LOOKS
    assert decisions[-1].content is not None
    assert decisions[-1].content.title == "Fish lost"


def test_a_headline_known_to_be_under_test_is_asked_for_more_often_still() -> None:
    renamed = make_content(RECORD_TEXT, title="Fish lost")
    decisions = look(known(tested=frozenset({"Fish lost"})), [renamed] * MOST_LOOKS)
    assert HEADLINE_LOOKS < len(decisions) <= MOST_LOOKS
    assert decisions[-1].ruling is Ruling.RECORD


def test_a_headline_that_is_another_at_the_next_look_is_under_test() -> None:
    renamed = make_content(RECORD_TEXT, title="Fish lost")
    last = look(known(), [renamed, renamed, RECORD])[-1]
    assert (last.ruling, last.tested) == (Ruling.NOISE, ("Fish lost",))


def test_a_standfirst_that_says_more_is_recorded() -> None:
    told = make_content(RECORD_TEXT, title="Fish counted", standfirst="Five fish.")
    more = make_content(RECORD_TEXT, title="Fish counted", standfirst="Five fish. Two are red.")
    decisions = look(known(told), [more] * MOST_LOOKS)
    assert len(decisions) == HEADLINE_LOOKS
    last = decisions[-1]
    assert last.content is not None
    assert last.content.standfirst == "Five fish. Two are red."


def test_a_first_paragraph_that_is_called_the_standfirst_elsewhere_is_where_it_was() -> None:
    opening, rest = RECORD_TEXT.split("\n", 1)
    bare, told = make_content(RECORD_TEXT), make_content(rest, standfirst=opening)
    assert look(known(bare), [told])[-1] == Decision(Ruling.UNCHANGED)
    assert look(known(told), [bare])[-1] == Decision(Ruling.UNCHANGED)
    edited = make_content(rest.replace("Blue", "Black"), standfirst=opening)
    decision = look(known(bare), [edited] * MOST_LOOKS)[-1]
    assert decision.ruling is Ruling.RECORD
    assert decision.content is not None
    assert [block.text for block in decision.content.blocks] == RECORD_TEXT.replace("Blue", "Black").split("\n")
    assert decision.content.standfirst == ""


def test_a_first_paragraph_that_is_edited_where_it_is_called_the_standfirst_is_where_it_was() -> None:
    opening, rest = STORY[0], "\n".join(STORY[1:])
    edited = opening.replace("ninety", "eighty")
    bare, told = make_content("\n".join(STORY)), make_content(rest, standfirst=opening)

    decision = look(known(bare), [make_content(rest, standfirst=edited)] * MOST_LOOKS)[-1]
    assert decision.content is not None
    assert [block.text for block in decision.content.blocks] == [edited, *STORY[1:]]
    assert decision.content.standfirst == ""

    decision = look(known(told), [make_content(f"{edited}\n{rest}")] * MOST_LOOKS)[-1]
    assert decision.content is not None
    assert [block.text for block in decision.content.blocks] == [*STORY[1:]]
    assert decision.content.standfirst == edited


def test_a_second_paragraph_that_is_called_the_standfirst_once_the_first_is_gone_is_where_it_was() -> None:
    record, now = make_content("\n".join(STORY)), make_content("\n".join(STORY[2:]), standfirst=STORY[1])
    decision = look(known(record), [now] * MOST_LOOKS)[-1]
    assert decision.content is not None
    assert [block.text for block in decision.content.blocks] == [*STORY[1:]]
    assert decision.content.standfirst == ""


def test_a_first_paragraph_that_went_is_gone_whatever_the_standfirst_says() -> None:
    opening, rest = RECORD_TEXT.split("\n", 1)
    both = make_content(RECORD_TEXT, standfirst="A count of all fish.")
    decision = look(known(both), [make_content(rest, standfirst="A count of all fish.")] * MOST_LOOKS)[-1]
    assert decision.ruling is Ruling.RECORD
    assert decision.content is not None
    assert opening not in [block.text for block in decision.content.blocks]


def test_a_headline_that_vanishes_is_no_change() -> None:
    assert look(known(), [make_content(RECORD_TEXT)])[-1].ruling is Ruling.UNCHANGED


def test_what_only_one_of_many_looks_shows_is_volatile_and_the_rest_is_recorded() -> None:
    texts = [f"One fish.\nTwo fish.\nTip {n}.\nRed fish.\n{FISH.format('Black')}" for n in range(99)]
    looks = [make_content(text, title="Fish counted") for text in texts]
    last = look(known(), looks)[-1]
    assert last.ruling is Ruling.RECORD
    assert last.content is not None
    assert last.content.blocks == EDITED.blocks
    assert {volatile_key(block.text) for block in last.volatile} == {volatile_key("Tip 1.")}


def test_what_is_known_to_be_noise_needs_no_second_look() -> None:
    noisy = make_content(RECORD_TEXT + "\nTip 12.\nBuy fish.", title="Fish counted")
    ignored = Ignored(frozenset({block_key("Buy fish.")}), frozenset({volatile_key("Tip 5.")}))
    assert look(known(ignored=ignored), [noisy])[-1].ruling is Ruling.UNCHANGED


def test_a_look_that_is_probably_not_the_article_is_believed_only_if_it_stays() -> None:
    doubtful = known(doubt="it is unlike the article")
    pending: Pending | None = None
    rulings = []
    for day in range(5):
        decision = weigh(doubtful, pending, EDITED, T0 + day * HOLD_TIME / 2)
        rulings.append(decision.ruling)
        if decision.ruling is Ruling.RECORD:
            break
        pending = decision.pending
    assert rulings == [Ruling.HOLD] * (HOLD_CHECKS - 1) + [Ruling.RECORD]


def test_what_is_held_and_edited_meanwhile_stays_and_what_is_another_each_time_does_not() -> None:
    def rulings(texts: Sequence[str]) -> list[Ruling]:
        pending, found = None, []
        for day, text in enumerate(texts):
            decision = weigh(known(doubt="it is unlike the article"), pending, make_content(text), T0 + day * HOLD_TIME)
            pending = decision.pending
            found.append(decision.ruling)
        return found

    edited = [FISH.format(word) for word in ("Pink", "Grey", "Green", "Golden")][:HOLD_CHECKS]
    assert rulings(edited)[-1] is Ruling.RECORD
    others = ["No ferry leaves today.", "Buy boots at half their price!", "Fog, says the lighthouse keeper."]
    assert set(rulings(others[:HOLD_CHECKS])) == {Ruling.HOLD}


def test_many_doubtful_looks_in_one_hour_are_not_believed() -> None:
    pending: Pending | None = None
    for minute in range(50):
        decision = weigh(known(doubt="unlike"), pending, EDITED, T0 + timedelta(minutes=minute))
        assert decision.ruling is Ruling.HOLD
        pending = decision.pending


def test_a_first_return_is_a_revert_and_a_second_is_back_and_forth() -> None:
    a, b = content_digest(RECORD), content_digest(EDITED)
    revert = look(Known(2, EDITED, digests=(a, b)), [RECORD] * MOST_LOOKS)[-1]
    assert revert.ruling is Ruling.RECORD
    again = look(Known(3, RECORD, digests=(a, b, a)), [EDITED] * MOST_LOOKS)[-1]
    assert again.ruling is Ruling.HOLD
    assert "back and forth" in again.reason
    new = make_content(RECORD_TEXT.replace("Blue", "Dead"), title="Fish counted")
    assert look(Known(3, RECORD, digests=(a, b, a)), [new, new])[-1].ruling is Ruling.RECORD


def test_a_second_edit_of_the_text_that_is_taken_back_is_a_revert_and_a_third_return_is_not() -> None:
    """As where a paragraph is put in and taken out again, after another edit was undone before."""
    more = make_content(f"{RECORD_TEXT}\nThe last count, in Sule, took eleven days and found forty fish fewer.")
    a, b, c = (content_digest(content) for content in (RECORD, EDITED, more))
    taken_back = look(Known(4, more, digests=(a, b, a, c)), [RECORD] * MOST_LOOKS)
    assert taken_back[-1].ruling is Ruling.RECORD
    third = look(Known(6, more, digests=(a, b, a, c, a, c)), [RECORD] * MOST_LOOKS)
    assert third[-1].ruling is Ruling.HOLD


def history(*versions: Text) -> Known:
    """What is on record of an article with these versions."""
    digests, titles = (tuple(map(of, versions)) for of in (content_digest, lambda version: version.title))
    return Known(len(versions), versions[-1], digests=digests, titles=titles)


def settled(record: Known, seen: Text) -> Ruling:
    """What is ruled where every look shows this."""
    rulings = [each.ruling for each in look(record, [seen] * MOST_LOOKS)]
    return next(ruling for ruling in rulings if ruling is not Ruling.AGAIN)


def test_a_headline_that_goes_back_a_second_time_is_being_tested() -> None:
    other = make_content(RECORD_TEXT, title="Fish are many")
    third = make_content(RECORD_TEXT, title="Fish are few")
    assert settled(history(RECORD, other, RECORD, third), RECORD) is Ruling.HOLD


def test_a_headline_goes_back_once_though_the_text_went_back_before() -> None:
    other = make_content(RECORD_TEXT, title="Fish are many")
    assert settled(history(RECORD, EDITED, RECORD, other), RECORD) is Ruling.RECORD
    assert settled(history(RECORD, EDITED, RECORD, other, RECORD), other) is Ruling.HOLD


def test_what_was_pending_against_an_older_version_is_forgotten() -> None:
    stale = weigh(known(), None, EDITED, T0).pending
    assert weigh(known(number=2), stale, EDITED, T0).ruling is Ruling.AGAIN


@given(st.lists(contents, min_size=MOST_LOOKS, max_size=MOST_LOOKS))
def test_a_ruling_is_made_within_the_most_looks(looks: list[Text]) -> None:
    assert look(known(), looks)[-1].ruling is not Ruling.AGAIN


@given(contents, st.lists(contents, min_size=MOST_LOOKS, max_size=MOST_LOOKS), st.frozensets(words, max_size=2))
def test_what_is_recorded_was_seen_at_the_last_look_and_is_not_the_record(
    record: Text, looks: list[Text], noise: frozenset[str]
) -> None:
    ignored = Ignored(frozenset(map(block_key, noise)))
    decisions = look(known(record, ignored=ignored), looks)
    last = decisions[-1]
    if last.ruling is not Ruling.RECORD:
        assert last.content is None
        return
    assert last.content is not None
    seen = looks[: len(decisions)]
    assert set(last.content.blocks) <= set(seen[-1].blocks)
    # Noise stays out, unless it is on record, or most of the page, which the evidence must then be wrong about.
    assert {block.text for block in last.content.blocks} <= {
        block.text for block in (*ignored.strip(seen[-1].blocks), *record.blocks)
    }
    assert last.content.title in {record.title, *(content.title for content in seen)}
    assert content_digest(last.content) != content_digest(record)


@given(contents, st.lists(contents, min_size=1, max_size=3))
def test_a_page_that_shows_the_record_again_is_never_recorded(record: Text, looks: list[Text]) -> None:
    assert look(known(record), [*looks, record])[-1].ruling is not Ruling.RECORD or len(looks) > 1


@given(
    st.builds(
        Pending,
        st.integers(1, 9),
        st.datetimes(timezones=st.just(UTC)),
        st.integers(0, 12),
        st.integers(0, 12),
        st.booleans(),
        st.lists(st.text(max_size=9)).map(tuple),
        st.lists(st.text(max_size=9)).map(tuple),
        st.text(max_size=9),
        st.integers(0, 9),
        st.integers(0, 9),
        st.lists(st.text(max_size=9)).map(tuple),
        leads=st.dictionaries(st.text(max_size=9), st.integers(1, 14)),
        streaks=st.lists(st.integers(1, 12)).map(tuple),
        passing=st.lists(st.text(max_size=9)).map(tuple),
        places=st.lists(st.text(max_size=9)).map(tuple),
    )
)
def test_what_is_pending_survives_the_database(pending: Pending) -> None:
    assert Pending.from_json(json.loads(json.dumps(pending.as_json()))) == pending


def test_texts_that_take_turns_and_come_twice_by_chance_are_no_edit() -> None:
    """Of three that take turns one comes three times in a row, sooner or later."""

    def shown(letter: str, number: int) -> Text:
        return make_content(f"{RECORD_TEXT}\nLetter {letter}, read by {number} people.", title="Fish counted")

    turns = ["c1", "a2", "c2", "b7", "a4", "b5", "b5", "b5", "a3", "c8", "a9", "c4", "b2", "b2"]
    decisions = look(known(shown("b", 3)), [shown(turn[0], int(turn[1])) for turn in turns])
    assert decisions[-1].ruling is Ruling.NOISE


def test_an_edit_that_is_made_between_looks_is_recorded() -> None:
    both = make_content(RECORD_TEXT.replace("Blue", "Black").replace("Red", "Pink"), title="Fish counted")
    decision = look(known(), [EDITED, *[both] * MOST_LOOKS])[-1]
    assert decision.ruling is Ruling.RECORD
    assert decision.content is not None
    assert decision.content.blocks == both.blocks
    assert not decision.volatile


OPENING = (
    "The inquiry heard {} witnesses on the first day, none of whom was on the pier when the ramp fell into the sea.",
    "The harbour board had known for {} months, as a letter shows that its chairman read out there to a full house.",
)


def opened(told: int, known_for: int, last: str = "Blue") -> Text:
    text = "\n".join((OPENING[0].format(told), OPENING[1].format(known_for), FISH.format("Red"), FISH.format(last)))
    return make_content(text, title="Fish counted")


@pytest.mark.parametrize(("told", "known_for"), [(6, 9), (4, 90)])
def test_an_opening_that_is_edited_while_it_is_looked_at_is_recorded(told: int, known_for: int) -> None:
    """The first look still showed it, beside another edit; twelve that do not are as good as at a headline."""
    looks = [opened(4, 9, "Black"), *[opened(told, known_for, "Black")] * MOST_LOOKS]
    decisions = look(known(opened(4, 9)), looks)
    assert decisions[-1].content is not None
    assert decisions[-1].content.blocks == opened(told, known_for, "Black").blocks
    assert not decisions[-1].volatile
    assert len(decisions) == TESTED_LOOKS + 1


def test_an_opening_that_some_looks_still_show_stays_above_what_follows_it_when_an_offer_over_it_is_gone() -> None:
    offer, opening, *rest = make_content("\n".join(("Read on for a coin a week.", *STORY))).blocks
    agreed = Agreement(tuple(rest), ())
    stays = with_leads((offer, opening, *rest), {block_key(opening.text)}, agreed, frozenset())
    assert stays.blocks == (opening, *rest)


def test_what_stays_of_an_opening_is_never_noise_for_another_number_that_some_looks_showed() -> None:
    """Noise is known by its text with every number alike: it would take out what is on record too."""
    looks = [opened(4, 9 if number == 2 else 90, "Black") for number in range(MOST_LOOKS)]
    decision = look(known(opened(4, 9)), looks)[-1]
    assert decision.content is not None
    assert decision.content.blocks == opened(4, 9, "Black").blocks
    assert not decision.volatile


def test_what_looks_saw_of_an_opening_before_that_was_kept_by_look_still_counts() -> None:
    kept = {**Pending(1, T0, looks=3).as_json(), "leads": ["a", "b"]}
    assert Pending.from_json(kept).leads == {"a": 3, "b": 3}


def test_what_was_on_record_before_is_asked_for_more_often_than_what_is_new() -> None:
    """A server that has not got the edit yet may give it out, and another look gets the edit."""
    a, b = content_digest(RECORD), content_digest(EDITED)
    edited = Known(2, EDITED, digests=(a, b))
    assert look(edited, [RECORD, RECORD, EDITED])[-1].ruling is Ruling.NOISE
    assert look(edited, [RECORD] * HEADLINE_LOOKS)[-1].ruling is Ruling.RECORD


def test_looks_that_agree_on_a_few_words_alone_make_no_version_of_these() -> None:
    whole = "\n".join(FISH.format(kind) for kind in ("Blue", "Black", "Grey", "Pale"))
    record = known(make_content(whole, title="Fish counted"))
    shown = [
        make_content("Try these.\n" + FISH.format(f"Blue number {i}"), title="Fish counted") for i in range(MOST_LOOKS)
    ]
    *_, last = look(record, shown)
    assert last.ruling is Ruling.HOLD
    assert "agree on only 2 words" in last.reason


def test_a_paragraph_that_only_a_slow_server_still_gives_out_as_it_was_before_an_edit_is_not_recorded_beside_it() -> (
    None
):
    old, new = (make_content("\n".join(FISH.format(name) for name in ("Grey", "White", last))) for last in ("60", "62"))
    shown = {block_key(block.text) for block in old.blocks}
    assert with_paragraphs(old.blocks, shown, Agreement(new.blocks, ())).blocks == new.blocks
    fewer = new.blocks[:2]
    assert with_paragraphs(old.blocks, shown, Agreement(fewer, ())).blocks == old.blocks


def test_a_story_of_which_a_meter_left_a_paragraph_at_first_is_recorded_though_the_wall_comes_again() -> None:
    stub, *rest = (FISH.format(name) for name in ("Grey", "Green", "White", "Blue", "Pink"))
    part, whole = (make_content("\n".join(lines), title="Fish counted") for lines in ([stub], [stub, *rest]))
    looks = [whole, part, part, *[whole] * MOST_LOOKS]
    last = look(known(part), looks)[-1]
    assert last.ruling is Ruling.RECORD
    assert last.content is not None
    assert last.content.blocks == whole.blocks
    assert look(known(part), [whole, *[part] * 9])[-1].ruling is Ruling.NOISE


def test_a_box_below_a_brief_that_some_looks_show_is_noise() -> None:
    brief = [FISH.format("Grey"), "Count the fish with us."]
    record, boxed = (make_content("\n".join(lines), title="Fish counted") for lines in (brief[:1], brief))
    assert look(known(record), [boxed, record, boxed])[-1].ruling is Ruling.NOISE


def test_a_paragraph_that_every_look_shows_is_text_though_a_line_beside_it_comes_back_to_what_is_on_record() -> None:
    first, *rest = (FISH.format(name) for name in ("Grey", "Green", "White", "Pink"))
    new = FISH.format("Blue").replace("ferry", "last boat")

    def shown(widow: int, *more: str) -> Text:
        told = ("a book of the fish that she had counted there", "a letter to the editor, who kept it", "to her sister")
        number = "one two three four five six seven".split()[widow]
        line = f"Our story number {number} of this summer: what the old widow of the pier wrote was {told[widow % 3]}."
        return make_content("\n".join([first, line, *more, *rest]))

    looks = [shown(0 if n == 4 else n % 6 + 1, new) for n in range(MOST_LOOKS)]
    last = look(known(shown(0)), looks)[-1]
    assert last.ruling is Ruling.RECORD
    assert last.content is not None
    assert new in [block.text for block in last.content.blocks]
    assert new not in [block.text for block in last.volatile]


def test_a_byline_that_is_another_at_each_look_is_that_of_a_box_and_stays_as_it_is_on_record() -> None:
    record = make_content(RECORD_TEXT, title="Fish counted", byline="Ann Lee")
    looks = [make_content(RECORD_TEXT, title="Fish counted", byline=name) for name in ("Bo Roe", "Cy Day", "Bo Roe")]
    assert look(known(record), looks)[-1].ruling is Ruling.NOISE
    edited = [replace(seen, blocks=EDITED.blocks) for seen in looks]
    content = look(known(record), edited)[-1].content
    assert content is not None
    assert (content.byline, content.blocks) == ("Ann Lee", EDITED.blocks)
    corrected = look(known(record), [looks[0]] * 3)[-1].content
    assert corrected is not None
    assert corrected.byline == "Bo Roe"
