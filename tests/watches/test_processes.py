"""Real deliverers on one database: several at once, and some that are killed."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Delivery, Message, Watch
from tests.make import T0, add_version, make_article
from tests.paper import STORY, manage, paper
from tests.watches.post import Postbox, Receiver, body_of, make_person, make_watch, postbox, receiver

pytestmark = pytest.mark.django_db(transaction=True)
WATCHES = 40


@pytest.fixture
def box(settings: Any) -> Iterator[Postbox]:
    with postbox(settings) as found:
        yield found


@pytest.fixture
def hook(settings: Any) -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def environment(box: Postbox) -> dict[str, Any]:
    """What leads a process to the mail server."""
    return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(box.port), "EMAIL_USE_TLS": "0", "LOG_LEVEL": "ERROR"}


def stock(hook: Receiver) -> None:
    """Some watches of each kind, and one change that all of them wait for."""
    article = make_article(["It costs 12."])
    for number in range(WATCHES):
        webhook: dict[str, Any] = {"channel": "webhook", "address": hook.url} if number % 2 else {}
        make_watch(article, owner=make_person(f"p{number}"), **webhook)
    add_version(article, "It costs 19.", seen_at=T0 + timedelta(days=1), title=article.title)


def test_several_deliverers_share_what_waits(box: Postbox, hook: Receiver) -> None:
    stock(hook)
    processes = [manage("deliver", **environment(box)) for _ in range(3)]
    for process in processes:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    assert len({letter["To"] for letter in box.letters}) == len(box.letters) == WATCHES // 2
    assert len(hook.posts) == WATCHES // 2
    assert Message.objects.filter(state="told").count() == WATCHES


def test_deliverers_that_are_killed_tell_nothing_twice_and_lose_nothing_unsaid(box: Postbox, hook: Receiver) -> None:
    dice = random.Random(7)
    stock(hook)
    for _ in range(4):
        before = len(box.letters) + len(hook.posts)
        process = manage("deliver", **environment(box))
        deadline = time.monotonic() + 30
        while len(box.letters) + len(hook.posts) == before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
        Watch.objects.exclude(claimed_until=None).update(claimed_until=timezone.now())  # as if its time had passed
    process = manage("deliver", **environment(box))
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    told = Counter(letter["To"] for letter in box.letters)
    told.update(message["watch"]["id"] for message in hook.messages())
    assert max(told.values()) == 1
    uncertain = Message.objects.filter(state="uncertain").count()
    assert WATCHES - uncertain <= len(told) <= WATCHES
    assert len(hook.messages()) == WATCHES // 2
    assert Delivery.objects.filter(state="taken").count() == WATCHES
    assert set(Message.objects.values_list("state", flat=True)) <= {"told", "uncertain"}


def test_a_watching_scraper_tells_what_it_finds(settings: Any, box: Postbox) -> None:
    with paper(settings) as site:
        site.publish("/news/ferry")
        site.scrape()
        make_watch("?level=all")
        site.publish("/news/ferry", paragraphs=(STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:]))
        site.source.articles.update(next_check_at=timezone.now())
        process = manage("scrape", "--watch", "--workers", "0", "--scrapers", "1", **environment(box))
        site.article("/news/ferry").host.__class__.objects.update(due_at=timezone.now(), not_before=None)
        deadline = time.monotonic() + 60
        while not box.letters and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0, err
    assert "{+autumn+}" in body_of(box.letters[0], "plain")


@pytest.mark.postgresql
def test_a_worker_of_the_cluster_tells_too(box: Postbox, hook: Receiver) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the queue lives in PostgreSQL: .ci/with-postgresql runs these tests")
    with connection.cursor() as cursor:  # its tables are not Django's to empty
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")
    stock(hook)
    process = manage("procrastinate", "worker", "-q", "delivery", **environment(box))
    deadline = time.monotonic() + 60
    while Message.objects.filter(state="told").count() < WATCHES and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert len(box.letters) == len(hook.posts) == WATCHES // 2
