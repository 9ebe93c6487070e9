"""JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.pages.feed_rules import values
from tests.pages.feed_rules.values import Fault, Rule

FEED: dict[str, type] = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "items": list,
    "language": str, "hubs": list,
}  # fmt: skip
FEED_OPTIONAL = {"language", "hubs"}
ITEM: dict[str, type] = {
    "id": str, "url": str, "title": str, "summary": str, "content_html": str, "date_published": str, "authors": list,
}  # fmt: skip


def check(body: bytes, url: str, now: datetime) -> Iterator[Fault]:
    """What is wrong with a JSON Feed served at the address."""
    try:
        feed = json.loads(body.decode("utf-8"), object_pairs_hook=_no_key_twice)
    except ValueError as error:
        yield Fault(Rule.WELL_FORMED, str(error))
        return
    if not isinstance(feed, dict) or feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield Fault(Rule.ROOT, str(feed)[:60])
        return
    yield from _keys(feed, FEED, FEED_OPTIONAL, "feed")
    if not values.same_address(str(feed.get("feed_url")), url):
        yield Fault(Rule.SELF, url)
    if "language" in feed:
        yield from values.language(str(feed["language"]), "feed")
    for hub in _list(feed, "hubs"):
        if not isinstance(hub, dict) or set(hub) != {"type", "url"}:
            yield Fault(Rule.HUB, str(hub))
    items = [item for item in _list(feed, "items") if isinstance(item, dict)]
    for item in items:
        yield from _item(item, now)
    yield from values.unique(str(item.get("id")) for item in items)


def _item(item: dict[str, Any], now: datetime) -> Iterator[Fault]:
    yield from _keys(item, ITEM, set(), "item")
    yield from values.markup(str(item.get("content_html", "-")), "content_html")
    yield from values.rfc3339(str(item.get("date_published", "")), now, "date_published")
    yield from values.distinct(*(str(item.get(name, "")) for name in ("summary", "title", "content_html")))
    if not _list(item, "authors"):
        yield Fault(Rule.AUTHOR, "nobody")
    for author in _list(item, "authors"):
        if not isinstance(author, dict) or set(author) != {"name"}:
            yield Fault(Rule.AUTHOR, str(author))
            continue
        yield from values.text(str(author["name"]), "author")


def _keys(found: dict[str, Any], types: dict[str, type], optional: set[str], where: str) -> Iterator[Fault]:
    """Keys and types; texts are texts and addresses addresses."""
    yield from values.once(found, set(types) - optional, optional, where)
    for name, value in found.items():
        if not isinstance(value, types.get(name, object)):
            yield Fault(Rule.TYPE, f"{where} {name}")
        elif isinstance(value, str) and name.endswith("url"):
            yield from values.address(value, f"{where} {name}")
        elif isinstance(value, str) and name != "content_html":
            yield from values.text(value, f"{where} {name}")


def _list(found: dict[str, Any], name: str) -> list[Any]:
    value = found.get(name, [])
    return value if isinstance(value, list) else []


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError(f"a key stands twice: {[name for name, _ in pairs]}")
    return dict(pairs)
