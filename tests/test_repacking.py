"""Whole pages are packed anew once their articles are no longer fresh: smaller, and the same bytes."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import blobs, repacking
from articles.digests import sha256
from articles.doctor import examine
from articles.frames import BROTLI, Damaged, Stored, is_repacked, packed, repacked, unpacked
from articles.metrics import exposition
from articles.models import Article, Blob, Capture, Progress
from articles.pruning import drop_loose_captures
from articles.verify import verify
from tests.make import make_article, make_capture
from tests.paper import manage, page

WORDS = "the ferry was late again on monday said harbour office forty people waited quay hour council bridge".split()


def story(seed: int, length: int = 900) -> bytes:
    """A page of words in a random order, as large as many."""
    dice = Random(seed)
    return page(paragraphs=[" ".join(dice.choices(WORDS, k=60)) for _ in range(length // 60)]).encode()


def captured(body: bytes, *, age: timedelta = timedelta(days=2), like: str | None = None) -> Capture:
    """A page that was captured so long ago, put on record as scrapers do: with its capture, or not at all."""
    article = Article.objects.first() or make_article(["One."])
    with transaction.atomic():
        digest, at = blobs.put(body, like=like), timezone.now() - age
        return Capture.objects.create(article=article, blob_id=digest, url=article.url, fetched_at=at)


def frame_of(capture: Capture) -> bytes:
    return bytes(Blob.objects.get(pk=capture.blob_id).data)


@pytest.mark.django_db
@given(st.binary(max_size=3000), st.binary(max_size=3000), st.booleans())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_and_differences_to_it_from_before_and_after_give_the_same_bytes(
    one: bytes, two: bytes, long: bool
) -> None:
    one = one * 9 if long else one
    first = blobs.put(one)
    before = blobs.put(one + two, like=first)
    blobs.repack(first)
    after = blobs.put(one + two + b"!", like=before)
    for digest, body in ((first, one), (before, one + two), (after, one + two + b"!")):
        assert blobs.get(digest) == body


@pytest.mark.django_db
def test_old_whole_pages_become_smaller_and_differences_to_them_stay_as_they_are() -> None:
    body = story(1)
    whole = captured(body)
    near = captured(body + b"<!-- again -->", like=whole.blob_id)
    frames = frame_of(whole), frame_of(near)
    assert repacking.finish() == (2, 1, len(frames[0]) - len(frame_of(whole)))
    assert is_repacked(frame_of(whole))
    assert len(frame_of(whole)) < 0.95 * len(frames[0])
    assert frame_of(near) == frames[1]
    later = captured(body + b"<!-- and again -->", like=near.blob_id)
    assert Blob.objects.get(pk=later.blob_id).base_id == whole.blob_id
    assert blobs.get(whole.blob_id) == body
    assert blobs.get(near.blob_id) == body + b"<!-- again -->"
    assert blobs.get(later.blob_id) == body + b"<!-- and again -->"
    assert not list(verify())


@pytest.mark.django_db
def test_a_fresh_page_waits_and_one_from_the_future_holds_nothing_up() -> None:
    pages = [captured(story(n), age=timedelta(hours=hours)) for n, hours in enumerate((30, -40, 40, 3, 50))]
    repacking.finish()
    assert [is_repacked(frame_of(each)) for each in pages] == [True, True, True, False, False]
    Capture.objects.filter(pk=pages[3].pk).update(fetched_at=timezone.now() - timedelta(days=1, minutes=1))
    repacking.finish()
    assert all(is_repacked(frame_of(each)) for each in pages)


@pytest.mark.django_db
def test_what_gets_no_smaller_stays_as_it_is_and_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = captured(Random(1).randbytes(20_000))
    lines = captured("".join(f"<p>Line {n} of many.</p>" for n in range(999)).encode())  # brotli takes more for these
    kept = frame_of(noise), frame_of(lines)
    assert repacking.finish() == (2, 0, 0)
    assert (frame_of(noise), frame_of(lines)) == kept
    monkeypatch.setattr(blobs, "repack", lambda digest: pytest.fail("it was tried again"))
    assert repacking.finish() == (0, 0, 0)


def test_a_page_that_is_too_large_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = packed(story(1), None).data
    monkeypatch.setattr("articles.frames.LARGEST_REPACKED", 1000)
    assert repacked(frame, sha256(story(1))) is None


@pytest.mark.parametrize("damage", [lambda frame: frame[:-3], lambda frame: frame[:1] + b"?" + frame[2:]])
def test_a_damaged_page_is_told_in_either_form(damage: object) -> None:
    assert callable(damage)
    body = story(1)
    plain = packed(body, None)
    made = repacked(plain.data, plain.digest)
    assert made is not None
    assert made.startswith(BROTLI)
    for frame in (plain.data, made):
        with pytest.raises(Damaged):
            unpacked(Stored(plain.digest, plain.size, damage(frame), "", 0, b"", 0))


@pytest.mark.django_db
def test_a_damaged_page_is_left_for_verify_to_find_and_costs_no_other_its_turn(
    caplog: pytest.LogCaptureFixture,
) -> None:
    cut, wrong, sound = (captured(story(n)) for n in range(3))
    Blob.objects.filter(pk=cut.blob_id).update(data=frame_of(cut)[:-9])
    Blob.objects.filter(pk=wrong.blob_id).update(data=frame_of(sound))
    kept = frame_of(cut), frame_of(wrong)
    with caplog.at_level(logging.ERROR):
        assert repacking.finish()[:2] == (3, 1)
    assert (frame_of(cut), frame_of(wrong)) == kept
    assert [record.getMessage().split(" is left")[0] for record in caplog.records] == [
        f"capture {cut.blob_id}", f"capture {wrong.blob_id}"
    ]  # fmt: skip
    assert len(list(verify())) == 2
    Blob.objects.filter(pk=sound.blob_id).update(data=frame_of(sound)[:-9])
    assert len(list(verify())) == 3


@pytest.mark.django_db
def test_a_whole_page_whose_own_capture_was_forgotten_is_packed_for_those_that_stand_on_it() -> None:
    body = story(1)
    whole = captured(body, age=timedelta(days=400))
    near = captured(body + b"<!-- again -->", like=whole.blob_id)
    drop_loose_captures(timezone.now() - timedelta(days=90))
    assert list(Capture.objects.all()) == [near]
    assert repacking.finish()[:2] == (1, 1)
    assert is_repacked(frame_of(whole))
    assert blobs.get(near.blob_id) == body + b"<!-- again -->"


@pytest.mark.django_db
def test_each_step_is_short_and_goes_on_where_the_last_one_stopped() -> None:
    pages = [captured(story(n)) for n in range(4)]
    assert repacking.step(0).captures == 0, "it has only seen how far it may go"
    for count in range(1, 5):
        assert repacking.step(0)[:2] == (1, 1)
        assert [is_repacked(frame_of(each)) for each in pages] == [n < count for n in range(4)]
    assert repacking.step(0).captures == 0
    Progress.objects.filter(name=repacking.NAME).update(done=pages[0].pk)  # as if the last three had been killed
    assert repacking.finish() == (3, 0, 0)


@pytest.mark.django_db
def test_going_through_many_captures_asks_the_database_little(django_assert_max_num_queries: object) -> None:
    body = story(1)
    whole = captured(body)
    for n in range(20):
        captured(body + b"%d" % n, like=whole.blob_id)
    repacking.step(0)
    assert repacking.step(0).captures == 1
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(4):
        assert repacking.step(60).captures == 20


@pytest.mark.django_db
def test_the_command_catches_up_and_what_was_saved_is_told() -> None:
    kept = [captured(story(n)) for n in range(2)]
    before = sum(len(frame_of(each)) for each in kept)
    (waits,) = [each for each in examine() if each.area == "captures"]
    assert waits.mend == ""
    Capture.objects.update(fetched_at=timezone.now() - timedelta(days=30))
    (waits,) = [each for each in examine() if each.area == "captures"]
    assert "manage.py pack_captures" in waits.mend
    assert not waits.grave
    out = StringIO()
    call_command("pack_captures", stdout=out)
    assert "2 captures gone through; 2 whole pages packed anew" in out.getvalue()
    saved = before - sum(len(frame_of(each)) for each in kept)
    assert f"newsdiffs_repacked_bytes_total {saved}" in exposition(timezone.now())
    (said,) = [each.said for each in examine() if each.area == "captures"]
    assert said.startswith("2 whole pages were packed anew")
    call_command("pack_captures", "--again", stdout=out)
    assert "2 captures gone through; 0 whole pages packed anew" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_scrapers_that_add_differences_and_a_pruner_do_no_harm_to_it_nor_it_to_them() -> None:
    bodies = [story(n, 300) for n in range(6)]
    wholes = [captured(body) for body in bodies]
    loose = [make_capture(wholes[0].article, story(100 + n, 300)) for n in range(30)]
    kept: dict[str, bytes] = {}
    failed: list[BaseException] = []

    def add() -> None:
        for n in range(60):
            body = bodies[n % 6] + b"<!-- %d -->" % n
            kept[captured(body, like=wholes[n % 6].blob_id).blob_id] = body

    def forget() -> None:
        for capture in loose:
            capture.delete()
            blobs.delete_unused()

    def pack() -> None:
        for _ in range(3):
            Progress.objects.filter(name=repacking.NAME).delete()
            repacking.finish()

    def alone(work: object) -> None:
        assert callable(work)
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=alone, args=(work,)) for work in (add, forget, pack, pack)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert all(is_repacked(frame_of(whole)) for whole in wholes)
    assert {digest: blobs.get(digest) for digest in kept} == kept
    assert Blob.objects.count() == 66
    assert not list(verify())


@pytest.mark.django_db(transaction=True)
def test_a_scraper_that_watches_does_it_by_itself() -> None:
    old, fresh = captured(story(1)), captured(story(2), age=timedelta(0))
    process = manage("scrape", "--watch", "--workers", "0", "--scrapers", "1", "-v", "0")
    try:
        while not is_repacked(frame_of(old)) and process.poll() is None:
            time.sleep(0.1)
    finally:
        process.terminate()
        _, said = process.communicate()
    assert is_repacked(frame_of(old)), said
    assert not is_repacked(frame_of(fresh))
