"""The environment: a bad value stops the start with an error that names the variable and says what to write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from articles.management.commands.run import site_url
from newsdiffs.environment import kept_secret
from tests.conftest import ROOT

SHOW = (
    "import newsdiffs.settings as s\n"
    "print(s.SECRET_KEY and 1, s.ALLOWED_HOSTS, s.USER_AGENT, s.SCRAPE_CONFIRM_SECONDS, "
    "s.DATABASES['default']['ENGINE'], getattr(s, 'SECURE_SSL_REDIRECT', None))"
)


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own, with this environment alone."""
    basics = {"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 60}
    command = [sys.executable, "-c", SHOW]
    return subprocess.run(
        command, cwd=ROOT, env=basics | environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DEBUG", "maybe", "write 1, true"),
        ("DATABASE_URL", "mysql://u@h/db", "SQLite and PostgreSQL"),
        ("DATABASE_URL", "nonsense", "sqlite:////path"),
        ("SITE_URL", "example.org", "whole address"),
        ("SITE_URL", "http://[broken", "whole address"),
        ("ALLOW_PRIVATE_ADDRESSES", "2", "write 1, true"),
        ("SCRAPE_CONFIRM_SECONDS", "soon", "not a number"),
        ("SCRAPE_CONFIRM_SECONDS", "-1", "between"),
        ("SCRAPE_MIN_DELAY", "nan", "between"),
        ("SCRAPE_RETIRE_DAYS", "0", "between"),
        ("LOG_LEVEL", "chatty", "DEBUG, INFO"),
    ],
)
def test_a_bad_variable_is_named_with_what_to_write(name: str, value: str, says: str) -> None:
    done = start(**{name: value})
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last
    assert says in last


def test_a_public_site_must_be_given_its_secret() -> None:
    done = start(SECRET_KEY="", SITE_URL="https://news.example.org")
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr.strip().splitlines()[-1]


def test_a_site_on_this_machine_makes_its_secret_and_keeps_it_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret-key.txt"
    first = kept_secret(path)
    assert len(first) >= 50
    assert kept_secret(path) == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_needs_to_be_set_to_begin() -> None:
    done = start(SECRET_KEY="")
    assert done.returncode == 0, done.stderr
    assert "'127.0.0.1'" in done.stdout


def test_the_defaults_start_and_say_who_asks_and_how_to_reach_them() -> None:
    done = start(SITE_URL="https://news.example.org/")
    assert done.returncode == 0, done.stderr
    assert "['news.example.org', 'localhost', '127.0.0.1', '[::1]']" in done.stdout
    assert "NewsDiffs/" in done.stdout
    assert "(+https://news.example.org/about/)" in done.stdout
    assert done.stdout.strip().endswith("sqlite3 True")


def test_an_empty_variable_counts_as_not_set() -> None:
    done = start(SCRAPE_CONFIRM_SECONDS=" ", DEBUG="", CONTACT="mailto:desk@news.example.org")
    assert done.returncode == 0, done.stderr
    assert "(+mailto:desk@news.example.org)" in done.stdout
    assert " 90 " in done.stdout


def test_a_postgresql_address_is_taken() -> None:
    done = start(DATABASE_URL="postgres://u:p@h:5432/n")
    assert done.returncode == 0, done.stderr
    assert "postgresql" in done.stdout


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8471"),
        ("localhost", "http://localhost:8471"),
        ("0.0.0.0", "http://127.0.0.1:8471"),
    ],
)
def test_a_site_on_another_port_is_named_so_in_feeds_and_letters(host: str, url: str) -> None:
    assert site_url(host, 8471) == url
