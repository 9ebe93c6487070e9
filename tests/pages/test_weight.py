"""What a page costs: bytes to the reader, queries to the database, whatever the archive's size."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client

from articles.models import Article, Copy, Event, Feed, Suggestion, Version
from articles.views.articles import SHOWN
from tests.make import T0, make_article, make_host, make_source
from tests.pages.reading import get, one, texts, words

pytestmark = pytest.mark.django_db

MOST_BYTES = 25 * 1024
MOST_QUERIES = 6
OLD = "\n".join(f"Paragraph {n} tells what everybody knew about item {n} already." for n in range(30))
NEW = OLD.replace("everybody", "hardly anybody", 9)
PAGES = (
    "/", "/?level=all&language=en", "/sources/", "/sources/courier/", "/articles/{pk}/", "/articles/{pk}/versions/2/",
    "/articles/{pk}/diff/1/2/", "/articles/{pk}/origins/", "/lookup/", "/lookup/?url=https://courier.example/x",
    "/about/", "/feed.rss", "/sources/courier/feed.atom", "/articles/{pk}/feed.json", "/feeds.opml",
    "/articles/{pk}/diff/1/2/card.png", "/articles/{pk}/copies/", "/search/", "/search/?q=paragraph&in=text",
    "/search/?q=everybody&in=removed", "/search/feed.rss?q=everybody&in=removed", "/api/docs", "/nowhere/",
    "/?stealth=1", "/?gone=1", "/articles/{pk}/versions/99/", "/articles/{hidden}/",
    "/lookup/?url=https://courier.example/wished",
)  # fmt: skip


def packed(data: bytes) -> int:
    """The size of a page as it is sent."""
    return len(gzip.compress(data, 6))


def size_of(asset: str) -> int:
    """The size of a style sheet or script as it is sent: `collectstatic` compresses them with brotli."""
    file = find(asset)
    assert file is not None
    return len(brotli.compress(Path(str(file)).read_bytes()))


def make_archive(articles: int) -> int:
    """An archive of so many articles; the id of the last."""
    pk = 0
    for number in range(articles):
        source = make_source(f"paper-{number}") if number < articles - 1 else make_source()
        article = make_article([OLD, NEW, OLD], source=source)
        url = f"https://{source.slug}.example/rss"
        Feed.objects.create(source=source, host=make_host(), url=url, url_digest=f"{number}")
        Event.objects.put(article, "gone", T0, "")
        article.note("block", "k", "Read more", now=T0, reason="it differs")
        if number:
            Copy.objects.create(article=article, other_id=pk, share=0.9)
            Copy.objects.create(article_id=pk, other=article, share=0.9)
        pk = article.pk
    Article.objects.order_by("pk").first().hide("Court order 17", T0)  # type: ignore[union-attr]
    Suggestion.objects.suggest("https://courier.example/wished", "", client="192.0.2.1", now=T0)
    return pk


@pytest.mark.parametrize(
    "path",
    ["/?level=all", "/articles/{pk}/", "/articles/{pk}/diff/1/2/", "/articles/{pk}/copies/"],
)
def test_above_the_text_a_page_sends_at_most_25_kilobytes(client: Client, path: str) -> None:
    pk = make_archive(20)
    page = client.get(path.format(pk=pk)).content
    assets = re.findall(r'(?:src|href)="/static/([^"]+[.](?:css|js))"', page.decode())
    assert "css/newsdiffs.css" in assets
    sizes = {"page": packed(page), **{asset: size_of(asset) for asset in assets}}
    text = packed("\n".join(texts(get(client, path.format(pk=pk)), ".cell, .entry, .step")).encode())
    assert sum(sizes.values()) - text <= MOST_BYTES, (sizes, text)


@pytest.mark.parametrize("articles", [2, 25])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_made_with_few_queries_whatever_the_archive_holds(
    client: Client, django_assert_max_num_queries: Any, path: str, articles: int
) -> None:
    pk = make_archive(articles)
    address = path.format(pk=pk, hidden=Article.objects.get(hidden_at__isnull=False).pk)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address)


def make_long_article(count: int) -> int:
    """An article that changed very often."""
    article = make_article([OLD])
    first = article.versions.get()
    rows = []
    for number in range(2, count + 1):
        version = Version(article=article, source=article.source, number=number, title=f"Title {number}", text=OLD)
        version.seen_at, version.digest = T0 + timedelta(minutes=number), first.digest
        version.level, version.words_added, version.change = "minor", number, {"lead": [["+", "word " * 20]]}
        rows.append(version)
    Version.objects.bulk_create(rows)
    article.version_count = count
    article.save()
    return int(article.pk)


def test_an_article_of_a_thousand_versions_has_a_page_like_any_other(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    pk = make_long_article(1000)
    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(f"/articles/{pk}/")
    assert packed(response.content) < 40_000
    page = get(client, f"/articles/{pk}/")
    assert len(page.cssselect(".step")) == SHOWN
    assert len(page.cssselect(".timeline a")) == SHOWN
    assert page.cssselect(f'a[href="/articles/{pk}/diff/1/1000/"]')


def test_all_its_versions_are_reached_by_links(client: Client) -> None:
    pk = make_long_article(250)
    address = f"/articles/{pk}/"
    seen: list[str] = []
    for said in ("151 to 250 of 250", "51 to 150 of 250", "1 to 100 of 250"):
        page = get(client, address)
        steps = one(page, "nav.steps")
        assert said in words(steps)
        seen += [step.get("id") for step in page.cssselect(".step")]
        assert "later" in words(page.cssselect(".step")[1])
        older = [a.get("href") for a in steps.cssselect("a") if words(a) == "Older versions"]
        address = f"/articles/{pk}/{older[0]}" if older else ""
    assert address == ""
    assert {f"version-{n}" for n in range(1, 251)} == set(seen)
    assert "Newer versions" in words(one(get(client, f"/articles/{pk}/?upto=100"), "nav.steps"))


@pytest.mark.parametrize("upto", ["0", "-1", "x", "99999999999", "٣", ""])
def test_a_place_that_is_none_shows_the_nearest(client: Client, upto: str) -> None:
    pk = make_long_article(130)
    assert len(get(client, f"/articles/{pk}/?upto={upto}").cssselect(".step")) == SHOWN
