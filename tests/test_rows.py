"""Statements that are made once say what Django's own say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from articles.models import Article, Capture, Noise, Version
from articles.models.rows import change, kept, put
from tests.make import T0, add_version, make_article, make_capture

pytestmark = pytest.mark.django_db


def test_a_row_that_is_put_in_is_the_one_that_save_would_have_written() -> None:
    saved = make_capture(make_article(), b"<p>Ferry</p>")
    saved.headers, saved.seconds, saved.status = [["ETag", '"ü"']], 0.25, None
    saved.save()
    twin = Capture.objects.get(pk=saved.pk)
    twin.pk = None
    put(twin)
    assert twin.pk != saved.pk
    assert not twin._state.adding
    same = [{**row, "id": None} for row in Capture.objects.filter(pk__in=[saved.pk, twin.pk]).values()]
    assert same[0] == same[1]
    twin.url = "https://light.example/other"
    twin.save()
    assert Capture.objects.count() == 2


def test_a_row_that_breaks_a_constraint_is_refused_as_ever() -> None:
    version = add_version(make_article(), "The ferry sails.", seen_at=T0, title="Ferry")
    twin = Version.objects.get(pk=version.pk)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        put(twin)


def test_rows_are_asked_for_with_other_values_than_the_statement_was_made_with() -> None:
    asked = kept(lambda: Article.objects.filter(pk=0, state="").values_list("title", "first_seen_at", "pending"), 0, "")
    articles = [make_article(title=title, pending={"titles": [title]}) for title in ("Ferry", "Schule")]
    for article in articles:
        assert asked(article.pk, Article.State.ACTIVE) == [(article.title, article.first_seen_at, article.pending)]
    assert asked(articles[0].pk, Article.State.GONE) == []


def test_a_statement_in_which_other_values_stand_than_was_said_is_not_asked() -> None:
    asked = kept(lambda: Noise.objects.filter(kind="block", article=0).values_list("key"), 0)
    with pytest.raises(AssertionError, match="stand in the statement"):
        asked(1)


def test_the_fields_that_are_named_are_written_and_no_other() -> None:
    article, other = make_article(), make_article()
    article.title, article.language, article.published_at = "Ferry", "de", datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
    article.pending = {"looks": 1}
    change([article], Article, ("title", "published_at", "pending"))
    found = Article.objects.get(pk=article.pk)
    assert (found.title, found.published_at, found.pending) == ("Ferry", article.published_at, {"looks": 1})
    assert found.language != "de"
    assert Article.objects.filter(pk=other.pk).values().get() == {
        field.attname: getattr(other, field.attname) for field in Article._meta.concrete_fields
    }
