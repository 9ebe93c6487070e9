"""Pages that are taken down, come back, or move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from articles.models import Article, Check, Event, Host
from articles.scraping.schedule import GONE_INTERVAL
from tests.paper import STORY, page, paper
from tests.scraping.server import Reply, Request, redirect, serve

pytestmark = pytest.mark.django_db
Outcome = Check.Outcome

FERRY = "/news/ferry"


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_two_looks_do_not_find_is_taken_down(settings: Any, status: int) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.take_down(FERRY, status)
        tally = site.scrape()
        article = site.article(FERRY)
        assert tally["taken_down"] == 1
        assert article.is_gone
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.GONE]
        event = article.events.get()
        assert (event.kind, event.detail) == (Event.Kind.GONE, f"HTTP status {status}")
        assert article.last_checked_at is not None
        assert article.next_check_at == article.last_checked_at + GONE_INTERVAL


def test_one_stray_404_is_not_a_deletion(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        settings.SCRAPE_CONFIRM_SECONDS = 90
        site.take_down(FERRY)
        site.scrape()
        assert site.article(FERRY).last_outcome == Outcome.MISSING
        assert not site.article(FERRY).is_gone
        site.publish(FERRY)
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.MISSING, Outcome.UNCHANGED]
        assert site.article(FERRY).pending is None
        assert site.events(FERRY) == []


def test_a_page_that_stays_away_is_one_event(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.take_down(FERRY)
        site.scrape()
        site.scrape()
        assert site.events(FERRY) == [Event.Kind.GONE]


def test_a_page_that_comes_back_unchanged_is_an_event_and_no_version(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, headers={"ETag": '"one"'})
        site.scrape()
        site.take_down(FERRY)
        site.scrape()
        site.publish(FERRY, headers={"ETag": '"one"'})
        tally = site.scrape()
        assert tally["back"] == 1
        assert site.events(FERRY) == [Event.Kind.GONE, Event.Kind.BACK]
        assert not site.article(FERRY).is_gone
        assert len(site.texts(FERRY)) == 1


def test_a_page_that_comes_back_edited_is_an_event_and_a_version(settings: Any) -> None:
    edited = (*STORY[:-1], "The story was removed in error and has been restored, the editor said on Thursday evening.")
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.take_down(FERRY)
        site.scrape()
        site.publish(FERRY, paragraphs=edited)
        site.scrape()
        assert site.events(FERRY) == [Event.Kind.GONE, Event.Kind.BACK]
        assert site.texts(FERRY) == ["\n".join(STORY), "\n".join(edited)]


def test_a_page_that_was_gone_before_it_was_first_read_comes_back_too(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, Reply("<h1>Not yet</h1>", status=404))
        site.scrape()
        assert site.article(FERRY).is_gone
        site.publish(FERRY)
        site.scrape()
        assert not site.article(FERRY).is_gone
        assert site.events(FERRY) == [Event.Kind.GONE, Event.Kind.BACK]
        assert len(site.texts(FERRY)) == 1


def test_a_soft_404_where_an_article_was_taken_down_does_not_bring_it_back(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.take_down(FERRY)
        site.scrape()
        site.publish(FERRY, page("Page not found", ["Sorry, the page you are looking for is no longer available."]))
        site.scrape()
        assert site.article(FERRY).is_gone
        assert site.events(FERRY) == [Event.Kind.GONE]


NOT_FOUND = page("Page not found", ["Sorry, the page you are looking for is no longer available. Try the front page."])


def a_day_passes(article: Article) -> None:
    article.checks.update(at=F("at") - timedelta(days=1))


def test_a_page_that_says_for_long_that_it_is_not_there_is_taken_down_whatever_its_status(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, NOT_FOUND)
        for _ in range(4):
            site.scrape()
        assert site.events(FERRY) == []  # a server may be out of order for some hours
        a_day_passes(site.article(FERRY))
        assert site.scrape()["taken_down"] == 1
        article = site.article(FERRY)
        assert article.is_gone
        assert article.events.get().detail == "the page says that there is no such page"
        assert site.outcomes(FERRY)[-2:] == [Outcome.NOT_ARTICLE, Outcome.GONE]
        site.scrape()
        assert site.events(FERRY) == [Event.Kind.GONE]
        assert site.outcomes(FERRY)[-1] == Outcome.GONE
        site.publish(FERRY)
        site.scrape()
        assert site.events(FERRY) == [Event.Kind.GONE, Event.Kind.BACK]
        assert len(site.texts(FERRY)) == 1


def test_a_page_that_was_there_between_is_not_taken_down(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        for shown in (NOT_FOUND, page(), NOT_FOUND):
            site.publish(FERRY, shown)
            site.scrape()
            site.scrape()
            a_day_passes(site.article(FERRY))
        assert site.events(FERRY) == []


def test_a_wall_that_stays_is_no_deletion(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, page("Before you go on", ["We value your privacy. Please accept all cookies to go on."]))
        for _ in range(4):
            site.scrape()
            a_day_passes(site.article(FERRY))
        assert site.events(FERRY) == []


def test_a_page_that_only_its_head_calls_missing_is_no_version_of_the_article(settings: Any) -> None:
    """Below stands what the site has instead, which is another story at each look."""
    other = [
        f"The museum of the harbour opens its doors again after {n} years of work on its roof." for n in range(2, 9)
    ]
    missing = page("Most read", other).replace("<title>Most read", "<title>404 – not found")
    assert "<title>404" in missing
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, missing)
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.NOT_ARTICLE]
        assert site.article(FERRY).checks.latest("at").detail == "the page says that there is no such page"


@pytest.mark.parametrize("status", [301, 308])
@pytest.mark.parametrize("body", ["the same bytes", "other bytes"])
def test_a_page_that_moved_for_good_is_followed_and_keeps_its_old_address(
    settings: Any, status: int, body: str
) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.server.routes[FERRY] = redirect("/news/ferry-cancelled", status)
        site.server.routes["/news/ferry-cancelled"] = page() + ("" if body == "the same bytes" else "<!-- 2 -->")
        site.scrape()
        article = site.article(FERRY)
        assert article.url == site.server.url("/news/ferry-cancelled")
        assert site.article("/news/ferry-cancelled") == article
        assert site.events(FERRY) == [Event.Kind.MOVED]
        assert len(site.texts(FERRY)) == 1
        asked = len(site.server.asked(FERRY))
        site.scrape()
        assert len(site.server.asked(FERRY)) == asked
        assert Article.objects.count() == 1


def test_a_page_that_moved_to_another_host_is_looked_at_there(settings: Any) -> None:
    with paper(settings) as site, serve(host="127.0.1.7") as other:
        site.publish(FERRY)
        site.scrape()
        other.routes[FERRY] = page() + "<!-- moved -->"
        site.server.routes[FERRY] = redirect(other.url(FERRY), 301)
        site.scrape()
        article = Article.objects.get()
        assert article.host.name == f"127.0.1.7:{other.port}"
        assert Host.objects.get(pk=article.host_id).due_at == article.next_check_at
        asked = len(other.asked(FERRY))
        site.scrape()
        assert len(other.asked(FERRY)) == asked + 1


def test_a_redirect_for_now_is_no_move(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.server.routes["/story"] = page() + "<!-- 2 -->"
        site.server.routes[FERRY] = redirect("/story", 302)
        site.scrape()
        assert site.events(FERRY) == []
        assert site.article(FERRY).url == site.server.url(FERRY)
        assert site.article("/story") == site.article(FERRY)


def test_a_page_that_calls_another_site_its_original_does_not_claim_that_address(settings: Any) -> None:
    """A syndicated story names the agency's page as canonical: that page is an article of its own."""
    head = '<link rel="canonical" href="https://agency.example/world/ferry">'
    with paper(settings) as site:
        site.publish(FERRY, page(head=head))
        site.scrape()
        assert Article.objects.at_url("https://agency.example/world/ferry") is None


def test_a_page_that_calls_the_front_page_its_canonical_does_not_claim_it(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, page(head=f'<link rel="canonical" href="{site.server.url("/")}">'))
        site.scrape()
        assert Article.objects.at_url(site.server.url("/")) is None


def test_the_address_that_a_page_calls_its_own_leads_to_its_article(settings: Any) -> None:
    with paper(settings) as site:
        site.publish("/rss-link/4711", page(head=f'<link rel="canonical" href="{site.server.url(FERRY)}">'))
        site.scrape()
        site.publish(FERRY)
        site.scrape()
        assert Article.objects.count() == 1


def test_a_server_that_finds_the_page_now_and_then_comes_to_an_end(settings: Any) -> None:
    looks: list[Request] = []

    def now_and_then(request: Request) -> Reply:
        looks.append(request)
        return Reply(status=404) if len(looks) % 2 else Reply(page(paragraphs=STORY[::-1]))

    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, now_and_then)
        site.scrape()
        assert len(looks) < 40
        assert site.events(FERRY) == []


def test_a_page_that_is_there_now_and_then_is_soon_waited_for_no_longer(settings: Any) -> None:
    looks: list[Request] = []

    def now_and_then(request: Request) -> Reply:
        looks.append(request)
        return Reply(status=404) if len(looks) % 2 else Reply(page(paragraphs=STORY[::-1]))

    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        settings.SCRAPE_CONFIRM_SECONDS = 90
        site.publish(FERRY, now_and_then)
        waits = []
        for _ in range(12):
            site.scrape()
            article = site.article(FERRY)
            assert article.next_check_at is not None
            assert article.last_checked_at is not None
            waits.append((article.next_check_at - article.last_checked_at).total_seconds())
        assert waits[0] == 90
        assert min(waits[-4:]) == 600
        assert site.events(FERRY) == []
        assert "again and again" in site.article(FERRY).checks.values_list("detail", flat=True)[0]
