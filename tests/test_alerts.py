"""Operators told by mail and through apprise; what fails is logged without the secrets of its address."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail

from articles.alerts import alert, not_understood
from tests.conftest import ROOT

# Of apprise's own imports.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def told() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that is told things as JSON: its address for apprise, and what it was told."""
    messages: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take a message in."""
            messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500 if self.path.startswith("/broken") else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}", messages
    server.shutdown()
    thread.join()
    server.server_close()


def test_operators_are_told_by_mail_and_through_apprise(settings: Any, told: Any) -> None:
    address, messages = told
    settings.ADMINS, settings.ALERT_URLS = [("", "operator@example.org")], [f"{address}/hook"]
    alert("Courier:\nfailing", "5 times in a row")
    assert mail.outbox[0].subject == "[NewsDiffs] Courier: failing"
    assert [(m["title"], m["message"]) for m in messages] == [("[NewsDiffs] Courier: failing", "5 times in a row")]


def test_one_that_fails_keeps_no_other_from_being_told(
    settings: Any, told: Any, caplog: pytest.LogCaptureFixture
) -> None:
    address, messages = told
    settings.ALERT_URLS = ["nonsense://hunter2", f"{address}/broken?+token=hunter2", f"{address}/hook"]
    caplog.set_level(logging.INFO)
    alert("Courier: failing", "5 times in a row")
    assert len(messages) == 2
    assert "address 1 of ALERT_URLS" in caplog.text
    assert "address 2 of ALERT_URLS" in caplog.text
    assert "hunter2" not in caplog.text
    assert not_understood() == [1]


def test_nobody_is_told_where_nothing_is_set_up(settings: Any) -> None:
    settings.ADMINS, settings.ALERT_URLS = [], []
    alert("Courier: failing", "5 times in a row")
    assert not mail.outbox
    assert not_understood() == []


@pytest.mark.parametrize(("setting", "value"), [("ALERT_URLS", "json://127.0.0.1/hook"), ("SERVICES", "a=json://x/")])
def test_the_start_says_how_to_install_what_is_missing(setting: str, value: str) -> None:
    without = "import sys; sys.modules['apprise'] = None; import importlib.util as u; f = u.find_spec\n"
    without += "u.find_spec = lambda name, *a: None if name == 'apprise' else f(name, *a)\nimport newsdiffs.settings"
    environment = {"SECRET_KEY": "x" * 60, setting: value}
    done = subprocess.run(
        [sys.executable, "-c", without], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert f"{setting} is set" in done.stderr
    assert "requirements/alerts.txt" in done.stderr
