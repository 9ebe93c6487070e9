# ruff: noqa: E501 (mark-up reads best unbroken)
"""What is short or hangs otherwise, and is told for text or none by its place: datelines, entries, items, summaries."""

from __future__ import annotations

import pytest

from articles.scraping.charset import to_utf8
from tests.scraping.test_extract import read, texts
from tests.scraping.test_extract_insets import TEXT, page, story

BRIEF = "".join(f"<p>{text}</p>" for text in TEXT[:2])
AUTHOR = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Margaret Oyelaran"}}</script>'


@pytest.mark.parametrize(
    "line",
    [
        "By Margaret Oyelaran | Published 25 November 2026, 20:33 · Last updated 26 November 2026, 07:02",
        "Von Margaret Oyelaran, veröffentlicht am 25.11.2026 um 20:33 Uhr, zuletzt aktualisiert am 26.11.2026 um 07:02 Uhr",
        "โดย มาลี ศรีสุขเผยแพร่ 25.11.2026 23:47 · ปรับปรุงล่าสุด 26.11.2026 08:02",
        "记者 周雅婷 | 发布时间 2026年11月26日 00:37 · 更新时间 2026年11月26日 06:00",
    ],
)
@pytest.mark.parametrize("inner", [BRIEF, story()])
def test_a_line_that_tells_when_an_article_was_published_and_changed_is_none_of_it(line: str, inner: str) -> None:
    plain = texts(read(page(inner, head=AUTHOR)))
    assert texts(read(page(f"<p>{line}</p>{inner}", head=AUTHOR))) == plain
    assert texts(read(page(f"{inner}<p>{line}</p>", head=AUTHOR))) == plain


def test_a_dateline_below_a_bold_standfirst_of_some_sentences_is_no_text() -> None:
    lead = f"<p><b>{TEXT[0]} {TEXT[1]}</b></p>"
    line = "<p>Par Celia Dellamore, Publié le 20.11.2026, 8:00 · Mis à jour 21.11.2026, 11:00</p>"
    assert texts(read(page(f"{lead}{line}{story()}"))) == texts(read(page(f"{lead}{story()}")))


def test_a_line_with_two_dates_amid_the_text_is_text() -> None:
    line = "Concerten: 12.05.2026 20:00 Ahoy in Rotterdam, 14.05.2026 20:00 De Oosterpoort in Groningen, 15.05.2026 Effenaar"
    assert line in texts(read(page(story(f"<p>{line}</p>"))))


@pytest.mark.parametrize(
    "entry",
    ["<div class=q><time>{0}</time><p>{1}</p></div>", "<section class={2}><div><b>{0}</b><p>{1}</p></div></section>"],
)
def test_entries_that_each_begin_with_another_time_are_text_beside_paragraphs(entry: str) -> None:
    told = [
        "Het water staat nu op vier meter.",
        "De brug bij het veer is dicht.",
        "De eerste zakken zand zijn er, en er komen er nog duizend bij.",
    ]
    rows = "".join(entry.format(f"1{n}:0{n}", text, f"k{n}") for n, text in enumerate(told))
    found = texts(read(page(story() + rows)))
    assert found[-3:] == told


def test_entries_that_lead_on_to_other_articles_are_none() -> None:
    rows = "".join(
        f"<div class=q><time>1{n}:00</time><p><a href=/n/{n}>Bericht {n}</a> Het water staat nu op {n} meter.</p></div>"
        for n in range(4)
    )
    assert texts(read(page(story() + rows))) == [*TEXT]


def test_an_item_of_a_word_is_text_where_the_others_of_its_list_are() -> None:
    items = ["Laarzen tot boven de knie", "2 scheppen", "Een lamp voor in de nacht", "Brood"]
    listed = f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    found = texts(read(page(story(listed, wrap="<div>{}</div>"))))
    assert found == [*TEXT[:2], *items, *TEXT[2:]]


def test_a_heading_in_a_box_that_asks_for_an_address_is_none_of_the_text() -> None:
    box = "<div class=nl><h3>Elke avond het nieuws van de dag</h3><form><input type=email><button>OK</button></form></div>"
    assert texts(read(page(story(box)))) == [*TEXT]


def test_a_quotation_whose_paragraph_has_a_wrapper_of_its_own_is_text() -> None:
    said = "We hebben dertig jaar op deze dijk gewacht en niemand heeft sorry gezegd, ook de provincie niet."
    quote = f"<blockquote><div class=b><p>{said}</p></div></blockquote>"
    assert texts(read(page(story(quote, wrap="<div class=b><p>{}</p></div>")))) == [*TEXT[:2], said, *TEXT[2:]]


def test_a_short_sentence_next_to_the_headline_is_the_standfirst() -> None:
    said = "Een rapport noemt 45 fouten van het waterschap."
    head = f"<div class=k3>{said}</div><div class=k4>25.11.2026 21:40</div>"
    assert read(page(story(), head=head)).standfirst == said
    assert read(page(story(), head=head.replace("45", "46"))).standfirst == said.replace("45", "46")


@pytest.mark.parametrize(
    "line", ["Bijgewerkt op 26 november 2026 om 14:07 uur.", "Lees ook <a href=/x>wat het waterschap eerder zei</a>."]
)
def test_a_line_next_to_the_headline_that_tells_a_time_or_leads_on_is_no_standfirst(line: str) -> None:
    assert not read(page(story(), head=f"<div class=k3>{line}</div>")).standfirst


def test_what_is_called_a_standfirst_may_be_a_few_words() -> None:
    head = "<p class=standfirst>En rapport pekar ut 71 misstag.</p>"
    assert read(page(story(), head=head)).standfirst == "En rapport pekar ut 71 misstag."


@pytest.mark.parametrize(
    "said",
    [
        "Het late doelpunt kwam van een invaller.",
        "Hij vertrok met twee broden en een kaart uit 1911, en was pas in mei weer thuis.",
    ],
)
@pytest.mark.parametrize("wrap", ["<p>{}</p>", "<section class=w><div>{}</div></section>"])
def test_what_stands_below_a_linked_heading_in_a_box_tells_of_another_article(said: str, wrap: str) -> None:
    box = f"<div class=n><span>Partner</span><h4><a href=/n/7>De bakker die door de Ardennen liep</a></h4><p>{said}</p></div>"
    box = wrap.format(box) if "section" in wrap else box
    assert texts(read(page(story(box, wrap=wrap)))) == [*TEXT]


def test_the_parts_of_a_text_may_have_linked_headings() -> None:
    parts = "".join(
        f"<section><h2><a href=/p/{n}>Plek {n}: de dijk</a></h2><p>{text}</p></section>" for n, text in enumerate(TEXT)
    )
    assert [text for text in texts(read(page(parts))) if text in TEXT] == [*TEXT]


@pytest.mark.parametrize(
    "note",
    [
        "更正：本文早前有关白鹭湾的数字有误。",
        "सुधार: इस लेख के पिछले संस्करण में हरिनगर का आँकड़ा ग़लत था।",
        "แก้ไข: ตัวเลขเกี่ยวกับเกาะยาวในฉบับก่อนหน้าไม่ถูกต้อง",
        "Уточнение: в прежней версии статьи была неверная цифра.",
    ],
)
def test_a_correction_in_a_box_is_text_in_each_script(note: str) -> None:
    assert note in texts(read(page(story() + f"<aside class=x><p>{note}</p></aside>")))


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        (
            "pl",
            "iso-8859-2",
            "<p>Sąd okręgowy zapowiada zamknięcie mostu na kolejne 36 tygodni. Decyzję można zaskarżyć w ciągu 65 dni.</p>"
            "<p>Rzecznik zarządu portu podpisuje umowę ze stocznią w miejscowości Kamień Śląski. Decyzję można zaskarżyć w ciągu 30 dni.</p>"
            "<p>Rzecznik zarządu portu zleca kontrolę 15 domów. Decyzję można zaskarżyć w ciągu 35 dni.</p>",
        ),
        (
            "tr",
            "cp1254",
            "<p>“Bu bir sabır meselesi,” dedi Burak Çetin.</p>"
            "<p>Bölge mahkemesi İncesu yakınındaki taş ocağının iznini iptal etti; belgeler gazetemizin elinde bulunuyor.</p>"
            "<p>Bölge mahkemesi 73 oyun yeniden sayılmasını istedi, ancak muhalefet bu sayıya itiraz ediyor.</p>",
        ),
    ],
)
def test_a_page_that_names_no_encoding_of_its_own_is_read_in_one_that_its_language_had(
    language: str, encoding: str, text: str
) -> None:
    body = f"<html lang='{language}'><head><meta charset='utf-8'></head><body>{text}</body></html>"
    assert to_utf8(body.encode(encoding)).decode() == body
