"""The database goes away under a scraper and comes back: nothing is lost or doubled, and nobody has to restart it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from articles.models import Host
from articles.scraping.outage import is_outage
from articles.scraping.run import Run
from tests.conftest import ROOT, skip_or_fail
from tests.paper import STORY, Paper, page, paper, rss
from tests.scraping.server import Reply, Server, serve

WITH_POSTGRESQL = ROOT / ".ci" / "with-postgresql"
CORRECTED = (STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:])
AGAIN = (STORY[0], STORY[1].replace("spring", "winter"), *STORY[2:])
FERRY, QUAY = "/news/ferry", "/news/quay"


def wait_until(what: Callable[[], Any], seconds: float = 60) -> None:
    """Wait for something to become true; a test fails where it does not."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


# A real PostgreSQL, stopped and started again


@dataclass
class Cluster:
    """A PostgreSQL server of a test's own."""

    url: str
    server: str
    log: Path

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        with psycopg.connect(self.url.replace("postgres://", "postgresql://"), autocommit=True) as link:
            cursor = link.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def control(self, what: str) -> None:
        """Stop or start the server."""
        subprocess.run([self.server, what], check=True, stdout=subprocess.DEVNULL)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A ``manage.py`` process on this database, whose log is kept."""
        environment = {"DATABASE_URL": self.url, "ALLOW_PRIVATE_ADDRESSES": "1", "SCRAPE_CONFIRM_SECONDS": "0",
                       "SCRAPE_MIN_DELAY": "0", "LOG_LEVEL": "WARNING"}  # fmt: skip
        with self.log.open("a") as log:
            return subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=ROOT, text=True,
                                    env=os.environ | environment, stdout=log, stderr=log)  # fmt: skip

    def versions(self) -> list[int]:
        """How many versions each article has."""
        return [row[0] for row in self.ask("SELECT version_count FROM articles_article ORDER BY id")]

    def make_due(self) -> None:
        """Let everything be looked at now."""
        self.ask("UPDATE articles_article SET next_check_at = now()")
        self.ask("UPDATE articles_host SET due_at = now(), not_before = NULL")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    if subprocess.run([WITH_POSTGRESQL, "--available"], check=False).returncode:
        skip_or_fail("PostgreSQL's server is not installed")
    says = 'echo "$DATABASE_URL"; echo "$PG_SERVER"; cat'
    with subprocess.Popen([WITH_POSTGRESQL, "sh", "-c", says], text=True, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:  # fmt: skip
        assert process.stdout is not None
        url, server = process.stdout.readline().strip(), process.stdout.readline().strip()
        made = Cluster(url, server, tmp_path / "log")
        assert made.start("migrate", "-v", "0").wait(120) == 0, made.log.read_text()
        # What was committed must survive the blow, as it does on a server that is meant to last.
        made.ask("ALTER SYSTEM SET synchronous_commit = on")
        made.ask("SELECT pg_reload_conf()")
        yield made
        assert process.stdin is not None
        process.stdin.close()


@contextmanager
def two_stories(cluster: Cluster) -> Iterator[Server]:
    """A newspaper with two stories, known to the archive as a source."""
    with serve({FERRY: page(), QUAY: page("The quay is open", CORRECTED)}) as server:
        server.routes["/feed.xml"] = rss(server, [FERRY, QUAY])
        assert cluster.start("add_source", server.url("/feed.xml"), "-v", "0").wait(60) == 0, cluster.log.read_text()
        yield server


def edit_both(server: Server) -> None:
    """New words on both pages, which now take their time to answer."""
    server.routes[FERRY] = Reply(page(paragraphs=CORRECTED), delay=1.5)
    server.routes[QUAY] = Reply(page("The quay is closed", CORRECTED), delay=1.5)


@pytest.mark.postgresql
def test_a_server_that_stops_and_comes_back_costs_no_version_and_doubles_none(cluster: Cluster) -> None:
    with two_stories(cluster) as server:
        process = cluster.start("scrape", "--watch", "--workers", "1", "--scrapers", "1", "-v", "0")
        try:
            wait_until(lambda: cluster.versions() == [1, 1])

            # Once while a look is under way,
            asked = len(server.requests)
            edit_both(server)
            cluster.make_due()
            wait_until(lambda: len(server.requests) > asked)
            cluster.control("stop")
            time.sleep(4)
            asked = len(server.requests)
            cluster.control("start")
            wait_until(lambda: cluster.versions() == [2, 2])
            assert len(server.requests) - asked < 20, "it went on asking"

            # and once while nothing is.
            cluster.control("stop")
            time.sleep(2)
            cluster.control("start")
            server.routes[FERRY] = Reply(page(paragraphs=AGAIN))
            cluster.make_due()
            wait_until(lambda: cluster.versions() == [3, 2])
            assert cluster.ask("SELECT count(*) FROM articles_version") == [(5,)]
            assert process.poll() is None, cluster.log.read_text()
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(60)
        log = cluster.log.read_text()
        assert code == 0, log
        assert "the database is back after" in log
        assert "Traceback" not in log
        assert len(log.splitlines()) < 25, log


# SQLite: locked for long, and full


def watch(site: Paper, meddle: Callable[[Run], None], *, before: Callable[[Run], object] = lambda run: None) -> None:
    """``scrape --watch`` in this process, after ``before``; it ends with ``meddle``, which goes on beside it."""
    runs: list[Run] = []
    trouble: list[BaseException] = []

    def beside() -> None:
        try:
            wait_until(lambda: runs)
            meddle(runs[0])
        except BaseException as error:
            trouble.append(error)
        finally:
            connections.close_all()
            if runs:
                runs[0].stop()

    def start(run: Run) -> None:
        before(run)
        runs.append(run)

    thread = threading.Thread(target=beside)
    thread.start()
    try:
        site.scrape(watch=True, on_start=start)
    finally:
        thread.join()
    if trouble:
        raise trouble[0]


@pytest.fixture
def impatient() -> Iterator[Callable[[str], Any]]:
    """Speaks to the connection of the scraper's own thread, which waits for a lock no longer than a moment."""
    if connection.vendor != "sqlite":
        pytest.skip("this is about SQLite")
    connection.ensure_connection()
    link = connection.connection
    link.execute("PRAGMA busy_timeout = 100")
    yield lambda statement: link.execute(statement).fetchone()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_locked_for_long_is_waited_for(
    settings: Any, impatient: Callable[[str], Any], caplog: pytest.LogCaptureFixture
) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, paragraphs=CORRECTED)

        locker = sqlite3.connect(
            connection.settings_dict["NAME"], isolation_level=None, timeout=20, check_same_thread=False
        )

        def meddle(run: Run) -> None:
            wait_until(lambda: run.outage.error is not None)
            asked = len(site.server.requests)
            time.sleep(2.5)
            assert len(site.server.requests) - asked <= 1, "it asks though it cannot write"
            locker.execute("ROLLBACK")
            locker.close()
            wait_until(lambda: len(site.texts(FERRY)) == 2)

        watch(site, meddle, before=lambda run: locker.execute("BEGIN IMMEDIATE"))
        assert site.texts(FERRY)[1:] == ["\n".join(CORRECTED)]
    said = [record.getMessage() for record in caplog.records if record.name == "articles.scraping.outage"]
    assert "database is locked" in said[0]
    assert "back after" in said[-1]
    assert len(said) <= 5
    assert not Host.objects.exclude(owner="").exists()


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_waited_for_and_no_half_version_is_left(
    settings: Any, impatient: Callable[[str], Any], caplog: pytest.LogCaptureFixture
) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        # Pages that need room: captures larger than what is free inside the file.
        filler = [f"Line {number}: " + os.urandom(300).hex() for number in range(1500)]
        site.publish(FERRY, paragraphs=[*CORRECTED, *filler])
        impatient(f"PRAGMA max_page_count = {impatient('PRAGMA page_count')[0]}")

        def meddle(run: Run) -> None:
            wait_until(lambda: run.outage.error is not None)
            time.sleep(2.5)
            assert len(site.texts(FERRY)) == 1
            assert len(site.server.requests) < 20
            impatient("PRAGMA max_page_count = 1073741823")
            wait_until(lambda: len(site.texts(FERRY)) == 2)

        watch(site, meddle)
        assert site.texts(FERRY)[1].startswith("\n".join(CORRECTED))
        article = site.article(FERRY)
        assert article.captures.count() == 2
    assert "database or disk is full" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_one_pass_says_that_the_database_went_away_and_ends(settings: Any, impatient: Callable[[str], Any]) -> None:
    from articles.scraping.outage import DatabaseGone

    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        locker = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)

        def lock(run: Run) -> None:
            locker.execute("BEGIN IMMEDIATE")

        with pytest.raises(DatabaseGone, match="locked"):
            site.scrape(on_start=lock)
        locker.close()
        site.scrape()
        assert len(site.texts(FERRY)) == 1


def test_only_what_says_that_the_database_is_away_is_an_outage() -> None:
    def raised(cause: BaseException | None, error: type[Exception] = OperationalError) -> Exception:
        made = error("x")
        made.__cause__ = cause
        return made

    def of_sqlite(statement: str) -> sqlite3.Error:
        link = sqlite3.connect(":memory:")
        try:
            link.executescript(f"PRAGMA max_page_count = 1; {statement}")
        except sqlite3.Error as error:
            return error
        finally:
            link.close()
        raise AssertionError("nothing was raised")

    assert is_outage(raised(of_sqlite("CREATE TABLE a (b); CREATE TABLE c (d);")))
    assert not is_outage(raised(of_sqlite("SELECT * FROM nothing")))
    for error in (psycopg.errors.DiskFull, psycopg.errors.AdminShutdown, psycopg.errors.CannotConnectNow,
                  psycopg.errors.ConnectionFailure, psycopg.errors.ReadOnlySqlTransaction,
                  psycopg.OperationalError):  # fmt: skip
        assert is_outage(raised(error("x"))), error
    for ours in (psycopg.errors.DeadlockDetected, psycopg.errors.QueryCanceled, psycopg.errors.UndefinedColumn,
                 psycopg.errors.UniqueViolation):  # fmt: skip
        assert not is_outage(raised(ours("x"))), ours
    assert not is_outage(raised(None))
    assert not is_outage(OSError("disk full"))
