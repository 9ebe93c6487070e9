"""Two addresses of one article lead to one record, and nothing of either is lost."""

from __future__ import annotations

from itertools import cycle, permutations
from typing import Any

import pytest
from django.db import connection

from articles.models import Alias, Article, Check
from articles.scraping.run import Scope
from articles.scraping.twins import merge
from tests.make import T0, make_article
from tests.paper import STORY, TITLE, page, paper
from tests.scraping.server import Reply, redirect

pytestmark = pytest.mark.django_db
FERRY, STRAIT = "/news/ferry", "/news/strait"
OTHER = tuple(
    f"The council met on day {n} and talked of the school roof for {n} hours without a vote." for n in range(9)
)


def canonical(site: Any, path: str) -> str:
    return f'<link rel="canonical" href="{site.server.url(path)}">'


def test_a_second_address_with_the_same_canonical_link_and_text_is_the_same_article(settings: Any) -> None:
    with paper(settings) as site:
        head = canonical(site, FERRY)
        site.publish(FERRY, Reply(page(head=head)))
        site.scrape()
        site.publish("/topics/boats/ferry-story", Reply(page(head=head)))
        site.scrape()
        assert Article.objects.count() == 1
        assert site.article("/topics/boats/ferry-story") == site.article(FERRY)
        assert len(site.texts(FERRY)) == 1


@pytest.mark.parametrize("order", list(permutations(("/amp/ferry", "/m/ferry", FERRY))))
def test_it_is_one_article_whichever_of_its_addresses_is_looked_at_first(settings: Any, order: list[str]) -> None:
    advert = "Our partner offers readers seven nights by the sea, with breakfast and a view of the harbour of Sule."
    with paper(settings) as site:
        head = canonical(site, FERRY)
        for path in order:  # listed, and looked at, in this order
            told = STORY if path == FERRY else [*STORY, advert]
            site.publish(path, Reply(page(paragraphs=told, head=head)))
        site.scrape()
        site.scrape()
        assert Article.objects.get().url == site.server.url(FERRY)
        assert {site.article(path) for path in order} == {site.article(FERRY)}
        assert site.texts(FERRY) == ["\n".join(STORY)]
        assert not Alias.objects.filter(url_digest=site.article(FERRY).url_digest).exists()


def test_another_article_of_ours_in_this_one_s_place_is_no_version_of_it_however_alike_they_are(settings: Any) -> None:
    others = [[text.replace("day", f"day 2{n}") for text in OTHER] for n in range(3)]
    with paper(settings) as site:
        pages = [
            Reply(page(f"School roof, week {n}", other, head=canonical(site, f"/news/roof-{n}")))
            for n, other in enumerate(others)
        ]
        for n, reply in enumerate(pages):
            site.publish(f"/news/roof-{n}", reply)
        site.scrape()
        mixed_up = cycle(pages[1:])
        site.publish("/news/roof-0", lambda _: next(mixed_up))
        site.scrape()
        site.publish("/news/roof-0", pages[0])
        site.scrape()
        assert site.texts("/news/roof-0") == ["\n".join(others[0])]
        assert site.outcomes("/news/roof-0") == [
            Check.Outcome.FIRST,
            Check.Outcome.NOT_ARTICLE,
            Check.Outcome.UNCHANGED,
        ]
        assert site.article("/news/roof-0").noise.get().reason == "the page is another article of ours"


def test_another_article_that_we_are_sent_to_is_no_version_though_it_has_a_new_headline(settings: Any) -> None:
    roofs = ["/news/roof-0", "/news/roof-1"]
    with paper(settings) as site:
        for n, path in enumerate(roofs):
            text = [text.replace("day", f"day 2{n}") for text in OTHER]
            site.publish(path, Reply(page(f"School roof, week {n}", text, head=canonical(site, path))))
        site.scrape()
        first, *others = site.texts(roofs[0])
        assert not others
        text = [text.replace("day", "day 21") for text in OTHER]
        site.publish(roofs[1], Reply(page("A roof for the school", text, head=canonical(site, roofs[1]))))
        site.publish(roofs[0], redirect(site.server.url(roofs[1]), 302))
        site.scrape(scope=Scope(url=site.server.url(roofs[0])))
        assert site.texts(roofs[0]) == [first]
        text = [f"The pump of well {n} was mended and painted, and {n} people came to see it." for n in range(9)]
        site.publish("/news/pump", Reply(page("A pump", text, head=canonical(site, "/news/pump"))))
        site.publish(roofs[0], redirect(site.server.url("/news/pump"), 302))
        site.scrape()  # nor one that a feed has just told of
        assert site.texts(roofs[0]) == [first]


def test_a_claim_on_an_address_where_another_story_is_told_comes_to_nothing(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(STRAIT, Reply(page("School roof", OTHER, head=canonical(site, FERRY))))
        site.publish(FERRY)
        site.scrape()
        assert Article.objects.filter(version_count=1).count() == 2
        assert not Alias.objects.filter(url_digest=site.article(FERRY).url_digest).exists()
        assert site.article(FERRY) != site.article(STRAIT)


@pytest.mark.django_db(transaction=True)
def test_articles_that_an_editor_merges_during_a_pass_cost_no_other_its_look(settings: Any, caplog: Any) -> None:
    paths = FERRY, STRAIT, "/news/quay"
    with paper(settings) as site:
        for path in paths:
            site.publish(path, title=path)
        site.scrape()
        ferry, strait, quay = (site.article(path) for path in paths)

        def answer(_: Any) -> Reply:
            if Article.objects.count() == len(paths):
                merge(ferry, into=quay)  # it was looked at, and that is not written down yet
                merge(strait, into=quay)  # it is being looked at
                connection.close()  # of the server's thread
            return Reply(page(STRAIT, [*STORY, "And then it was merged."]))

        site.server.routes[STRAIT] = answer
        site.scrape()
        assert Article.objects.get().last_outcome == Check.Outcome.UNCHANGED
        assert quay.checks.count() == 4  # one of each before, and the one look that was left
        assert "Traceback" not in caplog.text


def test_a_canonical_link_to_another_story_is_not_believed(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(STRAIT, Reply(page("School roof", OTHER, head=canonical(site, FERRY))))
        site.scrape()
        assert Article.objects.filter(version_count=1).count() == 2


def test_a_report_in_set_phrases_whose_canonical_link_is_another_report_is_not_merged(settings: Any) -> None:
    def report(home: str, away: str, goals: int) -> list[str]:
        return [
            f"{home} beat {away} on Saturday by {goals} goals to none, before a crowd larger than at any match "
            f"of the season so far and after a first half in which neither side had found the net.",
            f"The trainer of {away} said after the match that his side had lost the ball too easily in midfield and "
            "that the young players will have to learn from it before the next match, which is played on Sunday.",
            f"{home} is now in third place of the league, two points behind the leader, and has the best chances in "
            "years of playing in the cup of the four counties when summer comes round again.",
        ]

    with paper(settings) as site:
        site.publish(FERRY, title="Skerry beats Sule", paragraphs=report("Skerry", "Sule", 3))
        site.scrape()
        other = page("Northwick beats Saltby", report("Northwick", "Saltby", 2), head=canonical(site, FERRY))
        site.publish(STRAIT, Reply(other))
        site.scrape()
        assert Article.objects.filter(version_count=1).count() == 2


def test_an_address_that_moves_for_good_onto_another_article_hands_its_versions_over(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.publish(STRAIT, title="Strait crossing off")
        site.scrape()
        site.publish(STRAIT, redirect(FERRY, 301))
        site.scrape()
        assert Article.objects.count() == 1
        assert site.article(STRAIT) == site.article(FERRY)
        assert set(site.titles(FERRY)) == {"Night ferry cancelled after crack is found in ramp", "Strait crossing off"}
        assert site.article(FERRY).captures.count() == 2


def test_an_article_that_its_feed_lists_at_a_new_address_under_the_same_guid_has_moved(settings: Any) -> None:
    def feed(path: str) -> Reply:
        link = site.server.url(path)
        item = f'<item><title>x</title><link>{link}</link><guid isPermaLink="false">story-417</guid></item>'
        return Reply(f'<rss version="2.0"><channel>{item}</channel></rss>', content_type="application/rss+xml")

    with paper(settings) as site:
        site.publish(FERRY)
        site.server.routes["/feed.xml"] = feed(FERRY)
        site.scrape()
        site.server.routes[STRAIT] = Reply(page())
        site.take_down(FERRY)
        site.server.routes["/feed.xml"] = feed(STRAIT)
        site.scrape()
        assert Article.objects.count() == 1
        article = site.article(STRAIT)
        assert article.url == site.server.url(STRAIT)
        assert site.events(FERRY) == ["moved"]
        assert site.outcomes(FERRY)[-1] == Check.Outcome.UNCHANGED


def test_merging_keeps_every_distinct_version_in_the_order_of_their_times() -> None:
    lines = "\n".join(STORY)
    one = make_article([{"text": lines, "seen_at": T0}, {"text": lines + "\nOne more.", "seen_at": T0.replace(hour=9)}])
    two = make_article(
        [{"text": lines, "seen_at": T0.replace(hour=7)}, {"text": lines + "\nTwo.", "seen_at": T0.replace(hour=8)}],
        url="https://courier.example/other",
    )
    merge(two, into=one)
    assert [version.text.splitlines()[-1] for version in one.versions.all()] == [STORY[-1], "Two.", "One more."]
    assert [version.number for version in one.versions.all()] == [1, 2, 3]
    assert Article.objects.at_url("https://courier.example/other") == one


def test_an_address_that_a_third_article_laid_claim_to_goes_with_the_article_that_had_it() -> None:
    unread = make_article(url="https://courier.example/original")
    claimant = make_article(["\n".join(OTHER)], url="https://courier.example/amp")
    into = make_article(["\n".join(STORY)], url="https://courier.example/new-address")
    assert claimant.add_alias(unread.url)
    merge(unread, into=into)
    assert Article.objects.at_url("https://courier.example/original") == into


def test_what_only_the_first_look_at_a_new_address_shows_is_no_edit(settings: Any) -> None:
    """An advert, say, which that look alone could not tell from the text."""
    advert = "Our partner offers readers seven nights by the sea, with breakfast and a view of the harbour of Sule."
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(STRAIT, Reply(page(paragraphs=[*STORY[:2], advert, *STORY[2:]], head=canonical(site, STRAIT))))
        site.scrape()
        site.publish(FERRY, redirect(STRAIT, 301))
        site.publish(STRAIT, Reply(page(head=canonical(site, STRAIT))))
        site.scrape()
        site.scrape()
        assert Article.objects.count() == 1
        assert site.texts(STRAIT) == ["\n".join(STORY)]


def test_an_edit_that_comes_with_the_move_to_a_new_address_is_recorded(settings: Any) -> None:
    """The new address is found in the feed before the old one leads to it."""
    corrected = [*STORY[:2], STORY[2].replace(".", ", it was said on Monday."), *STORY[3:]]
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(STRAIT, Reply(page(paragraphs=corrected, head=canonical(site, STRAIT))))
        site.scrape()
        site.publish(FERRY, redirect(STRAIT, 301))
        site.scrape()
        site.scrape()
        assert Article.objects.count() == 1
        assert site.texts(STRAIT) == ["\n".join(STORY), "\n".join(corrected)]


@pytest.mark.parametrize("status", [301, 302])
def test_an_article_that_now_leads_to_another_story_of_ours_keeps_its_own_record(settings: Any, status: int) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.publish("/news/roof", title="School roof is mended", paragraphs=OTHER)
        site.scrape()
        site.publish("/news/roof", redirect(FERRY, status))
        site.scrape()
        site.scrape()
        assert site.texts("/news/roof") == ["\n".join(OTHER)]
        assert site.texts(FERRY) == ["\n".join(STORY)]
        assert site.outcomes("/news/roof")[-1] == Check.Outcome.NOT_ARTICLE


def test_a_name_that_a_feed_gives_to_another_story_later_moves_no_article(settings: Any) -> None:
    """As feeds do that name the place where a story stands."""

    def feed(path: str, title: str) -> Reply:
        item = f'<item><title>{title}</title><link>{site.server.url(path)}</link><guid isPermaLink="false">top-1</guid>'
        return Reply(f'<rss version="2.0"><channel>{item}</item></channel></rss>', content_type="application/rss+xml")

    with paper(settings) as site:
        site.publish(FERRY)
        site.server.routes["/feed.xml"] = feed(FERRY, TITLE)
        site.scrape()
        site.publish("/news/roof", title="School roof mended after three winters", paragraphs=OTHER)
        site.server.routes["/feed.xml"] = feed("/news/roof", "School roof mended after three winters")
        site.scrape()
        assert site.article(FERRY) != site.article("/news/roof")
        assert site.texts(FERRY) == ["\n".join(STORY)]
        assert site.texts("/news/roof") == ["\n".join(OTHER)]
