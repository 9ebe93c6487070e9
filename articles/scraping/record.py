"""The writes of a pass: what a look at an article or a feed leaves behind. Synchronous; no socket."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import F

from articles import blobs
from articles.digests import url_digest
from articles.frames import Packed
from articles.models import Alias, Article, Capture, Check, Event, Feed, Furniture, Habit, Host, Noise, Source, Version
from articles.models.rows import many, put, table
from articles.models.version import Step
from articles.packing import storable
from articles.rederive import stamp
from articles.scraping import live, schedule
from articles.scraping.addresses import url_key
from articles.scraping.confirm import Decision
from articles.scraping.discover import Link
from articles.scraping.extract import Extract
from articles.scraping.fetch import Response
from articles.scraping.guards import is_other_news
from articles.scraping.known import Composed, Known
from articles.scraping.noise import block_key, volatile_key
from articles.scraping.validators import Trust

logger = logging.getLogger(__name__)

Outcome = Check.Outcome
FURNITURE_LENGTH = 400  # characters; furniture is short
FAILURES = frozenset(
    {
        Outcome.SERVER_ERROR,
        Outcome.NETWORK_ERROR,
        Outcome.TIMEOUT,
        Outcome.BAD_RESPONSE,
        Outcome.ERROR,
        Outcome.BLOCKED,
    }
)
UNCHANGED = frozenset({Outcome.UNCHANGED, Outcome.NOT_MODIFIED})


def checked(article: Article, outcome: Outcome, *, now: datetime, response: Response | None = None, detail: str = "",
            retire_after: timedelta, soon: timedelta | None = None) -> Check:  # fmt: skip
    """Bring the article's row up to date with one look, in memory, and return its Check.

    ``soon`` asks for the next look after that time, whatever the schedule says.
    """
    detail = storable(detail)[:2000]
    failed = outcome in FAILURES
    article.last_checked_at = now
    article.last_outcome = outcome
    article.check_count += 1
    article.error_count = article.error_count + 1 if failed else 0
    article.last_error = detail if failed else ""
    if soon is not None:
        article.next_check_at = now + soon
    else:
        article.plan(now, retire_after=retire_after)
    if soon is None and article.next_check_at is not None and (failed or outcome == Outcome.DISALLOWED):
        retries = max(article.error_count, 6 if outcome == Outcome.DISALLOWED else 1)
        article.next_check_at = schedule.next_retry(now, retries)
    return Check(
        article=article, at=now, outcome=outcome, detail=detail, status=response.status if response else None,
        milliseconds=round(response.seconds * 1000) if response else 0,
    )  # fmt: skip


def remember_page(article: Article, response: Response, body_digest: str, fingerprint: str) -> None:
    """Know this page again: it shows what is on record, so a page like it needs no second reading."""
    direct = not response.redirects  # validators are sent to the article's own address, so they must be its own
    article.etag = storable(response.etag or "")[:1000] if direct else ""
    article.last_modified = storable(response.last_modified or "")[:200] if direct else ""
    article.body_digest, article.fingerprint = body_digest, fingerprint


def forget_page(article: Article) -> None:
    """Read the next page in full: this one does not show what is on record."""
    article.etag = article.last_modified = article.body_digest = article.fingerprint = ""


def learn_trust(source: Source, shown: Trust) -> None:
    """Take over what a page of the source showed of its servers' word; once that was wrong, it stays so."""
    if shown is not Trust.UNPROVEN and source.trust not in (shown.value, Trust.NONE.value):
        source.trust = shown.value
        Source.objects.filter(pk=source.pk).exclude(trust=Trust.NONE.value).update(trust=shown.value)


def keep(article: Article, response: Response, page: Packed, now: datetime, *, original: str = "") -> Capture:
    """Put a response on record as evidence, its page being compressed already. Call in a transaction.

    Where a web archive gave it out, ``original`` is the address that the archive had it from.
    """
    blobs.keep(page)
    capture = Capture(
        article=article,
        blob_id=page.digest,
        url=storable(original or response.final_url),
        via=storable(response.url) if original else "",
        fetched_at=now,
        status=response.status,
        content_type=storable(response.content_type or ""),
        seconds=response.seconds,
        request_headers=_headers(response.request_headers),
        headers=_headers(response.headers),
    )
    put(capture)
    return capture


def add_version(
    article: Article, content: Composed | Extract, extract: Extract, capture: Capture, step: Step | None = None
) -> Version:
    """Record a new version with its evidence, and the step to it if that was measured. Call in a transaction."""
    version = Version.objects.record(
        article, content, step, seen_at=capture.fetched_at, published_at=extract.published_at,
        modified_at=extract.modified_at, language=(extract.language or "")[:35],
        extractor=stamp(article.source.rules), capture=capture,
    )  # fmt: skip
    if version.number == 1:
        count_furniture(article, extract, capture.fetched_at)
    return version


def _headers(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[storable(name), storable(value)] for name, value in pairs]


def count_furniture(article: Article, extract: Extract, now: datetime) -> None:
    """Count the short blocks of an article's first version as seen on one more article of the source.

    A story most of which was seen before is a copy at another address, and says nothing about furniture.
    """
    short = {block_key(block.text): block.text for block in extract.blocks if len(block.text) <= FURNITURE_LENGTH}
    rows = Furniture.objects.filter(source=article.source_id, key__in=short)
    known = set(rows.values_list("key", flat=True))
    if 2 * len(known) > len(extract.blocks):
        return
    rows.update(articles=F("articles") + 1, last_seen_at=now)
    Furniture.objects.bulk_create(
        [
            Furniture(source_id=article.source_id, key=key, text=storable(text), last_seen_at=now)
            for key, text in short.items()
            if key not in known
        ],
        ignore_conflicts=True,
    )


def learn_habits(*habits: Mapping[tuple[int, int], schedule.Habit]) -> None:
    """Add what was seen to the sources' habits, given by source and rung; rows are locked in one order everywhere."""
    seen = ((*key, habit.hours, habit.changes) for some in habits for key, habit in some.items())
    many(_MORE_SEEN.format(table=table(Habit)), sorted(seen))


_MORE_SEEN = """
INSERT INTO {table} AS known (source_id, rung, hours, changes) VALUES (%s, %s, %s, %s)
ON CONFLICT (source_id, rung) DO UPDATE
SET hours = known.hours + excluded.hours, changes = known.changes + excluded.changes
"""


def is_text(article: Article, content: Composed, known: Known) -> None:
    """Forget as noise the paragraphs that were taken for it once and are recorded now."""
    if known.noted and (keys := known.noted.keys() & {volatile_key(block.text) for block in content.blocks}):
        article.noise.filter(kind=Noise.Kind.BLOCK, key__in=keys).delete()


def take_notes(article: Article, decision: Decision, now: datetime) -> None:
    """Remember what a decision found to be noise."""
    for block in decision.volatile:
        article.note(
            Noise.Kind.BLOCK,
            volatile_key(block.text),
            storable(block.text),
            now=now,
            reason=decision.reason or "it differs from look to look",
        )
    for key, text in decision.live.items():
        article.note(Noise.Kind.BLOCK, key, text, now=now, reason=live.REASON)
    for title in decision.tested:
        article.note(
            Noise.Kind.HEADLINE,
            block_key(title),
            storable(title),
            now=now,
            reason="shown at one look and not at another: a headline under test",
        )


def went(article: Article, kind: Event.Kind, now: datetime, detail: str) -> None:
    """Put an event on record, and the article's state with it."""
    Event.objects.put(article, kind, now, storable(detail))
    if kind != Event.Kind.MOVED:
        article.state = Article.State.GONE if kind == Event.Kind.GONE else Article.State.ACTIVE


def move(article: Article, url: str, now: datetime) -> bool:
    """Follow an article to its new address, keeping the old one as an alias; False where that is another article's."""
    digest = url_digest(url_key(url))
    if digest == article.url_digest:
        return False
    others = Article.objects.filter(url_digest=digest), Alias.objects.filter(url_digest=digest).exclude(article=article)
    if any(other.exists() for other in others):
        logger.warning("article %s: its new address %s belongs to another article", article.pk, url)
        return False
    old = article.url
    article.aliases.filter(url_digest=digest).delete()
    article.url, article.url_digest, article.host = url, digest, Host.objects.for_url(url)
    article.save(update_fields=["url", "url_digest", "host"])
    article.add_alias(old)
    went(article, Event.Kind.MOVED, now, f"from {old} to {url}")
    return True


def add_links(feed: Feed, links: Iterable[Link], *, now: datetime, due_at: datetime) -> int:
    """Track what a feed lists; how many articles were new."""
    wanted = {url_digest(url_key(link.url)): link for link in links}
    known = Article.objects.known_digests(wanted)
    guids = Counter(link.guid for link in wanted.values())
    count = 0
    for digest, link in wanted.items():
        if digest in known or (guids[link.guid] == 1 and _known_by_guid(feed, link, now)):
            continue
        count += Article.objects.track(
            feed.source, link.url, now=now, due_at=due_at, title=storable(link.title),
            published_at=link.published_at, guid=storable(link.guid),
        )[1]  # fmt: skip
    return count


def _known_by_guid(feed: Feed, link: Link, now: datetime) -> bool:
    """Whether the link is a known article of the source at a new address, by the feed's own name for it.

    Some feeds give one name to whatever stands in a place, so the headline has to be of the same story.
    """
    if len(link.guid) < 4:
        return False
    article = Article.objects.filter(source=feed.source_id, guid=storable(link.guid)[:500]).first()
    if article is None or is_other_news(link.title, article.title):
        return False
    return move(article, link.url, now)
