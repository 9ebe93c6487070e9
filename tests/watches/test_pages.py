"""The pages of watches: made where changes are listed, by who is signed in; stopped by whoever has the letter."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Message, Watch
from articles.scraping.deliver import deliver
from articles.watches import outbox
from articles.watches.letter import unsubscribe_url
from tests.make import T0, add_version, make_article
from tests.pages.reading import get, one, tree, words
from tests.watches.post import Postbox, Receiver, make_person, make_watch

pytestmark = pytest.mark.django_db
EMAIL = {"name": "Harbour", "channel": "email", "address": "", "rhythm": "once", "language": "en"}


@pytest.fixture
def ada(client: Client) -> Client:
    """Ada's browser."""
    client.force_login(make_person())
    return client


@pytest.fixture
def article() -> Article:
    return make_article(["It costs 12.", "It costs 19."])


def follow(client: Client, page: str, **form: str) -> Any:
    """Go to a page, choose “be told” there, and send the form."""
    address = one(get(client, page), "main a[href^='/watches/new/']").get("href")
    assert one(get(client, address), "form.watch-form").get("method") == "post"
    return client.post(address, EMAIL | form)


@pytest.mark.parametrize(
    ("page", "kind", "query", "seen"),
    [
        ("/articles/{pk}/", "article", "", "/articles/{pk}/"),
        ("/sources/courier/", "changes", "?source=courier&level=all", "/sources/courier/"),
        ("/?level=minor&language=en", "changes", "?level=minor&language=en", "/?level=minor&language=en"),
        ("/search/?q=costs+19&in=added", "search", "?q=costs+19&in=added", "/search/?q=costs+19&in=added"),
    ],
)
def test_what_a_page_shows_can_be_watched(
    ada: Client, article: Article, page: str, kind: str, query: str, seen: str
) -> None:
    answer = follow(ada, page.format(pk=article.pk))
    watch = Watch.objects.get()
    assert answer["Location"] == f"/watches/{watch.pk}/"
    assert (watch.kind, watch.query, watch.owner.username) == (kind, query, "ada")
    assert watch.article == (article if kind == "article" else None)
    own = get(ada, answer["Location"])
    assert one(own, ".subtitle a").get("href") == seen.format(pk=article.pk)
    assert "Harbour" in words(one(get(ada, "/watches/"), "main"))


@pytest.mark.parametrize("path", ["/watches/", "/watches/new/?article=1", "/watches/1/", "/watches/1/messages/1/"])
def test_strangers_learn_that_it_takes_an_account_and_are_led_to_the_login_and_back(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 403
    page = tree(answer)
    assert "need an account of this site" in words(one(page, "main"))
    login, feed = (a.get("href") for a in page.cssselect("main .ways a"))
    assert login.startswith("/admin/login/?next=%2Fwatches%2F")
    assert feed == "/feed.rss"


def test_who_is_signed_in_without_the_second_factor_that_all_must_have_is_not_let_in(
    ada: Client, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    assert ada.get("/watches/").status_code == 302


@pytest.mark.parametrize("action", ["pause", "resume", "test", "secret", "delete"])
def test_nobody_touches_anothers_watch_and_nothing_is_done_by_following_a_link(
    ada: Client, article: Article, action: str
) -> None:
    own, other = make_watch(article), make_watch(article, owner=make_person("bea"))
    assert ada.get(f"/watches/{other.pk}/").status_code == 404
    assert ada.post(f"/watches/{other.pk}/{action}/").status_code == 404
    assert ada.get(f"/watches/{own.pk}/{action}/").status_code == 405
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(own.owner)
    assert careful.post(f"/watches/{own.pk}/{action}/").status_code == 403
    assert Watch.objects.count() == 2


def test_a_hidden_article_cannot_be_watched(ada: Client, article: Article) -> None:
    article.hide("court order", timezone.now())
    assert ada.get(f"/watches/new/?article={article.pk}").status_code == 410


@pytest.mark.parametrize("query", ["article=x", "page=search&q=(", "level=huge", "page=search&q="])
def test_what_cannot_be_watched_is_said(ada: Client, query: str) -> None:
    answer = ada.get(f"/watches/new/?{query}")
    assert answer.status_code == 400
    assert "This cannot be watched" in words(one(tree(answer), "h1"))


def test_it_is_paused_resumed_and_deleted(ada: Client, article: Article) -> None:
    watch = make_watch(article)
    ada.post(f"/watches/{watch.pk}/pause/")
    assert "paused" in words(one(get(ada, f"/watches/{watch.pk}/"), ".notice"))
    add_version(article, "It costs 21.", seen_at=T0 + timedelta(days=1), title=article.title)
    ada.post(f"/watches/{watch.pk}/resume/")
    watch.refresh_from_db()
    assert watch.state == Watch.State.ACTIVE
    assert timezone.now() - watch.since < timedelta(minutes=1)
    ada.post(f"/watches/{watch.pk}/delete/")
    assert not Watch.objects.exists()


def test_a_test_message_arrives_and_stands_in_the_log(ada: Client, article: Article, box: Postbox) -> None:
    watch = make_watch(article)
    ada.post(f"/watches/{watch.pk}/test/")
    ada.post(f"/watches/{watch.pk}/test/")
    async_to_sync(deliver)()
    assert box.subjects() == ["[NewsDiffs] A test: A watch"]
    log = words(one(get(ada, f"/watches/{watch.pk}/"), "table.data"))
    assert "sent (a test)" in log
    assert "The mail server took it." in log


def test_the_log_leads_to_what_was_told(ada: Client, article: Article, box: Postbox) -> None:
    watch = make_watch(article)
    version = add_version(article, "It costs 21.", seen_at=T0 + timedelta(days=1), title=article.title)
    async_to_sync(deliver)()
    message = Message.objects.get()
    shown = get(ada, f"/watches/{watch.pk}/messages/{message.pk}/")
    assert one(shown, ".entry h2 a").get("href") == version.diff_url
    article.hide("court order", timezone.now())
    assert "hidden now" in words(one(get(ada, f"/watches/{watch.pk}/messages/{message.pk}/"), ".empty"))


def test_a_webhook_needs_an_address_and_gets_a_secret(ada: Client, article: Article, hook: Receiver) -> None:
    new = f"/watches/new/?article={article.pk}"
    answer = ada.post(new, EMAIL | {"channel": "webhook", "address": "nonsense here"})
    assert answer.status_code == 400
    assert "no web address" in words(one(tree(answer), ".watch-form .notice"))
    ada.post(new, EMAIL | {"channel": "webhook", "address": hook.url})
    watch = Watch.objects.get()
    assert watch.secret in words(one(get(ada, f"/watches/{watch.pk}/"), "details code"))
    ada.post(f"/watches/{watch.pk}/secret/")
    assert Watch.objects.get().secret != watch.secret


@pytest.mark.filterwarnings("ignore:.*imghdr:DeprecationWarning")  # apprise uses it
def test_a_service_that_the_operator_named_is_chosen_by_its_name(
    ada: Client, article: Article, hook: Receiver, settings: Any
) -> None:
    settings.SERVICES = {"newsroom": f"json://127.0.0.1:{hook.server_port}/room"}
    answer = ada.post(f"/watches/new/?article={article.pk}", EMAIL | {"channel": "service:newsroom"})
    watch = Watch.objects.get()
    assert (watch.channel, watch.address) == ("service", "newsroom")
    form = one(get(ada, answer["Location"]), ".watch-form")
    assert one(form, "#id_channel option[selected]").get("value") == "service:newsroom"
    assert ada.post(answer["Location"], EMAIL | {"channel": "service:json://10.0.0.1/"}).status_code == 400
    Watch.objects.update(since=T0)
    add_version(article, "It costs 21.", seen_at=T0 + timedelta(days=1), title=article.title)
    assert async_to_sync(deliver)()["told"] == 1
    ((_headers, body),) = hook.posts
    told = json.loads(body)
    assert told["title"] == f"[NewsDiffs] {article.title}"
    assert f"/articles/{article.pk}/diff/2/3/" in told["message"]
    settings.SERVICES = {}
    add_version(article, "It costs 23.", seen_at=T0 + timedelta(days=2), title=article.title)
    async_to_sync(deliver)()
    assert "no service “newsroom” any more" in words(one(get(ada, answer["Location"]), "table.data"))


def test_who_has_no_address_is_told_so(client: Client, article: Article) -> None:
    client.force_login(make_person("bea", email=""))
    answer = client.post(f"/watches/new/?article={article.pk}", EMAIL)
    assert answer.status_code == 400
    assert "Your account has no e-mail address" in words(one(tree(answer), ".watch-form"))
    assert "Your account has no e-mail address" in words(one(get(client, "/watches/"), "main"))


def test_letters_go_to_the_address_that_a_person_enters(client: Client, article: Article, mailoutbox: Any) -> None:
    bea, ada = make_person("bea", email=""), make_person()
    client.force_login(bea)
    link = one(get(client, "/watches/"), "main a[href$='/address/']").get("href")
    answer = client.post(link, {"email": "bea@post.example", "username": "root", "is_superuser": "on"})
    assert (answer.status_code, answer["Location"]) == (302, "/watches/")
    assert "bea@post.example" in words(one(get(client, "/watches/"), "main"))
    client.post(f"/watches/new/?article={article.pk}", EMAIL)
    outbox.test(Watch.objects.get(owner=bea))
    async_to_sync(deliver)()
    assert [letter.to for letter in mailoutbox] == [["bea@post.example"]]
    bea.refresh_from_db()
    before = ada.email
    ada.refresh_from_db()
    assert (bea.username, bea.is_superuser, ada.email) == ("bea", False, before), "only one's own, and only the address"


def test_what_is_no_address_is_refused_and_the_old_one_stays(ada: Client) -> None:
    before = User.objects.get(username="ada").email
    answer = ada.post("/watches/address/", {"email": "ada at home"})
    assert answer.status_code == 400
    assert "valid email" in words(one(tree(answer), ".watch-form [role=alert]"))
    assert User.objects.get(username="ada").email == before != ""


def test_the_link_in_a_letter_asks_first_and_stops_when_asked(client: Client, article: Article) -> None:
    watch = make_watch(article)
    path = unsubscribe_url(watch).removeprefix("http://127.0.0.1:8000")
    form = one(get(client, path), "main form")
    assert form.get("method") == "post"
    assert Watch.objects.active().exists(), "programs follow links"
    answer = client.post(path)
    assert "These messages are stopped" in words(one(tree(answer), "h1"))
    assert not Watch.objects.active().exists()


def test_a_mail_programs_own_button_stops_it_without_cookies_or_tokens(article: Article) -> None:
    watch = make_watch(article)
    path = unsubscribe_url(watch).removeprefix("http://127.0.0.1:8000")
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    watch.refresh_from_db()
    assert watch.state == Watch.State.PAUSED


def test_a_forged_link_stops_nothing(client: Client, article: Article) -> None:
    watch = make_watch(article)
    path = unsubscribe_url(watch).removeprefix("http://127.0.0.1:8000")
    assert client.post(path[:-6] + "AAAAA/").status_code == 404
    watch.delete()
    assert client.post(path).status_code == 404


def test_one_person_has_so_many_and_no_more(ada: Client, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.views.watches.MOST_EACH", 1)
    make_watch(article)
    assert ada.get(reverse("watch-new")).status_code == 409
