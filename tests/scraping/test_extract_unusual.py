# ruff: noqa: E501 (mark-up reads best unbroken)
"""Texts where one seldom looks for them: spans, captions, shadow trees, entries with times, and other stories below."""

from __future__ import annotations

import json

import pytest

from tests.scraping.test_extract import read, texts
from tests.scraping.test_extract_insets import TALK, TEXT, TITLE, page, story

OTHER = (
    "De gemeente koopt het oude postkantoor terug, dat zij acht jaar geleden voor een euro van de hand deed.",
    "Wat er met het gebouw gebeurt, is nog niet bekend. De bibliotheek en het jeugdwerk hebben zich gemeld.",
    "Volgens de wethouder is een besluit voor de zomer te verwachten, als de raad er in maart over praat.",
)


@pytest.mark.parametrize(
    "heading", ["<h1>Postkantoor wordt teruggekocht</h1>", "<h2>Postkantoor wordt teruggekocht</h2>"]
)
def test_the_next_stories_below_one_are_no_part_of_it(heading: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in OTHER)
    first = f"<article><h1>{TITLE}</h1><div>{story()}</div></article>"
    found = read(f"<html><body><main>{first}<article>{heading}<div>{paragraphs}</div></article></main></body></html>")
    assert texts(found) == list(TEXT)


def test_a_section_that_begins_with_a_first_heading_is_part_of_its_article() -> None:
    """As pages are written that number their headings anew in each section."""
    paragraphs = "".join(f"<p>{text}</p>" for text in OTHER)
    body = f"<h1>{TITLE}</h1><section><h1>Bewaking</h1>{story()}</section><section><h1>Het postkantoor</h1>{paragraphs}</section>"
    found = texts(read(f"<html><head><title>{TITLE}</title></head><body><article>{body}</article></body></html>"))
    assert [text for text in found if text in TEXT + OTHER] == [*TEXT, *OTHER]


def test_spans_that_are_shown_as_blocks_are_paragraphs() -> None:
    assert texts(read(page(story(wrap='<span class=q style="display: block">{}</span>')))) == list(TEXT)


def test_a_text_in_a_declared_shadow_tree_is_read() -> None:
    inner = f"<template shadowrootmode=open><style>p{{margin:0}}</style>{story()}</template>"
    assert texts(read(page(f"<x-text>{inner}</x-text>"))) == list(TEXT)


def test_the_text_of_a_template_that_is_not_shown_is_none() -> None:
    assert texts(read(page(story(f"<template><p>{OTHER[0]}</p></template>")))) == list(TEXT)


def test_a_gallery_is_read_by_its_captions() -> None:
    form = "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>"
    assert texts(read(page(story(wrap=form)))) == list(TEXT)


def test_captions_beside_a_text_are_none_of_it() -> None:
    pictures = "".join(f"<figure><img src=a.jpg><figcaption>{what}</figcaption></figure>" for _, what in TALK)
    assert texts(read(page(story(pictures)))) == list(TEXT)


def test_entries_with_their_times_are_no_comments_below_a_summary() -> None:
    form = "<div class=e><div class=t>1{n}:05</div><div class=w><p>{text}</p></div></div>"
    entries = "".join(form.format(n=n, text=text) for n, text in enumerate(TEXT))
    summary = f"<div class=s>{' '.join(OTHER[:3])}</div>"
    found = texts(read(page(f"{summary}<div class=all>{entries}</div>")))
    assert [text for text in found if text in TEXT] == list(TEXT)


def test_a_text_with_times_at_its_head_and_foot_is_no_comment_beside_two() -> None:
    talk = "".join(f"<div class=q{n}><span>{who}</span> <span>{n} hours ago</span><p>{what}</p></div>"
                   for n, (who, what) in enumerate(TALK, 3))  # fmt: skip
    lead = f"<p>{' '.join(OTHER)[:320]}</p>"
    timed = f"<p>Updated: 26 November 2026, 10:09</p>{story()}<p>Updated: 26 November 2026, 10:09</p>"
    body = f"<div><h1>{TITLE}</h1>{lead}<div class=a>{timed}</div><div class=b>{talk}</div></div>"
    found = texts(read(f"<html><body>{body}</body></html>"))
    assert [text for text in found if text in TEXT] == list(TEXT)
    assert not [what for _, what in TALK if what in found]


def test_a_last_line_in_a_wrapper_like_the_others_is_read_above_comments() -> None:
    last = "Meer wilde zij niet zeggen."
    wrapped = story(wrap="<div class='w7 mx-auto'><p>{}</p></div>") + f"<div class='w9 mx-auto'><p>{last}</p></div>"
    talk = "".join(
        f"<div><b>{who}</b> <i>{n} hours ago</i><p>{what}</p></div>" for n, (who, what) in enumerate(TALK * 6, 3)
    )
    assert texts(read(page(wrapped + f"<div>{talk}</div>"))) == [*TEXT, last]


def test_a_quotation_that_ends_a_japanese_sentence_ends_it_without_a_full_stop() -> None:
    wrapped = "".join(f"<div><p>{text}</p></div>" for text in JAPANESE)
    assert texts(read(page(wrapped, after="<div><a href=/a>次の記事</a></div>"))) == list(JAPANESE)


JAPANESE = (
    "市は古い橋を来年の春に架け替えると発表した。工事の間は渡し船が川を渡る人を運ぶ。",
    "橋は六十年前に建てられ、去年の台風で橋脚の一本が傾いた。歩く人だけが今も渡ることを許されている。",
    "「毎朝この橋を渡ってきた」と近くの商店主は話した。「船では荷物が運べない」",
)


def test_a_last_section_with_a_number_and_a_heading_is_read_as_the_others_are() -> None:
    def section(number: int, heading: str, inner: str) -> str:
        return f"<section class=item><span class=no>{number}</span><h2>{heading}</h2><img src=a.jpg><div>{inner}</div></section>"

    last = "".join(f"<p>{text}</p>" for text in OTHER[:2])
    body = section(1, "De dijk bij het gemaal", story()) + section(2, "Het oude postkantoor", last)
    found = texts(read(page(body)))
    assert found == ["De dijk bij het gemaal", *TEXT, "Het oude postkantoor", *OTHER[:2]]


def test_what_is_put_into_a_sentence_without_being_shown_is_not_read() -> None:
    half = [text.replace(",", '<span style="display: none">x7f3a</span>,', 1) for text in TEXT]
    hidden = page("".join(f"<p>{text}</p>" for text in half))
    assert texts(read(hidden)) == list(TEXT)


def test_a_sentence_that_a_click_shows_is_read() -> None:
    first, rest = TEXT[1].split(". ")
    more = story().replace(TEXT[1], f'{first}. <span style="display:none">{rest}</span>')
    assert len(rest) > 60
    assert texts(read(page(more))) == list(TEXT)


@pytest.mark.parametrize("sign", ["#", "¶", "🔗"])
def test_the_sign_that_links_a_heading_to_itself_is_no_part_of_it(sign: str) -> None:
    heading = f"<h2 id=h>Vee was op tijd weg<a href='#h'>{sign}</a></h2>"
    assert "Vee was op tijd weg" in texts(read(page(story(heading))))


def test_a_description_that_repeats_the_first_paragraph_makes_no_standfirst_of_it() -> None:
    """Where every paragraph has a class of its own, classes don't tell it from the others."""
    paragraphs = "".join(f"<div class=w><p class=x{n}>{text}</p></div>" for n, text in enumerate(TEXT))
    html = page(paragraphs).replace("<title>", f'<meta property="og:description" content="{TEXT[0]}"><title>')
    found = read(html)
    assert (found.standfirst, texts(found)) == ("", list(TEXT))


def linked(shown: str = "", *, description: str = "") -> str:
    """A page with its text in linked data alone."""
    data = {"@type": "NewsArticle", "headline": TITLE, "description": description, "articleBody": "\n\n".join(TEXT)}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return f"<html><head><title>{TITLE}</title>{script}</head><body><div id=app></div>{shown}</body></html>"


def test_a_wall_on_a_page_whose_text_is_in_its_linked_data_is_not_the_text() -> None:
    wall = "Wij en onze partners bewaren cookies op uw apparaat. Ga daarmee akkoord of beheer hier uw voorkeuren."
    assert texts(read(linked(f"<div class=layer><p>{wall}</p><button>OK</button></div>"))) == list(TEXT)


def test_what_a_page_shows_of_the_text_in_its_linked_data_is_the_text() -> None:
    """The rest may be for those who pay."""
    assert texts(read(linked(f"<h1>{TITLE}</h1><p>{TEXT[0]}</p><p>{TEXT[1]}</p>"))) == list(TEXT[:2])


def test_where_the_text_is_in_linked_data_so_is_the_standfirst() -> None:
    assert read(linked(description=OTHER[0])).standfirst == OTHER[0]
    assert read(linked(description=f"{TEXT[0][:80]}…")).standfirst == ""


def test_several_counts_side_by_side_above_a_text_are_none_of_it() -> None:
    counts = "<div class=v><div>閲覧7200回 · 共有72件 · 第8部</div>"
    divs = [f"<div class=d>{text}</div>" for text in (*JAPANESE, *JAPANESE[::-1])]
    headings = [f"<div class=h><strong>橋の架け替え工事の見通し、第{n}回</strong></div>" for n in (1, 2)]
    found = texts(read(page("".join([counts, *divs[:2], headings[0], *divs[2:4], headings[1], *divs[4:], "</div>"]))))
    assert found[0] == JAPANESE[0]


def test_a_heading_over_links_beside_the_entries_takes_none_of_them_along() -> None:
    """The summary and what is in the list hang alike, and have other names: the list is the text all the same."""
    entries = [f"<div class=e><div class=w><p>{text}</p></div></div>" for text in TEXT]
    links = "".join(f"<li><a href=/n{n}>Een ander bericht over de rivier, nummer {n}</a></li>" for n in range(4))
    box = f"<h3>Meest gelezen</h3><ul>{links}</ul>"
    inner = (
        f"<div class=sum>{' '.join(OTHER)}</div><div class=all>{''.join(entries[:3])}{box}{''.join(entries[3:])}</div>"
    )
    found = texts(read(page(inner)))
    assert [text for text in found if text in TEXT] == list(TEXT)


def test_a_first_section_that_the_description_repeats_is_text_like_the_others() -> None:
    sections = f"<section class=s><p>{OTHER[0]}</p></section><section class=s><h2>Op de dijk</h2>{story()}</section>"
    html = page(sections).replace("<title>", f'<meta name=description content="{OTHER[0]}"><title>')
    assert texts(read(html)) == [OTHER[0], "Op de dijk", *TEXT]


def test_words_that_are_told_are_told_with_soft_hyphens_in_them() -> None:
    parts = "<p>Adver\u00adtise\u00adment</p>", "<p>Lees \u200book:</p>"
    assert texts(read(page(story(*parts)))) == list(TEXT)
    note = "Rec\u00adtifi\u00adcatie: in een eerdere versie stond dat er vijf plaatsen waren."
    assert texts(read(page(story(), after=f"<div class=n><p>{note}</p></div>"))) == [*TEXT, note]
