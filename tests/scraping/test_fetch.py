"""A page is asked for over real HTTP, and whatever the server does comes back as a value."""

import asyncio
import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from articles.scraping.answers import retry_after_seconds
from articles.scraping.fetch import Fetcher, FetchOutcome, Refused, Response
from tests.scraping.server import Reply, Request, redirect, serve

AGENT = "NewsDiffs/0 (+https://newsdiffs.example/about/)"


def get(url: str, *, options: dict[str, Any] | None = None, **asked: Any) -> Response:
    """One address, one answer, with short patience."""

    async def run() -> Response:
        settings = {"first_byte_timeout": 1.0, "total_timeout": 3.0} | (options or {})
        async with Fetcher(user_agent=AGENT, allow_private=True, **settings) as fetcher:
            return await fetcher.get(url, **asked)

    return asyncio.run(run())


def answer(reply: Reply, **options: Any) -> Response:
    """What a server that gives this one reply is understood to say."""
    with serve({"*": reply}) as server:
        return get(server.url("/story"), options=options)


def test_a_page_comes_back_whole_with_all_that_is_known_of_it() -> None:
    headers = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Jan 2023 15:04:05 GMT"}
    with serve({"/story": Reply("<p>Größe</p>", headers=headers)}) as server:
        response = get(server.url("/story#top"))
        asked = server.requests[0]
    assert response.outcome is FetchOutcome.OK
    assert response.body == "<p>Größe</p>".encode()
    assert (response.url, response.final_url) == (server.url("/story#top"), server.url("/story"))
    assert (response.status, response.content_type) == (200, "text/html; charset=utf-8")
    assert (response.etag, response.last_modified) == ('"v1"', "Mon, 02 Jan 2023 15:04:05 GMT")
    assert dict(response.request_headers)["User-Agent"] == AGENT == asked.headers["user-agent"]
    assert {name.lower(): value for name, value in response.request_headers} == asked.headers
    assert ("Etag", '"v1"') in response.headers
    assert response.error == ""
    assert 0 < response.seconds < 3


def test_what_was_seen_before_is_asked_for_conditionally() -> None:
    with serve({"/story": Reply("text", headers={"ETag": '"v1"'})}) as server:
        first = get(server.url("/story"))
        again = get(server.url("/story"), etag=first.etag, last_modified=first.last_modified)
        changed = get(server.url("/story"), etag='"v0"')
    assert (again.outcome, again.body) == (FetchOutcome.NOT_MODIFIED, b"")
    assert changed.outcome is FetchOutcome.OK


def test_a_fresh_request_is_unconditional_and_passes_caches() -> None:
    with serve({"/story": Reply("text", headers={"ETag": '"v1"'})}) as server:
        response = get(server.url("/story"), etag='"v1"', fresh=True)
        asked = server.requests[0].headers
    assert response.outcome is FetchOutcome.OK
    assert "if-none-match" not in asked
    assert asked["cache-control"] == "no-cache"


def test_validators_go_only_to_the_page_they_came_from() -> None:
    page = Reply("text", headers={"ETag": '"v1"'})
    with serve({"/old": redirect("/new"), "/new": page, "/other": page}) as server:
        first = get(server.url("/old"))
        again = get(server.url("/old"), etag=first.etag, validated_url=first.final_url)
        server.routes["/old"] = redirect("/other")
        moved = get(server.url("/old"), etag=first.etag, validated_url=first.final_url)
    assert again.outcome is FetchOutcome.NOT_MODIFIED
    assert moved.outcome is FetchOutcome.OK  # the same ETag on another page says nothing about this one


def test_a_304_that_nobody_asked_for_is_an_error() -> None:
    assert answer(Reply(raw=b"HTTP/1.1 304 Not Modified\r\n\r\n")).outcome is FetchOutcome.SERVER_ERROR


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, FetchOutcome.OK),
        (203, FetchOutcome.OK),
        (206, FetchOutcome.TRUNCATED),
        (300, FetchOutcome.SERVER_ERROR),
        (302, FetchOutcome.SERVER_ERROR),  # without a Location
        (400, FetchOutcome.BLOCKED),
        (401, FetchOutcome.BLOCKED),
        (403, FetchOutcome.BLOCKED),
        (404, FetchOutcome.GONE),
        (407, FetchOutcome.BLOCKED),
        (408, FetchOutcome.TIMEOUT),
        (410, FetchOutcome.GONE),
        (429, FetchOutcome.RATE_LIMITED),
        (451, FetchOutcome.BLOCKED),
        (500, FetchOutcome.SERVER_ERROR),
        (502, FetchOutcome.SERVER_ERROR),
        (503, FetchOutcome.RATE_LIMITED),
        (504, FetchOutcome.TIMEOUT),
        (520, FetchOutcome.SERVER_ERROR),
        (999, FetchOutcome.BLOCKED),
    ],
)
def test_every_status_has_its_outcome(status: int, outcome: FetchOutcome) -> None:
    response = answer(Reply("text", status=status))
    assert (response.outcome, response.status) == (outcome, status)
    assert bool(response.error) == (outcome is not FetchOutcome.OK)


def test_a_robot_check_is_no_page_whatever_its_status() -> None:
    assert answer(Reply("wait", 202, {"x-amzn-waf-action": "challenge"})).outcome is FetchOutcome.BLOCKED
    assert answer(Reply("wait", 503, {"cf-mitigated": "challenge"})).outcome is FetchOutcome.BLOCKED


def test_the_body_of_an_error_page_is_kept_where_it_can_be_read() -> None:
    assert answer(Reply("gone for good", 410)).body == b"gone for good"
    assert answer(Reply("gone", 410, cut=2)).outcome is FetchOutcome.GONE


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_remembered(status: int) -> None:
    with serve({"/a": redirect("b?x=1#part", status), "/b": Reply("text")}) as server:
        response = get(server.url("/a"))
        assert response.outcome is FetchOutcome.OK
        assert response.redirects == ((status, server.url("/b?x=1")),)
        assert response.final_url == server.url("/b?x=1")
        assert server.connections == 1


def test_a_redirect_may_be_written_carelessly() -> None:
    with serve({"*": Reply("text")}) as server:
        for location, path in [
            (f"//127.0.0.1:{server.port}/x", "/x"),
            ("/a b", "/a%20b"),
            ("/grün", "/gr%C3%BCn"),
            (b"/gr\xfcn".decode("utf-8", "surrogateescape"), "/gr%FCn"),
            ("\\x", "/x"),
            ("/keep%2fthis", "/keep%2fthis"),
        ]:
            server.routes["/start"] = redirect(location)
            assert get(server.url("/start")).final_url == server.url(path)
            assert server.requests[-1].path == path


def test_eight_redirects_are_followed_and_no_ninth() -> None:
    def count_down(request: Request) -> Reply:
        left = int(request.path[1:])
        return redirect(f"/{left - 1}") if left else Reply("text")

    with serve({"*": count_down}) as server:
        assert get(server.url("/8")).outcome is FetchOutcome.OK
        endless = get(server.url("/9"))
    assert endless.outcome is FetchOutcome.TOO_MANY_REDIRECTS
    assert len(server.requests) == 9 + 9


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "javascript:alert(1)", "http://a b/", "http://a:b@c/"])
def test_a_redirect_that_leads_to_no_web_page_is_said_so(location: str) -> None:
    response = answer(redirect(location))
    assert response.outcome is FetchOutcome.BAD_URL
    assert "redirect" in response.error


def consent_wall(request: Request) -> Reply:
    if "agreed=yes" in request.headers.get("cookie", ""):
        return Reply("text")
    return redirect("/story", headers=(("Set-Cookie", "agreed=yes; Path=/"), ("Set-Cookie", "id=7")))


def test_cookies_live_through_the_redirects_of_one_request_and_no_longer() -> None:
    async def twice(url: str) -> list[Response]:
        async with Fetcher(user_agent=AGENT, allow_private=True) as fetcher:
            return [await fetcher.get(url), await fetcher.get(url)]

    with serve({"/story": consent_wall}) as server:
        responses = asyncio.run(twice(server.url("/story")))
        cookies = [request.headers.get("cookie") for request in server.requests]
    assert [response.outcome for response in responses] == [FetchOutcome.OK] * 2
    assert cookies == [None, "agreed=yes; id=7"] * 2


def test_cookies_are_not_carried_to_another_host() -> None:
    with serve({"*": Reply("text")}) as other, serve(host="127.0.1.2") as server:
        server.routes["*"] = redirect(other.url("/"), headers=(("Set-Cookie", "secret=1"),))
        assert get(server.url("/story")).outcome is FetchOutcome.OK
        assert "cookie" not in other.requests[0].headers


@pytest.mark.parametrize(
    "reply",
    [
        Reply("x" * 1000, cut=10),
        Reply("x" * 1000, cut=0),
        Reply("x" * 1000, chunked=True, cut=500),
        Reply("x" * 1000, encoding="gzip", length=5000, cut=10),
    ],
)
def test_a_body_that_is_cut_is_no_text(reply: Reply) -> None:
    response = answer(reply)
    assert response.outcome is FetchOutcome.TRUNCATED
    assert response.body == b""
    assert response.error


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    response = answer(Reply(raw=b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old style</p>"))
    assert (response.outcome, response.body) == (FetchOutcome.OK, b"<p>old style</p>")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
        b"\x16\x03\x01\x00\x05hello",
    ],
)
def test_what_is_no_http_is_a_network_error(raw: bytes) -> None:
    response = answer(Reply(raw=raw))
    assert response.outcome is FetchOutcome.NETWORK_ERROR
    assert response.error.endswith(".")


def test_slightly_wrong_and_very_long_headers_are_borne() -> None:
    long = b"Content-Security-Policy: " + b"x" * 30_000 + b"\r\n"
    raw = b"HTTP/1.1 200 OK\r\n" + long + b"X-Name: gr\xfcn \x01\r\nContent-Length: 2\r\n\r\nhi"
    response = answer(Reply(raw=raw))
    assert (response.outcome, response.body) == (FetchOutcome.OK, b"hi")
    assert dict(response.headers)["X-Name"].startswith("gr\N{REPLACEMENT CHARACTER}n")


def test_headers_without_end_are_refused() -> None:
    response = answer(Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 3_000_000))
    assert response.outcome is FetchOutcome.NETWORK_ERROR


def test_silence_is_a_timeout_before_the_first_byte_and_within_the_body() -> None:
    assert answer(Reply("x", delay=2), first_byte_timeout=0.2).outcome is FetchOutcome.TIMEOUT
    assert answer(Reply("x" * 100, drip=1), first_byte_timeout=0.2).outcome is FetchOutcome.TIMEOUT


def test_a_body_that_drips_for_ever_is_a_timeout() -> None:
    response = answer(Reply("x" * 100, drip=0.2), first_byte_timeout=0.5, total_timeout=0.8)
    assert response.outcome is FetchOutcome.TIMEOUT
    assert response.seconds < 2


def test_the_whole_time_counts_over_all_redirects() -> None:
    slow = Reply(status=302, headers={"Location": "/again"}, delay=0.4)
    response = answer(slow, total_timeout=1.0)
    assert response.outcome is FetchOutcome.TIMEOUT
    assert 1 <= len(response.redirects) <= 3


def test_a_port_on_which_nobody_listens_is_a_network_error() -> None:
    with serve() as server:
        url = server.url("/")
    response = get(url)
    assert response.outcome is FetchOutcome.NETWORK_ERROR
    assert "127.0.0.1" in response.error


def test_a_server_without_tls_is_a_network_error_for_https() -> None:
    with serve() as server:
        response = get(server.url("/").replace("http:", "https:"))
    assert response.outcome is FetchOutcome.NETWORK_ERROR


@pytest.mark.parametrize("url", ["", "story", "ftp://127.0.0.1/", "http://[::1", "http://" + "a" * 70 + ".org/"])
def test_a_bad_address_is_a_value_too(url: str) -> None:
    response = get(url)
    assert response.outcome is FetchOutcome.BAD_URL
    assert response.error.startswith("The address ")


def test_the_hook_sees_every_hop_before_the_server_does() -> None:
    hops: list[tuple[str, int]] = []
    with serve({"/a": redirect("/b"), "/b": Reply("text")}) as server:

        async def note(url: str) -> None:
            hops.append((url, len(server.requests)))

        assert get(server.url("/a"), options={"before_request": note}).outcome is FetchOutcome.OK
        assert hops == [(server.url("/a"), 0), (server.url("/b"), 1)]


def test_the_hook_can_refuse_a_hop() -> None:
    async def refuse(url: str) -> None:
        if url.endswith("/private"):
            raise Refused(FetchOutcome.DISALLOWED, "robots.txt keeps us out.")

    with serve({"/a": redirect("/private"), "/private": Reply("text")}) as server:
        response = get(server.url("/a"), options={"before_request": refuse})
    assert (response.outcome, response.error) == (FetchOutcome.DISALLOWED, "robots.txt keeps us out.")
    assert response.redirects == ((302, server.url("/private")),)
    assert not server.asked("/private")


def test_the_caller_knows_when_each_hop_is_over_however_it_ends() -> None:
    events: list[str] = []

    async def before(url: str) -> None:
        if url.endswith("/private"):
            raise Refused(FetchOutcome.DISALLOWED, "robots.txt keeps us out.")
        events.append("before " + url[-1])

    def after(url: str) -> None:
        events.append("after " + url[-1])

    hooks = {"before_request": before, "after_request": after}
    with serve({"/a": redirect("/b"), "/b": Reply(raw=b""), "/c": redirect("/private")}) as server:
        assert get(server.url("/a"), options=hooks).outcome is FetchOutcome.NETWORK_ERROR
        assert get(server.url("/c"), options=hooks).outcome is FetchOutcome.DISALLOWED
    assert events == ["before a", "after a", "before b", "after b", "before c", "after c"]


def test_waiting_in_the_hook_is_not_counted() -> None:
    async def wait(url: str) -> None:
        await asyncio.sleep(0.5)

    with serve({"/a": redirect("/b"), "/b": Reply("text")}) as server:
        response = get(server.url("/a"), options={"before_request": wait, "total_timeout": 0.8})
    assert response.outcome is FetchOutcome.OK
    assert response.seconds < 0.5


def test_connections_to_a_host_are_kept_and_used_again() -> None:
    async def thrice(url: str) -> None:
        async with Fetcher(user_agent=AGENT, allow_private=True) as fetcher:
            for _ in range(3):
                assert (await fetcher.get(url)).outcome is FetchOutcome.OK

    with serve({"*": Reply("text", encoding="gzip")}) as server:
        asyncio.run(thrice(server.url("/story")))
        assert (server.connections, len(server.requests)) == (1, 3)


def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve() as proxy, serve({"*": Reply("text")}) as server:
        monkeypatch.setenv("http_proxy", proxy.url("/"))
        assert get(server.url("/")).outcome is FetchOutcome.OK
        assert proxy.connections == 0


def test_retry_after_is_read_in_both_its_forms() -> None:
    assert answer(Reply(status=429, headers={"Retry-After": "120"})).retry_after == 120
    now = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    readings: list[tuple[str | None, float | None]] = [
        ("Thu, 01 Jan 2026 12:02:00 GMT", 120),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
        ("9" * 5000, 31 * 86400),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
    ]
    for value, seconds in readings:
        assert retry_after_seconds(value, now=now) == seconds


def test_many_hosts_are_asked_at_once() -> None:
    both_are_here = threading.Barrier(2, timeout=5)

    def wait(request: Request) -> str:
        both_are_here.wait()
        return "text"

    async def ask(*urls: str) -> list[Response]:
        async with Fetcher(user_agent=AGENT, allow_private=True) as fetcher:
            return await asyncio.gather(*(fetcher.get(url) for url in urls))

    with serve({"*": wait}) as one, serve({"*": wait}, host="127.0.1.2") as two:
        responses = asyncio.run(ask(one.url("/"), two.url("/")))
    assert [response.outcome for response in responses] == [FetchOutcome.OK] * 2
