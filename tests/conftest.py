"""What every test shares: sockets beyond loopback are blocked, and the workplace's shared material is found."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("NEWSDIFFS_SHARED", ROOT.parent / "shared"))

# On your machine property tests look for new examples each time; in CI the same commit always gives the same answer.
# No test goes by the clock: a busy machine must not fail it.
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")

# Django's test database and the browser tests are driven from threads of an event loop.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The test database lies here (settings.py), also where DATABASE_URL names a file elsewhere.
(ROOT / "data").mkdir(exist_ok=True)


def pytest_runtest_setup() -> None:
    """No test talks to the outside world."""
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(
        ["127.0.0.1", "::1", "localhost", *(f"127.0.1.{n}" for n in range(1, 60))], allow_unix_socket=True
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared test material; a test that needs it is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared test material is not at {SHARED} (set NEWSDIFFS_SHARED)")
    return SHARED


def required() -> bool:
    """Whether every backend must be there (in CI), so that nothing is skipped silently."""
    return bool(os.environ.get("CI") or os.environ.get("NEWSDIFFS_REQUIRE_ALL"))


def skip_or_fail(reason: str) -> None:
    """Skip a test whose backend is absent; fail instead where every backend is required."""
    if required():
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database ``db``, so that it can be run once more on the other engine."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("db")


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    """Forget what other tests drew: a test's database is rolled back, and its ids come again."""
    cache.clear()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hash passwords quickly: tests log in often, and guard nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
