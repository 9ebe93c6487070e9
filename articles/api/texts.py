"""What the API gives out of texts: versions, comparisons, origins, and the stream of changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

from django.conf import settings
from ninja import Schema
from pydantic import Field

from articles.api.schemas import ArticleOut, EventOut, page
from articles.diffing import Blame, Diff, Spans, measure
from articles.memento import memento_address, raw_address
from articles.models import Article, Capture, Event, Version
from articles.models.version import change_as_json

Level = Literal["cosmetic", "minor", "substantive", "major", ""]
RowKind = Literal["same", "changed", "added", "removed", "moved-from", "moved-to", "split", "merged"]
PlainOp = Literal["=", "-", "+", "~"]
Pair = tuple[PlainOp, str]


class ChangeOut(Schema):
    """What a change is: how large, how much it matters, and why."""

    level: Level = Field(description="How much it matters; empty: not known yet.")
    significance: float = Field(ge=0, le=1)
    words_added: int
    words_removed: int
    headline_changed: bool
    old_title: str | None = Field(description="The headline before, where it changed.")
    notice: bool = Field(description="A correction notice appeared.")
    stealth: bool = Field(description="Substantive, without a correction notice.")
    classes: list[str]
    reasons: list[str]
    lead: list[Pair] = Field(description="The most telling passage, as spans.")
    coarse: bool = Field(description="So large that it was compared coarsely.")

    @classmethod
    def of(cls, version: Version) -> ChangeOut | None:
        """The change that led to a version; None for a first one."""
        return cls._from(version, version.change) if version.number > 1 else None

    @classmethod
    def between(cls, old: Version, new: Version, diff: Diff) -> ChangeOut:
        """The change from any version to any other: as stored for neighbours, else measured now."""
        if new.number == old.number + 1 and new.level:
            return cls._from(new, new.change)
        measured = measure(old, new, diff)
        said = change_as_json(measured)
        return cls._from(measured, {**said, **({"old_title": old.title} if measured.headline_changed else {})})

    @classmethod
    def _from(cls, columns: Any, said: dict[str, Any]) -> ChangeOut:
        names = ("level", "significance", "words_added", "words_removed", "headline_changed", "notice", "stealth")
        return cls(
            **{name: getattr(columns, name) for name in names},
            old_title=said.get("old_title"),
            classes=said.get("classes", []),
            reasons=said.get("reasons", []),
            lead=[(op, text) for op, text in said.get("lead", [])],
            coarse=said.get("coarse", False),
        )


class VersionOut(Schema):
    """One distinct state of an article, without its text."""

    article_id: int
    number: int
    seen_at: datetime
    title: str
    language: str
    published_at: datetime | None
    modified_at: datetime | None
    extractor: str = Field(description="What read it; empty: imported.")
    page: str = Field(description="Its page for people.")
    change: ChangeOut | None = Field(description="What changed from the version before; null for the first.")

    @classmethod
    def of(cls, version: Version) -> VersionOut:
        """From the row."""
        return cls(**_version(version))


class BlockOut(Schema):
    """One paragraph, heading, list item or quotation."""

    kind: str
    text: str


class EvidenceOut(Schema):
    """The page as the server sent it."""

    sha256: str
    size: int
    url: str = Field(description="The address that answered, after redirects.")
    fetched_at: datetime
    status: int | None
    content_type: str
    headers: list[tuple[str, str]]
    raw: str = Field(description="Where the bytes are, in a sandbox.")

    @classmethod
    def of(cls, capture: Capture, raw: str) -> EvidenceOut:
        """From a row with its blob; ``raw`` is where the bytes are given out."""
        return cls(
            sha256=capture.blob_id,
            size=capture.blob.size,
            url=capture.url,
            fetched_at=capture.fetched_at,
            status=capture.status,
            content_type=capture.content_type,
            headers=[(str(name), str(value)) for name, value in capture.headers],
            raw=raw,
        )


class VersionDetail(VersionOut):
    """One distinct state of an article: its text, and the evidence for it."""

    standfirst: str
    byline: str
    blocks: list[BlockOut]
    memento: str = Field(description="Its address as a memento (RFC 7089).")
    evidence: EvidenceOut | None = Field(description="Null where the version was imported without a page.")

    @classmethod
    def of(cls, version: Version) -> VersionDetail:
        """From a row with its article and its capture's blob."""
        capture = version.capture
        return cls(
            **_version(version),
            standfirst=version.standfirst,
            byline=version.byline,
            blocks=[BlockOut(kind=block.kind, text=block.text) for block in version.blocks],
            memento=memento_address(version.article, version.seen_at),
            evidence=EvidenceOut.of(capture, raw_address(version.article, version.seen_at)) if capture else None,
        )


def _version(version: Version) -> dict[str, Any]:
    names = ("article_id", "number", "seen_at", "title", "language", "published_at", "modified_at", "extractor")
    row = {name: getattr(version, name) for name in names}
    return row | {"page": settings.SITE_URL + version.get_absolute_url(), "change": ChangeOut.of(version)}


class RowOut(Schema):
    """One line of a side-by-side comparison."""

    kind: RowKind
    field: Literal["title", "standfirst", "byline"] | None = Field(description="Null: a row of the body.")
    old: list[int] = Field(description="Numbers, from 0, of the blocks on the old side.")
    new: list[int] = Field(description="Likewise on the new side.")
    peer: list[int] = Field(description="Of a move: the numbers of its counterpart on the other side.")
    old_spans: list[list[Pair]] = Field(description="For each old block its spans; joined, they are the block.")
    new_spans: list[list[Pair]] = Field(description="Likewise for each new block.")


class StatsOut(Schema):
    """How much differs, in words and rows. Words of sentences that moved to another place count as kept and moved,
    though their spans are “-” where they stood and “+” where they stand."""

    words_old: int
    words_new: int
    words_added: int
    words_removed: int
    words_kept: int
    words_moved: int
    rows_same: int
    rows_changed: int
    rows_added: int
    rows_removed: int
    rows_moved: int


class DiffOut(Schema):
    """Two versions compared. A span's sign: “=” kept, “-” removed, “+” added, “~” differs only in typography."""

    article_id: int
    old: int
    new: int
    coarse: bool = Field(description="So large that it was compared coarsely.")
    stats: StatsOut
    change: ChangeOut
    rows: list[RowOut]
    page: str | None = Field(description="The comparison for people; null where the newer version stands first.")

    @classmethod
    def of(cls, old: Version, new: Version, diff: Diff) -> DiffOut:
        """From two versions of an article and their diff."""
        rows = [
            RowOut(
                kind=row.kind,
                field=row.field,
                old=list(row.old),
                new=list(row.new),
                peer=list(row.peer),
                old_spans=_pairs(row.old_spans),
                new_spans=_pairs(row.new_spans),
            )
            for row in diff.rows
        ]
        return cls(
            article_id=old.article_id,
            old=old.number,
            new=new.number,
            coarse=diff.coarse,
            stats=StatsOut(**diff.stats._asdict()),
            change=ChangeOut.between(old, new, diff),
            rows=rows,
            page=page("diff", old.article_id, old.number, new.number) if old.number < new.number else None,
        )


def _pairs(blocks: tuple[Spans, ...]) -> list[list[Pair]]:
    # Only rows as people are shown them have other ops.
    return [[(cast("PlainOp", span.op), span.text) for span in spans] for spans in blocks]


class SentenceOut(Schema):
    """A sentence, and the version in which it first stood in these words."""

    text: str
    since: int


class BlamedOut(Schema):
    """A block of the latest version: the version that brought it, and the one that last touched its words."""

    kind: str
    since: int
    edited: int
    sentences: list[SentenceOut]


class RemovedOut(Schema):
    """A passage that is no longer there."""

    text: str
    since: int = Field(description="The version that brought it.")
    gone: int = Field(description="The version that dropped it.")
    after: int = Field(description="It stood after this block of the latest version; -1: before the first.")


class BlameOut(Schema):
    """Who wrote what when: the latest text, with the version that brought each passage."""

    article_id: int
    version: int
    oldest: int = Field(description="The first version looked at: of many, only the newest are.")
    blocks: list[BlamedOut]
    removed: list[RemovedOut]

    @classmethod
    def of(cls, versions: list[Version], found: Blame) -> BlameOut:
        """From an article's versions, oldest first, and what was traced through them."""
        numbers = [version.number for version in versions]
        kinds = [block.kind for block in versions[-1].blocks]
        blocks = [
            BlamedOut(
                kind=kind,
                since=numbers[block.since],
                edited=numbers[block.edited],
                sentences=[SentenceOut(text=one.text, since=numbers[one.since]) for one in block.sentences],
            )
            for kind, block in zip(kinds, found.blocks, strict=True)
        ]
        removed = [
            RemovedOut(text=one.text, since=numbers[one.since], gone=numbers[one.gone], after=one.after)
            for one in found.removed
        ]
        return cls(
            article_id=versions[-1].article_id, version=numbers[-1], oldest=numbers[0], blocks=blocks, removed=removed
        )


class EntryOut(Schema):
    """One entry of the stream: a change, or an event."""

    at: datetime
    kind: Literal["change", "gone", "back", "moved"]
    article: ArticleOut
    version: VersionOut | None = Field(description="Of a change: the version that it led to.")
    event: EventOut | None

    @classmethod
    def of(cls, article: Article, version: Version | None, event: Event | None) -> EntryOut:
        """From a version or an event, with its article and source."""
        if version is not None:
            article.source = version.source  # the same, and fetched already
            return cls(
                at=version.seen_at, kind="change", article=ArticleOut.of(article), version=VersionOut.of(version),
                event=None,
            )  # fmt: skip
        assert event is not None
        told = EventOut.of(event)
        return cls(at=event.at, kind=told.kind, article=ArticleOut.of(article), version=None, event=told)


class Versions(Schema):
    """A page of an article's versions, oldest first."""

    items: list[VersionOut]
    next: str | None = Field(description="The address of the next page; null: this is the last.")


class Changes(Schema):
    """A page of the stream, newest first."""

    items: list[EntryOut]
    next: str | None = Field(description="The address of the next, older page; null: this is the last.")
    mark: str = Field(description="Where recording stands: give it as `after` to /changes/recorded to follow on.")


class Recorded(Schema):
    """What was recorded since a mark, in the order of recording."""

    items: list[EntryOut]
    next: str = Field(description="The address to ask next: now where `more`, else after a while.")
    more: bool = Field(description="Whether more is waiting already.")
