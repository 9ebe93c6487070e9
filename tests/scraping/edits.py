# ruff: noqa: E501 (mark-up reads best unbroken)
"""Real edits of an article's text, each with the blocks that it must lead to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml import etree

from articles.diffing.text import normalise
from articles.scraping.blocks import Block, one_line
from articles.scraping.walk import text_of
from tests.scraping.wobbles import Original, put_after

SENTENCE = "Nobody at the meeting would say how long the second winter might be, or who had asked for it."
BRIEF = "The vote is on Monday."


@dataclass(frozen=True, slots=True)
class Edit:
    """`make` alters a sheet at one of its elements; `blocks` is what must then be read in place of that block."""

    make: Callable[[etree._Element], None]
    blocks: Callable[[Block], Sequence[str]]
    at: Callable[[Sequence[int]], int]  # which of the numbers of the blocks that stand in paragraphs


def _remove(element: etree._Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    if element.tail and element.tail.strip():
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _reword(element: etree._Element) -> None:
    last = next((part for part in reversed([*element.iter(etree.Element)]) if (part.text or "").strip()), element)
    words = (last.text or "").split()
    last.text = " ".join([*words[:-1], "seventeen", *words[-1:]]) if words else last.text


def _reworded(block: Block) -> Sequence[str]:
    return [block.text]


def _insert(markup: str) -> Callable[[etree._Element], None]:
    return lambda element: put_after(element, markup)


def _like(text: str) -> Callable[[etree._Element], None]:
    """A new paragraph after this one, of the same tag and class."""

    def make(element: etree._Element) -> None:
        new = etree.Element(element.tag)
        if element.get("class"):
            new.set("class", element.get("class") or "")
        new.text = text
        new.tail, element.tail = element.tail, None
        element.addnext(new)

    return make


def _before_like(text: str) -> Callable[[etree._Element], None]:
    def make(element: etree._Element) -> None:
        new = etree.Element(element.tag)
        if element.get("class"):
            new.set("class", element.get("class") or "")
        new.text = text
        element.addprevious(new)

    return make


def _first(numbers: Sequence[int]) -> int:
    return numbers[0]


def _middle(numbers: Sequence[int]) -> int:
    return numbers[(len(numbers) - 1) // 2]


def _last(numbers: Sequence[int]) -> int:
    return numbers[-1]


NOTE = "Correction: an earlier version of this article gave a wrong number of bearings. There are eleven."

EDITS: dict[str, Edit] = {
    "first paragraph goes": Edit(_remove, lambda b: [], _first),
    "middle paragraph goes": Edit(_remove, lambda b: [], _middle),
    "last paragraph goes": Edit(_remove, lambda b: [], _last),
    "paragraph at the head": Edit(_before_like(SENTENCE), lambda b: [SENTENCE, b.text], _first),
    "paragraph comes": Edit(_like(SENTENCE), lambda b: [b.text, SENTENCE], _middle),
    "paragraph at the end": Edit(_like(SENTENCE), lambda b: [b.text, SENTENCE], _last),
    "brief paragraph comes": Edit(_like(BRIEF), lambda b: [b.text, BRIEF], _middle),
    "brief paragraph at the end": Edit(_like(BRIEF), lambda b: [b.text, BRIEF], _last),
    "quoted line comes": Edit(_like("“We are sorry,” she said."), lambda b: [b.text, "“We are sorry,” she said."], _middle),
    "heading comes": Edit(_insert("<h2>What the board knew</h2>"), lambda b: [b.text, "What the board knew"], _middle),
    "bold heading comes": Edit(_insert("<p><strong>What the board knew</strong></p>"), lambda b: [b.text, "What the board knew"], _middle),
    "list comes": Edit(_insert("<ul><li>The north bank loses its ferry.</li><li>The south bank keeps it</li></ul>"), lambda b: [b.text, "The north bank loses its ferry.", "The south bank keeps it"], _middle),
    "quotation comes": Edit(_insert(f"<blockquote><p>{SENTENCE}</p></blockquote>"), lambda b: [b.text, SENTENCE], _middle),
    "note at the end": Edit(_like(NOTE), lambda b: [b.text, NOTE], _last),
    "note in a box": Edit(_insert(f'<div class="q-kzt"><p><em>{NOTE}</em></p></div>'), lambda b: [b.text, NOTE], _last),
    "note at the head": Edit(_before_like(NOTE), lambda b: [NOTE, b.text], _first),
    "first paragraph reworded": Edit(_reword, _reworded, _first),
    "middle paragraph reworded": Edit(_reword, _reworded, _middle),
    "last paragraph reworded": Edit(_reword, _reworded, _last),
    "paragraph that links comes": Edit(_insert('<p>The board <a href="/2023/report">had said so in its report of last year</a>, which nobody read.</p>'), lambda b: [b.text, "The board had said so in its report of last year, which nobody read."], _middle),
}  # fmt: skip


def edited(original: Original, name: str) -> tuple[bytes, tuple[str, ...]] | None:
    """The page with an edit made, and what must be read from it; None where the page has no place for the edit."""
    edit = EDITS[name]
    sheet = original.sheet(0)
    inside = set(sheet.paragraphs())
    numbers = [
        number
        for number, element in sheet.held.items()
        if element in inside and original.found.blocks[number].kind == "paragraph" and element.tag in ("p", "div")
    ]
    if len(numbers) < 3:
        return None
    number = edit.at(numbers)
    element, block = sheet.held[number], original.found.blocks[number]
    before = text_of(element)
    edit.make(element)
    new = [text_of(element)] if edit.blocks is _reworded else list(edit.blocks(block))
    if edit.blocks is _reworded and new[0] == before:
        return None
    blocks = [b.text for b in original.found.blocks]
    blocks[number : number + 1] = [one_line(text) for text in new]
    return sheet.served(), (normalise(original.found.title), *map(normalise, blocks))
