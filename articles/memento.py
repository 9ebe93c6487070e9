"""Memento (RFC 7089): the versions of an article by the address it has at its newspaper, and by date.

``/timegate/URL`` leads to the version that stood at a date, ``/timemap/link/URL`` and ``/timemap/json/URL`` list all,
``/memento/YYYYMMDDhhmmss/URL`` is one, and ``/memento/YYYYMMDDhhmmss/raw/URL`` the page as the server sent it. Here are
their addresses and links; the views are in ``articles.views.mementos``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.utils.http import http_date

from articles.models import Article

STAMP = "%Y%m%d%H%M%S"


class Memento(NamedTuple):
    """A version, by when it was seen to the second; of several in one second, the last."""

    at: datetime
    number: int

    @property
    def stamp(self) -> str:
        """The time as it stands in addresses."""
        return f"{self.at:{STAMP}}"


def mementos_of(article: Article) -> list[Memento]:
    """An article's versions by second, oldest first."""
    found: dict[datetime, Memento] = {}
    for at, number in article.versions.order_by("seen_at", "number").values_list("seen_at", "number"):
        second = at.astimezone(UTC).replace(microsecond=0)
        found[second] = Memento(second, number)
    return list(found.values())


# Addresses


def address(place: str, url: str) -> str:
    """Our full address for an original one, such as ``https://diffs.example/timegate/https://news.example/story``."""
    return f"{settings.SITE_URL}/{place}/{escaped(url)}"


def memento_address(article: Article, at: datetime) -> str:
    """The address of the version of an article that was seen at this time."""
    return address(f"memento/{at.astimezone(UTC):{STAMP}}", article.url)


def raw_address(article: Article, at: datetime) -> str:
    """Where that version's page is, as the server sent it."""
    return address(f"memento/{at.astimezone(UTC):{STAMP}}/raw", article.url)


def escaped(url: str) -> str:
    """The address so that it can stand in a header, between < and >."""
    return quote(url, safe="!$%&'()*+,/:;=?@[]~")


# Links


def version_links(article: Article, number: int) -> str:
    """The Link header of a version's page: the original, and where its mementos are."""
    mementos = mementos_of(article)
    return links(article, mementos, next((one for one in mementos if one.number >= number), mementos[-1]))


def links(article: Article, mementos: Sequence[Memento], chosen: Memento) -> str:
    """Original, TimeGate, TimeMaps, and the first, last, previous, next and chosen mementos."""
    at = mementos.index(chosen)
    near = sorted({0, max(at - 1, 0), at, min(at + 1, len(mementos) - 1), len(mementos) - 1})
    names = {at - 1: "prev ", at + 1: "next "}
    return ", ".join(
        [
            f'<{escaped(article.url)}>; rel="original"',
            f'<{address("timegate", article.url)}>; rel="timegate"',
            f'<{address("timemap/link", article.url)}>; rel="timemap"; type="application/link-format"',
            f'<{address("timemap/json", article.url)}>; rel="timemap"; type="application/json"',
            *(
                memento_link(article, mementos[number], place_of(mementos, number) + names.get(number, ""))
                for number in near
            ),
        ]
    )


def place_of(mementos: Sequence[Memento], number: int) -> str:
    """What a memento is called in a link, besides memento."""
    return "first " * (number == 0) + "last " * (number == len(mementos) - 1)


def memento_link(article: Article, one: Memento, place: str) -> str:
    """A link to a memento."""
    return f'<{memento_address(article, one.at)}>; rel="{place}memento"; datetime="{date_of(one)}"'


def date_of(one: Memento) -> str:
    """Its time as headers have it."""
    return str(http_date(one.at.timestamp()))
