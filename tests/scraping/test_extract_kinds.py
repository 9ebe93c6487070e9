# ruff: noqa: E501 (mark-up reads best unbroken)
"""Pages of other kinds than a newspaper's: transcripts, chronicles, reports of incidents, essays with notes."""

from __future__ import annotations

import pytest

from articles.scraping import region
from articles.scraping.extract import Extract
from tests.scraping.test_extract import read, texts
from tests.scraping.test_extract_parts import TEXT, TITLE, URL, page, story, with_text


def test_who_speaks_in_a_transcript_is_text_each_time() -> None:
    names = ("Olga Brandvold", "Wim Aakre", "Olga Brandvold", "Wim Aakre", "Olga Brandvold")
    said = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in zip(names, TEXT, strict=True))
    assert texts(read(page(f"<dl>{said}</dl>"))) == [x for pair in zip(names, TEXT, strict=True) for x in pair]


def rows(heads: tuple[str, ...], tag: str = "div") -> str:
    row = f"<div class=row><{tag} class=head>{{}}</{tag}><div class=what><p>{{}}</p><div class=when>Posted {{}} hours ago</div></div></div>"
    return "".join(row.format(head, text, i) for i, (head, text) in enumerate(zip(heads, TEXT, strict=False), 1))


@pytest.mark.parametrize(
    "heads",
    [
        ("Resolved", "Monitoring", "Identified", "Investigating", "Investigating"),
        ("Resolved", "Investigating"),
        ("3 May 1904", "19 July 1923", "1 March 1944", "28 June 1951", "2 May 1988"),
        ("3. Mai 1904", "19. Juli 1923", "1. März 1944"),
        ("2026-11-02", "2026-11-05", "2026-11-09", "2026-11-11"),
    ],
)
def test_what_stands_first_in_each_row_of_a_report_tells_how_or_when_it_was(heads: tuple[str, ...]) -> None:
    found = texts(read(page(f"<div class=rows>{rows(heads)}</div>")))
    assert found == [x for pair in zip(heads, TEXT, strict=False) for x in pair]


@pytest.mark.parametrize(
    "heads", [("14:02", "13:40", "12:15", "11:30"), ("1", "2", "3", "4"), ("2 November 2026",) * 4]
)
def test_clock_times_numbers_and_the_same_day_again_head_nothing(heads: tuple[str, ...]) -> None:
    assert texts(read(page(f"<div class=rows>{rows(heads)}</div>"))) == list(TEXT[: len(heads)])


NOTE = "The company's own plans of the intake were drawn in the year in which the dam was built."


@pytest.mark.parametrize("mark", ["<sup><a href='#n1'>1</a></sup>", "<sup id=r1><a href='/reservoir#n1'>[1]</a></sup>"])
def test_a_note_to_which_a_mark_in_the_text_leads_is_text(mark: str) -> None:
    notes = f"<section class=notes><ol><li id=n1><p>{NOTE} <a href='#r1'>↩</a></p></li><li id=n2><p>See the plans.</p></li></ol></section>"
    inner = story(f"<p>Nobody had looked at the plans.{mark}</p>") + notes
    assert texts(read(page(inner))) == [*with_text("Nobody had looked at the plans."), NOTE]


def test_a_list_to_which_no_mark_leads_and_references_that_are_links_are_no_notes() -> None:
    mark = "<p>Nobody had looked at the plans.<sup><a href='#n1'>1</a></sup></p>"
    links = "<section class=refs><ol><li id=n1><a href=//a.example/>Plans of the dam and of its intake, at the archive.</a></li></ol></section>"
    assert texts(read(page(story(mark) + links))) == with_text("Nobody had looked at the plans.")


QUOTE = "We shall swim there again, said the club's oldest member."


def test_a_quotation_that_a_block_editor_sets_into_a_figure_is_text() -> None:
    assert texts(read(page(story(f"<figure class=pull><blockquote>{QUOTE}</blockquote></figure>")))) == with_text(QUOTE)
    with_picture = f"<figure><img src=o.jpg><blockquote>{QUOTE}</blockquote></figure>"
    assert texts(read(page(story(with_picture)))) == list(TEXT)


def test_what_a_fact_check_comes_to_is_text_though_it_stands_aside() -> None:
    box = "<aside class='box verdict-box'><span>Our verdict</span><p>False: the intake was never closed.</p></aside>"
    assert "False: the intake was never closed." in texts(read(page(story(box, at=1))))
    other = "<aside class='box'><span>Our letter</span><p>Sign up: the letter is never closed.</p></aside>"
    assert texts(read(page(story(other, at=1)))) == list(TEXT)


def test_the_standfirst_is_the_paragraph_that_the_page_tells_of_and_no_more() -> None:
    lead = "Swimmers will have to wait for another spring, as the water company says."
    inner = f"<p>{lead}</p><p>{TEXT[0]}</p><p>{TEXT[1]}</p><h2>What to bring</h2><ul>{''.join(f'<li>{text}</li>' for text in TEXT[2:])}</ul>"
    found = read(page(inner, head=f"<meta name=description content='{lead}'>"))
    assert [found.standfirst, *texts(found)] in (
        [lead, *TEXT[:2], "What to bring", *TEXT[2:]],
        ["", lead, *TEXT[:2], "What to bring", *TEXT[2:]],
    )


LEAD = "<p class=standfirst>Swimmers will have to wait for another spring, as the water company says.</p>"


def test_a_short_sentence_below_the_standfirst_opens_a_text_of_lists() -> None:
    items = "".join(f"<li>{text}</li>" for text in TEXT)
    inner = f"{LEAD}<div class=in><p>It is closed.</p><ul>{items}</ul></div>"
    assert texts(read(page(inner))) == ["It is closed.", *TEXT]
    folded = "".join(
        f"<details><summary>{ask}?</summary><div><p>{text}</p></div></details>"
        for ask, text in zip(("Why", "Since when", "Who says so", "Who may fish", "Who pays"), TEXT, strict=True)
    )
    assert texts(read(page(f"{LEAD}<div class=in>{folded}</div>")))[:2] == ["Why?", TEXT[0]]


def test_a_short_paragraph_opens_a_text_in_a_script_without_full_stops() -> None:
    text = "อ่างเก็บน้ำเหนือเมืองยังปิดไม่ให้ว่ายน้ำจนถึงฤดูใบไม้ผลิ บริษัทประปาแจ้งแก่เพื่อนบ้านเมื่อวันจันทร์ที่ผ่านมา"
    short = "นักประดาน้ำกล่าวว่า “ท่อน้ำยังเปิดอยู่”"
    lead = "<p class=standfirst>นักว่ายน้ำต้องรอไปจนถึงฤดูใบไม้ผลิปีหน้าตามที่บริษัทประปาแจ้งไว้</p>"
    found = read(page(f"{lead}<div class=in><p>{short}</p><p>{text}</p><p>{text[::-1]}</p></div>", lang="th"))
    assert texts(found) == [short, text, text[::-1]]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("By Ann Lee and Bo van Ek", "Ann Lee, Bo van Ek"),
        ("By Ann Lee · Updated 20.11.2026 08:13", "Ann Lee"),
        ("<span>Par Élodie Garrec</span> <span>20.11.2026</span> <span>1088 vues</span>", "Élodie Garrec"),
        ("Von Jürgen Groß", "Jürgen Groß"),
        ("Текст: Марина Кольцова", "Марина Кольцова"),
        ("بقلم هدى النجار", "هدى النجار"),
        ("लेखक: मीरा सक्सेना", "मीरा सक्सेना"),
        ("โดย วราภรณ์ ทองดี", "วราภรณ์ ทองดี"),
        ("文・早川美咲", "早川美咲"),
        ("記者 林志豪", "林志豪"),
        ("글 정하윤", "정하윤"),
        ("Photo: Ann Lee", ""),
        ("By the end of May", ""),
        ("By Ann Lee in the valley", ""),
        ("Par Hazard", ""),
    ],
)
def test_a_line_above_the_text_says_by_whom_it_is(line: str, name: str) -> None:
    assert read(page(f"<div class=c1>{line}</div><div class=in>{story()}</div>")).byline == name


def test_a_new_name_in_such_a_line_is_seen_where_the_text_is_known_again() -> None:
    def shown(name: str) -> bytes:
        return page(f"<div class=c1>By {name}</div><div class=in>{story()}</div>").encode()

    _, fingerprint = known(region.read(shown("Ann Lee"), url=URL))
    assert region.read(shown("Ann Lee"), url=URL, fingerprint=fingerprint) is None
    found, _ = known(region.read(shown("Cy Dee"), url=URL, fingerprint=fingerprint))
    assert found.byline == "Cy Dee"


def known(found: tuple[Extract, str] | None) -> tuple[Extract, str]:
    assert found is not None
    return found


@pytest.mark.parametrize("head", ["학교 측은 11일 214건의 계획을 발표했다", "市の委員会が計画を発表したのは2日"])
def test_a_subheading_with_a_day_in_it_is_no_line_of_times(head: str) -> None:
    assert texts(read(page(story(f"<div class=h><b>{head}</b></div>")))) == with_text(head)


@pytest.mark.parametrize(
    "fault",
    [
        "[an error occurred while processing this directive]",
        "&lt;!-- fragment /box/12 timed out --&gt;",
        "Error 503: /fragments/teaser could not be rendered",
        "Warning: Undefined variable $box in /srv/www/box.php on line 12",
        "Liquid error: internal",
        "502 Bad Gateway",
    ],
)
def test_what_a_server_says_of_a_part_that_failed_is_no_text(fault: str) -> None:
    assert texts(read(page(story(f"<p>{fault}</p>")))) == list(TEXT)
    assert texts(read(page(story(fault)))) == list(TEXT)


def test_a_list_of_links_to_nowhere_is_of_buttons() -> None:
    buttons = "<ul class=x1><li><a href='#'>Print it</a></li><li><a href='#'>Keep it</a></li></ul>"
    assert texts(read(page(f"{buttons}{story()}"))) == list(TEXT)
    assert read(page(f"{buttons}{story()}")).title == TITLE


COOKIES = (
    "<h2>Cookies</h2><p>We use cookies to make this site work, and to show you what our partners have on offer.</p>"
    "<p>Read more in our policy, where you can also change your mind.</p>"
)


def status(banner: str) -> str:
    rows_of = rows(("Resolved", "Investigating"))
    return page(f"<div class=rows>{rows_of}</div>").replace("</body>", f"{banner}</body>")


@pytest.mark.parametrize(
    "button", ["<button>Accept</button>", "<a href='#'>Alle akzeptieren</a>", "<input type=button value='Agree'>"]
)
def test_a_banner_that_asks_for_consent_is_no_text_of_a_short_page(button: str) -> None:
    found = texts(read(status(f"<div id=c7><div>{COOKIES}{button}</div></div>")))
    assert found == ["Resolved", TEXT[0], "Investigating", TEXT[1]]


def test_a_text_about_cookies_is_text() -> None:
    about = "<p>The site of the water company sets cookies in the browsers of all who look at it, whatever they answer.</p><button>Accept</button>"
    assert len(texts(read(page(story(about))))) == len(TEXT) + 1
    outside = f"<body><h1>{TITLE}</h1><div class=copy>{story(about)}{story()}</div></body>"
    assert len(texts(read(outside))) > len(TEXT)


@pytest.mark.parametrize("times", ["14:02<br><br>13:40<br><br>12:15", "14:02<p></p>13:40<p></p>12:15<p></p>11:30"])
def test_times_one_below_the_other_in_one_element_begin_no_rows(times: str) -> None:
    assert texts(read(page(f"{story()}<div>{times}</div>"))) == list(TEXT)


def test_a_date_of_a_chronicle_that_is_corrected_is_seen_where_the_text_is_known_again() -> None:
    days = ("3 May 1904", "19 July 1923", "1 March 1944", "28 June 1951", "2 May 1988")
    before, after = (page(f"<div class=rows>{rows(each)}</div>").encode() for each in (days, ("3 May 1905", *days[1:])))
    _, fingerprint = known(region.read(before, url=URL))
    found, _ = known(region.read(after, url=URL, fingerprint=fingerprint))
    assert texts(found)[0] == "3 May 1905"
