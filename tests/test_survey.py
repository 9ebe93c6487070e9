"""A source added by pasting its homepage: looked at by a scraper, shown before anything is saved, then saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Source, Survey
from tests.paper import STORY, TITLE, page, rss
from tests.scraping.server import Server, serve

pytestmark = pytest.mark.django_db
HOME = (
    '<html lang="no"><head><title>The Skerry Light</title>'
    '<link rel="alternate" type="application/rss+xml" href="/news.xml" title="News">'
    '<link rel="alternate" type="application/rss+xml" href="/broken.xml" title="Sport">'
    "</head><body><p>Front page</p></body></html>"
)
ASK = reverse("admin:articles_source_ask")


@pytest.fixture
def site(settings: Any) -> Any:
    """A newspaper's site that we may ask."""
    settings.ALLOW_PRIVATE_ADDRESSES = True
    settings.SCRAPE_MIN_DELAY = 0
    with serve({"/": HOME, "/story": page(), "/broken.xml": "<html>no feed</html>"}) as server:
        server.routes["/robots.txt"] = "User-agent: *\nCrawl-delay: 0.1\nDisallow: /private/"
        server.routes["/news.xml"] = rss(server, ["/story", "/private/story"])
        yield server


def pasted(client: Client, url: str) -> Survey:
    """An editor pastes an address."""
    assert client.post(ASK, {"url": url}).status_code == 302
    return Survey.objects.latest("pk")


def shown(client: Client, survey: Survey, **headers: str) -> str:
    """The page of a survey."""
    return client.get(reverse("admin:articles_source_survey", args=[survey.pk]), headers=headers).content.decode()


def test_nothing_is_fetched_by_the_web_request(admin_client: Client, site: Server) -> None:
    survey = pasted(admin_client, site.url("/"))
    assert "Waiting for a scraper" in shown(admin_client, survey)
    assert not site.requests


def test_an_editor_sees_what_was_found_and_what_would_be_stored_before_saving(
    admin_client: Client, site: Server
) -> None:
    survey = pasted(admin_client, site.url("/"))
    call_command("survey", verbosity=0)
    text = shown(admin_client, survey)
    assert 'value="The Skerry Light"' in text
    assert 'value="no"' in text
    assert f'value="{site.url("/news.xml")}" id="id_feeds_0" checked' in text.replace("  ", " ")
    assert "not usable" in text
    assert "Crawl-delay: 0.1 s" in text
    assert "Disallow: /private/" in text
    assert TITLE in text
    assert STORY[1][:60] in text
    assert "robots.txt forbids this address" in text
    assert not site.asked("/private/story")
    assert not Source.objects.exists()
    assert not Article.objects.exists()


def test_what_the_editor_chose_is_saved_and_logged(admin_client: Client, site: Server) -> None:
    survey = pasted(admin_client, site.url("/"))
    call_command("survey", verbosity=0)
    form = {"name": "Light", "slug": "light", "homepage": site.url("/"), "language": "nb", "country": "no"}
    address = reverse("admin:articles_source_survey", args=[survey.pk])
    assert "required" in admin_client.post(address, form).content.decode()
    assert admin_client.post(address, form | {"feeds": [site.url("/news.xml")]}).status_code == 302
    source = Source.objects.get()
    assert (source.name, source.slug, source.language, source.country) == ("Light", "light", "nb", "NO")
    assert [feed.url for feed in source.feeds.all()] == [site.url("/news.xml")]
    assert site.url("/") in LogEntry.objects.get().change_message
    assert "Saved as" in shown(admin_client, survey)


def test_htmx_gets_the_part_alone_and_stops_asking_once_there_is_an_answer(admin_client: Client, site: Server) -> None:
    survey = pasted(admin_client, site.url("/"))
    part = shown(admin_client, survey, **{"HX-Request": "true"})
    assert part.lstrip().startswith('<div id="found"')
    assert "every 2s" in part
    call_command("survey", verbosity=0)
    assert "every 2s" not in shown(admin_client, survey, **{"HX-Request": "true"})


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", ""])
def test_what_is_no_address_is_refused(admin_client: Client, url: str) -> None:
    assert admin_client.post(ASK, {"url": url}).status_code == 200
    assert not Survey.objects.exists()


def test_a_page_that_gives_nothing_says_why(admin_client: Client, site: Server) -> None:
    survey = pasted(admin_client, site.url("/nowhere"))
    call_command("survey", verbosity=0)
    assert "404" in shown(admin_client, survey)


def test_hostile_names_are_text(admin_client: Client, site: Server) -> None:
    site.routes["/"] = HOME.replace("The Skerry Light", "&lt;script&gt;alert(1)&lt;/script&gt;")
    survey = pasted(admin_client, site.url("/"))
    call_command("survey", verbosity=0)
    assert "<script>alert(1)" not in shown(admin_client, survey)


def test_two_scrapers_do_not_answer_the_same_survey(admin_client: Client) -> None:
    pasted(admin_client, "https://light.example/")
    now = timezone.now()
    assert Survey.objects.claim(now) is not None
    assert Survey.objects.claim(now) is None
