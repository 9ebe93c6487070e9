"""Versions: numbered without holes, never edited, and big enough for anything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Version
from articles.packing import pack, storable, unpack
from articles.scraping.blocks import Block
from tests.make import T0, add_version, make_article, make_content, make_source

pytestmark = pytest.mark.django_db
TRIGGERS = {"version_is_immutable", "version_numbers_have_no_holes"}


def triggers() -> set[str]:
    """The triggers on the table of versions."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'articles_version'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'articles_version'::regclass AND NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def test_the_triggers_are_there_after_all_migrations() -> None:
    """SQLite drops them whenever a migration alters the table: such a migration must make them anew."""
    assert triggers() >= TRIGGERS


@pytest.mark.parametrize(
    "edit",
    [
        {"text": "Other."},
        {"title": "Other"},
        {"seen_at": T0.replace(year=2020)},
        {"number": 7},
        {"standfirst": "x"},
        {"byline": "x"},
        {"kinds": "h"},
        {"digest": "x"},
        {"published_at": T0},
        {"modified_at": T0},
        {"language": "fr"},
        {"extractor": "x"},
        {"capture": None},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_the_content_of_a_version_cannot_be_edited(edit: dict[str, Any]) -> None:
    make_article(["One.", "Two."])
    with pytest.raises(IntegrityError, match="a version cannot be edited"), transaction.atomic():
        Version.objects.filter(number=2).update(**edit)
    assert list(Version.objects.values_list("text", flat=True)) == ["One.", "Two."]


def test_a_version_cannot_be_given_to_another_article() -> None:
    make_article(["One."])
    other = make_article(url="https://courier.example/other")
    with pytest.raises(IntegrityError, match="cannot be edited"), transaction.atomic():
        Version.objects.update(article=other)


def test_the_change_that_led_to_a_version_is_derived_and_may_be_computed_anew() -> None:
    make_article(["One.", "Two."])
    Version.objects.filter(number=2).update(
        words_added=9, words_removed=8, significance=0.5, level="minor", headline_changed=True, notice=True,
        stealth=True, change={"classes": ["x"]},
    )  # fmt: skip
    assert Version.objects.get(number=2).words_added == 9


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_a_number_is_neither_taken_twice_nor_left_out(number: int) -> None:
    article = make_article(["One.", "Two."])
    version = Version(article=article, source=article.source, number=number, seen_at=T0, text="Three.", digest="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)


def test_versions_are_numbered_from_one_in_each_article() -> None:
    for slug in ("courier", "ledger"):
        article = make_article(["One.", "Two.", "Three."], source=make_source(slug))
        assert list(article.versions.values_list("number", flat=True)) == [1, 2, 3]


def test_recording_a_version_brings_its_article_up_to_date() -> None:
    article = make_article(["One.", {"text": "Two.", "title": "New title"}])
    second = article.versions.get(number=2)
    assert (article.title, article.version_count, article.change_count) == ("New title", 2, 1)
    assert article.last_changed_at == second.seen_at
    assert second.headline_changed
    assert second.change["old_title"] == "Council approves the harbour plan"


def test_a_failed_version_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(["One."])

    def fail(self: Article, version: Version) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Article, "took_in", fail)
    with pytest.raises(OSError, match="disk full"):
        add_version(article, "Two.", seen_at=T0, title="")
    assert article.versions.count() == 1


@pytest.mark.parametrize(
    "text",
    ["👩‍👩‍👧‍👦 flags 🇳🇴 and 𝕄ath", "שלום مرحبا", "北京下雨了。", "a" * 1_000_000, "A line.\n" * 120_000 + "The end."],
    ids=["emoji", "right to left", "Chinese", "one long line", "a million characters"],
)  # fmt: skip
def test_any_text_is_kept_as_it_is(text: str) -> None:
    article = make_article([text])
    assert article.versions.get().text == text
    assert "\n".join(block.text for block in article.versions.get().blocks) == text


@pytest.mark.parametrize("dirty", ["a\x00b", "a\ud800b", "\udfffa"])
def test_what_no_database_stores_is_cleaned_and_read_back_the_same(dirty: str) -> None:
    article = make_article()
    content = make_content(dirty, title=dirty, standfirst=dirty, byline=dirty)
    version = Version.objects.record(article, content, seen_at=T0)
    stored = Version.objects.get(pk=version.pk)
    for text in (stored.title, stored.standfirst, stored.byline, stored.text):
        assert "a" in text
        assert text == storable(text)
    second = Version.objects.record(article, make_content(dirty + " c", title=dirty), seen_at=T0)
    assert second.number == 2


@pytest.mark.parametrize("year", [1991, 2013, 2099])
def test_dates_of_any_year_fit(year: int) -> None:
    at = datetime(year, 2, 28, 23, 59, 59, 123456, tzinfo=UTC)
    article = make_article([{"text": "One.", "seen_at": at}])
    assert article.versions.get().seen_at == at


kinds = st.sampled_from(["paragraph", "heading", "item", "quote", "code", "row"])


@given(st.lists(st.builds(Block, kinds, st.text(max_size=30)), max_size=8))
def test_blocks_survive_being_packed(blocks: list[Block]) -> None:
    unpacked = unpack(*pack(blocks))
    assert unpack(*pack(unpacked)) == unpacked
    assert [b.kind for b in unpacked] == [b.kind for b in blocks if storable(b.text).split()]
    assert all("\n" not in block.text for block in unpacked)
