"""A number that is another one at each request, in a paragraph that is text: what is read and recorded of it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from articles.models import Check, Noise, Source
from articles.scraping.needed import PASSAGE_LOOKS
from tests.paper import STORY, Paper, page, paper
from tests.scraping.server import Request

pytestmark = pytest.mark.django_db
Outcome = Check.Outcome

FERRY = "/news/ferry"
SHARES = (
    "Shares of Vardo Lines (now {price} crowns) fell on Tuesday after the company said that 12 of its sailors had been "
    "taken to hospital, and that it does not know when its ships will sail again."
)
LIVE = (*STORY[:3], SHARES, *STORY[3:])


def edited(old: str, new: str, texts: Sequence[str] = LIVE) -> tuple[str, ...]:
    """These texts, with some words in the place of others."""
    assert any(old in text for text in texts)
    return tuple(text.replace(old, new) for text in texts)


class Live:
    """A page on which the fields of its texts are other numbers at each request."""

    def __init__(self, texts: Iterable[str] = LIVE) -> None:
        self.texts = tuple(texts)
        self.looks = 0
        self.is_open = True  # the prices move

    def __call__(self, _: Request) -> str:
        self.looks += self.is_open
        return page(paragraphs=self.shown())

    def shown(self) -> tuple[str, ...]:
        """What the last request was shown."""
        numbers = {"price": f"{99 + self.looks * 1.37:,.2f}", "other": str(4_000 + 13 * self.looks)}
        return tuple(text.format(**numbers) for text in self.texts)


def looks_of(site: Paper) -> int:
    """How often the article was asked for in one more pass."""
    before = len(site.server.asked(FERRY))
    site.scrape()
    return len(site.server.asked(FERRY)) - before


def noise(site: Paper) -> list[Noise]:
    """What is remembered of the article as noise."""
    return list(site.article(FERRY).noise.filter(kind=Noise.Kind.BLOCK))


def quiet(site: Paper) -> None:
    """See that passes over the article have come to cost one look each, and find nothing."""
    versions = len(site.texts(FERRY))
    assert [looks_of(site) for _ in range(3)] == [1, 1, 1]
    assert site.outcomes(FERRY)[-3:] == [Outcome.UNCHANGED] * 3
    assert len(site.texts(FERRY)) == versions


def settle(site: Paper, live: Live) -> None:
    """Look at a page until its live numbers are known."""
    site.publish(FERRY, live)
    site.scrape()
    site.scrape()
    quiet(site)


def test_a_live_price_is_no_version_but_one_quiet_note_and_its_paragraph_stays_text(settings: Any) -> None:
    live = Live()
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        first = "\n".join(live.shown())
        assert looks_of(site) <= PASSAGE_LOOKS
        quiet(site)
        assert site.texts(FERRY) == [first]
        (note,) = noise(site)
        assert "Vardo Lines (now 1" in note.text
        said = Client().get(site.article(FERRY).get_absolute_url()).content.decode()
        assert "Seen 1 time" in " ".join(said.split())
        assert "not recorded because a number in it is another one at each look" in " ".join(said.split())


@pytest.mark.parametrize(
    ("old", "new"),
    [("taken to hospital", "flown to hospital"), ("fell on Tuesday", "rose on Tuesday"), ("(now {", "(at last {")],
)
@pytest.mark.parametrize("known", [True, False])
def test_an_edit_of_its_words_is_recorded_once_as_the_page_had_it(
    settings: Any, old: str, new: str, known: bool
) -> None:
    live = Live()
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        if known:
            site.scrape()
        live.texts = edited(old, new)
        site.scrape()
        recorded = "\n".join(live.shown())
        quiet(site)
        assert site.texts(FERRY)[1:] == [recorded]


@pytest.mark.parametrize("known", [True, False])
def test_another_number_of_the_paragraph_that_is_corrected_is_recorded(settings: Any, known: bool) -> None:
    live = Live()
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        if known:
            site.scrape()
        live.texts = edited("12 of its", "14 of its")
        site.scrape()
        recorded = "\n".join(live.shown())
        quiet(site)
        assert site.texts(FERRY)[1:] == [recorded]


def test_an_edit_of_another_paragraph_is_recorded_and_the_price_is_on_record_as_it_was_first_seen(
    settings: Any,
) -> None:
    live = Live()
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        first = live.shown()
        site.scrape()
        live.texts = edited("2.4 million", "2.6 million")
        site.scrape()
        quiet(site)
        assert site.texts(FERRY)[1:] == ["\n".join(edited("2.4 million", "2.6 million", first))]


def test_an_edit_before_the_price_is_known_to_be_live_shows_no_other_price(settings: Any) -> None:
    live = Live()
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        first = live.shown()
        live.texts = edited("2.4 million", "2.6 million")
        site.scrape()
        quiet(site)
        assert site.texts(FERRY)[1:] == ["\n".join(edited("2.4 million", "2.6 million", first))]


def test_two_paragraphs_with_two_live_numbers_each_are_quiet_and_an_edit_of_one_is_no_edit_of_the_other(
    settings: Any,
) -> None:
    fund = (
        "The pension fund of the islands, which owns {other} shares of the operator at {price} crowns each, said on "
        "Wednesday that it would not sell any of them before the 2 reports on the accident are published."
    )
    twice = (*edited("now {price} crowns", "now {price} crowns, {other} sold today"), fund)
    live = Live(twice)
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        first = live.shown()
        site.scrape()
        quiet(site)
        assert len(noise(site)) == 4
        live.texts = edited("the 2 reports", "the 3 reports", twice)
        site.scrape()
        recorded = live.shown()[-1]
        quiet(site)
        assert site.texts(FERRY)[1:] == ["\n".join([*first[:-1], recorded])]


def test_a_price_that_begins_to_move_after_quiet_checks_is_learnt_then(settings: Any) -> None:
    live = Live()
    live.is_open = False
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        first = "\n".join(live.shown())
        quiet(site)
        assert not noise(site)
        live.is_open = True
        site.scrape()
        quiet(site)
        assert site.texts(FERRY) == [first]
        assert len(noise(site)) == 1


def test_a_price_that_stops_moving_is_still_quiet_and_an_edit_is_found(settings: Any) -> None:
    live = Live()
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        site.scrape()
        live.is_open = False
        quiet(site)
        live.texts = edited("taken to hospital", "flown to hospital")
        site.scrape()
        quiet(site)
        assert site.texts(FERRY)[1:] == ["\n".join(live.shown())]


def test_a_live_price_in_the_first_paragraph_and_an_edit_of_that(settings: Any) -> None:
    live = Live((SHARES, *STORY))
    with paper(settings) as site:
        settle(site, live)
        live.texts = edited("12 of its", "14 of its", live.texts)
        site.scrape()
        recorded = "\n".join(live.shown())
        quiet(site)
        assert site.texts(FERRY)[1:] == [recorded]


class Led(Live):
    """The same, with the first of its texts as its standfirst."""

    def __call__(self, request: Request) -> str:
        super().__call__(request)
        standfirst, *texts = self.shown()
        shown = page(paragraphs=texts).replace("<p>", "<p class=body>")
        return shown.replace("</h1>", f"</h1><p class=standfirst><em>{standfirst}</em></p>")


def test_a_live_price_in_the_standfirst_and_an_edit_of_that(settings: Any) -> None:
    live = Led((SHARES, *STORY))
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        first = live.shown()[0]
        site.scrape()
        quiet(site)
        assert [note.text for note in site.article(FERRY).noise.all()] == [noise(site)[0].text]
        live.texts = edited("12 of its", "14 of its", live.texts)
        site.scrape()
        recorded = live.shown()[0]
        quiet(site)
        versions = site.article(FERRY).versions.order_by("number")
        assert [version.standfirst for version in versions] == [first, recorded]
        live.texts = edited("2.4 million", "2.6 million", live.texts)
        site.scrape()
        assert [version.standfirst for version in versions.all()] == [first, recorded, recorded]


def test_a_paragraph_with_a_live_price_is_put_in_and_taken_out(settings: Any) -> None:
    live = Live(STORY)
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        live.texts = LIVE
        site.scrape()
        recorded = "\n".join(live.shown())
        quiet(site)
        live.texts = STORY
        site.scrape()
        quiet(site)
        assert site.texts(FERRY)[1:] == [recorded, "\n".join(STORY)]


def test_lines_that_tell_a_number_are_noise_as_a_whole_as_they_were(settings: Any) -> None:
    line = "Vardo Lines {price} crowns, {other} shares sold"
    live = Live((*STORY[:3], line, *STORY[3:]))
    with paper(settings) as site:
        settle(site, live)
        live.texts = edited("2.4 million", "2.6 million", live.texts)
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(text) for text in (STORY, edited("2.4 m", "2.6 m", STORY))]


def by_chance(one: str, other: str, seed: int) -> Callable[[Request], str]:
    """A page that shows one text or the other, as the dice fall, with another price each time."""
    dice, looks = random.Random(seed), itertools.count()

    def answer(_: Request) -> str:
        text = dice.choice([one, other]).format(price=f"{101 + 1.37 * next(looks):.2f}")
        return page(paragraphs=[*STORY[:3], text, *STORY[3:]])

    return answer


@pytest.mark.parametrize("seed", range(8))
def test_a_price_beside_which_words_are_others_too_is_no_flood(settings: Any, seed: int) -> None:
    up = SHARES.replace("crowns)", "crowns, up from yesterday)")
    with paper(settings) as site:
        site.publish(FERRY, by_chance(up, up.replace("up from", "down from"), seed))
        for _ in range(12):
            site.scrape()
        assert len(site.texts(FERRY)) == 1


@pytest.mark.parametrize("seed", range(6))
def test_a_number_that_a_lagging_server_shows_as_it_was_is_not_live_and_its_correction_is_found(
    settings: Any, seed: int
) -> None:
    old = SHARES.replace("now {price} crowns", "once 88 crowns")
    texts = (*STORY[:3], old, *STORY[3:])
    dice = random.Random(seed)
    with paper(settings) as site:
        site.publish(FERRY, paragraphs=texts)
        for _ in range(3):
            site.scrape()
        corrected = edited("12 of its", "14 of its", texts)
        site.publish(FERRY, lambda _: page(paragraphs=dice.choice([texts, corrected])))
        site.scrape()
        site.publish(FERRY, paragraphs=corrected)
        site.scrape()
        assert site.texts(FERRY)[-1] == "\n".join(corrected)
        assert len(site.texts(FERRY)) == 2


def test_words_that_go_back_and_forth_beside_a_live_price_are_held(settings: Any) -> None:
    up = SHARES.replace("crowns)", "crowns, up from yesterday)")
    states = [(*STORY[:3], text, *STORY[3:]) for text in (up, up.replace("up from", "down from"))]
    live = Live(states[0])
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        for number in range(10):
            live.texts = states[number % 2]
            site.scrape()
        assert len(site.texts(FERRY)) == 4
        assert site.outcomes(FERRY)[-1] == Outcome.UNCHANGED


def test_words_that_are_taken_back_beside_a_live_price_are_recorded(settings: Any) -> None:
    live = Live()
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        site.scrape()
        recorded = []
        for texts in (edited("fell on", "rose on"), LIVE):
            live.texts = texts
            site.scrape()
            recorded.append("\n".join(live.shown()))
        assert site.texts(FERRY)[1:] == recorded


def test_half_a_page_with_a_live_price_is_no_version(settings: Any) -> None:
    live = Live([SHARES, *STORY, *(f"{text} So it was on Monday too." for text in STORY)])
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        site.scrape()
        whole, live.texts = live.texts, live.texts[:5]
        site.scrape()
        assert site.outcomes(FERRY)[-1] == Outcome.NOT_ARTICLE
        live.texts = whole
        quiet(site)
        assert len(site.texts(FERRY)) == 1


def test_reading_the_captures_anew_shows_no_other_prices(settings: Any) -> None:
    live = Live()
    with paper(settings) as site:
        site.publish(FERRY, live)
        site.scrape()
        for old, new in (("2.4 million", "2.6 million"), ("taken to", "flown to"), ("soup", "tea")):
            site.scrape()
            live.texts = edited(old, new, live.texts)
            site.scrape()
        texts = site.texts(FERRY)
        assert len(texts) == 4
        Source.objects.update(rules={"ignore": ["^Advertisement"]})  # of which the pages have none
        site.scrape()
        assert site.outcomes(FERRY)[-1] == Outcome.UNCHANGED
        live.texts = edited("a single bid", "two bids", live.texts)
        site.scrape()
        assert site.texts(FERRY)[4:] == [texts[3].replace("a single bid", "two bids")]
        call_command("reextract", "--apply")
        assert site.texts(FERRY)[:4] == texts


OFFER = (
    "Our partner offers readers {other} nights in its houses by the sea, with breakfast and a view of the harbour, for "
    "very little money."
)


def offered(number: int, texts: Sequence[str]) -> tuple[str, ...]:
    """A story of its own, with an offer amid it, or not."""
    told = [f"{text} So said {number} of those who were asked." for text in STORY]
    return (*told[:3], *texts, *told[3:])


def test_an_offer_with_a_live_number_that_stands_on_many_articles_of_a_source_is_not_article(settings: Any) -> None:
    paths = [f"/news/{number}" for number in range(10, 17)]
    with paper(settings) as site:
        for number, path in enumerate(paths):
            site.publish(path, Live(offered(number, [OFFER])))
        for _ in range(3):
            site.scrape()
        has_offer = ["Our partner" in site.texts(path)[-1] for path in paths]
        assert has_offer.count(True) == 4  # those that were looked at first, in whatever order
        for number in (has_offer.index(True), has_offer.index(False)):
            site.publish(paths[number], page(paragraphs=offered(number, [])))
            site.scrape()
        assert [len(site.texts(path)) for path in paths] == [1] * 7


def test_a_paragraph_with_a_live_price_that_a_few_of_many_articles_have_is_text(settings: Any) -> None:
    paths = [f"/news/{number}" for number in range(10, 14)]
    with paper(settings) as site:
        for number, path in enumerate(paths):
            site.publish(path, Live(offered(number, [SHARES])))
        for _ in range(3):
            site.scrape()
        assert all("Vardo" in site.texts(path)[-1] for path in paths)
