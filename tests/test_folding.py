"""A version that an editor calls noise folds out of history, lists and feeds, and teaches the noise memory."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.models import Article, Noise, Version
from articles.scraping.twins import merge
from tests.make import make_article
from tests.paper import STORY, paper

pytestmark = pytest.mark.django_db
ADVERT = "Win two tickets for the night ferry: enter our prize draw before the end of the week."


def mark(client: Client, version: Version, action: str = "mark_as_noise", reason: str = "An advert") -> str:
    """Carry out an action on a version."""
    data = {"action": action, "_selected_action": [str(version.pk)], "apply": "1", "reason": reason}
    return client.post(reverse("admin:articles_version_changelist"), data, follow=True).content.decode()


def test_noise_folds_out_of_lists_feeds_and_the_page_and_stays_on_record(admin_client: Client, client: Client) -> None:
    article = make_article([{"text": "One.", "title": "First"}, {"text": f"One.\n{ADVERT}", "title": "First"}])
    version = article.versions.get(number=2)
    assert "+16" in client.get("/feed.rss").content.decode() or ADVERT[:20] in client.get("/feed.rss").content.decode()
    mark(admin_client, version)
    assert ADVERT[:20] not in client.get("/feed.rss").content.decode()
    assert ADVERT[:20] not in client.get("/?level=all").content.decode()
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Version 2 is folded away as noise: An advert" in page
    assert client.get(version.get_absolute_url()).status_code == 200
    assert article.versions.count() == 2
    assert LogEntry.objects.get().change_message == "Marked as noise: An advert"


def test_it_is_shown_again_and_what_was_learnt_is_forgotten(admin_client: Client, client: Client) -> None:
    article = make_article(["One.", f"One.\n{ADVERT}"])
    version = article.versions.get(number=2)
    mark(admin_client, version)
    assert Noise.objects.get().text == ADVERT
    mark(admin_client, version, "unmark")
    assert not Noise.objects.exists()
    assert ADVERT[:20] in client.get("/feed.rss").content.decode()


def test_a_reason_is_asked_for_and_a_first_version_is_no_noise(admin_client: Client) -> None:
    article = make_article(["One.", "Two."])
    assert "Write the reason" in mark(admin_client, article.versions.get(number=2), reason=" ")
    assert "cannot be noise" in mark(admin_client, article.versions.get(number=1))
    assert not article.folded.exists()


@pytest.mark.django_db(transaction=True)
def test_the_scraper_takes_the_same_passage_for_noise_from_then_on(admin_client: Client, settings: Any) -> None:
    with paper(settings) as site:
        site.publish("/a")
        site.scrape()
        site.publish("/a", paragraphs=[*STORY[:3], ADVERT, *STORY[3:]])
        site.scrape()
        mark(admin_client, site.article("/a").versions.get(number=2))
        site.publish("/a")
        site.scrape()
        site.publish("/a", paragraphs=[*STORY[:3], ADVERT, *STORY[3:]])
        site.scrape()
        count = len(site.texts("/a"))
        site.publish("/a", paragraphs=[*STORY[:3], ADVERT, *STORY[3:], "The harbour office closes at five on Friday."])
        site.scrape()
        assert count == 2
        assert len(site.texts("/a")) == 3


def test_it_stays_folded_when_versions_are_written_anew_and_articles_merged(admin_client: Client) -> None:
    article, other = make_article(["One.", f"One.\n{ADVERT}"]), make_article(["One."])
    mark(admin_client, article.versions.get(number=2))
    merge(article, other)
    kept = Article.objects.get()
    assert kept.folded.get().digest in kept.versions.values_list("digest", flat=True)
