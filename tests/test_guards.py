"""Pages that are not the article."""

from __future__ import annotations

from random import Random

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.scraping.guards import (
    Landing,
    breaks_off,
    is_no_text,
    not_an_article,
    not_announced,
    not_this_article,
    sent_to_a_wall,
    word_count,
)
from tests.make import make_content
from tests.paper import STORY, TITLE

HERE = "https://light.example/news/ferry"
STRAIGHT = Landing(HERE, HERE)
ARTICLE = make_content("\n".join(STORY), title=TITLE)
SAID = {
    "consent": [
        "We and our partners use cookies to show you advertising. Please accept or manage your choice here.",
        "Mit Werbung weiterlesen: Besuchen Sie uns wie gewohnt mit Werbung und Tracking, oder im Abo ohne.",
        "Cuidamos de sus datos: nosotros y ciento veinte empresas guardamos cookies, que puede aceptar o elegir aquí.",
        "Avant de continuer, choisissez: tout accepter ou tout refuser, nos partenaires et nous y tenons.",
    ],
    "robot": [
        "Our systems have seen unusual traffic from your network. Please show that you are no machine now.",
        "Checking your browser before you get to the page. This takes five seconds and happens only once.",
        "Einen Augenblick bitte: Ihr Browser wird geprüft. Bestätigen Sie unten, dass Sie ein Mensch sind.",
        "Un instant : nous vérifions votre navigateur, cela ne prend que quelques secondes, merci de votre patience.",
        "Подтвердите, что вы человек: это займёт несколько секунд, после чего откроется страница, которую вы искали.",
        "アクセスを続けるには、下のボタンを押して、人間であることを確認してください。数秒で終わります。お待ちください。",
    ],
    "JavaScript": [
        "Please enable JavaScript and reload this page, for without it nothing at all can be shown to you.",
    ],
    "pay": [
        "To read the full story please subscribe to continue. You get every article for one euro a month.",
        "Already a subscriber? Then do come in. The first month is free and you may leave whenever you like.",
        "You have read all of your free articles for this month, and we are glad that you like our paper so very much.",
        "Sie haben Ihre drei freien Artikel in diesem Monat gelesen. Wie es weitergeht, erfahren Abonnenten jeden Tag.",
    ],
    "part of the world": [
        "We see that you want to read this website from a country belonging to the European Economic Area. You can't.",
        "Dieser Inhalt ist in Ihrem Land leider nicht verfügbar. Wir bitten Sie dafür um Verständnis und um Geduld.",
        "Sorry, this content is not available in your region. We are working hard to bring it to you before long.",
    ],
    "no such": [
        "Sorry, this page is no longer available. Perhaps the search box above helps you to find the story.",
        "404\nThis address leads nowhere. Go back to the front page, or look among our latest stories.",
        "404 - nothing here\nThis address leads nowhere. Go back to the front page, or look among our latest stories.",
        "Error 404. This address leads nowhere. Go back to the front page, or look among our latest stories.",
        "We have looked everywhere but cannot find what you asked for. Perhaps one of these stories is of use.",
        "This page can’t be found. It may have moved, or perhaps it was never here. Try one of the stories below.",
        "Sorry, we lost this page. It happens to the best of us; below stand some stories that others like.",
        "Cette page n’existe plus. Vous pouvez revenir à la page d’accueil ou chercher parmi nos derniers articles.",
        "No hemos encontrado la página. Vuelva a la portada o busque entre las últimas noticias de nuestro diario.",
        "Không tìm thấy trang bạn yêu cầu. Mời bạn trở về trang chủ hoặc xem các tin mới nhất ở dưới đây nhé.",
        "페이지를 찾을 수 없습니다. 주소가 바뀌었거나 삭제되었을 수 있습니다. 첫 화면에서 찾아보세요.",
        "Seite nicht gefunden. Die von Ihnen gewünschte Seite gibt es nicht oder nicht mehr, das tut uns leid.",
    ],
    "wrong": [
        "Something went wrong at our end, and it is not your fault. Please try again in a couple of minutes.",
        "Bad gateway. The server that should have answered did not, and nobody here is able to say why that is.",
    ],
    "only 3 words": [
        "Nothing to see.",
    ],
    "no article text": [
        "",
    ],
}


@pytest.mark.parametrize(("text", "reason"), [(text, reason) for reason, texts in SAID.items() for text in texts])
def test_a_wall_an_error_or_a_stub_is_told_by_its_own_words(text: str, reason: str) -> None:
    assert reason in not_an_article(make_content(text, title="The Light"), STRAIGHT)


def test_what_stands_where_a_standfirst_does_tells_of_a_missing_page_too() -> None:
    teasers = "\n".join(STORY[:2])
    found = make_content(
        teasers, title="Oh dear", standfirst="We have looked everywhere but cannot find what you want."
    )
    assert "no such" in not_an_article(found, STRAIGHT)


def test_an_article_passes() -> None:
    assert not_an_article(ARTICLE, STRAIGHT) == ""
    assert not_this_article(ARTICLE, ARTICLE) == ""


@pytest.mark.parametrize(
    "story", ["The clinic treated 404 patients in May.", "At gate 404 nobody knew.", "404 of them left."]
)
def test_the_number_of_a_missing_page_may_be_that_of_something_else(story: str) -> None:
    assert not_an_article(make_content(f"{story}\n{STORY[0]}", title="Clinic for 404 islanders opens"), STRAIGHT) == ""


def test_a_long_article_may_say_what_walls_say() -> None:
    text = "\n".join(
        f"{paragraph} The page was not found, so accept cookies and subscribe to read." for paragraph in STORY
    )
    assert not_an_article(make_content(text, title="Page not found"), STRAIGHT) == ""


@pytest.mark.parametrize(
    ("final", "walled"),
    [
        ("https://light.example/consent?next=/news/ferry", True),
        ("https://login.example/?return=https%3A%2F%2Flight.example%2Fnews%2Fferry", True),
        ("https://login.example/?u=https%253A%252F%252Flight.example%252Fnews%252Fferry", True),
        ("https://light.example/", True),
        ("https://light.example/news/ferry?page=1", False),
        ("https://light.example/news/ferry-cancelled", False),
        ("https://www.light.example/news/ferry", False),
    ],
)
def test_a_redirect_that_carries_the_address_along_leads_to_a_wall(final: str, walled: bool) -> None:
    assert sent_to_a_wall(Landing(HERE, final)) is walled


def test_much_less_text_of_the_same_story_is_a_stub() -> None:
    stub = make_content("\n".join(STORY[:2]), title=TITLE)
    assert "of the article's" in not_this_article(ARTICLE, stub)


def test_a_page_that_breaks_off_is_doubted_whatever_box_follows() -> None:
    letter = "Get the best of our reporting in your inbox every morning, and now and then a picture of a boat."
    whole = [f"{text} This is said of boat number {n}." for n in range(4) for text in STORY]
    record = make_content("\n".join([*whole, letter]), title=TITLE)
    cut = make_content("\n".join([*whole[: len(whole) // 2], letter]), title=TITLE)
    assert "breaks off" in not_this_article(record, cut)


def test_a_part_that_is_gone_from_between_was_taken_out_for_the_story_goes_on_below_it() -> None:
    whole = [f"{text} This is said of boat number {n}." for n in range(4) for text in STORY]
    record = make_content("\n".join(whole), title=TITLE)
    middle = len(whole) * 2 // 5
    shortened = make_content("\n".join([*whole[:3], *whole[3 + middle :]]), title=TITLE)
    assert not_this_article(record, shortened) == ""


def test_one_paragraph_of_a_few_may_be_taken_out_at_the_end() -> None:
    record = make_content("\n".join([*STORY[:2], f"{STORY[2]} {STORY[3]}"]), title=TITLE)
    assert not_this_article(record, make_content("\n".join(STORY[:2]), title=TITLE)) == ""


def test_a_brief_of_which_the_first_paragraph_is_left_is_doubted_and_one_that_lost_that_is_not() -> None:
    brief = ["A boat sank off the pier in a calm sea on Monday, the harbour office said.", STORY[0], STORY[1]]
    record = make_content("\n".join(brief), title=TITLE)

    assert "breaks off" in not_this_article(record, make_content(brief[0], title=TITLE))
    assert not_this_article(record, make_content("\n".join(brief[1:]), title=TITLE)) == ""


def test_a_story_of_which_a_part_is_told_anew_is_the_story() -> None:
    whole = [f"{text} This is said of boat number {n}." for n in range(4) for text in STORY]
    anew = [f"Nobody was on board of boat number {n}, which sank in a calm sea near the pier." for n in range(8)]
    record = make_content("\n".join(whole), title=TITLE)
    assert not_this_article(record, make_content("\n".join(whole[: len(whole) // 2] + anew), title=TITLE)) == ""


def test_a_wall_is_told_in_a_script_without_spaces_though_its_characters_are_many() -> None:
    opening = "港口的大桥将从十一月一日起关闭两个冬天，市议会在一次开到深夜的会议之后宣布了这个决定。" * 6
    assert "pay" in not_an_article(make_content(f"{opening}\n订阅后可继续阅读本文。", title="大桥"), STRAIGHT)


def test_what_was_announced_is_asked_for_in_a_script_whose_vowels_are_marks() -> None:
    announced = "परिषद ने नए पुल के लिए करोड़ों रुपये देने से इनकार किया"
    front = make_content("बाज़ार के दुकानदार चिंतित हैं और सरकार से सहायता माँग रहे हैं।", title="मुखपृष्ठ")
    story = make_content("परिषद ने मंगलवार को नए पुल के लिए करोड़ों रुपये देने से मना कर दिया।", title="पुल")
    assert "announced" in not_announced(announced, front)
    assert not_announced(announced, story) == ""


def test_a_page_about_something_else_is_doubted() -> None:
    other = make_content("\n".join(f"The bakery on the square sold {n} loaves." for n in range(40)), title="Bakery")
    assert "hardly a sentence" in not_this_article(ARTICLE, other)


def test_a_story_that_grows_is_the_story() -> None:
    grown = make_content("\n".join([*STORY, *(f"Paragraph {n} is new and full of news." for n in range(50))]))
    assert not_this_article(ARTICLE, grown) == ""


def test_a_short_item_may_be_rewritten_under_its_headline() -> None:
    item = make_content("Fire in Oldtown, says the brigade; more soon.", title="Fire in Oldtown")
    full = make_content("Two people died when a house burnt down on Monday night.", title="Fire in Oldtown")
    assert not_this_article(item, full) == ""


def test_a_flash_is_the_standfirst_of_the_story_that_it_becomes() -> None:
    flash = make_content(f"{STORY[0]} {STORY[1]}", title=TITLE)
    grown = make_content("\n".join(STORY[2:]), title=TITLE, standfirst=f"{STORY[0]} {STORY[1]}")
    assert not_this_article(flash, grown) == ""


def test_a_standfirst_that_both_pages_have_tells_nothing_of_their_texts() -> None:
    other = "\n".join(f"The bakery on the square sold {n} loaves." for n in range(40))
    record = make_content("\n".join(STORY), title=TITLE, standfirst=TITLE * 3)
    assert "hardly a sentence" in not_this_article(record, make_content(other, title=TITLE, standfirst=TITLE * 3))


def test_a_page_that_does_not_end_and_has_but_the_beginning_breaks_off() -> None:
    whole, open_page = b"<body>...</body></html>", b"<body><div><p>..."
    shorter = make_content("\n".join(STORY[:-1]), title=TITLE)
    within = make_content("\n".join([*STORY[:-2], STORY[-2][:20]]), title=TITLE)
    for seen in (shorter, within):
        assert "breaks off" in breaks_off(ARTICLE, seen, open_page)
        assert breaks_off(ARTICLE, seen, whole) == ""
    for blocks in (STORY, [*STORY, "A correction was made."], STORY[1:], [*STORY[:1], *STORY[2:]]):
        assert breaks_off(ARTICLE, make_content("\n".join(blocks), title=TITLE), open_page) == ""


@given(st.lists(st.text(max_size=60), max_size=9), st.lists(st.text(max_size=60), max_size=9), st.text(max_size=40))
def test_guards_answer_any_text_with_words(one: list[str], other: list[str], title: str) -> None:
    a, b = make_content("\n".join(one), title=title), make_content("\n".join(other))
    for reason in (not_an_article(a, STRAIGHT), not_this_article(a, b)):
        assert reason == "" or reason.startswith("the ")
    assert word_count(a) >= 0


METERS = [
    "Przeczytałeś już 3 darmowe artykuły w tym miesiącu. Wykup dostęp, by czytać dalej.",
    "무료 기사 3건을 모두 읽었습니다. 계속 읽으려면 구독하세요.",
    "Du har läst tre av dina fria artiklar den här månaden. Bli prenumerant för att läsa vidare.",
    "Je hebt deze maand drie gratis artikelen gelezen. Neem een abonnement om verder te lezen.",
    "Bu ay 3 ücretsiz haber okudunuz. Devamı için abone olun.",
    "คุณอ่านครบสามข่าวฟรีในเดือนนี้แล้ว สมัครสมาชิกเพื่ออ่านต่อ",
    "شما سه مطلب رایگان این ماه را خوانده‌اید. برای ادامه مشترک شوید.",
    "Hai letto tre dei tuoi articoli gratuiti di questo mese. Abbonati per continuare.",
    "Sie haben drei Gratisartikel gelesen. Jetzt ein Abo wählen und weiterlesen.",
    "今月の無料記事を3本読みました。続きは会員登録が必要です。",
    "您本月已阅读3篇免费文章，订阅后继续阅读。",
]


@pytest.mark.parametrize("meter", METERS)
def test_what_a_meter_says_of_how_much_was_read_asks_to_pay(meter: str) -> None:
    opening = "The bridge over the sound stays closed for three weeks, and the buses go round by way of the dam."
    assert "pay" in not_an_article(make_content(f"{opening}\n{meter}", title="The bridge"), STRAIGHT)


@pytest.mark.parametrize(
    "prompt",
    ["Suscríbete a nuestro boletín", "Abonnez-vous à notre newsletter", "Jetzt unseren Newsletter abonnieren"],
)
def test_a_short_article_that_offers_a_newsletter_asks_nobody_to_pay(prompt: str) -> None:
    assert not not_an_article(make_content("\n".join([*STORY[:2], prompt]), title=TITLE), STRAIGHT)


def test_a_page_that_tells_the_moment_our_article_was_published_under_another_headline_is_our_article() -> None:
    rewritten = make_content(
        "A welder from Saltby mended the ramp overnight. The boat sails at noon.", title="Ramp mended"
    )
    short = make_content(STORY[0], title=TITLE)
    assert not_this_article(short, rewritten)
    assert not not_this_article(short, rewritten, same_moment=True)
    wall = make_content(rewritten.blocks[0].text, title=TITLE)
    assert not_this_article(ARTICLE, wall, same_moment=True)


BRIEFS = {
    "Minister wil nieuw akkoord over stikstof": "De minister geeft toestemming voor een nieuw akkoord met de boeren.",
    "Meloni accetta l'invito di Parigi": "La premier accetta l'invito e partirà lunedì, ha detto il suo portavoce.",
    "Bahn steht wegen einer Störung still": (
        "Wegen technischer Probleme, einer technischen Störung im Stellwerk, fuhr "
        "nichts."
    ),
    "Helferin im Hafen geehrt": "Sie sagte, dass sie Menschen in Not immer helfen werde, und dankte allen.",
    "Werbung bringt dem Sender mehr ein": (
        "Der Umsatz mit Werbung stieg um neun Prozent, obwohl die Zahl der Zuschauer "
        "fiel."
    ),
    "La chaîne passe les dix millions": (
        "La chaîne compte désormais dix millions d'abonnés, et il faut accepter les règles du "
        "jeu."
    ),
    "España y Chile firman el convenio": (
        "El gobierno suscribió el convenio con Chile, que ambos países deben aceptar y "
        "cumplir."
    ),
    "La ley del consentimiento, aprobada": (
        "El Congreso aprobó la ley del consentimiento; el ponente es una persona muy "
        "conocida."
    ),
    "Meta told to stop": "Meta must stop showing such adverts to users in the EU, the court ruled on Monday.",
    "Rocket lost after launch": (
        "Something went wrong two minutes after launch, and technical difficulties had delayed it "
        "before."
    ),
    "Old bridge closed for a month": (
        "The bridge is under maintenance, and the ferry is temporarily unavailable, the council "
        "said."
    ),
    "Bakery sells its last loaf": (
        "The shop sold cookies to three generations; its partners agree that the place was "
        "loved."
    ),
    "Drug shortage goes on": "The drug is no longer available and was not available in this country before May.",
    "Voters must register anew": (
        "Everybody has to register again by May, so that the town can open full access to the "
        "halls."
    ),
    "Ведутся работы на плотине": "На плотине ведутся работы, и мост временно недоступен для машин, сообщили власти.",
    "Kaptanın ardından": "Arkadaşları onun çok iyi bir insan olduğunu söyledi ve limana çiçekler bıraktı.",
    "선장이 남긴 이야기": "동료들은 그가 어떤 사람인지 잘 안다고 말했고, 항구에는 꽃이 놓였다.",
    "Samtyckeslagen skärps i vår": (
        "Riksdagen skärper samtyckeslagen, sade ministern, som själv är människa nog att ångra "
        "sig."
    ),
}  # fmt: skip


@pytest.mark.parametrize(("title", "said"), BRIEFS.items())
def test_a_brief_that_is_announced_may_say_what_walls_and_news_say(title: str, said: str) -> None:
    brief = make_content(f"{said}\n{STORY[0]}", title=title)
    assert not_an_article(brief, STRAIGHT, announced=title) == ""


@pytest.mark.parametrize(("title", "said"), BRIEFS.items())
def test_a_brief_of_which_the_record_has_half_may_say_so_too(title: str, said: str) -> None:
    record, brief = make_content(f"{said[:30]}\n{STORY[0]}"), make_content(f"{said}\n{STORY[0]}", title=title)
    assert not_an_article(brief, STRAIGHT, record=record) == ""


@pytest.mark.parametrize(
    "text", [texts[0] for reason, texts in SAID.items() if not reason.startswith(("only", "no art"))]
)
def test_a_wall_that_keeps_the_headline_is_a_wall(text: str) -> None:
    assert not_an_article(make_content(text, title=TITLE), STRAIGHT, announced=TITLE)


def test_a_page_that_shows_another_headline_than_was_announced_is_told_by_words_of_news_too() -> None:
    text = "Wij vragen om toestemming. Wie niet akkoord is, leest niet verder en gaat terug naar waar hij vandaan kwam."
    assert "consent" in not_an_article(make_content(text, title="De Vuurtoren"), STRAIGHT, announced=TITLE)
    assert "consent" in not_an_article(make_content(text, title="De Vuurtoren"), STRAIGHT, record=ARTICLE)


def test_a_flash_of_a_sentence_below_the_headline_that_was_announced_is_an_article() -> None:
    flash = make_content("The night ferry to Skerry sank at noon, the coast guard said.", title=TITLE)
    assert not_an_article(flash, STRAIGHT, announced=TITLE) == ""
    assert "only 12 words" in not_an_article(flash, STRAIGHT)
    label = make_content("Ferry Skerry coast guard harbour weather island news pictures videos", title=TITLE)
    assert "only 10 words" in not_an_article(label, STRAIGHT, announced=TITLE)


ABOUT = "Page not found: how the web forgets its news"


def test_an_article_about_missing_pages_is_one_by_the_headline_that_was_announced_or_is_on_record() -> None:
    content = make_content("\n".join(STORY), title=ABOUT)
    on_page = f"{ABOUT} | The Skerry Light"
    assert "no such page" in not_an_article(content, STRAIGHT, page_title=on_page)
    assert not not_an_article(content, STRAIGHT, announced=ABOUT, page_title=on_page)
    assert not not_an_article(content, STRAIGHT, record=content, page_title=on_page)


def test_a_page_that_its_head_calls_missing_is_no_article_however_much_stands_below() -> None:
    teasers = make_content("\n".join(text * 3 for text in STORY), title="What others read")
    for page_title in ("Page not found", "404 | The Skerry Light", "Seite nicht gefunden – Blatt"):
        assert "no such page" in not_an_article(teasers, STRAIGHT, record=make_content("A. B."), page_title=page_title)
        assert "no such page" in not_an_article(teasers, STRAIGHT, announced=TITLE, page_title=page_title)
    assert not not_an_article(teasers, STRAIGHT, announced=TITLE, page_title="Best of the week: the 404 bus")


NOISE = Random(7).randbytes(4000)


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n" + NOISE,
        b"%PDF-1.7\n<</Length 4000>> stream\n" + NOISE,
        brotli.compress(NOISE),
        b'{"error": "Endpoint request timed out"}',
        b' [{"id": 7, "text": "A story"}]',
    ],
)
def test_a_picture_an_archive_or_data_that_is_called_a_page_is_none(body: bytes) -> None:
    assert is_no_text(body, "text/html")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("<p>Größe {x}</p>", "utf-8"),
        ("<p>橋の修理を延期</p>", "iso-2022-jp"),
        ("<p>橋の修理を延期</p>", "shift_jis"),
        ("<p>Ремонт моста отложен</p>", "utf-16-le"),
        ("<p>诺比市议会</p>", "utf-16"),
        ("<p>诺比市议会把桥梁的修缮推迟</p>", "gbk"),
        ("[Update] A story\n<p>It says so.</p>", "ascii"),
        ("{{ headline }}<p>A template that was not filled in</p>", "ascii"),
        ("", "ascii"),
    ],
)
def test_text_in_any_encoding_is_text(text: str, encoding: str) -> None:
    assert not is_no_text(text.encode(encoding), f"text/html; charset={encoding}")
