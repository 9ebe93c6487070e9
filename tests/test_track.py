"""A pass over a real local server: from a feed to articles, first versions and changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from articles import blobs
from articles.digests import sha256
from articles.models import Article, Check, Version
from articles.scraping.extract import EXTRACTOR
from tests.paper import STORY, TITLE, page, paper
from tests.scraping.server import Reply, Request

pytestmark = pytest.mark.django_db
Outcome = Check.Outcome

FERRY = "/news/ferry"
CORRECTED = (STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:])


def test_a_feed_leads_to_articles_and_their_first_versions(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.publish("/news/school", title="School reopens after the flood")
        tally = site.scrape()
        assert (tally["feeds"], tally["new_articles"], tally[Outcome.FIRST]) == (1, 2, 2)
        assert site.titles(FERRY) == [TITLE]
        assert site.texts(FERRY) == ["\n".join(STORY)]
        assert site.outcomes(FERRY) == [Outcome.FIRST]
        assert site.article(FERRY).next_check_at is not None


def test_a_version_keeps_the_very_bytes_it_was_read_from_and_how_they_were_asked_for(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, headers={"X-Edition": "late"})
        site.scrape()
        version = site.article(FERRY).versions.get()
        capture = version.capture
        assert capture is not None
        assert capture.url == site.server.url(FERRY)
        asked = site.server.asked(FERRY)[0].headers["user-agent"]
    body = page().encode()
    assert blobs.get(capture.blob_id) == body
    assert capture.blob_id == sha256(body)
    assert ["X-Edition", "late"] in capture.headers
    assert ["User-Agent", asked] in capture.request_headers
    assert (capture.status, version.extractor) == (200, EXTRACTOR)


def test_a_page_that_is_the_same_is_unchanged_and_costs_no_version(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.UNCHANGED]
        assert len(site.texts(FERRY)) == 1


def test_a_server_that_knows_the_page_is_not_asked_for_its_body_again(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, headers={"ETag": '"one"'})
        site.scrape()
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.NOT_MODIFIED]
        assert site.server.asked(FERRY)[-1].headers["if-none-match"] == '"one"'


def test_a_feed_that_did_not_change_is_not_read_again(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        feed = site.server.routes["/feed.xml"]
        assert isinstance(feed, Reply)
        site.server.routes["/feed.xml"] = Reply(feed.body, headers={"ETag": '"f1"'}, content_type=feed.content_type)
        site.scrape()
        site.scrape()
        assert site.feed.last_outcome == "not_modified"
        assert Article.objects.count() == 1


def test_a_change_is_recorded_once_a_second_look_agrees(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        asked = len(site.server.asked(FERRY))
        site.publish(FERRY, paragraphs=CORRECTED)
        tally = site.scrape()
        assert tally[Outcome.CHANGED] == 1
        assert site.texts(FERRY)[1] == "\n".join(CORRECTED)
        assert len(site.server.asked(FERRY)) == asked + 2
        second = site.article(FERRY).versions.get(number=2)
        assert (second.words_added, second.words_removed) == (1, 1)
        assert site.article(FERRY).last_changed_at == second.seen_at


def test_the_second_look_is_fresh_and_carries_no_cookie(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY, headers={"ETag": '"one"', "Set-Cookie": "side=a"})
        site.scrape()
        site.publish(FERRY, paragraphs=CORRECTED, headers={"ETag": '"two"', "Set-Cookie": "side=a"})
        site.scrape()
        last = site.server.asked(FERRY)[-1].headers
    assert "cookie" not in last
    assert "if-none-match" not in last
    assert last["cache-control"] == "no-cache"


def test_with_a_delay_a_change_waits_for_the_next_pass_to_be_confirmed(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        settings.SCRAPE_CONFIRM_SECONDS = 90
        site.publish(FERRY, paragraphs=CORRECTED)
        site.scrape()
        article = site.article(FERRY)
        assert article.last_outcome == Outcome.PENDING
        assert article.versions.count() == 1
        assert article.last_checked_at is not None
        assert article.next_check_at == article.last_checked_at + timedelta(seconds=90)
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.PENDING, Outcome.CHANGED]
        assert site.texts(FERRY)[1] == "\n".join(CORRECTED)


def test_what_is_gone_again_at_the_second_look_was_no_change(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        looks: list[Request] = []

        def once_wrong(request: Request) -> str:
            looks.append(request)
            return page(paragraphs=CORRECTED) if len(looks) == 1 else page()

        site.publish(FERRY, once_wrong)
        site.scrape()
        assert site.outcomes(FERRY) == [Outcome.FIRST, Outcome.NOISE]
        assert len(site.texts(FERRY)) == 1


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_compressed_page_is_read_like_any_other(settings: Any, encoding: str) -> None:
    with paper(settings) as site:
        site.publish(FERRY, encoding=encoding)
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(STORY)]


@pytest.mark.parametrize("content_type", ["text/html; charset=windows-1252", "text/html"])
def test_a_page_that_turns_to_windows_1252_does_not_change(settings: Any, content_type: str) -> None:
    said = (*STORY, "“It’s a question of trust – and of £2m,” said Renée Søndergaard, who runs the café on the quay.")
    with paper(settings) as site:
        site.publish(FERRY, paragraphs=said)
        site.scrape()
        old_style = page(paragraphs=said).replace("utf-8", "windows-1252").encode("windows-1252")
        site.publish(FERRY, Reply(old_style, content_type=content_type))
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(said)]
        assert site.outcomes(FERRY)[-1] == Outcome.UNCHANGED


def test_other_quotes_dashes_and_spaces_are_no_change(settings: Any) -> None:
    typed = (*STORY, '"It is what it is," the skipper said - and went home, as he does most evenings in winter.')
    curly = "“It is what it is,” the skipper\u00a0said – and went home, as he does most even\u00adings in winter."
    printed = (*STORY, curly)
    with paper(settings) as site:
        site.publish(FERRY, paragraphs=typed)
        site.scrape()
        site.publish(FERRY, paragraphs=printed)
        site.scrape()
        assert site.texts(FERRY) == ["\n".join(typed)]


def test_twins_with_tracking_parameters_lead_to_one_article(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.publish(FERRY + "?utm_source=rss&utm_medium=feed", Reply(page()))
        site.publish(FERRY + "?id=7", Reply(page("Another story", [text[::-1] for text in STORY])))
        site.scrape()
        assert Article.objects.count() == 2
        assert Version.objects.filter(article=site.article(FERRY)).count() == 1


def test_what_a_source_excludes_is_not_tracked(settings: Any) -> None:
    with paper(settings) as site:
        site.source.exclude = ["/sport/"]
        site.source.save()
        site.publish(FERRY)
        site.publish("/sport/score", title="2-1")
        site.scrape()
        assert [article.url for article in Article.objects.all()] == [site.server.url(FERRY)]


def test_a_first_version_says_what_the_page_says_of_itself(settings: Any) -> None:
    head = (
        '<meta property="article:published_time" content="2026-11-03T07:00:00Z">'
        '<meta name="author" content="Ingrid Moe">'
    )
    with paper(settings) as site:
        site.publish(FERRY, Reply(page(head=head)))
        site.scrape()
        article = site.article(FERRY)
        assert article.published_at is not None
        assert article.published_at.isoformat() == "2026-11-03T07:00:00+00:00"
        assert article.versions.get().byline == "Ingrid Moe"
        assert article.language == "en"


def test_after_a_pass_its_threads_queries_are_logged_again(settings: Any, django_assert_num_queries: Any) -> None:
    with paper(settings) as site:
        site.publish("/news/ferry")
        site.scrape()
    with django_assert_num_queries(1):
        assert Article.objects.count() == 1
