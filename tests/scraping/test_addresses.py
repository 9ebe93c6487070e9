"""Addresses are cleaned for asking, and brought to one key for finding duplicates."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from w3lib.url import canonicalize_url

from articles.scraping.addresses import clean_url, join_url, meant, same_site, site_of, url_key

STORY = "https://example.org/news/story-12"

SAME_ARTICLE = [
    "http://example.org/news/story-12",
    "https://EXAMPLE.org/news/story-12",
    "https://example.org:443/news/story-12",
    "http://example.org:80/news/story-12",
    "https://example.org./news/story-12",
    "https://www.example.org/news/story-12",
    "https://m.example.org/news/story-12",
    "https://mobile.example.org/news/story-12",
    "https://amp.example.org/news/story-12",
    "https://www.m.example.org/news/story-12",
    "https://example.org/news/story-12/",
    "https://example.org/news/story-12#comments",
    "https://example.org/news/story-12?",
    "https://example.org/news/story-12?utm_source=x&utm_medium=y",
    "https://example.org/news/story-12?UTM_Campaign=x",
    "https://example.org/news/story-12?at_medium=RSS&at_campaign=KARANGA",
    "https://example.org/news/story-12?fbclid=abc",
    "https://example.org/news/story-12?gclid=abc&msclkid=1",
    "https://example.org/news/story-12?ref=rss",
    "https://example.org/news/story-12?source=twitter",
    "https://example.org/news/story-12?CMP=share_btn_tw",
    "https://example.org/news/story-12?xtor=RSS-1",
    "https://example.org/news/story-12/amp",
    "https://example.org/news/story-12/amp/",
    "https://example.org/news/story-12.amp",
    "https://example.org/news/story-12?amp=1",
    "https://example.org/news/story-12?amp",
    "https://example.org/news/story-12?outputType=amp",
    "https://example.org/news/story-12/index.html",
    "https://example.org/news/../news/story-12",
    "https://example.org/news//story-12",
    "https://example.org/news/story-12;jsessionid=0A1B",
    "  https://example.org/news/story-12\n",
    "https://example.org/n\news/story-12",
    "https:\\\\example.org\\news\\story-12",
    "https://example.org/news/%73tory-12",
]

OTHER_ARTICLES = [
    "https://example.org/news/story-13",
    "https://example.org/news/story-12?id=5",
    "https://example.org/news/story-12?article=5",
    "https://example.org/news/story-12?p=5",
    "https://example.org/news/story-12?page=2",
    "https://example.org/news/story-12?ref=4711",
    "https://example.org/news/story-12?source=4711",
    "https://example.org/news/story-12?sid=4711",
    "https://example.org/news/story-12?cid=4711",
    "https://example.org/news/story-12?4711",
    "https://example.org/News/story-12",
    "https://sport.example.org/news/story-12",
    "https://example.com/news/story-12",
    "https://example.org:8080/news/story-12",
    "https://example.org/news/story-12/amps",
    "https://example.org/news/amplifier",
    "https://example.org/news/story-12%2Fmore",
]


@pytest.mark.parametrize("url", SAME_ARTICLE)
def test_twin_addresses_of_an_article_have_one_key(url: str) -> None:
    assert url_key(url) == url_key(STORY)


def test_different_articles_have_different_keys() -> None:
    keys = {url_key(url) for url in [STORY, *OTHER_ARTICLES]}
    assert len(keys) == 1 + len(OTHER_ARTICLES)


def test_the_order_of_parameters_does_not_count() -> None:
    assert url_key("https://e.org/?b=2&a=1") == url_key("https://e.org/?a=1&utm_x=3&b=2")


def test_a_host_is_never_stripped_down_to_a_top_level_name() -> None:
    assert urlsplit(url_key("https://www.de/x")).hostname == "www.de"
    assert urlsplit(url_key("https://amp.dev/x")).hostname == "amp.dev"


def test_a_name_in_another_script_and_its_ascii_form_are_one() -> None:
    assert url_key("https://nachrichten.straße.example/ä") == url_key(
        "https://nachrichten.xn--strae-oqa.example/%C3%A4"
    )


def test_an_address_that_is_clean_is_asked_for_as_it_stands() -> None:
    for url in [
        "https://example.org/a%2fb/%7euser/?q=%41&b=2&a=1;c",
        "http://example.org:8080/",
        "https://example.org/(a)/b,c/d'e?f=[1]",
        "http://127.0.0.1:8100/feed.xml",
        "http://[::1]:8100/feed.xml",
    ]:
        assert clean_url(url) == url


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a#b", "https://example.org/a"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/ü?ü=ü", "https://example.org/%C3%BC?%C3%BC=%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/100%", "https://example.org/100%"),
        ("https://example.org?x=1", "https://example.org/?x=1"),
    ],
)
def test_an_address_is_made_fit_to_be_sent(url: str, cleaned: str) -> None:
    assert clean_url(url) == cleaned


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "example.org/story",
        "/story",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@example.org",
        "http://",
        "http:///path",
        "https:example.org",
        "http://user:secret@example.org/",
        "http://example.org:99999/",
        "http://example.org:port/",
        "http://exa mple.org/",
        "http://exa%6dple.org/",
        "http://-/" + "a" * 9000,
        "http://" + "a" * 64 + ".org/",
        "http://a..b/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://017700000001/",
        "http://1.2.3.4.5/",
        "http://\ud800.example/",
        "https://example.org/\ud800",
    ],
)
def test_what_is_no_web_address_is_refused_with_a_sentence(url: str) -> None:
    for function in (clean_url, url_key, site_of):
        with pytest.raises(ValueError, match=r"^The address .*\.$"):
            function(url)


@pytest.mark.parametrize(
    ("reference", "joined"),
    [
        ("story", "https://example.org/news/story"),
        ("/story", "https://example.org/story"),
        ("//m.example.org/story", "https://m.example.org/story"),
        ("?page=2", "https://example.org/news/?page=2"),
        (" http://example.com/x ", "http://example.com/x"),
        ("\\story", "https://example.org/story"),
        ("story?a=b\\c", "https://example.org/news/story?a=b%5Cc"),
    ],
)
def test_a_reference_is_read_as_browsers_read_it(reference: str, joined: str) -> None:
    assert join_url("https://example.org/news/", reference) == joined


def test_sites_are_told_apart_by_the_name_that_was_registered() -> None:
    assert same_site("https://www.bbc.co.uk/news", "https://feeds.bbci.bbc.co.uk/rss")
    assert same_site("https://example.org/a", "http://news.example.org/b")
    assert not same_site("https://bbc.co.uk/", "https://itv.co.uk/")
    assert not same_site("https://one.blogspot.com/", "https://two.blogspot.com/")
    assert not same_site("https://notexample.org/", "https://example.org/")
    assert not same_site("http://127.0.1.1/", "http://127.0.1.2/")
    assert not same_site("nonsense", "nonsense")


@st.composite
def web_addresses(draw: st.DrawFn) -> str:
    """Addresses such as the web has them, and a little worse."""
    labels = st.sampled_from(["www", "m", "amp", "mobile", "news", "a", "xn--p1ai", "example", "ü", "co", "uk", "de"])
    host = ".".join(draw(st.lists(labels, min_size=1, max_size=5)))
    pieces = [
        "a",
        "amp",
        "index.html",
        ".amp",
        ".html",
        "",
        "..",
        ".",
        "%2f",
        "%7E",
        "%",
        "ä",
        ";jsessionid=1",
        " ",
    ]
    path = "/".join(draw(st.lists(st.sampled_from(pieces), max_size=6)))
    names = st.sampled_from(["id", "utm_source", "ref", "amp", "%61", "a b", "ü", "", "+", "&", "?", "=", "/"])
    query = "&".join(f"{draw(names)}={draw(names)}" for _ in range(draw(st.integers(0, 4))))
    return f"{draw(st.sampled_from(['http', 'https']))}://{host}/{path}?{query}"


@settings(deadline=None, max_examples=300)
@given(web_addresses())
def test_the_key_of_a_key_is_the_key(url: str) -> None:
    assert url_key(url_key(url)) == url_key(url)


@given(st.from_regex(r"[A-Za-z0-9._~:/-]{0,30}", fullmatch=True))
def test_the_short_way_to_a_key_ends_where_the_long_one_does(path: str) -> None:
    key = url_key(f"https://example.org/{path}")
    assert canonicalize_url(key) == key


@settings(deadline=None, max_examples=300)
@given(web_addresses())
def test_cleaning_twice_changes_nothing_more(url: str) -> None:
    assert clean_url(clean_url(url)) == clean_url(url)
    assert clean_url(url).isascii()


@settings(deadline=None, max_examples=500)
@given(st.text() | st.text().map("https://".__add__) | st.text().map("http://example.org/".__add__))
def test_any_text_is_an_address_or_refused_in_a_sentence(text: str) -> None:
    for function in (clean_url, url_key, lambda reference: join_url("https://example.org/a", reference)):
        try:
            assert function(text).isascii()
        except ValueError as error:
            assert str(error).startswith("The address ")  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("paper.example", ("https://paper.example", "http://paper.example", "https://www.paper.example")),
        ("www.paper.example/x", ("https://www.paper.example/x", "http://www.paper.example/x")),
        ("http://paper.example", ("http://paper.example",)),
        ("https://paper.example", ("https://paper.example",)),
        ("feed:https://paper.example/rss", ("https://paper.example/rss",)),
        ("feed://www.paper.example/rss", ("https://www.paper.example/rss", "http://www.paper.example/rss")),
        ("feeds", ("feeds",)),
    ],
)
def test_who_leaves_out_the_scheme_may_mean_several_addresses(text: str, addresses: tuple[str, ...]) -> None:
    assert meant(text) == addresses
