"""A source's extraction rules: data a newsroom's page may need where the general extractor gets it wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from .patterns import compiled, found

Select = Callable[[etree._Element], list[etree._Element]]

_LIST_KEYS = ("keep", "drop", "ignore")


@dataclass(frozen=True, slots=True)
class Rules:
    """What to keep and drop of a source's pages.

    `keep` and `drop` are CSS or XPath selectors (XPath begins with "/", "./", ".//" or "("): only what stands
    in a kept element is article, and nothing in a dropped one. `title` selects the headline. `ignore` are
    regular expressions; a block in which one is found is left out.
    """

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    title: str | None = None
    ignore: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Rules":
        """Rules from a JSON object, raising ValueError that names the key at fault and what it needs."""
        if not isinstance(data, Mapping):
            raise ValueError(f"Rules must be an object with the keys keep, drop, title, ignore, not {data!r}.")
        unknown = sorted(set(data) - {*_LIST_KEYS, "title"})
        if unknown:
            raise ValueError(f"Unknown rule {unknown[0]!r}: use keep, drop, title or ignore.")
        lists = {key: _strings(key, data.get(key)) for key in _LIST_KEYS}
        title = data.get("title") or None
        if title is not None and not isinstance(title, str):
            raise ValueError(f"Rule 'title' must be one selector, not {title!r}.")
        for key, selector in [("keep", s) for s in lists["keep"]] + [("drop", s) for s in lists["drop"]]:
            _checked(key, selector, compile_selector)
        if title is not None:
            _checked("title", title, compile_selector)
        for pattern in lists["ignore"]:
            _checked("ignore", pattern, compiled)
        return cls(keep=lists["keep"], drop=lists["drop"], title=title, ignore=lists["ignore"])

    def ignores(self, text: str) -> bool:
        """Whether a block with this text is to be left out. Raises ValueError for a pattern without end."""
        return any(found(pattern, text) for pattern in self.ignore)


@lru_cache(maxsize=1024)
def compile_selector(selector: str) -> Select:
    """A function from a tree to the elements a CSS or XPath selector finds in it; ValueError on a bad one."""
    try:
        if selector.lstrip().startswith(("/", "./", "(")):
            path: Any = etree.XPath(selector)
        else:
            path = CSSSelector(selector, translator="html")
        path(etree.Element("html"))  # an unknown function or prefix shows only when evaluated
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(f"{selector!r} is neither a CSS selector nor an XPath expression: {error}") from error

    def select(tree: etree._Element) -> list[etree._Element]:
        nodes = path(tree)
        return [node for node in nodes if isinstance(node, etree._Element)] if isinstance(nodes, list) else []

    return select


def _strings(key: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError(f"Rule {key!r} must be a list of non-empty strings, not {value!r}.")
    return tuple(value)


def _checked(key: str, text: str, compiler: Callable[[str], Any]) -> None:
    try:
        compiler(text)
    except ValueError as error:
        raise ValueError(f"Rule {key!r}: {error}") from error
