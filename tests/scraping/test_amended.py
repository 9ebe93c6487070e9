"""A known page is read from its region where paragraphs alone were edited, as a reading in full would read it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.scraping import region
from articles.scraping.extract import Extract
from articles.scraping.rules import Rules
from tests.scraping.edits import EDITS, edited
from tests.scraping.layouts import LAYOUTS, Paragraph, Story, esc
from tests.scraping.test_extract import SENTENCES, page, texts
from tests.scraping.test_extract_wobbles import BODY, LAID_OUT, LATER, original
from tests.scraping.wobbles import compared

URL = "https://news.example/bridge"
TITLE = "Harbour bridge to close for two winters, board decides"
MORE = "Divers will look at the piers in the week after Easter, when the tide leaves them an hour."


def in_full(html: str | bytes, rules: Rules | None = None) -> tuple[Extract, str]:
    found = region.read(html.encode() if isinstance(html, str) else html, url=URL, rules=rules)
    assert found is not None
    return found


def anew(before: str, after: str, rules: Rules | None = None) -> tuple[Extract, str]:
    """What is read of a page that was known as it was before."""
    mark = in_full(before, rules)[1]
    assert mark
    found = region.read(after.encode(), url=URL, fingerprint=mark, rules=rules)
    assert found is not None
    return found


@pytest.mark.parametrize("layout", LAID_OUT)
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_a_known_page_shows_as_just_that(layout: str, name: str) -> None:
    sheet = original(layout)
    made = edited(sheet, name)
    assert made is not None
    served, expected = made

    found = region.read(served, url=URL, fingerprint=in_full(sheet.sheet(0).served())[1])

    assert found is not None
    assert compared(found[0]) == expected


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(LAYOUTS)), st.integers(0, 2**32), st.integers(1, 3))
def test_edits_are_read_from_the_region_as_in_full(layout: str, seed: int, count: int) -> None:
    draw = random.Random(seed)
    body = list(BODY)
    for _ in range(count):
        at = draw.choice([number for number, (kind, _) in enumerate(body) if kind == "paragraph"])
        words = body[at][1].split()
        which = draw.choice(["append", "reword", "cut", "insert", "remove", "rewrite"])
        if which == "append":
            body[at] = "paragraph", f"{body[at][1]} {MORE}"
        elif which == "reword":
            words[draw.randrange(len(words))] = draw.choice(["seventeen", "Karsund", "never", "“sorry”"])
            body[at] = "paragraph", " ".join(words)
        elif which == "cut":
            body[at] = "paragraph", " ".join(words[: max(1, len(words) // 2)])
        elif which == "insert":
            body.insert(at, ("paragraph", draw.choice([MORE, "So be it.", "Read also: the ferry and its fare"])))
        elif which == "remove" and len(body) > 3:
            del body[at]
        else:
            body[at] = "paragraph", MORE
    before = LAYOUTS[layout](Story(TITLE, BODY, noise=random.Random(seed)))
    after = LAYOUTS[layout](Story(TITLE, body, noise=random.Random(seed)))
    mark = in_full(before)[1]

    found = region.read(after.encode(), url=URL, fingerprint=mark)

    whole = in_full(after)
    assert whole == (found or (in_full(before)[0], whole[1]))


EXTRA = (
    "The mill on the south bank has stood empty since its owner moved the looms abroad, nine winters ago.",
    "A petition against the closing has been signed by more people than live on the two banks together.",
    "The last time that the bridge was closed, for a film, the ferry sank on its second day in service.",
)


def with_section(first: str) -> str:
    """A page whose last section hangs otherwise than the rest, and holds just an eighth of the text."""
    story = [first, *SENTENCES[1:], *(text for text in LATER if len(text) > 80), *EXTRA]
    above = "".join(f"<p>{esc(text)}</p>" for text in story)
    section = f"<p>{esc(MORE)}</p><p>They wear lamps, for there is no light below the fourth arch.</p>"
    return page(f'{above}<div class="part"><div class="in">{section}</div></div>')


def test_an_edit_takes_out_nothing_but_what_was_edited() -> None:
    """In a text that is longer by an edit the section would be too small a part of it to be told for text."""
    longer = f"{SENTENCES[0]} {EXTRA[0]} {EXTRA[1]}"
    before, after = with_section(SENTENCES[0]), with_section(longer)
    was = texts(in_full(before)[0])

    assert MORE in was
    assert texts(anew(before, after)[0]) == [longer, *was[1:]]


def test_what_was_a_pulled_quotation_is_known_to_be_one_while_the_text_has_its_words() -> None:
    pulled = f"<blockquote><p>{esc(SENTENCES[2])}</p></blockquote>"

    def with_third(text: str) -> str:
        paragraphs = [*SENTENCES[:2], text, *SENTENCES[3:], *LATER]
        return page(
            "".join(f"<p>{esc(each)}</p>" for each in paragraphs[:3])
            + pulled
            + "".join(f"<p>{esc(each)}</p>" for each in paragraphs[3:])
        )

    for text in (f"{SENTENCES[2]} {MORE}", MORE):
        assert anew(with_third(SENTENCES[2]), with_third(text)) == in_full(with_third(text))


def test_the_kind_of_a_block_is_told_by_all_that_it_is_in() -> None:
    def listed(first: str) -> str:
        paragraphs = "".join(f"<p>{esc(text)}</p>" for text in (SENTENCES[0], first, *SENTENCES[2:], *LATER))
        return f"<html><body><ul><li><div><h1>{TITLE}</h1>{paragraphs}</div></li></ul></body></html>"

    assert anew(listed(SENTENCES[1]), listed(MORE)) == in_full(listed(MORE))


def test_what_a_rule_ignores_is_left_out_of_an_edited_page_too() -> None:
    rules = Rules(ignore=("^Divers will look",))
    before, after = (
        page("".join(f"<p>{esc(text)}</p>" for text in body))
        for body in ([*SENTENCES, *LATER], [*SENTENCES[:3], MORE, *SENTENCES[3:], *LATER])
    )
    mark = in_full(before, rules)[1]

    found = region.read(after.encode(), url=URL, fingerprint=mark, rules=rules)

    assert found is None or MORE not in texts(found[0])


def test_what_the_page_says_twice_may_be_edited_twice() -> None:
    """Where its linked data has the text too, an edit of both is read as one."""

    def told(body: list[Paragraph]) -> str:
        text = " ".join(text for _, text in body).replace('"', "'")
        data = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{text}"}}</script>'
        return LAYOUTS["semantic"](Story(TITLE, body)).replace("<body>", f"{data}<body>", 1)

    after = [*BODY[:2], ("paragraph", MORE), *BODY[2:]]

    assert anew(told(BODY), told(after)) == in_full(told(after))
    assert MORE in texts(anew(told(BODY), told(after))[0])
