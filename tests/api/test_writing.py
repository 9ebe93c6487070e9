"""What a token with the scope “write” may do; nothing of it fetches, it only sets what a scraper does next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Host
from tests.make import T0, make_article, make_source

pytestmark = pytest.mark.django_db

JSON: Any = {"content_type": "application/json"}
URL = "https://courier.example/news/new"
Holder = Callable[[str], Client]


def test_a_tracked_article_is_due_at_once_and_known_the_second_time(holder: Holder, client: Client) -> None:
    make_source()
    writer = holder("write")
    made = writer.post("/api/v1/articles", {"url": URL}, **JSON)
    assert made.status_code == 201, made.content
    assert client.get(made["Location"]).json()["source"] == "courier"
    article = Article.objects.get()
    assert article.next_check_at is not None
    assert article.next_check_at <= timezone.now()
    assert Host.objects.get(name="courier.example").due_at == article.next_check_at
    again = writer.post("/api/v1/articles", {"url": URL + "?utm_source=x"}, **JSON)
    assert (again.status_code, again.json()["id"]) == (200, article.pk)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"url": "ftp://courier.example/"}, "url"),
        ({"url": "https://elsewhere.example/x"}, "source"),
        ({"url": URL, "source": "nobody"}, "source"),
        ({"url": URL, "sauce": "courier"}, "sauce"),
        ({}, "url"),
    ],
)
def test_what_cannot_be_tracked_is_named(holder: Holder, body: dict[str, str], name: str) -> None:
    make_source()
    response = holder("write").post("/api/v1/articles", body, **JSON)
    assert response.status_code == 422
    assert name in {error["name"] for error in response.json()["errors"]}
    assert not Article.objects.exists()


def test_a_body_that_is_no_json_is_a_problem(holder: Holder) -> None:
    response = holder("write").post("/api/v1/articles", b"{", **JSON)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_checking_now_wakes_a_retired_article_and_its_host_but_not_a_paused_one(holder: Holder) -> None:
    article = make_article(["One."], state="retired", next_check_at=None)
    paused = make_article(["One."], state="paused", next_check_at=None)
    Host.objects.update(due_at=None)
    writer = holder("write")
    assert writer.post(f"/api/v1/articles/{article.pk}/check").status_code == 202
    article.refresh_from_db()
    assert article.state == "active"
    assert article.next_check_at == article.host.due_at
    assert writer.post(f"/api/v1/articles/{paused.pk}/check").status_code == 409
    paused.refresh_from_db()
    assert paused.next_check_at is None


def test_an_article_is_hidden_with_a_reason_and_shown_again(holder: Holder, client: Client) -> None:
    article = make_article(["One.", "Two."])
    writer, own = holder("write"), f"/api/v1/articles/{article.pk}"
    for blank in ("  ", "\u0085", "\ufeff"):
        assert writer.put(f"{own}/hidden", {"reason": blank}, **JSON).status_code == 422
    hidden = writer.put(f"{own}/hidden", {"reason": "a court said so"}, **JSON).json()
    assert hidden["reason"] == "a court said so"
    assert client.get(own).status_code == 410
    again = writer.put(f"{own}/hidden", {"reason": "and another"}, **JSON).json()
    assert (again["hidden_at"], again["reason"]) == (hidden["hidden_at"], "and another")
    assert writer.post("/api/v1/articles", {"url": article.url}, **JSON).status_code == 410
    assert writer.delete(f"{own}/hidden").status_code == 204
    assert client.get(own).status_code == 200


WRITES: list[tuple[str, str, Any]] = [
    ("post", "/api/v1/articles", {"url": URL}),
    ("post", "/api/v1/articles/{}/check", None),
    ("put", "/api/v1/articles/{}/hidden", {"reason": "x"}),
    ("delete", "/api/v1/articles/{}/hidden", None),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_nobody_writes_without_the_scope_for_it(
    holder: Holder, client: Client, method: str, path: str, body: Any
) -> None:
    article = make_article(["One."], next_check_at=T0 + timedelta(days=9999))
    path = path.format(article.pk)
    assert getattr(client, method)(path, body, **JSON).status_code == 401
    assert getattr(holder("read"), method)(path, body, **JSON).status_code == 403
    assert list(Article.objects.values_list("next_check_at", "hidden_at")) == [(T0 + timedelta(days=9999), None)]


def test_a_signed_in_editor_writes_by_token_too_so_that_no_page_can_write_in_his_name(admin_client: Client) -> None:
    make_source()
    assert admin_client.post("/api/v1/articles", {"url": URL}, **JSON).status_code == 401
