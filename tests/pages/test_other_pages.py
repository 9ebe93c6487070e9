"""Versions, sources, looking up an address, errors, and what every page shares."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.blobs import put
from articles.digests import url_digest
from articles.models import Capture, Feed, Version
from articles.scraping.blocks import Block
from articles.views import sources as sources_pages
from tests.make import T0, Text, make_article, make_host, make_source
from tests.pages.reading import get, one, texts, tree, words

pytestmark = pytest.mark.django_db


def test_a_version_shows_its_text_as_an_article(client: Client) -> None:
    article = make_article()
    blocks = (Block("heading", "The plan"), Block("paragraph", "It is good."), Block("quote", "I like it."))
    Version.objects.record(article, Text("Harbour plan", "In short", "By Ann Porter", blocks), seen_at=T0)
    text = one(get(client, f"/articles/{article.pk}/versions/1/"), "article.text")
    assert texts(text, "h1") == ["Harbour plan"]
    assert texts(text, "h2") == ["The plan"]
    assert texts(text, "blockquote") == ["I like it."]
    assert "By Ann Porter" in words(text)


def test_a_version_shows_the_evidence_for_it(client: Client) -> None:
    article = make_article()
    digest = put(b"<html>the page</html>")
    capture = Capture.objects.create(
        article=article, blob_id=digest, url="https://courier.example/final", fetched_at=T0, status=200,
        content_type="text/html", seconds=0.4,
        headers=[["Server", "nginx"]], request_headers=[["User-Agent", "NewsDiffs"]],
    )  # fmt: skip
    content = Text("T", blocks=(Block("paragraph", "It is good."),))
    Version.objects.record(article, content, seen_at=T0, capture=capture, extractor="newsdiffs-1")
    evidence = words(one(get(client, f"/articles/{article.pk}/versions/1/"), ".evidence"))
    for fact in (digest, "https://courier.example/final", "Server nginx", "User-Agent NewsDiffs", "newsdiffs-1", "200"):
        assert fact in evidence


def test_an_imported_version_says_that_it_rests_on_another_archive(client: Client) -> None:
    article = make_article(["It is good."])
    assert "imported" in words(one(get(client, f"/articles/{article.pk}/versions/1/"), ".evidence"))


def test_a_version_that_does_not_exist_is_explained(client: Client) -> None:
    article = make_article(["It is good."])
    response = client.get(f"/articles/{article.pk}/versions/2/")
    assert response.status_code == 404
    assert "one version" in words(tree(response))


def test_a_version_page_is_made_with_few_queries_and_known_again(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    article = make_article(["It is good.", "It is bad."])
    path = f"/articles/{article.pk}/versions/2/"
    with django_assert_max_num_queries(3):  # the article, the version, and when each version was seen for its links
        response = client.get(path)
    assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_sources_are_listed_with_how_well_they_are_watched(
    client: Client, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources_pages, "today", lambda: T0.date() + timedelta(days=2))
    courier = make_source(country="GB", language="en-GB")
    make_article(["A.", {"text": "B.", "title": "Other"}, "C."], source=courier, last_checked_at=T0)
    make_source("quiet", enabled=False)
    for number, errors in enumerate((0, 3)):
        url = f"https://courier.example/{number}.rss"
        Feed.objects.create(source=courier, host=make_host(), url=url, url_digest=url_digest(url), error_count=errors,
                            last_polled_at=T0 - timedelta(hours=number))  # fmt: skip
    with django_assert_max_num_queries(3):
        page = get(client, "/sources/")
    assert texts(page, "tbody tr") == [
        "Courier United Kingdom English 1 2 0.1 34 minutes 100 % 0 "
        "1 Nov 2026, 07:10 UTC 1 Nov 2026, 06:00 UTC 1 of 2 failing",
        "Quiet 0 0 0 0 none yet none yet not watched",
    ]


def test_feeds_that_were_never_read_do_not_count_as_fine(client: Client) -> None:
    url = "https://courier.example/rss"
    feed = Feed.objects.create(source=make_source(), host=make_host(), url=url, url_digest=url_digest(url))
    assert texts(get(client, "/sources/"), ".state") == ["not read yet"]
    Feed.objects.filter(pk=feed.pk).update(last_polled_at=T0)
    assert texts(get(client, "/sources/"), ".state") == ["1 fine"]


@pytest.mark.parametrize(("order", "first"), [("name", "Busy"), ("changes", "Changing"), ("last-change", "Changing")])
def test_the_sources_can_be_sorted(client: Client, order: str, first: str) -> None:
    make_article(["A.", "B.", "C."], source=make_source("changing"))
    make_article(["A."], source=make_source("busy"))
    page = get(client, f"/sources/?sort={order}")
    assert texts(page, "tbody th")[0] == first
    assert len(page.cssselect("[aria-sort]")) == 1
    assert client.get("/sources/?sort=luck").status_code == 400


def test_sources_stand_in_the_order_of_the_alphabet_whatever_their_case(client: Client) -> None:
    for slug, name in (("z", "Zenith"), ("t", "tagesschau"), ("b", "BBC")):
        make_source(slug, name=name)
    names = ["BBC", "tagesschau", "Zenith"]
    assert texts(get(client, "/sources/"), "table tbody a[href^='/sources/']") == names
    for path in ("/", "/search/"):
        assert texts(get(client, path), "select[name=source] option")[1:] == names


def test_a_source_shows_its_feeds_and_its_changes(client: Client, django_assert_max_num_queries: Any) -> None:
    courier = make_source()
    url = "https://courier.example/rss"
    Feed.objects.create(
        source=courier, host=make_host(), url=url, url_digest=url_digest(url), error_count=2, last_error="404 Not Found"
    )
    make_article(["A.", "A. And B."], source=courier)
    make_article(["A.", "A. And B."], source=make_source("ledger"))
    with django_assert_max_num_queries(5):
        page = get(client, "/sources/courier/")
    assert "failing: 404 Not Found" in words(page)
    assert len(page.cssselect(".entry")) == 1


@pytest.mark.parametrize(
    "path", ["/sources/nobody/", "/articles/12/versions/1/", "/articles/99999999999999999999/", "/nothing/here"]
)
def test_what_does_not_exist_is_a_404_page(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "There is no such page" in words(tree(response))


def test_any_variant_of_an_address_leads_to_the_article(client: Client) -> None:
    article = make_article(["A."], url="https://www.courier.example/news/harbour?id=7")
    for url in (
        "https://www.courier.example/news/harbour?id=7",
        "http://m.courier.example/news/harbour/?id=7&utm_source=x",
    ):
        response = client.get("/lookup/", {"url": url})
        assert response["Location"] == f"/articles/{article.pk}/"


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("https://courier.example/unknown", 404, "This article is not tracked"),
        ("not an address", 400, "This is not a web address"),
        ("javascript:alert(1)", 400, "This is not a web address"),
        ("", 200, "Find an article"),
    ],
)
def test_an_address_that_leads_nowhere_is_explained(client: Client, url: str, status: int, said: str) -> None:
    response = client.get("/lookup/", {"url": url})
    assert response.status_code == status
    page = tree(response)
    assert said in words(one(page, "main"))
    assert one(page, "#q-url").get("value") == url


@pytest.mark.parametrize(
    ("contact", "href"),
    [("desk@example.org", "mailto:desk@example.org"), ("https://example.org/x", "https://example.org/x")],
)
def test_publishers_learn_who_to_write_to(client: Client, settings: Any, contact: str, href: str) -> None:
    settings.CONTACT = contact
    assert href in [link.get("href") for link in get(client, "/about/").cssselect("a")]


def test_the_health_check_is_plain_text(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("wish", "language", "said"),
    [("en", "en", "Something broke on our side"), ("es-MX,es;q=0.9", "es", "Algo ha fallado por nuestra parte"),
     ("tlh", "en", "Something broke on our side"), ("de", "de", "Bei uns ist etwas kaputtgegangen")],
)  # fmt: skip
def test_the_page_for_our_own_errors_stands_by_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any, wish: str, language: str, said: str
) -> None:
    monkeypatch.setattr("articles.views.operations.Article.objects.exists", lambda: 1 / 0)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get("/healthz", headers={"Accept-Language": wish})
    assert response.status_code == 500
    page = tree(response)
    assert page.get("lang") == language
    assert said in words(page)


def test_every_page_can_be_walked_by_landmarks_and_headings(client: Client) -> None:
    article = make_article(["A thing.", "A thing and another."])
    base = f"/articles/{article.pk}"
    own = [f"{base}/", f"{base}/versions/1/", f"{base}/diff/1/2/", f"{base}/origins/"]
    for path in ("/?level=all", "/sources/", "/sources/courier/", *own, "/lookup/", "/about/"):
        page = get(client, path)
        assert page.get("lang") == "en"
        assert one(page, "body > a.skip").get("href") == "#main"
        assert len(page.cssselect("main")) == len(page.cssselect("h1")) == 1
        levels = [int(heading.tag[1]) for heading in page.cssselect("h1, h2, h3")]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        ids = [element.get("id") for element in page.cssselect("[id]")]
        assert len(ids) == len(set(ids))
        for field in page.cssselect("input:not([type=hidden]), select"):
            assert (
                field.get("aria-label")
                or field.getparent().tag == "label"
                or page.cssselect(f"label[for={field.get('id')}]")
            )


def test_pages_bring_nothing_from_elsewhere_and_nothing_inline(client: Client) -> None:
    article = make_article(["A thing.", "A thing and another."])
    for path in ("/?level=all", f"/articles/{article.pk}/", f"/articles/{article.pk}/diff/1/2/"):
        response = client.get(path)
        page = tree(response)
        assert not page.cssselect("style, [style], script:not([src])")
        loaded = [
            e.get("src") or e.get("href") for e in page.cssselect("script, img, link[rel=stylesheet], link[rel=icon]")
        ]
        assert all(address.startswith("/static/") for address in loaded)
        assert "unsafe" not in response["Content-Security-Policy"]


def test_times_are_utc_in_the_markup(client: Client) -> None:
    article = make_article([{"text": "A.", "seen_at": T0.astimezone() + timedelta(seconds=5)}])
    times = get(client, f"/articles/{article.pk}/").cssselect("time")
    assert "2026-11-01T06:00:05Z" in [time.get("datetime") for time in times]


def test_the_style_sheet_uses_layers_and_loads_nothing() -> None:
    css = (Path(__file__).parents[2] / "static" / "css" / "newsdiffs.css").read_text()
    assert "@layer reset, base, layout, components, diff;" in css
    assert "url(" not in css
    assert "@import" not in css
