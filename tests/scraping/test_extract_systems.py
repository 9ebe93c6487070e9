# ruff: noqa: E501 (mark-up reads best unbroken)
"""Pages as big publishing systems write them: what of their mark-up is text, and what none."""

from __future__ import annotations

import pytest

from tests.scraping.test_extract import read, texts
from tests.scraping.test_extract_parts import TEXT, TITLE, page, story, with_text

TICKER = "<li class='entry entry--{}'><div class=entry__min>{}'</div><div class=entry__text><p>{}</p></div></li>"


def test_an_entry_of_a_ticker_is_none_of_its_readers_comments_for_the_name_of_its_kind() -> None:
    kinds = "goal", "comment", "card", "comment", "change"
    rows = "".join(
        TICKER.format(kind, 80 - 9 * i, text) for i, (kind, text) in enumerate(zip(kinds, TEXT, strict=True))
    )
    assert texts(read(page(f"<ul class=entries>{rows}</ul>"))) == list(TEXT)


def test_entries_all_of_which_are_called_comments_are_comments() -> None:
    said = ("I swam there as a child, and nobody ever told us of any intake.", "Then do not go in there now!")
    rows = "".join(f"<li class='row row--comment'><b>Reader {i}</b><p>{text}</p></li>" for i, text in enumerate(said))
    found = texts(read(page(f"{story()}</div><div class=below><ul>{rows}</ul>")))
    assert found == list(TEXT)


@pytest.mark.parametrize("names", ["ab ad ae af ag", "x1 ad k9 pq", "ad mw fx hq"])
def test_short_names_that_a_build_made_are_no_words(names: str) -> None:
    assert texts(read(page(story(f"<p class='pw {names}'>{TEXT[0]} So it was said again.</p>")))) == with_text(
        f"{TEXT[0]} So it was said again."
    )


def test_a_single_short_name_that_is_a_word_still_is_one() -> None:
    box = "<div class=ad><p>Warm wetsuits for cold lakes, now at half their price in our shop on Mill Lane.</p></div>"
    assert texts(read(page(story(box)))) == list(TEXT)


def blocks_of(*parts: str) -> str:
    return "".join(
        f"<div class='row r'><div class='block text-block'><div class=inner>{part}</div></div></div>" for part in parts
    )


def test_a_text_goes_on_in_a_like_part_below_a_form_with_a_subheading_and_a_table() -> None:
    first = "".join(f"<p>{text}</p>" for text in TEXT)
    form = "<div class='row r'><div class='block form-block'><form><p>All that the valley talks about, by mail.</p><input></form></div></div>"
    last = "<h3>The grating</h3><table><tr><td>Width</td><td>4</td></tr><tr><td>Height</td><td>9</td></tr></table><p>It is made of oak, which lasts.</p>"
    found = texts(read(page(blocks_of(first) + form + blocks_of(last))))
    assert found == [*TEXT, "The grating", "Width | 4", "Height | 9", "It is made of oak, which lasts."]


def test_a_standfirst_in_what_a_builder_calls_a_widget_is_one() -> None:
    def widget(kind: str, inner: str, number: int) -> str:
        return f"<div class='el el-{number}f9a2b1 el-widget el-widget-{kind}'><div class=el-widget-container>{inner}</div></div>"

    lead = "The lake is not for swimming, whatever the map says."
    parts = [
        widget("title", f"<h1>{TITLE}</h1>", 1),
        widget("excerpt", lead, 2),
        widget("text", story(), 3),
        widget("text", f"<p>{TEXT[0]} And so on.</p>", 4),
        widget("promo", "<p>Warm wetsuits for cold lakes, now at half their price in our shop.</p>", 5),
    ]
    html = f"<html><head><title>{TITLE}</title></head><body><div class=all>{''.join(parts)}</div></body></html>"
    extract = read(html)
    assert (extract.standfirst, texts(extract)) == (lead, [*TEXT, f"{TEXT[0]} And so on."])


def test_a_short_first_paragraph_in_an_element_of_its_own_kind_is_text() -> None:
    parts = "".join(f"<x-text><p>{text}</p></x-text>" for text in ("Swimmers will have to wait.", *TEXT))
    html = f"<html><head><title>{TITLE}</title></head><body><x-story><header><h1>{TITLE}</h1><p class=dek>{TEXT[0]} So much is sure.</p></header>{parts}</x-story></body></html>"
    assert texts(read(html)) == ["Swimmers will have to wait.", *TEXT]


def test_a_card_whose_text_is_short_goes_with_the_cards_beside_it() -> None:
    def card(title: str, text: str) -> str:
        return f"<div class=item><div class=t><a href=/x/{len(title)}>{title}</a></div><div class=e><p>{text}</p></div><time>Nov 20</time></div>"

    cards = card("Bus to the lake gets later", TEXT[4][:40] + " in short.") + "".join(
        card(f"Swimming club meets for the {i}th time", f"{TEXT[i]} So says the club.") for i in (1, 2)
    )
    box = f"<div class=block><div class=list>{cards}</div></div>"
    assert texts(read(page(story(box)))) == list(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "305 wyświetleń",
        "Марина Дорохова 65 просмотров",
        "Visite: 812",
        "1.204 visualizações",
        "阅读 23",
        "조회수 1,204",
        "۲۳ بازدید",
        "87 keer bekeken",
        "Hits: 12",
    ],
)
def test_how_often_a_page_was_seen_is_no_text(line: str) -> None:
    assert texts(read(page(story(f"<p>{line}</p>")))) == list(TEXT)


@pytest.mark.parametrize("line", ["The film has 65 views of the dam", "Visits to the dam"])
def test_a_subheading_about_views_is_text(line: str) -> None:
    assert texts(read(page(story(f"<h2>{line}</h2>")))) == with_text(line)


@pytest.mark.parametrize("label", ["Reklama", "Pubblicità", "Advertentie", "آگهی", "Iklan"])
def test_the_label_of_an_advert_is_no_text(label: str) -> None:
    assert texts(read(page(story(f"<p>{label}</p>")))) == list(TEXT)


def test_that_a_shop_pays_for_links_is_no_text() -> None:
    for line in (
        "We may earn a commission from links on this page, but we only recommend what we love.",
        "If you buy through our links, we may get an affiliate commission at no cost to you.",
    ):
        assert texts(read(page(story(f"<p>{line}</p>", at=0)))) == list(TEXT)
    told = "“We earn commissions on every boat,” the dealer said, “and nobody minds as long as they float.”"
    assert texts(read(page(story(f"<p>{told}</p>")))) == with_text(told)


LINKED = (
    '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{}","author":{{"name":"{}"}}}}</script>'
)


def test_a_box_about_the_author_ends_a_brief_too() -> None:
    """So little is told that the lines around it weigh as much, as in a document."""
    brief = "위원회는 11월 14일까지 증인 657명 이상의 말을 듣는다. 그 뒤에 저수지를 열지 정한다고 수도 회사는 말했다."
    signed = "<p>강서연 기자 seoyeon@valley.example</p><p>저작권자 © Valley Post 무단전재 및 재배포 금지</p>"
    box = "<article class=writer><strong>강서연</strong><p>강서연 기자는 2023년부터 저수지를 취재했다.</p></article>"
    html = f"<html lang=ko><head><title>{TITLE}</title>{LINKED.format(TITLE, '강서연')}</head><body><article class=view><header><h3>{TITLE}</h3></header><div class=view itemprop=articleBody><p>{brief}</p>{signed}</div>{box}</article></body></html>"
    assert texts(read(html)) == [brief]


@pytest.mark.parametrize("name", ["quote", "Story_quote__x7Ysk", "block-quote"])
def test_a_quotation_that_only_its_name_tells_is_text(name: str) -> None:
    said = "“Nobody has ever asked the pike what it makes of all this,” the angler added, and went home."
    assert texts(read(page(story(f"<div class='{name}'><p>{said}</p></div>")))) == with_text(said)


def test_a_quotation_below_the_last_paragraph_is_text_where_another_stands_between_two() -> None:
    frame = "<section class='frame said'><blockquote>“{} again will I fish below that dam, whatever they tell us of it now,” said the angler.</blockquote></section>"
    parts = [
        *(f"<section class=frame><div class=t><p>{text}</p></div></section>" for text in TEXT),
        frame.format("Nor"),
    ]
    parts.insert(2, frame.format("Never"))
    found = texts(read(page("".join(parts))))
    said = [
        f"“{word} again will I fish below that dam, whatever they tell us of it now,” said the angler."
        for word in ("Never", "Nor")
    ]
    assert found == [*TEXT[:2], said[0], *TEXT[2:], said[1]]


@pytest.mark.parametrize("name", ["quote", "Story_quote__x7Ysk"])
def test_a_quotation_that_its_name_tells_and_the_text_has_too_is_pulled_from_there(name: str) -> None:
    assert texts(
        read(page(story(f"<div class='{name}'><p>We were lucky for eighteen summers in a row</p></div>")))
    ) == list(TEXT)


@pytest.mark.parametrize(
    "box",
    [
        "<div class=pull-quote><q>{}</q></div>",
        "<div class='PullQuote_root__a1B2c'><p>“{}”</p></div>",
        "<div data-testid=block-pullquote class=sc-pq><p class=sc-pq1>“{},”</p></div>",
    ],
)
@pytest.mark.parametrize("wrap", ["<p>{}</p>", "<div class=sc-1a><p class=sc-9f>{}</p></div>"])
def test_what_its_page_calls_a_pull_quote_and_the_text_has_is_pulled_from_there(box: str, wrap: str) -> None:
    said = TEXT[1].split(". ")[0].split(", ")[0]
    assert len(said) > 40
    assert texts(read(page(story(box.format(said), wrap=wrap)))) == list(TEXT)


def test_what_its_page_calls_a_pull_quote_and_the_text_lacks_is_read_as_before() -> None:
    box = "<div class=pull-quote><p>“Nobody asked us about the dam before it was too late,” said the angler.</p></div>"
    plain = box.replace("pull-quote", "k7")
    assert texts(read(page(story(box)))) == texts(read(page(story(plain))))


def test_a_centred_line_below_a_picture_is_its_caption() -> None:
    picture = "<p style='text-align: center;'><img src=d.jpg></p>"
    caption = "<p style='text-align: center;'><span>The dam on Monday, seen from the northern bank.</span></p>"
    assert texts(read(page(story(picture, caption)))) == list(TEXT)
    inside = (
        "<div style='text-align:center'><img src=d.jpg><br><span>The dam on Monday, seen from the bank.</span></div>"
    )
    assert texts(read(page(story(inside, wrap="<div>{}</div>")))) == list(TEXT)


def test_centred_paragraphs_below_pictures_are_text_where_all_are() -> None:
    wrap = "<p style='text-align:center'><img src=d.jpg></p><p style='text-align:center'>{}</p>"
    assert texts(read(page(story(wrap=wrap)))) == list(TEXT)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("<div class=autor>Autor: Alicja Rybak</div>", "Alicja Rybak"),
        ("<p class=auteur>Par Hugo Bellanger</p>", "Hugo Bellanger"),
        ("<dl><dd itemprop=author>Scritto da <span itemprop=name>Giulia Bernardi</span></dd></dl>", "Giulia Bernardi"),
        ("<span id=ctl00_lblDate>20.11.2026</span><br><span id=ctl00_lblAuthor><i>Алсу Чижов</i></span>", "Алсу Чижов"),
        ("<div class=x>2026年11月20日 <span class=author>记者 王雅琴</span> <span>来源：晨报</span></div>", "王雅琴"),
    ],
)
def test_who_wrote_a_text_is_told_in_many_tongues(line: str, byline: str) -> None:
    html = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{line}<div class=copy>{story()}</div></article></body></html>"
    extract = read(html)
    assert (extract.byline, texts(extract)) == (byline, list(TEXT))
