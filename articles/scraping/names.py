"""What elements are called: by their tags and class names."""

import re
from functools import lru_cache

from articles.scraping.walk import Node

NAMES_SIZE = 400  # characters of an element's names that are looked at
# what a fact check or a review comes to
_VERDICT = re.compile(r"(?<![a-z])(?:verdict|verdikt|veredicto|verdetto|veredito|fazit|claim-?review)(?![a-z])")
_CAMEL = re.compile(r"([a-z])([A-Z])")
_NUMBERED = re.compile(r"[-_](?=[a-f]*\d)[\da-f]{6,}$")


def as_words(names: str) -> str:
    """Class names with hyphens between their words and in small letters: "articleBody" as "article-body"."""
    return _CAMEL.sub(r"\1-\2", names).lower()


def look_of(node: Node) -> tuple[str, str]:
    """How an element looks: its tag and its class names."""
    return node.tag, node.element.get("class") or ""


def called(node: Node) -> str:
    """The class names of an element, but for what numbers it ("element-3f9a2b1"), as page builders do each."""
    name = node.element.get("class") or ""
    return name if name.isalpha() else " ".join(each for each in name.split() if not _NUMBERED.search(each))


@lru_cache(maxsize=1024)
def is_called_verdict(name: str) -> bool:
    """Whether an element is called what a fact check or a review comes to."""
    return bool(name) and _VERDICT.search(as_words(name[:NAMES_SIZE])) is not None
