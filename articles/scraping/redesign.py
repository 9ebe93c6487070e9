"""What comes or goes on many articles of a source at once is its site's doing, no editor's. Pure.

A first article cannot know. So the looks of a pass tell what they found new or missing, an article where whole passages
came or went is looked at again after the others of its host, and what three of them have in common, and a fair share
of all that were looked at meanwhile, is furniture. An update appended to a few of many articles is an edit of each.
What was so once is so in later passes: an article that showed a wall meanwhile shows it the next day, and alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile

from rapidfuzz import fuzz

from articles.scraping.blocks import Block
from articles.scraping.confirm import Decision, Ruling
from articles.scraping.known import Known
from articles.scraping.live import told_by
from articles.scraping.noise import block_key, volatile_key
from articles.scraping.notes import is_note_text

MANY = 3  # articles of a source that show the same shift
SHARE = 0.2  # of the articles looked at since, at least: a site's doing is not seen on a few of many
WINDOW = timedelta(hours=6)
LONGEST = 400  # characters of what may be furniture
PASSAGE = 120  # characters from which on a block is a passage that somebody wrote
LIKE = 75  # percent of the characters that an edited passage keeps, at least
SHIFTED = "the same came or went on several articles of the source at once"


@dataclass
class Shifts:
    """What came to or went from the articles of one source lately."""

    seen: dict[str, dict[int, datetime]] = field(default_factory=dict)  # by key, when which article showed it
    looked: dict[int, datetime] = field(default_factory=dict)  # when which article was last looked at
    past: set[str] | None = None  # what earlier looks found to be no single article's; None before that is asked for

    def tell(self, article: int, record: Sequence[Block], shown: Sequence[Block], now: datetime) -> None:
        """Take note of how a page differs from what is on record of its article."""
        old, new = _keys(record), _keys(shown)
        edited = _edited(record, shown)
        old, new = old - edited, new - edited
        for key in (*(f"+{key}" for key in new - old), *(f"-{key}" for key in old - new)):
            self.seen.setdefault(key, {})[article] = now

    def look(self, article: int, now: datetime) -> None:
        """Take note that an article's page was seen."""
        self.looked.pop(article, None)
        self.looked[article] = now  # the latest last
        while now - self.looked[first := next(iter(self.looked))] >= WINDOW:
            del self.looked[first]

    def common(self, now: datetime) -> frozenset[str]:
        """What is no single article's: keys with + (it came) or - (it went). Forgets what was long ago."""
        for key, articles in list(self.seen.items()):
            recent = {article: at for article, at in articles.items() if now - at < WINDOW}
            if recent:
                self.seen[key] = recent
            else:
                del self.seen[key]
        now_common = {key for key, articles in self.seen.items() if self._is_common(articles)}
        return frozenset(now_common | {sign + key for key in self.past or () for sign in "+-"})

    def learn(self, decision: Decision) -> None:
        """Remember what a decision left out as the site's doing: an article that could not be seen meanwhile shows it
        later, and alone."""
        if decision.reason == SHIFTED:
            self.past = (self.past or set()) | {volatile_key(block.text) for block in decision.volatile}

    def _is_common(self, articles: Mapping[int, datetime]) -> bool:
        """Whether what these articles showed is the site's doing, and not the same edit of a few out of many."""
        if len(articles) < MANY:
            return False
        began = min(articles.values())
        since = sum(1 for _ in takewhile(lambda at: at >= began, reversed(self.looked.values())))
        return len(articles) >= SHARE * since


def _edited(record: Sequence[Block], shown: Sequence[Block]) -> set[str]:
    """The keys of what was edited where it stands: an editor may correct the same passage in several articles."""
    old, new = ({b.text for b in blocks if PASSAGE <= len(b.text) <= LONGEST} for blocks in (record, shown))
    edits = ((a, b) for a in old - new for b in new - old if fuzz.ratio(a, b) >= LIKE)
    return {volatile_key(text) for edit in edits for text in edit}


def _keys(blocks: Iterable[Block]) -> set[str]:
    return {volatile_key(b.text) for b in blocks if len(b.text) <= LONGEST and not is_note_text(b.text)}


def without_shifts(known: Known, decision: Decision, common: frozenset[str]) -> Decision:
    """The decision to record, without what came or went on other articles too; NOISE where nothing else is left."""
    content = decision.content
    if content is None or not common:
        return decision
    record = known.ignored.strip(known.latest.blocks)
    old, new = _keys(record), _keys(content.blocks)
    come = tuple(b for b in content.blocks if f"+{(key := volatile_key(b.text))}" in common and key in new - old)
    gone = tuple(b for b in record if f"-{(key := volatile_key(b.text))}" in common and key in old - new)
    if not come and not gone:
        return decision
    content = replace(content, blocks=tuple(b for b in content.blocks if b not in come))
    rest = tuple(b for b in record if b not in gone)
    shifted = replace(decision, content=content, volatile=(*decision.volatile, *come, *gone), reason=SHIFTED)
    if known.shows(content, rest):
        return replace(shifted, ruling=Ruling.NOISE, content=None)
    return shifted


def without_offers(known: Known, decision: Decision, live: Iterable[str]) -> Decision:
    """The decision without the paragraphs in which these numbers are live: as they stand on many articles of the source
    in the same words, they are its site's. NOISE where nothing else is left."""
    offers = told_by(live, known.latest.blocks)
    if not offers:
        return decision
    offered = {block_key(block.text) for block in offers}
    decision = replace(decision, volatile=(*decision.volatile, *offers), reason=SHIFTED)
    if decision.content is None:
        return decision
    content = replace(
        decision.content, blocks=tuple(b for b in decision.content.blocks if block_key(b.text) not in offered)
    )
    rest = tuple(b for b in known.ignored.strip(known.latest.blocks) if block_key(b.text) not in offered)
    if known.shows(content, rest):
        return replace(decision, ruling=Ruling.NOISE, content=None)
    return replace(decision, content=content)
