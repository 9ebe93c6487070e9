# ruff: noqa: E501 (mark-up reads best unbroken)
"""What is read from a page: headline, standfirst, typed blocks, byline, times; and what is left out."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.scraping.extract import Block, Extract, Rules, extract
from tests.scraping.layouts import LAYOUTS, Story, esc, head

SENTENCES = (
    "The bridge will close on the first of November, the harbour board said after a meeting that ran past midnight.",
    "Engineers found rust in two of the eleven bearings, and in one place a crack as long as a hand.",
    "“We would rather be shouted at now than sued later,” said Ines Calloway, who chairs the board.",
    "Shopkeepers on the north bank expect to lose a third of their trade in the weeks before Christmas.",
    "A ferry will run every twenty minutes, free of charge, from half past six in the morning.",
)
STORY = Story("Harbour bridge to close for two winters, board decides", [("paragraph", text) for text in SENTENCES])


def read(page: str | bytes, *, content_type: str | None = None, rules: Rules | None = None) -> Extract:
    body = page if isinstance(page, bytes) else page.encode()
    return extract(body, url="https://news.example/bridge", content_type=content_type, rules=rules)


def page(inner: str, story: Story = STORY) -> str:
    """A page whose article holds `inner` after the headline."""
    return f"{head(story)}<body><main><article><h1>{esc(story.title)}</h1>{inner}</article></main></body></html>"


def body(*extra: str) -> str:
    """Five paragraphs, and after the second what else is given."""
    paragraphs = [f"<p>{esc(text)}</p>" for text in SENTENCES]
    return "".join(paragraphs[:2] + list(extra) + paragraphs[2:])


def texts(found: Extract) -> list[str]:
    return [block.text for block in found.blocks]


def test_it_reads_headline_byline_times_and_language() -> None:
    found = read(page(body()))

    assert found.title == STORY.title
    assert found.byline == "Robin Ashdown"
    assert found.published_at == datetime(2024, 3, 5, 6, 30, tzinfo=UTC)
    assert found.language == "en"
    assert texts(found) == list(SENTENCES)


def test_blocks_have_kinds() -> None:
    found = read(
        page(
            body(
                "<h2>What comes next</h2>",
                "<ul><li>First the rails are taken off.</li><li>Then the bearings are lifted.</li></ul>",
                "<blockquote><p>Nobody can say that we were not warned about that bearing.</p></blockquote>",
                "<table><tr><th>Day</th><th>Ferries</th></tr><tr><td>Monday</td><td>41</td></tr></table>",
            )
        )
    )

    kinds = [(block.kind, block.text) for block in found.blocks if block.text not in SENTENCES]
    assert kinds == [
        ("heading", "What comes next"),
        ("item", "First the rails are taken off."),
        ("item", "Then the bearings are lifted."),
        ("quote", "Nobody can say that we were not warned about that bearing."),
        ("row", "Day | Ferries"),
        ("row", "Monday | 41"),
    ]


@pytest.mark.parametrize(
    "noise",
    [
        '<p>A version of this article appears in print on March 6, 2024. <a href="/o">Order Reprints</a> | Subscribe</p>',
        '<aside class="promo"><p>This article is available exclusively to those who pay for it. Become one of them.</p></aside>',
        "<blockquote><p>Shopkeepers on the north bank expect to lose a third of their trade</p><p>A shopkeeper</p></blockquote><p>© Quiet Courier 2024</p>",
        '<p><strong>READ MORE: </strong><a href="/x">Why the night bus never came back to the valley</a></p>',
        '<p><strong>LEER MÁS: </strong><a href="/x">El puente que nadie quiso pagar hasta que cayó</a></p>',
        '<p class="x9">Updated 7 minutes ago</p>',
        '<div class="x9">Aktualisiert vor 12 Minuten</div>',
        '<div>148 shares <a href="#">Share</a></div>',
        '<figure><img src="a.jpg"><figcaption>The bridge at dusk. Photo: A. Nobody</figcaption></figure>',
        '<div class="newsletter-box"><h3>Never miss a story</h3><p>Sign up and get our best stories every day.</p></div>',
        '<div class="k2"><ul><li><a href="/1">Ferry workers reject pay offer</a></li><li><a href="/2">Trains cut</a></li></ul></div>',
        "<div class='q1'><div>Your view</div><p>Do you cross the bridge to get to work? Tell us how it will be.</p></div>",
    ],
)
def test_furniture_inside_the_article_is_left_out(noise: str) -> None:
    assert texts(read(page(body(noise)))) == list(SENTENCES)


@pytest.mark.parametrize(
    "note",
    [
        "<p>Correction: an earlier version of this story gave the wrong number of bearings.</p>",
        "<div class='box'><p>This article was amended on 5 March to correct the name of the chair.</p></div>",
        "<aside><p>Korrektur: In einer früheren Version stand ein falscher Name der Vorsitzenden.</p></aside>",
        "<div><em>Fe de errores: el puente tiene once apoyos y no doce, como se dijo antes.</em></div>",
    ],
)
def test_a_correction_note_is_kept_wherever_it_stands(note: str) -> None:
    assert len(texts(read(page(body() + note)))) == len(SENTENCES) + 1


def test_the_headline_loses_the_name_of_the_site() -> None:
    found = read(
        page(body())
        .replace("<h1>", '<h1 class="a">')
        .replace(f"{esc(STORY.title)}</h1>", f"{esc(STORY.title)} | The Quiet Courier</h1>")
    )

    assert found.title == STORY.title


def test_a_headline_changed_on_the_page_alone_is_read() -> None:
    changed = page(body()).replace(f"{esc(STORY.title)}</h1>", f"{esc(STORY.title)} after row</h1>")

    assert read(changed).title == f"{STORY.title} after row"


def test_a_headline_repeated_in_the_body_is_not_a_block() -> None:
    assert texts(read(page(f"<h2>{esc(STORY.title)}</h2>{body()}"))) == list(SENTENCES)


def test_a_standfirst_is_read_only_where_the_page_shows_it() -> None:
    shown = read(
        page(f'<p class="standfirst">Two winters without a bridge, and a ferry nobody has seen yet.</p>{body()}')
    )
    hidden = read(page(body()))

    assert shown.standfirst == "Two winters without a bridge, and a ferry nobody has seen yet."
    assert texts(shown) == list(SENTENCES)
    assert hidden.standfirst == ""


def test_a_drop_cap_is_joined_to_its_word() -> None:
    first = "Tomorrow the bridge is shut, and nobody in the town has yet seen the ferry that is to replace it."
    found = read(page(f"<p><span>T</span> {first[1:]}</p>{body()}"))

    assert texts(found)[0] == first


def test_breaks_between_sentences_part_paragraphs_and_breaks_in_a_verse_do_not() -> None:
    broken = read(page(f"<div>{'<br>'.join(map(esc, SENTENCES))}</div>"))
    verse = read(page(body("<p>The bridge is down,<br>the boat is slow,<br>and who will pay<br>we do not know</p>")))

    assert texts(broken) == list(SENTENCES)
    assert "The bridge is down, the boat is slow, and who will pay we do not know" in texts(verse)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_article_reads_the_same_whatever_its_furniture(layout: str) -> None:
    seen = {tuple(read(LAYOUTS[layout](STORY)).blocks) for _ in range(5)}  # the layouts draw other noise each time

    assert seen == {tuple(Block("paragraph", text) for text in SENTENCES)}


def test_opening_paragraphs_parted_from_the_rest_are_read() -> None:
    first, *rest = (f'<p class="text">{esc(text)}</p>' for text in SENTENCES)
    found = read(
        page(f'<div class="part one">{first}</div><div class="ad">Advert</div><div class="part">{"".join(rest)}</div>')
    )

    assert texts(found) == list(SENTENCES)


def test_a_heading_is_read_in_a_wrapper_beside_the_paragraphs() -> None:
    parts = [f"<div class='slot'><div class='in'><p>{esc(text)}</p></div></div>" for text in SENTENCES]
    parts[2] = parts[2].replace(
        "<div class='in'>", "<div class='in'><div><h2 id='nav__rust'>Rust everywhere</h2></div>"
    )

    found = read(page("".join(parts)))

    assert [block.text for block in found.blocks if block.kind == "heading"] == ["Rust everywhere"]
    assert len(found.blocks) == len(SENTENCES) + 1


def test_a_line_in_an_element_of_its_own_between_paragraphs_is_read_unless_it_is_a_caption() -> None:
    found = read(page(body("<div class='k3'>Rust everywhere one looks</div>")))
    captioned = read(page(body("<div><img src='a.jpg'></div><div class='k3'>The bearing that broke</div>")))

    assert texts(found) == [*SENTENCES[:2], "Rust everywhere one looks", *SENTENCES[2:]]
    assert texts(captioned) == list(SENTENCES)


def test_what_follows_the_text_in_another_place_is_no_text() -> None:
    notice = "<div class='bar'><p>Please keep to the matter when you write to us, and sign with your own name, or we delete it.</p></div>"
    html = page(body()).replace("</article>", f"</article><section><div class='x'>{notice}</div></section>")
    about = "<p>Robin Ashdown reports on bridges, ferries and what stands between them.</p><p>Sources:</p>"

    assert texts(read(html)) == list(SENTENCES)
    assert texts(read(page(body() + body().replace("<p>", "<p>Again: ") + about)))[-1] == f"Again: {SENTENCES[-1]}"


def test_what_stands_between_headline_and_standfirst_is_no_text() -> None:
    above = "<h2>Harbour</h2><p>CommentPrint page</p><p class='lead'>Two winters without a bridge, and a ferry nobody has seen.</p>"

    found = read(page(above + body()))

    assert found.standfirst == "Two winters without a bridge, and a ferry nobody has seen."
    assert texts(found) == list(SENTENCES)


def test_a_bold_line_between_breaks_is_a_line_of_its_own() -> None:
    first, second, *rest = SENTENCES

    found = read(page(f"<div>{first}<br><b>Rust everywhere</b><br>{'<br>'.join([second, *rest])}</div>"))

    assert texts(found) == [first, "Rust everywhere", second, *rest]


@pytest.mark.parametrize(
    ("shown", "byline"),
    [("Written by Ines van Dyke", "Ines van Dyke"), ("By Ines Dyke and Bo Ek, Email the writers", "Ines Dyke, Bo Ek")],
)
def test_a_shown_byline_gives_names_and_nothing_else(shown: str, byline: str) -> None:
    html = f'<html><body><article><h1>{STORY.title}</h1><p class="byline">{shown}</p>{body()}</article></body></html>'

    assert read(html).byline == byline


def test_who_wrote_it_is_read_out_of_a_line_with_a_time_and_a_counter() -> None:
    name = '<span class="author vcard"><a class="url fn" href="/author/7">Ines van Dyke</a></span>'
    line = f'<time>November 24, 2026</time> <span class="byline">by {name}</span> <span>1,182 views</span>'
    html = f"<html><body><article><h1>{STORY.title}</h1><div class=meta>{line}</div>{body()}</article></body></html>"

    assert read(html).byline == "Ines van Dyke"


@pytest.mark.parametrize(("said", "title"), [(STORY.title, STORY.title), ("Rust", f"Harbour {STORY.title}")])
def test_a_kicker_within_the_headline_is_left_out_where_the_page_says_so(said: str, title: str) -> None:
    told = json.dumps({"@type": "NewsArticle", "headline": said})
    head = f'<meta property="og:title" content="{said}"><script type="application/ld+json">{told}</script>'
    shown = f"<h1><span>Harbour</span> <span>{STORY.title}</span></h1>"

    assert read(f"<html><head>{head}</head><body><article>{shown}{body()}</article></body></html>").title == title


@pytest.mark.parametrize("told", ["Harbour Diary - {}", "{} | Harbour Diary"])
def test_the_name_of_a_site_is_left_out_of_a_headline_that_only_the_title_element_tells(told: str) -> None:
    cell = f"<font size=5><b>{STORY.title}</b></font><br><font size=2>24 November</font>{body()}"
    nav = "<td width=120><a href=/a>News</a><br><a href=/b>Boats</a></td>"
    html = f"<title>{told.format(STORY.title)}</title><table><tr>{nav}<td>{cell}</td></tr></table>"

    found = read(f"<html><body>{html}</body></html>")

    assert found.title == STORY.title
    assert texts(found) == list(SENTENCES)


def test_rules_keep_drop_ignore_and_name_the_title() -> None:
    html = page(
        f'<div id="kicker">Harbour</div><div class="text">{body("<p>Subscribe to us, dear reader, today.</p>")}'
        "<p class='ad'>Buy this boat, it is a good boat and the last of its kind.</p></div><p>Not article.</p>"
    )
    rules = Rules.from_json(
        {"keep": [".text"], "drop": ["//p[@class='ad']"], "title": "#kicker", "ignore": ["^Subscribe"]}
    )

    found = read(html, rules=rules)

    assert found.title == "Harbour"
    assert texts(found) == list(SENTENCES)


def test_rules_that_match_nothing_give_no_blocks() -> None:
    assert read(page(body()), rules=Rules(keep=(".gone",))).blocks == ()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"keep": ["p["]}, "'keep'"),
        ({"drop": ["//p["]}, "'drop'"),
        ({"title": ["h1"]}, "'title'"),
        ({"ignore": ["("]}, "'ignore'"),
        ({"keep": "p"}, "'keep'"),
        ({"blocks": []}, "'blocks'"),
        ({"keep": [""]}, "'keep'"),
    ],
)
def test_a_bad_rule_is_named(data: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Rules.from_json(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("told", ["header", "meta", "not at all"])
def test_a_page_reads_the_same_in_any_encoding(encoding: str, told: str) -> None:
    name = {"cp1252": "windows-1252", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    html = page(body()).replace('<meta charset="utf-8">', f'<meta charset="{name}">' if told == "meta" else "")
    content_type = f"text/html; charset={name}" if told == "header" else "text/html"

    assert texts(read(html.encode(encoding), content_type=content_type)) == list(SENTENCES)


def test_windows_1252_that_calls_itself_utf_8_is_read_all_the_same() -> None:
    html = page(body()).encode("cp1252")

    assert texts(read(html, content_type="text/html; charset=utf-8")) == list(SENTENCES)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "港の橋は十一月から二年間閉鎖される。" * 8),
        ("windows-1251", "Мост через гавань закроют на две зимы. " * 8),
    ],
)
def test_other_scripts_are_read_by_their_label(encoding: str, text: str) -> None:
    html = f"<html><head><title>x</title></head><body><p>{text}</p></body></html>".encode(encoding)

    assert texts(read(html, content_type=f"text/html; charset={encoding}")) == [text.strip()]


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<ul><li>", "<font size=2>", "<table><tr><td>"])
def test_text_is_found_however_deep_it_is_nested(opening: str) -> None:
    found = read(f"<html><body>{opening * 5000}{''.join(f'<p>{esc(text)}</p>' for text in SENTENCES)}")

    assert texts(found) == list(SENTENCES)


@pytest.mark.parametrize(
    "hostile",
    [b"", b"\0" * 500, b"<", b"<!DOCTYPE x [<!ENTITY a '&a;&a;'>]><p>&a;</p>", b"a<br>" * 20_000, b"<p>" + b". " * 100_000,
     b"<title>" + b"a - " * 100_000 + b"</title><h1>" + b"b - " * 100_000 + b"</h1><p>c",
     b'<script type="application/ld+json">' + b"[" * 100_000, b'<div class="' + b"ad " * 100_000 + b'">x</div>'],
)  # fmt: skip
def test_hostile_pages_are_borne(hostile: bytes) -> None:
    assert isinstance(read(hostile), Extract)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=40)))
def test_no_bytes_raise(junk: bytes, content_type: str | None) -> None:
    assert isinstance(read(junk, content_type=content_type), Extract)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(LAYOUTS)), st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=12)), max_size=8)
)
def test_no_broken_page_raises(layout: str, cuts: list[tuple[int, bytes]]) -> None:
    html = bytearray(LAYOUTS[layout](STORY).encode())
    for at, junk in cuts:
        at %= len(html)
        html[at : at + len(junk)] = junk

    assert isinstance(read(bytes(html)), Extract)


@pytest.mark.parametrize(
    "wall",
    [
        "<h1>Before you continue</h1><p>We and our partners store and access information on a device, such as cookies.</p>",
        "<h1>Are you a robot?</h1><p>Please tick the box to show that you are not, and we will let you in.</p>",
        "<h1>Sorry, this page is gone</h1><ul><li><a href='/'>Home</a></li></ul>",
    ],
)
def test_a_wall_yields_its_own_headline_for_the_guards(wall: str) -> None:
    found = read(f"<html><head><title>News</title></head><body>{wall}</body></html>")

    assert found.title in wall
    assert found.title
    assert sum(map(len, texts(found))) < 200


@pytest.mark.parametrize("switch", ["<a href=#>Reply</a>", "<a>Reply</a>", "<button>Reply</button>"])
def test_comments_whose_reply_is_done_by_a_script_are_no_part_of_the_article(switch: str) -> None:
    text = "The council of Sule met on Thursday to speak about its budget for the coming year, and heard witnesses. "
    body = "<br><br>".join(f"Paragraph {number}. {text * 3}" for number in range(6))
    items = "".join(f"<li><i>reader{n}</i><small>{n} minutes ago</small><div>Reader {n}: {text}</div>{switch}</li>"
                    for n in range(4))  # fmt: skip
    found = extract(f"<h1>Council speaks</h1><div>{body}</div><ol>{items}</ol>".encode(), url="https://x.example/a")
    assert [block.text[:11] for block in found.blocks] == [f"Paragraph {number}" for number in range(6)]


@pytest.mark.parametrize("name", ["windows-1252", "iso-8859-2", "windows-1251", "shift_jis", "gb18030"])
def test_a_header_that_says_utf_8_of_a_page_in_another_encoding_gives_way_to_the_page(name: str) -> None:
    said = {
        "windows-1252": "Señora Núñez dijo que el año próximo el niño volverá a la montaña, según el señor Peña.",
        "iso-8859-2": "Żółta łódź płynęła wczoraj przez zatokę, gdzie dzieci łowiły śledzie aż do późnej nocy.",
        "windows-1251": "Паром не вышел из порта во вторник, и пассажиры ждали на причале до самого утра среды.",
        "shift_jis": "フェリーは火曜日に欠航となり、乗客は翌朝まで桟橋で待たされたと港の責任者が話した。",
        "gb18030": "渡轮星期二停航，乘客在码头一直等到第二天早晨，港口负责人对此表示歉意并承诺退款。",
    }[name]
    html = page("".join(f"<p>{said} {n}.</p>" for n in range(6))).replace("utf-8", name, 1)
    found = read(html.encode(name), content_type="text/html; charset=utf-8")
    assert texts(found) == [f"{said} {n}." for n in range(6)]
