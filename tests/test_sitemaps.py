"""Sitemaps give their news and not their archive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.models import Article, Feed
from tests.paper import Paper, page, paper
from tests.scraping.server import Reply

pytestmark = pytest.mark.django_db
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(site: Paper, entries: dict[str, datetime | None]) -> Reply:
    """A sitemap of these paths with the times they were changed."""
    rows = "".join(
        f"<url><loc>{site.server.url(path)}</loc>{f'<lastmod>{at.isoformat()}</lastmod>' if at else ''}</url>"
        for path, at in entries.items()
    )
    return Reply(f'<?xml version="1.0"?><urlset {NAMESPACES}>{rows}</urlset>', content_type="application/xml")


def tracked() -> set[str]:
    return {article.url.rsplit("/", 1)[1] for article in Article.objects.all()}


def test_a_sitemap_gives_what_is_new_and_not_its_archive(settings: Any) -> None:
    now = datetime.now(UTC)
    with paper(settings) as site:
        site.server.routes["/news/new"] = Reply(page())
        site.server.routes["/feed.xml"] = sitemap(
            site, {"/news/new": now - timedelta(hours=2), "/news/old": now - timedelta(days=400)}
        )
        site.scrape()
        assert tracked() == {"new"}
        assert site.feed.kind == Feed.Kind.SITEMAP


def test_a_sitemap_without_news_is_polled_seldom(settings: Any) -> None:
    now = datetime.now(UTC)
    with paper(settings) as site:
        site.server.routes["/feed.xml"] = sitemap(site, {"/news/old": now - timedelta(days=400)})
        site.scrape()
        assert tracked() == set()
        due = site.feed.next_poll_at
        assert due is not None
        assert due - now > timedelta(hours=6)


def test_an_endless_sitemap_without_dates_is_no_list_of_news(settings: Any) -> None:
    with paper(settings) as site:
        site.server.routes["/feed.xml"] = sitemap(site, {f"/news/{n}": None for n in range(1001)})
        site.scrape()
        assert tracked() == set()


def test_a_sitemap_index_brings_its_newest_sitemaps(settings: Any) -> None:
    now = datetime.now(UTC)
    with paper(settings) as site:
        site.server.routes["/news/new"] = Reply(page())
        site.server.routes["/feed.xml"] = Reply(
            f"<sitemapindex {NAMESPACES}><sitemap><loc>{site.server.url('/news-1.xml')}</loc>"
            f"<lastmod>{now.isoformat()}</lastmod></sitemap></sitemapindex>",
            content_type="application/xml",
        )
        site.server.routes["/news-1.xml"] = sitemap(site, {"/news/new": now})
        site.scrape()
        site.scrape()
        assert site.source.feeds.count() == 2
        assert tracked() == {"new"}
