"""A Memento client's questions (RFC 7089), and captured pages shown so that nothing of them runs or loads."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils.http import http_date, parse_http_date

from articles.models import Article, Version
from tests.make import T0, add_version, make_article, make_capture, make_content

pytestmark = pytest.mark.django_db

URL = "https://courier.example/news/harbour?id=7&part=a%2Fb"
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def article() -> Article:
    """An article with versions at 6:00, 6:35 and 7:10."""
    return make_article(["One.", "Two.", "Three."], url=URL)


def moment(**after: float) -> str:
    return http_date((T0 + timedelta(**after)).timestamp())


def links(value: str) -> dict[str, tuple[str, dict[str, str]]]:
    """A Link header or link-format document, parsed as RFC 8288 says: by relation, the target and its attributes."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    rest = value
    while rest.strip(" ,\n"):
        match = re.match(r'[\s,]*<([^>]*)>((?:\s*;\s*[\w*]+="[^"]*")*)', rest)
        assert match, rest
        attributes = dict(re.findall(r'([\w*]+)="([^"]*)"', match[2]))
        for relation in attributes["rel"].split():
            found.setdefault(relation, (match[1], attributes))
        rest = rest[match.end() :]
    return found


def gate(client: Client, url: str = URL, **headers: str) -> Any:
    return client.get(f"/timegate/{url}", headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("gzip", [{}, {"Accept_Encoding": "gzip"}], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (moment(days=-900), "20261101060000"),  # before the first: the first
        (moment(), "20261101060000"),
        (moment(minutes=34), "20261101060000"),  # between: the one that stood then
        (moment(minutes=35), "20261101063500"),
        (moment(days=900), "20261101071000"),  # after the last: the last
        (None, "20261101071000"),
    ],
)
def test_the_timegate_leads_to_what_stood_at_that_time(
    client: Client, article: Article, asked: str | None, answer: str, gzip: dict[str, str]
) -> None:
    response = gate(client, **({"Accept_Datetime": asked} if asked else {}), **gzip)
    assert response.status_code == 302
    assert response["Location"] == f"{SITE}/memento/{answer}/{URL}"
    assert "accept-datetime" in response["Vary"].lower()
    assert "Memento-Datetime" not in response
    named = links(response["Link"])
    assert named["original"][0] == URL
    assert named["timemap"] == (f"{SITE}/timemap/link/{URL}", {"rel": "timemap", "type": "application/link-format"})
    shown = client.get(response["Location"].removeprefix(SITE), headers={"Accept-Encoding": "gzip"} if gzip else {})
    assert shown.status_code == 200
    assert f"{datetime.fromtimestamp(parse_http_date(shown['Memento-Datetime']), UTC):%Y%m%d%H%M%S}" == answer


def test_a_memento_says_when_it_is_of_and_names_its_neighbours(client: Client, article: Article) -> None:
    response = client.get(f"/memento/20261101063500/{URL}")
    assert "Two." in response.content.decode()
    assert response["Memento-Datetime"] == moment(minutes=35)
    assert response["Content-Location"] == f"/articles/{article.pk}/versions/2/"
    named = links(response["Link"])
    assert named["original"][0] == URL
    assert named["timegate"][0] == f"{SITE}/timegate/{URL}"
    for relation, stamp in {"first": "060000", "prev": "060000", "next": "071000", "last": "071000"}.items():
        assert named[relation][0] == f"{SITE}/memento/20261101{stamp}/{URL}"
    again = client.get(f"/memento/20261101063500/{URL}", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again["Memento-Datetime"] == moment(minutes=35)


def test_a_time_between_two_versions_leads_to_the_one_that_stood_then(client: Client, article: Article) -> None:
    assert client.get(f"/memento/20261101064000/{URL}")["Location"] == f"{SITE}/memento/20261101063500/{URL}"
    assert client.get(f"/memento/19990101000000/{URL}")["Location"] == f"{SITE}/memento/20261101060000/{URL}"
    assert client.get(f"/memento/20261399999999/{URL}").status_code == 404


def test_the_timemap_lists_every_version_in_both_forms(client: Client, article: Article) -> None:
    response = client.get(f"/timemap/link/{URL}")
    assert response["Content-Type"] == "application/link-format"
    text = response.content.decode()
    named = links(text)
    assert named["original"][0] == URL
    assert named["self"][1]["from"] == moment()
    assert named["self"][1]["until"] == moment(minutes=70)
    assert len(re.findall(r'rel="[a-z ]*memento"', text)) == 3
    data = client.get(f"/timemap/json/{URL}").json()
    assert data["original_uri"] == URL
    assert [one["datetime"] for one in data["mementos"]["list"]] == [
        "2026-11-01T06:00:00Z", "2026-11-01T06:35:00Z", "2026-11-01T07:10:00Z",
    ]  # fmt: skip
    for one in data["mementos"]["list"]:
        assert client.get(one["uri"].removeprefix(SITE)).status_code == 200
    assert client.get(f"/timemap/link/{URL}", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.head(f"/timemap/link/{URL}").status_code == 200


def test_a_version_s_page_points_to_the_original_and_its_mementos(client: Client, article: Article) -> None:
    response = client.get(f"/articles/{article.pk}/versions/1/")
    named = links(response["Link"])
    assert named["original"][0] == URL
    assert named["memento"][0] == f"{SITE}/memento/20261101060000/{URL}"
    assert "Memento-Datetime" not in response


@pytest.mark.parametrize(
    "asked",
    [
        URL.replace("://", ":/"),  # a proxy made one slash of two
        quote(URL, safe=""),
        quote(URL, safe=":/"),
        URL.removeprefix("https://"),
        URL.replace("https", "http").replace("courier", "www.courier") + "&utm_source=feed",
    ],
)
def test_the_address_is_understood_however_it_is_sent(client: Client, article: Article, asked: str) -> None:
    assert gate(client, asked)["Location"].endswith(f"/{URL}")


def test_encoded_slashes_in_the_path_are_found_when_encoded_once_more(client: Client) -> None:
    url = "https://courier.example/news/a%2Fb"
    make_article(["One."], url=url)
    assert gate(client, quote(url, safe=":/"))["Location"].endswith(url)


def test_an_unknown_page_gets_a_404_that_helps_and_a_bad_date_a_400(client: Client, article: Article) -> None:
    for path in ("timegate", "timemap/link", "timemap/json", "memento/20261101060000", "memento/20261101060000/raw"):
        response = client.get(f"/{path}/https://courier.example/unknown")
        assert response.status_code == 404
        assert "/lookup/" in response.content.decode()
    assert gate(client, "not a url at all").status_code == 404
    make_article([], url="https://courier.example/never-read")
    assert gate(client, "https://courier.example/never-read").status_code == 404
    for wrong in ("yesterday", "2026-11-01", "Sun, 99 Nov 2026 06:00:00 GMT", "Sun, 01 Nov 99999 06:00:00 GMT"):
        response = gate(client, Accept_Datetime=wrong)
        assert response.status_code == 400
        assert moment() in response.content.decode()


def test_a_hidden_article_is_withdrawn_at_all_its_addresses(client: Client, article: Article) -> None:
    article.hide("a court said so", T0)
    for path in ("timegate", "timemap/link", "timemap/json", "memento/20261101060000", "memento/20261101060000/raw"):
        response = client.get(f"/{path}/{URL}")
        assert response.status_code == 410
        assert "court" not in response.content.decode()


def test_of_two_versions_in_one_second_the_later_one_is_the_memento(client: Client) -> None:
    article = make_article(["One."], url="https://courier.example/quick")
    add_version(article, "Two.", seen_at=T0 + timedelta(microseconds=5), title="T")
    assert len(client.get("/timemap/json/https://courier.example/quick").json()["mementos"]["list"]) == 1
    assert "Two." in client.get("/memento/20261101060000/https://courier.example/quick").content.decode()


def test_an_address_cannot_break_out_of_the_header(client: Client) -> None:
    make_article(["One."], url='https://courier.example/a>;rel="x",<b"?q=é')
    (article,) = Article.objects.all()
    response = client.get(f"/articles/{article.pk}/versions/1/")
    assert set(links(response["Link"])) == {"original", "timegate", "timemap", "first", "last", "memento"}


# Captured pages

PAGE = b"""<html><body onload="alert(1)"><script>document.title = "ran"</script>
<img src="/static/favicon.svg"><p>As it was received: caf\xe9</p></body></html>"""


def captured(body: bytes = PAGE, content_type: str = "text/html; charset=windows-1252") -> str:
    """An article with one version, whose page was captured; the path of the page."""
    article = make_article([], url=URL)
    capture = make_capture(article, body, content_type=content_type)
    Version.objects.record(article, make_content("As it was received"), seen_at=T0, capture=capture)
    return f"/memento/20261101060000/raw/{URL}"


def test_a_captured_page_comes_byte_for_byte_in_a_sandbox(client: Client) -> None:
    path = captured()
    response = client.get(path)
    assert response.content == PAGE
    assert response["Content-Type"] == "text/html; charset=windows-1252"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-" not in policy
    assert "script-src" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    assert response["Memento-Datetime"] == moment()
    known = client.get(path, headers={"If-None-Match": response["ETag"]})
    assert (known.status_code, known["Content-Security-Policy"]) == (304, policy)
    assert path.partition("/raw/")[0] + "/raw/" in client.get(f"/memento/20261101060000/{URL}").content.decode()


@pytest.mark.parametrize("kind", ["text/javascript", "image/svg+xml", "application/xml", "text/css", "nonsense"])
def test_what_a_page_of_ours_could_put_to_use_is_given_out_as_bytes_alone(client: Client, kind: str) -> None:
    response = client.get(captured(b"alert(1)", kind))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_a_version_without_a_page_says_so(client: Client, article: Article) -> None:
    response = client.get(f"/memento/20261101060000/raw/{URL}")
    assert response.status_code == 404
    assert "imported" in response.content.decode()


def test_times_are_utc(client: Client) -> None:
    make_article([{"text": "One.", "seen_at": datetime(2026, 11, 1, 23, 30, tzinfo=UTC)}], url=URL)
    assert gate(client)["Location"].startswith(f"{SITE}/memento/20261101233000/")
