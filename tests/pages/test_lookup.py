"""Looking up an address that is not tracked: editors watch it at once, visitors suggest it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article, Source, Suggestion
from articles.models.suggestion import LONGEST_NOTE, SuggestionQuerySet
from tests.make import make_article, make_source
from tests.pages.reading import get, one, tree, words

pytestmark = pytest.mark.django_db

URL = "https://www.courier.example/news/unknown?id=7&utm_source=x"


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("ada", "ada@example.org", "correct horse battery")


def suggest(client: Client, url: str = URL, **more: Any) -> Any:
    return client.post("/lookup/", {"url": url, **more})


def test_an_editor_has_it_watched_at_once_and_a_scraper_looks(client: Client, editor: User) -> None:
    courier = make_source()
    client.force_login(editor)
    page = tree(client.get("/lookup/", {"url": URL}))
    form = one(page, "form[method=post]")
    assert one(form, "[name=url]").get("value") == URL
    response = suggest(client)
    article = Article.objects.get()
    assert response["Location"] == f"/articles/{article.pk}/"
    assert article.source == courier
    assert article.next_check_at is not None
    assert article.host.due_at is not None
    assert article.next_check_at <= timezone.now()
    assert not Suggestion.objects.exists()


def test_an_address_of_a_site_that_is_new_makes_a_source_without_feeds(client: Client, editor: User) -> None:
    make_source()
    client.force_login(editor)
    suggest(client, "https://www.gazette.example/a")
    suggest(client, "https://sport.gazette.example/b")
    assert [(s.slug, s.name, s.feeds.count()) for s in Source.objects.exclude(slug="courier")] == [
        ("gazette", "gazette.example", 0)
    ]
    assert Article.objects.filter(source__slug="gazette").count() == 2


def test_a_visitor_puts_it_into_the_queue_and_nothing_is_watched(client: Client) -> None:
    form = one(tree(client.get("/lookup/", {"url": URL})), "form[method=post]")
    assert "Suggest it" in words(form)
    response = client.post("/lookup/", {"url": URL, "note": "n" * 2000}, follow=True)
    assert response.status_code == 404
    assert "waits for an editor" in words(tree(response))
    made = Suggestion.objects.get()
    assert made.state == "waiting"
    assert len(made.note) == LONGEST_NOTE
    assert not Article.objects.exists()
    suggest(client, "http://m.courier.example/news/unknown/?id=7")
    assert Suggestion.objects.count() == 1


def test_a_form_from_elsewhere_is_refused_on_a_page_that_says_what_to_do() -> None:
    refused = suggest(Client(enforce_csrf_checks=True))
    assert refused.status_code == 403
    assert "load the page anew" in words(one(tree(refused), "main"))
    assert not Suggestion.objects.exists()


def test_the_queue_can_be_switched_off(client: Client, settings: Any) -> None:
    settings.SUGGESTIONS = False
    assert not tree(client.get("/lookup/", {"url": URL})).cssselect("form[method=post]")
    assert suggest(client).status_code == 403
    assert not Suggestion.objects.exists()


def test_one_visitor_suggests_only_so_many_a_day(client: Client, settings: Any) -> None:
    settings.SUGGESTIONS_A_DAY = 2
    answers = [suggest(client, f"https://courier.example/{n}").status_code for n in range(3)]
    assert answers == [302, 302, 429]
    other = client.post("/lookup/", {"url": "https://courier.example/9"}, REMOTE_ADDR="192.0.2.9")
    assert other.status_code == 302
    Suggestion.objects.update(made_at=timezone.now() - timedelta(days=1, minutes=1))
    assert suggest(client, "https://courier.example/3").status_code == 302


def test_who_suggested_is_kept_as_a_digest_and_for_a_day(client: Client) -> None:
    suggest(client, "https://courier.example/1")
    first = Suggestion.objects.get()
    assert len(first.client) == 64
    assert "127.0.0.1" not in first.client
    Suggestion.objects.update(made_at=timezone.now() - timedelta(days=2))
    suggest(client, "https://courier.example/2")
    first.refresh_from_db()
    assert first.client == ""


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_one_household_is_one_visitor(client: Client, settings: Any, first: str, second: str, same: bool) -> None:
    settings.SITE_URL = "https://diffs.example.org"
    for number, address in enumerate((first, second)):
        client.post(
            "/lookup/",
            {"url": f"https://courier.example/{number}"},
            headers={"X-Forwarded-For": f"203.0.113.7, {address}"},
        )
    assert (len(set(Suggestion.objects.values_list("client", flat=True))) == 1) is same


def test_the_queue_is_closed_while_it_is_too_long_to_be_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.models.suggestion.MOST_WAITING", 1)
    assert isinstance(Suggestion.objects.all(), SuggestionQuerySet)
    assert [suggest(client, f"https://courier.example/{n}").status_code for n in range(2)] == [302, 429]


def test_an_address_without_https_is_looked_up(client: Client) -> None:
    article = make_article(["A."], url=URL)
    typed = URL.partition("://")[2]
    assert client.get("/lookup/", {"url": typed})["Location"] == f"/articles/{article.pk}/"


def test_posting_a_known_address_leads_to_its_article(client: Client) -> None:
    article = make_article(["A."], url=URL)
    assert suggest(client)["Location"] == f"/articles/{article.pk}/"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "no address", "ftp://courier.example/", "https://[/"])
def test_what_is_no_address_is_not_taken(client: Client, editor: User, url: str) -> None:
    assert suggest(client, url).status_code == 400
    client.force_login(editor)
    assert suggest(client, url).status_code == 400
    assert not Suggestion.objects.exists()
    assert not Source.objects.exists()


def test_editors_approve_and_reject(client: Client, editor: User) -> None:
    for number in range(3):
        suggest(client, f"https://courier.example/{number}")
    client.force_login(editor)
    first, second, _ = Suggestion.objects.order_by("id")
    page = "/admin/articles/suggestion/"
    assert client.get(page).status_code == 200
    client.post(page, {"action": "approve", "_selected_action": [first.pk]})
    client.post(page, {"action": "reject", "_selected_action": [first.pk, second.pk]})
    assert list(Suggestion.objects.order_by("id").values_list("state", "decided_by", "article__url")) == [
        ("approved", editor.pk, "https://courier.example/0"),
        ("rejected", editor.pk, None),
        ("waiting", None, None),
    ]
    assert Article.objects.get().next_check_at is not None
    said = words(tree(client.get("/lookup/", {"url": "https://courier.example/1"})))
    assert "Watch it from now on" in said
    client.logout()
    said = words(tree(client.get("/lookup/", {"url": "https://courier.example/1"})))
    assert "decided not to watch it" in said


def test_a_bookmark_and_a_plain_address_lead_here_too(client: Client) -> None:
    page = get(client, "/lookup/")
    (bookmark,) = [a for a in page.cssselect("a[href]") if a.get("href").startswith("javascript:")]
    assert "/lookup/?url=" in bookmark.get("href")
    assert "http://127.0.0.1:8000/lookup/?url=" in words(one(page, ".prose"))
