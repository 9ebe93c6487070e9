"""What an operator asks of a running site: alive, ready, metrics, logs, and the doctor."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Check, Host, Measure
from articles.scraping.robots import Robots
from articles.views import operations
from newsdiffs.logs import JsonLine
from tests.conftest import ROOT
from tests.make import make_article, make_source
from tests.paper import STORY, paper
from tests.scraping.server import serve


def value(text: str, name: str) -> float:
    """One number of an exposition."""
    found = re.search(rf"^newsdiffs_{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is not in\n{text}"
    return float(found[1])


def test_alive_is_answered_without_the_database(client: Client) -> None:
    assert client.get("/healthz/live").content == b"alive\n"


@pytest.mark.django_db
def test_ready_wants_the_tables_of_this_release(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_migrated", [])
    assert client.get("/healthz/ready").status_code == 200
    monkeypatch.setattr(operations, "_migrated", [])
    monkeypatch.setattr(operations, "unapplied", lambda: ["articles.9999_later"])
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert b"manage.py migrate" in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "request_headers", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {}, "::1", 200),
        ("", {}, "203.0.113.9", 403),
        ("", {"X-Forwarded-For": "203.0.113.9"}, "127.0.0.1", 403),
        ("", {}, "", 403),
        ("secret", {}, "127.0.0.1", 403),
        ("secret", {"Authorization": "Bearer wrong"}, "127.0.0.1", 403),
        ("secret", {"Authorization": "Bearer secret"}, "203.0.113.9", 200),
    ],
)
def test_metrics_are_for_this_machine_or_for_who_has_the_token(
    client: Client, settings: Any, token: str, request_headers: dict[str, str], address: str, status: int
) -> None:
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers=request_headers, REMOTE_ADDR=address).status_code == status


@pytest.mark.django_db(transaction=True)
def test_metrics_count_what_all_scrapers_did(client: Client, settings: Any) -> None:
    with paper(settings) as site:
        site.publish("/a")
        site.scrape()
        site.publish("/a", paragraphs=[*STORY, "The mayor said on Friday that a new ramp had been ordered."])
        site.scrape()
    text = client.get("/metrics").content.decode()
    assert value(text, 'checks_total{outcome="first"}') == 1
    assert value(text, 'checks_total{outcome="changed"}') == 1
    assert value(text, "versions_recorded_total") == 2
    assert value(text, "fetch_seconds_count") == 2
    assert value(text, "read_seconds_count") >= 3
    assert value(text, 'feeds{state="fine"}') == 1
    assert value(text, "last_check_timestamp_seconds") == Check.objects.latest("id").at.timestamp()


@pytest.mark.django_db
def test_metrics_tell_how_long_the_queue_has_waited(client: Client, django_assert_max_num_queries: Any) -> None:
    now = timezone.now()
    make_article(["One."], next_check_at=now - timedelta(minutes=9))
    Host.objects.update(due_at=now - timedelta(minutes=5))
    with django_assert_max_num_queries(10):
        text = client.get("/metrics").content.decode()
    assert 300 <= value(text, "due_lag_seconds") < 330
    assert value(text, 'hosts{state="due"}') == 1
    assert value(text, "articles_due") == 1


@pytest.mark.django_db
def test_measures_of_several_writers_add_up() -> None:
    for _ in range(3):
        Measure.objects.add({("checks_total", "changed"): 2.0, ("fetch_seconds_sum", ""): 0.5})
    assert list(Measure.objects.values_list("value", flat=True)) == [6.0, 1.5]


@pytest.mark.django_db(transaction=True)
def test_log_lines_name_the_article_and_the_check(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "articles")
    with paper(settings) as site:
        site.publish("/a")
        site.scrape()
        site.publish("/a", paragraphs=STORY[:-1])
        site.scrape()
        article = site.article("/a")
    record = next(record for record in caplog.records if getattr(record, "outcome", "") == "changed")
    line = json.loads(JsonLine().format(record))
    assert line["article"] == article.pk
    assert line["check"] == article.checks.get(outcome="changed").pk
    assert (line["level"], line["logger"], line["status"]) == ("INFO", "articles.scraping.run", 200)
    assert line["message"].startswith(f"article {article.pk}: a new version was recorded")


def test_a_log_line_carries_its_traceback_in_one_line() -> None:
    try:
        raise ValueError("broken\nbadly")
    except ValueError:
        record = logging.makeLogRecord({"msg": "it %s", "args": ("failed",), "exc_info": sys.exc_info()})
    text = JsonLine().format(record)
    assert "\n" not in text
    assert json.loads(text)["message"] == "it failed"
    assert "ValueError: broken" in json.loads(text)["traceback"]


PRODUCTION = {
    "SITE_URL": "https://diffs.example.org",
    "SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "CONTACT": "desk@example.org",
    "ADMINS": "desk@example.org",
    "EMAIL_HOST": "mail.example.org",
    "LOG_FORMAT": "json",
}


def manage(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A management command in production settings, on a database of its own."""
    basics = {"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{tmp_path / 'archive.sqlite3'}"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=basics | PRODUCTION | environment, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "1", "SECURE_HSTS_PRELOAD": "1"}])
def test_production_settings_pass_djangos_own_deployment_checks(tmp_path: Path, more: dict[str, str]) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **more)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_doctor_says_what_to_mend_and_fails_until_it_is(tmp_path: Path) -> None:
    before = manage(tmp_path, "doctor", SITE_URL="http://diffs.example.org", ALLOWED_HOSTS="other.example.org")
    assert before.returncode == 1
    assert "SITE_URL is not https" in before.stdout
    assert "Add diffs.example.org to it." in before.stdout
    assert "Run `manage.py migrate`." in before.stdout
    assert manage(tmp_path, "migrate").returncode == 0
    after = manage(tmp_path, "doctor", SITE_URL="http://127.0.0.1:8000")
    assert after.returncode == 0, after.stdout
    for area in ("settings", "disk", "database", "migrations", "clock", "scraper"):
        assert f"fine   {area}: " in after.stdout


def test_a_command_before_the_tables_are_made_says_how_to_make_them(tmp_path: Path) -> None:
    done = manage(tmp_path, "scrape")
    assert done.returncode == 1
    assert done.stderr == "The database lacks tables of this release: run `manage.py migrate` first.\n"


def test_the_doctor_names_a_database_that_does_not_answer(tmp_path: Path) -> None:
    done = manage(tmp_path, "doctor", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "See that the server runs" in done.stdout


@pytest.mark.django_db
def test_the_doctor_asks_each_source_once_when_told_to(settings: Any) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    out = StringIO()
    with serve({"/": "hello", "/robots.txt": "User-agent: *\nDisallow: /closed"}) as server:
        make_source("open", homepage=server.url("/"))
        make_source("closed", homepage=server.url("/closed"))
        make_source("gone", homepage=server.url("/gone"))
        try:
            call_command("doctor", "--reach", stdout=out)
        except CommandError as error:
            assert "to mend" in str(error)  # noqa: PT017 (this machine may lack something of its own)
        assert len(server.asked("/")) == 1
        assert not server.asked("/closed")
    said = out.getvalue()
    assert f"source: open at {server.url('/')}: answers" in said
    assert "robots.txt forbids it" in said
    assert "404" in said


def test_robots_may_read_articles_and_keep_out_of_what_has_no_end(client: Client) -> None:
    response = client.get("/robots.txt")
    rules = Robots.from_response(response.status_code, response.content)
    for path in ("/", "/articles/1/", "/articles/1/diff/1/2/", "/sources/", "/feed.rss", "/about/"):
        assert rules.allows(f"http://testserver{path}"), path
    for name in ("search", "lookup", "watches", "admin:index", "metrics"):
        assert not rules.allows(f"http://testserver{reverse(name)}"), name
    assert not rules.allows("http://testserver/memento/20260101000000/http://example.com/")
