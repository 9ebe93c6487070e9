"""Rows of the made-up archive, as a database takes them in: COPY's text for PostgreSQL, parameters for SQLite.

Made in processes of their own, so the one that writes does nothing else. A row is a dict of the columns that are said;
all rows of a table say the same ones in the same order, and the others get their defaults.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from benchmarks import archive_shape as shape

if TYPE_CHECKING:
    from django.db.models import Model

    from articles.models.passage import Key

LOADED = ("article", "alias", "version", "event", "check", "passage", "search")
PASSAGES = 1000  # ids kept for the passages of one article, in the mean; few are used, and no two articles share one
Row = dict[str, Any]
Tallies = dict[tuple[int, date, int], Counter[str]]


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows of one table, ready to be written."""

    table: str
    columns: list[str]
    count: int
    data: bytes | list[tuple[Any, ...]]  # text of COPY, or parameters


@dataclass(frozen=True, slots=True)
class Plan:
    """What all rows of an archive depend on: ids of the first source and host, how many articles there will be."""

    source: int
    host: int
    total: int
    seed: int
    until: datetime
    looks: float  # checks to a version


@dataclass
class Rows:
    """What some articles are in the tables."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in LOADED})
    tallies: list[tuple[tuple[int, date, int], dict[str, int]]] = field(default_factory=list)
    passage: int = 0  # id of the next passage


def packed(start: int, count: int, plan: Plan) -> tuple[list[Packed], Tallies]:
    """The rows of ``count`` articles from number ``start`` on, for the engine of DATABASE_URL, and what they count."""
    from articles.models.tally import summed

    rows = Rows(passage=1 + start * PASSAGES)
    told = shape.stories(start, count, total=plan.total, seed=plan.seed, until=plan.until, looks=plan.looks)
    for story in told:
        _add(rows, story, plan)
    if rows.passage > 1 + (start + count) * PASSAGES:
        raise RuntimeError("These articles have more passages than there are ids for them.")
    return [_pack(name, made) for name, made in rows.tables.items() if made], summed(rows.tallies)


def _add(rows: Rows, story: shape.Story, plan: Plan) -> None:
    from articles.digests import url_digest
    from articles.models.tally import of_event, of_version
    from articles.scraping.addresses import url_key

    tables, until = rows.tables, plan.until
    pk, source, first, last = story.number + 1, plan.source + story.source, story.states[0], story.states[-1]
    fresh = until - max(last.seen_at, story.looks[-1]) < shape.FRESH
    gone = bool(story.events) and story.events[-1][0] == "gone"
    # Spread over the coming day, as the schedule would have it; nothing is due until somebody says so.
    due = until + timedelta(hours=1 + 24 * (story.number * 7919 % 10_007) / 10_007) if fresh else None
    tables["article"].append({
        "id": pk, "source_id": source, "host_id": plan.host + story.source, "url": story.address,
        "url_digest": url_digest(url_key(story.address)), "title": last.title, "language": story.language,
        "published_at": first.seen_at, "first_seen_at": first.seen_at,
        "state": ("gone" if gone else "active") if fresh else "retired", "version_count": len(story.states),
        "last_changed_at": last.seen_at if last.edit else None, "next_check_at": due,
        "last_checked_at": story.looks[-1], "last_outcome": "unchanged", "check_count": len(story.looks),
        "etag": f'"{pk}-{len(story.states)}"', "body_digest": "0" * 64,
    })  # fmt: skip
    if story.other_address:
        digest = url_digest(url_key(story.other_address))
        tables["alias"].append({"article_id": pk, "url": story.other_address, "url_digest": digest})
    for number, seen in enumerate(story.states, 1):
        tables["version"].append(_version(pk, source, number, seen, story.language))
        changed = bool(seen.edit and seen.edit.headline_changed)
        rows.tallies += of_version(source, number, seen.seen_at, changed, first.seen_at)
    for kind, at in story.events:
        tables["event"].append(
            {"article_id": pk, "source_id": source, "language": story.language, "at": at, "kind": kind}
        )
        rows.tallies += of_event(source, kind, at)
    changes = {seen.seen_at: "changed" if seen.edit else "first" for seen in story.states}
    tables["check"] += [
        {"article_id": pk, "at": at, "outcome": changes.get(at, "unchanged"), "status": 200, "milliseconds": 180}
        for at in story.looks
    ]
    _passages(rows, pk, story.states)


def _version(article: int, source: int, number: int, state: shape.State, language: str) -> Row:
    from articles.digests import sha256

    edit = state.edit or shape.Edit(0, 0, 0.0, "", False, ())
    text = "\n".join(state.blocks)
    # The content's digest (noise.content_digest): these texts are normal as they are drawn.
    digest = sha256(f"{state.title}\n\n\n{text}".encode())
    change: dict[str, Any] = {}
    if state.edit:
        kept = len(text) // 6
        change = {
            "words_kept": kept, "share": round((edit.words_added + edit.words_removed) / max(kept, 1), 4),
            "classes": [], "reasons": [], "lead": edit.lead, "lead_kind": "paragraph", "lead_field": "",
            "coarse": False,
        }  # fmt: skip
    return {
        "article_id": article, "source_id": source, "number": number, "seen_at": state.seen_at, "title": state.title,
        "text": text, "kinds": "p" * len(state.blocks), "language": language, "digest": digest,
        "words_added": edit.words_added, "words_removed": edit.words_removed, "significance": edit.significance,
        "level": edit.level, "headline_changed": edit.headline_changed,
        "stealth": edit.level in ("substantive", "major"), "change": json.dumps(change),
    }  # fmt: skip


def _passages(rows: Rows, pk: int, states: Sequence[shape.State]) -> None:
    """The passages of all states of an article: as PassageQuerySet.index_article finds them, each block read once."""
    known: dict[tuple[bool, str], dict[Key, str]] = {}
    standing: dict[Key, Row] = {}
    words_of: list[tuple[Row, str]] = []
    for number, state in enumerate(states, 1):
        now: dict[Key, str] = {}
        for said in [(True, state.title), *[(False, block) for block in state.blocks]]:
            if said not in known:
                known[said] = _read(*said)
            now |= known[said]
        for key in standing.keys() - now.keys():
            standing.pop(key)["gone"] = number
        for key, words in now.items():
            if key not in standing:
                passage = {"id": rows.passage, "article_id": pk, "headline": key[0], "key": key[1], "first": number,
                           "gone": None}  # fmt: skip
                rows.passage += 1
                standing[key] = passage
                words_of.append((passage, words))
    rows.tables["passage"] += [passage for passage, _ in words_of]
    rows.tables["search"] += [
        {"id": passage["id"], "words": words, "added": passage["first"] > 1, "removed": passage["gone"] is not None}
        for passage, words in words_of
    ]


def _read(headline: bool, text: str) -> dict[Key, str]:
    """The passages of a headline or block: as passages_of() finds them in a whole version."""
    from articles.search.words import key_of, pieces, split

    return {(headline, key_of(words)): words for words in map(" ".join, pieces(split(text)))}


def _pack(name: str, rows: list[Row]) -> Packed:
    """The rows of a table, made into what the engine takes in."""
    from django.db import connection

    from articles.search import index

    if name == "search" and connection.vendor == "postgresql":
        for row in rows:
            row["pairs"] = index.pairs(row["words"]) if row["removed"] else None
            row["words"] = index.vector(row["words"])
    columns, rest = list(rows[0]), _defaults(name, frozenset(rows[0]))
    everything = [*columns, *rest]
    table = f"articles_{name}"
    if connection.vendor != "postgresql":
        adapt = connection.ops.adapt_datetimefield_value
        data = [
            tuple(adapt(value) if isinstance(value, datetime) else value for value in (*row.values(), *rest.values()))
            for row in rows
        ]
        return Packed(table, everything, len(rows), data)
    tail = "".join(f"\t{_shown(value)}" for value in rest.values()) + "\n"
    text = tail.join(["\t".join(map(_shown, row.values())) for row in rows]) + tail
    return Packed(table, everything, len(rows), text.encode())


@cache
def _defaults(name: str, given: frozenset[str]) -> dict[str, Any]:
    """What stands in the columns of a table that are not given, but for its numbers."""
    from articles import models

    if name == "search":
        return {}
    model: type[Model] = getattr(models, name.capitalize())
    left = [each for each in model._meta.concrete_fields if each.attname not in given and not each.primary_key]
    return {each.attname: each.get_default() for each in left}


def _shown(value: Any) -> str:
    """A value in the text format of COPY."""
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return "\\N" if value is None else str(value)
