# ruff: noqa: E501 (mark-up reads best unbroken)
"""Parts of a text that were once lost, and lines that were once read with it, seen on pages of many sites."""

from __future__ import annotations

import pytest

from articles.scraping import region
from tests.scraping.test_extract import read, texts

URL = "https://news.example/reservoir"
TITLE = "Reservoir stays closed to swimmers until the spring"
TEXT = (
    "The reservoir above the town stays closed to swimmers until the spring, the water company told its neighbours on Monday.",
    "Divers had found that the old intake draws in far more water than its plans say, and nobody knows yet since when it does.",
    "“We were lucky for eighteen summers in a row,” said Olga Brandvold, who has looked after the dam since she left school.",
    "Anglers may come back in March, when the new grating is in place, though only to the northern bank and not after dark.",
    "The company pays for the buses that take the swimming club to the lake in the next valley, which is a good deal colder.",
)


def page(inner: str, head: str = "", lang: str = "en") -> str:
    menu = "".join(f"<a href=/s/{i}>Section {i}</a> " for i in range(8))
    return (
        f"<!DOCTYPE html><html lang={lang}><head><meta charset=utf-8><title>{TITLE}</title>{head}</head><body><nav>{menu}</nav>"
        f"<main><h1>{TITLE}</h1><div class=copy>{inner}</div></main><footer><p>Reservoir Post, Mill Lane</p></footer></body></html>"
    )


def story(*parts: str, at: int = 3, wrap: str = "<p>{}</p>") -> str:
    paragraphs = [wrap.format(text) for text in TEXT]
    return "".join([*paragraphs[:at], *parts, *paragraphs[at:]])


def with_text(*parts: str, at: int = 3) -> list[str]:
    return [*TEXT[:at], *parts, *TEXT[at:]]


@pytest.mark.parametrize(
    "box",
    [
        "<div class=row><div class=cell><div><h2>Morning letter</h2></div><div class=sub>It comes daily.</div><div class=sub>All the valley's news.</div></div></div>",
        "<div id=toc><h2>Contents</h2><ul><li><a href='#a'>1 The intake</a></li><li><a href='#b'>2 The buses</a></li></ul></div>",
    ],
)
def test_a_heading_goes_with_the_text_of_its_box(box: str) -> None:
    heads = "<h2 id=a>The intake</h2>", "<h2 id=b>The grating</h2>"
    found = texts(read(page(story(heads[0], box, heads[1]))))
    assert found == with_text("The intake", "The grating")


def test_a_heading_goes_with_a_folded_text_that_looks_like_the_article() -> None:
    inner = "<div class=a><div class=s><div class=c><p>… has looked after the dam for longer than anyone before her did.</p></div></div></div>"
    box = f"<div class=c><h2><span>Olga Brandvold …</span></h2><figure><img src=o.jpg></figure>{inner}</div>"
    own = "<div class=c><h2>The grating</h2></div>"
    assert texts(read(page(story(box, own, wrap="<div class=c><p>{}</p></div>")))) == with_text("The grating")


def test_a_heading_above_a_picture_with_words_below_it_stays() -> None:
    part = "<div class=part><h2>The intake</h2><figure><img src=i.jpg><figcaption>The intake, seen from the dam on Monday.</figcaption></figure></div>"
    assert texts(read(page(story(part)))) == with_text("The intake")


def test_a_page_whose_text_is_all_in_marked_comments_raises_nothing() -> None:
    talk = "".join(
        f"<div itemprop=articleBody><b>{who}</b> <i>{n} minutes ago</i><p>{TEXT[n]}</p><a href='#r'>Reply</a></div>"
        for n, who in enumerate(("Wim", "Ada", "Sjo", "Bo"), 1)
    )
    assert texts(read(page(f"{story()}<div>{talk}</div>"))) == list(TEXT)
    stories = "".join(
        f"<div class=post><h3><a href=/p{n}>A headline of some length, number {n}</a></h3><div itemprop=articleBody>{text}</div></div>"
        for n, text in enumerate(TEXT)
    )
    assert read(page(stories)).title == TITLE


FORMULA = (
    "<p>The water drawn in each second is <span style='display: none'><math><semantics><mrow><mi>q</mi><mo>=</mo><mi>v</mi><mi>a</mi></mrow>"
    "<annotation encoding=tex>q = va</annotation></semantics></math></span>, as any diver can reckon while the pump is off.</p>"
)


def test_a_formula_is_read_in_its_line() -> None:
    told = "The water drawn in each second is q=va, as any diver can reckon while the pump is off."
    assert texts(read(page(story(FORMULA)))) == with_text(told)


def test_a_short_line_between_sentences_that_breaks_part_is_a_line_of_its_own() -> None:
    lines = [TEXT[0], TEXT[1], "What the divers saw", *TEXT[2:4], "Colder, but open", TEXT[4]]
    assert texts(read(page(f"<div>{'<br>'.join(lines)}</div>"))) == lines


def test_a_short_line_stays_with_the_line_it_is_part_of() -> None:
    verse = "<p>The dam was young<br>and so was she<br>when first they met</p>"
    assert texts(read(page(story(verse)))) == with_text("The dam was young and so was she when first they met")


def test_code_between_paragraphs_is_text_whatever_holds_it() -> None:
    code = "<div class=snippet><div class=lines><pre>$ pump --off</pre></div></div>"
    assert texts(read(page(story(code)))) == with_text("$ pump --off")


def test_an_announced_list_in_an_element_of_its_own_is_text() -> None:
    rows = "<div class=data><ul><li>Swimmers turned away (2025): 212</li><li>Anglers turned away (2025): 40</li></ul></div>"
    announced = "<p>The company counted on two gates:</p>" + rows
    assert texts(read(page(story(announced)))) == with_text(
        "The company counted on two gates:", "Swimmers turned away (2025): 212", "Anglers turned away (2025): 40"
    )
    linked = rows.replace("Swimmers", "<a href=/swimmers>Swimmers</a>")
    assert texts(read(page(story("<p>The company counted on two gates:</p>" + linked))))[4:] == list(TEXT[3:])


def test_lines_that_come_twice_above_lists_are_text() -> None:
    lists = "".join(f"<p>Gained:</p><ul><li>{a}</li><li>{b}</li></ul>" for a, b in (("peace", "fish"), ("ice", "time")))
    found = texts(read(page(story(lists))))
    assert found == with_text("Gained:", "peace", "fish", "Gained:", "ice", "time")


def test_a_very_short_subheading_is_text_where_it_is_called_as_others_are() -> None:
    heads = ["A grating too old by half", "No fish", "Buses go on Saturdays too"]
    parts = [f"<p class=sub>{head}</p>" for head in heads]
    inner = "".join(
        f"<div class=w><p>{text}</p></div>{part}" for text, part in zip(TEXT, [*parts, "", ""], strict=True)
    )
    assert [text for text in texts(read(page(inner))) if text not in TEXT] == heads


def test_a_question_is_a_subheading_where_others_are_called_as_it_is() -> None:
    heads = ["What did the divers see?", "And what of the swimmers who have nowhere else to go on a Saturday?"]
    parts = [f"<div class=asked>{head}</div>" for head in heads]
    inner = "".join([f"<p>{text}</p>" + part for text, part in zip(TEXT, [*parts, "", "", ""], strict=True)])
    assert [text for text in texts(read(page(inner))) if text not in TEXT] == heads


def test_a_wrapper_without_a_name_is_none() -> None:
    more = f"<h3>By bus</h3><div><p>{TEXT[3]}</p><p>{TEXT[4]}</p></div>"
    entry = "".join(
        f"<div class=entry><p>{text} And that is all that can be said of it now.</p></div>" for text in TEXT * 3
    )
    found = texts(read(page(f"{entry}<div class=entry>{more}</div>")))
    assert found[-3:] == ["By bus", TEXT[3], TEXT[4]]


def test_what_is_called_as_the_large_parts_of_a_text_are_is_one_of_them() -> None:
    part = "<div class='site-a{n} pb-widget pb-text'><div class=in>{text}</div></div>"
    more = [f"{text} So it was told twice." for text in TEXT]
    large = [part.format(n=n, text="".join(f"<p>{text}</p>" for text in told)) for n, told in enumerate((TEXT, more))]
    last = part.format(n=2, text="<p>In May the dam is looked at once more, and then every third year.</p>")
    other = "<div class='site-a3 widget links'><p>All that the valley read this week, and why it did.</p></div>"
    found = texts(read(page("".join([*large, last, other]))))
    assert found == [*TEXT, *more, "In May the dam is looked at once more, and then every third year."]


def test_an_edit_in_such_a_part_is_not_passed_over() -> None:
    part = "<div class='pb-widget pb-text'><p>{}</p></div>"
    inner = part.format("</p><p>".join(TEXT[:4]))
    before, after = page(inner + part.format(TEXT[4])), page(inner + part.format(TEXT[4].replace("colder", "warmer")))
    fingerprint = region.fingerprint(before.encode(), url=URL)
    assert not region.unchanged(after.encode(), url=URL, fingerprint=fingerprint)
    more = page(
        inner + part.format(TEXT[4]) + part.format("In May the dam is looked at once more, and then every third year.")
    )
    assert not region.unchanged(more.encode(), url=URL, fingerprint=fingerprint)


def test_the_opening_of_a_text_that_is_a_slideshow_as_a_whole_is_text() -> None:
    opening = f"<div class=slideshow-intro><p>{TEXT[0]}</p></div>"
    slides = "".join(f"<p>{text}</p>" for text in TEXT[1:])
    assert texts(read(page(f"<section class='slideshow big'>{opening}<div>{slides}</div></section>"))) == list(TEXT)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("<p>Von Anneke Terpstra</p>", 3),
        ("<p>Par Olga Brandvold et Jean Moulin</p>", 5),
        ("<p>Redaktion: Anneke Terpstra, Bo Ek Faktencheck: Olga Brandvold</p>", 5),
        ("<p>MDR (dst)</p>", 5),
        ("<p>ap/kam/bfi</p>", 5),
        ("<p>최윤호 기자 uknow@news.example</p>", 5),
        ("<p>-- By Michael Russell Follow @tdmrus</p>", 5),
        ("<p>© 2026 The Reservoir Post. All rights are its own.</p>", 5),
        ("<p>Further links on the matter:</p>", 5),
        ("<p>Photo credit: Valley Pictures</p>", 3),
        ("<p>Photo (cc) : svenw</p>", 5),
        ("<p>The dam in autumn © Valley Tourism / Bo Ek</p>", 3),
        ("<p>（原标题：水库关闭到春天）</p>", 0),
        ("<p>[류영상 기자 ifyou@news.example] [ⓒ 매일, 무단전재 및 재배포 금지]</p>", 5),
        ("<p>최윤호 기자 uknow@news.example</p><p>[ⓒ Valley News]</p>", 5),
        ("<p>Suscríbete a nuestro boletín</p>", 3),
        ("<p>Bültenimize abone olun</p>", 3),
        ("<h3>Подпишитесь на рассылку</h3>", 3),
        ("<p>Translated by Jan Doolan Copyright: Syndicate, 2025</p>", 5),
        ("<p>Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.</p>", 5),
        ("<p>First published in The Valley Review.</p>", 5),
        ("<p>Dieser Artikel ist zuerst bei „Tal“ erschienen.</p>", 5),
        ("<p>{{page.user}} – {{page.time | date}}</p>", 0),
        ("<ol><li><a href='#one'>Best for swimmers</a>: <a href=/x>The lake</a></li><li><a href='#two'>Best for anglers</a>: the dam</li></ol>", 1),
        ("<div class=toc><p>What this page tells of</p><ul><li><a href='#one'>The intake</a></li><li><a href='#two'>The buses</a></li></ul></div>", 1),
    ],
)  # fmt: skip
def test_lines_that_tell_of_the_page_are_no_text(line: str, at: int) -> None:
    assert texts(read(page(story(line, at=at)))) == list(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "<p>The company counted those who came to swim all the same, and wrote down only this:</p>",
        "<p><strong>Von Anneke Terpstra</strong></p>",
        "<p>Whoever holds the copyright of the plans is dead.</p>",
        "<p>Suscríbete o calla, le dijo la alcaldesa al director del diario, que no quiso responder.</p>",
        "<p>The lake is open, but only for those who subscribe to the bus, she said, and not before nine in the morning.</p>",
    ],
)
def test_lines_that_are_somewhat_like_them_are_text(line: str) -> None:
    assert len(texts(read(page(story(line))))) == len(TEXT) + 1


def test_a_text_about_walls_ends_with_no_wall() -> None:
    told = [f"{text} That is only for subscribers." for text in TEXT]
    assert texts(read(page("".join(f"<p>{text}</p>" for text in told)))) == told
    short = "<p>Il n’a pas lu la suite, réservée aux abonnés.</p>"
    assert len(texts(read(page(story(short, short, at=5))))) == len(TEXT) + 2


def test_a_date_in_bold_heads_what_happened_then() -> None:
    days = "".join(f"<p><strong>{n} March 2026</strong></p><p>{TEXT[n]} So it was told.</p>" for n in (1, 2, 3))
    found = texts(read(page(story(days))))
    assert [text for text in found if text.endswith("2026")] == ["1 March 2026", "2 March 2026", "3 March 2026"]
    assert texts(read(page(story("<p><strong>5 March 2026</strong></p>", at=5)))) == list(TEXT)


def test_an_item_that_tells_how_long_something_takes_is_text() -> None:
    items = ["Tea and a talk (30 mins)", "A walk to the other bank (1 hour)"]
    long = "A walk to the other bank, with tea for whoever wants some, in any weather but thunder."
    rows = "".join(f"<li>{item}</li>" for item in [*items, long])
    assert texts(read(page(story(f"<ul>{rows}</ul>")))) == with_text(*items, long)


def test_words_for_screen_readers_are_not_read_but_the_signs_are() -> None:
    link = "<p>The <a href=/plans>plans<span class='u-visually-hidden'> (opens in a new window)</span></a> were drawn before anybody thought of swimmers.</p>"
    assert "The plans were drawn before anybody thought of swimmers." in texts(read(page(story(link))))
    kicker = page(story()).replace(f"<h1>{TITLE}", f"<h1><span>Water</span><span class=sr-only>:</span> {TITLE}")
    assert read(kicker).title == f"Water: {TITLE}"


def test_what_only_prints_is_not_read() -> None:
    more = [f"{text} So it was told twice." for text in TEXT]
    printed = [f"Cited from paper {n}: {text.replace('the', 'a')}" for n, text in enumerate(TEXT)]
    copy = f"<div class='d-none d-print-block'>{''.join(f'<p>{text}</p>' for text in printed)}</div>"
    found = texts(read(page(story(*(f"<p>{text}</p>" for text in more), copy, at=5))))
    assert found == [*TEXT, *more]


def test_an_author_that_linked_data_has_as_a_string_is_read() -> None:
    data = (
        '{"@type": "NewsArticle", "headline": "x", "author": "{ \\"@type\\":\\"Person\\", \\"name\\":\\"Alice Wu\\" }"}'
    )
    assert read(page(story(), head=f"<script type='application/ld+json'>{data}</script>")).byline == "Alice Wu"


EDITED = TITLE.replace("spring", "autumn")
SAID = f"<meta property=og:title content='{TITLE}'><meta name=description content='Divers had found that the old intake draws in more water than its plans say.'>"


@pytest.mark.parametrize("again", ["", f"<p class=crumb>{TITLE}</p>"])
@pytest.mark.parametrize("shown", ["<h1>{}</h1>", "<h1><a href=/reservoir>{}</a></h1>"])
def test_a_headline_that_is_edited_on_the_page_alone_is_the_one_shown(shown: str, again: str) -> None:
    whole = page(story(), SAID).replace(f"<h1>{TITLE}</h1>", shown.format(EDITED) + again)
    assert read(whole).title == EDITED


def test_a_standfirst_that_is_edited_on_the_page_alone_is_the_standfirst() -> None:
    edited = "Divers had found that the new intake draws in more water than its plans say."
    whole = page(story(), SAID).replace("<div class=copy>", f"<div><h4>{edited}</h4></div><div class=copy>")
    assert read(whole).standfirst == edited
    assert texts(read(whole)) == [*TEXT]


@pytest.mark.parametrize(
    "note",
    [
        "Editor's note: An earlier version of this story gave another name to the dam above the town.",
        "Update, 3 November 2026: The company has since said that the grating will be in place by March.",
        "Nachtrag vom 3. November: Das Unternehmen will den Rechen nun doch bis zum März einbauen lassen.",
    ],
)
def test_a_note_above_the_standfirst_is_a_note_and_the_standfirst_stays(note: str) -> None:
    said = "Divers had found that the old intake draws in more water than its plans say."
    head = f"<div><div class=standfirst>{said}</div></div>"
    plain = read(page(story(), SAID).replace("<div class=copy>", f"{head}<div class=copy>"))
    noted = read(page(story(), SAID).replace("<div class=copy>", f"<p><em>{note}</em></p>{head}<div class=copy>"))
    assert (plain.standfirst, noted.standfirst) == (said, said)
    assert texts(noted) == [note, *TEXT]
