"""What a web archive kept of an article becomes part of its history: against a real server that speaks CDX."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import Article, Capture, Host
from articles.scraping import backfill as flow
from articles.verify import verify
from tests.paper import STORY, Paper, page, paper
from tests.scraping.server import Reply, Request, Server, serve
from tests.test_live_numbers import SHARES, Live

pytestmark = pytest.mark.django_db

FERRY = "/news/ferry"
FIRST = STORY
SECOND = (STORY[0], STORY[1].replace("spring", "autumn"), *STORY[2:])
THIRD = (*SECOND[:-1], "The contract was ended the same evening, and the council will run the ferry by itself.")


@dataclass
class Wayback:
    """A web archive: captures by their time, listed as a CDX server does and given out as they were received."""

    server: Server
    original: str
    captures: dict[str, str] = field(default_factory=dict)
    form: str = "json"
    page_size: int = 1000
    asked: list[dict[str, str]] = field(default_factory=list)

    def cdx(self, request: Request) -> Reply:
        """The list, in the form of the Wayback Machine or of pywb, as much at once as it allows."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        self.asked.append(query)
        stamps = sorted(self.captures)
        stamps = [
            s for s in stamps if query.get("from", "") <= s and s[: len(query.get("to", ""))] <= query.get("to", s)
        ]
        if "resumeKey" in query:
            stamps = [s for s in stamps if s > query["resumeKey"].split()[-1]]
        size = min(self.page_size, int(query["limit"]))
        key = quote_plus(f"org,example)/ {stamps[size - 1]}") if len(stamps) > size else ""
        rows = [["org,example)/", s, self.original, "text/html", "200", f"D{s}", "9"] for s in stamps[:size]]
        if self.form == "text":
            lines = [" ".join(row) for row in rows] + (["", key] if key else [])
            return Reply("\n".join(lines) + "\n", content_type="text/plain")
        names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        if self.form == "objects":
            words = {"original": "url", "mimetype": "mime", "statuscode": "status"}
            objects = [dict(zip([words.get(n, n) for n in names], row, strict=True)) for row in rows]
            return Reply("\n".join(map(json.dumps, objects)), content_type="text/x-ndjson")
        table: list[list[str]] = [names, *rows] if rows else []
        return Reply(json.dumps(table + ([[], [key]] if key else [])), content_type="application/json")

    def keep(self, stamp: str, *paragraphs: str, title: str = "", reply: Any = None) -> None:
        """Let it keep a page."""
        self.captures[stamp] = stamp
        shown = page(title, paragraphs) if title else page(paragraphs=paragraphs)
        self.server.routes[f"/web/{stamp}id_/{self.original}"] = reply or Reply(shown)

    def replayed(self) -> list[str]:
        """The times of the captures that were asked for, in order."""
        return [r.path.split("/")[2][:14] for r in self.server.requests if r.path.startswith("/web/")]


@contextmanager
def archived(settings: Any) -> Iterator[tuple[Paper, Wayback]]:
    """A paper whose only article has one version of our own, and an archive."""
    with paper(settings) as site, serve(host="127.0.1.9") as server:
        site.publish(FERRY, paragraphs=SECOND)
        site.scrape()
        wayback = Wayback(server, site.server.url(FERRY))
        server.routes["/cdx"] = wayback.cdx
        yield site, wayback


def fill(site: Paper, wayback: Wayback, *arguments: str) -> str:
    """The command; what it printed."""
    out = StringIO()
    call_command("backfill", site.server.url(FERRY), "--cdx", wayback.server.url("/cdx"), *arguments, stdout=out)
    return out.getvalue()


def seen(site: Paper) -> list[tuple[str, str]]:
    """When each version was seen, if an archive saw it, and its second paragraph."""
    return [
        (f"{version.seen_at:%Y%m%d}" if version.capture and version.capture.via else "ours", version.blocks[1].text)
        for version in site.article(FERRY).versions.select_related("capture")
    ]


def test_what_an_archive_kept_stands_before_what_we_saw_with_its_own_time(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        wayback.keep("20200101120000", *FIRST)
        wayback.keep("20200203040506", *FIRST, title="Night ferry cancelled")
        said = fill(site, wayback)
        versions = list(site.article(FERRY).versions.select_related("capture"))
        assert [v.number for v in versions] == [1, 2, 3]
        assert [v.seen_at for v in versions[:2]] == [
            datetime(2020, 1, 1, 12, tzinfo=UTC), datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC),
        ]  # fmt: skip
        assert versions[1].headline_changed
        assert versions[2].text == "\n".join(SECOND)
        assert "2 captures listed: 2 fetched, 0 known already, 0 not to be had; 2 new versions" in said
        assert site.article(FERRY).first_seen_at == versions[0].seen_at
        assert not list(verify())


def test_a_capture_says_where_it_came_from_and_is_the_page_as_it_was_received(settings: Any, client: Client) -> None:
    with archived(settings) as (site, wayback):
        wayback.keep("20200101120000", *FIRST)
        fill(site, wayback)
        capture = Capture.objects.get(via__gt="")
        assert capture.url == site.server.url(FERRY)
        assert capture.via == wayback.server.url(f"/web/20200101120000id_/{capture.url}")
        answer = client.get(site.article(FERRY).versions.get(number=1).get_absolute_url())
        assert capture.via in answer.content.decode()
        assert not Capture.objects.get(via="").via


def test_a_text_that_an_archive_saw_before_us_counts_from_then_and_makes_no_version(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        wayback.keep("20200101120000", *FIRST)
        wayback.keep("20200102120000", *SECOND)
        wayback.keep("20200103120000", *SECOND)
        fill(site, wayback)
        assert seen(site) == [("20200101", FIRST[1]), ("20200102", SECOND[1])]
        assert site.article(FERRY).captures.count() == 4, "evidence is kept"


def test_what_an_archive_kept_with_another_live_number_is_one_version(settings: Any) -> None:
    live = Live((*SECOND[:3], SHARES, *SECOND[3:]))
    with archived(settings) as (site, wayback):
        site.publish(FERRY, live)
        site.scrape()
        assert len(site.texts(FERRY)) == 2
        for day in range(1, 6):
            live.looks += 1
            wayback.keep(f"2020010{day}120000", *live.shown())
        fill(site, wayback)
        assert [day for day, _ in seen(site)] == ["20200101", "ours", "ours"]


def test_what_was_kept_between_two_of_our_versions_stands_between_them(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        ours = site.article(FERRY).versions.get()
        later = datetime(2100, 1, 1, tzinfo=UTC)
        site.publish(FERRY, paragraphs=FIRST)
        site.scrape()
        assert len(site.texts(FERRY)) == 2
        middle = f"{ours.seen_at.replace(year=2099):%Y%m%d%H%M%S}"
        type(ours).objects.rewrite(
            site.article(FERRY),
            [(v, {**v.particulars(), "seen_at": v.seen_at if v.number == 1 else later}) for v in
             site.article(FERRY).versions.select_related("capture")],
        )  # fmt: skip
        wayback.keep(middle, *THIRD)
        fill(site, wayback)
        assert [text.split("\n")[1] for text in site.texts(FERRY)] == [SECOND[1], THIRD[1], FIRST[1]]
        assert site.texts(FERRY)[1] == "\n".join(THIRD)


def test_doing_it_again_asks_for_no_capture_twice_and_changes_nothing(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        for day in range(1, 6):
            wayback.keep(f"2020010{day}120000", *(SECOND if day % 2 else FIRST))
        fill(site, wayback)
        before = seen(site)
        said = fill(site, wayback)
        assert "5 captures listed: 0 fetched, 5 known already" in said
        assert seen(site) == before
        assert len(wayback.replayed()) == 5


@pytest.mark.parametrize("form", ["json", "text", "objects"])
def test_every_form_of_listing_is_read(settings: Any, form: str) -> None:
    with archived(settings) as (site, wayback):
        wayback.form = form
        wayback.keep("20200101120000", *FIRST)
        fill(site, wayback)
        assert seen(site)[0] == ("20200101", FIRST[1])


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_long_list_is_read_page_by_page(settings: Any, form: str) -> None:
    with archived(settings) as (site, wayback):
        wayback.form, wayback.page_size = form, 2
        for day in range(1, 6):
            wayback.keep(f"2020010{day}120000", *FIRST)
        assert "5 captures listed: 5 fetched" in fill(site, wayback)
        assert ["resumeKey" in query for query in wayback.asked] == [False, True, True]


def test_only_the_span_that_is_asked_for_is_listed(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        for year in (2018, 2019, 2020):
            wayback.keep(f"{year}0101120000", *FIRST)
        fill(site, wayback, "--from", "2019-01-01", "--to", "2019")
        assert wayback.replayed() == ["20190101120000"]


def test_a_limit_is_kept_and_the_next_run_goes_on(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        for day in range(1, 6):
            wayback.keep(f"2020010{day}120000", *FIRST)
        fill(site, wayback, "--limit", "2")
        assert len(wayback.replayed()) == 2
        fill(site, wayback)
        assert sorted(wayback.replayed()) == sorted(wayback.captures)


def test_an_archive_that_is_busy_is_asked_again_as_late_as_it_says(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(flow, "FIRST_WAIT", 0.01)
    with archived(settings) as (site, wayback):
        busy = iter([Reply(status=429, headers={"Retry-After": "1"}), Reply(status=503), Reply(page(paragraphs=FIRST))])
        wayback.keep("20200101120000", *FIRST)
        wayback.server.routes[f"/web/20200101120000id_/{wayback.original}"] = lambda _: next(busy)
        fill(site, wayback)
        times = [r.at for r in wayback.server.requests if r.path.startswith("/web/")]
        assert len(times) == 3
        assert times[1] - times[0] >= 1
        assert seen(site)[0] == ("20200101", FIRST[1])


def test_an_archive_that_wants_to_be_left_alone_is_and_what_came_before_is_kept(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        wayback.keep("20200101120000", *FIRST)
        wayback.keep("20200102120000", reply=Reply(status=429, headers={"Retry-After": "86400"}))
        with pytest.raises(CommandError, match=r"left alone for 86400 seconds.*Run it again later"):
            fill(site, wayback)
        assert seen(site)[0] == ("20200101", FIRST[1])


def test_what_its_robots_txt_forbids_is_not_asked_for(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        wayback.keep("20200101120000", *FIRST)
        wayback.server.routes["/robots.txt"] = Reply("User-agent: *\nDisallow: /web/", content_type="text/plain")
        with pytest.raises(CommandError, match=r"robots\.txt forbids"):
            fill(site, wayback)
        assert not wayback.replayed()


def test_it_asks_one_thing_at_a_time_with_a_pause_between(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        settings.SCRAPE_MIN_DELAY = 0.2
        for day in range(1, 4):
            wayback.keep(f"2020010{day}120000", *FIRST)
        fill(site, wayback)
        times = [request.at for request in wayback.server.requests[1:]]
        assert min(b - a for a, b in pairwise(times)) > 0.18
        assert max(wayback.server.most_in_flight.values()) == 1
        assert not Host.objects.exclude(owner="").exists()


def test_a_replay_that_leads_to_the_capture_beside_it_counts_at_that_captures_time(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        there = f"/web/20200105120000id_/{wayback.original}"
        wayback.keep("20200101120000", reply=Reply(status=302, headers={"Location": there}))
        wayback.server.routes[there] = Reply(page(paragraphs=FIRST))
        fill(site, wayback)
        assert seen(site)[0] == ("20200105", FIRST[1])
        asked = len(wayback.replayed())
        fill(site, wayback)
        assert len(wayback.replayed()) == asked


def test_the_archives_word_on_the_time_is_believed_first(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        date = {"Memento-Datetime": "Tue, 07 Jan 2020 12:00:00 GMT"}
        wayback.keep("20200101120000", reply=Reply(page(paragraphs=FIRST), headers=date))
        fill(site, wayback)
        assert seen(site)[0] == ("20200107", FIRST[1])


def test_what_is_no_article_becomes_no_version(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        wayback.keep("20200101120000", "Please enable JavaScript to continue reading this site.")
        wayback.keep(
            "20200102120000", *(f"Quite another story, sentence {n} of many in a long report." for n in range(40))
        )
        wayback.keep("20200103120000", reply=Reply(status=404))
        said = fill(site, wayback)
        assert "1 not to be had; 0 new versions" in said
        assert [when for when, _ in seen(site)] == ["ours"]


@pytest.mark.parametrize("body", ["<html>Sorry</html>", "[1, 2]", '[["a"]]', "{", "no list of captures at all here"])
def test_an_answer_that_is_no_list_is_said_so(settings: Any, body: str) -> None:
    with archived(settings) as (site, wayback):
        wayback.server.routes["/cdx"] = Reply(body)
        with pytest.raises(CommandError, match="It ended early: it"):
            fill(site, wayback)


def test_an_archive_that_keeps_nothing_changes_nothing(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        assert "0 captures listed" in fill(site, wayback)
        wayback.server.routes["/cdx"] = Reply("Not found", status=404)
        assert "0 captures listed" in fill(site, wayback)


def test_nonsense_is_refused_with_what_to_do(settings: Any) -> None:
    with archived(settings) as (site, wayback):
        for arguments, reason in ((("--from", "yesterday"), "no date"), (("--limit", "0"), "at least 1"),
                                  (("--replay", "ftp://x"), "--replay")):  # fmt: skip
            with pytest.raises(CommandError, match=reason):
                fill(site, wayback, *arguments)
        with pytest.raises(CommandError, match="add_source"):
            call_command("backfill", "https://nobody.example/x")
        assert Article.objects.count() == 1
