"""What a reader unfolds by a click: the answers below questions, the sections of a guide."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from lxml import etree

from articles.scraping.walk import HEADINGS, ends_sentence, text_of

_FEWEST = 3  # toggles alike, where no heading tells what they open
_TABS = 2
_ANSWER = 30  # letters of a text that may be one; a menu's words are links
_LINKS = 0.5
_LONGEST = 300  # letters of what stands on a toggle
_MOST_TOGGLES = 300
_WRAPPERS = 4
_HEADS = HEADINGS | {"dt"}


def unfold(root: etree._Element) -> None:
    """Show what folded panels hold, and read the words of the buttons that open them as the lines above them.

    A panel is named by its button, or stands next to it or to the heading that the button is in, and holds text and
    not mostly links. Buttons without a heading are so only where several of a kind open such panels.
    """
    told = (each for each in root.iter("button", "a") if each.get("aria-expanded") or each.get("aria-controls"))
    toggles = list(islice(told, _MOST_TOGGLES))
    if not toggles:
        return
    named = {name: each for each in root.iter(etree.Element) if (name := each.get("id"))}
    panels = {each: panel for each in toggles if (panel := _panel(each, named)) is not None}
    texts = {panel for panel in set(panels.values()) if _is_text(panel)}
    kinds = Counter(_kind(each) for each, panel in panels.items() if panel in texts)
    for toggle, panel in panels.items():
        in_heading = any(outer.tag in _HEADS for outer in _around(toggle))
        is_tab = toggle.get("role") == "tab"
        if panel not in texts or not (in_heading or kinds[_kind(toggle)] >= (_TABS if is_tab else _FEWEST)):
            continue
        if toggle.tag == "button" and not is_tab and len(text_of(toggle)) <= _LONGEST:
            toggle.tag = "span" if in_heading else "p"
        for each in (panel, *_around(panel)):
            _show(each)


def _panel(toggle: etree._Element, named: dict[str, etree._Element]) -> etree._Element | None:
    """What a toggle opens."""
    name = toggle.get("aria-controls") or (toggle.get("href") or "").partition("#")[2]
    if name in named:
        return named[name]
    beside = next((each for each in (toggle, *_around(toggle)) if each.getnext() is not None), None)
    return beside.getnext() if beside is not None and toggle.get("aria-expanded") else None


def _around(element: etree._Element) -> Iterator[etree._Element]:
    """The elements around one that hold nothing else."""
    inner = element
    for outer in islice(element.iterancestors(), _WRAPPERS):
        inside = (text for each in outer if each is not inner for text in each.itertext())
        if any(str(text).strip() for text in chain((outer.text or "",), (each.tail or "" for each in outer), inside)):
            return
        yield outer
        inner = outer


def _is_text(panel: etree._Element) -> bool:
    """Whether a panel holds a sentence or a table, and not mostly links."""
    text = text_of(panel)
    linked = sum(len(text_of(link)) for link in panel.iter("a"))
    told = (len(text) >= _ANSWER and ends_sentence(text)) or next(panel.iter("table", "p", "li"), None) is not None
    return told and linked <= _LINKS * len(text) and next(panel.iter("form", "input"), None) is None


def _kind(toggle: etree._Element) -> tuple[str, str]:
    return str(toggle.tag), toggle.get("class") or ""


def _show(element: etree._Element) -> None:
    for name in ("hidden", "aria-hidden"):
        if name in element.attrib:
            del element.attrib[name]
    if "display:none" in (element.get("style") or "").replace(" ", ""):
        del element.attrib["style"]
