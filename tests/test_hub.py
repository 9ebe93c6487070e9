"""A WebSub hub is told of the feeds that have something new."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest

from articles.scraping import hub
from tests.paper import STORY, paper

pytestmark = pytest.mark.django_db

FERRY = "/news/ferry"
CORRECTED = (STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:])


class Hub(ThreadingHTTPServer):
    """A hub that keeps what it is told."""

    daemon_threads = True
    messages: list[list[tuple[str, str]]]
    status = 204


class _Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.messages.append(parse_qsl(body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def listening(settings: Any) -> Iterator[Hub]:
    server = Hub(("127.0.0.1", 0), _Answer)
    server.messages = []
    settings.WEBSUB_HUB = f"http://127.0.0.1:{server.server_port}/hub"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_is_told_after_a_change_and_not_without_one(settings: Any, listening: Hub) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.scrape()
        assert listening.messages == []
        site.publish(FERRY, paragraphs=CORRECTED)
        site.scrape()
        article = site.article(FERRY)
    (message,) = listening.messages
    assert message[0] == ("hub.mode", "publish")
    topics = [value for name, value in message if name == "hub.url"]
    base = "http://127.0.0.1:8000"
    assert {f"{base}/feed.rss", f"{base}/sources/{article.source.slug}/feed.json", f"{base}/feed.atom"} <= set(topics)
    assert f"{base}/articles/{article.pk}/feed.rss" in topics
    assert len(topics) == len(set(topics)) == 9


def test_a_hub_that_refuses_or_is_not_there_is_noted_and_stops_nothing(
    listening: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    listening.status = 500
    with caplog.at_level(logging.WARNING):
        asyncio.run(hub.publish(f"http://127.0.0.1:{listening.server_port}/", ["http://127.0.0.1/feed.rss"]))
        asyncio.run(hub.publish("http://127.0.0.1:9/", ["http://127.0.0.1/feed.rss"]))
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_a_message_has_a_limit() -> None:
    assert len(hub.topics_of(("paper", n) for n in range(5000))) == hub.MOST
