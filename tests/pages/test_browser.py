"""A reader with a real browser: from the first page to a comparison and back, with and without scripts."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.make import make_article
from tests.pages.conftest import Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAME = "\n".join(f"Paragraph {n} tells what everybody knew about item {n} already." for n in range(40))
OLD = f"The plan will cost 12 million crowns.\n{SAME}\nThe mayor praised the plan."
NEW = f"The plan will cost 19 million crowns.\n{SAME}\nThe mayor defended the plan."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_reader_goes_from_the_first_page_to_a_comparison_and_back(
    open_page: Opener, scripts: bool, width: int
) -> None:
    article = make_article([OLD, {"text": NEW, "title": "Council defends the harbour plan"}, OLD])
    page = open_page(width=width, java_script_enabled=scripts)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Latest changes")
    page.get_by_role("link", name="Council defends the harbour plan").click()
    expect(page).to_have_url(f"/articles/{article.pk}/diff/1/2/")
    first = page.locator(".row").first
    side = ".new" if width > 800 else ".both"
    expect(first.locator(f"> {side} ins")).to_have_text("defends")
    expect(page.locator(f"[data-kind=changed] > {side} ins").nth(1)).to_be_visible()
    page.get_by_role("link", name="All 3 versions").click()
    expect(page.locator(".step")).to_have_count(3)
    page.get_by_label("Version 1 as the older one").check()
    page.get_by_role("button", name="Compare the chosen two").click()
    expect(page).to_have_url(f"/articles/{article.pk}/diff/1/3/")
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Latest changes")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_phone_shows_one_text_by_itself(open_page: Opener) -> None:
    article = make_article([OLD, NEW])
    page = open_page(width=390)
    page.goto(f"/articles/{article.pk}/diff/1/2/")
    row = page.locator(".row[data-kind=changed]").first
    expect(row.locator("> .both")).to_be_visible()
    expect(row.locator("> .old")).to_be_hidden()
    expect(row.locator("> .new")).to_be_hidden()


def test_switching_the_view_keeps_the_page_and_changes_the_address(open_page: Opener) -> None:
    article = make_article([OLD, NEW])
    page = open_page()
    page.goto(f"/articles/{article.pk}/diff/1/2/")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="In one text").click()
    expect(page.locator("#diff")).to_have_attribute("data-view", "inline")
    assert page.url.endswith("/diff/1/2/?view=inline")
    assert page.evaluate("window.stayed") is True
    expect(page.locator(".heads time").first).to_contain_text("GMT+9")
    page.go_back()
    expect(page.locator("#diff")).to_have_attribute("data-view", "side")


def test_keys_and_buttons_lead_from_change_to_change(open_page: Opener) -> None:
    article = make_article([OLD, NEW])
    page = open_page()
    page.goto(f"/articles/{article.pk}/diff/1/2/")
    current = page.locator(".row.is-current")
    page.keyboard.press("j")
    expect(current).to_have_attribute("id", "row-2")
    page.keyboard.press("j")
    expect(current).to_have_attribute("id", "row-43")
    expect(current).to_be_in_viewport()
    page.keyboard.press("k")
    expect(current).to_have_attribute("id", "row-2")
    page.get_by_role("button", name="Next change").click()
    expect(current).to_have_attribute("id", "row-43")
    page.get_by_label("Keys").uncheck()
    page.keyboard.press("k")
    expect(current).to_have_attribute("id", "row-43")


def test_a_link_to_a_folded_passage_opens_its_fold(open_page: Opener) -> None:
    article = make_article([OLD, NEW])
    page = open_page()
    page.goto(f"/articles/{article.pk}/diff/1/2/#row-20")
    expect(page.locator("#row-20")).to_be_in_viewport()


def test_times_are_shown_in_the_readers_zone(open_page: Opener) -> None:
    make_article([OLD, NEW])
    page = open_page(locale="en-GB")
    page.goto("/?level=all")
    time = page.locator(".entry time").first
    expect(time).to_have_text("1 Nov 2026, 15:35 GMT+9")
    expect(time).to_have_attribute("title", "1 Nov 2026, 06:35 UTC")


def test_the_keyboard_alone_gets_to_the_content_and_along_the_timeline(open_page: Opener) -> None:
    article = make_article([OLD, NEW, OLD])
    page = open_page()
    page.goto(f"/articles/{article.pk}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('svg') !== null"):
            break
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"/articles/{article.pk}/diff/1/2/")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_searches_in_what_was_removed_and_lands_on_the_passage(open_page: Opener, scripts: bool) -> None:
    make_article([OLD, {"text": NEW, "title": "Council defends the harbour plan"}])
    page = open_page(java_script_enabled=scripts)
    page.goto("/")
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Removed text").check()
    page.get_by_role("searchbox").fill('"mayor praised"')
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".result mark")).to_have_text(["mayor", "praised"])
    assert "in=removed" in page.url
    if scripts:  # without, the answer is an error's, which browsers log
        page.get_by_role("searchbox").fill("praised OR")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("#problem")).to_contain_text("OR stands between two words")
        page.go_back()
        expect(page.locator(".result mark")).to_have_text(["mayor", "praised"])
    page.get_by_role("link", name="See it in place").click()
    row = page.locator(f"#{page.url.partition('#')[2]}")
    expect(row.locator(".old")).to_contain_text("The mayor praised the plan.")
    expect(row).to_be_in_viewport()


@pytest.mark.parametrize("medium", ["screen", "print"])
@pytest.mark.parametrize("width", [390, 700, 760, 800, 860, 940])
def test_facts_do_not_run_into_each_other(open_page: Opener, width: int, medium: Literal["screen", "print"]) -> None:
    article = make_article([OLD, NEW])
    page = open_page(width=width)
    page.emulate_media(media=medium)
    page.goto(f"/articles/{article.pk}/")
    facts = page.locator(".facts-list dd:not(.wide dd)")
    assert facts.count() > 4
    assert facts.evaluate_all("all => all.filter(dd => dd.scrollWidth > dd.clientWidth).map(dd => dd.innerText)") == []


def test_a_passage_from_right_to_left_stays_so_where_a_sentence_of_it_is_newer(open_page: Opener) -> None:
    old = "ستكلف الخطة اثني عشر مليونا. صوت سبعة أعضاء لصالحها."
    article = make_article([old, old.replace("اثني", "تسعة")], language="ar")
    page = open_page()
    page.goto(f"/articles/{article.pk}/origins/")
    expect(page.locator(".since")).to_have_count(1)
    expect(page.locator(".origin-text:has(.since)")).to_have_css("direction", "rtl")
