"""Workers of the cluster: the same records as ``scrape``, however many there are and however they end."""

from __future__ import annotations

import json
import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F

from articles.models import Article, Blob, Check, Host, Version
from articles.scraping import lease
from tests.make import make_article, make_capture
from tests.paper import STORY, Paper, manage, paper

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

CORRECTED = (STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:])


@pytest.fixture(autouse=True)
def _empty_queue() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the queue lives in PostgreSQL: .ci/with-postgresql runs these tests")
    with connection.cursor() as cursor:  # its tables are not Django's to empty
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")


@contextmanager
def papers(settings: Any, count: int, stories: int = 3, **reply: Any) -> Iterator[list[Paper]]:
    """Some newspapers on addresses of their own, with some stories each."""
    with ExitStack() as stack:
        sites = [stack.enter_context(paper(settings, f"paper-{n}", host=f"127.0.1.{n}")) for n in range(1, count + 1)]
        for site in sites:
            for number in range(stories):
                site.publish(f"/news/{number}", title=f"Ferry report number {number}", **reply)
        yield sites


def work(*arguments: str) -> None:
    """A worker that ends when the queue is empty."""
    process = manage("procrastinate", "worker", "--one-shot", *arguments)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err


def plan() -> int:
    """Queue the drain jobs that are due; how many."""
    from articles.scraping.tasks import plan_drains

    return async_to_sync(plan_drains)()


def make_due() -> None:
    """Let everything be due, as if its time had come."""
    now = lease.clock()
    Article.objects.filter(next_check_at__isnull=False).update(next_check_at=now)
    Host.objects.update(due_at=now, not_before=None)


def exported() -> list[dict[str, Any]]:
    """The whole record, without the times at which things were seen."""
    out = StringIO()
    call_command("export_history", stdout=out)
    records = [json.loads(line) for line in out.getvalue().splitlines()]
    for record in records:
        for entry in [*record["versions"], *record["events"]]:
            entry.pop("seen_at", None)
            entry.pop("at", None)
    return sorted(records, key=lambda record: str(record["url"]))


def edit(sites: list[Paper]) -> None:
    """Something of everything: a correction, a new headline, a page taken down."""
    for site in sites:
        site.publish("/news/0", title="Ferry report number 0", paragraphs=CORRECTED)
        site.publish("/news/1", title="Ferry report number 1, corrected")
        site.take_down("/news/2", 410)


def test_workers_record_what_scrape_records(settings: Any) -> None:
    with papers(settings, 3) as sites:
        work_until_quiet()
        edit(sites)
        make_due()
        work_until_quiet()
        by_workers = exported()
        assert [len(record["versions"]) for record in by_workers] == [2, 2, 1] * 3
        assert [event["kind"] for record in by_workers for event in record["events"]] == ["gone"] * 3
        Version.objects.all().delete()
        Article.objects.all().delete()
        for site in sites:
            for number in range(3):
                site.publish(f"/news/{number}", title=f"Ferry report number {number}")
            site.scrape()
        edit(sites)
        for site in sites:
            site.scrape()
        assert exported() == by_workers


def work_until_quiet() -> None:
    """Plan and work until nothing is due any more."""
    for _ in range(10):
        Host.objects.update(not_before=None)
        if not lease.claimable(1):
            return
        plan()
        work()
    raise AssertionError("it never came to rest")


def test_plans_queue_as_many_jobs_as_what_is_due_can_use_and_no_more(settings: Any) -> None:
    from articles.scraping import tasks

    now = lease.clock()
    Host.objects.bulk_create(Host(name=f"{n}.example", due_at=now) for n in range(tasks.HOSTS_A_JOB * 2 + 1))
    assert plan() == 3
    assert plan() == 0, "they wait already"
    Host.objects.update(lease_until=now + timedelta(minutes=1), owner="somebody")
    Host.objects.create(name="later.example", due_at=now + timedelta(hours=1))
    assert lease.claimable(100) == 0


def test_two_planners_at_once_queue_each_job_once(settings: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    Host.objects.bulk_create(Host(name=f"{n}.example", due_at=lease.clock()) for n in range(120))
    code = "import asyncio; from articles.scraping.tasks import plan_drains; asyncio.run(plan_drains())"
    planners = [manage("shell", "-c", code) for _ in range(2)]
    for planner in planners:
        _, err = planner.communicate(timeout=60)
        assert planner.returncode == 0, err
    assert ProcrastinateJob.objects.filter(status="todo", task_name="drain").count() == 3


def test_workers_that_are_killed_again_and_again_lose_nothing_and_double_nothing(settings: Any) -> None:
    dice = random.Random(5)
    with papers(settings, 4, stories=4, delay=0.03) as sites:
        work_until_quiet()
        assert Version.objects.count() == 16
        for site in sites:
            for number in range(4):
                site.publish(f"/news/{number}", title=f"Ferry report number {number}", paragraphs=CORRECTED, delay=0.03)
        for _ in range(4):
            make_due()
            plan()
            workers = [manage("procrastinate", "worker") for _ in range(2)]
            time.sleep(dice.uniform(2.0, 3.5))
            for worker in workers:
                worker.send_signal(signal.SIGKILL)
                worker.communicate(timeout=10)
            Host.objects.update(lease_until=lease.clock() - timedelta(seconds=1))  # as if its time had passed
        make_due()
        work_until_quiet()
        for site in sites:
            assert max(site.server.most_in_flight.values()) == 1
            for number in range(4):
                assert [text.count("autumn") for text in site.texts(f"/news/{number}")] == [0, 1]
    assert not Article.objects.annotate(total=Count("versions")).exclude(total=F("version_count")).exists()
    recorded = Check.objects.filter(outcome__in=[Check.Outcome.FIRST, Check.Outcome.CHANGED])
    assert recorded.count() == Version.objects.count() == 32


def test_a_worker_that_is_told_to_stop_gives_its_leases_back(settings: Any) -> None:
    with papers(settings, 2, stories=12, delay=0.2) as sites:
        plan()
        worker = manage("procrastinate", "worker")
        deadline = time.monotonic() + 30
        while not any(site.server.asked("/news/1") for site in sites) and time.monotonic() < deadline:
            time.sleep(0.05)
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=30)
        assert not Host.objects.exclude(owner="").exists()
        assert 0 < Version.objects.count() < 24, "it stopped in the middle, and what it had seen is on record"


def test_what_a_dead_worker_was_doing_is_queued_again(settings: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    Host.objects.create(name="light.example", due_at=lease.clock())
    plan()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    from articles.scraping.tasks import retry_stalled

    retry_stalled.configure(task_kwargs={"timestamp": 0}).defer()
    work("-q", "housekeeping")
    assert ProcrastinateJob.objects.get(task_name="drain").status == "todo"


def test_a_worker_packs_old_captures_anew() -> None:
    words = " ".join(random.Random(1).choices(STORY[1].split(), k=2000))
    capture = make_capture(make_article(["One."]), words.encode())
    before = len(Blob.objects.get(pk=capture.blob_id).data)
    from articles.scraping.tasks import repack

    for _ in range(2):  # the first sees how far it may go
        repack.configure(task_kwargs={"timestamp": 0}).defer()
        work("-q", "indexing")
    assert len(Blob.objects.get(pk=capture.blob_id).data) < before
