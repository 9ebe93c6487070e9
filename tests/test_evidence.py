"""What is stored can be proved: captures byte for byte, versions from their captures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from fastwarc.warc import ArchiveIterator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import blobs
from articles.frames import Stored, opened, packed, unpacked
from articles.models import Article, Blob, Capture
from articles.rederive import stamp
from tests.make import make_article
from tests.paper import STORY, page, paper
from tests.scraping.server import Reply

pytestmark = pytest.mark.django_db
FERRY = "/news/ferry"


@given(st.binary(max_size=3000), st.binary(max_size=3000), st.booleans())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_come_back_as_they_went_in_whatever_they_are_stored_against(one: bytes, two: bytes, alike: bool) -> None:
    two = one + two if alike else two
    first = blobs.put(one)
    second = blobs.put(two, like=first)
    third = blobs.put(two + b"!", like=second)
    assert blobs.get(first) == one
    assert blobs.get(second) == two
    assert blobs.get(third) == two + b"!"


@given(st.binary(max_size=3000), st.binary(max_size=3000), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_page_is_packed_alike_where_its_keyframe_was_opened_before(
    one: bytes, two: bytes, alike: bool, is_difference: bool
) -> None:
    whole = packed(one, None)
    like = Stored(whole.digest, whole.size, whole.data, "", 0, b"", 0)
    if is_difference and (further := packed(one + b"!", like)).base:
        like = Stored(further.digest, further.size, further.data, whole.digest, whole.size, whole.data, 1)
    page = one + two if alike else two
    assert opened(like) == (unpacked(like), one)
    assert packed(page, like, opened(like).keyframe) == packed(page, like)


def test_a_difference_is_never_stored_against_a_difference_and_a_keyframe_serves_a_limited_number() -> None:
    text = "".join(f"<p>{n * 7919 % 10007}</p>" for n in range(3000))
    digest = None
    for n in range(45):
        digest = blobs.put(f"{text}<i>{n}</i>".encode(), like=digest)
    assert not Blob.objects.filter(base__base__isnull=False).exists()
    assert Blob.objects.filter(base__isnull=True).count() == 3
    assert sum(len(blob.data) for blob in Blob.objects.filter(base__isnull=False)) < 42 * 200


def test_bytes_that_nothing_needs_are_dropped_and_a_keyframe_in_use_is_not() -> None:
    text = "".join(f"<p>{n * 7919 % 10007}</p>" for n in range(500)).encode()
    first = blobs.put(text)
    second = blobs.put(text + b"more", like=first)
    article = make_article(["One line."])
    Capture.objects.create(article=article, blob_id=second, url="x", fetched_at=article.first_seen_at)
    alone = blobs.put(b"nobody wants this")
    assert blobs.delete_unused() == 1
    assert blobs.get(second) == text + b"more"
    with pytest.raises(blobs.BlobMissing):
        blobs.get(alone)


def test_verify_is_content_with_a_scraped_archive_and_names_what_was_damaged(settings: Any, capsys: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, paragraphs=[*STORY, "The ramp has been mended, the operator said on Friday."])
        site.scrape()
        call_command("verify")
        assert "All is whole: 1 articles, 2 versions, 2 captures." in capsys.readouterr().out
        Blob.objects.filter(base__isnull=True).update(data=Blob.objects.filter(base__isnull=True).get().data[:-9])
        Article.objects.update(version_count=5)
        with pytest.raises(CommandError, match="things are wrong"):
            call_command("verify")
        said = capsys.readouterr().err
        assert "its bytes cannot be read" in said
        assert "its row says 5" in said


def test_captures_are_given_out_as_a_warc_file_that_archives_tools_read(settings: Any, tmp_path: Path) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        out = tmp_path / "ferry.warc.gz"
        call_command("export_warc", site.server.url(FERRY), "--out", str(out), verbosity=0)
        records = {}
        for record in ArchiveIterator(io.BytesIO(out.read_bytes()), parse_http=False):
            assert record.verify_block_digest()
            record.parse_http()
            records[record.headers["WARC-Type"]] = (record.headers.get("WARC-Target-URI"), record.reader.read())
        assert records["response"] == (site.server.url(FERRY), page().encode())
        assert "request" in records


def test_an_article_without_captured_pages_leaves_no_empty_warc_file(db: None, tmp_path: Path) -> None:
    out = tmp_path / "imported.warc.gz"
    article = make_article(versions=["It was imported as text."])
    with pytest.raises(CommandError, match="has no captured pages"):
        call_command("export_warc", str(article.pk), "--out", str(out))
    assert not out.exists()


def test_a_changed_rule_makes_no_version_and_reextract_shows_before_it_does(settings: Any, capsys: Any) -> None:
    advert = "Subscribe to the Skerry Light for nine crowns a week and never miss a ferry again, whatever the weather."
    with paper(settings) as site:
        site.publish(FERRY, paragraphs=[*STORY, advert])
        site.scrape()
        site.publish(FERRY, paragraphs=[*STORY, advert.replace("nine", "eight")])
        site.scrape()
        if len(site.texts(FERRY)) == 1:
            pytest.skip("the extractor leaves the advert out by itself")
        site.source.rules = {"ignore": ["^Subscribe to"]}
        site.source.save()
        site.publish(FERRY, Reply(page(paragraphs=[*STORY, advert.replace("nine", "eight")], around="<!-- new -->")))
        site.scrape()
        assert len(site.texts(FERRY)) == 2
        call_command("reextract")
        assert "versions read otherwise: 1, 2; the same as the one before: 2" in capsys.readouterr().out
        assert len(site.texts(FERRY)) == 2
        call_command("reextract", "--apply")
        assert site.texts(FERRY) == ["\n".join(STORY)]
        assert site.article(FERRY).versions.get().extractor == stamp(site.source.rules)
        call_command("verify")
        assert site.article(FERRY).captures.count() == 2
