# ruff: noqa: E501 (mark-up reads best unbroken)
"""Texts of which each part stands in a box of its own, and texts of one sentence."""

from __future__ import annotations

import pytest

from tests.scraping.test_extract import read, texts
from tests.scraping.test_extract_insets import TEXT, page, story

PARTS = {
    "a name of their own": ('<div class="b1 text"><div><p>{}</p></div></div>', '<div class="b1 list">{}</div>'),
    "no other name": ('<div class="block"><div class="words">{}</div></div>', '<div class="block">{}</div>'),
}
ITEMS = ("De veerpont vaart tot vrijdag niet", "Het fietspad bij Ochten is dicht", "Scholen blijven gewoon open")


def a_list(items: tuple[str, ...]) -> str:
    return "<ul class=k7>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


@pytest.mark.parametrize("kind", PARTS)
def test_a_list_in_a_box_among_those_of_the_paragraphs_is_text(kind: str) -> None:
    wrap, box = PARTS[kind]
    found = texts(read(page(story(box.format(a_list(ITEMS)), wrap=wrap))))
    assert found == [*TEXT[:2], *ITEMS, *TEXT[2:]]


@pytest.mark.parametrize(
    "inner",
    [
        a_list(("Ja 45 %", "Nee 31 %", "Weet niet")),
        a_list(tuple(f'<a href="/b/{n}">{item}</a>' for n, item in enumerate(ITEMS))),
        a_list((*ITEMS, '<a href="/b/1">Lees hier alles over het hoge water</a>')),
        a_list((*ITEMS[:2], "<button>Stem nu mee over de dijk</button>")),
    ],
)
def test_a_list_of_links_labels_or_buttons_in_such_a_box_is_none(inner: str) -> None:
    wrap, box = PARTS["a name of their own"]
    assert texts(read(page(story(box.format(inner), wrap=wrap)))) == list(TEXT)


def test_a_quotation_of_a_line_in_a_box_called_as_those_of_the_paragraphs_is_text() -> None:
    wrap, box = PARTS["no other name"]
    said = "„Wij slapen al drie nachten in de gymzaal”, zegt Bram de Wit."
    quote = box.format(f"<div class=block-quote><div class=block-quote-text>{said}</div></div>")
    assert texts(read(page(story(quote, wrap=wrap)))) == [*TEXT[:2], said, *TEXT[2:]]


@pytest.mark.parametrize("label", ["Advertentie", "Anzeige", "פרסומת"])
@pytest.mark.parametrize("box", ["<section class=k8>{}<p>{}</p></section>", "<div class=k8><p>{}</p><p>{}</p></div>"])
def test_what_stands_below_the_word_advert_in_a_box_of_its_own_is_none(box: str, label: str) -> None:
    offers = "De nieuwe Vireo rijdt nu het eerste jaar zonder kosten, bij elke dealer in de buurt, alleen deze maand."
    wrap = "<section class=k9><p>{}</p></section>"
    boxes = [box.format(label, offers), *(f"<section class=k{n}><p>{n} uur</p></section>" for n in (6, 7))]
    assert texts(read(page(story(*boxes, wrap=wrap)))) == list(TEXT)


def test_the_word_advert_amid_the_paragraphs_takes_none_of_them_along() -> None:
    assert texts(read(page(story("<p>Advertentie</p>", at=4)))) == list(TEXT)


FLASH = "De dijk bij Ochten houdt, meldt het waterschap."
TALK = "".join(
    f"<div class=row><b>{who}</b><p>Ik woon er vlakbij en zag vannacht al {n} wagens met zand de dijk op rijden, dus het zal wel meevallen.</p></div>"
    for n, who in enumerate(("Wim", "Sjoukje", "Bram", "Anneke"), 11)
)


def test_what_readers_say_below_a_flash_is_none_of_it() -> None:
    found = read(page(f"<p>{FLASH}</p>", after=f"<div id=comments><h3>Wat vindt u?</h3>{TALK}</div>"))
    assert not any("vlakbij" in text for text in (*texts(found), found.standfirst))


def test_a_flash_below_a_longer_standfirst_is_text() -> None:
    flash = "Van de zeven gemalen langs de rivier zijn er vannacht twee stilgevallen."
    found = read(page(f"<div class=k6><p>{flash}</p></div>", head=f"<p class=lead>{TEXT[0]} {TEXT[1]}</p>"))
    assert texts(found)[-1] == flash


@pytest.mark.parametrize("name", ["comments-open", "news-comment", "commentary"])
def test_a_text_that_may_be_commented_on_is_none_of_its_comments(name: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in TEXT)
    found = read(
        page(f"<div class={name}>{paragraphs}</div>", head="<p class=lead>De dijk houdt, zegt het waterschap.</p>")
    )
    assert texts(found) == list(TEXT)


def test_an_item_of_a_list_with_a_number_of_days_is_text_in_a_paragraph_too() -> None:
    items = ("Het veer vaart 61 dagen niet", "Kaartjes gelden 12 dagen langer", "De sluis gaat 40 minuten later open")
    listed = "<ul>" + "".join(f"<li><p>{item}</p></li>" for item in items) + "</ul>"
    assert texts(read(page(story(listed)))) == [*TEXT[:2], *items, *TEXT[2:]]
