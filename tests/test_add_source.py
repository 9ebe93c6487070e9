"""``add_source`` and ``load_sources``: an address, or a catalogue, becomes sources with their feeds."""

from __future__ import annotations

import json
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Feed, Host, Source
from articles.scraping.discover import FoundFeed
from articles.sources import add as catalogue_add
from articles.sources import slug_for
from tests.make import make_source
from tests.paper import rss
from tests.scraping.server import Reply, Server, redirect, serve

pytestmark = pytest.mark.django_db
HOME = (
    '<html lang="no"><head><title>The Skerry Light</title>'
    '<link rel="alternate" type="application/rss+xml" href="/news.xml" title="News">'
    '<link rel="alternate" type="application/rss+xml" href="/comments/feed" title="Comments">'
    '</head><body><a href="/1">One</a></body></html>'
)


@pytest.fixture
def site(settings: Any) -> Any:
    """A server that we may ask."""
    settings.ALLOW_PRIVATE_ADDRESSES = True
    with serve() as server:
        yield server


def add(url: str, *options: str) -> str:
    """Add a source; what was printed."""
    out = StringIO()
    call_command("add_source", url, *options, stdout=out)
    return out.getvalue()


def load(path: Path, entries: object) -> str:
    """Load a catalogue; what was printed."""
    path.write_text(entries if isinstance(entries, str) else json.dumps(entries), encoding="utf-8")
    out = StringIO()
    call_command("load_sources", str(path), stdout=out)
    return out.getvalue()


def test_a_homepage_becomes_a_source_with_the_feeds_it_announces(site: Server) -> None:
    site.routes |= {"/": HOME, "/news.xml": rss(site, ["/1"])}
    said = add(site.url("/"))
    source = Source.objects.get()
    assert source.homepage == site.url("/")
    assert site.url("/news.xml") in list(source.feeds.values_list("url", flat=True))
    assert site.url("/news.xml") in said
    assert Host.objects.get().due_at is not None


def test_a_feed_becomes_a_source_named_as_the_feed_says(site: Server) -> None:
    site.routes["/feed.xml"] = rss(site, ["/1"])
    said = add(site.url("/feed.xml"))
    source = Source.objects.get()
    assert (source.name, source.homepage) == ("The Skerry Light", site.url("/"))
    assert [feed.url for feed in source.feeds.all()] == [site.url("/feed.xml")]
    assert f"({source.slug})" in said


def test_a_name_and_a_slug_may_be_given(site: Server) -> None:
    site.routes["/feed.xml"] = rss(site, ["/1"])
    add(site.url("/feed.xml"), "--name", "Light", "--slug", "light")
    assert (Source.objects.get().slug, Source.objects.get().name) == ("light", "Light")


def test_a_feed_that_moved_is_added_where_it_is(site: Server) -> None:
    site.routes |= {"/old.xml": redirect("/feed.xml", 301), "/feed.xml": rss(site, ["/1"])}
    add(site.url("/old.xml"))
    assert Feed.objects.get().url == site.url("/feed.xml")


@pytest.mark.parametrize(
    ("routes", "path", "said"),
    [
        ({"/": "<html><body>Nothing here</body></html>"}, "/", "No feed was found"),
        ({}, "/nowhere", r"404 Because\."),
        ({"/": Reply(status=500)}, "/", "500"),
    ],
    ids=["no feed", "no page", "an error"],
)
def test_what_leads_to_no_feed_adds_nothing_and_says_why(
    site: Server, routes: dict[str, Any], path: str, said: str
) -> None:
    site.routes |= routes
    with pytest.raises(CommandError, match=f"{said}.* Nothing was added"):
        add(site.url(path))
    assert not Source.objects.exists()
    assert not Feed.objects.exists()


@pytest.mark.parametrize("url", ["", "news", "file:///etc/passwd", "http://user:secret@light.example/"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(CommandError, match="address"):
        add(url)


def test_what_is_typed_without_https_is_taken_for_an_address() -> None:
    with pytest.raises(CommandError, match=r"https://light.invalid/news gave no page"):
        add("light.invalid/news")


def test_the_address_of_an_article_becomes_a_source_named_as_its_feed_is(site: Server) -> None:
    head = HOME.replace("<title>", '<meta property="og:type" content="article"><title>')
    site.routes |= {"/2026/harbour-closed": head, "/news.xml": rss(site, ["/1"])}
    add(site.url("/2026/harbour-closed"))
    assert Source.objects.values_list("name", "homepage").get() == ("News", site.url("/"))


def test_a_feed_that_names_nothing_is_added_with_a_warning(site: Server) -> None:
    site.routes["/feed.xml"] = Reply("<rss><chan", headers={"Content-Type": "application/rss+xml"})
    assert "names no articles at present" in add(site.url("/feed.xml"))


def test_a_private_address_is_refused_unless_it_is_allowed(settings: Any) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = False
    with serve() as server:
        with pytest.raises(CommandError, match="Nothing was added"):
            add(server.url("/"))
        assert not server.requests


def test_a_source_is_not_added_twice(site: Server) -> None:
    site.routes["/feed.xml"] = rss(site, ["/1"])
    add(site.url("/feed.xml"), "--slug", "light")
    with pytest.raises(CommandError, match="already"):
        add(site.url("/feed.xml"), "--slug", "light")
    with pytest.raises(CommandError, match="belong to the source 'light' already"):
        add(site.url("/feed.xml"))
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.light.example/", "light"),
        ("https://feeds.light.co.example/rss", "light"),
        ("http://127.0.0.1:8100/feed.xml", "127-0-0-1"),
        ("https://courier.example/", "courier-2"),
    ],
)
def test_a_slug_is_the_sites_own_name_and_free(url: str, slug: str) -> None:
    make_source("courier")
    assert slug_for(url) == slug


LIGHT = {"slug": "light", "name": "Light", "homepage": "https://light.example/", "country": "NO", "language": "nb",
         "feeds": [{"url": "https://light.example/feed.xml", "title": "All"}]}  # fmt: skip


def test_a_catalogue_is_loaded_and_loading_it_again_leaves_what_an_editor_set(tmp_path: Path) -> None:
    assert "1 sources and 1 feeds added" in load(tmp_path / "c.json", [LIGHT])
    Source.objects.update(name="The Light", enabled=False)
    extra = LIGHT | {"feeds": [*LIGHT["feeds"], {"url": "https://light.example/2.xml"}]}
    assert "0 sources and 1 feeds added, 1 known already" in load(tmp_path / "c.json", [extra])
    source = Source.objects.get()
    assert (source.name, source.enabled, source.feeds.count()) == ("The Light", False, 2)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ("{", "is not JSON"),
        ({}, "must hold a list"),
        ([LIGHT, 7], r"source 2 \(not an object\)"),
        ([LIGHT, LIGHT | {"slug": "two", "colour": "red"}], r"source 2 \(two\): unknown key 'colour'"),
        ([LIGHT, LIGHT | {"slug": "no slug"}], r"source 2 \(no slug\)"),
        ([LIGHT | {"feeds": [{"url": "nonsense"}]}], r"source 1 \(light\): .*address"),
        ([LIGHT | {"feeds": [{"title": "x"}]}], r"source 1 \(light\): .*url"),
        ([LIGHT | {"feeds": ["https://light.example/feed.xml"]}], r"source 1 \(light\): "),
        ([LIGHT | {"exclude": ["("]}], r"source 1 \(light\): .*not a regular expression"),
    ],
)
def test_a_bad_catalogue_adds_nothing_and_names_the_entry(tmp_path: Path, entries: object, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        load(tmp_path / "c.json", entries)
    assert not Source.objects.exists()


def test_a_site_that_answers_without_tls_alone_needs_no_scheme_to_be_typed(
    site: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.routes |= {"/": HOME, "/news.xml": rss(site, ["/1"])}
    monkeypatch.setattr(
        "articles.management.commands.add_source.meant",
        lambda text: (f"https://127.0.0.1:{site.port}/", f"http://127.0.0.1:{site.port}/"),
    )
    add("127.0.0.1")
    assert Source.objects.get().homepage == site.url("/")


def test_what_is_no_page_is_refused_by_what_it_is(site: Server) -> None:
    site.routes |= {"/1.pdf": Reply(b"%PDF-1.7 ...", content_type="application/pdf"), "/feed/": rss(site, ["/1"])}
    with pytest.raises(CommandError, match="is no web page but application/pdf"):
        add(site.url("/1.pdf"))
    assert not Source.objects.exists()


def test_a_news_sitemap_that_robots_txt_names_is_found(site: Server) -> None:
    maps = "".join(f"Sitemap: {site.url(path)}\n" for path in ("/all.xml", "/map-of-news.xml"))
    listed = f"<urlset><url><loc>{site.url('/1')}</loc></url></urlset>"
    site.routes |= {"/": "<html>Nothing</html>", "/robots.txt": maps, "/all.xml": listed, "/map-of-news.xml": listed}
    add(site.url("/"))
    assert Feed.objects.get().url == site.url("/map-of-news.xml")


def test_who_adds_a_source_is_told_that_robots_txt_forbids_to_read_it(site: Server) -> None:
    site.routes |= {"/feed.xml": rss(site, ["/1"]), "/robots.txt": "User-agent: *\nDisallow: /"}
    said = add(site.url("/feed.xml"))
    assert f"forbids us to read {site.url('/feed.xml')}" in said
    assert "now polls it" not in said


def test_a_feed_is_the_same_with_another_scheme_and_with_www() -> None:
    now = timezone.now()
    for n, url in enumerate(["https://www.light.example/rss", "http://light.example/rss"]):
        adding = partial(catalogue_add, f"https://light{n}.example/", "Light", [FoundFeed(url)], language="", now=now)
        if n == 0:
            adding(slug="light")
            continue
        with pytest.raises(ValueError, match="belong to the source 'light' already"):
            adding(slug="other")
    assert Feed.objects.count() == Source.objects.count() == 1
