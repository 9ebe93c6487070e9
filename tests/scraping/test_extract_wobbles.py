"""A page served anew with other furniture reads the same; an edit shows as exactly that edit."""

import pytest

from articles.scraping import region
from articles.scraping.extract import Extract, extract
from tests.conftest import SHARED
from tests.scraping.edits import EDITS, edited
from tests.scraping.layouts import LAYOUTS, Paragraph, Story
from tests.scraping.test_extract import SENTENCES
from tests.scraping.wobbles import WOBBLES, Original, compared

URL = "https://news.example/bridge"
LATER = (
    "The harbour board has eleven members, of whom four were appointed in the last year.",
    "Ships will wait outside the harbour while the cranes are at work, the captain of the port said.",
    "Nobody has yet said what becomes of the old bearings.",
    "The vote is on Monday.",
    "Residents of the south bank have called for a march on the first Saturday of the month.",
)
BODY: list[Paragraph] = [
    *[("paragraph", text) for text in SENTENCES[:3]],
    ("heading", "What the ferry costs"),
    *[("paragraph", text) for text in (*SENTENCES[3:], *LATER)],
]
LAID_OUT = ("semantic", "table layout", "wordpress")


def read(body: bytes) -> Extract:
    return extract(body, url=URL)


def original(layout: str) -> Original:
    html = LAYOUTS[layout](Story("Harbour bridge to close for two winters, board decides", BODY))
    found = Original.of(html.encode(), read)
    assert found is not None
    assert [block.text for block in found.found.blocks] == [text for _, text in BODY]
    return found


@pytest.mark.parametrize("layout", LAID_OUT)
@pytest.mark.parametrize("name", WOBBLES)
def test_what_is_no_change_changes_nothing(layout: str, name: str) -> None:
    page = original(layout)

    for seed in range(2):
        sheet = page.sheet(seed)
        WOBBLES[name](sheet)
        assert compared(read(sheet.served())) == compared(page.found)


@pytest.mark.parametrize("layout", LAID_OUT)
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_shows_as_just_that(layout: str, name: str) -> None:
    page = original(layout)
    made = edited(page, name)
    assert made is not None
    served, expected = made

    assert compared(read(served)) == expected
    assert not region.unchanged(served, url=URL, fingerprint=region.fingerprint(page.sheet(0).served(), url=URL))


def test_text_that_goes_on_in_another_element_is_seen() -> None:
    part = '<div class="tx">{}</div>'
    first = part.format(
        "<h1>Harbour bridge to close</h1>" + "".join(f"<p class='t'>{text}</p>" for text in SENTENCES[:4])
    )
    rest = "<div>Advertisement</div>" + part.format(
        "".join(f"<p class='t'>{text}</p>" for text in (*LATER, SENTENCES[4]))
    )
    before = f"<html><body><div>{first}</div></body></html>".encode()
    after = f"<html><body><div>{first}{rest}</div></body></html>".encode()

    assert [block.text for block in read(after).blocks] == [*SENTENCES[:4], *LATER, SENTENCES[4]]
    assert not region.unchanged(after, url=URL, fingerprint=region.fingerprint(before, url=URL))


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason=f"the shared corpus is not at {SHARED / 'corpus'}")
def test_real_pages_are_read_steadily() -> None:
    """`python -m benchmarks.wobble` does this on all of them and shows what differs."""
    from benchmarks.wobble import edit_rate, originals, wobble_rate

    pages = list(originals("all", 80, nameless=False))
    noise = [wobble_rate(pages, name, show=False) for name in WOBBLES if name != "names rotate"]
    edits = [edit_rate(pages, name, show=False) for name in EDITS]

    assert len(pages) >= 3
    assert sum(failed for _, failed, _ in noise) <= 0.04 * sum(tried for tried, _, _ in noise)
    assert sum(failed for _, failed, _ in edits) <= 0.04 * sum(tried for tried, _, _ in edits)
    assert sum(passed_over for _, _, passed_over in edits) == 0
