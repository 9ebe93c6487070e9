"""What a file says of a source and its feeds, checked before anything is compared with it. Pure."""

from __future__ import annotations

import json
from typing import Any

from articles.catalogue.entries import FIELDS
from articles.models import Feed
from articles.models.source import check_patterns
from articles.packing import storable

INDEX = str(Feed.Kind.INDEX)


def editors_kind(kind: str) -> str:
    """What an editor says of a feed's kind: the others are found out when it is read."""
    return INDEX if kind == INDEX else ""


def listed(feeds: Any) -> list[Any]:
    """The feeds of an entry. Raises ValueError where they are no list."""
    if feeds is None:
        return []
    if not isinstance(feeds, list):
        raise ValueError("feeds must be a list.")
    return feeds


def refuse_unstorable(value: Any) -> None:
    """Raise ValueError for text that no database takes (NUL, lone surrogates), wherever it stands."""
    if isinstance(value, str) and storable(value) != value:
        raise ValueError("There is a character in it that cannot be stored.")
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for item in value:
            refuse_unstorable(item)


def feed_values(said: dict[str, Any]) -> dict[str, Any]:
    """A feed's own values, checked. Raises ValueError, ValidationError."""
    values = {name: value for name, value in said.items() if name != "url"}
    for name in {"title", "kind", "pattern"} & set(values):
        if not isinstance(values[name], str):
            raise ValueError(f"A feed's {name} must be a text.")
    if not isinstance(values.get("enabled", True), bool):
        raise ValueError("A feed's enabled must be true or false.")
    if "kind" in values:
        if values["kind"] not in Feed.Kind.values:
            raise ValueError(f"A feed's kind may be {INDEX!r} or empty, for what a feed is is found out by reading it.")
        values["kind"] = editors_kind(values["kind"])
    if values.get("pattern"):
        check_patterns([values["pattern"]])
    return values


_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    **dict.fromkeys(("slug", "name", "homepage", "country", "language"), ((str,), "a text")),
    **dict.fromkeys(("check_every", "min_delay"), ((int, float, type(None)), "a number of seconds, or empty")),
    **dict.fromkeys(("include", "exclude"), ((list,), 'a list of texts, such as ["/sport/"]')),
    "enabled": ((bool,), "true or false"), "rules": ((dict,), "an object"),
}  # fmt: skip


def check_types(data: dict[str, Any]) -> None:
    """Raise ValueError for a field of a source that is unknown, or no value of its kind."""
    for name, value in data.items():
        if name not in _TYPES:
            raise ValueError(f"Unknown key {name!r}; known are {', '.join(FIELDS)}.")
        kinds, what = _TYPES[name]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise ValueError(f"{name} must be {what}, and is {shown(value)}.")


def shown(value: Any) -> str:
    """A value as people are shown it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]} …"
