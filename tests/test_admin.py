"""The editor's admin: sources with their feeds, and records that are looked at, never edited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.models import Article, Check, Feed, Host, Source, Version
from tests.make import make_article, make_source

pytestmark = pytest.mark.django_db


def feeds(*rows: dict[str, str]) -> dict[str, str]:
    """The feed inline's part of a form."""
    data = {"feeds-TOTAL_FORMS": str(len(rows)), "feeds-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"feeds-{number}-{name}": value for name, value in {"enabled": "on", **row}.items()}
    return data


def source_form(**fields: str) -> dict[str, str]:
    """A source's form, well filled in."""
    form = {"name": "The Skerry Light", "slug": "light", "homepage": "https://light.example/", "enabled": "on"}
    return form | {"include": "[]", "exclude": "[]", "rules": "{}"} | fields


def test_an_editor_adds_a_source_with_its_feed_and_it_is_due_at_once(admin_client: Client) -> None:
    form = source_form() | feeds({"url": "https://light.example/rss"})
    response = admin_client.post(reverse("admin:articles_source_add"), form)
    assert response.status_code == 302, response.content.decode()
    feed = Feed.objects.get(source__slug="light")
    assert feed.host.name == "light.example"
    assert feed.host.due_at is not None
    assert feed.host.due_at <= timezone.now()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rules": '{"keep": ["div["]}'}, "neither a CSS selector nor an XPath"),
        ({"rules": '{"kep": []}'}, "Unknown rule"),
        ({"exclude": '["("]'}, "not a regular expression"),
        ({"exclude": '"sport"'}, "Write a JSON list"),
        ({"feeds-0-url": "javascript:alert(1)"}, "javascript:alert(1)"),
    ],
)
def test_what_cannot_work_is_refused_with_the_reason(admin_client: Client, change: dict[str, str], reason: str) -> None:
    form = source_form() | feeds({"url": "https://light.example/rss"}) | change
    response = admin_client.post(reverse("admin:articles_source_add"), form)
    assert response.status_code == 200
    assert reason in response.content.decode().replace("&#x27;", "'")
    assert not Source.objects.exists()


def test_a_feed_of_another_source_is_refused_by_name(admin_client: Client) -> None:
    Feed.objects.add(make_source("courier"), "https://light.example/rss", due_at=timezone.now())
    form = source_form() | feeds({"url": "https://light.example/rss"})
    response = admin_client.post(reverse("admin:articles_source_add"), form)
    assert "This is a feed of Courier already" in response.content.decode()


def act(client: Client, model: str, action: str, *rows: Any) -> None:
    """Choose rows of a list and carry an action out on them."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    assert client.post(reverse(f"admin:articles_{model}_changelist"), data).status_code == 302


def test_check_now_makes_an_article_and_its_host_due_and_leaves_paused_ones_alone(admin_client: Client) -> None:
    retired = make_article(["One."], state="retired", next_check_at=None)
    paused = make_article(["Two."], state="paused", next_check_at=None)
    Host.objects.update(due_at=None)
    act(admin_client, "article", "check_now", retired, paused)
    retired.refresh_from_db()
    paused.refresh_from_db()
    assert retired.state == Article.State.ACTIVE
    assert retired.next_check_at is not None
    assert retired.host.due_at is not None
    assert (paused.state, paused.next_check_at) == ("paused", None)


def test_a_site_with_new_servers_may_prove_their_word_anew(admin_client: Client) -> None:
    source = make_article(["One."]).source
    Source.objects.update(trust="none")
    act(admin_client, "source", "prove_anew", source)
    source.refresh_from_db()
    assert source.trust == "unproven"


def test_an_article_is_paused_and_resumed(admin_client: Client) -> None:
    article = make_article(["One."])
    act(admin_client, "article", "pause", article)
    article.refresh_from_db()
    assert (article.state, article.next_check_at) == ("paused", None)
    act(admin_client, "article", "resume", article)
    article.refresh_from_db()
    assert article.state == "active"
    assert article.next_check_at is not None


def test_a_version_can_be_read_and_not_edited_nor_deleted(admin_client: Client) -> None:
    version = make_article(["One."]).versions.get()
    address = reverse("admin:articles_version_change", args=[version.pk])
    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, {"title": "Another"}).status_code == 403
    assert admin_client.post(reverse("admin:articles_version_delete", args=[version.pk])).status_code == 403
    assert Version.objects.get().title == version.title


@pytest.mark.parametrize("model", ["source", "host", "furniture", "article", "version", "check", "capture"])
def test_each_list_takes_few_queries_whatever_it_holds(
    admin_client: Client, django_assert_max_num_queries: Callable[..., Any], model: str
) -> None:
    for number in range(12):
        make_article([f"Text {number}."] * 2, source=make_source(f"source-{number}"))
    with django_assert_max_num_queries(10):
        assert admin_client.get(reverse(f"admin:articles_{model}_changelist")).status_code == 200


def test_an_article_leads_to_its_own_looks_and_versions(admin_client: Client) -> None:
    article, other = make_article(["One.", "Two."]), make_article(["Three."], url="https://courier.example/other")
    for each in (article, other):
        Check.objects.create(article=each, at=timezone.now(), outcome="unchanged")
    page = html.fromstring(admin_client.get(reverse("admin:articles_article_change", args=[article.pk])).content)
    links = {a.text: a.get("href", "") for a in page.cssselect(".object-tools a")}
    for name, count in (("Its looks", 1), ("Its versions", 2)):
        listed = html.fromstring(admin_client.get(links[name]).content)
        assert len(listed.cssselect("#result_list tbody tr")) == count
