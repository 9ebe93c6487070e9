"""Histories in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from types import GeneratorType, SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles import blobs
from articles.history import Imported, export, parse_line, take_in
from articles.models import Article, Capture, Event, Source, Version
from articles.scraping.blocks import Block
from tests.make import T0, Text, make_article, make_event
from tests.paper import STORY, TITLE, page

pytestmark = pytest.mark.django_db

FIRST = {"seen_at": "2026-11-01T06:00:00Z", "title": "Ferry late", "text": "The ferry is late.\nNobody knows why."}
SECOND = FIRST | {"seen_at": "2026-11-01T06:35:00Z", "text": "The ferry is late.\nIt was the fog."}
THIRD = SECOND | {"seen_at": "2026-11-01T08:00:00Z", "title": "Ferry arrives"}


def line(*versions: dict[str, Any], url: str = "https://light.example/ferry", **fields: Any) -> str:
    """One article as a line."""
    return json.dumps({"source": "light", "url": url, "versions": versions, **fields})


def import_lines(tmp_path: Path, *lines: str | bytes) -> str:
    """Import these lines from a file; returns what was printed."""
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(text if isinstance(text, bytes) else text.encode() for text in lines))
    out = StringIO()
    call_command("import_history", str(path), stdout=out)
    return out.getvalue()


def bad_import(tmp_path: Path, *lines: str | bytes) -> str:
    """Import lines of which some are bad; returns what was said of them."""
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(text if isinstance(text, bytes) else text.encode() for text in lines))
    errors = StringIO()
    with pytest.raises(CommandError, match="not taken in"):
        call_command("import_history", str(path), stdout=StringIO(), stderr=errors)
    return errors.getvalue()


def exported() -> list[str]:
    """All histories, as lines."""
    return list(export(Article.objects.all()))


def empty_the_archive() -> None:
    """Another database, for the purpose of an import."""
    Version.objects.all().delete()
    Article.objects.all().delete()
    Source.objects.all().delete()


def test_a_line_becomes_an_article_with_its_versions_and_events(tmp_path: Path) -> None:
    events = [{"at": "2026-11-02T00:00:00Z", "kind": "gone", "detail": "HTTP status 404"}]
    said = import_lines(tmp_path, line(FIRST, SECOND, THIRD, events=events))
    assert "1 lines: 1 new articles, 3 new versions, 1 new events" in said
    article = Article.objects.get()
    assert [version.number for version in article.versions.all()] == [1, 2, 3]
    assert (article.title, article.version_count, article.state) == ("Ferry arrives", 3, Article.State.GONE)
    assert article.first_seen_at == T0
    assert article.versions.get(number=2).words_added > 0
    assert article.events.get().detail == "HTTP status 404"


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    text = line(FIRST, SECOND, events=[{"at": "2026-11-02T00:00:00Z", "kind": "moved", "detail": "x"}])
    import_lines(tmp_path, text)
    before = exported()
    said = import_lines(tmp_path, text, text)
    assert "0 new versions, 0 new events; 4 versions were known already" in said
    assert exported() == before


def test_what_is_exported_and_imported_elsewhere_is_the_same(tmp_path: Path) -> None:
    first = {"text": "Où ça ?\nمرحبا\n👩‍👩‍👧 北京", "byline": "Ann Lee", "standfirst": "A start", "seen_at": T0}
    make_article([first, "Two.\n\u2028Lines.", "Two. Lines.\nThree."], title="“Quotes” & <tags>")
    article = make_article(["Another."], url="https://courier.example/b")
    make_event(article, at=T0, kind=Event.Kind.GONE, detail="HTTP status 410")
    before = exported()
    empty_the_archive()
    import_lines(tmp_path, *before)
    assert exported() == before


def test_what_was_scraped_and_exported_keeps_its_text_block_by_block(tmp_path: Path) -> None:
    import_lines(tmp_path, line(FIRST | {"text": None, "html": page()}))
    [history] = map(json.loads, exported())
    assert history["versions"][0]["text"].split("\n") == list(STORY)
    assert history["versions"][0]["number"] == 1
    assert history["versions"][0]["change"] is None


def test_versions_that_lie_between_known_ones_are_woven_in_and_none_is_lost(tmp_path: Path) -> None:
    import_lines(tmp_path, line(SECOND, THIRD | {"text": None, "html": page("Ferry arrives")}))
    later = Version.objects.get(number=2)
    import_lines(tmp_path, line(FIRST, SECOND | {"seen_at": "2026-11-01T07:00:00Z", "title": "Fog"}))
    versions = list(Article.objects.get().versions.all())
    assert [version.number for version in versions] == [1, 2, 3, 4]
    assert [version.title for version in versions] == ["Ferry late", "Ferry late", "Fog", "Ferry arrives"]
    assert versions == sorted(versions, key=lambda version: version.seen_at)
    assert (versions[3].text, versions[3].capture_id) == (later.text, later.capture_id)
    assert Article.objects.get().first_seen_at == T0


def test_a_version_given_twice_in_one_line_is_taken_once(tmp_path: Path) -> None:
    import_lines(tmp_path, line(FIRST, FIRST, SECOND))
    assert Version.objects.count() == 2


def test_versions_may_stand_in_any_order(tmp_path: Path) -> None:
    import_lines(tmp_path, line(THIRD, FIRST, SECOND))
    assert list(Version.objects.values_list("title", flat=True)) == ["Ferry late", "Ferry late", "Ferry arrives"]


def test_html_is_kept_as_the_capture_and_read_where_no_text_is_given(tmp_path: Path) -> None:
    html = page() + "<!-- é 😀 -->"
    import_lines(tmp_path, line({"seen_at": FIRST["seen_at"], "html": html}))
    version = Version.objects.get()
    assert (version.title, version.text) == (TITLE, "\n".join(STORY))
    assert version.extractor
    assert version.capture is not None
    assert blobs.get(version.capture.blob_id) == html.encode()


def test_given_text_goes_before_what_html_says(tmp_path: Path) -> None:
    import_lines(tmp_path, line(FIRST | {"html": page()}))
    assert Version.objects.get().text == FIRST["text"]
    assert Capture.objects.count() == 1


BAD = {
    "{": "it is not JSON",
    "[1]": "it is not a JSON object",
    "{}": "url: The address is empty",
    line(FIRST, url="ftp://x.example/"): "url: The address is not an http or https address",
    line(FIRST, source="Not a slug!"): "source 'Not a slug!' must be a short name",
    line(FIRST, source=7): "source must be a text, not int",
    line(): "versions must be a list with at least one version",
    line(FIRST, versions="x"): "versions must be a list",
    line(FIRST, {"seen_at": "yesterday", "text": "x"}): "version 2: seen_at 'yesterday' is no time",
    line({"text": "x"}): "version 1: seen_at '' is no time",
    line({"seen_at": 5, "text": "x"}): "version 1: seen_at must be a text, not int",
    line(FIRST | {"seen_at": "0001-01-01T00:00:00+14:00"}): "version 1: seen_at '0001-01-01T00:00:00+14:00' is no time",
    line(FIRST | {"seen_at": "1889-11-01T00:00:00Z"}): "before there was a web",
    line({"seen_at": FIRST["seen_at"]}): "version 1 has neither text nor html",
    line({"seen_at": FIRST["seen_at"], "text": " \n "}): "version 1 has neither text nor title",
    line({"seen_at": FIRST["seen_at"], "html": "<p></p>"}): "version 1: no article text was found in its html",
    line(7): "version 1 is not an object",  # type: ignore[arg-type]
    line(FIRST, events=[{"at": "2026-11-02", "kind": "eaten"}]): "event 1: kind 'eaten' must be one of gone, back,",
    line(FIRST, events=[{"at": "?", "kind": "gone"}]): "event 1: at '?' is no time",
    line(FIRST, events=7): "events must be a list",
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=BAD.values())
def test_a_bad_line_is_named_with_its_number_and_reason_and_the_rest_goes_in(
    tmp_path: Path, bad: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = bad_import(tmp_path, line(FIRST), "", bad, line(FIRST, url="https://light.example/2"))
    assert "in.jsonl, line 3: " in said
    assert BAD[bad] in said
    assert said.count("\n") == 1
    assert Article.objects.count() == 2
    assert not caplog.records  # what is expected is no bug of ours


def test_bytes_that_are_no_utf8_are_named_and_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    said = bad_import(tmp_path, b"\xef\xbb\xbf" + line(FIRST).encode(), b'{"source": "\xff"}')
    assert "line 2: it is not UTF-8: byte 12 is wrong" in said
    assert Article.objects.count() == 1


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.jsonl cannot be read"):
        call_command("import_history", str(tmp_path / "nowhere.jsonl"))


def test_standard_input_is_read_line_by_line_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line is taken in before the next is read: a history larger than memory goes in."""
    seen = []

    def stream() -> Iterator[bytes]:
        for number in range(5):
            seen.append(Article.objects.count())
            yield line(FIRST, url=f"https://light.example/{number}").encode()

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream()))
    call_command("import_history", "-", stdout=StringIO())
    assert seen == [0, 1, 2, 3, 4]


def test_an_export_is_given_out_line_by_line() -> None:
    make_article(["One."])
    lines = export(Article.objects.all())
    assert isinstance(lines, GeneratorType)
    assert json.loads(next(lines))["versions"][0]["text"] == "One."


def test_an_export_goes_into_a_file_or_to_standard_output_of_one_source_or_all(tmp_path: Path) -> None:
    make_article(["One."])
    make_article(["Two."], url="https://courier.example/2")
    make_article([], url="https://courier.example/never-read")
    out, path = StringIO(), tmp_path / "out.jsonl"
    call_command("export_history", stdout=out)
    call_command("export_history", "--source", "courier", "--out", str(path), verbosity=0)
    assert out.getvalue() == path.read_text(encoding="utf-8")
    assert len(out.getvalue().splitlines()) == 2
    with pytest.raises(CommandError, match="no source 'nobody'"):
        call_command("export_history", "--source", "nobody")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_history", "--out", str(tmp_path / "no" / "folder"))


def test_an_imported_event_does_not_wake_what_an_editor_paused(tmp_path: Path) -> None:
    import_lines(tmp_path, line(FIRST))
    Article.objects.update(state=Article.State.PAUSED, next_check_at=None)
    import_lines(tmp_path, line(FIRST, events=[{"at": "2026-11-02T00:00:00Z", "kind": "back"}]))
    assert Article.objects.get().state == Article.State.PAUSED


def test_a_recent_history_is_watched_and_an_old_one_is_not(tmp_path: Path) -> None:
    old = FIRST | {"seen_at": "2013-10-18T13:20:00Z"}
    recent = FIRST | {"seen_at": (timezone.now() - timedelta(days=1)).isoformat()}
    import_lines(tmp_path, line(old), line(recent, url="https://light.example/2"))
    assert Article.objects.get(url="https://light.example/ferry").state == Article.State.RETIRED
    assert Article.objects.get(url="https://light.example/2").state == Article.State.ACTIVE


@pytest.mark.shared
def test_the_shared_history_gives_three_versions(shared: Path) -> None:
    path = shared / "seeds" / "probation-strike.history.jsonl"
    call_command("import_history", str(path), stdout=StringIO())
    versions = Article.objects.get().versions.all()
    assert [version.number for version in versions] == [1, 2, 3]
    assert versions[1].after(versions[0]).total_seconds() == 35 * 60


def test_lines_are_written_in_utf8_whatever_the_locale_says(monkeypatch: pytest.MonkeyPatch) -> None:
    make_article(["北京 😀"])
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding="ascii", errors="strict"))
    call_command("export_history")
    sys.stdout.flush()
    assert "北京 😀" in raw.getvalue().decode("utf-8")


def test_kinds_and_times_survive_the_way_out_and_in() -> None:
    article = make_article(["One."])
    blocks = (Block("heading", "What we know"), Block("paragraph", "Nothing."), Block("quote", "We know it."))
    Version.objects.record(article, Text("T", blocks=blocks), seen_at=T0 + timedelta(hours=3), published_at=T0)
    (exported,) = export(Article.objects.all())
    article.delete()
    again = take_in(parse_line(exported), Imported())
    version = again.versions.get(number=2)
    assert version.blocks == blocks
    assert version.published_at == T0
    assert list(export(Article.objects.all())) == [exported]
