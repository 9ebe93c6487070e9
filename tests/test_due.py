"""What a pass takes from the database for each host."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Model

from articles.models import Article, Feed, Habit, Host, Source
from articles.scraping import record, schedule
from articles.scraping.due import due
from articles.scraping.run import Scope
from tests.make import T0, make_article, make_source

pytestmark = pytest.mark.django_db

EVERYTHING = Scope()


def make_feed(source: Source, host: Host) -> Feed:
    url = f"https://{host.name}/feed"
    return Feed.objects.create(source=source, host=host, url=url, url_digest="f" * 64, next_poll_at=T0)


def stored(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_what_is_due_of_a_host_comes_whole_and_longest_overdue_first() -> None:
    article = make_article(next_check_at=T0, pending={"looks": 1}, published_at=T0 - timedelta(days=1))
    source, host = article.source, article.host
    overdue = make_article(source=source, url=article.url + "-2", next_check_at=T0 - timedelta(hours=1))
    make_article(source=source, url=article.url + "-3", next_check_at=T0 + timedelta(seconds=1))
    make_article(source=make_source(slug="other"), url="https://other.example/1", next_check_at=T0)
    feed = make_feed(source, host)
    Habit.objects.create(source=source, rung=0, hours=1000, changes=1)
    found, feeds, articles = due(host.pk, T0, EVERYTHING)
    assert stored(found) == stored(host)
    assert [stored(each) for each in feeds] == [stored(feed)]
    assert [stored(each) for each in articles] == [stored(overdue), stored(Article.objects.get(pk=article.pk))]
    assert articles[0].source is articles[1].source is feeds[0].source
    assert stored(articles[0].source) == stored(source)
    assert articles[0].source.intervals == schedule.intervals({0: schedule.Habit(1000, 1)})
    of_scope = due(host.pk, T0, Scope(source=source.slug))
    assert of_scope == (found, feeds, articles)
    assert due(host.pk, T0, Scope(source="other")) == (found, [], [])


def test_nothing_is_due_of_a_source_that_is_switched_off() -> None:
    article = make_article(next_check_at=T0)
    make_feed(article.source, article.host)
    article.source.enabled = False
    article.source.save()
    assert due(article.host_id, T0, EVERYTHING)[1:] == ([], [])


def test_a_host_that_is_no_more_is_told_of() -> None:
    with pytest.raises(Host.DoesNotExist, match="no host 12345"):
        due(12345, T0, EVERYTHING)


def test_what_is_seen_of_a_sources_habits_adds_up() -> None:
    source, other = make_source(slug="one"), make_source(slug="two")
    seen = {
        (source.pk, 2): schedule.Habit(1.5, 1),
        (source.pk, 0): schedule.Habit(0.25),
        (other.pk, 2): schedule.Habit(4),
    }
    record.learn_habits(seen)
    record.learn_habits({(source.pk, 2): schedule.Habit(2, 3)})
    record.learn_habits({})
    rows = Habit.objects.order_by("source", "rung").values_list("source", "rung", "hours", "changes")
    assert list(rows) == [(source.pk, 0, 0.25, 0), (source.pk, 2, 3.5, 4), (other.pk, 2, 4, 0)]
