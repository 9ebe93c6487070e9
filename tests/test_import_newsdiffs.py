"""An archive of the newsdiffs program comes in whole, from a database and repositories that each test makes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article

pytestmark = pytest.mark.django_db

URL = "http://www.light.example/2012/ferry.html/"


@dataclass
class Program:
    """Where newsdiffs keeps its database and its texts."""

    folder: Path
    with_git_dir: bool = True

    @property
    def path(self) -> Path:
        """The database."""
        return self.folder / "newsdiffs.db"

    def ask(self, statement: str, *values: object) -> int:
        """Run a statement; the id of the row that it made."""
        with closing(sqlite3.connect(self.path)) as database, database:
            return database.execute(statement, values).lastrowid or 0

    def begin(self) -> Program:
        """Make the tables."""
        git_dir = ", git_dir varchar(255) NOT NULL DEFAULT 'old'" if self.with_git_dir else ""
        self.ask(f"CREATE TABLE Articles (id integer PRIMARY KEY, url varchar(255), initial_date datetime, "
                 f"last_update datetime, last_check datetime{git_dir})")  # fmt: skip
        columns = "title varchar(255), byline varchar(255), date datetime, boring bool, diff_json varchar(255)"
        self.ask(f"CREATE TABLE version (id integer PRIMARY KEY, article_id integer, v varchar(255), {columns})")
        return self

    def article(self, url: str = URL, git_dir: str = "old") -> int:
        """Track an article."""
        if self.with_git_dir:
            return self.ask("INSERT INTO Articles (url, git_dir) VALUES (?, ?)", url, git_dir)
        return self.ask("INSERT INTO Articles (url) VALUES (?)", url)

    def git(self, git_dir: str, *arguments: str, **environment: str) -> str:
        """Run git in a repository of texts."""
        folder = self.folder / "articles" / git_dir
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["git", "-c", "user.name=n", "-c", "user.email=n@n.example", *arguments], cwd=folder, check=True,
            capture_output=True, text=True, env=os.environ | environment,
        )  # fmt: skip
        return done.stdout.strip()

    def version(
        self,
        article: int,
        date: str,
        title: str,
        paragraphs: Sequence[str],
        *,
        url: str = URL,
        git_dir: str = "old",
        boring: bool = False,
    ) -> None:
        """Commit a text, and put it on record."""
        name = url.partition("://")[2].rstrip("/")
        self.git(git_dir, "init", "-q")
        path = self.folder / "articles" / git_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([f"Published {date}", title, "By Ingrid Moe", *paragraphs]) + "\n", encoding="utf-8")
        when = "2012-07-01T00:00:00 -0400"
        self.git(git_dir, "add", name)
        self.git(
            git_dir, "commit", "-q", "--allow-empty", "-m", "Change", GIT_COMMITTER_DATE=when, GIT_AUTHOR_DATE=when
        )
        commit = self.git(git_dir, "rev-parse", "HEAD")
        self.ask("INSERT INTO version (article_id, v, title, byline, date, boring) VALUES (?, ?, ?, ?, ?, ?)",
                 article, commit, title, "By Ingrid Moe", date, boring)  # fmt: skip


def take(program: Program, *options: str) -> str:
    out = StringIO()
    call_command("import_newsdiffs", str(program.path), *options, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize("with_git_dir", [True, False], ids=["folders", "one repository"])
def test_an_archive_comes_in_with_every_version_whole_and_once(tmp_path: Path, with_git_dir: bool) -> None:
    git_dir = "2012-07" if with_git_dir else ""
    program = Program(tmp_path, with_git_dir).begin()
    article = program.article(git_dir=git_dir)
    program.version(article, "2012-07-01 09:00:00", "Ferry is late", ["It is Monday.", "", "Nobody sails. Ærø waits."],
                    git_dir=git_dir)  # fmt: skip
    program.version(article, "2012-07-01 11:30:00.123456", "Ferry is cancelled", ["It is Monday."], git_dir=git_dir)
    assert "1 new articles, 2 new versions" in take(program)
    assert "0 new versions; 2 versions were known" in take(program)
    found = Article.objects.get()
    old, new = found.versions.all()
    assert (found.url, found.source.slug) == (URL, "light")
    assert [old.title, new.title] == ["Ferry is late", "Ferry is cancelled"]
    assert old.text.split("\n") == ["It is Monday.", "Nobody sails. Ærø waits."]
    assert old.byline == "By Ingrid Moe"
    assert old.seen_at.isoformat() == "2012-07-01T13:00:00+00:00", "the server's clock stood four hours west"


def test_boring_versions_and_such_as_say_the_same_are_left_out(tmp_path: Path) -> None:
    program = Program(tmp_path).begin()
    article = program.article()
    for hour, boring in ((9, False), (10, True), (11, False)):
        program.version(article, f"2012-07-01 {hour:02}:00:00", "Ferry is late", ["It is Monday."], boring=boring)
    assert "1 new versions" in take(program)


def test_a_text_that_is_lost_costs_its_own_article_alone(tmp_path: Path) -> None:
    program = Program(tmp_path).begin()
    other = "http://www.light.example/quay"
    program.version(program.article(), "2012-07-01 09:00:00", "Ferry", ["It is Monday."])
    program.version(program.article(other), "2012-07-01 09:00:00", "Quay", ["It is Monday."], url=other)
    program.ask("UPDATE version SET v = ? WHERE title = 'Quay'", "0" * 40)
    with pytest.raises(CommandError, match="1 articles were not taken in"):
        take(program)
    assert [article.url for article in Article.objects.all()] == [URL]


def test_no_row_leads_out_of_the_folder_or_gives_git_orders(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    program = Program(tmp_path / "in").begin()
    secret = Program(tmp_path)
    secret.git("../outside", "init", "-q")
    bad = {
        "../../outside": ("http://a.example/1", "0" * 40),
        "old": ("http://a.example/2", "--help"),
        "": ("http://a.example/3\nHEAD", "0" * 40),
    }
    program.git("old", "init", "-q")
    for folder, (url, commit) in bad.items():
        pk = program.article(url, folder)
        program.ask("INSERT INTO version (article_id, v, title, byline, date, boring) VALUES (?, ?, 'x', '', ?, 0)",
                    pk, commit, "2012-07-01 09:00:00")  # fmt: skip
    with pytest.raises(CommandError, match="3 articles were not taken in"):
        take(program)
    assert not Article.objects.exists()


def test_what_is_no_such_archive_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    program = Program(tmp_path)
    (tmp_path / "articles").mkdir()
    program.path.write_text("no database" * 100)
    with pytest.raises(CommandError, match="no SQLite database"):
        take(program)
    program.path.unlink()
    program.ask("CREATE TABLE Articles (id integer, url text)")
    with pytest.raises(CommandError, match="table version lacks"):
        take(program)
    with pytest.raises(CommandError, match="is no folder"):
        take(program, "--texts", str(tmp_path / "nowhere"))
