"""An editor's day with a real browser: a source added, its extraction repaired, health read, an article hidden."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article, Feed, Source, Version
from articles.scraping.health import judge_all
from tests.make import T0, make_article, make_source
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


@contextmanager
def scraper() -> Iterator[None]:
    """A scraper at work."""
    process = manage("scrape", "--watch", "--workers", "0", "-v", "0")
    try:
        yield
        assert process.poll() is None, process.communicate()
    finally:
        process.terminate()
        process.communicate(timeout=60)


def log_in(desk: Page) -> None:
    """Through the front door."""
    get_user_model().objects.create_superuser("ines", password=PASSWORD)
    desk.goto("/admin/")
    desk.get_by_label("Username").fill("ines")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Log in").click()


def act(desk: Page, action: str, *titles: str) -> None:
    """Choose these rows of the list, and carry an action out on them."""
    for title in titles:
        desk.locator("#result_list tbody tr", has_text=title).get_by_role("checkbox").check()
    desk.get_by_label("Action:").select_option(label=action)
    desk.get_by_role("button", name="Run").or_(desk.get_by_role("button", name="Go")).click()


def test_the_desk_fits_a_laptops_window(open_page: Opener) -> None:
    desk = open_page(width=1120)
    log_in(desk)
    Feed.objects.add(make_source(), "https://courier.example/news/a-long-address-of-a-feed/rss.xml", due_at=T0)
    for place in ("/admin/", "/admin/articles/source/add/", f"/admin/articles/source/{make_source().pk}/change/"):
        desk.goto(place)
        assert desk.evaluate("document.documentElement.scrollWidth") <= 1120, place


def test_bulk_actions_and_the_questions_that_editors_ask(open_page: Opener) -> None:
    desk = open_page(java_script_enabled=False)
    log_in(desk)
    old = make_article(["One."], title="Ferry late", error_count=4, next_check_at=None, state="retired")
    twin = make_article([{"text": "One.", "seen_at": T0 + timedelta(hours=9)}], title="Ferry again")
    make_article(["One."], title="Bridge shut")
    desk.goto("/admin/articles/article/")
    desk.get_by_role("link", name="Which cannot be read?").click()
    expect(desk.locator("#result_list tbody tr")).to_have_count(1)
    act(desk, "Check now", "Ferry late")
    expect(desk.get_by_text("1 articles are due now")).to_be_visible()
    old.refresh_from_db()
    assert old.state == "active"

    desk.goto("/admin/articles/article/")
    act(desk, "Pause", "Bridge shut")
    expect(desk.get_by_text("1 articles are paused")).to_be_visible()
    desk.get_by_role("link", name="paused by an editor").click()
    expect(desk.locator("#result_list tbody tr")).to_have_count(1)
    act(desk, "Resume", "Bridge shut")
    expect(desk.get_by_text("1 articles are watched again")).to_be_visible()
    desk.goto("/admin/articles/article/?q=bridge")
    act(desk, "Retire: watch no more", "Bridge shut")
    expect(desk.get_by_text("1 articles are no longer watched")).to_be_visible()

    desk.goto("/admin/articles/article/?q=ferry")
    act(desk, "Merge duplicates into the oldest of them", "Ferry late", "Ferry again")
    expect(desk.get_by_text("has taken over the other 1")).to_be_visible()
    assert not Article.objects.filter(pk=twin.pk).exists()
    desk.goto(f"/admin/articles/article/?q={twin.url}")
    expect(desk.locator("#result_list tbody tr")).to_have_count(1)
    desk.locator("#result_list tbody a").first.click()
    desk.get_by_role("link", name="History").click()
    for said in ("Asked for a check now.", f"Took over article {twin.pk}"):
        expect(desk.locator("#change-history tbody tr", has_text=said)).to_contain_text("ines")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_sources_come_in_by_a_file_after_a_look_at_what_it_would_do(
    open_page: Opener, tmp_path: Path, scripts: bool
) -> None:
    desk = open_page(java_script_enabled=scripts)
    log_in(desk)
    make_source("courier")
    file = tmp_path / "sources.csv"
    file.write_text("slug,name,feed\ncourier,The Courier,https://courier.example/rss\nlight,Light,\nx y,Bad,\n")
    desk.goto("/admin/articles/source/")
    desk.get_by_role("link", name="Import", exact=True).click()
    desk.get_by_label("File").set_input_files(file)
    desk.get_by_role("button", name="Show what it would do").click()
    expect(desk.get_by_text('name: "Courier" → "The Courier"')).to_be_visible()
    expect(desk.get_by_text("feed https://courier.example/rss: new")).to_be_visible()
    expect(desk.locator("tr", has_text="line 4")).to_contain_text("slug")
    assert Source.objects.get().name == "Courier"
    desk.get_by_role("button", name="Do it, without what is bad").click()
    expect(desk.get_by_text("1 sources added, 1 changed.")).to_be_visible()
    assert set(Source.objects.values_list("name", flat=True)) == {"The Courier", "Light"}
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Export CSV").click()
    assert "The Courier" in Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_editors_day(open_page: Opener, settings: Any, scripts: bool) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    settings.SCRAPE_MIN_DELAY = settings.SCRAPE_CONFIRM_SECONDS = 0
    desk = open_page(java_script_enabled=scripts)
    with serve({"/": HOME, "/story": page()}) as server:
        server.routes["/news.xml"] = rss(server, ["/story"])
        log_in(desk)
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

    desk.get_by_role("link", name="Read what is on record anew").click()
    desk.get_by_role("button", name="See what it would do").click()
    expect(desk.get_by_text("Waiting for a scraper")).to_be_visible()
    with scraper():
        expect(desk.get_by_text("1 version would be read otherwise")).to_be_visible(timeout=30_000)
        assert STORY[2] in Version.objects.get().text
        desk.get_by_role("button", name="Do it").click()
        expect(desk.get_by_text("1 version was read otherwise")).to_be_visible(timeout=30_000)
    assert STORY[2] not in Version.objects.get().text

    Feed.objects.update(error_count=5, last_error="HTTP status 500")
    judge_all(timezone.now())
    desk.goto("/admin/")
    expect(desk.locator(".matter-bad", has_text="1 source blocked, failing or badly read")).to_be_visible()
    desk.locator(".matter-bad a").first.click()
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
