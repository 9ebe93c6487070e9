"""Rules of the other tables: one article an address, one feed an address, and what a row says of itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from articles import blobs
from articles.models import Article, Event, Feed, Host, Noise, Source
from articles.models.host import LONGEST_BACK_OFF, host_name
from tests.make import T0, make_article, make_event, make_host, make_source

pytestmark = pytest.mark.django_db
HERE = "https://www.light.example/news/ferry"


@pytest.mark.parametrize(
    "twin",
    [
        "http://light.example/news/ferry/",
        "https://m.light.example/news/ferry?utm_source=x&fbclid=y",
        "https://light.example/news/ferry/amp",
        "https://LIGHT.example:443/news/ferry#comments",
    ],
)
def test_an_article_is_found_at_any_variant_of_its_address_and_tracked_once(twin: str) -> None:
    article = make_article(url=HERE)
    assert Article.objects.at_url(twin) == article
    assert Article.objects.track(make_source(), twin, now=T0) == (article, False)
    assert Article.objects.get().url == HERE


@pytest.mark.parametrize(
    "other", [HERE + "?id=2", "https://light.example/news/Ferry-2", "https://dark.example/news/ferry"]
)
def test_other_addresses_are_other_articles(other: str) -> None:
    make_article(url=HERE)
    assert Article.objects.at_url(other) is None
    assert Article.objects.track(make_source(), other, now=T0)[1]


def test_the_database_itself_refuses_a_second_article_at_an_address() -> None:
    article = make_article(url=HERE)
    article.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        article.save(force_insert=True)


def test_an_address_of_eight_thousand_characters_fits_and_is_told_apart_at_its_very_end() -> None:
    long = "https://light.example/" + "x" * 7900 + "?id="
    one, two = make_article(url=long + "1"), make_article(url=long + "2")
    assert Article.objects.at_url(long + "1") == one
    assert Article.objects.at_url(long + "2") == two
    assert one.url == long + "1"


def test_an_address_too_long_or_none_at_all_is_refused_with_a_reason() -> None:
    for bad in ("https://light.example/" + "x" * 9000, "javascript:alert(1)", ""):
        with pytest.raises(ValueError, match="address"):
            Article.objects.track(make_source(), bad, now=T0)
    assert not Article.objects.exists()


def test_an_alias_leads_to_its_article_and_never_to_two() -> None:
    one, two = make_article(["A line."], url=HERE), make_article(url="https://light.example/2")
    assert one.add_alias("https://light.example/old")
    assert not two.add_alias("https://light.example/old")
    assert not two.add_alias(HERE)
    assert Article.objects.at_url("https://light.example/old?utm_source=x") == one
    assert one.has_address("https://light.example/old")
    assert not two.has_address("https://light.example/old")


def test_a_claim_on_the_address_of_an_unread_article_does_not_lead_away_from_it() -> None:
    unread, claimant = make_article(url=HERE), make_article(["A line."], url="https://light.example/amp/1")
    assert claimant.add_alias(HERE)
    assert Article.objects.at_url(HERE) == unread


@pytest.mark.parametrize("state", [Article.State.PAUSED, Article.State.RETIRED])
def test_what_is_not_watched_has_no_next_look(state: Article.State) -> None:
    article = make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(state=state, next_check_at=T0)
    Article.objects.filter(pk=article.pk).update(state=state, next_check_at=None)


def test_an_article_wakes_its_host_and_never_puts_it_off() -> None:
    article = make_article(url=HERE)
    assert article.host.due_at == T0
    Article.objects.track(make_source(), "https://www.light.example/2", now=T0, due_at=T0 + timedelta(hours=1))
    Article.objects.track(make_source(), "https://www.light.example/3", now=T0, due_at=T0 - timedelta(hours=1))
    assert Host.objects.get().due_at == T0 - timedelta(hours=1)


def test_noise_is_counted_in_one_row() -> None:
    article = make_article()
    for number in range(3):
        article.note(Noise.Kind.BLOCK, "k" * 99, f"Tip {number}", now=T0 + timedelta(hours=number), reason="rotates")
    note = article.noise.get()
    assert (note.count, note.text, note.first_seen_at, note.last_seen_at) == (3, "Tip 2", T0, T0 + timedelta(hours=2))


def test_an_event_is_on_record_once() -> None:
    article = make_article()
    make_event(article, at=T0, kind=Event.Kind.GONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_event(article, at=T0, kind=Event.Kind.GONE)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://WWW.Light.example/x", "www.light.example"),
        ("https://light.example:443/x", "light.example"),
        ("http://light.example:8080/x", "light.example:8080"),
        ("http://light.example./x", "light.example"),
        ("http://127.0.0.1:80/x", "127.0.0.1"),
    ],
)
def test_a_host_is_named_by_what_answers(url: str, name: str) -> None:
    assert host_name(url) == name


def test_a_host_that_fails_is_left_alone_twice_as_long_each_time() -> None:
    host = make_host()
    waits = []
    for _ in range(20):
        host.back_off(T0, retry_after=None, error="HTTP status 500")
        assert host.not_before is not None
        waits.append(host.not_before - T0)
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert waits[-1] == LONGEST_BACK_OFF
    host.recovered()
    assert (host.error_count, host.last_error) == (0, "")


@pytest.mark.parametrize(("asked", "seconds"), [(0, 1), (120, 120), (10**9, 86_400)])
def test_a_host_gets_the_time_it_asks_for_up_to_a_day(asked: float, seconds: int) -> None:
    host = make_host()
    host.back_off(T0, retry_after=asked, error="")
    assert host.not_before == T0 + timedelta(seconds=seconds)


def test_a_feed_is_added_once_and_wakes_its_host() -> None:
    source = make_source()
    feed, new = Feed.objects.add(source, "https://light.example/feed.xml", due_at=T0)
    assert new
    assert Feed.objects.add(source, "https://light.example/feed.xml", due_at=T0) == (feed, False)
    assert feed.host.name == "light.example"
    assert Host.objects.get().due_at == T0


@pytest.mark.parametrize(
    "fields",
    [
        {"exclude": ["("]},
        {"include": "sport"},
        {"exclude": [7]},
        {"rules": {"keep": ["div[["]}},
        {"rules": {"unknown": 1}},
        {"slug": "two words"},
    ],
    ids=str,
)
def test_a_source_that_cannot_work_is_refused_with_a_reason(fields: dict[str, object]) -> None:
    source = Source(**{"slug": "light", "name": "Light", **fields})
    with pytest.raises(ValidationError) as refused:
        source.full_clean()
    assert refused.value.messages[0]


def test_bytes_are_kept_once_by_their_digest() -> None:
    one, again, other = blobs.put(b"page" * 999), blobs.put(b"page" * 999), blobs.put(b"")
    assert one == again != other
    assert (blobs.get(one), blobs.get(other)) == (b"page" * 999, b"")
    with pytest.raises(blobs.BlobMissing, match="f00"):
        blobs.get("f00")


def test_the_migrations_make_the_models_as_they_are() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
