"""A source's captures read anew by an editor's order: shown first, done by a scraper, with its progress, and safely."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Host, Rereading, Source, Version
from articles.rederive import rewriting
from articles.scraping import lease, rereading
from articles.scraping.noise import Ignored
from tests.make import add_version, make_article, make_capture, make_source
from tests.paper import page

pytestmark = pytest.mark.django_db
FIRST = ("The ferry was late again on Monday, the harbour office said.", "Forty people waited on the quay for an hour.")
PROMPT = "Subscribe to our letter for more of this, every morning before eight."


def read_badly(source: Source, number: int = 1) -> Article:
    """An article of two versions that differ by a prompt alone."""
    article = make_article(source=source, url=f"https://courier.example/news/{number}", check_count=1)
    for count, paragraphs in enumerate((FIRST, (*FIRST, PROMPT))):
        body = page(paragraphs=paragraphs).encode()
        capture = make_capture(article, body)
        at = timezone.now() + timedelta(hours=count)
        add_version(article, "\n".join(paragraphs), seen_at=at, title="T", capture=capture, extractor="1")
    return article


@pytest.fixture
def source() -> Source:
    """A source with rules that leave the prompt out, and three articles that were read without them."""
    source = make_source(rules={"ignore": ["^Subscribe"]})
    for number in range(3):
        read_badly(source, number)
    return source


def order(client: Client, source: Source, what: str) -> str:
    """Press a button of the page, and see the page."""
    address = reverse("admin:articles_source_reread", args=[source.pk])
    return client.post(address, {"do": what}, follow=True).content.decode()


def shown(client: Client, source: Source, **headers: str) -> str:
    return client.get(reverse("admin:articles_source_reread", args=[source.pk]), headers=headers).content.decode()


def counts() -> list[int]:
    return list(Article.objects.order_by("pk").values_list("version_count", flat=True))


def test_it_is_shown_first_and_then_done_and_both_are_in_the_log(admin_client: Client, source: Source) -> None:
    assert "Waiting for a scraper" in order(admin_client, source, "look")
    assert counts() == [2, 2, 2]
    assert rereading.step()
    text = shown(admin_client, source)
    assert "3 articles" in text
    assert "3 would be merged" in " ".join(text.split())
    assert counts() == [2, 2, 2]
    order(admin_client, source, "apply")
    assert rereading.step()
    assert not rereading.step()
    assert counts() == [1, 1, 1]
    assert {version.text for version in Version.objects.all()} == {"\n".join(FIRST)}
    assert "3 were merged" in " ".join(shown(admin_client, source).split())
    assert list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True)) == [
        "Asked what reading all captures anew would do.", "Asked to read all captures anew.",
    ]  # fmt: skip
    assert not Host.objects.exclude(owner="").exists()


def test_it_goes_on_where_it_was_left_and_says_how_far_it_is(admin_client: Client, source: Source) -> None:
    order(admin_client, source, "apply")
    job = Rereading.objects.get()
    assert rereading.step(seconds=-1)  # no time for any
    Rereading.objects.update(seen=1, last_article=Article.objects.order_by("pk")[0].pk)
    text = shown(admin_client, source, **{"HX-Request": "true"})
    assert '<progress max="3" value="1">33 %</progress>' in text
    assert "every 2s" in text
    assert rereading.step()
    assert counts() == [2, 1, 1]
    job.refresh_from_db()
    assert (job.seen, job.merged, job.done_at is not None) == (3, 2, True)
    assert "every 2s" not in shown(admin_client, source, **{"HX-Request": "true"})


def test_a_host_that_a_scraper_holds_is_waited_for(admin_client: Client, source: Source) -> None:
    host = Host.objects.get(name="courier.example")
    assert lease.borrow("another", host.name)
    order(admin_client, source, "apply")
    assert rereading.step()
    assert counts() == [2, 2, 2]
    lease.release(host.pk, "another", pause=timedelta(0))
    assert rereading.step()
    assert counts() == [1, 1, 1]


def test_what_was_recorded_meanwhile_is_never_lost(source: Source) -> None:
    article = Article.objects.order_by("pk")[0]
    plan = rewriting(article, Ignored(frozenset(), frozenset()))
    add_version(article, "News.", seen_at=timezone.now() + timedelta(days=1), title="T")
    assert not plan.apply()
    assert article.versions.count() == 3


def test_a_second_order_waits_for_the_end_of_the_first(admin_client: Client, source: Source) -> None:
    order(admin_client, source, "look")
    assert "being read anew already" in order(admin_client, source, "apply")
    assert Rereading.objects.count() == 1


def test_two_workers_do_not_take_the_same_order(admin_client: Client, source: Source) -> None:
    order(admin_client, source, "look")
    assert Rereading.objects.claim(timezone.now()) is not None
    assert Rereading.objects.claim(timezone.now()) is None
    assert Rereading.objects.claim(timezone.now() + timedelta(minutes=6)) is not None  # the first one died


def test_an_article_that_cannot_be_read_costs_itself_alone(
    admin_client: Client, source: Source, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Article.objects.order_by("pk")[1]

    def fails(article: Article, ignored: Any) -> Any:
        if article == broken:
            raise ValueError("a bug")
        return rewriting(article, ignored)

    monkeypatch.setattr(rereading, "rewriting", fails)
    order(admin_client, source, "apply")
    rereading.step()
    assert counts() == [1, 2, 1]
    assert f"article {broken.pk} could not be read anew" in caplog.text
    assert "1 could not be read" in shown(admin_client, source)


@pytest.mark.django_db(transaction=True)
def test_a_worker_of_the_cluster_does_it(admin_client: Client, source: Source) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the cluster's queue needs PostgreSQL")
    from articles.scraping.tasks import reread

    order(admin_client, source, "apply")
    async_to_sync(reread.func)(0)
    assert counts() == [1, 1, 1]
