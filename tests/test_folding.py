"""A version that an editor calls noise folds out of history, lists and feeds, and teaches the noise memory."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from articles.models import Article, Noise, Tally, Version
from articles.scraping.twins import merge
from tests.make import T0, make_article
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


def test_pages_of_a_folded_version_say_so_at_once_and_no_longer_when_it_is_shown_again(
    admin_client: Client, client: Client
) -> None:
    article = make_article(["One.", f"One.\n{ADVERT}", "Two."])
    version = article.versions.get(number=2)
    addresses = (version.get_absolute_url(), version.diff_url)
    said = "An editor calls version 2 noise: An advert"
    tags = {address: client.get(address)["ETag"] for address in addresses}
    mark(admin_client, version)
    for address, tag in tags.items():
        response = client.get(address, headers={"If-None-Match": tag})
        assert response.status_code == 200
        assert said in response.content.decode()
    assert said in client.get(article.versions.get(number=3).diff_url).content.decode()
    assert "noise" not in client.get(article.versions.get(number=1).get_absolute_url()).content.decode()
    mark(admin_client, version, "unmark")
    assert all(said not in client.get(address).content.decode() for address in addresses)


def tallied() -> list[tuple[Any, ...]]:
    """All tallies that are not nil."""
    rows = Tally.objects.order_by("source", "day", "delay").values_list(
        "source_id", "day", "delay", "articles", "changes", "headlines", "first_edits"
    )
    return [row for row in rows if any(row[3:])]


def test_no_count_of_changes_has_the_folded_ones(admin_client: Client, client: Client) -> None:
    article = make_article(["One.", f"One.\n{ADVERT}", "Two.", "Three."])
    before = tallied()
    mark(admin_client, article.versions.get(number=2))
    mark(admin_client, article.versions.get(number=2))  # twice is once
    page = client.get(article.get_absolute_url()).content.decode()
    assert "has changed <strong>2 times</strong>" in page
    source = client.get(f"/api/v1/sources/{article.source.slug}").json()
    assert (source["article_count"], source["change_count"]) == (1, 2)
    counted = tallied()
    call_command("count_tallies", verbosity=0)
    assert tallied() == counted
    mark(admin_client, article.versions.get(number=2), "unmark")
    assert tallied() == before
    article = Article.objects.get()
    assert article.change_count == 3


def test_counts_stay_right_when_versions_are_written_anew_or_articles_are_merged(admin_client: Client) -> None:
    article = make_article(["One.", f"One.\n{ADVERT}", "Two."])
    twin = make_article(["Another.", {"text": f"One.\n{ADVERT}", "seen_at": T0 + timedelta(days=2)}])
    mark(admin_client, article.versions.get(number=2))
    Version.objects.rewrite(twin, [(version, version.particulars()) for version in twin.versions.all()])
    merge(twin, article)
    counted = tallied()
    call_command("count_tallies", verbosity=0)
    assert tallied() == counted
    article.refresh_from_db()
    assert article.versions.count() == 5
    assert Article.objects.get().change_count == 2
