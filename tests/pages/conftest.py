"""A real browser for tests of pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import skip_or_fail

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a file. While it is there an event loop runs in this thread, which no other test
    may find there: so it ends with the file."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path or not Path(path).exists():
        skip_or_fail("no Chromium is installed (apt-get install chromium, or name it in CHROMIUM)")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


class Opener(Protocol):
    """Opens a page of the live server."""

    def __call__(self, *, width: int = 1280, quiet: bool = False, **options: Any) -> Page: ...


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Opener]:
    """Opens pages in Tokyo; an error in any of their consoles fails the test."""
    errors: list[str] = []

    def opened(*, width: int = 1280, quiet: bool = False, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=live_server.url, timezone_id="Asia/Tokyo", **options
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if not quiet:  # a page that answers with 404 is an error to the console
            page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        return page

    yield opened
    for context in browser.contexts:
        context.close()
    assert not errors
