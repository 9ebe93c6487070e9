"""An editor's day with a real browser: a source added, its extraction repaired, health read, an article hidden."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Feed, Source
from articles.scraping.health import judge_all
from tests.pages.conftest import Opener
from tests.paper import STORY, TITLE, manage, page, rss
from tests.scraping.server import serve

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = (
    '<html lang="en"><head><title>The Skerry Light</title>'
    '<link rel="alternate" type="application/rss+xml" href="/news.xml" title="News"></head><body>Front</body></html>'
)
PASSWORD = "quite-a-long-one"


def run(*command: str) -> None:
    """A management command in a process of its own, to its end."""
    process = manage(*command, "-v", "0")
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_editors_day(open_page: Opener, settings: Any, scripts: bool) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    settings.SCRAPE_MIN_DELAY = settings.SCRAPE_CONFIRM_SECONDS = 0
    get_user_model().objects.create_superuser("ines", password=PASSWORD)
    desk = open_page(java_script_enabled=scripts)
    with serve({"/": HOME, "/story": page()}) as server:
        server.routes["/news.xml"] = rss(server, ["/story"])
        desk.goto("/admin/")
        desk.get_by_label("Username").fill("ines")
        desk.get_by_label("Password").fill(PASSWORD)
        desk.get_by_role("button", name="Log in").click()

        desk.goto("/admin/articles/source/")
        desk.get_by_role("link", name="Add by homepage").click()
        desk.get_by_label("Homepage or feed").fill(server.url("/"))
        desk.get_by_role("button", name="Look at it").click()
        expect(desk.get_by_text("Waiting for a scraper")).to_be_visible()
        run("survey")
        if not scripts:
            expect(desk.get_by_text("Waiting for a scraper")).to_be_hidden()  # the page reloads itself
        expect(desk.get_by_role("heading", name=TITLE)).to_be_visible()
        expect(desk.get_by_label("News")).to_be_checked()
        assert not Source.objects.exists()
        desk.get_by_role("button", name="Save and watch it").click()
        expect(desk.get_by_text("is watched; its feeds are polled")).to_be_visible()

        run("scrape", "--force", "--workers", "0")

    desk.goto("/admin/articles/article/")
    desk.get_by_role("link", name=TITLE).click()
    desk.get_by_role("link", name="How it is read").click()
    piece = desk.locator("ol.pieces li", has_text=STORY[2])
    expect(piece).to_contain_text("Kept: paragraph")
    desk.get_by_label("Ignore").fill("million crowns")
    if not scripts:
        desk.get_by_role("button", name="Try them").click()
    expect(piece).to_contain_text("Left out: ignored by the rule million crowns")
    expect(desk.get_by_text("1 of 1 would be read otherwise")).to_be_visible()
    assert Source.objects.get().rules == {}
    desk.get_by_role("button", name="Save: from now on").click()
    expect(desk.get_by_text("The rules are saved")).to_be_visible()
    assert Source.objects.get().rules == {"ignore": ["million crowns"]}

    Feed.objects.update(error_count=5, last_error="HTTP status 500")
    judge_all(timezone.now())
    desk.goto("/admin/articles/health/")
    expect(desk.locator(".state-bad", has_text="failing").first).to_be_visible()
    expect(desk.get_by_text("5 times in a row: HTTP status 500")).to_be_visible()

    desk.goto("/admin/articles/article/")
    desk.get_by_role("checkbox").last.check()
    desk.get_by_label("Action:").select_option(label="Hide for legal reasons …")
    desk.get_by_role("button", name="Run").or_(desk.get_by_role("button", name="Go")).click()
    desk.get_by_label("Reason").fill("Court order 17")
    desk.get_by_role("button", name="Hide").click()
    expect(desk.get_by_text("1 articles are hidden")).to_be_visible()

    desk.get_by_role("link", name=TITLE).click()
    desk.get_by_role("link", name="History").click()
    row = desk.locator("#change-history tbody tr", has_text="Court order 17")
    expect(row).to_contain_text("ines")
