"""What a change is said to be, and how much it matters."""

from __future__ import annotations

import json

import pytest

from articles.diffing import Change, compare_versions, is_notice, level_of, measure
from tests.diffing.texts import Version, version


def change(old: Version, new: Version) -> Change:
    return measure(old, new, compare_versions(old, new))


def of_texts(old: str, new: str) -> Change:
    """The change from one block to another, under the same headline."""
    return change(version(old), version(new))


ONE_CLASS = [
    ("He said “no” to that.", 'He said "no" to that.', "typography", "cosmetic"),
    ("It was  so, in the end.", "It was so, in the end.", "typography", "cosmetic"),
    ("Updated 10 minutes ago", "Updated 25 minutes ago", "timestamp", "cosmetic"),
    ("Last updated: 3 May 2024 at 10:30", "Last updated: 4 May 2024 at 09:15", "timestamp", "cosmetic"),
    ("However the bridge stayed open.", "However, the bridge stayed open.", "punctuation", "cosmetic"),
    ("The government fell in spring.", "The Government fell in spring.", "case", "cosmetic"),
    ("The minster resigned on the spot.", "The minister resigned on the spot.", "spelling", "cosmetic"),
    ("They came form the north.", "They came from the north.", "spelling", "cosmetic"),
    ("A large crowd stood outside.", "A noisy crowd stood outside.", "wording", "minor"),
    ("Some 120 people were asked.", "Some 140 people were asked.", "number", "substantive"),
    ("It lost three million last year.", "It lost three billion last year.", "number", "substantive"),
    ("It costs £40m to build.", "It costs £45m to build.", "number", "substantive"),
    ("They meet on Monday at noon.", "They meet on Tuesday at noon.", "date", "substantive"),
    ("The doors open at 10:30am daily.", "The doors open at 11:30am daily.", "date", "substantive"),
    ("They meet on 4 June at noon.", "They meet on 5 June at noon.", "date", "substantive"),
    ("It was opened on June 4, in the rain.", "It was opened on June 5, in the rain.", "date", "substantive"),
    ("It opened in June 2019.", "It opened in June 2021.", "date", "substantive"),
    ("He left in June 12 people behind.", "He left in June 14 people behind.", "number", "substantive"),
    ("The mayor, Ana Day, left early.", "The mayor - Ana Day, left early.", "punctuation", "cosmetic"),
    ("The envoy flew to Iran again.", "The envoy flew to Iraq again.", "name", "substantive"),
    ("Peru won, and fans in Peru sang.", "Cuba won, and fans in Peru sang in Cuba.", "name", "substantive"),
    ('She said "we are very sorry" then.', 'She said "we are sorry" then.', "quotation", "substantive"),
    ("He called it a mistake at once.", 'He called it "a mistake" at once.', "quotation", "substantive"),
    ("The police will charge him.", "The police may charge him.", "hedge", "substantive"),
    ("The man was found guilty today.", "The man was not found guilty today.", "negation", "major"),
    ("He didn't pay for the trip.", "He did pay for the trip.", "negation", "major"),
    ("Der Minister tritt zurück und geht.", "Der Minister tritt nicht zurück und geht.", "negation", "major"),
    ("Le ministre est dans la ville.", "Le ministre n'est jamais dans la ville.", "negation", "major"),
    ("See https://example.org/a for more.", "See https://example.org/b for more.", "link", "minor"),
    ("Red and blue flags flew over the town.", "Blue and red flags flew over the town.", "reordered", "minor"),
]


@pytest.mark.parametrize(("old", "new", "name", "level"), ONE_CLASS, ids=[f"{c[2]}: {c[1]}" for c in ONE_CLASS])
def test_each_class_is_told_and_stands_on_its_level(old: str, new: str, name: str, level: str) -> None:
    found = of_texts(old, new)
    assert found.classes[0] == name
    assert found.level == level


def test_a_month_does_not_hedge() -> None:
    assert "hedge" not in of_texts("They meet in March again.", "They meet in May again.").classes


def test_a_capitalised_word_is_never_a_slip_of_spelling() -> None:
    assert "spelling" not in of_texts("The flight to Oman left.", "The flight to Omar left.").classes


def test_an_unchanged_version_measures_nothing() -> None:
    found = change(version("A b c."), version("A b c."))
    assert (found.classes, found.significance, found.level, found.lead) == ((), 0.0, "cosmetic", None)
    assert not found.stealth


def test_words_of_body_and_headline_are_counted_on_both_sides() -> None:
    found = of_texts("The old red bridge is shut.", "The new bridge is shut again today.")
    assert (found.words_removed, found.words_added, found.words_kept) == (2, 3, 6)
    assert found.share == pytest.approx(5 / 17, abs=1e-4)


def test_a_reworded_headline_is_substantive_and_leads() -> None:
    old = version("The bridge is shut to lorries.", title="Bridge closed for repairs")
    new = version("The bridge is shut to all lorries.", title="Bridge closed amid safety row")
    found = change(old, new)
    assert found.headline_changed
    assert "headline" in found.classes
    assert found.level == "substantive"
    assert found.lead is not None
    assert found.lead.field == "title"


def test_a_headline_retyped_is_cosmetic() -> None:
    found = change(version(title="Mayor's bridge closed"), version(title="Mayor’s bridge closed"))
    assert not found.headline_changed
    assert found.level == "cosmetic"


def test_paragraphs_added_and_removed_are_named() -> None:
    kept, gone = "The harbour was closed for hours.", "Divers searched the basin until late at night in vain."
    assert change(version(kept, gone), version(kept)).classes == ("removed",)
    assert change(version(kept), version(kept, gone)).classes == ("added",)


def test_a_moved_paragraph_is_minor() -> None:
    a, b, c = "The harbour was closed for hours.", "Divers searched the basin.", "Ferries run from Thursday on."
    found = change(version(a, b, c), version(b, c, a))
    assert found.classes == ("moved",)
    assert found.level == "minor"


def test_an_article_mostly_rewritten_is_major() -> None:
    old = version(*(f"Paragraph {word} told the first story of the harbour." for word in "abcdefgh"))
    new = version(*(f"Nothing here recalls what once stood in {word} before noon." for word in "abcdefgh"))
    found = change(old, new)
    assert found.classes[0] == "rewritten"
    assert found.level == "major"


def test_a_story_that_only_grows_hides_nothing() -> None:
    old = "The ferry was cancelled on Tuesday."
    more = "Ninety passengers were left on the quay until the morning, and none of them was told why."
    grown = change(version(old), version(old, more))
    assert grown.level == "substantive"
    assert not grown.stealth
    assert change(version(old, more), version(old)).stealth


def test_a_telling_body_leads_before_a_headline_that_changed_too() -> None:
    old = version("Some 120 people came to the harbour.", title="Crowd at the harbour")
    new = version("Some 140 people came to the harbour.", title="Crowd gathers at the harbour")
    lead = change(old, new).lead
    assert lead is not None
    assert lead.field is None


def test_a_substantive_change_without_a_notice_is_stealth() -> None:
    assert of_texts("Some 120 people came.", "Some 140 people came.").stealth
    assert not of_texts("The minster resigned.", "The minister resigned.").stealth


def test_a_notice_lifts_the_suspicion() -> None:
    old = version("Some 120 people came.")
    new = version("Some 140 people came.", "Correction: An earlier version gave a wrong number of people.")
    found = change(old, new)
    assert found.notice
    assert not found.stealth
    assert "correction notice" in found.classes


def test_a_notice_that_was_there_before_does_not_count_again() -> None:
    notice = "This article was amended on 3 May to correct a name."
    old, new = version("Some 120 people came.", notice), version("Some 140 people came.", notice)
    found = change(old, new)
    assert not found.notice
    assert found.stealth


@pytest.mark.parametrize(
    "text",
    [
        "This article was amended on 3 May 2024 to correct the spelling of a name.",
        "Correction: The bridge is 90 metres long, not 90 feet.",
        "Corrections and clarifications: the mayor was elected in 2019.",
        "Clarification (4 June): the union has not yet voted.",
        "Editor's note: a quotation has been removed from this story.",
        "An earlier version of this story misstated the date of the vote.",
        "UPDATE - Correction: the fine was €200.",
        "Korrektur: In einer früheren Version hieß es, die Brücke sei gesperrt.",
        "Anmerkung der Redaktion: Wir haben die Zahl berichtigt.",
        "In einer früheren Fassung stand ein falscher Name.",
        "Rectificatif : le vote a eu lieu mardi.",
        "Corrección: la votación fue el martes.",
        "Fe de erratas: el puente mide 90 metros.",
        "Errata corrige: il ponte è lungo 90 metri.",
        "Correção: a votação foi na terça-feira.",
        "Rectificatie: de stemming was op dinsdag.",
        "Rättelse: omröstningen hölls i tisdags.",
        "訂正：投票は火曜日でした。",
    ],
)
def test_correction_notices_are_known_in_many_languages(text: str) -> None:
    assert is_notice(text)


@pytest.mark.parametrize(
    "text",
    [
        "The minister said a correction of the budget was needed.",
        "Prices fell in a correction on Monday.",
        "The bill was amended twice before the vote.",
        "The precision of the measurement is in doubt.",
        "Published figures show 1.2 million people out of work.",
        "Die Korrektur der Zahlen dauert an.",
    ],
)
def test_reports_about_corrections_are_no_notices(text: str) -> None:
    assert not is_notice(text)


def test_published_figures_are_no_time_line() -> None:
    found = of_texts("Published figures show 1.2 million.", "Published figures show 1.3 million.")
    assert found.classes[0] == "number"


def test_the_lead_is_a_short_passage_around_the_weightiest_edit() -> None:
    filler = "The harbour was closed for three hours while divers searched the basin for the missing boat. " * 6
    found = of_texts(
        f"A big crowd came. {filler}The man was guilty of it. {filler}",
        f"A vast crowd came. {filler}The man was not guilty of it. {filler}",
    )
    assert found.lead is not None
    text = "".join(part for _, part in found.lead.spans)
    assert ("+", "not ") in found.lead.spans
    assert "The man was " in text
    assert len(text) <= 260


def test_a_change_can_be_stored_as_json() -> None:
    found = of_texts("Some 120 people came.", "Some 140 people came.")
    stored = json.loads(json.dumps(found.as_dict()))
    assert stored["level"] == "substantive"
    assert stored["lead"]["spans"][1] == ["-", "120"]


@pytest.mark.parametrize(
    ("significance", "level"),
    [(0, "cosmetic"), (0.24, "cosmetic"), (0.25, "minor"), (0.5, "substantive"), (0.75, "major"), (1, "major")],
)
def test_levels_begin_where_they_are_documented_to(significance: float, level: str) -> None:
    assert level_of(significance) == level
