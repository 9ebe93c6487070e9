"""A captured page in a real browser: nothing of it runs, loads or sends, and its origin is nobody's."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from articles.models import Version
from tests.make import T0, make_article, make_capture, make_content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOSTILE = b"""<!doctype html><title>As it was</title><meta http-equiv="refresh" content="0;url=/about/">
<link rel="stylesheet" href="/static/css/newsdiffs.css"><base href="https://elsewhere.example/">
<script>document.title = "ran"; fetch("/api/v1/sources")</script><script src="/static/js/newsdiffs.js"></script>
<body onload="document.title = 'ran'"><img src="/static/favicon.svg" onerror="document.title = 'ran'">
<iframe src="/about/"></iframe><object data="/static/favicon.svg"></object><svg onload="document.title = 'ran'"></svg>
<form action="/lookup/"><input name="url"><button id="send">Send</button></form><p id="text">The text</p>"""


def test_nothing_of_a_captured_page_runs_or_loads(browser: Browser, live_server: Any) -> None:
    article = make_article([], url="https://courier.example/hostile")
    capture = make_capture(article, HOSTILE)
    Version.objects.record(article, make_content("The text"), seen_at=T0, capture=capture)
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    asked: list[str] = []
    page.on("response", lambda response: asked.append(response.url))
    page.goto("/memento/20261101060000/raw/https://courier.example/hostile")
    page.wait_for_timeout(500)
    address = page.url
    page.click("#send")
    page.wait_for_timeout(300)
    assert page.title() == "As it was"
    assert page.inner_text("#text") == "The text"
    assert page.url == address
    assert [url for url in asked if not url.endswith("/hostile")] == []
    assert page.evaluate("origin") == "null"
    context.close()
