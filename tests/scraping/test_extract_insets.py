# ruff: noqa: E501 (mark-up reads best unbroken)
"""What stands in and around a text and is told by its shape alone: the first comments, prompts, boxes of one kind."""

from __future__ import annotations

import pytest

from tests.scraping.test_extract import read, texts

TITLE = "Dijkbewaking na storm nog weken nodig"
TEXT = (
    "De dijken langs de rivier worden nog zeker drie weken dag en nacht bewaakt, zegt het waterschap na de storm van zondag.",
    "Op vier plaatsen is de grasmat losgeslagen. Vrijwilligers leggen er zakken met zand neer, zolang de grond te nat is voor machines.",
    "Volgens dijkgraaf Anneke Terpstra is er geen gevaar voor de dorpen, maar mag het water in de komende dagen niet verder stijgen.",
    "Boeren in de uiterwaarden hebben hun vee op tijd weggehaald. Van de schapen die vorig jaar verdronken, is de schade nog niet betaald.",
    "De provincie wil de dijk in het voorjaar ophogen. Tegen dat plan loopt nog een zaak van omwonenden, die hun uitzicht kwijtraken.",
)
TALK = (
    (
        "Wim de Ruiter",
        "Mijn vader lag in 1995 al met zandzakken op die dijk, en er is sindsdien niets veranderd aan dat stuk.",
    ),
    (
        "Sjoukje",
        "Het uitzicht van een paar huizen is toch niet belangrijker dan droge voeten voor een heel dorp, dacht ik zo.",
    ),
)


def page(inner: str, *, head: str = "", after: str = "") -> str:
    """A page with these things where the text stands, without a name that tells anything."""
    menu = "".join(f"<a href=/r/{i}>Rubriek {i}</a> " for i in range(9))
    return (
        f"<!DOCTYPE html><html lang=nl><head><meta charset=utf-8><title>{TITLE}</title></head><body><div>{menu}</div>"
        f"<div class=k0><div class=k1><h1>{TITLE}</h1>{head}</div><div class=k2>{inner}</div>{after}</div></body></html>"
    )


def story(*parts: str, at: int = 2, wrap: str = "<p>{}</p>") -> str:
    """The paragraphs, with other things after so many of them."""
    paragraphs = [wrap.format(text) for text in TEXT]
    return "".join([*paragraphs[:at], *parts, *paragraphs[at:]])


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize(
    "form",
    [
        "<div class=x{n}><span>{who}</span> <time>{n} uur geleden</time><p>{what}</p></div>",
        "<div><div>{who}</div><div>14:0{n}</div><div>{what}</div></div>",
        "<div><small>2{n} minuten geleden</small><p>{what}</p><button>Reageer</button></div>",
        "<tr><td><b>{who}</b>, {n} uur geleden</td><td>{what}</td></tr>",
    ],
)
def test_the_first_comments_are_told_as_well_as_many(form: str, count: int) -> None:
    talk = [*TALK, ("Bram", "Ik heb zondag staan kijken, en zo hoog als nu heb ik het in twintig jaar niet gezien.")][
        :count
    ]
    form = form.replace("uur geleden", "hours ago").replace("minuten geleden", "minutes ago")
    rows = "".join(form.format(n=n, who=who, what=what) for n, (who, what) in enumerate(talk, 1))
    kept = f"<table>{rows}</table>" if form.startswith("<tr") else f"<div class=k7>{rows}</div>"
    assert texts(read(page(story(), after=kept))) == list(TEXT)


def test_a_text_with_a_time_before_each_paragraph_is_no_comment_beside_the_comments() -> None:
    """Two elements side by side, with other names and times in both: the one is the article."""
    timed = "".join(f"<div><p><small>{n}8 minutes ago</small></p></div><div><p>{text}</p></div>"
                    for n, text in enumerate(TEXT, 1))  # fmt: skip
    talk = "".join(
        f"<div><span>{who}</span> <time>{n} hours ago</time><p>{what}</p></div>"
        for n, (who, what) in enumerate((*TALK, *TALK), 1)
    )
    lead = f"<p>{' '.join(TEXT)[:360]}</p>"
    found = texts(read(page(f"<h1>{TITLE}</h1>{lead}<div>{timed}</div><div>{talk}</div>")))
    assert [text for text in found if text in TEXT] == list(TEXT)
    assert not [what for _, what in TALK if what in found]


def test_a_name_and_a_time_without_a_space_head_a_comment() -> None:
    wen = (
        "这座桥早就该修了，每年冬天都有人在那里摔倒，市里却总说没有钱。",
        "我每天都走这条路去上班，希望春天之前能修好，不要再拖下去了。",
    )
    rows = "".join(
        f"<div class=z><em>{who}</em>35分钟前<p>{text}</p></div>" for who, text in zip("王李", wen, strict=True)
    )
    found = texts(read(page(story(), after=f"<div class=k7>{rows}</div>")))
    assert found == list(TEXT)


def test_a_name_and_a_number_that_only_looks_part_head_a_comment() -> None:
    rows = "".join(
        f"<div class=z{n}><span>Wim</span><span>{n}4 minutes ago</span><p>{text}</p></div>"
        for n, (_, text) in enumerate((*TALK, *TALK), 1)
    )
    assert texts(read(page(story(), after=f"<div class=k7>{rows}</div>"))) == list(TEXT)


def test_two_reports_with_their_hours_at_the_end_are_text() -> None:
    """As papers append what happened since: a time each, nobody's name, and nothing to reply by."""
    later = (
        "Het water bij de sluis is voor het eerst gezakt, met vier centimeter.",
        "De weg over de dijk is weer open voor fietsers en voetgangers.",
    )
    rows = "".join(f"<div><b>1{n}:30</b><p>{text}</p></div>" for n, text in enumerate(later))
    found = texts(read(page(story() + rows)))
    assert [text for text in found if text in (*TEXT, *later)] == [*TEXT, *later]


def test_a_subheading_beside_a_box_with_a_button_is_kept_and_the_box_is_not() -> None:
    heading = "<div class=k4><strong>Vee was op tijd weg uit de uiterwaarden</strong></div>"
    for box in (
        "<div class=k5><div><p>Vindt u dat de dijk hoger moet worden dan hij nu is</p><button>Stem</button></div></div>",
        "<table width=180 align=right><tr><td><p>Vindt u dat de dijk hoger moet worden</p><button>Stem</button></td></tr></table>",
    ):
        for parts in ((heading, box), (box, heading)):
            found = texts(read(page(story(*parts, wrap="<div class=k3>{}</div>"))))
            assert found == [*TEXT[:2], "Vee was op tijd weg uit de uiterwaarden", *TEXT[2:]]


def test_a_subheading_below_a_picture_with_its_caption_is_no_caption() -> None:
    picture = "<figure><img src=dijk.jpg><figcaption>De dijk bij laag water, vorige zomer</figcaption></figure>"
    heading = "<div class=k4><strong>Vee was op tijd weg uit de uiterwaarden</strong></div>"
    found = texts(read(page(story(picture, heading, wrap="<div class=k3>{}</div>"))))
    assert found == [*TEXT[:2], "Vee was op tijd weg uit de uiterwaarden", *TEXT[2:]]


def test_boxes_of_one_kind_are_told_by_the_one_that_asks_for_something() -> None:
    letter = "<section class=k8><div><p>Elke ochtend het nieuws van de rivier in uw post, geschreven door onze redactie.</p><form><input type=email></form></div></section>"
    tip = "<section class=k8><div><p>Onze partner biedt lezers een weekend aan zee aan, met ontbijt en een fiets erbij.</p></div></section>"
    greeting = "<section class=k8><div><p>Goedemorgen, lezer uit Kampen! Deze verhalen kozen wij vandaag voor u uit.</p></div></section>"
    assert texts(read(page(greeting + story(letter, tip)))) == list(TEXT)


def test_a_box_like_those_of_the_text_that_asks_for_something_is_none_of_them() -> None:
    letter = "<section class=k8><p>Elke ochtend het nieuws van de rivier in uw post, geschreven door onze redactie.</p><form><input type=email></form></section>"
    assert texts(read(page(story(letter, wrap="<section class=k8><p>{}</p></section>")))) == list(TEXT)


@pytest.mark.parametrize(
    "form",
    [
        "<h2 class=k6>{}</h2>",
        "<div data-testid=article-standfirst><div><p class=k6>{}</p></div></div>",
    ],
)
def test_a_standfirst_is_told_by_its_place_or_by_what_its_wrapper_is_for(form: str) -> None:
    told = "Het waterschap laat de dijken dag en nacht bewaken, nu de grasmat op vier plaatsen los is."
    found = read(page(story(wrap="<div class=k3><div><p class=k9>{}</p></div></div>"), head=form.format(told)))
    assert found.standfirst == told
    assert texts(found) == list(TEXT)


def test_counters_and_times_above_the_first_paragraph_are_no_text() -> None:
    told = '<p class="intro">Het waterschap laat de dijken dag en nacht bewaken, nu de grasmat op vier plaatsen los is.</p>'
    lines = "<div class=k6><div>Weer aan de rivier: 9 graden, matige wind uit het noordwesten, tot drie</div></div>"
    assert texts(read(page(lines + story(), head=told))) == list(TEXT)
    assert texts(read(page(f"<ul class=k6><li>Updated 12 minutes ago</li></ul>{story()}"))) == list(TEXT)


@pytest.mark.parametrize("wrap", ["<p>{}</p>", "<div class=k3>{}</div>", "<div class=k3><p>{}</p></div>"])
def test_a_table_of_figures_without_a_wrapper_is_text_row_by_row(wrap: str) -> None:
    rows = "".join(f"<tr><td>{place}</td><td>{height} cm</td></tr>" for place, height in (("Tiel", 412), ("Wijk", 398)))
    found = texts(read(page(story(f"<table>{rows}</table>", wrap=wrap))))
    assert found == [*TEXT[:2], "Tiel | 412 cm", "Wijk | 398 cm", *TEXT[2:]]


def test_a_table_in_a_figure_is_text_and_its_caption_is_not() -> None:
    rows = "".join(f"<tr><td>{place}</td><td>{height} cm</td></tr>" for place, height in (("Tiel", 412), ("Wijk", 398)))
    table = (
        f'<figure class="wp-block-table"><table>{rows}</table><figcaption>Waterstanden van zondag</figcaption></figure>'
    )
    found = texts(read(page(story(table))))
    assert found == [*TEXT[:2], "Tiel | 412 cm", "Wijk | 398 cm", *TEXT[2:]]


def test_a_heading_over_links_to_other_articles_goes_with_them() -> None:
    links = "".join(f'<li><a href="/a/{n}">Nog een bericht over de dijk, het {n}e</a></li>' for n in range(4))
    found = texts(read(page(story(f"<h3>Meest gelezen</h3><ul>{links}</ul>"))))
    assert found == list(TEXT)


def test_the_heading_of_a_box_of_linked_headlines_goes_with_them() -> None:
    """The text has headings of the same tag, and no word says what the box is."""
    card = '<article><a href="/x/{0}"><h3>Het {0}e bericht van de dijk bij Tiel</h3></a></article>'
    box = f"<section class=k8><header><h2>Meer</h2></header><div>{card.format(1)}{card.format(2)}</div></section>"
    found = texts(
        read(page(story(f"<h2>Het water zakt</h2>{TEXT[0]}<p>En zo gaat het al weken langs de hele rivier.</p>{box}")))
    )
    assert "Meer" not in found
    assert "Het water zakt" in found


def test_a_heading_with_a_link_to_itself_stays() -> None:
    heading = '<div class=k8><h2>Het water zakt</h2><a href="#zakt">Verwijzing naar dit kopje</a></div>'
    assert "Het water zakt" in texts(read(page(story(heading))))


def test_an_item_that_is_mostly_link_stays_in_a_list_of_others_and_goes_where_it_is_all_link() -> None:
    items = ["12 zakken zand", "4 <a href=/z>zware balen</a> stro", "<a href=/w>9 schepen met stenen</a>", "3 pompen"]
    found = texts(read(page(story(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"))))
    assert found == [*TEXT[:2], "12 zakken zand", "4 zware balen stro", "3 pompen", *TEXT[2:]]


def test_a_heading_that_tells_what_the_author_did_stays() -> None:
    told = '<meta name="author" content="Pieter de Wit">'
    found = texts(read(page(story("<h2>Dijkgraaf Pieter de Wit stapt op na een rapport</h2>"), head=told)))
    assert found[2] == "Dijkgraaf Pieter de Wit stapt op na een rapport"


def test_a_heading_over_a_list_of_sentences_stays() -> None:
    items = "".join(f"<li>Op dijkvak {n} ligt nu zand, en dat blijft zo.</li>" for n in range(3))
    found = texts(read(page(story(f"<h3>Wat er gebeurt</h3><ul>{items}</ul>"))))
    assert found[2] == "Wat er gebeurt"
    assert len(found) == len(TEXT) + 4


def test_times_between_line_breaks_in_a_cell_are_no_text() -> None:
    cell = "".join(f"<small>{n}4 minutes ago</small><br><br>{text}<br><br>" for n, text in enumerate(TEXT, 1))
    found = texts(read(page(f"<table><tr><td>{cell}</td></tr></table>")))
    assert found == list(TEXT)


def test_a_loose_line_above_the_first_paragraph_is_no_text() -> None:
    line = "<font size=1>Bijgewerkt 37 minutes ago</font><br><font size=1>Weer in Tiel: 9 graden, wind uit het westen</font>"
    found = texts(read(page(f"<table><tr><td>{line}{story()}</td></tr></table>")))
    assert found == list(TEXT)


@pytest.mark.parametrize("name", ["c3ad9f", "css-1ad7x", "i5cta0b", "x9nav2k"])
def test_a_digest_for_a_name_says_nothing_though_it_spells_a_word(name: str) -> None:
    wrapped = "".join(
        f"<div class=k3{f' id={name}' if n == 2 else ''}><p>{text}</p></div>" for n, text in enumerate(TEXT)
    )
    assert texts(read(page(wrapped))) == list(TEXT)


def test_a_short_last_section_beside_a_long_first_one_is_read() -> None:
    first = f"<section class=k8>{story()}</section>"
    last = "<section class=k8><h2>Wat nu</h2><p>Het waterschap komt donderdag weer bijeen, en beslist dan over zand.</p></section>"
    found = texts(read(page(first + last)))
    assert found == [*TEXT, "Wat nu", "Het waterschap komt donderdag weer bijeen, en beslist dan over zand."]


@pytest.mark.parametrize("box", ["<div class=k9>{}</div>", "<table align=left><tr><td>{}</td></tr></table>"])
def test_a_saying_set_into_the_text_is_no_subheading_however_short(box: str) -> None:
    for saying in ("Wie het water deert, die het water keert.", "Het woord van de dag is geduld, zegt men in Tiel."):
        inset = box.format(f"<blockquote>{saying}</blockquote>")
        assert texts(read(page(story(inset)))) == list(TEXT)


def test_a_box_with_a_button_that_has_but_one_of_the_names_of_the_text_is_none_of_it() -> None:
    ask = (
        "<h3>Omdat je Tiel volgt</h3><p>Schrijf je in, en ontvang elke ochtend het nieuws dat je niet wilt missen.</p>"
    )
    box = f"<div class='block notice'><div>{ask}<button>Ja</button></div></div>"
    parts = story(box, wrap="<div class='block text'><div><p>{}</p></div></div>")
    assert texts(read(page(parts))) == list(TEXT)


@pytest.mark.parametrize(
    "last",
    [
        "Niemand weet het nog.",
        "Het water zakt volgens het waterschap pas na het weekeinde, en tot die tijd blijft de veerpont bij Tiel aan wal.",
    ],
)
def test_the_text_goes_on_behind_a_box_in_elements_called_alike_though_but_a_sentence_stands_there(last: str) -> None:
    block = "<div class=outer><div class='block {}'><div class=inner>{}</div></div></div>"
    text = block.format("text", story()) + block.format("notice", "<button>Ja</button>")
    assert texts(read(page(text + block.format("text", f"<p>{last}</p>")))) == [*TEXT, last]


@pytest.mark.parametrize("form", ["<blockquote>{}</blockquote>", "<blockquote class=q><p>{}</p></blockquote>"])
def test_a_quotation_of_a_sentence_is_text_though_it_alone_stands_in_an_element_of_its_own(form: str) -> None:
    said = "Wij hebben vannacht op de dijk gestaan tot de klok van vijf, en toen pas ging het water omlaag bij Tiel."
    box = f"<div class='columns twelve'>{form.format(said)}</div>"
    assert texts(read(page(story(box)))) == [*TEXT[:2], said, *TEXT[2:]]


def test_a_quotation_set_in_wrappers_of_its_own_with_who_is_quoted_below_it_is_text() -> None:
    said = "Wij hebben vannacht op de dijk gestaan tot de klok van vijf, en toen pas ging het water omlaag bij Tiel."
    mark = "<span aria-hidden=true>„</span>"
    quote = f"<figure><blockquote><p>{said}</p>{mark}</blockquote><figcaption><p>Sjoukje, vrijwilliger</p></figcaption></figure>"
    parts = story(f"<div class='k4 k9'><div class=k6>{quote}</div></div>", wrap="<div class=k4><p>{}</p></div>")
    assert texts(read(page(parts))) == [*TEXT[:2], said, *TEXT[2:]]
    pulled = parts.replace(said, TEXT[3].split(". ")[0] + ".")
    assert texts(read(page(pulled))) == list(TEXT)


@pytest.mark.parametrize(
    "after", ["", "<div class='r7 part'><blockquote>Wie het water deert, die het water keert.</blockquote></div>"]
)
@pytest.mark.parametrize(
    "above", ["", "<ul>{}</ul>".format("".join(f"<li>Nummer {n}: {TEXT[n]}</li>" for n in range(3)))]
)
def test_a_count_of_comments_amid_the_text_heads_nothing_though_each_element_has_a_name_of_its_own(
    after: str, above: str
) -> None:
    names = iter(range(99))
    parts = [f"<div class='s{next(names)} part'><p class='p{next(names)} copy'>{text}</p></div>" for text in TEXT]
    count = "<div class=cta><div>220 Reacties</div><button>Volg Anneke Terpstra</button></div>"
    found = texts(read(page("".join([*parts[:3], above, count, after, *parts[3:]]))))
    assert [text for text in found if text in TEXT] == list(TEXT)


@pytest.mark.parametrize("at", [1, 3, 4])
def test_lists_of_links_in_the_midst_of_a_text_do_not_end_it(at: int) -> None:
    def links(n: int) -> str:
        return "".join(
            f'<li><a href="/b/{n}{i}">Een ander bericht over het hoge water, nummer {n}{i}</a></li>' for i in range(4)
        )

    boxes = f"<div class=k5><div><blockquote>{TALK[0][1]}</blockquote></div></div>" + "".join(
        f"<div class=k6><div><h3>Meest gelezen</h3><ol>{links(n)}</ol></div></div>" for n in range(3)
    )
    rows = "<table><tr><td>Tiel</td><td>412 cm</td></tr><tr><td>Wijk</td><td>398 cm</td></tr></table>"
    talk = "".join(
        f"<div><b>{who}</b> <i>{n}2 minutes ago</i><div>{what}</div></div>" for n, (who, what) in enumerate(TALK, 1)
    )
    found = texts(read(page(story(boxes, rows, at=at, wrap="<div class=k3><p>{}</p></div>") + f"<div>{talk}</div>")))
    assert found == [*TEXT[:at], "Tiel | 412 cm", "Wijk | 398 cm", *TEXT[at:]]


def test_the_line_of_a_life_is_text_and_that_of_a_page_is_not() -> None:
    life = "• Anneke Terpstra, dijkgraaf, geboren 16 March 1941; gestorven 15 November 2026"
    assert texts(read(page(story(f"<p>{life}</p>", at=5))))[-1] == life
    dates = "Gepubliceerd 14 November 2026, bijgewerkt 15 November 2026"
    assert texts(read(page(story(f"<p>{dates}</p>", at=5)))) == list(TEXT)


@pytest.mark.parametrize(
    ("last", "stays"),
    [
        ("<p>Pieter de Wit zei op zondag in Tiel dat 835 gezinnen nog geen stroom hebben.</p>", True),
        (
            "<p><em class=x>Pieter de Wit</em> is <a href=/w>redacteur</a> van deze krant, en schrijft over water.</p>",
            False,
        ),
        ("<p class=bio>Pieter de Wit is redacteur van deze krant, en schrijft over water.</p>", False),
    ],
)
def test_what_an_author_did_is_text_and_who_an_author_is_is_not(last: str, stays: bool) -> None:
    told = '<meta name="author" content="Pieter de Wit">'
    found = texts(read(page(story(*map("<p>{}</p>".format, TEXT), last, at=5), head=told)))
    assert found[-1].startswith("Pieter") is stays


INTRO = "<p class=intro>Het waterschap laat de dijken dag en nacht bewaken, nu de grasmat op vier plaatsen los is.</p>"


@pytest.mark.parametrize(
    "wrap",
    [
        "<p>{}</p>",
        "<p class=k7>{}</p>",
        "<div class=k3><p class=k7>{}</p></div>",
        "<section class=k8><div class=k3><p>{}</p></div></section>",
    ],
)
@pytest.mark.parametrize("first", ["Het regende.", "Niemand sliep die nacht."])
def test_a_short_first_paragraph_below_a_standfirst_is_text(first: str, wrap: str) -> None:
    found = read(page(wrap.format(first) + story(wrap=wrap), head=INTRO))
    assert texts(found) == [first, *TEXT]
    assert found.standfirst.startswith("Het waterschap laat")


@pytest.mark.parametrize("wrap", ["{}", "<div class=k5>{}</div>", '<figure class="k5">{}</figure>'])
def test_a_table_of_results_is_text_at_the_end_too_and_one_of_links_is_not(wrap: str) -> None:
    rows = "".join(f"<tr><td>{place}</td><td>{height} cm</td></tr>" for place, height in (("Tiel", 412), ("Wijk", 398)))
    assert texts(read(page(story(wrap.format(f"<table>{rows}</table>"), at=5))))[5:] == [
        "Tiel | 412 cm",
        "Wijk | 398 cm",
    ]
    links = "".join(f"<tr><td>{n}</td><td><a href=/x/{n}>Nog een bericht over de dijk</a></td></tr>" for n in range(3))
    assert texts(read(page(story(f"<div class=k5><table>{links}</table></div>", at=5)))) == list(TEXT)


@pytest.mark.parametrize("box", ["<div>{}</div>", "<div class=BulletListContainer><div class=k9>{}</div></div>"])
def test_a_list_of_sentences_among_the_paragraphs_is_text_whatever_it_stands_in(box: str) -> None:
    items = [f"Op dijkvak {n} ligt nu zand, en dat blijft zo tot het water in de rivier weer zakt." for n in range(3)]
    listed = box.format(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>")
    found = texts(read(page(story(listed, wrap="<div class=k3><div class=k4><p>{}</p></div></div>"))))
    assert found == [*TEXT[:2], *items, *TEXT[2:]]


def test_cells_without_a_table_break_nothing() -> None:
    cells = "<div class=k5><td>412 cm</td><td>398 cm</td></div>"
    assert texts(read(page(story(cells, at=5))))[:5] == list(TEXT)


@pytest.mark.parametrize("count", [1, 2])
def test_comments_loose_in_the_element_of_the_text_are_told_by_their_times_below_a_heading_that_says_so(
    count: int,
) -> None:
    talk = "".join(
        f"<p>{what}</p><p>Geplaatst door {who} op 24-11-2026 11:4{n}</p>" for n, (who, what) in enumerate(TALK[:count])
    )
    assert texts(read(page(f"{story()}<h2>Commentaires</h2>{talk}"))) == list(TEXT)
    found = texts(read(page(f"{story()}<h2>Discussion</h2><p>{TALK[0][1]}</p><p>{TALK[1][1]}</p>")))
    assert found == [*TEXT, "Discussion", TALK[0][1], TALK[1][1]], "a section of the text"


@pytest.mark.parametrize(
    "pitch",
    [
        "<p><em>Sign up for our harbour letter</em>, delivered to <a href=/s>your inbox</a> each morning.</p>",
        "<p>Get the tide tables right in your inbox. <a href=/s>Subscribe to our newsletters.</a></p>",
        "<p><b>Jetzt</b> unseren Newsletter bestellen: <a href=/s>Die Woche am Deich kommt freitags.</a></p>",
        "<p>Inscrivez-vous à <a href=/s>notre newsletter</a> pour tout savoir des digues.</p>",
        "<p>Suscríbase a <a href=/s>nuestro boletín</a> y sepa cada mañana cómo baja el río.</p>",
        "<p>Schrijf u in voor <a href=/s>de nieuwsbrief</a> en lees elke vrijdag over de rivier.</p>",
        "<div class=c-3f9a2b1><p>Subscribe now and get three months for the price of one.</p><a href=/s>Offer</a></div>",
        "<p>扫描<a href=/s>二维码</a>关注我们的公众号，每天获取河水消息。</p>",
        "<p>Stay ahead of the water with our free email. <a href=/s>Yes, please.</a></p>",
        "<p>Folgen Sie <a href=/s>unserem WhatsApp-Kanal</a>, und Sie wissen es vor dem Deichgrafen.</p>",
        "<p>Suivez toute l'actualité des digues sur <a href=/s>notre chaîne WhatsApp</a>.</p>",
        "<p>Siga <a href=/s>o nosso canal</a> para saber antes dos outros como vai o rio.</p>",
        "<div><p>Apúntate a la newsletter y sabrás cómo baja el río.</p><a href=/s>Apuntarse</a></div>",
        "<p>Najważniejsze wiadomości znad rzeki za darmo na Twoją skrzynkę. <a href=/s>Zapisz się</a></p>",
        "<p>Головні новини дня — безкоштовно <a href=/s>на вашу пошту</a>.</p>",
        "<p>Ad</p>",
        "<p>La suite après cette publicité</p>",
        "<p>Der Artikel geht nach der Werbung weiter: Anzeige</p>",
    ],
)
def test_what_a_paper_offers_its_readers_amid_the_text_is_none(pitch: str) -> None:
    assert texts(read(page(story(pitch)))) == list(TEXT)


@pytest.mark.parametrize(
    "sentence",
    [
        "Sign up, the water board told volunteers, at <a href=/hall>the town hall</a> until noon on Friday.",
        "The board's newsletter, <a href=/n>read by ninety people</a>, said so in spring, as did its app.",
        "Get out, the mayor wrote in <a href=/letter>her letter</a> to all of the nine households by the river.",
        "Subscribers to the river letter, which <a href=/n>began in May</a>, pay four pounds a month for it.",
        "Mit ihrem Newsletter, <a href=/n>den neunzig Leute lesen</a>, verdient sie im Monat zweihundert Euro.",
        "Get a pair of boots for £40 at <a href=/shop>the shop by the bridge</a>, she told them that evening.",
        "Der Deichgraf hat einen Newsletter, <a href=/n>den neunzig Leute lesen</a>, und er bringt ihn selbst herum.",
    ],
)
def test_a_sentence_on_letters_and_offers_of_others_is_text(sentence: str) -> None:
    found = texts(read(page(story(f"<p>{sentence}</p>"))))
    assert len(found) == len(TEXT) + 1


def test_a_few_words_and_a_colon_before_a_link_lead_on_though_the_link_is_a_sentence() -> None:
    link = "<a href=/n/2>Waarom heeft de provincie tien jaar gewacht met het ophogen van de dijk?</a>"
    assert texts(read(page(story(f"<p>Uit ons archief: {link}</p>")))) == list(TEXT)
    assert (
        len(texts(read(page(story(f"<p>Zij vraagt al sinds dat jaar: {link} En zij vraagt het nog steeds.</p>"))))) == 6
    )


def test_in_guidance_an_invitation_to_subscribe_is_text() -> None:
    """There the letter may be all that the guidance is about, and an editor changes what is said of it."""
    sent = ("a copy of the licence", "proof of the mooring", "two photographs of the hull", "the fee of 40 pounds")
    times = ("by 1 March, for a mooring in summer", "by 1 September, for one in winter")
    lists = ["".join(f"<li>{text}</li>" for text in texts) for texts in (sent, times)]
    letter = "<p>Subscribe to the <a href=/l>harbour newsletter</a> for alerts on when places are free.</p>"
    found = read(
        f"<html lang=en><head><title>Apply for a mooring</title></head><body><main><h1>Apply for a mooring</h1>"
        f"<p>You can moor for a year.</p><h2>What you need</h2><p>Send:</p><ul>{lists[0]}</ul><h2>When</h2>"
        f"<ul>{lists[1]}</ul>{letter}<h2>After that</h2><p>We write to you.</p></main></body></html>"
    )
    assert "Subscribe to the harbour newsletter for alerts on when places are free." in texts(found)


def test_a_sentence_before_a_link_that_is_none_leads_on_and_one_that_ends_behind_the_link_is_text() -> None:
    offer = "<p><em>Wie meer wil weten, leest het hier.</em> <a href=/n/3>Tien jaar dijken in beeld</a></p>"
    assert texts(read(page(story(offer)))) == list(TEXT)
    told = (
        "<p>Wie meer wil weten, gaat zaterdag kijken. Dan toont het waterschap <a href=/n/3>tien jaar dijken</a>.</p>"
    )
    assert len(texts(read(page(story(told))))) == len(TEXT) + 1


POINTS = (
    "Vier plaatsen aan de rivier zijn deze nacht verzwakt",
    "Het waterschap roept nog dertig vrijwilligers op voor de dijk",
)


@pytest.mark.parametrize(
    ("box", "item"), [("{}", "<li>{}</li>"), ("{}", "<li><p>{}</p></li>"), ("<div class=k9>{}</div>", "<li>{}</li>")]
)
def test_the_points_above_a_story_are_text_though_they_are_no_sentences(box: str, item: str) -> None:
    points = box.format("<ul>{}</ul>".format("".join(map(item.format, POINTS))))
    assert texts(read(page(points + story()))) == [*POINTS, *TEXT]


def test_links_a_few_words_and_a_summary_above_a_story_are_none_of_its_points() -> None:
    linked = "".join(f"<li><a href=/p/{n}>{point}</a></li>" for n, point in enumerate(POINTS))
    words = "<li>Leestijd drie minuten</li><li>Luister naar dit bericht</li>"
    for items in (linked, words):
        assert texts(read(page(f"<div class=k9><ul>{items}</ul></div>" + story()))) == list(TEXT)


def test_a_summary_with_a_button_that_tells_whose_it_is_is_none_of_the_text() -> None:
    more = [f"{text} Zo staat het in bericht {n} van het waterschap." for n, text in enumerate(TEXT, 11)]
    points = "".join(f"<li>{point}</li>" for point in POINTS)
    inner = f"<div class=k9><button>Samengevat</button><ul>{points}</ul></div>" + story(
        "".join(f"<p>{text}</p>" for text in more), at=5
    )
    assert texts(read(page(inner))) == [*TEXT, *more]


@pytest.mark.parametrize("inner", ["<p>{}</p>", "{}"])
def test_what_a_page_says_to_be_a_note_of_its_text_is_text(inner: str) -> None:
    said = "De regels voor de uiterwaarden gelden sinds donderdag niet meer voor wie er in de winter woont."
    note = f"<div role=note class='notice info-box'>{inner.format(said)}</div>"
    assert texts(read(page(story(note)))) == [*TEXT[:2], said, *TEXT[2:]]
    other = note.replace(said, "Voor andere dijken: zie <a href=/d>Dijken langs de rivier in dit seizoen</a>.")
    assert texts(read(page(story(other)))) == list(TEXT)


def test_a_line_beside_a_link_to_another_article_is_no_subheading_between_two_paragraphs() -> None:
    teaser = "<section><div><a href=/b/7><span>Zo bleef Wijk droog in 1995</span></a><p>Terug naar de nacht van toen.</p></div></section>"
    assert texts(read(page(story(teaser)))) == list(TEXT)
    alone = "<section><div><p>Terug naar de nacht van toen</p></div></section>"
    assert texts(read(page(story(alone)))) == [*TEXT[:2], "Terug naar de nacht van toen", *TEXT[2:]]


def test_a_heading_over_the_tags_of_an_article_set_into_the_text_is_none_of_it() -> None:
    tags = "".join(f"<li><a rel=tag href=/t/{name}>{name}</a></li>" for name in ("Water", "Tiel", "Dijken"))
    box = f"<div class='small columns'><h3>Onderwerpen</h3><ul>{tags}</ul></div>"
    assert texts(read(page(story(box)))) == list(TEXT)


def test_what_stands_below_the_picture_in_a_box_next_to_the_headline_is_no_standfirst() -> None:
    caption = "Vrijwilligers leggen in de nacht van zondag op maandag zakken met zand neer op de dijk bij Wijk."
    box = f"<div class='top big'><img src=/dijk.jpg><p>{caption}</p></div>"
    assert read(page(story(at=5), head=box)).standfirst == ""
    assert read(page(story(at=5), head=f"<div class='top big'><p>{caption}</p></div>")).standfirst == caption
