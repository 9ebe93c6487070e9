"""What pages say of sources is counted when it is recorded, and comes to the same as counting the archive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from articles.models import Event, Tally, Version
from articles.models.tally import STEPS, WHOLE, delay_class, delay_of
from articles.scraping.twins import merge
from articles.tallies import count_all
from articles.views.figures import Figures, median, read_figures, spark
from tests.make import T0, make_article, make_source

pytestmark = pytest.mark.django_db


def tallies() -> list[tuple[Any, ...]]:
    columns = ("source_id", "day", "delay", "articles", "changes", "headlines", "gone", "first_edits")
    rows = Tally.objects.order_by("source", "day", "delay").values_list(*columns)
    return [row for row in rows if any(row[3:])]


def counted_anew() -> list[tuple[Any, ...]]:
    with transaction.atomic():
        kept = tallies()
        count_all(Version, Event, Tally)
        anew = tallies()
        assert kept == anew
    return anew


def make_archive() -> None:
    for slug in ("courier", "ledger"):
        article = make_article(["A.", {"text": "B.", "title": "Other"}, "C."], source=make_source(slug))
        make_article(["A.", {"text": "B.", "seen_at": T0 + timedelta(days=3)}], source=make_source(slug))
        Event.objects.put(article, "gone", T0 + timedelta(days=1), "")
        Event.objects.put(article, "gone", T0 + timedelta(days=1), "")
        Event.objects.put(article, "moved", T0 + timedelta(days=1), "")


def test_what_is_counted_as_it_comes_is_what_a_count_of_the_archive_gives() -> None:
    make_archive()
    assert counted_anew()
    whole = Tally.objects.get(source__slug="courier", day=WHOLE, delay=0)
    assert (whole.articles, whole.changes, whole.headlines, whole.gone) == (2, 3, 2, 1)


def test_it_stays_right_when_versions_are_written_anew_or_articles_merged() -> None:
    make_archive()
    article, twin = make_article(["A.", "B."]), make_article(["A.", "B.", "D."])
    Event.objects.put(twin, "gone", T0 + timedelta(days=9), "")
    parts = [(version, version.particulars()) for version in article.versions.all()]
    Version.objects.rewrite(article, reversed(parts))
    counted_anew()
    merge(twin, article)
    counted_anew()


def test_recording_a_version_counts_with_one_statement(django_assert_num_queries: Any) -> None:
    article = make_article(["A."])
    before = len(tallies())
    with django_assert_num_queries(1):
        from articles.models.tally import of_version

        Tally.objects.add(of_version(article.source_id, 2, T0 + timedelta(days=2), True, T0))
    assert len(tallies()) == before + 2


def test_a_source_that_came_back_has_nothing_gone() -> None:
    article = make_article(["A."])
    Event.objects.put(article, "gone", T0, "")
    Event.objects.put(article, "back", T0 + timedelta(days=1), "")
    assert read_figures(T0.date())[article.source_id].gone == 0


def test_the_command_counts_anew() -> None:
    make_archive()
    right = tallies()
    Tally.objects.all().delete()
    call_command("count_tallies", verbosity=0)
    assert tallies() == right


@pytest.mark.parametrize("minutes", [0, 1, 3, 45, 1000, 50_000, 3_000_000])
def test_a_class_of_delays_is_within_a_tenth_of_the_delay(minutes: int) -> None:
    middle = delay_of(delay_class(timedelta(minutes=minutes))).total_seconds() / 60
    assert abs(middle - max(minutes, 1)) <= max(minutes, 1) * (2 ** (0.51 / STEPS) - 1)


def test_the_median_is_that_of_all_first_edits() -> None:
    assert median([]) is None
    assert median([(3, 0)]) is None
    assert median([(30, 5), (3, 1), (8, 5)]) == delay_of(8)


def test_the_picture_has_a_column_for_each_day_with_changes() -> None:
    picture = spark(Figures(days=(0,) * 26 + (1, 100)))
    assert picture.path == "M130 31v-3h4v3zM135 31v-30h4v30z"
    assert spark(Figures()).path == ""
