"""Feeds and sitemaps of every kind, well made or not, give their links, or a sentence why they cannot."""

import gzip
import json
import random
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.scraping import feed_xml
from articles.scraping.discover import FeedContents, Link, parse_feed
from articles.scraping.feed_values import feed_date, plain

FEED_URL = "https://paper.example/feeds/top.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel>
  <title>The Paper &amp; Post</title><link>https://paper.example/</link><language>en-gb</language>
  <atom:link rel="self" href="https://paper.example/feeds/top.xml"/>
  <image><title>Logo</title><url>https://paper.example/logo.png</url></image>
  <item>
    <media:title>A picture of a bridge</media:title>
    <title>Bridge closes for &lt;em&gt;repairs&lt;/em&gt; &#8211; again</title>
    <link>https://paper.example/news/bridge-closes-11</link>
    <guid isPermaLink="false">story-11</guid>
    <pubDate>Mon, 02 Jan 2023 16:04:05 +0100</pubDate>
    <description><![CDATA[<p>Text with <a href="https://elsewhere.example/">a link</a></p>]]></description>
  </item>
  <item><title><![CDATA[Mayor & council agree]]></title><link>  /news/mayor-12?x=1&amp;y=2
  </link><dc:date>2023-01-02T10:00:00Z</dc:date></item>
  <item><title>Only a guid</title><guid>https://paper.example/news/guid-13</guid></item>
  <item><title>By way of a burner</title><link>https://burner.example/~r/14</link>
    <feedburner:origLink>https://paper.example/news/origin-14</feedburner:origLink></item>
  <item><title>Atom's link</title><atom:link href="https://paper.example/news/atom-15" rel="alternate"/></item>
  <item><title>Leads nowhere</title><link>mailto:desk@paper.example</link></item>
  <item><title>The first again</title><link>https://paper.example/news/bridge-closes-11</link></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://zeitung.example/artikel/">
  <title type="html">Die &lt;b&gt;Zeitung&lt;/b&gt;</title><id>urn:x</id>
  <link href="/"/><link rel="self" href="feed.atom"/>
  <entry>
    <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Brücke <em>gesperrt</em></div></title>
    <link rel="enclosure" href="bild.jpg"/><link rel="alternate" href="bruecke-1"/>
    <id>tag:zeitung.example,2023:1</id>
    <published>2023-01-02T16:04:05.123+01:00</published><updated>2023-01-03T00:00:00Z</updated>
  </entry>
  <entry><title>Ohne Adresse, mit Namen</title><id>https://zeitung.example/artikel/2</id></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://alt.example/"><title>Alt</title><items><rdf:Seq><rdf:li resource="x"/></rdf:Seq></items>
</channel><item rdf:about="https://alt.example/a-1"><title>Eins</title><link>https://alt.example/a-1</link></item>
<item rdf:about="https://alt.example/a-2"><title>Zwei</title></item></rdf:RDF>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "JSON Paper",
    "language": "en",
    "items": [
        {"id": "1", "url": "/news/one-1", "title": "One", "date_published": "2023-01-02T15:04:05Z"},
        {"id": "https://paper.example/news/two-2", "title": "Two \ud800 \u0000"},
        {"id": 3, "external_url": "https://paper.example/news/three-3", "title": None},
        {"id": "4"},
        "no item",
    ],
}

NEWS_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://paper.example/news/one-1</loc><lastmod>2023-01-03</lastmod>
 <image:image><image:loc>https://paper.example/one.jpg</image:loc></image:image>
 <news:news><news:publication><news:name>Paper</news:name><news:language>en</news:language></news:publication>
 <news:publication_date>2023-01-02T15:04:05Z</news:publication_date><news:title>One &amp; only</news:title></news:news>
</url><url><loc>https://paper.example/news/two-2</loc></url></urlset>"""

SITEMAP_INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://paper.example/2021.xml</loc><lastmod>2021-12-31</lastmod></sitemap>
<sitemap><loc>https://paper.example/2023.xml.gz</loc><lastmod>2023-01-31T00:00:00+00:00</lastmod></sitemap>
<sitemap><loc>/undated.xml</loc></sitemap></sitemapindex>"""


def read(body: str | bytes, content_type: str | None = None) -> FeedContents:
    data = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return parse_feed(data, url=FEED_URL, content_type=content_type)


def urls(contents: FeedContents) -> list[str]:
    assert contents.problem == ""
    return [link.url for link in contents.links]


def test_rss_gives_its_articles_with_what_it_says_of_them() -> None:
    contents = read(RSS)
    assert (contents.kind, contents.title, contents.language) == ("rss", "The Paper & Post", "en-gb")
    assert contents.links[0] == Link(
        "https://paper.example/news/bridge-closes-11",
        "Bridge closes for repairs – again",
        "story-11",
        datetime(2023, 1, 2, 15, 4, 5, tzinfo=UTC),
    )
    assert contents.links[1].title == "Mayor & council agree"
    assert contents.links[1].published_at == datetime(2023, 1, 2, 10, tzinfo=UTC)
    assert urls(contents)[1:] == [
        "https://paper.example/news/mayor-12?x=1&y=2",
        "https://paper.example/news/guid-13",
        "https://paper.example/news/origin-14",
        "https://paper.example/news/atom-15",
    ]


def test_atom_gives_its_entries_with_addresses_relative_to_its_base() -> None:
    contents = read(ATOM)
    assert (contents.kind, contents.title, contents.language) == ("atom", "Die Zeitung", "de")
    assert contents.links[0] == Link(
        "https://zeitung.example/artikel/bruecke-1",
        "Brücke gesperrt",
        "tag:zeitung.example,2023:1",
        datetime(2023, 1, 2, 15, 4, 5, 123000, tzinfo=UTC),
        datetime(2023, 1, 3, tzinfo=UTC),
    )
    assert urls(contents)[1:] == ["https://zeitung.example/artikel/2"]


def test_rdf_is_rss() -> None:
    contents = read(RDF)
    assert (contents.kind, contents.title) == ("rss", "Alt")
    assert urls(contents) == ["https://alt.example/a-1", "https://alt.example/a-2"]


def test_a_json_feed_gives_its_items_and_passes_over_what_is_none() -> None:
    contents = read(json.dumps(JSON_FEED))
    assert (contents.kind, contents.title, contents.language) == ("json", "JSON Paper", "en")
    assert [(link.url, link.title) for link in contents.links] == [
        ("https://paper.example/news/one-1", "One"),
        ("https://paper.example/news/two-2", "Two ?"),
        ("https://paper.example/news/three-3", ""),
    ]
    assert contents.links[0].published_at == datetime(2023, 1, 2, 15, 4, 5, tzinfo=UTC)


def test_a_news_sitemap_gives_titles_and_dates() -> None:
    contents = read(NEWS_SITEMAP)
    assert contents.kind == "sitemap"
    assert contents.links == (
        Link(
            "https://paper.example/news/one-1",
            "One & only",
            "",
            datetime(2023, 1, 2, 15, 4, 5, tzinfo=UTC),
            datetime(2023, 1, 3, tzinfo=UTC),
        ),
        Link("https://paper.example/news/two-2"),
    )


def test_a_sitemap_index_gives_its_sitemaps_the_newest_first() -> None:
    contents = read(SITEMAP_INDEX)
    assert (contents.kind, contents.links) == ("sitemapindex", ())
    assert contents.feeds == (
        "https://paper.example/2023.xml.gz",
        "https://paper.example/2021.xml",
        "https://paper.example/undated.xml",
    )


def test_of_undated_sitemaps_those_for_news_and_of_the_last_months_come_first() -> None:
    names = ["2004-01.xml", "sections.xml", "2023-02.xml", "2023-11.xml", "google-news.xml"]
    listed = "".join(f"<sitemap><loc>https://paper.example/sitemap/{name}</loc></sitemap>" for name in names)
    feeds = read(f"<sitemapindex>{listed}</sitemapindex>").feeds
    assert [feed.rpartition("/")[2] for feed in feeds] == [
        "google-news.xml",
        "2023-11.xml",
        "2023-02.xml",
        "2004-01.xml",
        "sections.xml",
    ]


def test_a_gzipped_sitemap_is_unpacked() -> None:
    assert read(gzip.compress(NEWS_SITEMAP.encode())) == read(NEWS_SITEMAP)


def test_a_sitemap_may_be_a_plain_list() -> None:
    contents = read("https://paper.example/a\nhttps://paper.example/b\n", "text/plain; charset=utf-8")
    assert urls(contents) == ["https://paper.example/a", "https://paper.example/b"]


def test_an_address_of_megabytes_is_none_and_the_others_of_its_list_are_read() -> None:
    endless = f"https://paper.example/b{chr(0) * 3_000_000}"
    contents = read(f"https://paper.example/a\n{endless}\nhttps://paper.example/c\n", "text/plain")
    assert urls(contents) == ["https://paper.example/a", "https://paper.example/c"]


def test_a_feed_without_articles_is_still_a_feed() -> None:
    contents = read("<rss version='2.0'><channel><title>Quiet</title></channel></rss>")
    assert (contents.kind, contents.title, contents.links, contents.problem) == ("rss", "Quiet", (), "")


@pytest.mark.parametrize(
    ("careless", "titles"),
    [
        (RSS.replace("<?xml", "\n\n  <?xml"), None),
        ("<br /><b>Warning</b>: date() in /srv/feed.php on line 3\n" + RSS, None),
        ("\ufeff" + RSS, None),
        ("<!-- made by <rss> maker -->" + RSS.partition("?>")[2], None),
        (RSS.replace("utf-8", "utf-16"), None),
        (RSS.replace('encoding="utf-8"', 'encoding="x-made-up"'), None),
        (RSS.encode("utf-16"), None),
        (RSS.replace("</channel></rss>", ""), None),
        (RSS.replace("</rss>", "</rss>\n<!-- cached --><script>track()</script>"), None),
        (RSS.replace("Only a guid", "Caf&eacute; &nbsp; R&D & more"), ["Café R&D & more"]),
        (RSS.replace("Only a guid", "Tab\x0band\x00null"), None),
        (RSS.replace('xmlns:media="http://search.yahoo.com/mrss/"', ""), None),
        (RSS.replace("Only a guid", "Only <b>a guid</b>"), ["Only a guid"]),
        (RSS.replace("</description>", ""), None),
    ],
)
def test_a_carelessly_made_feed_gives_the_same_articles(careless: str | bytes, titles: list[str] | None) -> None:
    contents = read(careless)
    assert set(urls(contents)) == set(urls(read(RSS)))
    for title in titles or []:
        assert title in [link.title for link in contents.links]


def test_a_feed_in_an_old_encoding_is_read_in_it() -> None:
    old = RSS.replace("utf-8", "windows-1251").replace("Only a guid", "Мост закрыт")
    assert "Мост закрыт" in [link.title for link in read(old.encode("cp1251", "xmlcharrefreplace")).links]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"<!DOCTYPE html><html><body><p>Welcome</p></body></html>", "web page"),
        (b"<html><head><link rel='alternate' href='/feed'></head></html>", "web page"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html xmlns='z'/>", "web page"),
        (b"<?xml version='1.0'?><opml><body/></opml>", "neither a feed"),
        (b"Not found", "neither a feed"),
        (bytes(range(256)) * 10, "neither a feed"),
        (b"{]", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"a": 1}', "not a JSON Feed"),
        (b"[1, 2]", "not a JSON Feed"),
        (b"\x1f\x8bgarbage", "unpacked"),
        (gzip.compress(b"\x00" * 60_000_000), "unpacked"),
        (b"<rss>" + b"<a/>" * 1_500_001, "times"),
        (b"<rss><item><title>" + b"&" * 500_001, "times"),
        (b"[" + b"[]," * 2_000_000, "values"),
    ],
)
def test_what_is_no_feed_is_said_in_a_sentence(body: bytes, what: str) -> None:
    contents = read(body)
    assert what in contents.problem
    assert contents.problem.endswith(".")
    assert (contents.kind, contents.links, contents.feeds) == ("", (), ())


def test_an_entity_bomb_stays_small() -> None:
    entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    bomb = f"<!DOCTYPE rss [<!ENTITY e0 'boom'>{entities}]><rss><channel><item><title>&e11;</title>"
    bomb += "<link>https://paper.example/a</link></item></channel></rss>"
    tracemalloc.start()
    try:
        contents = read(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert urls(contents) == ["https://paper.example/a"]
    assert "boom" not in contents.links[0].title
    assert peak < 5_000_000


def test_an_entity_does_not_read_a_file() -> None:
    body = "<!DOCTYPE rss [<!ENTITY file SYSTEM 'file:///etc/passwd'>]><rss><channel><item>"
    body += "<title>x&file;</title><link>https://paper.example/a</link></item></channel></rss>"
    assert "root" not in read(body).links[0].title


def test_a_reference_that_slips_through_does_no_harm() -> None:
    body = "<urlset><url><!-- <![CDATA[ -->&x;<loc>https://paper.example/a&y;</loc></url></urlset>"
    assert urls(read(body)) == ["https://paper.example/a&y;"]


def test_no_more_links_are_read_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_xml, "MAX_LINKS", 100)
    page = "<url><loc>https://paper.example/%d</loc></url>"
    body = "<urlset>" + "".join(page % number for number in range(110)) + "</urlset>"
    assert len(urls(read(body))) == 100


def test_deep_nesting_does_no_harm() -> None:
    assert read("<rss>" + "<a>" * 200_000).problem == ""
    assert read("<rss><channel>" + "<item>" * 5000).links == ()


DAY = datetime(2023, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Mon, 02 Jan 2023 15:04:05 GMT", DAY.replace(hour=15, minute=4, second=5)),
        ("Mon, 02 Jan 2023 15:04:05 -0500", DAY.replace(hour=20, minute=4, second=5)),
        ("2 Jan 2023 15:04 EST", DAY.replace(hour=20, minute=4)),
        ("Mon, 02 Jan 2023 15:04:05 CEST", DAY.replace(hour=13, minute=4, second=5)),
        ("2023-01-02", DAY),
        ("2023-01-02T15:04Z", DAY.replace(hour=15, minute=4)),
        ("2023-01-02T15:04:05", DAY.replace(hour=15, minute=4, second=5)),
        ("2023-01-02 15:04:05 +0100", DAY.replace(hour=14, minute=4, second=5)),
        ("2023-01-02T15:04:05.1234567+01", DAY.replace(hour=14, minute=4, second=5, microsecond=123456)),
        ("  2023-01-02T00:00:00\n+00:00", DAY),
        ("2023-02-30", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("10:30", None),
        ("Monday", None),
        ("1672671845", None),
        ("x" * 1000, None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_as_they_stand_and_never_guessed(text: str | None, when: datetime | None) -> None:
    assert feed_date(text) == when


@given(st.text())
def test_any_text_is_a_date_in_utc_or_none(text: str) -> None:
    for candidate in (text, "2023" + text, "Mon, 02 Jan 2023 " + text):
        when = feed_date(candidate)
        assert when is None or when.utcoffset() == DAY.utcoffset()


@given(st.text(alphabet=st.characters()))
def test_plain_text_is_one_clean_line(text: str) -> None:
    cleaned = plain(text)
    assert cleaned.encode().decode() == cleaned
    assert "\x00" not in cleaned
    assert cleaned == " ".join(cleaned.split())


SAMPLES = [sample.encode() for sample in (RSS, ATOM, RDF, NEWS_SITEMAP, SITEMAP_INDEX)] + [
    json.dumps(JSON_FEED).encode()
]


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False), st.binary(max_size=50))
def test_damaged_feeds_never_raise(sample: bytes, random: random.Random, noise: bytes) -> None:
    body = bytearray(sample)
    for _ in range(random.randint(1, 8)):
        at, length = random.randrange(len(body) + 1), random.randint(0, 30)
        match random.randrange(3):
            case 0:
                body[at : at + length] = noise
            case 1:
                del body[at : at + length]
            case _:
                start = random.randrange(len(sample))
                body[at:at] = sample[start : start + length]
    contents = parse_feed(bytes(body), url=FEED_URL)
    assert bool(contents.problem) != bool(contents.kind)
    for link in contents.links:
        assert link.url.startswith(("http://", "https://"))


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([b"", b"<rss>", b"{", b"<urlset><url>", b"\x1f\x8b", b"<feed><entry>"]), st.binary(max_size=500))
def test_random_bytes_never_raise(start: bytes, noise: bytes) -> None:
    contents = parse_feed(start + noise, url=FEED_URL)
    assert bool(contents.problem) != bool(contents.kind)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/story?a=1&amp;amp;id=7", "https://paper.example/story?a=1&id=7"),
        ("<![CDATA[https://paper.example/story?a=1&amp;id=7]]>", "https://paper.example/story?a=1&id=7"),
        ("/story?a=1&amp;#038;id=7", "https://paper.example/story?a=1&id=7"),
        ("/story?a=1&amp;amplitude=7", "https://paper.example/story?a=1&amplitude=7"),
        ("www.paper.example/story", "https://www.paper.example/story"),
        ("www.html", "https://paper.example/www.html"),
        ("www.old/story", "https://paper.example/www.old/story"),
    ],
)
def test_a_link_with_a_common_slip_leads_where_it_was_meant_to(link: str, address: str) -> None:
    feed = f"<rss><channel><item><title>x</title><link>{link}</link></item></channel></rss>"
    assert [one.url for one in parse_feed(feed.encode(), url="https://paper.example/feed").links] == [address]


def test_of_an_entry_s_forms_its_web_page_is_taken_wherever_it_stands() -> None:
    data = '<link rel="alternate" type="application/json" href="/story.json"/>'
    web = '<link rel="alternate" type="text/html" href="/story"/>'

    def address(links: str) -> str:
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title>{links}</entry></feed>'
        return parse_feed(feed.encode(), url="https://paper.example/feed").links[0].url

    assert address(data + web) == address(web + data) == "https://paper.example/story"
    assert address(data) == "https://paper.example/story.json"


def test_an_entry_s_relations_may_be_written_in_full() -> None:
    link = '<link rel="http://www.iana.org/assignments/relation/alternate" href="/story"/>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title>{link}</entry></feed>'
    assert parse_feed(feed.encode(), url="https://paper.example/feed").links[0].url == "https://paper.example/story"
