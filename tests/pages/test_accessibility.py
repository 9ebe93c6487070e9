"""Every page for everybody: what axe-core finds, what the keyboard reaches, and what is left without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.contrib.auth.models import User
from django.template.loader import get_template
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article, Copy, Event, Source, Suggestion
from articles.watches.letter import unsubscribe_url
from tests.make import T0, make_article, make_source
from tests.pages.conftest import Opener
from tests.watches.post import make_watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORY = "\n".join(f"Paragraph {n} tells what everybody knew about item {n} already." for n in range(9))
MOVING = "A later paragraph that will move to the end."
OLD = f"The plan will cost 12 million crowns.\n{MOVING}\n{STORY}\nThe mayor praised it."
NEW = f"The plan will cost 19 million crowns.\n{STORY}\nThe mayor defended it.\n{MOVING}"
ARABIC = "انقطعت مياه الشرب صباح الأربعاء عن ثلاثة أحياء في المدينة.\nوقالت الشركة إن العطل أصاب مضختين."
# WCAG 2.2 AA and what is good practice beyond it.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def article(transactional_db: None) -> Article:
    """An article that shows all that pages can show."""
    courier = make_source(country="GB", language="en-GB", homepage="https://courier.example/")
    made = make_article([OLD, {"text": NEW, "title": "Council defends the harbour plan"}, OLD, NEW], source=courier)
    Event.objects.put(made, "gone", T0 + timedelta(days=1), "410 Gone")
    Event.objects.put(made, "back", T0 + timedelta(days=2), "")
    made.note("headline", "k", "Council weighs the plan", now=T0, reason="a headline under test")
    make_article(
        [ARABIC, ARABIC.replace("ثلاثة", "خمسة")],
        source=make_source("wire", language="ar"), title="انقطاع المياه", language="ar",
    )  # fmt: skip
    Source.objects.create(slug="quiet", name="Quiet", enabled=False)
    copy = make_article([NEW], source=make_source("copier"), title="Council defends the harbour plan")
    Copy.objects.create(article=made, other=copy, share=0.8)
    make_article([OLD], source=make_source("copier"), hidden_at=T0, hidden_reason="Court order 17")
    Suggestion.objects.suggest("https://courier.example/wished", "", client="192.0.2.1", now=timezone.now())
    return made


def addresses(article: Article) -> Iterator[str]:
    """Every kind of page."""
    own = f"/articles/{article.pk}/"
    arabic = Article.objects.get(language="ar").get_absolute_url()
    yield from ("/", "/?level=all&headline=1", "/?source=nobody", "/sources/", "/sources/courier/", "/about/")
    yield from ("/lookup/", "/lookup/?url=https://courier.example/other", "/lookup/?url=nothing", "/nowhere/")
    yield from (own, f"{own}versions/2/", f"{own}origins/", f"{own}diff/1/2/", f"{own}diff/1/2/?view=inline")
    yield from (arabic, f"{arabic}diff/1/2/", f"{own}diff/2/99/", f"{own}copies/", f"{arabic}copies/")
    yield from (
        "/search/",
        "/search/?q=mayor&in=removed",
        "/search/?q=nothing+of+the+kind",
        '/search/?q="',
        "/api/docs",
    )
    yield from ("/lookup/?url=https://courier.example/wished", "/?level=none")
    yield Article.objects.get(hidden_at__isnull=False).get_absolute_url()


def violations(page: Page, kind: str, values: list[str]) -> list[str]:
    """What axe-core finds on the page by these tags or rules."""
    options = {"resultTypes": ["violations"], "runOnly": {"type": kind, "values": values}}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{page.url} {rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_page_light_or_dark(open_page: Opener, article: Article, width: int) -> None:
    page = open_page(width=width, quiet=True, reduced_motion="reduce")
    assert faults(page, addresses(article), width) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_the_pages_of_watches(
    open_page: Opener, article: Article, live_server: Any, width: int
) -> None:
    owner = User.objects.create_superuser("ada", "ada@example.org", "correct horse battery")
    watch = make_watch(article, owner=owner)
    message = watch.messages.create(made_at=T0, state="told", attempts=1, log=[])
    message.note(T0, "The mail server took it.", 12)
    message.save()
    page = open_page(width=width, quiet=True, reduced_motion="reduce")
    sign_in(page, owner, live_server)
    pages = (
        "/watches/",
        "/watches/address/",
        "/watches/new/?level=all",
        f"/watches/{watch.pk}/",
        f"/watches/{watch.pk}/messages/{message.pk}/",
        "/watches/stop/" + unsubscribe_url(watch).rpartition("/stop/")[2],
    )
    assert faults(page, pages, width) == []


def faults(page: Page, paths: Iterable[str], width: int) -> list[str]:
    """What is wrong with these pages, light or dark, all that is folded being open."""
    axe = AXE_FILE_PATH.read_text(encoding="utf-8")
    found: list[str] = []
    for path in paths:
        page.emulate_media(color_scheme="light")
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        page.evaluate(axe)
        found += violations(page, "tag", TAGS)
        page.emulate_media(color_scheme="dark")
        found += violations(page, "rule", ["color-contrast"])  # no other rule looks at colours
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{path} is {wide} px wide")
    return found


def sign_in(page: Page, user: User, live_server: Any) -> None:
    """Let the browser be this person's."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def test_axe_finds_nothing_on_the_page_for_our_own_errors(open_page: Opener) -> None:
    page = open_page(width=390)
    page.set_content(get_template("500.html").render())
    page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    assert violations(page, "tag", TAGS) == []


def test_axe_is_awake(open_page: Opener, article: Article) -> None:
    page = open_page()
    page.goto("/about/")
    page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    page.evaluate("document.querySelector('h1').style.color = '#eee'; document.querySelector('nav').role = 'button'")
    found = " ".join(violations(page, "tag", TAGS))
    assert "color-contrast" in found
    assert "nested-interactive" in found


def focus(page: Page, label: str) -> None:
    """Press Tab until what has this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate("(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText)")
        if label in " ".join(str(name).split()):
            return
    raise AssertionError(f"the keyboard never gets to {label!r}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_keyboard_alone_goes_from_the_first_page_to_a_passage(
    open_page: Opener, article: Article, scripts: bool
) -> None:
    page = open_page(java_script_enabled=scripts)
    page.goto("/?level=all&source=courier&headline=1")
    # Without scripts the page cannot be asked where the focus is, so the steps are counted.
    if not scripts:
        expect(page.get_by_role("link", name="Skip to the content")).to_have_attribute("href", "#main")
        page.get_by_role("link", name="Council defends the harbour plan").first.focus()
    else:
        focus(page, "Council defends the harbour plan")
    page.keyboard.press("Enter")
    expect(page.locator("#diff")).to_be_visible()
    move = page.get_by_role("link", name="Moved: see where it stands now").first
    move.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".row:target")).to_have_attribute("data-kind", "moved-to")
    page.locator(".row:target .anchor").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".row:target")).to_be_in_viewport()


def test_which_change_one_stands_on_is_announced(open_page: Opener, article: Article) -> None:
    page = open_page()
    page.goto(f"/articles/{article.pk}/diff/1/2/")
    count = page.locator(".count")
    expect(count).to_have_attribute("aria-live", "polite")
    page.keyboard.press("j")
    expect(count).to_have_text(r"Change 1 of 5")
    page.get_by_role("button", name="Next change").click()
    expect(count).to_have_text(r"Change 2 of 5")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_way_to_the_next_change_stays_in_sight(open_page: Opener, article: Article, width: int) -> None:
    page = open_page(width=width)
    page.goto(f"/articles/{article.pk}/diff/1/2/")
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    expect(page.get_by_role("button", name="Next change")).to_be_in_viewport()
    if width > 800:
        expect(page.locator(".heads").get_by_role("link", name="Version 1")).to_be_in_viewport()


def test_an_editor_watches_an_article_with_the_keyboard(open_page: Opener, live_server: Any) -> None:
    page = open_page(quiet=True)
    sign_in(page, User.objects.create_superuser("ada", password="correct horse battery"), live_server)
    page.goto("/lookup/?url=https://courier.example/unheard-of")
    focus(page, "Watch it from now on")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("https://courier.example/unheard-of")
