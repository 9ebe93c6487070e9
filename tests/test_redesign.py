"""What comes or goes on many articles of a source at once is no edit."""

from __future__ import annotations

from datetime import timedelta

from articles.scraping.confirm import Decision, Ruling
from articles.scraping.known import Composed, Known
from articles.scraping.redesign import MANY, WINDOW, Shifts, without_shifts
from tests.make import T0, Text, make_content

PLEA = "Keep our only reporter in oilskins: give to the Skerry Light."


def told(articles: int, *, old: str = "One.", new: str = f"One.\n{PLEA}") -> Shifts:
    """Shifts that so many articles told of."""
    shifts = Shifts()
    for number in range(articles):
        shifts.tell(number, make_content(old).blocks, make_content(new).blocks, T0)
    return shifts


def judged(shifts: Shifts, record: Text, seen: Text) -> Decision:
    """The decision to record what was seen, by these shifts."""
    content = Composed(seen.title, seen.standfirst, seen.byline, seen.blocks)
    return without_shifts(Known(1, record), Decision(Ruling.RECORD, content=content), shifts.common(T0))


def test_a_box_that_comes_to_many_articles_is_no_edit_of_any() -> None:
    decision = judged(told(MANY), make_content("Red fish."), make_content(f"Red fish.\n{PLEA}"))
    assert decision.ruling is Ruling.NOISE
    assert [block.text for block in decision.volatile] == [PLEA]


def test_a_box_that_goes_from_many_articles_is_no_edit_of_any() -> None:
    shifts = told(MANY, old=f"One.\n{PLEA}", new="One.")
    assert judged(shifts, make_content(f"Red fish.\n{PLEA}"), make_content("Red fish.")).ruling is Ruling.NOISE


def test_an_edit_beside_it_is_recorded_without_it() -> None:
    decision = judged(told(MANY), make_content("Red fish."), make_content(f"Blue fish.\n{PLEA}"))
    assert decision.ruling is Ruling.RECORD
    assert decision.content is not None
    assert [block.text for block in decision.content.blocks] == ["Blue fish."]


def test_a_passage_that_came_to_few_articles_is_recorded() -> None:
    decision = judged(told(MANY - 1), make_content("Red fish."), make_content(f"Red fish.\n{PLEA}"))
    assert decision.ruling is Ruling.RECORD
    assert decision.content is not None
    assert len(decision.content.blocks) == 2


def test_the_same_correction_on_many_articles_is_recorded_on_each() -> None:
    note = "Correction: an earlier version of this article misspelled the harbour master's name."
    shifts = told(MANY, new=f"One.\n{note}")
    assert judged(shifts, make_content("Red fish."), make_content(f"Red fish.\n{note}")).ruling is Ruling.RECORD


def test_an_update_appended_to_a_few_of_many_articles_is_an_edit_of_each() -> None:
    update = (
        "The ferry company said on Friday evening that the boats will stay in harbour until Monday at the earliest."
    )
    shifts = told(MANY, new=f"One.\n{update}")
    for article in range(10 * MANY):
        shifts.look(article, T0)
    decision = judged(shifts, make_content("Red fish."), make_content(f"Red fish.\n{update}"))
    assert decision.ruling is Ruling.RECORD
    assert decision.content is not None
    assert [block.text for block in decision.content.blocks] == ["Red fish.", update]


def test_a_box_that_comes_to_the_articles_of_a_section_is_no_edit() -> None:
    shifts = told(MANY)
    for article in range(3 * MANY):
        shifts.look(article, T0)
    assert judged(shifts, make_content("Red fish."), make_content(f"Red fish.\n{PLEA}")).ruling is Ruling.NOISE


def test_looks_before_the_site_began_say_nothing() -> None:
    shifts = told(MANY)
    for article in range(10 * MANY):
        shifts.look(article, T0 - timedelta(minutes=5))
    assert judged(shifts, make_content("Red fish."), make_content(f"Red fish.\n{PLEA}")).ruling is Ruling.NOISE


def test_what_was_long_ago_is_forgotten() -> None:
    assert told(MANY).common(T0)
    assert not told(MANY).common(T0 + WINDOW + timedelta(minutes=1))


def test_the_same_correction_in_many_articles_is_an_edit_of_each() -> None:
    passage = (
        "The council pays the operator 2.4 million crowns a year to keep the route open in winter, when it is the only "
        "way to the island's clinic and to its one secondary school."
    )
    mended = passage.replace("clinic", "hospital")
    shifts = told(MANY, old=f"One.\n{passage}", new=f"One.\n{mended}")
    decision = judged(shifts, make_content(f"Red fish.\n{passage}"), make_content(f"Red fish.\n{mended}"))
    assert decision.ruling is Ruling.RECORD
    assert decision.content is not None
    assert decision.content.blocks[1].text == mended


def test_what_was_no_edit_of_many_is_none_of_one_that_shows_it_later() -> None:
    shifts = told(MANY)
    shifts.learn(judged(shifts, make_content("Red fish."), make_content(f"Red fish.\n{PLEA}")))
    later = T0 + 2 * WINDOW
    content = make_content(f"Blue fish.\n{PLEA}")
    decision = Decision(Ruling.RECORD, content=Composed("", "", "", content.blocks))
    decision = without_shifts(Known(1, make_content("Red fish.")), decision, shifts.common(later))
    assert decision.content is not None
    assert [block.text for block in decision.content.blocks] == ["Blue fish."]
