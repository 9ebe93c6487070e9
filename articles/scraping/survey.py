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
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|link|a|div|p)\b", re.IGNORECASE)
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
        if not (_MARKUP.search(response.body) or "html" in (response.content_type or "text/html").lower()):
            what = (response.content_type or "").partition(";")[0]
            return Survey(problem=f"{here} is no web page but {what}. Give the site's homepage or a feed's address.")
        page = extract(response.body, url=here, content_type=response.content_type)
        feeds = find_feeds(response.body, url=here) or await _guessed(fetcher, here)
        home, name = here, page.title
        if _ARTICLE.search(response.body):  # a source is not called what one of its articles is
            home, name = urljoin(here, "/"), next((feed.title for feed in feeds if feed.title), urlsplit(here).netloc)
        return Survey(home, name, page.language or "", tuple(feeds))


async def forbidden(url: str, *, user_agent: str, allow_private: bool) -> str:
    """Why nothing is read at an address, as its host's robots.txt says; "" where we may read it."""
    async with Fetcher(user_agent=user_agent, allow_private=allow_private) as fetcher:
        robots = await fetch_robots(fetcher, url)
    if not robots.is_known:
        return f"{urlsplit(url).netloc} does not say what it allows us, and nothing is asked there until it does."
    return "" if robots.allows(url) else f"robots.txt of {urlsplit(url).netloc} forbids us to read {url}."


async def _guessed(fetcher: Fetcher, url: str) -> list[FoundFeed]:
    """The first of the usual places, and of the sitemaps in robots.txt, that answers with a feed."""
    robots = await fetch_robots(fetcher, url)
    named = [sitemap for sitemap in robots.sitemaps if same_site(sitemap, url)]
    named.sort(key=lambda sitemap: "news" not in sitemap)  # all of an archive is in the others
    for address in [*likely_feeds(url)[:MOST_GUESSES], *named[:MOST_GUESSES], *likely_feeds(url)[MOST_GUESSES:]]:
        if not robots.allows(address):
            continue
        response = await fetcher.get(address)
        if response.outcome == FetchOutcome.OK:
            contents = parse_feed(response.body, url=response.final_url, content_type=response.content_type)
            if not contents.problem and (contents.links or contents.feeds):
                return [FoundFeed(response.final_url, contents.title, contents.kind)]
    return []
