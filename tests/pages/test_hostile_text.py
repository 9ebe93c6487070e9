"""Whatever stands in an article is text, on every page and in every feed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from lxml import etree, html

from articles.models import Article, Copy, Source
from tests.make import T0, make_article, make_event, make_source
from tests.pages.reading import check_html, words

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
ODD = "\u202eoverride \u2066isolate \u200b\u200b \x0b\x0c\x1f \ufffe"
NASTY = f"""{SCRIPT} </p></div> &lt;b&gt; "quoted' {{{{ 7|add:1 }}}} {{% now %}} ]]> --> {ODD} {"w" * 5000}"""
PATHS = (
    "/?level=all", "/articles/{pk}/", "/articles/{pk}/versions/1/", "/articles/{pk}/versions/2/",
    "/articles/{pk}/diff/1/2/", "/articles/{pk}/diff/1/2/?view=inline", "/articles/{pk}/origins/",
    "/sources/", "/sources/courier/", "/lookup/?url=https://x.example/<script>alert(1)</script>",
    '/?source="><script>alert(1)</script>', "/?language=<script>", "/?level=<script>alert(1)</script>",
    "/articles/{pk}/copies/", "/search/?q=quoted&in=all", "/search/?q=one&in=removed", "/search/?q=<script>alert(1)",
    '/search/?q="><img src=x onerror=alert(1)>', "/articles/{pk}/diff/2/9/", "/sources/?sort=<script>",
)  # fmt: skip


@pytest.fixture
def article() -> Article:
    source = make_source(name=NASTY, homepage="javascript:alert(1)")
    first = {"text": f"{NASTY} one", "title": f"{NASTY} one", "standfirst": NASTY, "byline": NASTY}
    made = make_article([first, {**first, "text": f"{NASTY} two", "title": f"{NASTY} two"}], source=source)
    Article.objects.filter(pk=made.pk).update(
        url="javascript:alert(1)", language='"><script>', last_error=NASTY, error_count=1
    )
    made.note("block", "k", NASTY, now=T0, reason=NASTY)
    make_event(made, at=T0, kind="gone", detail=NASTY)
    other = make_article([{**first, "text": f"{NASTY} one"}], source=make_source("ledger", name=NASTY))
    Copy.objects.create(article=made, other=other, share=0.9)
    return made


@pytest.mark.parametrize("path", PATHS)
def test_pages_show_it_as_text(client: Client, article: Article, path: str) -> None:
    response = client.get(path.format(pk=article.pk))
    text = response.content.decode()
    page = html.fromstring(text)
    assert {str(script.get("src")).split("/")[-1] for script in page.cssselect("script")} <= {
        "htmx-2.min.js", "newsdiffs.js", "django-htmx.js",
    }  # fmt: skip
    assert not page.cssselect("img, [onerror], [onclick], [style], style")
    assert not [a for a in page.cssselect("[href]") if str(a.get("href")).startswith("javascript")]
    assert "8" not in [p.text for p in page.cssselect("p")]
    # Control characters are parse errors wherever they stand; everything else must be in order.
    for character in "\x0b\x0c\x1f\ufffe":
        text = text.replace(character, "")
    check_html(text)


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
@pytest.mark.parametrize("place", ["/feed", "/articles/{pk}/feed", "/sources/courier/feed"])
def test_feeds_carry_it_as_text(client: Client, article: Article, place: str, form: str) -> None:
    body = client.get(f"{place.format(pk=article.pk)}.{form}").content
    contents: list[Any]
    if form == "json":
        contents = [item["content_html"] for item in json.loads(body)["items"]]
    else:
        root = etree.fromstring(body)
        contents = [el.text for el in root.iter() if etree.QName(el).localname in ("encoded", "content")]
    assert len(contents) == 2
    for content in contents:
        tags = {element.tag for element in html.fromstring(f"<div>{content}</div>").iter()}
        assert tags <= {"div", "p", "h3", "a", "ins", "del", "em"}


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_the_feed_of_a_search_carries_it_as_text(client: Client, article: Article, form: str) -> None:
    body = client.get(f"/search/feed.{form}?q=quoted&in=all").content.decode()
    assert "quoted" in body
    if form == "json":
        contents = [item["content_html"] for item in json.loads(body)["items"]]
    else:
        contents = [
            str(el.text) for el in etree.fromstring(body.encode()).iter() if "encoded" in el.tag or "content" in el.tag
        ]
    assert contents
    for content in contents:
        assert not html.fromstring(f"<div>{content}</div>").cssselect("script, img, [onerror]")


@pytest.mark.parametrize(
    "path",
    ["sources", "sources/courier", "articles", "articles/{pk}", "articles/{pk}/versions", "articles/{pk}/versions/1",
     "articles/{pk}/diff/1/2", "changes", "search?q=quoted&in=all"],
)  # fmt: skip
def test_the_api_carries_it_as_json_that_no_browser_takes_for_a_page(
    client: Client, article: Article, path: str
) -> None:
    response = client.get(f"/api/v1/{path.format(pk=article.pk)}")
    assert response.status_code == 200, response.content
    assert response["Content-Type"].startswith("application/json")
    assert response["X-Content-Type-Options"] == "nosniff"
    json.loads(response.content)


@pytest.mark.parametrize(
    "place",
    ["article", "version", "source", "article/{article}/change", "version/{version}/change", "source/{source}/change"],
)
def test_the_desk_shows_it_as_text(admin_client: Client, article: Article, place: str) -> None:
    version = article.versions.get(number=2)
    path = place.format(article=article.pk, version=version.pk, source=article.source_id)
    page = html.fromstring(admin_client.get(f"/admin/articles/{path}/").content)
    assert "quoted'" in words(page)
    assert all(
        str(script.get("src") or "").startswith(("/static/", "/admin/jsi18n/"))
        for script in page.cssselect("script:not([type])")
    )
    assert not page.cssselect("main img[src=x], [onerror]")
    assert not [a for a in page.cssselect("a[href]") if str(a.get("href")).startswith("javascript")]


def test_a_source_may_have_any_name(client: Client) -> None:
    Source.objects.create(slug="odd", name=SCRIPT, country="'>", language="x" * 35)
    assert client.get("/sources/").status_code == 200
    assert client.get("/sources/odd/").status_code == 200


HUGE = "word " * 400_000 + "w" * 8_000_000  # ten megabytes
FLOOD = "a" + "\u200b\u200d\ufeff\u00ad" * 20_000 + "\u202e" * 5_000 + "e" + "\u0301" * 20_000 + "z"


@pytest.mark.parametrize("flood", [HUGE, FLOOD], ids=["ten megabytes", "a flood of zero-width marks"])
def test_a_flood_is_shown_as_text_everywhere(client: Client, flood: str) -> None:
    made = make_article(
        [{"text": f"{flood} one", "title": flood[:3000]}, {"text": f"{flood} two", "title": flood[:3000]}]
    )
    own = f"/articles/{made.pk}/"
    places = ("/?level=all", own, f"{own}diff/1/2/", f"{own}origins/", "/feed.rss", f"{own}feed.json")
    sizes = {place: len(client.get(place).content) for place in places}
    # Lists and feeds are bounded whatever an article holds.
    assert all(sizes[place] < 200_000 for place in ("/?level=all", own, "/feed.rss", f"{own}feed.json")), sizes
    card = client.get(f"{own}diff/1/2/card.png")
    assert card["Content-Type"] == "image/png"
    assert len(card.content) < 300_000


def test_cards_carry_hostile_text_as_a_picture(client: Client, article: Article) -> None:
    assert client.get(f"/articles/{article.pk}/diff/1/2/card.png").status_code == 200
    page = html.fromstring(client.get(f"/articles/{article.pk}/diff/1/2/").content)
    (image,) = page.cssselect('meta[property="og:image"]')
    assert image.get("content") == f"http://127.0.0.1:8000/articles/{article.pk}/diff/1/2/card.png"
