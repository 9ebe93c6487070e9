"""Which filters and searches want a change: many of them held against one change, each at most once.

The opposite of ``stream`` and ``search.find``, which hold one filter against many changes; a test holds them together.
Filters are found by their source, searches by a word that each needs; only what is found so is looked at closely.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

from django.http import QueryDict

from articles.models import Event, Version, Watch
from articles.models.passage import body_of
from articles.search.find import Search, lost
from articles.search.query import BadQuery, Both, Either, Node, parse
from articles.search.words import split
from articles.stream import EVERYTHING, LEVELS, BadAddress, Entry, Filters

Key = tuple[str, bool]  # a word that a passage must have, and whether a longer one that begins so will do


@dataclass(frozen=True, slots=True)
class Sought:
    """A search with its query read."""

    search: Search
    tree: Node


@lru_cache(maxsize=20_000)
def read(kind: str, query: str) -> Filters | Sought | None:
    """What the parameters of a watch ask for; None where they cannot be understood (any more)."""
    try:
        if kind == Watch.Kind.CHANGES:
            return Filters.read(QueryDict(query.lstrip("?")).dict())
        search = Search.read(QueryDict(query.lstrip("?")).dict())
        return Sought(search, parse(search.q))
    except (BadAddress, BadQuery):
        return None


def takes(filters: Filters, entry: Entry) -> bool:
    """Whether the list of changes by these filters has this change or event."""
    version, event = entry.version, entry.event
    if filters.source and filters.source != entry.article.source.slug:
        return False
    if not (_in_language(filters.language, entry) and _from(filters.since, entry.at)):
        return False
    if version is not None:
        return (
            version.number > 1
            and not filters.gone
            and _has_level(filters.level, version)
            and (version.headline_changed or not filters.headline)
            and (version.stealth or not filters.stealth)
        )
    assert event is not None
    if filters.headline or filters.stealth or (filters.gone and event.kind != Event.Kind.GONE):
        return False
    return filters.gone or filters.level == EVERYTHING or event.kind != Event.Kind.MOVED


def finds(sought: Sought, version: Version, earlier: Version | None) -> bool:
    """Whether this version brings (or, where the search says so, drops) what the search looks for."""
    search = sought.search
    if search.source and search.source != version.source.slug:
        return False
    entry = Entry(version.article, version=version)
    if not (_in_language(search.language, entry) and _from(search.since, version.seen_at)):
        return False
    if search.until and version.seen_at.astimezone(UTC).date() > search.until:
        return False
    if search.level != EVERYTHING and (version.number == 1 or not _has_level(search.level, version)):
        return False
    if earlier is None:  # a first version
        return search.within in ("text", "all") and bool(lost(sought.tree, version, Version()))
    if search.within == "removed":
        return bool(lost(sought.tree, earlier, version))
    return bool(lost(sought.tree, version, earlier))


def _has_level(level: str, version: Version) -> bool:
    return level == EVERYTHING or version.level in ("", *LEVELS[LEVELS.index(level) :])


def _in_language(language: str, entry: Entry) -> bool:
    found = entry.article.language
    return not language or found == language or found.startswith(f"{language}-")


def _from(since: date | None, at: datetime) -> bool:
    return since is None or at.astimezone(UTC).date() >= since


@dataclass(slots=True)
class Matcher:
    """Queries by what finds them; they are known by their digests."""

    filters: dict[str, list[tuple[str, Filters]]] = field(default_factory=lambda: defaultdict(list))  # by source
    searches: dict[str, list[tuple[str, Sought]]] = field(default_factory=lambda: defaultdict(list))  # by word
    beginnings: dict[str, list[tuple[str, Sought]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, queries: Iterable[tuple[str, str, str]]) -> Matcher:
        """From (kind, query, digest)."""
        made = cls()
        for kind, query, digest in queries:
            asked = read(kind, query)
            if isinstance(asked, Filters):
                made.filters[asked.source].append((digest, asked))
            elif asked is not None:
                for word, begins in keys(asked.tree):
                    (made.beginnings if begins else made.searches)[word].append((digest, asked))
        return made

    @property
    def needs_texts(self) -> bool:
        """Whether anybody searches."""
        return bool(self.searches or self.beginnings)

    def matches(self, entry: Entry, earlier: Version | None) -> set[str]:
        """The digests of the queries that want this change; ``earlier`` is the version before, of a change."""
        found = {
            digest
            for source in ("", entry.article.source.slug)
            for digest, filters in self.filters.get(source, ())
            if takes(filters, entry)
        }
        version = entry.version
        if version is not None and self.needs_texts:
            proposed = dict(self._proposed(_words(version, earlier)))
            found |= {digest for digest, sought in proposed.items() if finds(sought, version, earlier)}
        return found

    def _proposed(self, words: set[str]) -> Iterator[tuple[str, Sought]]:
        for word in words:
            yield from self.searches.get(word, ())
        if self.beginnings:
            for start in {word[:length] for word in words for length in range(1, len(word) + 1)}:
                yield from self.beginnings.get(start, ())


def keys(node: Node) -> list[Key]:
    """Words of which a passage that holds the query has at least one. The longest are the rarest, as a rule."""
    if isinstance(node, Either):
        return [key for part in node.parts for key in keys(part)]
    if isinstance(node, Both):
        return max(map(keys, node.parts), key=lambda found: min(len(word) for word, _ in found))
    whole = [(word, False) for word in node.words[: -1 if node.prefix else None]]
    return [max(whole or [(node.words[-1], True)], key=lambda key: len(key[0]))]


def _words(version: Version, earlier: Version | None) -> set[str]:
    """The words of the headlines, and of the passages, that stand in one of the two versions alone."""
    if earlier is None:
        texts = {version.title, *body_of(version)}
    else:
        titles = {version.title, earlier.title} if version.title != earlier.title else set()
        texts = titles | (set(body_of(version)) ^ set(body_of(earlier)))
    return {word for text in texts for word in split(text)}
