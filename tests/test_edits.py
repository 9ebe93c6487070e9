"""What of a difference is an edit, seen in the light of both pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from articles.frames import Stored, packed
from articles.scraping.blocks import Block
from articles.scraping.confirm import Decision, Ruling
from articles.scraping.edits import HARDLY_ANY, Proposal, only_edits
from articles.scraping.extract import extract
from articles.scraping.known import Composed
from articles.scraping.noise import Ignored, block_key, volatile_key
from tests.paper import STORY, TITLE, page

LINE = "In other developments on the islands"
SHORT = "The board said that 253 islanders had signed the letter by noon on Friday."
NOTE = "Correction: an earlier version of this article said that 372 boats lay there in spring."
REMARK = "has worked on that ferry for thirty years and says that nobody ever listened to a word of theirs about it."
TEXT = (*STORY[:2], SHORT, *STORY[2:])


def with_line(paragraphs: Sequence[str], at: int) -> bytes:
    """A page with these paragraphs, and a line of noise among them."""
    return page(paragraphs=[*paragraphs[:at], LINE, *paragraphs[at:]]).encode()


def decided(
    before: bytes,
    now: bytes,
    *,
    noise: Sequence[str] = (),
    decision: Decision | None = None,
    shown: Sequence[Block] = (),
) -> Decision:
    """What is left of the difference of two pages, of which these lines are known to be noise; what is to be recorded
    is ``shown``, or the second page without them."""
    ignored = Ignored(volatile=frozenset(map(volatile_key, noise)))
    old, new = (ignored.strip(extract(body, url="").blocks) for body in (before, now))
    kept = packed(before, None)
    stored = Stored(kept.digest, kept.size, kept.data, "", 0, b"", 0)
    latest, content = Composed(TITLE, "", "", old), Composed(TITLE, "", "", tuple(shown) or new)
    decision = replace(decision or Decision(Ruling.RECORD), content=content)
    return only_edits(Proposal(decision, latest, ignored, now, None, stored, None, True, {}))


@pytest.mark.parametrize("is_read", [True, False])
def test_what_was_read_at_no_look_and_stands_on_the_page_as_before_is_no_noise(*, is_read: bool) -> None:
    edited = [*TEXT[:-1], TEXT[-1].replace("a single bid", "no bid at all")]
    boxed = page(paragraphs=edited).replace(f"<p>{SHORT}</p>", f"<aside><p>{SHORT}</p></aside>").encode()
    block = Block("paragraph", SHORT)
    unread = frozenset() if is_read else frozenset({block_key(SHORT)})
    found = Decision(Ruling.RECORD, volatile=(block,), unread=unread)
    decision = decided(page(paragraphs=TEXT).encode(), boxed, decision=found)
    assert texts(decision) == [text for text in edited if text != SHORT or not is_read]
    assert decision.volatile == ((block,) if is_read else ())


def test_what_was_taken_for_noise_once_and_is_text_after_all_is_new_though_the_page_on_record_had_it() -> None:
    with_note = page(paragraphs=[*TEXT[:1], NOTE, *TEXT[1:]]).encode()
    edited = with_note.replace(b"a single bid", b"no bid at all")
    shown = extract(edited, url="").blocks
    decision = decided(with_note, edited, noise=[NOTE], shown=shown)
    assert texts(decision) == [block.text for block in shown]
    assert NOTE in texts(decision)


def texts(decision: Decision) -> list[str]:
    """What is to be recorded; nothing where nothing is."""
    return [block.text for block in decision.content.blocks] if decision.content else []


@pytest.mark.parametrize("place", range(1, len(TEXT)))
def test_a_paragraph_is_taken_out_where_noise_from_elsewhere_comes_to_stand(place: int) -> None:
    shorter = (*TEXT[:place], *TEXT[place + 1 :])
    decision = decided(with_line(TEXT, 0 if place > 2 else 5), with_line(shorter, place), noise=[LINE])
    assert texts(decision) == list(shorter)
    assert not decision.volatile


def test_a_paragraph_is_taken_out_where_a_mere_line_comes_that_was_not_there() -> None:
    shorter = [text for text in TEXT if text != SHORT]
    decision = decided(page(paragraphs=TEXT).encode(), with_line(shorter, 2), noise=[LINE])
    assert texts(decision) == shorter
    assert not decision.volatile


def test_a_number_is_corrected_where_noise_comes_to_stand_that_was_not_there() -> None:
    corrected = [text.replace("253", "263") for text in TEXT]
    decision = decided(page(paragraphs=TEXT).encode(), with_line(corrected, 2), noise=[LINE])
    assert texts(decision) == corrected
    assert not decision.volatile


def test_what_left_as_noise_came_in_its_place_was_one_of_a_few_that_take_turns() -> None:
    before = page(paragraphs=[*TEXT[:3], "Our readers have sent photographs of the storm.", *TEXT[3:]]).encode()
    decision = decided(before, with_line(TEXT, 3), noise=[LINE])
    assert decision.ruling is Ruling.NOISE
    assert [block.text for block in decision.volatile] == ["Our readers have sent photographs of the storm."]


def test_a_page_on_which_only_what_stood_beside_the_article_is_left_is_no_version_without_text() -> None:
    remarks = [f"My {who} {REMARK}" for who in ("aunt", "brother", "neighbour")]
    beside = "".join(f"<p>{text}</p>" for text in remarks)
    before = page(paragraphs=STORY).replace("</body>", f"<aside>{beside}</aside></body>").encode()
    decision = decided(before, page(paragraphs=remarks).encode())
    assert decision.ruling is Ruling.HOLD
    assert decision.content is None
    assert decision.reason == HARDLY_ANY
