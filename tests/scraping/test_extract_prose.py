# ruff: noqa: E501 (mark-up reads best unbroken)
"""Pages that are no news: guidance, terms, statutes, questions with answers, wikis; their lists and tables are text."""

from __future__ import annotations

import pytest

from articles.scraping import region
from tests.scraping.test_extract import read, texts

URL = "https://news.example/bridge"
CLAUSE = "The keeper of the lock opens it for any boat whose horn is heard twice before the sun goes down."
OTHER = "A boat without a horn has to send somebody ashore to ring the bell beside the door of the house."
THIRD = "Whoever opens the lock by hand has to close it again and pays for what the water does meanwhile."


def page(inner: str, title: str = "Rules of the lock", head: str = "") -> str:
    return (
        f"<html lang=en><head><title>{title}</title>{head}</head><body><header><a href=/>Home</a></header>"
        f"<main><h1>{title}</h1>{inner}</main><footer><p>Lock Board, Mill Lane</p></footer></body></html>"
    )


def passed_over(before: str, after: str) -> bool:
    fingerprint = region.fingerprint(before.encode(), url=URL)
    return region.unchanged(after.encode(), url=URL, fingerprint=fingerprint)


GUIDE = (
    "<div class=grid><nav><ol><li><a href=#a>Before you go</a></li><li><a href=#b>Fees</a></li></ol></nav><div class=body>"
    "<p>You need a permit to pass the lock at night.</p><h2 id=a>Before you go</h2><p>Have ready:</p>"
    "<ul><li>your permit</li><li>a lamp</li></ul><p>Call the keeper.</p>"
    "<div class='info-notice'><p>The horn is heard for a mile.</p></div><aside><p>Bells are rung on Sundays.</p></aside>"
    "<h2 id=b>Fees</h2><table><tr><th>Boat</th><th>Fee</th></tr><tr><td>Punt</td><td>2</td></tr></table>"
    "<p>Do not leave the boat in the lock while you pay, for others may be waiting to come through it.</p></div></div>"
)
GUIDE_TEXTS = [
    "You need a permit to pass the lock at night.",
    "Before you go",
    "Have ready:",
    "your permit",
    "a lamp",
    "Call the keeper.",
    "The horn is heard for a mile.",
    "Bells are rung on Sundays.",
    "Fees",
    "Boat | Fee",
    "Punt | 2",
    "Do not leave the boat in the lock while you pay, for others may be waiting to come through it.",
]


def test_guidance_is_read_whole_however_short_its_lines() -> None:
    assert texts(read(page(GUIDE))) == GUIDE_TEXTS


@pytest.mark.parametrize("old", [text for text in GUIDE_TEXTS if "|" not in text])
def test_an_edit_of_any_line_of_guidance_shows_as_that_line(old: str) -> None:
    new = old.replace(old.split()[-1].strip(".:"), "zebra")
    edited = GUIDE.replace(f">{old}<", f">{new}<")
    assert texts(read(page(edited))) == [new if text == old else text for text in GUIDE_TEXTS]
    assert not passed_over(page(GUIDE), page(edited))


def test_a_page_of_short_lines_in_boxes_is_read_and_raises_nothing() -> None:
    lines = ("Keep off the grass", "Dogs on a lead", "No fires", "Close the gate behind you")
    boxes = "".join(f"<div class=b{n}><div><div>{line}</div></div></div>" for n, line in enumerate(lines))
    assert texts(read(page(f"<div>{boxes}</div><p>{CLAUSE}</p>"))) == [*lines, CLAUSE]


def test_clauses_within_clauses_are_no_comments() -> None:
    inner = f"<p>{CLAUSE} {THIRD} {OTHER} {CLAUSE.replace('horn', 'bell')}</p>"
    clauses = (
        f"<ol><li>{CLAUSE}<ol><li>{OTHER}</li><li>{THIRD}</li></ol></li><li>{OTHER.replace('bell', 'gong')}</li></ol>"
    )
    found = texts(read(page(inner + clauses)))
    assert found[1:] == [CLAUSE, OTHER, THIRD, OTHER.replace("bell", "gong")]


def test_the_ids_of_sections_tell_what_they_are_about() -> None:
    topics = {"cookies": CLAUSE, "sharing": OTHER, "comments": THIRD}
    contents = "".join(f"<li><a href='#{name}'>{name.title()}</a></li>" for name in topics)
    sections = "".join(f"<section id={n}><h2>{n.title()}</h2><p>{text}</p></section>" for n, text in topics.items())
    html = page(f"<p>{CLAUSE.replace('horn', 'whistle')}</p><ul>{contents}</ul>{sections}")
    assert texts(read(html))[-6:] == [line for name, text in topics.items() for line in (name.title(), text)]
    assert not passed_over(html, html.replace(f"{OTHER}</p>", f"{OTHER}</p><p>{THIRD.replace('water', 'ice')}</p>"))


def test_a_section_called_comments_without_a_table_of_contents_is_one_of_comments() -> None:
    story = f"<p>{CLAUSE}</p><p>{OTHER}</p><p>{THIRD}</p>"
    sections = f"<section id=comments><h2>Comments</h2><p>{THIRD.replace('water', 'ice')}</p></section>"
    more = "<section id=more><h2>More</h2></section><section id=top><h2>Top</h2></section>"
    assert texts(read(page(story + sections + more))) == [CLAUSE, OTHER, THIRD]


ACCORDION = "<div class=i><h3><button aria-expanded=false aria-controls=p{n}>{asked}</button></h3><div id=p{n} {how}><p>{told}</p></div></div>"
ASKED = (("May I pass at night?", "With a permit."), ("What is the fee?", CLAUSE), ("Who keeps it?", "The lock board."))


@pytest.mark.parametrize("how", ["hidden", "aria-hidden=true", "style='display: none'", "class=collapse"])
def test_the_questions_on_buttons_and_their_folded_answers_are_text(how: str) -> None:
    items = "".join(ACCORDION.format(n=n, asked=asked, told=told, how=how) for n, (asked, told) in enumerate(ASKED))
    assert texts(read(page(items))) == [line for pair in ASKED for line in pair]


def test_questions_on_buttons_alone_are_text_where_several_are_alike() -> None:
    item = "<div><button class=q aria-expanded=false>{}</button><div class=a hidden><p>{}</p></div></div>"
    assert texts(read(page("".join(item.format(*pair) for pair in ASKED)))) == [line for pair in ASKED for line in pair]


def test_the_links_that_a_menu_folds_are_no_text() -> None:
    links = "".join(f"<li><a href=/{n}>Lock number {n} and its weir</a></li>" for n in range(8))
    menu = f"<div><h2><button aria-expanded=false aria-controls=m>All locks</button></h2><div id=m hidden><ul>{links}</ul></div></div>"
    assert texts(read(page(f"<p>{CLAUSE}</p><p>{OTHER}</p>{menu}"))) == [CLAUSE, OTHER]


@pytest.mark.parametrize(
    "mark",
    [
        "<sup id=r{n}><a href='#n{n}'>[{n}]</a></sup>",
        "<sup>[<a href='#n{n}'>{n}</a>]</sup>",
        "<a href='#n{n}'><sup>[{n}]</sup></a>",
        " <a href='#n{n}'>({n})</a>",
    ],
)
def test_the_marks_of_notes_are_no_text(mark: str) -> None:
    inner = f"<p>{CLAUSE}{mark.format(n=1)}</p><p>{OTHER}{mark.format(n=2)}</p>"
    more = f"<p>{CLAUSE}{mark.format(n=1)}{mark.format(n=2)}</p><p>{OTHER}{mark.format(n=3)}</p>"
    assert texts(read(page(inner))) == texts(read(page(more))) == [CLAUSE, OTHER]


def test_a_raised_number_that_leads_nowhere_is_text() -> None:
    assert texts(read(page(f"<p>{CLAUSE} It covers 3 m<sup>2</sup>.</p>"))) == [f"{CLAUSE} It covers 3 m2."]


def test_parts_that_are_all_called_widgets_are_text() -> None:
    part = "<div class='x-widget'><div class=x-widget-container>{}</div></div>"
    parts = (
        "<p>Open all year.</p>",
        "<h2>Fees</h2>",
        "<ul><li>Punts: 2</li><li>Barges: 9</li></ul>",
        f"<p>{CLAUSE}</p>",
    )
    found = texts(read(page("".join(map(part.format, parts)))))
    assert found == ["Open all year.", "Fees", "Punts: 2", "Barges: 9", CLAUSE]


def test_a_widget_beside_a_text_is_none_of_it() -> None:
    assert texts(
        read(page(f"<p>{CLAUSE}</p><p>{OTHER}</p><div class=widget><p>Open now.</p></div><p>{THIRD}</p>"))
    ) == [
        CLAUSE,
        OTHER,
        THIRD,
    ]


def test_cells_with_a_paragraph_each_make_rows() -> None:
    rows = "".join(
        f"<tr><td><p>{a}</p></td><td><p><b>{b}</b></p></td></tr>" for a, b in (("Punt", "2"), ("Barge", "9"))
    )
    found = texts(read(page(f"<p>{CLAUSE}</p><table>{rows}</table><p>{OTHER}</p>")))
    assert found == [CLAUSE, "Punt | 2", "Barge | 9", OTHER]


def test_a_linked_cell_stays_in_its_row() -> None:
    rows = "".join(
        f"<tr><td><a href=/{n}>{n}</a></td><td>{y}</td><td>Left</td></tr>" for n, y in (("Bo", 1902), ("Di", 1911))
    )
    table = f"<table><tr><th>Keeper</th><th>Year</th><th>Why</th></tr>{rows}</table>"
    found = texts(read(page(f"<p>{CLAUSE}</p>{table}<p>{OTHER}</p>")))
    assert found == [CLAUSE, "Keeper | Year | Why", "Bo | 1902 | Left", "Di | 1911 | Left", OTHER]


def test_a_heading_that_a_table_has_as_well_is_one() -> None:
    table = "<table><tr><th>Boat</th><th>Fees</th></tr><tr><td>Punt</td><td>2</td></tr></table>"
    found = texts(read(page(f"<p>{CLAUSE}</p><p>{THIRD}</p><h2>Fees</h2>{table}<p>{OTHER}</p>")))
    assert found == [CLAUSE, THIRD, "Fees", "Boat | Fees", "Punt | 2", OTHER]


def announced(*names: str) -> str:
    links = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in names)
    return page(
        f"<p>Short rules.</p><ul><li>No fires</li><li>No nets</li><li>No dogs in the lock</li></ul>"
        f"<p>You can write to these boards about it:</p><ul>{links}</ul><p>{CLAUSE}</p>"
        "<h2>See also</h2><ul><li><a href=/x>Rules of the weir</a></li><li><a href=/y>Rules of the mill</a></li></ul>"
    )


def test_links_that_a_sentence_announces_are_text_and_others_are_not() -> None:
    found = texts(read(announced("North Board", "South Board")))
    assert [text for text in found if "Board" in text] == ["North Board", "South Board"]
    assert "Rules of the weir" not in found


def test_a_link_that_comes_to_those_announced_is_not_passed_over() -> None:
    assert not passed_over(
        announced("North Board", "South Board"), announced("North Board", "South Board", "West Board")
    )


def test_counters_around_and_amid_a_document_are_none_of_it() -> None:
    def served(n: int) -> str:
        inner = f"<div class=v>Viewed {n} times</div>{GUIDE}<div class=votes>{n}</div><div>Visitors so far: {n}</div>"
        return page(f"<div>{inner}</div>")

    assert texts(read(served(31))) == texts(read(served(1207))) == GUIDE_TEXTS


def test_a_definition_is_no_standfirst() -> None:
    told = "means whoever has the key of the lock house, and whoever acts for them while the keeper is away."
    terms = f"<dl><dt>Keeper</dt><dd>{told}</dd><dt>Boat</dt><dd>means what floats.</dd></dl>"
    clauses = "".join(f"<li><b>Duties</b><ol><li>{text}</li></ol></li>" for text in (CLAUSE, OTHER, THIRD))
    found = read(page(f"<div><p>Of 1 May.</p><ol><li><b>Terms</b>{terms}</li>{clauses}</ol></div>"))
    assert found.standfirst == ""
    assert "Keeper" in texts(found)
    assert told in texts(found)


def test_when_a_page_was_last_edited_is_no_note_on_it() -> None:
    foot = "<footer><ul><li>This page was last edited on 1 March 2024, at 10:00.</li></ul></footer>"
    assert texts(read(page(f"<p>{CLAUSE}</p><p>{OTHER}</p>").replace("<footer>", f"{foot}<footer>"))) == [CLAUSE, OTHER]


def test_an_address_to_write_to_leaves_a_sentence_in_a_document() -> None:
    last = "<p>Write to <a href='mailto:keeper@lock.example'>keeper@lock.example</a>.</p>"
    assert (
        texts(read(page(GUIDE.replace("</div></div>", f"{last}</div></div>"))))[-1] == "Write to keeper@lock.example."
    )


def test_a_front_page_of_short_teasers_has_no_text() -> None:
    """As a site may answer for an article that is gone: it would show as an edit."""
    teaser = "<div class=c><h2><a href=/{n}>Lock number {n} to close for two winters</a></h2><p>{text}</p></div>"
    cards = "".join(teaser.format(n=n, text=text[:80]) for n, text in enumerate((CLAUSE, OTHER, THIRD) * 4))
    assert texts(read(f"<html><head><title>Front</title></head><body>{cards}</body></html>")) == []


def test_an_offer_in_a_document_is_none_of_it() -> None:
    offer = "<div class=x><h2>For members</h2><p>Get the key of every lock on the river and a map. Cancel whenever you like.</p><a href=/buy>See all offers</a> <a href=/in>Log in</a></div>"
    assert texts(read(page(GUIDE.replace("<h2 id=b>", f"{offer}<h2 id=b>")))) == GUIDE_TEXTS
