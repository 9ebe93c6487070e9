"""A homepage gives its feeds, an index page its articles, and a source's patterns say which of them count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.scraping.discover import FoundFeed, Link, find_feeds, index_links, likely_feeds, wanted

HOME_URL = "https://www.paper.example/home/"

HOME = b"""<!doctype html><html><head><title>The Paper</title>
<link rel="alternate" type="application/rss+xml" title="Comments on everything" href="/comments/feed/">
<link rel="ALTERNATE feed" type="application/rss+xml; charset=utf-8" title="Top &amp; latest" href="/rss/top.xml">
<link rel="alternate" type="application/atom+xml" href="https://feeds.paper.example/atom">
<link rel="alternate" type="application/feed+json" title="JSON" href="feed.json">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="alternate" hreflang="fr" href="https://fr.paper.example/">
<link rel="stylesheet" type="text/css" href="/rss.css">
</head><body>
<a href="/rss/sport.xml">Sport</a> <a href="https://feeds.feedburner.com/thepaper">Burner</a>
<a href="https://elsewhere.example/rss">Not ours</a> <a href="/press/feedback">Write to us</a>
<a href="/rss/top.xml">Top again</a> <a href="javascript:feed()">Feed</a>
</body></html>"""


def test_a_homepage_gives_the_feeds_it_announces_then_those_it_links_to() -> None:
    assert find_feeds(HOME, url=HOME_URL) == (
        FoundFeed("https://www.paper.example/rss/top.xml", "Top & latest", "rss"),
        FoundFeed("https://feeds.paper.example/atom", "", "atom"),
        FoundFeed("https://www.paper.example/home/feed.json", "JSON", "json"),
        FoundFeed("https://www.paper.example/rss/sport.xml", "Sport"),
        FoundFeed("https://feeds.feedburner.com/thepaper", "Burner"),
        FoundFeed("https://www.paper.example/comments/feed/", "Comments on everything", "rss"),
    )


def test_a_homepage_may_say_what_its_addresses_are_relative_to() -> None:
    page = b"<base href='https://cdn.example/x/'><link rel=alternate type=application/rss+xml href=feed>"
    assert [feed.url for feed in find_feeds(page, url=HOME_URL)] == ["https://cdn.example/x/feed"]


def test_a_page_without_feeds_gives_none_and_places_to_try() -> None:
    assert find_feeds(b"<p>Nothing here</p>", url=HOME_URL) == ()
    assert find_feeds(b"", url=HOME_URL) == ()
    assert "https://www.paper.example/rss.xml" in likely_feeds(HOME_URL)


INDEX = b"""<html><body><nav><a href="/">Home</a><a href="/sport">Sport</a><a href="/about-us">About us</a></nav>
<a href="/news/2023/01/bridge-closes-for-repairs-1234567"><img alt="A bridge"></a>
<h2><a href="/news/2023/01/bridge-closes-for-repairs-1234567?utm_source=home">Bridge closes <b>for</b> repairs</a></h2>
<a href="news/mayor-and-council-agree-at-last#comments">Mayor</a>
<a href="https://other.example/news/2023/01/story-of-another-site-1234567">Elsewhere</a>
<a href="mailto:desk@paper.example">Desk</a><a>No address</a><a href="/shop/item-7654321">Mug</a>
</body></html>"""


def test_an_index_page_gives_what_looks_like_articles_each_once_with_its_longest_text() -> None:
    assert index_links(INDEX, url=HOME_URL) == (
        Link("https://www.paper.example/news/2023/01/bridge-closes-for-repairs-1234567", "Bridge closes for repairs"),
        Link("https://www.paper.example/home/news/mayor-and-council-agree-at-last", "Mayor"),
        Link("https://www.paper.example/shop/item-7654321", "Mug"),
    )


def test_a_pattern_says_which_addresses_are_articles() -> None:
    links = index_links(INDEX, url=HOME_URL, pattern=r"/news/.*-\d+")
    assert [link.url.partition("/news/")[2] for link in links] == [
        "2023/01/bridge-closes-for-repairs-1234567",
        "2023/01/story-of-another-site-1234567",
    ]


def test_a_pattern_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match=r"'\(' is not a regular expression"):
        index_links(INDEX, url=HOME_URL, pattern="(")
    with pytest.raises(ValueError, match="regular expression"):
        wanted("https://paper.example/", "", include=["*"])


def test_patterns_let_links_in_and_keep_them_out_by_address_or_title() -> None:
    url = "https://paper.example/sport/scores/123"
    assert wanted(url, "Final score")
    assert wanted(url, "Final score", include=["/SPORT/"])
    assert wanted(url, "Final score", include=["nothing", "final"])
    assert not wanted(url, "Final score", include=["/politics/"])
    assert not wanted(url, "Final score", exclude=["/sport/(scores|live)/"])
    assert not wanted(url, "Final score", include=["/sport/"], exclude=["score"])


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([b"", HOME, INDEX, b"<a href='", b"<base href='"]), st.binary(max_size=300), st.integers(0, 900))
def test_any_bytes_are_a_page_with_some_links_or_none(page: bytes, noise: bytes, at: int) -> None:
    body = page[:at] + noise + page[at:]
    for feed in find_feeds(body, url=HOME_URL):
        assert feed.url.startswith("http")
    for link in index_links(body, url=HOME_URL, pattern="."):
        assert link.url.startswith("http")
