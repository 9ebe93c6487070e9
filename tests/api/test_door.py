"""What every request passes: tokens, rates, parameters, problems, validators, and other sites' scripts."""

from __future__ import annotations

import logging
import multiprocessing
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.api import rates
from articles.api.rates import client_address, spend
from articles.models import ApiToken
from tests.make import make_article

pytestmark = pytest.mark.django_db

ARTICLES = "/api/v1/articles"


def problem(response: Any, status: int) -> Any:
    """The response's problem details."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status
    assert told["title"]
    return told


def test_problems_are_told_in_one_form(client: Client) -> None:
    assert problem(client.get("/api/v1/nothing"), 404)
    assert problem(client.get("/api/v1/articles/7"), 404)
    response = client.delete(ARTICLES)
    assert "DELETE" in problem(response, 405)["detail"]
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"
    (error,) = problem(client.get(ARTICLES, {"limit": "101"}), 422)["errors"]
    assert (error["in"], error["name"]) == ("query", "limit")


def test_a_parameter_that_does_not_exist_is_named_with_those_that_do(client: Client) -> None:
    told = problem(client.get(ARTICLES, {"sorce": "bbc"}), 422)
    assert "sorce" in told["detail"]
    assert "source" in told["detail"]
    assert told["errors"] == [{"in": "query", "name": "sorce", "message": "there is no such parameter"}]
    assert problem(client.get("/api/v1/articles/7", {"x": "1"}), 422)


def test_a_bug_is_logged_and_told_without_its_inside(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr("articles.api.reading.read_page", broken)
    with caplog.at_level(logging.ERROR):
        told = problem(client.get("/api/v1/changes"), 500)
    assert "42" not in str(told)
    assert "the secret is 42" in caplog.text


def test_an_answer_that_is_known_is_not_sent_again(client: Client) -> None:
    article = make_article(["One.", "Two."])
    for path in ("", f"/{article.pk}", f"/{article.pk}/versions/2", f"/{article.pk}/diff/1/2", f"/{article.pk}/blame"):
        first = client.get(ARTICLES + path)
        again = client.get(ARTICLES + path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert "RateLimit" in again
    first = client.get(ARTICLES)
    make_article(["New."])
    assert client.get(ARTICLES, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_head_is_get_without_a_body(client: Client) -> None:
    make_article(["One."])
    asked, had = client.head(ARTICLES), client.get(ARTICLES)
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked["ETag"] == had["ETag"]


def test_scripts_of_other_sites_may_read_and_no_cookie_is_ever_set(client: Client) -> None:
    response = client.get(ARTICLES, headers={"Origin": "https://other.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    asked = client.options(ARTICLES, headers={"Access-Control-Request-Method": "GET"})
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Authorization" in asked["Access-Control-Allow-Headers"]


# Tokens


def test_reading_is_open_unless_the_setting_says_otherwise(client: Client, settings: Any, holder: Any) -> None:
    assert client.get(ARTICLES).status_code == 200
    settings.API_READING = "TOKEN"
    response = client.get(ARTICLES)
    assert problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert holder("read").get(ARTICLES).status_code == 200
    assert client.get("/api/v1/openapi.json").json()["paths"][ARTICLES]["get"]["security"] == [{"token": []}]


def test_a_token_that_is_unknown_expired_or_revoked_is_refused_even_where_reading_is_open(client: Client) -> None:
    token, secret = ApiToken.objects.issue("old", "read", expires_at=timezone.now() + timedelta(hours=1))
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get(ARTICLES, headers=headers).status_code == 200
    ApiToken.objects.update(expires_at=timezone.now())
    assert problem(client.get(ARTICLES, headers=headers), 401)
    token.delete()
    assert problem(client.get(ARTICLES, headers=headers), 401)
    assert problem(client.get(ARTICLES, headers={"Authorization": "Basic eDp5"}), 401)


def test_only_a_digest_of_a_token_is_kept_and_its_use_is_noted_now_and_then(client: Client) -> None:
    _, secret = ApiToken.objects.issue("group", "read")
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    for _ in range(2):
        client.get(ARTICLES, headers={"Authorization": f"Bearer {secret}"})
    used = ApiToken.objects.get().last_used_at
    client.get(ARTICLES, headers={"Authorization": f"bearer {secret}"})
    assert used == ApiToken.objects.get().last_used_at
    later = timezone.now() + timedelta(hours=1)
    ApiToken.objects.get().note_use(later)
    assert ApiToken.objects.get().last_used_at == later


def test_the_command_makes_lists_and_revokes_tokens(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("api_token", "research group", "--write", "--days", "30")
    secret = capsys.readouterr().out.strip()
    assert client.get(ARTICLES, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    call_command("api_token", "--list")
    listed = capsys.readouterr().out
    assert "research group" in listed
    assert secret not in listed
    with pytest.raises(CommandError, match="already"):
        call_command("api_token", "research group")
    call_command("api_token", "research group", "--revoke")
    assert not ApiToken.objects.exists()
    with pytest.raises(CommandError, match="no token named"):
        call_command("api_token", "research group", "--revoke")


def test_the_admin_shows_a_new_token_once(admin_client: Client, client: Client) -> None:
    form = {"name": "group", "scope": "read", "expires_at_0": "", "expires_at_1": ""}
    text = admin_client.post("/admin/articles/apitoken/add/", form, follow=True).content.decode()
    secret = next(word for word in text.split() if word.startswith("nd_") and len(word) > 40)
    assert client.get(ARTICLES, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert secret not in admin_client.get("/admin/articles/apitoken/").content.decode()


# Rates


def test_who_asks_too_often_is_told_when_to_come_back(client: Client, settings: Any, holder: Any) -> None:
    settings.API_RATE_LIMIT = 3
    left = [client.get(ARTICLES)["RateLimit"].partition(";t=")[0] for _ in range(3)]
    if left == ['"minute";r=2', '"minute";r=1', '"minute";r=0']:  # unless a minute ended just then
        response = client.get(ARTICLES)
        assert problem(response, 429)
        assert 0 < int(response["Retry-After"]) <= 60
    assert client.get(ARTICLES)["RateLimit-Policy"] == '"minute";q=3;w=60'
    assert holder("read").get(ARTICLES).status_code == 200  # a token has an allowance of its own
    assert client.get(ARTICLES, headers={"X-Forwarded-For": "203.0.113.9"})["RateLimit-Policy"]


def test_a_wrong_token_counts_for_its_address(client: Client, settings: Any) -> None:
    settings.API_RATE_LIMIT = 1
    statuses = [client.get(ARTICLES, headers={"Authorization": f"Bearer nd_{n}"}).status_code for n in range(4)]
    assert 429 in statuses


def test_a_new_minute_begins_anew_and_old_counts_are_dropped(settings: Any) -> None:
    assert [spend("a", 2, now=600.0 + n).exhausted for n in range(4)] == [False, False, True, True]
    later = spend("a", 2, now=660.0)
    assert (later.asked, later.reset) == (1, 60)


def _ask(path: Path, count: int) -> None:
    for _ in range(count):
        rates._count(path, "one client", 7)


def test_processes_count_together(tmp_path: Path) -> None:
    path = tmp_path / "shared.sqlite3"
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_ask, args=(path, 50)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert rates._count(path, "one client", 7) == 151


def test_a_damaged_or_absent_rate_file_stops_nobody(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.API_RATE_FILE.write_bytes(b"no database" * 500)
    assert client.get(ARTICLES).status_code == 200
    assert client.get(ARTICLES).status_code == 200
    assert spend("a", 5, now=time.time()).asked == 1
    settings.API_RATE_FILE = tmp_path / "no" / "folder"
    assert client.get(ARTICLES).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "198.51.100.1"),
        (1, "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        (2, "10.9.9.9, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (2, "203.0.113.9", "198.51.100.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "", "198.51.100.1"),
        (1, "nonsense", "nonsense"),
    ],
)
def test_the_address_is_the_one_that_a_trusted_proxy_saw(
    settings: Any, proxies: int, forwarded: str, seen: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="198.51.100.1")
    assert client_address(request) == seen
