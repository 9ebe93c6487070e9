"""Telling: by e-mail and by webhook, once, whatever happens to the deliverer, the receiver or the record."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from articles.models import Article, Delivery, Event, Folded, Message, News, Version, Watch
from articles.scraping import deliver as delivering
from articles.scraping import lease
from articles.scraping.twins import merge
from articles.watches import letter, outbox, plan
from tests.make import T0, add_version, make_article, make_content, make_source
from tests.watches.post import Postbox, Receiver, body_of, is_signed, make_person, make_watch

pytestmark = pytest.mark.django_db
LATER = T0 + timedelta(hours=5)
TEXT = "The plan will cost 12 million crowns.\nThe mayor praised it."
DEARER = TEXT.replace("12", "19")


@pytest.fixture
def article() -> Article:
    return make_article([TEXT])


def change(article: Article, text: str = DEARER, minutes: int = 0, title: str = "") -> Version:
    at = LATER + timedelta(minutes=minutes)
    return add_version(article, text, seen_at=at, title=title or article.title)


def deliver() -> Counter[str]:
    return async_to_sync(delivering.deliver)()


def by_webhook(article: Article | str, hook: Receiver, **fields: Any) -> Watch:
    return make_watch(article, channel="webhook", address=hook.url, **fields)


def test_a_change_is_told_by_e_mail_once_with_its_words_marked(box: Postbox, article: Article) -> None:
    make_watch(article)
    change(article, title="Council weighs the plan <again>")
    assert deliver()["told"] == 1
    assert deliver()["told"] == 0
    (got,) = box.letters
    assert got["To"] == "ada@example.org"
    assert got["Subject"] == "[NewsDiffs] Council weighs the plan <again>"
    text, html = body_of(got, "plain"), body_of(got, "html")
    assert "cost [-12-] {+19+} million" in text
    assert "[-Council approves the harbour plan-]" in text
    assert f"http://127.0.0.1:8000/articles/{article.pk}/diff/1/2/" in text
    assert ">12</del> <ins" in html
    assert "&lt;again&gt;" in html
    assert "The mayor praised" not in text


def test_the_letter_offers_to_stop_with_one_click(box: Postbox, article: Article) -> None:
    make_watch(article)
    change(article)
    deliver()
    (got,) = box.letters
    address = got["List-Unsubscribe"].strip()
    assert address.startswith("<http://127.0.0.1:8000/watches/stop/")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["Auto-Submitted"] == "auto-generated"
    assert address.strip("<>") in body_of(got, "plain").replace("\n", "")


def test_the_letter_speaks_the_persons_language(box: Postbox, article: Article) -> None:
    make_watch(article, language="de")
    change(article)
    deliver()
    assert "Nachrichten abbestellen" in body_of(box.letters[0], "plain")
    assert '<html lang="de">' in body_of(box.letters[0], "html")


def test_several_changes_are_one_letter_and_a_digest_waits_for_its_hour(box: Postbox, article: Article) -> None:
    make_watch(article)
    daily = make_watch(article, rhythm="daily")
    change(article)
    change(article, DEARER + "\nIt begins in May.", 10)
    assert deliver()["told"] == 1
    assert box.subjects() == ["[NewsDiffs] 2 changes: A watch"]
    daily.refresh_from_db()
    assert daily.due_at is not None
    assert daily.due_at > timezone.now()
    assert daily.due_at.hour == 6
    Watch.objects.filter(pk=daily.pk).update(due_at=timezone.now())
    assert deliver()["told"] == 1


def test_a_webhook_is_signed_and_says_what_the_api_says(hook: Receiver, article: Article) -> None:
    watch = by_webhook(article, hook)
    change(article)
    Event.objects.put(article, "gone", LATER + timedelta(hours=1), "410")
    assert deliver()["told"] == 1
    ((headers, body),) = hook.posts
    assert is_signed(watch.secret, headers, body)
    told = json.loads(body)
    assert told["watch"]["name"] == "A watch"
    assert [item["kind"] for item in told["changes"]] == ["change", "gone"]
    assert told["changes"][0]["version"]["change"]["words_added"] == 1
    assert told["changes"][0]["page"].endswith(f"/articles/{article.pk}/diff/1/2/")


def test_a_private_address_is_refused(settings: Any, hook: Receiver, article: Article) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = False
    watch = by_webhook(article, hook)
    change(article)
    assert deliver()["refused"] == 1
    assert not hook.posts
    assert "private" in watch.messages.get().log[0]["said"]  # type: ignore[operator]


def test_a_webhook_that_fails_is_tried_again_later_and_later_under_the_same_id(
    hook: Receiver, article: Article
) -> None:
    watch = by_webhook(article, hook)
    change(article)
    hook.status = 503
    pauses = []
    for _ in range(3):
        Watch.objects.update(due_at=timezone.now())
        Message.objects.update(log=[])
        assert deliver()["refused"] == 1
        watch.refresh_from_db()
        assert watch.due_at is not None
        pauses.append((watch.due_at - timezone.now()) / timedelta(minutes=1))
    assert [round(pause) for pause in pauses] == [1, 2, 4]
    change(article, TEXT, 10)
    assert deliver()["refused"] == 0, "something new does not shorten the pause"
    hook.status = 200
    Message.objects.update(log=[])
    Watch.objects.update(due_at=timezone.now())
    assert deliver()["told"] == 2
    assert len(hook.posts) == 5
    assert [len(message["changes"]) for message in hook.messages()] == [1, 1]


def test_after_days_of_failure_it_is_switched_off_and_its_owner_is_told(
    box: Postbox, hook: Receiver, article: Article
) -> None:
    watch = by_webhook(article, hook, failing_since=timezone.now() - timedelta(days=6))
    change(article)
    hook.status = 500
    deliver()
    watch.refresh_from_db()
    assert watch.state == Watch.State.FAILED
    assert box.subjects() == ["[NewsDiffs] Switched off: A watch"]
    assert "HTTP status 500" in body_of(box.letters[0], "plain")
    hook.status = 200
    watch.resume(timezone.now())
    deliver()
    assert len(hook.messages()[-1]["changes"]) == 1, "nothing is lost"


def test_a_receiver_that_is_gone_for_good_is_not_asked_again(box: Postbox, hook: Receiver, article: Article) -> None:
    watch = by_webhook(article, hook)
    change(article)
    hook.status = 410
    deliver()
    watch.refresh_from_db()
    assert watch.state == Watch.State.FAILED


def test_a_letter_that_the_server_refuses_is_tried_again(box: Postbox, article: Article) -> None:
    watch = make_watch(article)
    change(article)
    box.answer = "451 try later"
    assert deliver()["refused"] == 1
    assert watch.messages.get().state == Message.State.RETRYING
    box.answer = "250 OK"
    Message.objects.update(log=[])
    Watch.objects.update(due_at=timezone.now())
    assert deliver()["told"] == 1
    assert len(box.letters) == 1


def test_a_mail_server_that_is_not_there_costs_time_and_nothing_else(settings: Any, article: Article) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    watch = make_watch(article)
    change(article)
    assert deliver()["refused"] == 1
    assert watch.messages.get().state == Message.State.RETRYING


def test_a_letter_whose_deliverer_died_is_not_sent_again_and_the_next_one_says_so(
    box: Postbox, article: Article
) -> None:
    watch = make_watch(article)
    change(article)
    plan.step()
    Watch.objects.claim("the dead", lease.clock(), 5)
    (parcel,) = outbox.take([watch.pk], "the dead")
    assert outbox.begin(parcel, "the dead")  # and then it died, before or after it was sent
    assert deliver()["told"] == 0, "the claim holds"
    Watch.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert deliver()["told"] == 0
    assert not box.letters
    assert watch.messages.get().state == Message.State.UNCERTAIN
    change(article, TEXT, 10)
    assert deliver()["told"] == 1
    assert "An earlier message may not have reached you" in body_of(box.letters[0], "plain")
    change(article, DEARER, 20)
    deliver()
    assert "may not have reached you" not in body_of(box.letters[1], "plain")


def test_a_webhook_whose_deliverer_died_is_sent_again_under_the_same_id(hook: Receiver, article: Article) -> None:
    watch = by_webhook(article, hook)
    change(article)
    plan.step()
    Watch.objects.claim("the dead", lease.clock(), 5)
    (parcel,) = outbox.take([watch.pk], "the dead")
    assert outbox.begin(parcel, "the dead")
    Watch.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert deliver()["told"] == 1
    assert hook.messages()[0]["id"] == str(parcel.message.key)


def test_a_message_that_cannot_be_drawn_is_logged_and_holds_up_no_other(
    box: Postbox, article: Article, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, _ = make_watch(article), make_watch(article, owner=make_person("bea"))
    draw = letter.mail

    def drawn(message: Message, *args: Any, **kwargs: Any) -> Any:
        if message.watch == broken:
            raise ZeroDivisionError
        return draw(message, *args, **kwargs)

    monkeypatch.setattr(letter, "mail", drawn)
    change(article)
    assert deliver()["told"] == 1
    assert [record.levelname for record in caplog.records if record.name.startswith("articles")] == ["ERROR"]
    monkeypatch.undo()
    Watch.objects.update(claimed_until=timezone.now())
    assert deliver()["told"] == 1


def test_what_was_hidden_or_folded_since_it_was_planned_is_not_told(box: Postbox, article: Article) -> None:
    make_watch("?level=all")
    other = make_article([TEXT])
    shown, hidden, folded = change(make_article([TEXT])), change(article), change(other)
    plan.step()
    article.hide("court order", timezone.now())
    Folded.objects.create(article=other, digest=folded.digest, reason="noise", at=timezone.now())
    assert deliver()["told"] == 1
    text = body_of(box.letters[0], "plain")
    assert shown.diff_url in text
    assert hidden.diff_url not in text
    assert folded.diff_url not in text
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"taken": 1, "withheld": 2}


def test_what_is_hidden_is_not_planned(box: Postbox, article: Article) -> None:
    make_watch(article)
    change(article)
    article.hide("court order", timezone.now())
    deliver()
    article.unhide()
    deliver()
    assert not box.letters


def test_versions_that_are_written_anew_are_not_told_again(box: Postbox, article: Article) -> None:
    """As imports and re-derivation do, which gives other ids and other texts."""
    make_watch(article)
    make_watch("?level=all", owner=make_person("bea"))
    make_watch("?q=19&in=added", kind="search", owner=make_person("cid"))
    change(article)
    assert deliver()["told"] == 3
    parts = [
        (make_content(v.text + "\nA line more that was read.", title=v.title), v.particulars())
        for v in article.versions.order_by("number")
    ]
    Version.objects.rewrite(article, parts)
    assert News.objects.count() == 2
    assert deliver()["told"] == 0


def test_articles_that_are_merged_are_not_told_again(box: Postbox) -> None:
    one, two = make_article([TEXT]), make_article([{"text": TEXT, "seen_at": T0 + timedelta(minutes=1)}])
    make_watch(two)
    make_watch("?level=all", owner=make_person("bea"))
    change(one, minutes=1)
    change(two, minutes=2)
    deliver()
    told = len(box.letters)
    merge(one, two)  # the change stays with the time of the earlier sighting, which the first watch never saw
    deliver()
    assert len(box.letters) == told
    change(two, TEXT, 30)
    deliver()
    assert len(box.letters) == told + 2, "and what comes after is told"


def test_watches_of_articles_that_are_merged_become_one(box: Postbox) -> None:
    one, two = make_article([TEXT]), make_article([{"text": TEXT, "seen_at": T0 + timedelta(minutes=1)}])
    make_watch(one)
    make_watch(two)
    make_watch(one, owner=make_person("bea"))
    merge(one, two)
    assert Counter(Watch.objects.values_list("owner__username", "article")) == {("ada", two.pk): 1, ("bea", two.pk): 1}
    change(two)
    deliver()
    assert sorted(got["To"] for got in box.letters) == ["ada@example.org", "bea@example.org"]


def test_a_text_that_comes_back_is_told_each_time(hook: Receiver, article: Article) -> None:
    by_webhook(article, hook)
    for minutes, text in enumerate((DEARER, TEXT, DEARER)):
        change(article, text, minutes)
        deliver()
    assert len(hook.messages()) == 3


def test_what_was_seen_before_a_watch_began_is_not_told(box: Postbox, article: Article) -> None:
    make_watch(article, owner=make_person("bea")).resume(timezone.now())
    change(article)
    deliver()
    assert not box.letters


def test_a_paused_watch_and_a_person_who_left_are_told_nothing(box: Postbox, article: Article) -> None:
    make_watch(article).stop(Watch.State.PAUSED)
    make_watch(article, owner=make_person("bea", is_active=False))
    change(article)
    deliver()
    assert not box.letters


def test_a_person_without_an_address_hears_why_in_the_log(box: Postbox, article: Article) -> None:
    watch = make_watch(article, owner=make_person("bea", email=""))
    change(article)
    deliver()
    watch.refresh_from_db()
    assert watch.state == Watch.State.FAILED
    assert "no e-mail address" in str(watch.messages.get().log)


def test_where_nobody_watches_nothing_is_noted(article: Article) -> None:
    change(article)
    assert not News.objects.exists()


def test_the_same_change_of_two_sources_is_told_for_each(hook: Receiver) -> None:
    by_webhook("?level=all", hook)
    for slug in ("courier", "gazette"):
        change(make_article([TEXT], source=make_source(slug)))
    deliver()
    assert len(hook.messages()[0]["changes"]) == 2
