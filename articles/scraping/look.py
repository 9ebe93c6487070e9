"""One look at an article, and what it teaches about the article's addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from articles.models import Article, Check, Event
from articles.scraping import record, schedule
from articles.scraping.addresses import same_site
from articles.scraping.fetch import Response
from articles.scraping.known import Known
from articles.scraping.ledger import Ledger, hold, save_hot
from articles.scraping.reading import Page, Reading
from articles.scraping.region import lost_passages
from articles.scraping.run import Run

Outcome = Check.Outcome
_TELLING = frozenset({Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED, Outcome.NOISE})
SEEN = _TELLING | {Outcome.FIRST}  # looks that saw the article's page
MOST_TURNS = 3  # times that a page may be there and not there before it is waited for no more often than others
NOW_AND_THEN = "it was there at one look and not at the next, again and again"


@dataclass
class Look:
    """One look at an article as it goes on."""

    run: Run
    article: Article
    ledger: Ledger
    response: Response
    now: datetime
    body_digest: str = ""
    known: Known | None = None  # what is on record; the looks at one change ask for it once
    reading: Reading | None = None
    before: Reading | None = None  # what the look before read
    passed: Reading | None = None  # what was read last that no guard objected to

    def next(self, response: Response, now: datetime) -> Look:
        """The look after this one, at the same article."""
        return replace(self, response=response, now=now, body_digest="", reading=None, before=self.reading)

    def without_page(self) -> Look:
        """The same, for a while: a page is large."""
        return replace(self, response=replace(self.response, body=b"", headers=()))

    @property
    def moved_for_good(self) -> bool:
        """Whether we were sent to another address with the word that it is the right one from now on."""
        redirects = self.response.redirects
        return bool(redirects) and all(status in (301, 308) for status, _ in redirects)

    @property
    def is_settled(self) -> bool:
        """Whether the page, as it was last seen, shows what is on record."""
        return self.article.pending is None and not self.article.is_gone

    def page(self) -> Page:
        """What is to be read, with the fingerprint of what it is expected to show: the record, or what the look before
        read. A page that still has, anywhere, what that look missed of the record is read in full."""
        page = Page(
            body=self.response.body,
            url=self.response.final_url,
            content_type=self.response.content_type,
            rules=self.article.source.rules,
        )
        if self.is_settled and not self.moved_for_good:  # else the address may be another article's
            return replace(page, fingerprint=self.article.fingerprint)
        if self.before is None or self.known is None:
            return page
        record, seen = self.known.latest, self.before.extract
        lost = lost_passages(
            [record.standfirst, *(block.text for block in record.blocks)],
            [seen.title, seen.standfirst, seen.byline, *(block.text for block in seen.blocks)],
        )
        return replace(page, fingerprint=self.before.fingerprint, lost=lost)

    def checked(self, outcome: Outcome, detail: str = "", *, soon: timedelta | None = None) -> Check:
        """The Check of this look, with the article's row brought up to date in memory."""
        if outcome in _TELLING:
            self._tell_habit(outcome)
        return record.checked(
            self.article, outcome, now=self.now, response=self.response, detail=detail,
            retire_after=self.run.retire_after, soon=soon,
        )  # fmt: skip

    def waiting(self, outcome: Outcome, detail: str = "") -> Check:
        """The Check of a look that another is to confirm soon, unless the page has come and gone too often for that."""
        if (self.article.pending or {}).get("turns", 0) >= MOST_TURNS:
            return self.checked(outcome, NOW_AND_THEN)
        return self.checked(outcome, detail, soon=self.run.confirm_after)

    def _tell_habit(self, outcome: Outcome) -> None:
        """Count for the source's habits how long the article was watched, and whether it changed."""
        article, since = self.article, self.article.last_checked_at
        if since is None or since > self.now:  # never, or by a clock that was ahead
            return
        # The news was as old as this when it was looked at last; a change that was just recorded makes it young again.
        before = article.last_changed_at if article.last_changed_at and article.last_changed_at <= since else None
        age = schedule.news_age(since, article.first_seen_at, article.published_at, before)
        key = article.source_id, schedule.rung(age)
        self.run.watched[key] += round((self.now - since).total_seconds())
        self.run.changed[key] += outcome == Outcome.CHANGED


def follow(look: Look, canonical: str | None = None) -> None:
    """Go along where the same article answers from another address."""
    if look.response.redirects:
        with transaction.atomic():
            hold(look.ledger.host_id, look.ledger.owner)
            learn_addresses(look, canonical)


def taken_down(look: Look, detail: str) -> None:
    """Put on record that the article was taken down."""
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.forget_page(look.article)
        record.went(look.article, Event.Kind.GONE, look.now, detail)
        save_hot([look.article])
    look.run.tally["taken_down"] += 1


def learn_addresses(look: Look, canonical: str | None = None) -> None:
    """Let the address that answered, and the one that the page calls its own, lead to the article."""
    article = look.article
    if (
        look.moved_for_good
        and article.version_count
        and look.article.check_count
        and record.move(article, look.response.final_url, look.now)
    ):
        look.run.tally["moved"] += 1
    for url in (look.response.final_url, canonical):
        if url and (url != canonical or may_be_its_own(article, url)) and not article.has_address(url):
            article.add_alias(url)


def may_be_its_own(article: Article, url: str) -> bool:
    """Whether a canonical link is believed: not to a front page, nor to the agency whose story this is a copy of."""
    return same_site(url, article.url) and urlsplit(url).path not in {"", "/"}


def other_addresses(look: Look, canonical: str | None) -> list[str]:
    """The addresses that may show that this article is another one, which we know already."""
    addresses = []
    if look.response.redirects and (look.moved_for_good or not look.article.version_count):
        addresses.append(look.response.final_url)
    if canonical and not look.article.version_count and may_be_its_own(look.article, canonical):
        addresses.append(canonical)
    return addresses
