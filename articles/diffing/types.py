"""The values a diff is made of. All are immutable, and none knows where its texts came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from .shifts import Shift

Kind = Literal["same", "changed", "added", "removed", "moved-from", "moved-to", "split", "merged"]
FieldName = Literal["title", "standfirst", "byline"]
Op = Literal["=", "-", "+", "~", "<", ">"]


class Span(NamedTuple):
    """A piece of one block: "=" kept, "-" removed, "+" added, "~" differs only trivially. In `Diff.shown` alone also
    "<", a sentence that stands elsewhere now, and ">", one that stood elsewhere before."""

    op: Op
    text: str


Spans = tuple[Span, ...]


class Row(NamedTuple):
    """One line of a side-by-side diff.

    `old` and `new` are the numbers (from 0) of the blocks shown left and right, and `old_spans` and
    `new_spans` hold one tuple of spans for each of them; joined, the spans of a block are the block.
    `peer` is set on moves alone: the numbers of the counterpart, which stands in a row of its own.

    A row about a field of the article, not about its body, has `field` set and no block numbers;
    its `old_spans` and `new_spans` hold exactly one tuple, empty where that side lacks the field.
    """

    kind: Kind
    old: tuple[int, ...] = ()
    new: tuple[int, ...] = ()
    peer: tuple[int, ...] = ()
    old_spans: tuple[Spans, ...] = ()
    new_spans: tuple[Spans, ...] = ()
    field: FieldName | None = None

    @property
    def trivial(self) -> bool:
        """Whether only typography or white space differs (true of "same" rows too)."""
        if self.kind == "same":
            return True
        if self.kind != "changed":
            return False
        return not any(op in "-+<>" for spans in (*self.old_spans, *self.new_spans) for op, _ in spans)


class Stats(NamedTuple):
    """How much differs, in words (a CJK, Thai, Lao or Khmer character counts as one) and in rows.

    Moved words are words of moved rows that were kept and of sentences that moved, and count among the kept ones.
    """

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

    @property
    def share(self) -> float:
        """Changed words (added and removed) among all words of both sides, from 0 to 1."""
        total = self.words_old + self.words_new
        return (self.words_added + self.words_removed) / total if total else 0.0


@dataclass(frozen=True)
class Diff:
    """Two texts, aligned. `coarse` says that the input was so large that a guard chose coarser work."""

    rows: tuple[Row, ...]
    coarse: bool = False

    def __iter__(self) -> Iterator[Row]:
        """A diff is read row by row."""
        return iter(self.rows)

    @cached_property
    def shifts(self) -> list[Shift]:
        """Sentences that were taken out at one place and put in at another."""
        from .shifts import shifts

        return shifts(self.rows)

    @cached_property
    def shown(self) -> tuple[Row, ...]:
        """The rows as people are shown them: with the sentences that moved told from what was removed and added."""
        from .shifts import with_shifts

        return with_shifts(self.rows, self.shifts) if self.shifts else self.rows

    @cached_property
    def stats(self) -> Stats:
        """Counted when first asked for, since most readers of a diff want its rows alone."""
        from .stats import count

        return count(self.rows, self.shown)


class HasText(Protocol):
    """A block of a version: its kind ("paragraph", "heading", "item", "quote" ...) and plain text."""

    @property
    def kind(self) -> str: ...

    @property
    def text(self) -> str: ...


class HasBlocks(Protocol):
    """What compare_versions() needs of a version; an absent field is None or empty."""

    @property
    def title(self) -> str | None: ...

    @property
    def standfirst(self) -> str | None: ...

    @property
    def byline(self) -> str | None: ...

    @property
    def blocks(self) -> Sequence[HasText]: ...
