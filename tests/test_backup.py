"""Copies of an archive: made under load, proved, put back, moved to another engine, and thinned out."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import blobs
from articles.backup import Refused, backup, restore
from articles.copying import exported_digest
from articles.digests import sha256
from articles.elsewhere import manage as manage_elsewhere
from articles.elsewhere import sqlite_url
from articles.models import Article, Blob, Capture, Check, Host, Source, Version
from articles.pruning import drop_checks
from articles.verify import verify
from tests.make import add_version, make_article
from tests.paper import STORY, database_url, manage, paper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def on_sqlite() -> None:
    """The test is about SQLite's files."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is backed up by pg_dump")


def place(number: int) -> str:
    """A name of its own for each article: the same edit of many would be the site's doing, not an editor's."""
    return f"{'BDFGHKLMNR'[number % 10]}{'aeiou'[number // 10]}rdby"


def counts(path: Path) -> dict[str, int]:
    """How many rows a database file has."""
    with closing(sqlite3.connect(path)) as opened:
        tables = ("articles_version", "articles_capture", "articles_check")
        return {name: opened.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in tables}


@pytest.mark.usefixtures("on_sqlite")
def test_a_backup_made_while_scraping_under_load_is_whole_and_can_be_put_back(settings: Any, tmp_path: Path) -> None:
    database = Path(connection.settings_dict["NAME"])
    with paper(settings) as site:
        for number in range(40):
            site.publish(f"/{number}", paragraphs=[*STORY, f"The quay of {place(number)} stays closed for now."])
        site.scrape()
        for number in range(40):
            opened = f"The quay of {place(number)} was opened again on Thursday morning."
            site.publish(
                f"/{number}", paragraphs=[*STORY, opened], delay=0.1
            )  # so that the scraper has work for a while
        site.source.check_every = 1
        site.source.save()
        Article.objects.update(next_check_at=timezone.now())
        Host.objects.update(due_at=timezone.now(), not_before=None)
        scraper = manage("scrape", "--watch", "--workers", "1", "-v", "0")
        try:
            before = Check.objects.count()
            for _ in range(600):
                assert scraper.poll() is None
                if Check.objects.count() >= before + 5:
                    break
                time.sleep(0.1)
            said = [backup(database, tmp_path / f"copy-{number}.sqlite3") for number in range(3)]
            assert scraper.poll() is None
        finally:
            scraper.terminate()
            _, complaints = scraper.communicate(timeout=60)
        assert "locked" not in complaints
    assert all(line.startswith("All is whole: 40 articles") for line in said)
    seen = [counts(tmp_path / f"copy-{number}.sqlite3") for number in range(3)]
    assert seen[0]["articles_check"] < seen[2]["articles_check"]  # the scraper went on meanwhile
    assert seen[2]["articles_version"] > 40

    fresh = tmp_path / "restored.sqlite3"
    restore(tmp_path / "copy-2.sqlite3", fresh, force=False, now=timezone.now())
    assert counts(fresh) == seen[2]
    assert exported_digest(sqlite_url(fresh)) == exported_digest(sqlite_url(tmp_path / "copy-2.sqlite3"))
    assert "All is whole" in manage_elsewhere(sqlite_url(fresh), "verify")


@pytest.fixture
def copy(tmp_path: Path, on_sqlite: None) -> Path:
    """A backup of an archive with one article."""
    make_article(["One.", "Two."])
    backup(Path(connection.settings_dict["NAME"]), tmp_path / "copy.sqlite3")
    return tmp_path / "copy.sqlite3"


def test_a_backup_is_one_file_that_only_its_owner_may_read(copy: Path) -> None:
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in copy.parent.iterdir()] == ["copy.sqlite3"]


def test_an_archive_is_overwritten_only_by_force_and_kept_beside(copy: Path) -> None:
    there = copy.parent / "there.sqlite3"
    restore(copy, there, force=False, now=timezone.now())
    with pytest.raises(Refused, match="--force"):
        restore(copy, there, force=False, now=timezone.now())
    said, kept = restore(copy, there, force=True, now=timezone.now())
    assert "2 versions" in said
    assert kept is not None
    assert counts(kept) == counts(there)


def test_an_archive_in_use_is_not_overwritten(copy: Path) -> None:
    there = copy.parent / "there.sqlite3"
    restore(copy, there, force=False, now=timezone.now())
    with closing(sqlite3.connect(there)) as user:
        user.execute("PRAGMA journal_mode=WAL")
        user.execute("SELECT COUNT(*) FROM articles_version").fetchone()
        with pytest.raises(Refused, match="stop the site and the scraper"):
            restore(copy, there, force=True, now=timezone.now())


def test_a_damaged_copy_is_not_put_back(copy: Path) -> None:
    there = copy.parent / "there.sqlite3"
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("DELETE FROM articles_version WHERE number = 1")
        opened.commit()
    with pytest.raises(Refused, match="not a whole archive"):
        restore(copy, there, force=False, now=timezone.now())
    copy.write_bytes(copy.read_bytes()[:20_000])
    with pytest.raises(Refused, match=r"sound database|damaged|not a whole"):
        restore(copy, there, force=False, now=timezone.now())
    assert not there.exists()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    """An empty database of the engine under test, as a DATABASE_URL."""
    if connection.vendor == "sqlite":
        yield sqlite_url(tmp_path / "empty.sqlite3")
        return
    name = f"{connection.settings_dict['NAME']}_copy"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield database_url().rpartition("/")[0] + "/" + quote(name)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


def test_an_archive_moves_to_another_engine_and_back_byte_for_byte(
    settings: Any, tmp_path: Path, empty: str, django_user_model: Any
) -> None:
    django_user_model.objects.create_superuser("ines", password="a long one")
    with paper(settings) as site:
        site.publish("/a")
        site.scrape()
        site.publish("/a", paragraphs=[*STORY[:3], "Ærø’s “third” berth — 東京, Москва 🚢 — stays closed."])
        site.scrape()
        site.take_down("/a")
        site.scrape()
    make_article(["Imported.", "Imported twice."])
    latest = Source.objects.latest("pk").pk
    here = exported_digest(database_url())
    there = sqlite_url(tmp_path / "there.sqlite3")
    for source, target in ((database_url(), there), (there, empty)):
        said = manage_elsewhere(source, "copy_archive", target)
        assert f"byte for byte (SHA-256 {here})" in said
    # Ids go on where they left off, and users are there too.
    query = "from articles.models import Source; from django.contrib.auth import get_user_model; "
    query += "print(Source.objects.create(slug='new', name='New').pk, get_user_model().objects.get())"
    assert manage_elsewhere(empty, "shell", "--no-imports", "-c", query).split() == [str(latest + 1), "ines"]


def test_an_archive_is_not_copied_over_another_nor_while_a_scraper_works(tmp_path: Path) -> None:
    article = make_article(["One."])
    there = sqlite_url(tmp_path / "there.sqlite3")
    manage_elsewhere(database_url(), "copy_archive", there)
    with pytest.raises(RuntimeError, match="holds an archive already"):
        manage_elsewhere(database_url(), "copy_archive", there)
    article.host.lease_until = timezone.now() + timedelta(minutes=5)
    article.host.save()
    with pytest.raises(RuntimeError, match="stop it first"):
        manage_elsewhere(database_url(), "copy_archive", sqlite_url(tmp_path / "more.sqlite3"))


def capture(article: Article, body: str, days: int, *, like: str | None = None) -> Capture:
    """A page captured so many days ago."""
    at = timezone.now() - timedelta(days=days)
    digest = blobs.put(body.encode(), like=like)
    return Capture.objects.create(article=article, blob_id=digest, url=article.url, fetched_at=at, status=200)


def prune(*options: str) -> str:
    """Prune; what was printed."""
    out = StringIO()
    call_command("prune", *options, stdout=out)
    return out.getvalue()


def test_pruning_shows_first_and_never_takes_what_proves_a_version_unless_asked() -> None:
    article = make_article(["One."])
    page = "".join(f"<p>Paragraph {sha256(str(number).encode())} hardly changes.</p>" for number in range(200))
    keyframe = capture(article, page, 400)
    proof = capture(article, page + "<p>two</p>", 400, like=keyframe.blob_id)
    fresh = capture(article, page + "<p>three</p>", 1, like=keyframe.blob_id)
    assert Blob.objects.get(pk=proof.blob_id).base_id == keyframe.blob_id
    seen_at = Version.objects.get().seen_at + timedelta(hours=1)
    add_version(article, "Two.", seen_at=seen_at, title="Two", capture=proof, extractor="5")
    for days in (1, 100):
        Check.objects.create(article=article, at=timezone.now() - timedelta(days=days), outcome="unchanged")
    assert "Would go: 1 checks and 1 captured pages" in prune("--checks", "90", "--captures", "90")
    assert (Check.objects.count(), Capture.objects.count()) == (2, 3)
    prune("--checks", "90", "--captures", "90", "--apply")
    assert Check.objects.count() == 1
    assert set(Capture.objects.all()) == {proof, fresh}
    assert b"two" in blobs.get(proof.blob_id)  # the keyframe that both stand on is still there
    assert not list(verify())
    prune("--captures", "90", "--evidence", "--apply")
    assert list(Capture.objects.all()) == [fresh]
    assert [version.text for version in article.versions.all()] == ["One.", "Two."]
    assert b"three" in blobs.get(fresh.blob_id)
    assert not list(verify())


@settings(deadline=None, max_examples=30)
@given(ages=st.lists(st.integers(0, 200), max_size=60), gap=st.integers(0, 30))
def test_pruning_finds_all_old_looks_whose_number_fits_their_time(ages: list[int], gap: int) -> None:
    Check.objects.all().delete()
    article, now = Article.objects.first() or make_article(["One."]), timezone.now()
    ages.sort(reverse=True)
    checks = Check.objects.bulk_create(
        Check(article=article, at=now - timedelta(days=days), outcome="unchanged") for days in ages
    )
    Check.objects.filter(pk__in=[check.pk for check in checks[gap : gap + 5]]).delete()  # numbers may be missing
    drop_checks(now - timedelta(days=90))
    left = sorted((now - at).days for at in Check.objects.values_list("at", flat=True))
    assert left == sorted(days for place, days in enumerate(ages) if days <= 90 and not gap <= place < gap + 5)


def test_a_look_that_was_numbered_too_late_is_forgotten_too() -> None:
    article, now = make_article(["One."]), timezone.now()
    for days in (*[100] * 5, 1, 99, *[1] * 10):
        Check.objects.create(article=article, at=now - timedelta(days=days), outcome="unchanged")
    drop_checks(now - timedelta(days=90))
    assert [(now - check.at).days for check in Check.objects.order_by("pk")] == [1] * 11


@pytest.mark.parametrize("options", [(), ("--checks", "0"), ("--evidence",), ("--evidence", "--checks", "3")])
def test_pruning_without_a_clear_order_is_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        prune(*options)
