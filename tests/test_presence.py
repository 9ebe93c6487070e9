"""What stands on a page and is only read otherwise is no edit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.scraping.blocks import Block
from articles.scraping.presence import Presence, as_edited
from tests.make import make_content


def texts(record: str, seen: str, before: str, now: str) -> list[str]:
    """What is recorded of a page read as ``seen`` after ``record``; one paragraph a line, also of the pages."""
    edited = as_edited(make_content(record).blocks, make_content(seen).blocks, page(before), page(now))
    return [block.text for block in edited.blocks]


def page(lines: str) -> Presence:
    """What stands on a page with these paragraphs."""
    return Presence("".join(f"<p>{line}</p>" for line in lines.splitlines()).encode(), "text/html; charset=utf-8")


def test_what_left_the_article_and_the_page_was_taken_out() -> None:
    assert texts("One.\nTwo.\nThree.", "One.\nThree.", "One.\nTwo.\nThree.", "One.\nThree.") == ["One.", "Three."]


def test_what_left_the_article_and_stands_on_the_page_was_not() -> None:
    whole = "One.\nTwo.\nThree."
    assert texts(whole, "One.\nThree.", whole, whole) == ["One.", "Two.", "Three."]


def test_what_stood_on_the_page_before_is_not_new() -> None:
    whole = "One.\nTwo.\nReader: fine words."
    assert texts("One.\nTwo.", whole, whole, whole) == ["One.", "Two."]


def test_a_paragraph_that_stands_twice_and_then_once_was_taken_out() -> None:
    assert texts("One.\nTwo.", "One.", "One.\nTwo.\nTwo.", "One.\nTwo.") == ["One."]


def test_a_paragraph_that_grew_a_sentence_is_the_new_one() -> None:
    assert texts("One.\nTwo.", "One.\nTwo. More.", "One.\nTwo.", "One.\nTwo. More.") == ["One.", "Two. More."]


def test_a_paragraph_that_moved_stands_where_it_moved_to() -> None:
    old, new = "One.\nTwo.\nThree.", "Two.\nThree.\nOne."
    assert texts(old, new, old, new) == ["Two.", "Three.", "One."]


def test_a_number_that_goes_on_outside_of_the_article_is_no_edit_of_it() -> None:
    edited = as_edited(
        make_content("One.\n45 comments").blocks, make_content("One.").blocks,
        page("45 comments\nOne."), page("46 comments\nOne."),
    )  # fmt: skip
    assert [block.text for block in edited.blocks] == ["One."]
    assert [block.text for block in edited.counters] == ["45 comments"]


def test_a_number_that_is_corrected_in_the_article_is_an_edit() -> None:
    old, new = "One.\nIt cost 45 crowns.", "One.\nIt cost 46 crowns."
    assert texts(old, new, old, new) == ["One.", "It cost 46 crowns."]


def test_a_subheading_like_a_headline_that_was_linked_is_new() -> None:
    """Its number alone is another, and both stand on the page; but the link led to another article."""
    line = "Mercabajo paid {} million crowns for the roof of its school"
    link = f'<a href="/3">{line.format(12)}</a>'
    before, now = page(f"One.\nTwo.\n{link}"), page(f"One.\n{line.format(31)}\nTwo.\n<a href=/4>Other news</a>")
    edited = as_edited(
        make_content("One.\nTwo.").blocks, make_content(f"One.\n{line.format(31)}\nTwo.").blocks, before, now
    )
    assert [block.text for block in edited.blocks] == ["One.", line.format(31), "Two."]


def test_a_subheading_that_was_the_headline_of_a_linked_article_is_new() -> None:
    line = "Mercabajo is still waiting for the roof of its school"
    before, now = page(f"One.\nTwo.\n<a href=/3>{line}</a>"), page(f"One.\n{line}\nTwo.")
    edited = as_edited(make_content("One.\nTwo.").blocks, make_content(f"One.\n{line}\nTwo.").blocks, before, now)
    assert [block.text for block in edited.blocks] == ["One.", line, "Two."]


def test_a_number_said_once_more_than_before_is_new() -> None:
    said = "{} people were hurt, the police say"
    assert texts("One.", f"One.\n{said.format(7)}", f"One.\n{said.format(5)}",
                 f"One.\n{said.format(7)}\n{said.format(5)}") == ["One.", said.format(7)]  # fmt: skip


def test_other_spaces_and_marks_within_a_paragraph_do_not_hide_it() -> None:
    before = Presence(b"<p>One <b>two</b> three.</p>", None)
    assert before.has(Block("paragraph", "One\u00a0two three.")) == 1


def test_a_page_that_cannot_be_read_shows_nothing() -> None:
    assert not Presence(b"", None).counts


def test_a_paragraph_that_grew_is_not_taken_for_one_that_stands_by_itself() -> None:
    grown = make_content("One. Two.\nThree.").blocks
    assert page("One. Two.\nThree.").has(Block("paragraph", "One."), grown) == 0
    assert page("One. Two.\nThree.\nOne.").has(Block("paragraph", "One."), grown) == 1


TEXTS = st.lists(st.text("ab1 \u00a0.", max_size=8), max_size=6)


@given(TEXTS, TEXTS, st.lists(st.sampled_from(["p", "div", "li", "script", "span", "button", "b"]), min_size=6))
def test_what_is_told_at_once_is_what_counting_tells(texts: list[str], asked: list[str], tags: list[str]) -> None:
    html = "".join(f"<{tag}>{text}</{tag}>" for tag, text in zip(tags, texts, strict=False)).encode()
    seen = Presence(html, "text/html; charset=utf-8")
    runs = [Block("paragraph", key) for key in seen.counts]
    for text in (*asked, *texts):
        block = Block("paragraph", text)
        assert Presence(html, "text/html; charset=utf-8").has(block, runs) == seen.counts["".join(text.split())]


WORDS = st.lists(st.sampled_from(["ferry", "quay", "1250", "Moe", "später", "at"]), min_size=1).map(" ".join)


@given(st.lists(st.tuples(WORDS, st.booleans()), max_size=5), WORDS)
def test_what_a_word_tells_to_stand_nowhere_stands_nowhere(texts: list[tuple[str, bool]], asked: str) -> None:
    """Of the page's texts some were read as the article, the others were not."""
    block = Block("p", asked)
    here, there = page(asked), page("\n".join(text for text, _ in texts))
    article = [Block("p", text) for text, is_read in texts if is_read and text != asked]
    if there.lacks(block, article, here):
        assert there.has(block) == 0 or any(text == asked and is_read for text, is_read in texts)


def test_an_edit_is_told_by_the_bytes_alone() -> None:
    old, new = (Block("p", f"The ferry sails at {when}.") for when in ("noon", "midnight, says the harbourmaster"))
    assert page(old.text).lacks(new, [old], page(new.text))
    assert page(new.text).lacks(old, [new], page(old.text))
    twice = page(f"{new.text}\n{old.text}")
    assert not twice.lacks(old, [new], page(old.text))


def test_a_word_that_is_divided_on_one_of_two_pages_is_not_new() -> None:
    text = "Harbourmasters inspected the ramp. They passed it."
    for written in (
        text.replace("inspected", "inspec&shy;ted"),
        text.replace("inspected", "inspec&#173;ted"),
        text.replace("inspected", "inspec\u00adted"),
        f"<span>H</span>{text[1:]}",
        text.replace("ramp", "ra<wbr>mp"),
    ):
        assert texts("One.", f"{text}\nOne.", f"{written}\nOne.", f"{text}\nOne.") == ["One."], written


def test_a_row_of_a_table_stands_on_a_page_cell_by_cell() -> None:
    html = b"<html><body><table><tr><td>Skerry</td> <td>52</td><td>73</td></tr></table></body></html>"
    page = Presence(html, "text/html")
    assert page.has(Block("row", "Skerry | 52 | 73")) == 1
    assert page.has(Block("row", "Skerry | 52 | 74")) == 0


def test_what_stays_on_the_page_word_for_word_is_no_counter_that_goes_on() -> None:
    """Nor is a line beside it, which an editor took out."""
    kept, line = Block("paragraph", "The ramp was mended 14 times in 30 years."), Block("paragraph", "Winter timetable")
    html = f"<html><body><p>{kept.text}</p><p>{line.text}</p></body></html>".encode()
    later = f"<html><body><p>{kept.text}</p></body></html>".encode()
    edited = as_edited([kept, line], [], Presence(html, "text/html"), Presence(later, "text/html"))
    assert edited.blocks == (kept,)
    assert edited.counters == ()


def test_a_new_paragraph_that_a_story_below_has_with_other_numbers_is_new() -> None:
    """As agencies write of matches and weather in set phrases."""
    form = (
        "The plan was drawn up {} months ago and has since been changed twice at the request of the residents. "
        "A report that this newspaper has seen puts the damage at {} thousand crowns and more."
    )
    new, below = form.format(52, 55), form.format(17, 80)
    assert texts("One.\nTwo.", f"{new}\nTwo.", f"One.\nTwo.\n{below}", f"{new}\nTwo.") == [new, "Two."]


def test_a_number_that_is_corrected_where_it_is_quoted_beside_the_text_too_is_an_edit() -> None:
    old, new = (
        f"The archive tells how the village argued about the flood wall {n} years ago, in vain." for n in (38, 88)
    )
    edited = as_edited(
        make_content(f"One.\n{old}").blocks, make_content(f"One.\n{new}").blocks,
        page(f"One.\n{old}\n{old}"), page(f"One.\n{new}\n{new}"),
    )  # fmt: skip
    assert [block.text for block in edited.blocks] == ["One.", new]
    assert edited.counters == ()


def test_a_short_subheading_that_was_the_headline_of_a_linked_article_is_new() -> None:
    """In scripts where a letter is a syllable a headline has no more letters than a counter."""
    old, new = "下市場で対立", "列車の時刻表に広がる疑問"
    before, now = page(f"一。\n{old}\n二。\n<a href=/b>{new}</a>"), page(f"一。\n{new}\n二。")
    seen = [Block("heading", new) if line == new else Block("paragraph", line) for line in ("一。", new, "二。")]
    record = [Block("heading", old) if line == old else Block("paragraph", line) for line in ("一。", old, "二。")]
    assert [block.text for block in as_edited(record, seen, before, now).blocks] == ["一。", new, "二。"]


def test_a_sentence_with_several_numbers_that_a_comment_has_with_others_was_taken_out() -> None:
    vote = "The council carried the motion by {} votes to {}."
    record, shown = f"One.\n{vote.format(83, 46)}", "One."
    edited = as_edited(
        make_content(record).blocks, make_content(shown).blocks,
        page(record), page(f"{shown}\n{vote.format(67, 37)}"),
    )  # fmt: skip
    assert [block.text for block in edited.blocks] == ["One."]
    assert not edited.counters


def test_a_sentence_whose_number_was_corrected_is_told_among_others_that_begin_alike() -> None:
    record = "12 boats sailed at 9.\n12 boats came back at 10.\nThe boats sailed at 9."
    seen = "12 boats sailed at 9.\n14 boats came back at 10.\nThe boats sailed at 9."
    box = "12 boats came back at 10."
    assert texts(record, seen, f"{record}\n{box}", f"{seen}\n{box.replace('12', '14')}") == seen.splitlines()


def test_a_subheading_put_in_between_two_paragraphs_is_no_counter_that_stood_below_the_text() -> None:
    line = "{} houses without water at Fontanella"
    before, now = f"One.\nTwo.\n{line.format(12)}", f"One.\n{line.format(5)}\nTwo.\nOther news"
    assert texts("One.\nTwo.", f"One.\n{line.format(5)}\nTwo.", before, now) == ["One.", line.format(5), "Two."]


def test_a_subheading_taken_out_from_between_two_paragraphs_is_no_counter_that_stands_below_the_text() -> None:
    line = "{} houses without water at Fontanella"
    before, now = f"One.\n{line.format(5)}\nTwo.\nOther news", f"One.\nTwo.\n{line.format(12)}"
    record = make_content(f"One.\n{line.format(5)}\nTwo.").blocks
    edited = as_edited(record, make_content("One.\nTwo.").blocks, page(before), page(now))
    assert [block.text for block in edited.blocks] == ["One.", "Two."]
    assert not edited.counters


def test_a_sentence_put_in_above_a_table_is_no_counter_that_stands_below_the_text() -> None:
    vote = "The council carried the motion by {} votes."
    rows = [Block("row", "Skerry | 4"), Block("row", "Sule | 9")]
    record = [*make_content("One.").blocks, *rows, *make_content("Two.").blocks]
    seen = [record[0], *make_content(vote.format(5)).blocks, *record[1:]]
    table = "Skerry\n4\nSule\n9"
    before, now = page(f"One.\n{table}\nTwo.\n{vote.format(12)}"), page(f"One.\n{vote.format(5)}\n{table}\nTwo.")
    assert list(as_edited(record, seen, before, now).blocks) == seen


def test_a_number_between_two_paragraphs_that_is_not_read_any_more_goes_on() -> None:
    record, before, now = "One.\nShared 45 times\nTwo.", "One.\nShared 45 times\nTwo.", "One.\nShared 46 times\nTwo."
    edited = as_edited(make_content(record).blocks, make_content("One.\nTwo.").blocks, page(before), page(now))
    assert [block.text for block in edited.counters] == ["Shared 45 times"]


def test_a_line_that_became_what_is_not_read_between_the_same_two_was_edited() -> None:
    old, new = "The council met on Monday until midnight.", "The council met on “Monday” until midnight."
    record, page_now = f"One.\n{old}\nThree.", f"One.\n{new}\nThree."
    assert texts(record, "One.\nThree.", record, page_now) == ["One.", new, "Three."]
    elsewhere = f"One.\nThree.\n{new}"
    assert texts(record, "One.\nThree.", record, elsewhere) == ["One.", "Three."]
    stood_there = f"{record}\n{new}"
    assert texts(record, "One.\nThree.", stood_there, page_now) == ["One.", "Three."]


def test_what_a_line_became_is_what_was_read_there_and_not_its_like_beside_it() -> None:
    old, new = "The council met on Monday until midnight.", "The council met on Tuesday until midnight."
    grown = f"{old} It meets again on Friday, and then in the hall of the school, for its own has no heating."
    for became in (new, grown):
        record, quoted = f"One.\n{old}\nThree.", "“The council met on Monday, until midnight”"
        seen = f"One.\n{became}\nThree."
        assert texts(record, seen, record, f"One.\n{became}\n{quoted}\nThree.") == seen.splitlines()
