"""Pages that are drawn once and kept: never shown to another reader's language or after what they show has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from articles.models import Article, Feed, Folded, Host, Source
from tests.make import T0, add_version, make_article, make_event, make_source
from tests.pages.reading import get, texts

pytestmark = pytest.mark.django_db

PLAN = "The council approved the plan for the harbour on Monday.\nIt will cost 12 million crowns."
DEARER = PLAN.replace("12", "19")
PAGES = ("/?level=all", "/sources/courier/")


@pytest.fixture
def article() -> Article:
    return make_article([PLAN, DEARER])


def drawn(client: Client, path: str, **headers: str) -> bool:
    """Whether the page was drawn for this request."""
    return bool(client.get(path, headers=headers).templates)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_drawn_once_while_it_shows_the_same(client: Client, article: Article, path: str) -> None:
    first = client.get(path)
    again = client.get(path)
    assert first.templates
    assert not again.templates
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304


def _changed_again(article: Article) -> None:
    add_version(article, PLAN, seen_at=T0 + timedelta(days=2), title="A plan is back")


def _taken_down(article: Article) -> None:
    make_event(article, at=T0 + timedelta(days=1))


def _gone_by_its_state_alone(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(state=Article.State.GONE)


def _hidden(article: Article) -> None:
    article.hide("a court's order", T0)


def _folded(article: Article) -> None:
    version = article.versions.get(number=2)
    Folded.objects.create(article=article, digest=version.digest, reason="an advert", at=T0)


def _measured_anew(article: Article) -> None:
    version = article.versions.get(number=2)
    version.change["lead"] = [["+", "Quite another passage"]]
    version.save(update_fields=["change"])


def _renamed(article: Article) -> None:
    Source.objects.update(name="The Courier of Today")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "change", [_changed_again, _taken_down, _gone_by_its_state_alone, _hidden, _folded, _measured_anew, _renamed]
)
def test_what_changes_on_a_page_is_shown_at_once(
    client: Client, article: Article, path: str, change: Callable[[Article], None]
) -> None:
    before = client.get(path)
    change(article)
    after = client.get(path, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content
    cache.clear()
    assert client.get(path).content == after.content


def test_a_feed_that_was_read_shows_on_its_sources_page(client: Client, article: Article) -> None:
    host = Host.objects.get(name="courier.example")
    feed = Feed.objects.create(source=article.source, host=host, url="https://courier.example/rss", url_digest="1")
    assert "never" in client.get("/sources/courier/").content.decode()
    Feed.objects.filter(pk=feed.pk).update(last_polled_at=T0)
    assert "never" not in client.get("/sources/courier/").content.decode()


def test_another_source_can_be_chosen_as_soon_as_it_is_there(client: Client, article: Article) -> None:
    client.get("/")
    make_source("herald")
    assert "Herald" in texts(get(client, "/"), "#f-source option")


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_of_another_language_gets_another_page(client: Client, article: Article, path: str) -> None:
    english = client.get(path, headers={"Accept-Language": "en"}).content.decode()
    german = client.get(path, headers={"Accept-Language": "de"}).content.decode()
    assert '<html lang="en">' in english
    assert '<html lang="de">' in german
    assert client.get(path, headers={"Accept-Language": "en"}).content.decode() == english


def test_each_address_is_a_page_of_its_own(client: Client, article: Article) -> None:
    client.get("/?level=all")
    page = client.get(
        "/?level=all&a=parameter"
    ).content.decode()  # which nothing reads, but the form of languages keeps
    assert "a=parameter" in page


@pytest.mark.parametrize("path", PAGES)
def test_a_part_for_htmx_is_no_page(client: Client, article: Article, path: str) -> None:
    part = client.get(path, headers={"HX-Request": "true"}).content
    page = client.get(path).content
    assert b"<html" not in part
    assert b"<html" in page
    assert client.get(path, headers={"HX-Request": "true"}).content == part


@pytest.mark.parametrize("path", PAGES)
def test_who_is_signed_in_gets_pages_of_their_own(
    client: Client, article: Article, django_user_model: type[User], path: str
) -> None:
    reader = Client()
    reader.force_login(django_user_model.objects.create_user("editor"))
    assert drawn(reader, path)
    assert drawn(client, path)  # what the editor saw was not kept
    assert drawn(reader, path)
    assert not drawn(client, path)


def test_a_page_that_fails_is_not_kept(client: Client, article: Article) -> None:
    for _ in range(2):
        assert client.get("/?level=huge").status_code == 400
        assert client.get("/sources/nobody/").status_code == 404
    assert drawn(client, "/?level=huge")


def test_older_changes_are_drawn_from_where_the_page_ended(client: Client) -> None:
    for number in range(25):
        make_article([PLAN, DEARER], url=f"https://courier.example/{number}")
    first = get(client, "/?level=all")
    older = first.cssselect(".more a")[0].get("href")
    rest: Any = get(client, f"/{older}")
    assert len(first.cssselect(".entry")) == 20
    assert len(rest.cssselect(".entry")) == 5
    assert not {e.get("aria-labelledby") for e in first.cssselect(".entry")} & {
        e.get("aria-labelledby") for e in rest.cssselect(".entry")
    }
