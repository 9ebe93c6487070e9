"""How sources fare: each state with its reason, and operators told when it changes, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Check, Feed, Health, Host, Source
from articles.scraping.health import judge_all
from tests.make import add_version, make_article, make_source

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _operators(settings: Any) -> None:
    settings.ADMINS = [("", "operator@example.org")]


@pytest.fixture
def source() -> Source:
    """A source whose feed is read and whose articles answer."""
    source = make_source()
    feed, _ = Feed.objects.add(source, "https://courier.example/rss", due_at=NOW)
    Feed.objects.filter(pk=feed.pk).update(last_polled_at=NOW, last_outcome="ok")
    for _ in range(12):
        article(source, 3_000)
    return source


def article(source: Source, size: int, blocks: int = 10) -> Article:
    """An article of this many characters, seen and looked at just now."""
    made = make_article(source=source, first_seen_at=NOW, check_count=1)
    add_version(made, "\n".join(["x" * (size // blocks)] * blocks), seen_at=NOW, title="T", extractor="5")
    look(made, "unchanged")
    return made


def look(article: Article, outcome: str, milliseconds: int = 200, detail: str = "") -> None:
    """One look at it."""
    Check.objects.create(article=article, at=NOW, outcome=outcome, milliseconds=milliseconds, detail=detail)


def judged(now: Any = NOW) -> Health:
    """The source's health."""
    judge_all(now)
    return Health.objects.get()


def test_of_two_scrapers_that_start_together_one_judges_a_new_source(source: Source) -> None:
    begun: list[str] = []

    def be_second(execute: Any, sql: str, *rest: Any) -> Any:
        """The other scraper writes after this one has seen that nothing is judged."""
        if 'FROM "articles_source"' in sql and not begun:
            begun.append(sql)
            Health.objects.bulk_create([Health(source=source, since=NOW, judged_at=NOW, state="fine")])
        return execute(sql, *rest)

    with connection.execute_wrapper(be_second):
        assert judge_all(NOW) == []
    assert Health.objects.get().state == "fine"


def test_a_source_that_answers_is_fine_and_nobody_is_written_to(source: Source) -> None:
    assert judged().state == "fine"
    assert not mail.outbox


def test_a_source_of_which_nothing_was_read_yet_is_not_fine_and_says_why() -> None:
    feed, _ = Feed.objects.add(make_source(), "https://courier.example/rss", due_at=NOW)
    Feed.objects.filter(pk=feed.pk).update(last_polled_at=NOW, error_count=1, last_error="Name not found.")
    health = judged()
    assert health.state == Health.State.NEW
    assert health.reason.endswith("The last try: https://courier.example/rss: Name not found.")


def test_what_is_said_of_a_fine_source_is_what_was_seen(source: Source) -> None:
    assert judged().reason == "Its feed is read, and articles answer."
    feed, _ = Feed.objects.add(source, "https://courier.example/sport.rss", due_at=NOW)
    Feed.objects.filter(pk=feed.pk).update(last_polled_at=NOW, error_count=1, last_error="Name not found.")
    assert judged().reason == "1 of its 2 feeds is read, and articles answer."


def test_a_feed_that_fails_again_and_again_makes_it_failing_with_the_reason(source: Source) -> None:
    Feed.objects.update(error_count=2, last_error="HTTP status 500")
    assert judged().state == "fine"
    Feed.objects.update(error_count=4)
    health = judged()
    assert health.state == "failing"
    assert "https://courier.example/rss, 4 times in a row: HTTP status 500" in health.reason
    assert health.last_bad == "https://courier.example/rss: HTTP status 500"
    assert health.last_good_at is not None


def test_one_that_refuses_us_is_blocked(source: Source) -> None:
    for made in Article.objects.all():
        look(made, "blocked", detail="HTTP status 403")
    health = judged()
    assert (health.state, health.reason) == ("blocked", "10 of the last 10 looks at articles were refused.")
    assert "403" in health.last_bad


def test_one_that_lists_nothing_new_is_silent(source: Source) -> None:
    assert judged(NOW + timedelta(days=2)).state == "fine"
    health = judged(NOW + timedelta(days=4))
    assert health.state == "silent"
    assert "nothing new since" in health.reason


@pytest.mark.parametrize(("size", "blocks"), [(500, 10), (3_000, 2)], ids=["short texts", "few blocks"])
def test_articles_far_shorter_than_usual_mean_that_extraction_collapsed(source: Source, size: int, blocks: int) -> None:
    for _ in range(5):
        article(source, size, blocks)
    health = judged()
    assert health.state == "collapsed"
    assert "were usual" in health.reason


def test_slow_answers_make_it_slow(source: Source) -> None:
    for made in Article.objects.all():
        for _ in range(3):
            look(made, "unchanged", 12_000)
    assert judged().state == "slow"


def test_one_that_is_switched_off_is_off_whatever_happens(source: Source) -> None:
    Source.objects.update(enabled=False)
    Feed.objects.update(error_count=9)
    assert judged().state == "off"


def test_operators_hear_of_a_change_of_state_once_and_not_of_every_failure(source: Source) -> None:
    judged()
    for failures in (4, 5, 6):
        Feed.objects.update(error_count=failures, last_error="HTTP status 500")
        health = judged(NOW + timedelta(minutes=failures))
    assert health.since == NOW + timedelta(minutes=4)
    assert [message.subject for message in mail.outbox] == ["[NewsDiffs] Courier: failing"]
    assert mail.outbox[0].to == ["operator@example.org"]
    assert "HTTP status 500" in mail.outbox[0].body
    Feed.objects.update(error_count=0, last_error="")
    judged(NOW + timedelta(minutes=9))
    assert mail.outbox[1].subject == "[NewsDiffs] Courier: fine"


def test_a_mail_server_that_fails_stops_nothing(source: Source, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    Feed.objects.update(error_count=9, last_error="HTTP status 500")
    assert judged().state == "failing"


def test_an_editor_sees_states_reasons_and_the_queue(admin_client: Client, source: Source) -> None:
    Feed.objects.update(error_count=4, last_error="HTTP status 500")
    judged()
    page = admin_client.get(reverse("admin:articles_health_changelist")).content.decode()
    assert "state-bad" in page
    assert "1 failing" in page
    Host.objects.update(due_at=timezone.now() - timedelta(hours=1))
    page = admin_client.get(reverse("admin:articles_health_queue")).content.decode()
    assert "overdue" in page
    assert "HTTP status 500" in page
    Host.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert "running" in admin_client.get(reverse("admin:articles_health_queue")).content.decode()
