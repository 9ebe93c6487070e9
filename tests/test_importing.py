"""Other archives' histories come in whole, once, and what is bad in them is named."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.history import BadLine
from articles.importing.newssniffer import read_page
from articles.models import Article, Source

pytestmark = pytest.mark.django_db

HEAD = (
    "This article is from the source 'light' and was first published or seen on {}. It last changed over 40 days ago."
)
ORIGINAL = "You can find the current article at its original source at http://light.example/ferry"
ROWS = [
    ("The ferry sails at nine", "The ferry sails at ten"),
    ("It is Monday.", "It is Monday."),
    ("Nobody is on board.", ""),
    ("The captain said that the boat was late.", "The captain said that the boat was hardly late."),
    ("", "Everybody is home."),
]


def page(date: str = "18 October 2013 13:20", gap: str = "(about 2 hours later)") -> str:
    """A page as HTML, with one text on each side of a table."""
    rows = "".join(f"<tr><td>{left}</td><td>{right}</td></tr>" for left, right in [("Version 1", "Version 2"), *ROWS])
    return f"<html><body><p>{HEAD.format(date)}</p><p>{ORIGINAL}</p><p>{gap}</p><table>{rows}</table></body></html>"


def take(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_newssniffer", str(path), *options, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize("text", ["<!-- <tr> -->", "<?tr <tr>?>", "\x00<TR"])
def test_a_page_of_nothing_but_comments_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(BadLine, match="no page of News Sniffer"):
        read_page(text)


def test_a_page_of_news_sniffer_comes_in_with_both_versions_whole_and_once(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(), encoding="utf-8")
    assert "2 new versions" in take(path)
    assert "0 new versions; 2 versions were known" in take(path)
    article = Article.objects.get()
    assert (article.source.slug, article.url) == ("light", "http://light.example/ferry")
    old, new = article.versions.all()
    assert [version.title for version in (old, new)] == list(ROWS[0])
    assert old.text.split("\n") == [left for left, _ in ROWS[1:] if left]
    assert new.text.split("\n") == [right for _, right in ROWS[1:] if right]
    assert new.after(old).total_seconds() == 7200
    assert old.seen_at.isoformat() == "2013-10-18T13:20:00+00:00"


@pytest.mark.shared
def test_the_shared_page_gives_the_two_versions_of_the_shared_history(shared: Path) -> None:
    (path,) = (shared / "seeds").glob("000_*.txt")
    with pytest.raises(CommandError, match="not taken in"):
        take(path)
    take(path, "--seen-at", "2013-10-18T13:20:00Z")
    wanted = json.loads((shared / "seeds" / "probation-strike.history.jsonl").read_text().splitlines()[0])
    found = Article.objects.get()
    assert found.url == wanted["url"]
    for version, told in zip(found.versions.all(), wanted["versions"][:2], strict=True):
        assert version.title == told["title"]
        assert version.text == told["text"]
        assert version.seen_at.isoformat() == told["seen_at"].replace("Z", "+00:00")


@pytest.mark.parametrize(
    ("gap", "seconds"),
    [("35 minutes", 2100), ("1 day", 86_400), ("half a minute", 30), ("less than a minute", 60)],
)
def test_the_time_between_is_read(gap: str, seconds: int) -> None:
    old, new = read_page(page(gap=f"({gap} later)")).versions
    assert (new.seen_at - old.seen_at).total_seconds() == seconds


def test_what_is_no_page_is_named_and_the_rest_goes_in(tmp_path: Path) -> None:
    good, bad, dateless = (tmp_path / f"{name}.html" for name in ("good", "bad", "dateless"))
    good.write_text(page())
    bad.write_text("<p>Hello</p>")
    dateless.write_text(page(date=""))
    err = StringIO()
    with pytest.raises(CommandError, match="3 pages"):
        call_command("import_newssniffer", *map(str, (bad, dateless, tmp_path / "none", good)), stderr=err, stdout=err)
    assert "bad.html: it is no page of News Sniffer" in err.getvalue()
    assert "--seen-at" in err.getvalue()
    assert Article.objects.get().version_count == 2


# NewsEdits

TEXT = "<p>One &amp; two.</p><p>Three, <b>four</b>.</p>"
COLUMNS = "id, entry_id, version, title, url, created, num_versions, summary"


def database(path: Path, rows: list[tuple[Any, ...]], columns: str = COLUMNS) -> Path:
    with closing(sqlite3.connect(path)) as made:
        made.execute(f"CREATE TABLE entryversion ({columns})")
        made.executemany(f"INSERT INTO entryversion VALUES ({', '.join('?' * len(columns.split(',')))})", rows)
        made.commit()
    return path


def test_a_database_of_the_newsedits_corpora_comes_in_and_a_bad_entry_costs_itself(tmp_path: Path) -> None:
    path = database(
        tmp_path / "newssniffer-bbc.db",
        [
            (2, 7, 1, "B", "http://light.example/7", "2013-10-18 14:00:00", 2, TEXT),
            (1, 7, 0, "A", "http://light.example/7", "2013-10-18 13:00:00", 2, "<p>One.</p>"),
            (3, 8, 0, "C", "no address", "2013-10-18 13:00:00", 1, "<p>One.</p>"),
            (4, 9, 0, "D", "http://light.example/9", "yesterday", 1, "<p>One.</p>"),
        ],
    )  # fmt: skip
    for _ in range(2):
        err = StringIO()
        with pytest.raises(CommandError, match="2 entries"):
            call_command("import_newsedits", str(path), stdout=err, stderr=err)
        assert "entry 8: url" in err.getvalue()
        assert "entry 9: version 0: created 'yesterday'" in err.getvalue()
    old, new = Article.objects.get().versions.all()
    assert (old.text, new.text, new.title) == ("One.", "One & two.\nThree, four.", "B")
    assert Source.objects.get().slug == "bbc"


def test_what_a_database_lacks_is_named(tmp_path: Path) -> None:
    lacking = database(tmp_path / "a.db", [], "id, entry_id, version, title, created")
    with pytest.raises(CommandError, match="lacks url, summary or text"):
        call_command("import_newsedits", str(lacking))
    (tmp_path / "b.db").write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with pytest.raises(CommandError, match="no SQLite database"):
        call_command("import_newsedits", str(tmp_path / "b.db"))
    with pytest.raises(CommandError, match="cannot be taken in"):
        call_command("import_newsedits", str(tmp_path / "none.db"))


def test_a_date_that_no_calendar_has_is_said_to_be_missing() -> None:
    for date in ("18 October 2013 13:2" + "0" * 40, "1" + "0" * 400, "99 October 2013", "soon"):
        with pytest.raises(BadLine, match="--seen-at"):
            read_page(page(date))
