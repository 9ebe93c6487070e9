"""The seeds keep their promises: a sound catalogue, and sample histories that show each kind of change."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from articles.diffing import compare

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
CATALOGUES = ["sources.json", "sample_sources.json"]
SOURCE_KEYS = {
    "slug", "name", "homepage", "country", "language", "feeds", "include", "exclude", "min_delay", "enabled",
}  # fmt: skip
LAST_DAY = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
RESERVED = re.compile(r"(^|\.)example\.(org|com|net)$")

WANTED = {
    "abc-au", "aljazeera", "allafrica", "ansa", "bbc", "cbc", "clarin", "cna", "dawn", "dr", "dw", "elpais",
    "eluniversal", "faz", "folha", "france24", "gov-uk", "guardian", "haaretz", "hindu", "inquirer",
    "kyivindependent", "lemonde", "meduza", "ndtv", "nhk", "nos", "npr", "nrk", "nytimes", "orf", "publico",
    "rfi", "rnz", "rte", "rtve", "scmp", "spiegel", "srf", "straitstimes", "sueddeutsche", "svt",
    "tagesschau", "yle", "ynet", "yonhap", "zeit",
}  # fmt: skip
ONE_COUNTRY_A_CONTINENT = {"NG", "IN", "DE", "US", "BR", "AU"}


def catalogue(name: str) -> list[dict[str, Any]]:
    sources: list[dict[str, Any]] = json.loads((SEEDS / name).read_text(encoding="utf-8"))
    return sources


def histories() -> Iterator[dict[str, Any]]:
    for path in sorted((SEEDS / "histories").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


HISTORIES = list(histories())
BY_URL = pytest.mark.parametrize("history", HISTORIES, ids=[urlsplit(h["url"]).path for h in HISTORIES])


def history_of(end: str) -> dict[str, Any]:
    found = [history for history in HISTORIES if history["url"].endswith(end)]
    assert len(found) == 1, end
    return found[0]


def versions_of(end: str) -> list[dict[str, Any]]:
    versions: list[dict[str, Any]] = history_of(end)["versions"]
    return versions


def steps() -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Every change of the samples: its history, the version before, the version after."""
    for history in HISTORIES:
        for old, new in pairwise(history["versions"]):
            yield history, old, new


def blocks(version: dict[str, Any]) -> list[str]:
    lines: list[str] = version["text"].split("\n")
    return lines


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


# The catalogue


def test_the_catalogue_has_many_sources_of_many_countries_on_every_inhabited_continent() -> None:
    sources = catalogue("sources.json")
    countries = {source["country"] for source in sources}
    assert len(sources) >= 45
    assert len(countries) >= 15
    assert countries >= ONE_COUNTRY_A_CONTINENT


def test_the_catalogue_has_the_best_known_sources() -> None:
    assert {source["slug"] for source in catalogue("sources.json")} >= WANTED


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_is_sorted_by_slug_and_formatted_so_that_a_new_source_is_a_small_diff(name: str) -> None:
    sources = catalogue(name)
    assert [source["slug"] for source in sources] == sorted({source["slug"] for source in sources})
    text = (SEEDS / name).read_text(encoding="utf-8")
    assert text == json.dumps(sources, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_source_has_the_fields_the_loader_reads_and_no_others(name: str) -> None:
    for source in catalogue(name):
        slug = source["slug"]
        assert set(source) <= SOURCE_KEYS, slug
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert source["name"].strip()
        assert re.fullmatch(r"[A-Z]{2}", source["country"]), slug
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", source["language"]), slug
        assert isinstance(source.get("enabled", True), bool), slug
        assert source.get("min_delay", 1) > 0, slug


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_address_is_https_with_a_host_and_no_feed_is_listed_twice(name: str) -> None:
    feeds = Counter(feed["url"] for source in catalogue(name) for feed in source["feeds"])
    for url in [*feeds, *(source["homepage"] for source in catalogue(name))]:
        parts = urlsplit(url)
        assert parts.scheme == "https", url
        assert "." in (parts.hostname or ""), url
        assert not re.search(r"\s|[<>\"{}|\\^`]", url), url
    assert [url for url, count in feeds.items() if count > 1] == []


def test_every_real_source_has_a_feed_and_patterns_that_compile_and_let_its_homepage_through() -> None:
    for source in catalogue("sources.json"):
        assert source["feeds"], source["slug"]
        for pattern in source.get("include", []) + source.get("exclude", []):
            re.compile(pattern)
        assert not any(re.search(p, source["homepage"]) for p in source.get("exclude", [])), source["slug"]


def test_the_patterns_tell_articles_from_what_is_none() -> None:
    sources = {source["slug"]: source for source in catalogue("sources.json")}

    def wanted(slug: str, url: str) -> bool:
        include, exclude = sources[slug].get("include", []), sources[slug].get("exclude", [])
        included = not include or any(re.search(p, url) for p in include)
        return included and not any(re.search(p, url) for p in exclude)

    assert wanted("bbc", "https://www.bbc.com/news/articles/c0abc123def")
    assert not wanted("bbc", "https://www.bbc.com/sport/football/articles/c0abc123def")
    assert not wanted("bbc", "https://www.bbc.com/news/live/c0abc123def")
    assert wanted("orf", "https://orf.at/stories/3400001/")
    assert wanted("orf", "https://wien.orf.at/stories/3300001/")
    assert not wanted("orf", "https://sport.orf.at/stories/3100001/")


def test_the_invented_outlets_stand_on_reserved_domains_and_are_never_fetched() -> None:
    for source in catalogue("sample_sources.json"):
        assert RESERVED.search(urlsplit(source["homepage"]).hostname or ""), source["slug"]
        assert source["feeds"] == []
        assert source["enabled"] is False


# The histories: the format


def test_every_line_of_the_histories_is_readable_text_and_not_escapes() -> None:
    for path in (SEEDS / "histories").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert line == json.dumps(json.loads(line), ensure_ascii=False), path.name


def test_the_samples_are_about_twenty_articles_of_five_invented_outlets() -> None:
    assert len(HISTORIES) >= 20
    assert len({history["url"] for history in HISTORIES}) == len(HISTORIES)
    listed = {source["slug"] for source in catalogue("sample_sources.json")}
    assert {history["source"] for history in HISTORIES} == listed


@BY_URL
def test_a_history_belongs_to_its_outlets_reserved_domain(history: dict[str, Any]) -> None:
    homepage = {s["slug"]: s["homepage"] for s in catalogue("sample_sources.json")}[history["source"]]
    assert history["url"].startswith(homepage)


@BY_URL
def test_versions_and_events_are_dated_in_order_with_their_zone(history: dict[str, Any]) -> None:
    for dates in (
        [moment(version["seen_at"]) for version in history["versions"]],
        [moment(event["at"]) for event in history.get("events", [])],
    ):
        assert all(date.utcoffset() is not None for date in dates)
        assert dates == sorted(set(dates))
        assert all(date <= LAST_DAY for date in dates)


@BY_URL
def test_every_version_says_something_and_differs_from_the_one_before(history: dict[str, Any]) -> None:
    versions = history["versions"]
    assert len(versions) >= 2
    for version in versions:
        assert version["title"].strip()
        assert all(block and block == block.strip() for block in blocks(version))
        assert len(set(blocks(version))) == len(blocks(version))
    for old, new in pairwise(versions):
        assert any(old[key] != new[key] for key in ("title", "standfirst", "byline", "text"))


@BY_URL
def test_events_are_of_the_kinds_the_format_knows(history: dict[str, Any]) -> None:
    assert all(event["kind"] in {"gone", "back", "moved"} for event in history.get("events", []))


# The histories: what they are there to show


def test_a_breaking_story_has_six_versions_in_a_day_and_two_rewritten_headlines() -> None:
    versions = versions_of("harbour-silo-explosion")
    assert len(versions) == 6
    assert (moment(versions[-1]["seen_at"]) - moment(versions[0]["seen_at"])).total_seconds() < 24 * 3600
    assert len({version["title"] for version in versions}) >= 3
    lengths = [len(blocks(version)) for version in versions]
    assert lengths == sorted(lengths)


def test_a_headline_is_softened() -> None:
    first, last = versions_of("bridge-audit")
    assert "misled" in first["title"]
    assert "misled" not in last["title"] + last["text"]


def test_a_paragraph_is_moved_down_with_a_small_edit() -> None:
    first, last = versions_of("council-library-hours")
    before = [block.startswith('"This is the cruellest') for block in blocks(first)].index(True)
    after = [block.startswith('"This is the cruellest') for block in blocks(last)].index(True)
    assert after > before + 2
    assert blocks(first)[before] != blocks(last)[after]


@pytest.mark.parametrize(("end", "notice"), [("hospital-waiting-times", "Correction"), ("orgel-st-veit", "Korrektur")])
def test_a_proper_correction_carries_a_notice(end: str, notice: str) -> None:
    first, last = versions_of(end)
    assert notice not in first["text"]
    assert blocks(last)[-1].startswith(notice)


def test_a_number_is_corrected_without_a_word() -> None:
    first, last = versions_of("school-places")
    assert "842" in first["text"]
    assert "842" not in last["text"]
    assert "482" in last["text"]
    assert "orrect" not in last["text"]


def test_one_page_goes_for_good_and_one_comes_back() -> None:
    kinds = {
        history["url"]: [event["kind"] for event in history["events"]] for history in HISTORIES if "events" in history
    }
    assert ["gone"] in kinds.values()
    assert ["gone", "back"] in kinds.values()


def test_an_address_moves_to_another_of_the_same_outlet() -> None:
    (event,) = history_of("villarmea-restricciones-agua")["events"]
    assert event["kind"] == "moved"
    assert event["detail"].startswith("https://correo.example.net/")


def test_a_headline_is_tested_a_b_a_over_the_same_text() -> None:
    versions = versions_of("last-tea-kiosk")
    first, second, third = (version["title"] for version in versions)
    assert first == third != second
    assert len({version["text"] for version in versions}) == 1


def test_a_paragraph_is_split_and_two_are_merged() -> None:
    def joins(parts: list[str], whole: list[str]) -> bool:
        return any(f"{a} {b}" in whole for a, b in pairwise(parts))

    assert any(joins(blocks(new), blocks(old)) for _, old, new in steps())
    assert any(joins(blocks(old), blocks(new)) for _, old, new in steps())


def test_the_diffs_of_the_samples_have_rows_of_every_kind() -> None:
    kinds = {row.kind for _, old, new in steps() for row in compare(blocks(old), blocks(new)).rows}
    assert kinds == {"same", "changed", "added", "removed", "moved-from", "moved-to", "split", "merged"}


def test_a_text_goes_back_to_what_it_was() -> None:
    first, second, third = versions_of("water-utility-hearing")
    assert first["text"] == third["text"] != second["text"]


def test_a_long_article_has_small_edits_all_over_it() -> None:
    first, second, *_ = versions_of("measure-12-explained")
    assert len(blocks(first)) >= 60
    changed = [i for i, (a, b) in enumerate(zip(blocks(first), blocks(second), strict=True)) if a != b]
    assert len(changed) >= 5
    assert changed[-1] - changed[0] > 40


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("ar", "[\u0620-\u064a]"),
        ("he", "[\u05d0-\u05ea]"),
        ("zh-Hans", "[\u4e00-\u9fff]"),
        ("ja", "[\u3041-\u30ff]"),
    ],
)
def test_other_scripts_are_there(language: str, script: str) -> None:
    texts = [h["versions"][0]["text"] for h in HISTORIES if h["language"] == language]
    assert texts
    assert all(len(re.findall(script, text)) > 100 for text in texts)


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_european_languages_are_there(language: str) -> None:
    assert any(history["language"] == language for history in HISTORIES)
