"""The five documents of the shared seeds, put into pages of several kinds, come out whole and in order."""

import os
import re
from pathlib import Path

import pytest

from articles.scraping.extract import Extract, extract
from tests.scraping.layouts import LAYOUTS, Comment, Paragraph, Story

SHARED = Path(os.environ.get("NEWSDIFFS_SHARED", Path(__file__).parents[2].parent / "shared")) / "seeds"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared seeds are not at {SHARED}"),
]


def lines_of(number: str) -> list[str]:
    (path,) = SHARED.glob(f"{number}_*.txt")
    return path.read_text().splitlines()


def tidy(line: str) -> str:
    return " ".join(line.split())


def paragraphs(lines: list[str]) -> list[Paragraph]:
    """Quoted lines of a few words are crossheads."""
    texts = [text for text in map(tidy, lines) if text]
    return [("heading" if re.fullmatch(r"'[^']{3,40}'", text) else "paragraph", text) for text in texts]


def between(lines: list[str], first: str, last: str) -> list[str]:
    start = next(i for i, line in enumerate(lines) if line.startswith(first))
    stop = next((i for i, line in enumerate(lines) if i > start and line.startswith(last)), len(lines))
    return lines[start:stop]


def broadcaster() -> Story:
    lines = lines_of("001")
    body = paragraphs(between(lines, "Probation officers in England and Wales", "More on this story"))
    return Story(lines[0], body, site="Broadcaster News")


def portal() -> Story:
    lines = between(lines_of("002"), "Probation officers vote", "Date Published")
    (_, title), (_, standfirst), *body = paragraphs(lines)
    return Story(title, body, standfirst=standfirst, site="Justice Portal")


def diff_page() -> Story:
    lines = lines_of("000")
    body = [(kind, text) for kind, text in paragraphs(lines[lines.index("(35 minutes later)") + 1 :]) if len(text) > 60]
    return Story("Probation officers vote to strike over privatisation", body)


def column() -> Story:
    lines = lines_of("004")
    body = paragraphs(between(lines, "Public safety", "\0"))
    return Story(tidy(lines[0]), body, author="Chas Berry", site="Monthly Review")


def blog() -> Story:
    lines = lines_of("003")
    comments_at = next(i for i, line in enumerate(lines) if re.match(r"\s+1\. ", line))
    title = lines.index("Strike Special")
    return Story("Strike Special", paragraphs(lines[title + 1 : comments_at]), comments=threads(lines[comments_at:]))


def threads(lines: list[str]) -> list[Comment]:
    """Numbered items, and under them numbered replies by their indentation."""
    items: list[tuple[int, list[str]]] = []
    for line in lines:
        match = re.match(r"(\s+)\d+\. (.*)", line)
        if match:
            items.append((len(match[1]), [tidy(match[2])]))
        elif tidy(line) and items:
            items[-1][1].append(tidy(line))
    outer = min(depth for depth, _ in items)
    found: list[tuple[list[str], list[Comment]]] = []
    for depth, text in items:
        if depth == outer:
            found.append((text, []))
        else:
            found[-1][1].append(Comment(text))
    return [Comment(text, replies) for text, replies in found]


STORIES = {
    "broadcaster": broadcaster,
    "portal": portal,
    "diff page": diff_page,
    "column": column,
    "blog": blog,
}


def read(page: str) -> Extract:
    return extract(page.encode(), url="https://news.example/story", content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("document", STORIES)
def test_a_document_comes_out_whole_and_in_order(document: str, layout: str) -> None:
    story = STORIES[document]()

    found = read(LAYOUTS[layout](story))

    shown = [text for _, text in story.body]
    if story.standfirst and found.standfirst != story.standfirst:
        shown.insert(0, story.standfirst)
    assert [block.text for block in found.blocks] == shown
    assert found.title == story.title


@pytest.mark.parametrize("layout", ["semantic", "div soup", "wordpress", "blogger"])
def test_comments_that_grow_change_nothing(layout: str) -> None:
    story = blog()
    fewer = Story(story.title, story.body, comments=story.comments[:4])

    assert read(LAYOUTS[layout](story)).blocks == read(LAYOUTS[layout](fewer)).blocks
