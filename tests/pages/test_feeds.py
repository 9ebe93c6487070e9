"""Outgoing feeds: RSS 2.0, Atom and JSON Feed of everything, a source, an article."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

import feedparser
import pytest
from django.test import Client
from lxml import etree

from tests.make import T0, add_version, make_article, make_event, make_source

pytestmark = pytest.mark.django_db

OLD = "The council approved the plan.\nIt will cost 12 million crowns.\nThe vote was seven to four."
NEW = "The council approved the plan.\nIt will cost 19 million crowns.\nThe vote was seven to four."
SITE = "http://127.0.0.1:8000"
PLACES = ("/feed", "/sources/courier/feed", "/articles/{pk}/feed")


def parsed(client: Client, path: str) -> Any:
    """What feedparser makes of the feed; it must find nothing wrong with it."""
    response = client.get(path)
    assert response.status_code == 200
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("form", ["rss", "atom"])
@pytest.mark.parametrize("place", PLACES)
def test_one_item_a_change_newest_first_with_a_link_to_its_diff(client: Client, place: str, form: str) -> None:
    article = make_article([OLD, NEW, OLD])
    feed = parsed(client, f"{place.format(pk=article.pk)}.{form}")
    base = f"{SITE}/articles/{article.pk}/diff"
    assert [entry.link for entry in feed.entries] == [f"{base}/2/3/", f"{base}/1/2/"]
    assert [entry.id for entry in feed.entries] == [f"{base}/2/3/", f"{base}/1/2/"]
    assert feed.feed.title.startswith("NewsDiffs")
    assert feed.entries[1].title.startswith("Council approves the harbour plan")
    assert feed.entries[1].published_parsed[:5] == (2026, 11, 1, 6, 35)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_the_changed_passages_are_in_the_item_and_the_others_are_not(client: Client, form: str) -> None:
    article = make_article([OLD, NEW])
    content = client.get(f"/articles/{article.pk}/feed.{form}").content.decode()
    feed = feedparser.parse(content, sanitize_html=False)
    html = feed.entries[0].content[0].value
    assert ">12</del>" in html
    assert ">19</ins>" in html
    assert "seven to four" not in html


def test_the_rss_is_what_validators_ask_for(client: Client) -> None:
    article = make_article([OLD, NEW])
    response = client.get(f"/articles/{article.pk}/feed.rss")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    rss = etree.fromstring(response.content)
    channel = rss[0]
    assert rss.get("version") == "2.0"
    assert all(channel.findtext(name) for name in ("title", "link", "description", "lastBuildDate"))
    own = channel.find("{http://www.w3.org/2005/Atom}link")
    assert own is not None
    assert (own.get("rel"), own.get("href")) == ("self", f"{SITE}/articles/{article.pk}/feed.rss")
    item = channel.find("item")
    assert item is not None
    guid = item.find("guid")
    assert guid is not None
    assert guid.text == item.findtext("link")
    assert guid.get("isPermaLink") in (None, "true")
    assert parsedate_to_datetime(str(item.findtext("pubDate"))) == datetime(2026, 11, 1, 6, 35, tzinfo=UTC)
    assert item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
    assert "<" not in str(item.findtext("description"))


def test_the_atom_has_what_its_standard_demands(client: Client) -> None:
    article = make_article([OLD, NEW])
    atom = etree.fromstring(client.get(f"/articles/{article.pk}/feed.atom").content)
    name = "{http://www.w3.org/2005/Atom}"
    assert all(atom.findtext(name + field) for field in ("id", "title", "updated"))
    links = {link.get("rel"): link.get("href") for link in atom.findall(name + "link")}
    assert links["self"] == f"{SITE}/articles/{article.pk}/feed.atom"
    entry = atom.find(name + "entry")
    assert entry is not None
    assert all(entry.findtext(name + field) for field in ("id", "title", "updated", "content"))
    assert atom.findtext(f"{name}author/{name}name")


def test_the_json_feed_has_what_its_standard_demands(client: Client) -> None:
    article = make_article([OLD, NEW])
    response = client.get(f"/articles/{article.pk}/feed.json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}/articles/{article.pk}/feed.json"
    (item,) = feed["items"]
    assert item["id"] == item["url"] == f"{SITE}/articles/{article.pk}/diff/1/2/"
    assert item["date_published"] == "2026-11-01T06:35:00Z"
    assert ">19</ins>" in item["content_html"]


def test_a_changed_headline_is_in_the_item(client: Client) -> None:
    article = make_article([OLD, {"text": OLD, "title": "Council rejects the harbour plan"}])
    html = json.loads(client.get(f"/articles/{article.pk}/feed.json").content)["items"][0]["content_html"]
    assert ">approves</del>" in html
    assert ">rejects</ins>" in html


def test_a_sentence_that_moved_is_told_from_what_went_and_came(client: Client) -> None:
    vote, cost = "Two of the five public pools will be closed.", "That saves 400,000 euros a year."
    clubs = "Swimming clubs protested outside the town hall."
    make_article([f"{vote} {cost}\n{clubs}", f"{vote}\n{clubs} {cost}"])
    (item,) = client.get("/feed.json?level=all").json()["items"]
    assert f"{cost}</del> ↷" in item["content_html"]
    assert f"{cost}</ins> ↶" in item["content_html"]
    assert "+0 −0 words" in item["content_html"]


def test_an_item_stays_small_however_much_changed(client: Client) -> None:
    many = "\n".join(f"Paragraph {n} is about something else, namely {n * n}." for n in range(200))
    article = make_article([OLD, many, "word" * 10_000])
    items = json.loads(client.get(f"/articles/{article.pk}/feed.json").content)["items"]
    assert all(len(item["content_html"]) < 20_000 for item in items)
    assert all("more changed passages" in item["content_html"] for item in items)


def test_an_item_of_long_passages_is_bounded_too(client: Client) -> None:
    article = make_article([OLD, "\n".join(f"{n} {'word ' * 800}" for n in range(20))])
    (item,) = json.loads(client.get(f"/articles/{article.pk}/feed.json").content)["items"]
    assert 20_000 < len(item["content_html"]) < 31_000
    assert re.search(r"and \d+ more changed passages", item["content_html"])


def test_pages_taken_down_are_items_too(client: Client) -> None:
    article = make_article([OLD, NEW])
    make_event(article, at=T0 + timedelta(days=1), kind="gone", detail="410 Gone")
    assert parsed(client, "/feed.rss").entries[0].title == "Taken down: Council approves the harbour plan"


def test_the_feed_of_everything_takes_the_filters_of_the_page(client: Client) -> None:
    make_article([OLD, NEW], source=make_source("ledger"))
    make_article([OLD, NEW.replace("It", "That")])
    feed = parsed(client, "/feed.rss?source=ledger")
    assert len(feed.entries) == 1
    assert feed.feed.links[0].href == f"{SITE}/?source=ledger&level=all"
    assert client.get("/feed.rss?level=huge").status_code == 400


@pytest.mark.parametrize("place", PLACES)
def test_every_feed_takes_every_filter(client: Client, place: str) -> None:
    article = make_article([OLD, NEW, {"text": NEW, "title": "Council rejects the harbour plan"}], language="de")
    make_event(article, at=T0 + timedelta(days=1), kind="gone")
    path = place.format(pk=article.pk)

    def count(query: str) -> int:
        return len(parsed(client, f"{path}.rss?{query}").entries)

    assert count("") == 3
    assert count("headline=1") == count("gone=1") == 1
    assert count("since=2026-11-02") == 1
    assert count("language=de") == 3
    assert count("language=fr") == count("since=2027-01-01") == 0
    assert count("level=major") < 3
    wrong = client.get(f"{path}.rss?level=huge")
    assert wrong.status_code == 400
    assert "Use one of" in wrong.content.decode()


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
@pytest.mark.parametrize("place", PLACES)
def test_a_configured_hub_is_named_in_the_feed_and_its_headers(
    client: Client, settings: Any, place: str, form: str
) -> None:
    article = make_article([OLD, NEW])
    path = f"{place.format(pk=article.pk)}.{form}"
    before = client.get(path)
    assert "Link" not in before
    settings.WEBSUB_HUB = "https://hub.example.org"
    response = client.get(path, headers={"If-None-Match": before["ETag"]})
    assert response["Link"] == f'<https://hub.example.org>; rel="hub", <{SITE}{path}>; rel="self"'
    if form == "json":
        assert json.loads(response.content)["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org"}]
    else:
        links = {link.get("rel"): link.get("href") for link in parsed(client, path).feed.links}
        assert links["hub"] == "https://hub.example.org"
        assert links["self"] == f"{SITE}{path}"


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
@pytest.mark.parametrize("place", PLACES)
def test_a_reader_that_has_the_feed_gets_a_304_after_two_queries(
    client: Client, django_assert_max_num_queries: Any, place: str, form: str
) -> None:
    article = make_article([OLD, NEW])
    path = f"{place.format(pk=article.pk)}.{form}"
    first = client.get(path)
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        with django_assert_max_num_queries(2):
            again = client.get(path, headers=headers)
        assert again.status_code == 304
        assert not again.content
    add_version(article, OLD, seen_at=T0 + timedelta(days=1), title="New")
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_feed(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        make_article([OLD, NEW, OLD], source=make_source(f"paper-{number}"))
    with django_assert_max_num_queries(6):
        assert client.get("/feed.rss").content.count(b"<item>") == 24


def test_all_source_feeds_are_in_one_list_for_feed_readers(client: Client) -> None:
    make_source("courier")
    make_source("off", enabled=False)
    make_source("odd", name='<Odd> & \x0b "Co"')
    opml = etree.fromstring(client.get("/feeds.opml").content)
    outlines = opml.findall("body/outline")
    assert [outline.get("text") for outline in outlines] == ['<Odd> &  "Co"', "Courier"]
    assert outlines[1].get("xmlUrl") == f"{SITE}/sources/courier/feed.rss"
    assert client.get("/sources/courier/feed.rss").status_code == 200


def test_an_article_without_changes_has_an_empty_feed(client: Client) -> None:
    article = make_article([OLD])
    assert parsed(client, f"/articles/{article.pk}/feed.rss").entries == []


@pytest.mark.parametrize("path", ["/articles/999/feed.rss", "/sources/nobody/feed.atom", "/feed.xml"])
def test_a_feed_of_nothing_is_a_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "count"), [("/", 3), ("/?headline=1", 6), ("/sources/courier/", 3), ("/articles/{pk}/", 3)]
)
def test_pages_name_their_feeds(client: Client, path: str, count: int) -> None:
    article = make_article([OLD, NEW])
    from tests.pages.reading import get

    links = get(client, path.format(pk=article.pk)).cssselect('link[rel="alternate"]')
    assert len(links) == count
    for link in links:
        assert client.get(link.get("href")).status_code == 200


def test_a_summary_is_html_where_readers_take_it_for_that_and_text_where_they_do_not(client: Client) -> None:
    make_article([OLD, NEW], source=make_source(name="A&B <Times>"))
    rss, atom = (etree.fromstring(client.get(f"/feed.{form}").content) for form in ("rss", "atom"))
    (item,) = json.loads(client.get("/feed.json").content)["items"]
    assert str(rss.findtext("channel/item/description")).startswith("A&amp;B &lt;Times&gt;, ")
    summary = atom.find("{*}entry/{*}summary")
    assert summary is not None
    assert summary.get("type") == "html"
    assert str(summary.text).startswith("A&amp;B &lt;Times&gt;, ")
    assert item["summary"].startswith("A&B <Times>, ")


@pytest.mark.parametrize(
    ("said", "told"), [("pt_BR", "pt-BR"), ("de", "de"), ("jp", None), ("deutsch, english", None), ("", None)]
)
def test_only_what_is_a_language_is_told_as_one(client: Client, said: str, told: str | None) -> None:
    article = make_article([OLD, NEW], language=said)
    assert json.loads(client.get(f"/articles/{article.pk}/feed.json").content).get("language") == told


@pytest.mark.parametrize(
    "title", ["Q&A: <b>bold</b> & plain", "Can AT&amp;T &lt;still&gt; win?", "5 < 6 <script>", "Plain", "R&4"]
)
def test_a_headline_with_markup_is_the_same_text_in_every_form(client: Client, title: str) -> None:
    article = make_article([{"text": OLD, "title": title}, {"text": NEW, "title": title}])
    path = f"/articles/{article.pk}/feed"
    rss, atom = (etree.fromstring(client.get(f"{path}.{form}").content) for form in ("rss", "atom"))
    (item,) = json.loads(client.get(f"{path}.json").content)["items"]
    assert item["title"].startswith(f"{title} (version 2")
    assert rss.findtext("channel/item/title") == item["title"]
    said = atom.find("{*}entry/{*}title")
    assert said is not None
    assert (unescape(str(said.text)) if said.get("type") == "html" else said.text) == item["title"]


def test_one_feed_has_one_id_however_its_address_is_spelt(client: Client) -> None:
    make_article([OLD, NEW])

    def about(query: str) -> tuple[str, str]:
        atom = etree.fromstring(client.get(f"/feed.atom?{query}").content)
        own = {link.get("rel"): str(link.get("href")) for link in atom.findall("{*}link")}
        return str(atom.findtext("{*}id")), own["self"]

    assert (
        about("language=f%72&x=%c3%a9")[0]
        == about("language=fr&x=e%CC%81")[0]
        == f"{SITE}/feed.atom?language=fr&x=%C3%A9"
    )
    assert about("language=f%72")[1] == f"{SITE}/feed.atom?language=f%72"
    assert about("")[0] == f"{SITE}/feed.atom"


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_feed_is_sent_compressed(client: Client, form: str) -> None:
    make_article([OLD, NEW, OLD, NEW])
    response = client.get(f"/feed.{form}", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert gzip.decompress(response.content) == client.get(f"/feed.{form}").content


def test_without_sources_the_list_for_feed_readers_has_the_feed_of_everything(client: Client) -> None:
    (outline,) = etree.fromstring(client.get("/feeds.opml").content).findall("body/outline")
    assert outline.get("xmlUrl") == f"{SITE}/feed.rss"
