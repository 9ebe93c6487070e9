"""What looks like a change and is none: walls, errors, stubs, headlines under test, blocks that rotate."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from articles import blobs
from articles.models import Check, Noise
from tests.paper import STORY, TITLE, page, paper
from tests.scraping.server import Reply, Request, redirect

pytestmark = pytest.mark.django_db
Outcome = Check.Outcome

FERRY = "/news/ferry"
OTHER_TITLE = "Ninety stranded overnight as island ferry fails"
CORRECTED = (STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:])
NOT_THE_ARTICLE = {
    "consent": page("Before you continue", ["We and our partners use cookies. Accept or manage your preferences."] * 2),
    "captcha": page("One moment", ["Our systems have seen unusual traffic. Please show that you are not a robot."]),
    "stub": page(TITLE, [STORY[0], "Subscribe to continue reading this article. Already a subscriber? Log in."]),
    "soft 404": page("Oh no", ["Sorry, the page you are looking for doesn't exist. Try the search box instead."]),
    "error page": page("Error", ["Something went wrong at our end. Please try again later."]),
    "empty page": "<html><body></body></html>",
    "another story": page("Bakery wins prize", [f"Loaf number {n} was the best the jury tasted." for n in range(30)]),
    "first paragraph only": page(TITLE, STORY[:1]),
}


def by_turns(*bodies: str) -> Callable[[Request], str]:
    """A route that answers with one body after another, again and again."""
    looks = 0

    def answer(_: Request) -> str:
        nonlocal looks
        looks += 1
        return bodies[(looks - 1) % len(bodies)]

    return answer


@pytest.mark.parametrize("kind", NOT_THE_ARTICLE)
def test_a_page_that_is_not_the_article_is_an_outcome_and_never_a_version(settings: Any, kind: str) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, NOT_THE_ARTICLE[kind])
        site.scrape()
        site.scrape()
        site.publish(FERRY)
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.FIRST, *[Outcome.NOT_ARTICLE] * 2, Outcome.UNCHANGED]
        assert len(site.texts(FERRY)) == 1
        note = site.article(FERRY).noise.get(kind=Noise.Kind.GUARD)
        assert note.count == 2
        assert note.reason


def test_an_edit_of_a_brief_that_says_what_error_pages_and_news_say_is_an_edit(settings: Any) -> None:
    edited = [STORY[0], "Something went wrong with the ramp, and technical difficulties go on, the operator said."]
    with paper(settings) as site:
        site.publish(FERRY, paragraphs=[STORY[0], "The operator had nothing to say of it on Tuesday night."])
        site.scrape()
        site.publish(FERRY, paragraphs=edited)
        site.scrape()
        assert site.texts(FERRY)[1:] == ["\n".join(edited)]


@pytest.mark.parametrize("kind", ["consent", "captcha", "soft 404", "error page", "empty page"])
def test_a_page_that_is_not_an_article_is_no_first_version_either(settings: Any, kind: str) -> None:
    with paper(settings) as site:
        site.publish(FERRY, NOT_THE_ARTICLE[kind])
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.NOT_ARTICLE]
        site.publish(FERRY)
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY)]


def test_a_redirect_to_a_consent_wall_is_neither_a_version_nor_another_address(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.server.routes["/consent"] = page("Your choice", [f"Choice {n} of many, all good." for n in range(60)])
        site.server.routes[FERRY] = redirect(f"/consent?next={FERRY}", 302)
        site.scrape()
        assert site.outcomes(FERRY)[-1] == Outcome.NOT_ARTICLE
        assert not site.article(FERRY).aliases.exists()


def test_an_article_about_cookies_and_subscriptions_is_an_article(settings: Any) -> None:
    said = [f"{text} Readers may subscribe to continue, accept cookies or log in to read on." for text in STORY]
    with paper(settings) as site:
        site.publish(FERRY, paragraphs=said)
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.FIRST]


def test_a_headline_shown_at_random_is_a_test_and_no_version(settings: Any) -> None:
    dice = random.Random(3)
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, lambda _: page(dice.choice([TITLE, OTHER_TITLE])))
        for _ in range(6):
            site.scrape()
        assert site.titles(FERRY) == [TITLE]
        note = site.article(FERRY).noise.get(kind=Noise.Kind.HEADLINE)
        assert note.text == OTHER_TITLE


def test_a_headline_that_wins_its_test_is_recorded(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, by_turns(page(OTHER_TITLE), page()))
        site.scrape()
        site.publish(FERRY, title=OTHER_TITLE)
        site.scrape()
        assert site.titles(FERRY) == [TITLE, OTHER_TITLE]


def test_an_edit_made_while_headlines_are_tested_is_recorded_under_the_headline_on_record(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, by_turns(page(OTHER_TITLE, CORRECTED), page(TITLE, CORRECTED)))
        site.scrape()
        assert site.titles(FERRY) == [TITLE, TITLE]
        assert site.texts(FERRY)[1] == "\n".join(CORRECTED)


def test_a_new_headline_is_recorded(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, title=OTHER_TITLE)
        site.scrape()
        assert site.titles(FERRY) == [TITLE, OTHER_TITLE]
        assert site.article(FERRY).versions.get(number=2).headline_changed


@pytest.mark.parametrize("place", [0, 3, len(STORY)])
def test_a_block_that_rotates_in_the_body_ends_as_one_quiet_note(settings: Any, place: int) -> None:
    def rotating(number: int) -> str:
        tip = f"Our readers have so far sent {number} photographs of the storm to the newsroom this week."
        return page(paragraphs=[*STORY[:place], tip, *STORY[place:]])

    numbers = iter(range(100, 1000))
    with paper(settings) as site:
        site.publish(FERRY, lambda _: rotating(next(numbers)))
        for _ in range(4):
            site.scrape()
        assert len(site.texts(FERRY)) == 1
        assert site.article(FERRY).noise.filter(kind=Noise.Kind.BLOCK).count() == 1
        assert site.outcomes(FERRY)[-1] == Outcome.UNCHANGED


def test_a_change_beside_a_block_that_rotates_is_recorded_without_that_block(settings: Any) -> None:
    def rotating(number: int, paragraphs: tuple[str, ...]) -> str:
        tip = f"Our readers have so far sent {number} photographs of the storm to the newsroom this week."
        return page(paragraphs=[*paragraphs[:3], tip, *paragraphs[3:]])

    numbers = iter(range(100, 1000))
    with paper(settings) as site:
        site.publish(FERRY, lambda _: rotating(next(numbers), STORY))
        site.scrape()
        site.publish(FERRY, lambda _: rotating(next(numbers), CORRECTED))
        site.scrape()
        assert site.texts(FERRY)[1:] == ["\n".join(CORRECTED)]


def test_a_body_that_is_other_words_at_every_look_is_no_flood(settings: Any) -> None:
    dice = random.Random(5)

    def shuffled(_: Request) -> str:
        return page(paragraphs=[" ".join(dice.sample(text.split(), len(text.split()))) for text in STORY])

    with paper(settings) as site:
        site.publish(FERRY, shuffled)
        for _ in range(4):
            site.scrape()
        assert len(site.texts(FERRY)) == 1
        assert len(site.outcomes(FERRY)) == 4


def test_a_block_that_rotated_in_the_first_version_is_not_shown_as_removed_by_the_next(settings: Any) -> None:
    def rotating(number: int, paragraphs: tuple[str, ...]) -> str:
        tip = f"Our readers have so far sent {number} photographs of the storm to the newsroom this week."
        return page(paragraphs=[*paragraphs[:3], tip, *paragraphs[3:]])

    numbers = iter(range(100, 1000))
    with paper(settings) as site:
        site.publish(FERRY, lambda _: rotating(next(numbers), STORY))
        site.scrape()
        assert "photographs" in site.texts(FERRY)[0]
        site.publish(FERRY, lambda _: rotating(next(numbers), CORRECTED))
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY), "\n".join(CORRECTED)]
        assert "photographs" in site.article(FERRY).noise.get(kind=Noise.Kind.BLOCK).text
        capture = site.article(FERRY).versions.get(number=1).capture
        assert capture is not None
        assert b"photographs" in blobs.get(capture.blob_id)


def test_furniture_on_record_that_the_site_takes_down_is_not_shown_as_removed(settings: Any) -> None:
    plea = "Support the Skerry Light: for the price of a cup of coffee a week you keep our only reporter in oilskins."
    with paper(settings) as site:
        for number in range(6):
            story = [f"{text} This is report {number} of six." for text in STORY]
            site.publish(f"/news/{number}", title=f"Ferry report number {number}", paragraphs=[*story, plea])
        site.scrape()
        story = [f"{text} This is report 0 of six." for text in CORRECTED]
        site.publish("/news/0", title="Ferry report number 0", paragraphs=story)
        site.scrape()
        first, second = site.texts("/news/0")
        assert plea not in first
        assert second == "\n".join(story)


def test_a_box_that_appears_on_many_articles_at_once_is_no_edit(settings: Any) -> None:
    box = "From now on the Skerry Light is printed on Thursdays too, and costs a crown less for those who subscribe."
    stories = {n: [f"{text} This is report {n} of four." for text in STORY] for n in range(4)}
    with paper(settings) as site:
        for number, story in stories.items():
            site.publish(f"/news/{number}", title=f"Ferry report number {number}", paragraphs=story)
        site.scrape()
        for number, story in stories.items():
            site.publish(
                f"/news/{number}", title=f"Ferry report number {number}", paragraphs=[*story[:3], box, *story[3:]]
            )
        site.scrape()
        assert [len(site.texts(f"/news/{number}")) for number in stories] == [1] * 4
        assert "several articles" in site.article("/news/0").noise.get(kind=Noise.Kind.BLOCK).reason
        site.scrape()
        assert site.outcomes("/news/0")[-1] == Outcome.UNCHANGED


def test_a_paragraph_that_the_page_still_shows_elsewhere_is_not_shown_as_removed(settings: Any) -> None:
    aside = f'<aside class="promo"><p>{STORY[5]}</p></aside>'
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, page(paragraphs=STORY[:5], around=aside))
        site.scrape()
        assert len(site.texts(FERRY)) == 1
        assert site.outcomes(FERRY)[-1] == Outcome.UNCHANGED
        assert "read otherwise" in site.article(FERRY).noise.get(kind=Noise.Kind.GUARD).reason


def test_a_standfirst_shown_at_random_is_a_test_and_no_version(settings: Any) -> None:
    dice = random.Random(4)
    leads = ["Ninety people spent the night on the quay.", "A welder is on the way, if the wind allows it."]

    def led(lead: str) -> str:
        return (
            page().replace("</h1>", f'</h1><p class="standfirst"><em>{lead}</em></p>').replace("<p>", "<p class='b'>")
        )

    with paper(settings) as site:
        site.publish(FERRY, led(leads[0]))
        site.scrape()
        site.publish(FERRY, lambda _: led(dice.choice(leads)))
        for _ in range(5):
            site.scrape()
        assert len(site.texts(FERRY)) == 1


def test_a_revert_is_recorded_and_a_second_round_trip_is_not(settings: Any) -> None:
    with paper(settings) as site:
        for paragraphs in (STORY, CORRECTED, STORY, CORRECTED, STORY):
            site.publish(FERRY, paragraphs=paragraphs)
            site.scrape()
        assert site.texts(FERRY) == ["\n".join(text) for text in (STORY, CORRECTED, STORY)]
        assert site.outcomes(FERRY)[-2:] == [Outcome.NOT_ARTICLE, Outcome.UNCHANGED]


def test_furniture_that_stands_on_many_articles_of_a_source_is_not_article(settings: Any) -> None:
    plea = "Support the Skerry Light: for the price of a cup of coffee a week you keep our only reporter in oilskins."
    with paper(settings) as site:
        for number in range(6):
            story = [f"{text} This is report {number} of six." for text in STORY]
            site.publish(f"/news/{number}", title=f"Ferry report number {number}", paragraphs=[*story, plea])
        site.scrape()
        story = [f"{text} This is report 0 of six." for text in STORY]
        site.publish("/news/0", title="Ferry report number 0", paragraphs=story)
        site.scrape()
        assert len(site.texts("/news/0")) == 1
        assert site.outcomes("/news/0")[-1] == Outcome.UNCHANGED


def test_furniture_on_record_is_not_shown_as_removed_when_the_article_is_edited(settings: Any) -> None:
    plea = "Support the Skerry Light: for the price of a cup of coffee a week you keep our only reporter in oilskins."
    with paper(settings) as site:
        for number in range(6):
            story = [f"{text} This is report {number} of six." for text in STORY]
            site.publish(f"/news/{number}", title=f"Ferry report number {number}", paragraphs=[*story, plea])
        site.scrape()
        story = [f"{text} This is report 0 of six." for text in CORRECTED]
        site.publish("/news/0", title="Ferry report number 0", paragraphs=[*story, plea])
        site.scrape()
        assert site.texts("/news/0")[1:] == ["\n".join([*story, plea])]


@pytest.mark.parametrize("removed", [False, True])
def test_what_a_paper_says_again_in_a_few_of_many_articles_is_text_of_each(settings: Any, removed: bool) -> None:
    background = (
        "The ferry to Skerry has been run by the county since 1961, when the last private boat was sold for scrap."
    )
    with paper(settings) as site:
        for number in range(30):
            story = [f"{text} This is report {number} of thirty." for text in STORY]
            told = [*story, background] if number % 6 == 0 else story
            site.publish(f"/news/{number}", title=f"Ferry report number {number}", paragraphs=told)
        site.scrape()
        site.scrape()
        story = [f"{text} This is report 0 of thirty." for text in STORY]
        edited = [] if removed else [background.replace("1961", "1964")]
        site.publish("/news/0", title="Ferry report number 0", paragraphs=[*story, *edited])
        site.scrape()
        assert site.texts("/news/0") == ["\n".join([*story, background]), "\n".join([*story, *edited])]


def test_a_story_that_stands_under_six_addresses_is_no_furniture(settings: Any) -> None:
    with paper(settings) as site:
        for number in range(6):
            site.publish(f"/section-{number}/ferry")
        site.scrape()
        site.publish("/section-0/ferry", paragraphs=CORRECTED)
        site.scrape()
        assert site.texts("/section-0/ferry")[1:] == ["\n".join(CORRECTED)]


@pytest.mark.parametrize("path", ["NUL", "a lone surrogate"])
def test_a_headline_with_characters_that_no_database_stores_is_cleaned(settings: Any, path: str) -> None:
    bad = {"NUL": "\\u0000", "a lone surrogate": "\\ud800"}[path]
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{OTHER_TITLE}{bad}"}}</script>'
    with paper(settings) as site:
        site.publish(FERRY)
        site.publish("/news/school", title="School reopens after the flood")
        site.scrape()
        site.publish(FERRY, Reply(page(OTHER_TITLE, CORRECTED, head=head)))
        settings.SCRAPE_CONFIRM_SECONDS = 90
        site.scrape()
        assert site.outcomes("/news/school") == [Outcome.FIRST, Outcome.UNCHANGED]
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.PENDING]


def test_a_first_paragraph_that_is_tested_on_readers_stays_as_it_is_on_record(settings: Any) -> None:
    other = (
        "Ninety people spent the night on the quay at Sule, and with them four lorries full of milk, because a ramp "
        "that had passed its inspection had a crack in it that nobody saw until Tuesday."
    )
    dice = random.Random(4)

    def tested(paragraphs: tuple[str, ...]) -> Callable[[Request], str]:
        return lambda _: page(paragraphs=[dice.choice([paragraphs[0], other]), *paragraphs[1:]])

    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, tested(STORY))
        for _ in range(8):
            site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY)]
        site.publish(FERRY, tested(CORRECTED))
        for _ in range(3):
            site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY), "\n".join(CORRECTED)]


def test_a_first_paragraph_that_was_rewritten_is_recorded(settings: Any) -> None:
    rewritten = ("Nobody will sail to Skerry before Thursday, the operator said after a second look at the ramp, "
                 "and the clinic has asked the coast guard for a boat.", *STORY[1:])  # fmt: skip
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, paragraphs=rewritten)
        site.scrape()
        assert site.texts(FERRY)[1:] == ["\n".join(rewritten)]


@pytest.mark.parametrize("kind", ["captcha", "stub", "first paragraph only"])
def test_a_change_is_confirmed_though_walls_come_between_the_looks(settings: Any, kind: str) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, by_turns(page(OTHER_TITLE), page(OTHER_TITLE), page(OTHER_TITLE), NOT_THE_ARTICLE[kind]))
        site.scrape()
        assert site.titles(FERRY) == [TITLE, OTHER_TITLE]


def test_a_wall_that_is_gone_at_the_next_look_hides_no_change(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, by_turns(NOT_THE_ARTICLE["captcha"], *3 * [page(paragraphs=CORRECTED)]))
        site.scrape()
        assert site.texts(FERRY)[1:] == ["\n".join(CORRECTED)]


def test_a_wall_in_a_language_that_no_pattern_knows_is_told_by_the_headline_that_was_announced(settings: Any) -> None:
    wall = page("Augnablik", ["Við erum að skoða vafrann þinn áður en þú heldur áfram. Þetta tekur aðeins örfá "
                              "augnablik og gerist sjálfkrafa, svo að þú þarft ekki að gera neitt."])  # fmt: skip
    with paper(settings) as site:
        site.publish(FERRY, wall)
        link = site.server.url(FERRY)
        feed = f"<rss version='2.0'><channel><item><title>{TITLE}</title><link>{link}</link></item></channel></rss>"
        site.server.routes["/feed.xml"] = Reply(feed, content_type="application/rss+xml")
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.NOT_ARTICLE]
        site.publish(FERRY)
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY)]


def test_an_article_is_no_wall_for_the_words_in_it(settings: Any) -> None:
    """A paper may add a line that walls have, too; nearly all of what is on record stands there."""
    pitch = (*STORY, "Subscribe to our letter and read the full story of the route every Friday morning.")
    with paper(settings) as site:
        site.publish(FERRY, paragraphs=STORY[:4])
        site.scrape()
        site.publish(FERRY, paragraphs=(*STORY[:4], pitch[-1]))
        site.scrape()
        assert len(site.texts(FERRY)) == 2


LETTERS = (
    "Liked this story? Our letter brings you more of its kind every week, and it costs you nothing at all.",
    "Never miss what matters on the islands: sign up for the weekly letter and join our many readers.",
    "Our reporters go out in any weather. Support their work by taking out a subscription this month.",
)


def with_letter(number: int, paragraphs: tuple[str, ...] = STORY) -> str:
    return page(paragraphs=[*paragraphs[:3], LETTERS[number], *paragraphs[3:]])


def test_one_of_three_texts_that_take_turns_is_not_taken_out_by_an_editor(settings: Any) -> None:
    """The version on record has one of them; then the others are found to be noise, and it is their turn."""
    with paper(settings) as site:
        site.publish(FERRY, with_letter(0))
        site.scrape()
        site.publish(FERRY, by_turns(with_letter(1), with_letter(2)))
        site.scrape()
        site.publish(FERRY, with_letter(1))
        site.scrape()
        site.scrape()
        assert site.texts(FERRY) in (["\n".join(STORY)], ["\n".join((*STORY[:3], LETTERS[0], *STORY[3:]))])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.7, 0.9])
def test_what_takes_turns_and_is_not_always_there_makes_no_version_however_often_it_is_looked_at(
    settings: Any, seed: int, share: float
) -> None:
    with paper(settings) as site:
        dice = random.Random(seed)
        site.publish(FERRY, lambda _: with_letter(dice.randrange(3)) if dice.random() < share else page())
        for _ in range(8):
            site.scrape()
        assert len(site.texts(FERRY)) == 1


def test_a_paragraph_that_is_taken_out_beside_what_rotates_is_missed_by_readers(settings: Any) -> None:
    shorter = (*STORY[:3], *STORY[4:])
    with paper(settings) as site:
        dice = random.Random(2)
        site.publish(FERRY, lambda _: with_letter(dice.randrange(3)))
        for _ in range(6):
            site.scrape()
        assert len(site.texts(FERRY)) == 1
        site.publish(FERRY, lambda _: with_letter(dice.randrange(3), shorter))
        for _ in range(3):
            site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY), "\n".join(shorter)]


@pytest.mark.parametrize("place", range(1, len(STORY) - 1))
def test_an_edit_is_found_and_taken_back_beside_a_line_that_stands_elsewhere_at_each_look(
    settings: Any, place: int
) -> None:
    """The line comes to stand where the edited paragraph stood, too."""
    dice = random.Random(place)

    def wandering(*paragraphs: str) -> Callable[[Request], str]:
        def answer(_: Request) -> str:
            at = dice.randrange(1, len(paragraphs) + 1)
            return page(paragraphs=[*paragraphs[:at], "In other developments on the islands", *paragraphs[at:]])

        return answer

    shorter = (*STORY[:place], *STORY[place + 1 :])
    reworded = (*STORY[:place], STORY[place].replace("the ", "that ", 1), *STORY[place + 1 :])
    with paper(settings) as site:
        for paragraphs in (STORY, shorter, STORY, reworded, shorter):
            site.publish(FERRY, wandering(*paragraphs))
            site.scrape()
        assert site.texts(FERRY) == ["\n".join(each) for each in (STORY, shorter, STORY, reworded, shorter)]


def test_a_stub_that_is_shown_now_and_then_is_not_the_first_version(settings: Any) -> None:
    """Of a story a meter leaves its first paragraph, and says so where no reading finds it."""
    with paper(settings) as site:
        site.publish(FERRY, by_turns(page(paragraphs=STORY[:1]), page(), page()))
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY)]
        assert site.outcomes(FERRY) == [Outcome.FIRST]


def test_a_page_that_breaks_off_now_and_then_is_not_the_first_version(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, by_turns(page().partition(STORY[-1])[0], page(), page()))
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY)]


def test_a_page_that_never_ends_its_elements_is_recorded_as_it_is(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, page().replace("</body></html>", ""))
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY)]


def test_a_story_of_one_paragraph_is_recorded_as_it_is(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, page(paragraphs=STORY[:1]))
        site.scrape()
        assert site.texts(FERRY) == [STORY[0]]


def test_a_story_that_says_less_at_each_look_is_recorded_too(settings: Any) -> None:
    words = STORY[0].split()
    lengths = iter(range(len(words), 15, -1))
    with paper(settings) as site:
        site.publish(FERRY, lambda _: page(paragraphs=[" ".join(words[: next(lengths)])]))
        site.scrape()
        assert len(site.texts(FERRY)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        "Subscribe for one pound a week to read the rest of this article.",
        "Suscríbase por un euro a la semana para leer el resto del artículo.",
        "Abonnez-vous pour un euro par semaine afin de lire la suite de cet article.",
        "הירשמו כמנויים כדי לקרוא את המשך הכתבה.",
        "続きを読むには購読の登録が必要です。",
    ],
)
def test_what_a_meter_says_below_a_text_that_it_leaves_whole_is_no_edit(settings: Any, asked: str) -> None:
    with paper(settings) as site:
        site.publish(FERRY, paragraphs=STORY[:2])
        site.scrape()
        site.publish(FERRY, paragraphs=(*STORY[:2], asked))
        site.scrape()
        site.publish(FERRY, paragraphs=STORY[:2])
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY[:2])]
