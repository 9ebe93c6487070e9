"""An article hidden for legal reasons: 410 at each of its addresses, and a log of who did it, when and why."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from articles.scraping.twins import merge
from tests.make import make_article

pytestmark = pytest.mark.django_db
TEXTS = ["The mayor resigned over the harbour affair.", "The mayor did not resign over the harbour affair."]


def addresses(article: Article) -> list[str]:
    """All addresses that show something of an article."""
    feeds = [reverse("article-feed", args=[article.pk, form]) for form in ("rss", "atom", "json")]
    diffs = [reverse("diff", args=[article.pk, 1, 2]), reverse("diff", args=[article.pk, 1, 2]) + "?view=inline"]
    choice = reverse("choose-diff", args=[article.pk]) + "?a=1&b=2"
    own = [reverse(name, args=[article.pk]) for name in ("article", "origins")]
    return [*own, reverse("version", args=[article.pk, 1]), *diffs, choice, *feeds]


def hide(client: Client, article: Article, reason: str) -> str:
    """Carry out the action; the page that came of it."""
    data = {"action": "hide", "_selected_action": [str(article.pk)], "apply": "1", "reason": reason}
    return client.post(reverse("admin:articles_article_changelist"), data, follow=True).content.decode()


def test_every_address_of_a_hidden_article_answers_410_and_gives_nothing_away(client: Client) -> None:
    article = make_article(TEXTS)
    known = {address: client.get(address).headers.get("ETag") for address in addresses(article)}
    Article.objects.update(hidden_at=timezone.now(), hidden_reason="Court order 17")
    for address, tag in known.items():
        response = client.get(address, headers={"If-None-Match": tag} if tag else {})
        page = response.content.decode()
        assert response.status_code == 410, address
        assert "hidden" in page
        assert "mayor" not in page
        assert "Council" not in page
        assert "Court order" not in page
        assert response["Cache-Control"] == "no-cache"


def test_the_address_at_the_newspaper_leads_to_the_page_that_says_so(client: Client) -> None:
    article = make_article(TEXTS, hidden_at=timezone.now())
    assert client.get(reverse("lookup"), {"url": article.url}, follow=True).status_code == 410


def test_no_list_or_feed_mentions_a_hidden_article(client: Client) -> None:
    article = make_article(TEXTS, hidden_at=timezone.now())
    for address in ["/?level=all", "/feed.rss", "/feed.json", article.source.get_absolute_url()]:
        assert "Council approves" not in client.get(address).content.decode()


def test_hiding_asks_for_a_reason_and_keeps_it_with_the_editors_name(admin_client: Client) -> None:
    article = make_article(TEXTS)
    assert "Write the reason" in hide(admin_client, article, "  ")
    assert not Article.objects.get().is_hidden
    hide(admin_client, article, "Court order 17")
    article.refresh_from_db()
    assert article.is_hidden
    assert article.hidden_reason == "Court order 17"
    entry = LogEntry.objects.get()
    assert (entry.user.get_username(), entry.change_message) == ("admin", "Hidden: Court order 17")
    assert (
        "Court order 17"
        in admin_client.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()
    )


def test_an_article_is_shown_again(admin_client: Client, client: Client) -> None:
    article = make_article(TEXTS, hidden_at=timezone.now(), hidden_reason="By mistake")
    data = {"action": "show", "_selected_action": [str(article.pk)]}
    admin_client.post(reverse("admin:articles_article_changelist"), data)
    assert client.get(article.get_absolute_url()).status_code == 200
    assert LogEntry.objects.get().change_message == "Shown again."


@pytest.mark.parametrize("first", [True, False], ids=["the one that goes", "the one that stays"])
def test_what_was_hidden_stays_hidden_when_two_articles_become_one(first: bool) -> None:
    one, two = make_article(TEXTS), make_article(TEXTS)
    Article.objects.filter(pk=one.pk if first else two.pk).update(hidden_at=timezone.now(), hidden_reason="Order")
    one.refresh_from_db()
    two.refresh_from_db()
    merge(one, two)
    assert Article.objects.get().hidden_reason == "Order"
