"""Every journey of a reader in a real browser: with and without scripts, on a desk and a phone, light and dark, and by
the keyboard alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Literal

import feedparser
import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Article, Event
from tests.make import T0, add_version, make_article, make_source
from tests.pages.conftest import Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAME = "\n".join(f"Paragraph {n} tells what everybody knew about item {n} already." for n in range(40))
OLD = f"The plan will cost 12 million crowns.\n{SAME}\nThe mayor praised the plan."
NEW = f"The plan will cost 19 million crowns.\n{SAME}\nThe mayor defended the plan."
LAST = f"The plan will cost 19 million crowns.\n{SAME}\nThe mayor defended the plan on Friday."
DEFENDS, LEAVES = "Council defends the harbour plan", "Council leaves the harbour plan"


@pytest.fixture
def article(transactional_db: None) -> Article:
    """An article of three versions among more changes than a page shows, some of them for each filter."""
    ledger = make_source("ledger", language="de")
    for number in range(24):
        at = T0 - timedelta(days=20 - number / 2)
        story = [{"text": f"Ort {number}.\nDer Plan kostet {cost} Millionen.", "seen_at": at + timedelta(hours=cost)}
                 for cost in range(2)]  # fmt: skip
        other = make_article(story, source=ledger, title=f"Bericht {number}", language="de")
    Event.objects.put(other, "gone", T0 - timedelta(days=1), "410 Gone")
    texts = [{"text": OLD}, {"text": NEW, "title": DEFENDS}, {"text": LAST, "title": LEAVES}]
    return make_article(texts, url="https://courier.example/news/harbour", language="en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_every_journey(
    open_page: Opener, article: Article, live_server: Any, settings: Any, scripts: bool, width: int,
    scheme: Literal["light", "dark"],
) -> None:  # fmt: skip
    settings.SITE_URL = live_server.url
    page = open_page(width=width, java_script_enabled=scripts, color_scheme=scheme, quiet=True)
    for journey in (
        filters, older_changes, news, compare_any_two, who_wrote_what, comparison, folds, steps_between_changes,
        lookup, suggestion, feeds,
    ):  # fmt: skip
        journey(page, article, scripts, width)
        fits(page, width, scheme)


def fits(page: Page, width: int, scheme: str) -> None:
    """Nothing sticks out on either side, and the page has the ground of its scheme."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = sum(map(int, re.findall(r"\d+", ground)[:3])) > 3 * 128
    assert light == (scheme == "light"), (page.url, ground)


def filters(page: Page, article: Article, scripts: bool, width: int) -> None:
    """Each filter narrows the list, and stands in the address."""
    page.goto("/?level=all")
    page.get_by_text("More filters").click()
    page.get_by_label("Headline changed").check()
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("headline=1"))
    expect(page.locator(".entry")).to_have_count(2)
    page.get_by_label("Headline changed").uncheck()
    page.get_by_label("Taken down").check()
    page.get_by_label("Language", exact=True).first.select_option("de")
    page.get_by_label("Source").select_option("ledger")
    page.get_by_label("Since").fill("2026-10-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"source=ledger&language=de&since=2026-10-01&gone=1"))
    expect(page.locator(".entry")).to_have_count(1)
    page.get_by_role("link", name="Clear all filters").click()
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".entry")).to_have_count(20)


def older_changes(page: Page, article: Article, scripts: bool, width: int) -> None:
    """One page leads to the next until the beginning, none twice."""
    page.goto("/?level=all")
    first = page.locator(".entry h2 a").evaluate_all("all => all.map(a => a.href)")
    page.get_by_role("link", name="Older changes").click()
    expect(page.get_by_text("there is nothing older")).to_be_visible()
    shown = page.locator(".entry h2 a").evaluate_all("all => all.map(a => a.href)")
    everything = shown if scripts else first + shown
    assert len(everything) == len(set(everything)) == 27


def news(page: Page, article: Article, scripts: bool, width: int) -> None:
    """What changes while the page is open is announced on it; without scripts the next look shows it."""
    page.goto("/?level=all")
    other = make_article(["A plan.", "A new plan."], title="Before")
    add_version(other, "A plan for the quay.", seen_at=T0 + timedelta(days=1), title="Quay to be rebuilt")
    if scripts:
        top = "document.querySelector('.entry').getBoundingClientRect().top"
        place = page.evaluate(f"scrollTo(0, 300); {top}")
        page.evaluate("htmx.ajax('GET', document.querySelector('.news').dataset.hxGet, '.news')")
        expect(page.get_by_role("status").get_by_role("link")).to_have_text("Show 1 new change")
        assert abs(page.evaluate(top) - place) < 2
        page.get_by_role("link", name="Show 1 new change").click()
    else:
        page.reload()
    expect(page.locator(".entry h2").first).to_contain_text("Quay to be rebuilt")


def compare_any_two(page: Page, article: Article, scripts: bool, width: int) -> None:
    """Any two versions are chosen in the list, the first and the latest at once."""
    page.goto(article.get_absolute_url())
    page.get_by_label("Version 1 as the older one").check()
    page.get_by_label("Version 2 as the newer one").check()
    page.get_by_role("button", name="Compare the chosen two").click()
    expect(page).to_have_url(f"{article.get_absolute_url()}diff/1/2/")
    page.get_by_role("link", name="All 3 versions").click()
    page.get_by_role("link", name="Compare the first version with the latest").click()
    expect(page).to_have_url(f"{article.get_absolute_url()}diff/1/3/")


def who_wrote_what(page: Page, article: Article, scripts: bool, width: int) -> None:
    """Each passage has the version that brought it, and what was removed stands in its place."""
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Who wrote what when").click()
    newer = page.locator(".origin", has_text="19 million")
    expect(newer.get_by_role("link").first).to_have_text("Version 1")
    expect(newer.locator(".since")).to_contain_text(re.compile(r"2\s*The plan will cost 19 million crowns"))
    page.get_by_role("link", name="Version 1", exact=True).first.click()
    expect(page.locator(".text")).to_contain_text("12 million")


def comparison(page: Page, article: Article, scripts: bool, width: int) -> None:
    """Side by side and in one text; a narrow screen shows one text by itself."""
    page.goto(f"{article.get_absolute_url()}diff/1/2/")
    row = page.locator("[data-kind=changed]").first
    if width > 800:
        expect(row.locator("> .new ins")).to_have_text("defends")
        page.get_by_role("link", name="In one text").click()
        expect(page).to_have_url(re.compile("view=inline"))
    expect(page.locator("[data-kind=changed] > .both del").first).to_have_text("approves")
    expect(page.locator("[data-kind=changed] > .both").first).to_be_visible()
    if width > 800:
        page.get_by_role("link", name="Side by side").click()
        expect(page.locator("#diff")).to_have_attribute("data-view", "side")


def folds(page: Page, article: Article, scripts: bool, width: int) -> None:
    """What did not change is folded away, and opened by a click."""
    page.goto(f"{article.get_absolute_url()}diff/1/2/")
    hidden = page.locator("#row-20")
    expect(hidden).to_be_hidden()
    page.locator("summary").filter(has_text="unchanged passages").click()
    expect(hidden).to_be_visible()


def steps_between_changes(page: Page, article: Article, scripts: bool, width: int) -> None:
    """From change to change by keys and buttons, without scripts by the anchors of the rows; and to the next pair."""
    page.goto(f"{article.get_absolute_url()}diff/1/2/")
    if scripts:
        current = page.locator(".row.is-current")
        page.keyboard.press("j")
        page.get_by_role("button", name="Next change").click()
        expect(current).to_have_attribute("id", "row-2")
        page.keyboard.press("k")
        expect(current).to_have_attribute("id", "row-1")
    else:
        expect(page.locator("[data-jump]").first).to_be_hidden()
        page.locator("#row-43 .anchor").click()
        expect(page.locator(".row:target")).to_be_in_viewport()
    page.get_by_role("link", name="Versions 2 and 3").click()
    expect(page).to_have_url(f"{article.get_absolute_url()}diff/2/3/")


def lookup(page: Page, article: Article, scripts: bool, width: int) -> None:
    """Any variant of its address leads to an article, and so does the bookmark."""
    page.goto("/about/")
    page.get_by_label("Address of an article").fill("http://www.courier.example/news/harbour/?utm_source=mail#top")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(article.get_absolute_url())
    page.goto("/lookup/")
    bookmark = str(page.get_by_role("link", name="What did they change?").get_attribute("href"))
    assert bookmark.startswith("javascript:")
    if scripts:  # a browser that runs no scripts runs no such bookmark
        page.route("https://courier.example/**", lambda route: route.fulfill(body="<h1>The article</h1>"))
        page.goto(article.url)
        page.evaluate(f"() => {{ {bookmark.removeprefix('javascript:')} }}")
        expect(page).to_have_url(article.get_absolute_url())


def suggestion(page: Page, article: Article, scripts: bool, width: int) -> None:
    """What nobody watches yet is suggested to the editors."""
    page.goto("/lookup/")
    page.locator("main").get_by_role("textbox").first.fill("https://courier.example/unheard-of")
    page.locator("main").get_by_role("button").first.click()
    page.get_by_label("Why should it be watched?").fill("It changes a lot.")
    page.get_by_role("button", name="Suggest it to the editors").click()
    expect(page.get_by_role("status")).to_contain_text("waits for an editor")


def feeds(page: Page, article: Article, scripts: bool, width: int) -> None:
    """Pages name their feeds, for programs and for people, and each can be read."""
    for path, count in (("/?level=all&source=courier", 6), (article.get_absolute_url(), 3), ("/sources/courier/", 3)):
        page.goto(path)
        named = page.locator("link[rel=alternate]").evaluate_all("all => all.map(link => link.href)")
        assert len(named) == count
        linked = page.get_by_role("link", name=re.compile("^RSS")).evaluate_all("all => all.map(a => a.href)")
        for address in (named[-1], *linked):
            answer = page.request.get(address)
            assert answer.ok, address
            if "rss" in address:
                assert feedparser.parse(answer.body()).entries, address


# Whether an element has the focus, and what has it without showing it. The timeline's links show it by their marks, a
# date's field by its parts.
FOCUS = """goal => {
  const at = document.activeElement;
  const seen = at === document.body || at.closest("svg, [type=date]") || getComputedStyle(at).outlineStyle !== "none";
  return [at === goal, seen ? "" : at.outerHTML];
}"""


def tab_to(page: Page, goal: Locator, key: str = "Tab") -> None:
    """Press the key until the goal has the focus; wherever it goes on the way, one sees where it is."""
    for _ in range(150):
        page.keyboard.press(key)
        there, unseen = goal.evaluate(FOCUS)
        assert not unseen
        if there:
            return
    raise AssertionError(f"the keyboard never gets to {goal}")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_keyboard_alone_makes_every_journey(open_page: Opener, article: Article, scripts: bool, width: int) -> None:
    page = open_page(width=width, java_script_enabled=scripts, quiet=True)
    press = page.keyboard.press
    own = article.get_absolute_url()

    page.goto("/?level=all")  # filters, and older changes
    tab_to(page, page.get_by_text("More filters"))
    press("Enter")
    tab_to(page, page.get_by_label("Headline changed"))
    press("Space")
    press("Enter")
    expect(page).to_have_url(re.compile("headline=1"))
    expect(page.locator(".entry")).to_have_count(2)
    page.goto("/?level=all")
    tab_to(page, page.get_by_role("link", name="Older changes"))
    press("Enter")
    expect(page.get_by_text("there is nothing older")).to_be_visible()

    page.goto(own)  # any two versions, and who wrote what
    tab_to(page, page.get_by_label("Version 2 as the older one"))
    press("ArrowUp")
    tab_to(page, page.get_by_role("button", name="Compare the chosen two"), "Shift+Tab")
    press("Enter")
    expect(page).to_have_url(f"{own}diff/1/3/")
    page.goto(own)
    tab_to(page, page.get_by_role("link", name="Who wrote what when"))
    press("Enter")
    expect(page).to_have_url(f"{own}origins/")

    page.goto(f"{own}diff/1/2/")  # views, folds, passages, pairs
    if width > 800:
        tab_to(page, page.get_by_role("link", name="In one text"))
        press("Enter")
        expect(page.locator("#diff")).to_have_attribute("data-view", "inline")
    tab_to(page, page.locator("summary").filter(has_text="unchanged passages"))
    press("Enter")
    expect(page.locator("#row-20")).to_be_visible()
    tab_to(page, page.locator("#row-43 .anchor"))
    press("Enter")
    expect(page.locator(".row:target")).to_be_in_viewport()
    tab_to(page, page.get_by_role("link", name="Versions 2 and 3"), "Shift+Tab")
    press("Enter")
    expect(page).to_have_url(re.compile("diff/2/3/"))

    page.goto("/")  # lookup, the queue, feeds
    tab_to(page, page.get_by_label("Address of an article"))
    page.keyboard.type("https://courier.example/unheard-of")
    press("Enter")
    tab_to(page, page.get_by_label("Why should it be watched?"))
    page.keyboard.type("It changes a lot.")
    tab_to(page, page.get_by_role("button", name="Suggest it to the editors"))
    press("Enter")
    expect(page.get_by_role("status")).to_contain_text("waits for an editor")
    page.goto(own)
    tab_to(page, page.get_by_role("link", name="RSS feed"))
