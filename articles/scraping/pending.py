"""What earlier looks at a page saw, kept with the article between looks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Pending:
    """What earlier looks saw; kept with the article between looks."""

    base: int  # the version number that it was compared with
    since: datetime
    looks: int = 1
    agreeing: int = 1  # looks in a row with this body
    torn: bool = False  # two looks have differed, or may well
    keys: tuple[str, ...] = ()  # of the last look's blocks
    titles: tuple[str, ...] = ()  # one a look, be it empty; none before the first
    held: str = ""  # digest of what is held in doubt
    held_checks: int = 0
    turns: int = 0  # times that the page was not there at the next look
    standfirsts: tuple[str, ...] = ()  # one a look, as the titles
    leads: Mapping[str, int] = field(default_factory=dict)  # by key, which look showed a first paragraph last
    walls: int = 0  # pages between the looks that were not the article
    tears: int = 0  # times that the body was not that of the look before
    streaks: tuple[int, ...] = ()  # for each of the keys, how many looks in a row showed it
    held_text: str = ""  # the beginning of what is held
    passing: tuple[str, ...] = ()  # short texts that are not on record and that a look showed
    places: tuple[str, ...] = ()  # for each of those, the key of what is on record and stood before it
    trial: tuple[str, ...] = ()  # volatile keys of what was taken for noise and may be text
    numbers: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)  # see live.watched
    live: Mapping[str, str] = field(default_factory=dict)  # the numbers found to be live, as live.live_numbers tells
    gone: tuple[str, ...] = ()  # the keys of what is on record and no look showed
    bylines: tuple[str, ...] = ()  # those shown, each once

    def steady(self, enough: int) -> frozenset[str]:
        """The keys of the blocks that every look has shown, or ``enough`` in a row: some texts that take turns may come
        twice by chance."""
        enough = min(self.looks, enough)
        return frozenset(key for key, shown in zip(self.keys, self.streaks, strict=False) if shown >= enough)

    def leads_within(self, looks: int) -> frozenset[str]:
        """The keys of the first paragraphs that one of so many last looks showed."""
        return frozenset(key for key, look in self.leads.items() if self.looks - look < looks)

    def as_json(self) -> dict[str, Any]:
        """For the article's row."""
        return {
            **self.__dict__,
            "since": self.since.isoformat(),
            "keys": list(self.keys),
            "streaks": list(self.streaks),
            "titles": list(self.titles),
            "standfirsts": list(self.standfirsts),
            "leads": dict(self.leads),
            "passing": list(self.passing),
            "places": list(self.places),
            "trial": list(self.trial),
            "numbers": dict(self.numbers),
            "live": dict(self.live),
            "gone": list(self.gone),
            "bylines": list(self.bylines),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Pending:
        """From the article's row."""
        leads = data.get("leads", {})
        return cls(
            **{
                **data,
                "since": datetime.fromisoformat(data["since"]),
                "keys": tuple(data["keys"]),
                "streaks": tuple(data.get("streaks", ())),
                "titles": tuple(data["titles"]),
                "standfirsts": tuple(data.get("standfirsts", ())),
                "leads": leads
                if isinstance(leads, dict)
                else dict.fromkeys(leads, data["looks"]),  # once without looks
                "passing": tuple(data.get("passing", ())),
                "places": tuple(data.get("places", ())),
                "trial": tuple(data.get("trial", ())),
                "gone": tuple(data.get("gone", ())),
                "bylines": tuple(data.get("bylines", ())),
            }
        )
