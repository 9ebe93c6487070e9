"""What is at a pasted address: a feed, or a page that announces feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from articles.scraping.addresses import same_site
from articles.scraping.discover import FoundFeed, find_feeds, likely_feeds, parse_feed
from articles.scraping.extract import extract
from articles.scraping.fetch import Fetcher, FetchOutcome
from articles.scraping.robots import fetch_robots

MOST_GUESSES = 6
NO_LINKS = "It names no articles at present. If it should, open it in a browser: it may be broken."
_ARTICLE = re.compile(rb"""<meta\b(?=[^>]{0,500}\bog:type\b)[^>]{0,500}["']article["']""", re.IGNORECASE)


@dataclass(frozen=True)
class Survey:
    """What was found, or in ``problem`` a sentence why nothing was."""

    homepage: str = ""
    name: str = ""
    language: str = ""
    feeds: tuple[FoundFeed, ...] = ()
    problem: str = ""
    note: str = ""  # what should be looked at, though it is no reason to refuse


async def survey(url: str, *, user_agent: str, allow_private: bool) -> Survey:
    """Look at an address and find its feeds: announced on the page, named in robots.txt, or at usual places."""
    async with Fetcher(user_agent=user_agent, allow_private=allow_private) as fetcher:
        response = await fetcher.get(url)
        if response.outcome != FetchOutcome.OK:
            reason = (response.error or f"HTTP status {response.status}").rstrip(".")
            return Survey(problem=f"{url} gave no page: {reason}.")
        here = response.final_url
        contents = parse_feed(response.body, url=here, content_type=response.content_type)
        if not contents.problem:
            feed = FoundFeed(here, contents.title, contents.kind)
            note = "" if contents.links or contents.feeds else NO_LINKS
            return Survey("", contents.title, contents.language, (feed,), note=note)
        page = extract(response.body, url=here, content_type=response.content_type)
        feeds = find_feeds(response.body, url=here) or await _guessed(fetcher, here)
        home, name = here, page.title
        if _ARTICLE.search(response.body):  # a source is not called what one of its articles is
            home, name = urljoin(here, "/"), next((feed.title for feed in feeds if feed.title), urlsplit(here).netloc)
        return Survey(home, name, page.language or "", tuple(feeds))


async def _guessed(fetcher: Fetcher, url: str) -> list[FoundFeed]:
    """The first of the usual places, and of the sitemaps in robots.txt, that answers with a feed."""
    robots = await fetch_robots(fetcher, url)
    named = [sitemap for sitemap in robots.sitemaps if same_site(sitemap, url)]
    for address in [*likely_feeds(url), *named][: MOST_GUESSES + len(named)]:
        if not robots.allows(address):
            continue
        response = await fetcher.get(address)
        if response.outcome == FetchOutcome.OK:
            contents = parse_feed(response.body, url=response.final_url, content_type=response.content_type)
            if not contents.problem and (contents.links or contents.feeds):
                return [FoundFeed(response.final_url, contents.title, contents.kind)]
    return []
