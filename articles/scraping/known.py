"""What is on record of an article, as a look is weighed by it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from articles.scraping.agreement import STEADY
from articles.scraping.blocks import Block
from articles.scraping.live import with_numbers_of
from articles.scraping.noise import (
    EDITED,
    Content,
    Ignored,
    alike,
    block_key,
    same_blocks,
    same_byline,
    same_standfirst,
    same_text,
)

_OPENING = 3  # blocks of which one may be called the standfirst


@dataclass(frozen=True)
class Composed:
    """A content put together from what the looks agree on."""

    title: str
    standfirst: str
    byline: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Known:
    """What is on record of an article: its latest version, and what is known to be noise."""

    number: int
    latest: Content
    ignored: Ignored = field(default_factory=Ignored)
    tested: frozenset[str] = frozenset()  # normalised headlines
    noted: Mapping[str, str] = field(default_factory=dict)  # sentences taken for noise but once, by volatile key
    digests: tuple[str, ...] = ()  # of all versions, in order
    titles: tuple[str, ...] = ()  # likewise
    seen_again: int = 0  # looks at which all of the latest version was seen again, counted as far as STEADY
    returned: bool = False  # one of the last checks saw the page differ and go back: something takes turns
    doubt: str = ""  # why this look is probably not the article

    def steady(self) -> tuple[Block, ...]:
        """The blocks on record, where all of them were seen again often enough: they take no turns."""
        return tuple(self.latest.blocks) if self.seen_again >= STEADY else ()

    def to_record(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """What of a page's blocks is recorded: all but noise.

        Furniture that is on record, from before it was known as such, stays while the page shows it: its absence
        from the next version would be shown as an edit that nobody made.
        """
        if self.ignored.furniture:
            on_record = {block_key(block.text) for block in self.latest.blocks}
            return replace(self.ignored, furniture=self.ignored.furniture - on_record).strip(blocks)
        return self.ignored.strip(blocks)

    def steadied(self, seen: Content) -> Content:
        """What is seen, with the live numbers that the record has."""
        return numbered_as(self.latest, seen, self.ignored.live)

    def shows(self, seen: Content, blocks: Sequence[Block]) -> bool:
        """Whether a content says what is on record, its body being these blocks."""
        is_same = same_text(self.latest.title, seen.title) and self._has_lines_of(seen)
        return is_same and same_blocks(blocks, seen.blocks)

    def shows_body(self, seen: Content) -> bool:
        """Whether a content says what is on record, whatever its headline is and whatever noise both have."""
        record = self.ignored.strip(self.latest.blocks)
        return self._has_lines_of(seen) and same_blocks(record, self.ignored.strip(seen.blocks))

    def _has_lines_of(self, seen: Content) -> bool:
        record = self.latest
        return same_standfirst(record.standfirst, seen.standfirst) and same_byline(record.byline, seen.byline)


def numbered_as(record: Content, seen: Content, live: Collection[str]) -> Content:
    """What is seen, with the live numbers that the record has."""
    if not live:
        return seen
    standfirst, blocks = with_numbers_of(record, seen, live)
    return Composed(seen.title, standfirst, seen.byline, blocks)


def placed_as(record: Content, seen: Content) -> Content:
    """What is seen, with the paragraph that is the standfirst on one page and text on another where the record has it,
    be it edited: a site that is redesigned calls it otherwise, and still says it; and what opens a text once the
    paragraph before is gone may pass for a standfirst."""
    blocks = tuple(seen.blocks)
    if not record.standfirst and seen.standfirst:
        first = _most_like(seen.standfirst, record.blocks[:_OPENING])
        if first and (not blocks or alike(first.text, blocks[0].text) < alike(first.text, seen.standfirst)):
            return Composed(seen.title, "", seen.byline, (replace(first, text=seen.standfirst), *blocks))
    elif record.standfirst and not seen.standfirst and _most_like(record.standfirst, blocks[:1]):
        said = alike(record.standfirst, blocks[0].text)
        if not record.blocks or alike(record.blocks[0].text, blocks[0].text) < said:
            return Composed(seen.title, blocks[0].text, seen.byline, blocks[1:])
    return seen


def _most_like(text: str, blocks: Sequence[Block]) -> Block | None:
    """Which of these a text may be, edited."""
    best = max(blocks, key=lambda block: alike(block.text, text), default=None)
    return best if best and alike(best.text, text) >= EDITED else None
