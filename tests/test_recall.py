"""What looks are told of an article's past."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from articles.models import Article, Check, Noise
from articles.scraping.known import Known
from articles.scraping.noise import volatile_key
from articles.scraping.recall import known_of
from tests.make import T0, make_article
from tests.paper import STORY

pytestmark = pytest.mark.django_db
Outcome = Check.Outcome


def checked(article: Article, outcome: str, at: datetime) -> None:
    Check.objects.create(article=article, at=at, outcome=outcome, milliseconds=1)


def known(article: Article) -> Known:
    found = known_of(article, frozenset())
    assert found is not None
    return found


@pytest.fixture
def article() -> Article:
    """An article with two versions, the second of which is an hour younger."""
    return make_article([STORY[0], {"text": STORY[1], "seen_at": T0 + timedelta(hours=1)}])


def test_a_page_that_went_back_is_known_for_it_before_and_after_an_edit(article: Article) -> None:
    assert not known(article).returned
    checked(article, Outcome.NOISE, T0 + timedelta(minutes=10))
    assert known(article).returned


def test_what_was_so_twenty_checks_ago_tells_nothing(article: Article) -> None:
    checked(article, Outcome.NOISE, T0 + timedelta(minutes=10))
    for hours in range(2, 22):
        checked(article, Outcome.UNCHANGED, T0 + timedelta(hours=hours))
    assert not known(article).returned


def test_a_first_version_counts_as_seen_again_by_the_looks_since(article: Article) -> None:
    first = make_article([STORY[0]], url="https://courier.example/news/first")
    checked(first, Outcome.UNCHANGED, T0 - timedelta(hours=1))
    assert known(first).seen_again == 0
    for hours in (1, 2, 3):
        checked(first, Outcome.UNCHANGED, T0 + timedelta(hours=hours))
    assert known(first).seen_again == 2
    assert known(article).seen_again == 2


def test_a_short_sentence_that_was_noise_once_is_tried_again_where_it_may_be_one_on_record_edited() -> None:
    said = "The harbour master asks for patience until the tide of {}."
    article = make_article([f"{STORY[0]}\n{said.format('Tuesday')}"])
    for text in (said.format("Thursday"), "Never miss what matters on the islands.", "Read our letter."):
        article.note(Noise.Kind.BLOCK, volatile_key(text), text, now=T0, reason="it differs from look to look")
    assert [*known(article).noted.values()] == [said.format("Thursday")]
