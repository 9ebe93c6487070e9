"""The checker of feeds itself: what is valid passes, and each rule is broken once and noticed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.pages.feed_rules import Rule, faults_of

NOW = datetime(2026, 11, 26, tzinfo=UTC)
SITE = "https://diffs.example"
HTML = '&lt;p dir="auto"&gt;It &lt;del style="color:#8a1c12"&gt;was&lt;/del&gt; &lt;a href="https://a.example/1"&gt;is&lt;/a&gt;.&lt;/p&gt;'
GOOD = {
    "rss": f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Changes</title><link>{SITE}/</link><description>What changed.</description>
<atom:link rel="self" href="{SITE}/feed.rss"/><language>pt-BR</language>
<lastBuildDate>Sun, 01 Nov 2026 06:35:00 +0000</lastBuildDate>
<item><title>One</title><link>{SITE}/1</link><description>AT&#x26;amp;T, +1</description>
<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Courier</dc:creator>
<pubDate>Sun, 01 Nov 2026 06:35:00 +0000</pubDate><guid isPermaLink="true">{SITE}/1</guid>
<content:encoded>{HTML}</content:encoded></item>
<item><title>Two</title><link>{SITE}/2</link><description>+2</description>
<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Courier</dc:creator>
<pubDate>Sun, 01 Nov 2026 06:00:00 +0000</pubDate><guid isPermaLink="false">two</guid>
<content:encoded>{HTML}</content:encoded></item></channel></rss>""",
    "atom": f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Changes</title><link href="{SITE}/" rel="alternate"/>
<link rel="self" href="{SITE}/feed.atom"/><id>{SITE}/feed.atom</id><updated>2026-11-01T06:35:00+00:00</updated>
<subtitle>What changed.</subtitle><author><name>NewsDiffs</name></author>
<entry><title>One</title><link href="{SITE}/1" rel="alternate"/><published>2026-11-01T06:35:00Z</published>
<updated>2026-11-01T06:35:00Z</updated><id>{SITE}/1</id><summary type="html">AT&amp;amp;T</summary>
<content type="html">{HTML}</content></entry>
<entry><title>Two</title><link href="{SITE}/2"/><updated>2026-11-01T06:00:00Z</updated><id>{SITE}/2</id>
<author><name>Courier</name></author><content type="html">{HTML}</content></entry></feed>""",
    "json": f"""{{"version": "https://jsonfeed.org/version/1.1", "title": "Changes", "home_page_url": "{SITE}/",
"feed_url": "{SITE}/feed.json", "description": "What changed.", "language": "en",
"hubs": [{{"type": "WebSub", "url": "https://hub.example/"}}], "items": [
{{"id": "{SITE}/1", "url": "{SITE}/1", "title": "One", "summary": "A < B", "content_html": "<p>One</p>",
"date_published": "2026-11-01T06:35:00Z", "authors": [{{"name": "Courier"}}]}}]}}""",
    "opml": f"""<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>Sources</title></head><body>
<outline type="rss" text="Courier" title="Courier" xmlUrl="{SITE}/c/feed.rss" htmlUrl="{SITE}/c/"/>
<outline type="rss" text="Ledger" title="Ledger" xmlUrl="{SITE}/l/feed.rss" htmlUrl="{SITE}/l/"/></body></opml>""",
}
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "opml": "text/x-opml; charset=utf-8",
}
BROKEN = [
    # (format, what stands there, what is put in its place, the rule)
    ("rss", "</item>", "", Rule.WELL_FORMED),
    ("rss", 'encoding="utf-8"?>', 'encoding="iso-8859-1"?>', Rule.WELL_FORMED),
    ("rss", 'encoding="utf-8"?>', 'encoding="utf-8"?><!DOCTYPE rss>', Rule.WELL_FORMED),
    ("atom", "<title>One", "<title>One\x0b", Rule.WELL_FORMED),
    ("json", '"id":', '"id": "again", "id":', Rule.WELL_FORMED),
    ("json", "]}", "]", Rule.WELL_FORMED),
    ("opml", "</head>", "", Rule.WELL_FORMED),
    ("rss", 'version="2.0"', 'version="0.91"', Rule.ROOT),
    ("atom", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", Rule.ROOT),
    ("json", "version/1.1", "version/1", Rule.ROOT),
    ("opml", 'version="2.0"', 'version="1.0"', Rule.ROOT),
    ("rss", "<item>", "<odd>1</odd><item>", Rule.UNKNOWN),
    ("rss", "rss/1.0/modules/content/", "rss/1.0/content/", Rule.UNKNOWN),
    ("rss", "<pubDate>", '<pubDate zone="no">', Rule.UNKNOWN),
    ("rss", 'rel="self"', 'rel="odd"', Rule.UNKNOWN),
    ("atom", "<entry>", "<entry><pubDate>1</pubDate>", Rule.UNKNOWN),
    ("atom", "<entry>", '<entry id="1">', Rule.UNKNOWN),
    ("json", '"id":', '"guid": "1", "id":', Rule.UNKNOWN),
    ("opml", 'type="rss"', 'type="rss" url="1"', Rule.UNKNOWN),
    ("opml", "<head>", "<head><owner>1</owner>", Rule.UNKNOWN),
    (
        "rss",
        'xmlns:atom="http://www.w3.org/2005/Atom"',
        'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:x="y:z"',
        Rule.NAMESPACE,
    ),
    ("rss", "dc:creator", "d:creator", Rule.WELL_FORMED),
    ("atom", "<entry>", '<entry xmlns:atom="http://www.w3.org/2005/Atom">', Rule.NAMESPACE),
    ("opml", "<head>", '<head xmlns:x="y:z">', Rule.NAMESPACE),
    ("rss", "</item></channel>", "</item><language>en</language></channel>", Rule.ORDER),
    ("rss", "<description>+2</description>", "", Rule.MISSING),
    (
        "rss",
        f"<content:encoded>{HTML}</content:encoded></item>",
        f"<content:encoded>{HTML}</content:encoded><description>+3</description></item>",
        Rule.ORDER,
    ),
    ("atom", "</entry></feed>", "</entry><rights>1</rights></feed>", Rule.ORDER),
    ("rss", "<title>Changes</title>", "", Rule.MISSING),
    ("rss", f"<link>{SITE}/</link>", "", Rule.MISSING),
    ("rss", "<description>What changed.</description>", "", Rule.MISSING),
    ("rss", "<lastBuildDate>Sun, 01 Nov 2026 06:35:00 +0000</lastBuildDate>", "", Rule.MISSING),
    ("rss", f'<guid isPermaLink="true">{SITE}/1</guid>', "", Rule.MISSING),
    ("rss", "<pubDate>Sun, 01 Nov 2026 06:35:00 +0000</pubDate>", "", Rule.MISSING),
    ("atom", f"<id>{SITE}/feed.atom</id>", "", Rule.MISSING),
    ("atom", "<updated>2026-11-01T06:35:00+00:00</updated>", "", Rule.MISSING),
    ("atom", "<title>One</title>", "", Rule.MISSING),
    ("json", '"title": "Changes",', "", Rule.MISSING),
    ("json", f'"id": "{SITE}/1",', "", Rule.MISSING),
    ("opml", "<title>Sources</title>", "", Rule.MISSING),
    ("rss", "<title>Changes", "<title>Changes</title><title>Changes", Rule.REPEATED),
    ("rss", "<item>", "</channel><channel><item>", Rule.REPEATED),
    ("atom", "<title>One", "<title>One</title><title>One", Rule.REPEATED),
    ("opml", "<body>", "<body/><body>", Rule.REPEATED),
    ("rss", "<title>One", "<title>One<b/>", Rule.TYPE),
    ("json", '"title": "One"', '"title": 1', Rule.TYPE),
    ("json", f'"id": "{SITE}/1"', '"id": 1', Rule.TYPE),
    ("rss", "<title>One</title>", "<title> </title>", Rule.BLANK),
    ("rss", ">Courier<", "><", Rule.BLANK),
    ("rss", f"<content:encoded>{HTML}", "<content:encoded>", Rule.BLANK),
    ("atom", "<title>One</title>", "<title/>", Rule.BLANK),
    ("json", '"Courier"', '" "', Rule.BLANK),
    ("opml", ' title="Ledger"', ' title=""', Rule.BLANK),
    ("rss", "<title>One", "<title>One\x85", Rule.CHARACTERS),
    ("atom", "&gt;It ", "&gt;It \ufdd0", Rule.CHARACTERS),
    ("json", '"One"', '"One\\u000b"', Rule.CHARACTERS),
    ("opml", ' title="Ledger"', ' title="Ledger\x7f"', Rule.CHARACTERS),
    ("rss", f"<link>{SITE}/1</link>", "<link>/1</link>", Rule.URL),
    ("rss", f"<link>{SITE}/1</link>", f"<link>{SITE}/1?a[]=%zz</link>", Rule.URL),
    ("atom", f"<id>{SITE}/1</id>", "<id>1</id>", Rule.URL),
    ("atom", f'href="{SITE}/1"', 'href="javascript:1"', Rule.URL),
    ("json", f'"url": "{SITE}/1"', '"url": "/1"', Rule.URL),
    ("opml", f'xmlUrl="{SITE}/c/feed.rss"', 'xmlUrl="/c/feed.rss"', Rule.URL),
    ("rss", "/feed.rss", "/feed.rss?a=1", Rule.SELF),
    ("atom", 'rel="self"', 'rel="alternate" type="a/b"', Rule.SELF),
    ("json", "/feed.json", "/feed", Rule.SELF),
    ("atom", f"<id>{SITE}/1</id>", "<id>https://Diffs.example/1</id>", Rule.CANONICAL),
    ("atom", f"<id>{SITE}/1</id>", f"<id>{SITE}:443/1</id>", Rule.CANONICAL),
    ("atom", f"<id>{SITE}/1</id>", f"<id>{SITE}</id>", Rule.CANONICAL),
    ("atom", f"<id>{SITE}/1</id>", f"<id>{SITE}/a/../1</id>", Rule.CANONICAL),
    ("atom", f"<id>{SITE}/1</id>", f"<id>{SITE}/1?a=%c3%a9</id>", Rule.CANONICAL),
    ("atom", f"<id>{SITE}/1</id>", f"<id>{SITE}/1?a=%61</id>", Rule.CANONICAL),
    ("atom", f"<id>{SITE}/1</id>", f"<id>{SITE}/1?a=e%CC%81</id>", Rule.CANONICAL),
    ("rss", "<pubDate>Sun, 01 Nov 2026 06:00:00 +0000", "<pubDate>2026-11-01T06:00:00Z", Rule.DATE),
    ("rss", "<pubDate>Sun, 01", "<pubDate>Mon, 01", Rule.DATE),
    ("rss", "<pubDate>Sun, 01 Nov 2026 06:35:00 +0000", "<pubDate>Sun, 01 Nov 2026 06:35:00", Rule.DATE),
    ("rss", "<pubDate>Sun, 01 Nov", "<pubDate>Sun, 31 Nov", Rule.DATE),
    ("atom", "<updated>2026-11-01T06:00:00Z", "<updated>2026-11-01T06:00:00", Rule.DATE),
    ("atom", "<published>2026-11-01T06:35:00Z", "<published>2026-11-01t25:35:00Z", Rule.DATE),
    ("json", "2026-11-01T06:35:00Z", "2026-11-01 06:35", Rule.DATE),
    ("json", "2026-11-01", "2026-11-31", Rule.DATE),
    ("rss", "<lastBuildDate>Sun, 01 Nov 2026", "<lastBuildDate>Tue, 01 Dec 2026", Rule.PLAUSIBLE),
    ("atom", "<published>2026-11-01", "<published>2026-12-01", Rule.PLAUSIBLE),
    ("json", "2026-11-01", "2027-11-01", Rule.PLAUSIBLE),
    ("atom", "<published>2026-11-01", "<published>1989-12-31", Rule.PLAUSIBLE),
    ("rss", "<lastBuildDate>Sun, 01 Nov 2026 06:35", "<lastBuildDate>Sun, 01 Nov 2026 06:34", Rule.BUILD_DATE),
    ("atom", "<updated>2026-11-01T06:35:00+00:00", "<updated>2026-11-01T06:34:00+00:00", Rule.BUILD_DATE),
    ("rss", "pt-BR", "pt_BR", Rule.LANGUAGE),
    ("atom", 'lang="en"', 'lang="&lt;script>"', Rule.LANGUAGE),
    ("json", '"language": "en"', '"language": "x y"', Rule.LANGUAGE),
    ("rss", "pt-BR", "jp", Rule.LANGUAGE),
    ("rss", 'isPermaLink="false">two', f'isPermaLink="false">{SITE}/1', Rule.UNIQUE),
    ("atom", f"<id>{SITE}/2", f"<id>{SITE}/1", Rule.UNIQUE),
    ("json", '"items": [', f'"items": [{{"id": "{SITE}/1"}}, ', Rule.UNIQUE),
    ("opml", "/l/feed.rss", "/c/feed.rss", Rule.UNIQUE),
    ("rss", f'isPermaLink="true">{SITE}/1', 'isPermaLink="true">one', Rule.PERMALINK),
    ("rss", 'isPermaLink="false"', 'isPermaLink="no"', Rule.PERMALINK),
    ("rss", "<title>One", "<title>&#x3C;b&gt;One&#x3C;/b&gt;", Rule.TITLE_HTML),
    ("atom", "What changed.", "What &amp;eacute; changed.", Rule.TITLE_HTML),
    ("atom", "<title>Two", "<title>Two &lt;b&gt;", Rule.TITLE_HTML),
    ("atom", "Courier", "Courier&amp;apos;s", Rule.TITLE_HTML),
    ("rss", "<title>One", "<title>One &lt; two", Rule.REFERENCES),
    ("rss", "What changed.", "Q&amp;A", Rule.REFERENCES),
    ("rss", "&#x26;amp;", "&amp;amp;", Rule.REFERENCES),
    ("atom", "<author><name>NewsDiffs</name></author>", "", Rule.AUTHOR),
    ("atom", "<name>Courier</name>", "", Rule.AUTHOR),
    ("json", '[{"name": "Courier"}]', "[]", Rule.AUTHOR),
    ("json", '{"name": "Courier"}', '"Courier"', Rule.AUTHOR),
    ("atom", f'<link href="{SITE}/" rel="alternate"/>', "", Rule.ALTERNATE),
    ("atom", f'<link href="{SITE}/2"/>', f'<link href="{SITE}/2"/><link href="{SITE}/3"/>', Rule.ALTERNATE),
    ("atom", "<title>One", '<title type="text/plain">One', Rule.TEXT_TYPE),
    ("atom", "<title>One", "<title>One<b/>", Rule.TEXT_TYPE),
    ("rss", "AT&#x26;amp;T", "&#x3C;b&gt;T&#x3C;/b&gt;", Rule.SUMMARY),
    ("atom", "AT&amp;amp;T", "&lt;b&gt;T&lt;/b&gt;", Rule.SUMMARY),
    ("rss", "+2", "Two", Rule.DISTINCT),
    ("atom", ">AT&amp;amp;T", ">One", Rule.DISTINCT),
    ("json", "A < B", "<p>One</p>", Rule.DISTINCT),
    ("rss", "&lt;/del&gt;", "", Rule.MARKUP),
    ("atom", "&lt;p dir", "&lt;/h3&gt;&lt;p dir", Rule.MARKUP),
    ("json", "<p>One", "<p>One & two &lt", Rule.MARKUP),
    ("rss", "&lt;/p&gt;", "&lt;/p&gt;&lt;script&gt;1&lt;/script&gt;", Rule.ELEMENT),
    ("atom", "&lt;/p&gt;", "&lt;/p&gt;&lt;iframe&gt;&lt;/iframe&gt;", Rule.ELEMENT),
    ("json", "<p>One", "<p><style>p{}</style>One", Rule.ELEMENT),
    ("rss", 'dir="auto"', 'onclick="1"', Rule.ATTRIBUTE),
    ("atom", 'dir="auto"', 'data-id="1"', Rule.ATTRIBUTE),
    ("atom", "color:#8a1c12", "color:#8a1c12;background:url(x)", Rule.ATTRIBUTE),
    ("rss", 'href="https://a.example/1"', 'href="/1"', Rule.HTML_LINK),
    ("atom", 'href="https://a.example/1"', 'href="javascript:1"', Rule.HTML_LINK),
    ("json", '{"type": "WebSub", "url"', '{"url"', Rule.HUB),
    ("opml", "<outline", "<outline/><outline", Rule.OUTLINE),
    ("opml", ' text="Ledger"', "", Rule.OUTLINE),
    ("opml", f' xmlUrl="{SITE}/l/feed.rss"', "", Rule.OUTLINE),
]


@pytest.mark.parametrize("form", sorted(GOOD))
def test_what_is_valid_passes(form: str) -> None:
    assert not faults_of(GOOD[form].encode(), TYPES[form], f"{SITE}/feed.{form}", NOW)


@pytest.mark.parametrize(("form", "old", "new", "rule"), BROKEN)
def test_a_broken_rule_is_noticed(form: str, old: str, new: str, rule: Rule) -> None:
    assert old in GOOD[form]
    broken = GOOD[form].replace(old, new, 1)
    assert rule in {fault.rule for fault in faults_of(broken.encode(), TYPES[form], f"{SITE}/feed.{form}", NOW)}


def test_another_content_type_is_noticed() -> None:
    (fault,) = faults_of(GOOD["rss"].encode(), "text/xml", f"{SITE}/feed.rss", NOW)
    assert fault.rule is Rule.CONTENT_TYPE


def test_what_is_larger_than_validators_read_is_noticed() -> None:
    large = GOOD["json"].replace("<p>One", f"<p>{'One' * 2_000_000}").encode()
    assert {fault.rule for fault in faults_of(large, TYPES["json"], f"{SITE}/feed.json", NOW)} == {Rule.SIZE}


def test_a_list_without_feeds_is_noticed() -> None:
    empty = GOOD["opml"].split("<body>")[0] + "<body/></opml>"
    assert {fault.rule for fault in faults_of(empty.encode(), TYPES["opml"], SITE, NOW)} == {Rule.OUTLINE}


def test_every_rule_has_a_broken_example() -> None:
    assert {rule for *_, rule in BROKEN} | {Rule.CONTENT_TYPE, Rule.SIZE, Rule.STRICT} == set(Rule)
