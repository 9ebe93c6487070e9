"""One article, looked at: fetch, read, judge, and write what came of it."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from asgiref.sync import sync_to_async
from django.db import transaction

from articles.digests import sha256
from articles.models import Article, Check, Event, Noise
from articles.scraping import guards, record
from articles.scraping.confirm import MOST_LOOKS, Decision, Known, Pending, Ruling, weigh
from articles.scraping.fetch import FetchOutcome
from articles.scraping.ledger import Ledger, hold, save_hot
from articles.scraping.look import Look, follow, learn_addresses, other_addresses
from articles.scraping.noise import block_key
from articles.scraping.reading import Page, Reading
from articles.scraping.run import Run
from articles.scraping.twins import merge, twin_of

logger = logging.getLogger(__name__)
Outcome = Check.Outcome

_FAILED = {
    FetchOutcome.BLOCKED: Outcome.BLOCKED,
    FetchOutcome.RATE_LIMITED: Outcome.SERVER_ERROR,
    FetchOutcome.SERVER_ERROR: Outcome.SERVER_ERROR,
    FetchOutcome.TIMEOUT: Outcome.TIMEOUT,
    FetchOutcome.NETWORK_ERROR: Outcome.NETWORK_ERROR,
    FetchOutcome.TRUNCATED: Outcome.BAD_RESPONSE,
    FetchOutcome.TOO_LARGE: Outcome.BAD_RESPONSE,
    FetchOutcome.TOO_MANY_REDIRECTS: Outcome.BAD_RESPONSE,
    FetchOutcome.REFUSED_ADDRESS: Outcome.BLOCKED,
    FetchOutcome.BAD_URL: Outcome.BAD_RESPONSE,
    FetchOutcome.DISALLOWED: Outcome.DISALLOWED,
}
MISSING_LOOKS = 2  # looks that find no page before it counts as taken down
LOOKS_AT_ONCE = 2 * MOST_LOOKS  # more than any ruling takes: a page that is there now and then must come to an end


async def check_article(run: Run, article: Article, ledger: Ledger) -> tuple[Check, float | None]:
    """Look at one article, as often as it takes where no time must pass between two looks.

    Returns its Check and the seconds for which the server asked to be left alone, if it did.
    """
    looks = 0
    look: Look | None = None
    while True:
        looks += 1
        fresh = article.pending is not None
        response = await run.fetcher.get(
            article.url,
            etag=article.etag or None,
            last_modified=article.last_modified or None,
            fresh=fresh,
        )
        known, seen = (look.known, look.seen) if look else (None, None)
        look = Look(run, article, ledger, response, await run.now(), known=known, seen=seen)
        check = await _judge(look)
        if check is None and looks >= LOOKS_AT_ONCE:
            check = look.checked(Outcome.PENDING, "it was there at one look and not at the next, again and again")
            ledger.add(article, check)
        if check is not None:
            return check, response.retry_after


async def _judge(look: Look) -> Check | None:
    """What a response says; None where it is to be asked for again at once."""
    outcome = look.response.outcome
    if outcome == FetchOutcome.NOT_MODIFIED:
        return await _unchanged(look, Outcome.NOT_MODIFIED)
    if outcome == FetchOutcome.GONE:
        return await _missing(look)
    if outcome != FetchOutcome.OK:
        check = look.checked(_FAILED[outcome], look.response.error or f"HTTP status {look.response.status}")
        look.ledger.add(look.article, check)
        return check
    look.body_digest = sha256(look.response.body)
    settled = look.article.pending is None and not look.article.is_gone
    if settled and look.body_digest == look.article.body_digest:
        return await _unchanged(look, Outcome.UNCHANGED)
    began = time.perf_counter()
    reading = await look.run.readers.read(
        Page(
            body=look.response.body,
            url=look.response.final_url,
            content_type=look.response.content_type,
            rules=look.article.source.rules,
            fingerprint=look.article.fingerprint if settled else "",
        )
    )
    look.run.meter.timed("read_seconds", time.perf_counter() - began)
    if reading is None:
        return await _unchanged(look, Outcome.UNCHANGED)
    return await sync_to_async(_settle)(look, reading)


async def _unchanged(look: Look, outcome: Outcome) -> Check:
    if look.response.redirects:
        await sync_to_async(follow)(look)
    if look.body_digest:
        fingerprint = look.article.fingerprint
        record.remember_page(look.article, look.response, look.body_digest, fingerprint)
    check = look.checked(outcome)
    look.ledger.add(look.article, check)
    return check


async def _missing(look: Look) -> Check | None:
    """A page that is not there counts as taken down once a second look finds it so too."""
    article = look.article
    status = f"HTTP status {look.response.status}"
    if article.is_gone:
        check = look.checked(Outcome.GONE, status)
    elif (article.pending or {}).get("missing", 0) + 1 < MISSING_LOOKS:
        article.pending = {"missing": (article.pending or {}).get("missing", 0) + 1}
        if not look.run.confirm_after:
            return None
        check = look.checked(Outcome.MISSING, status, soon=look.run.confirm_after)
    else:
        article.pending = None
        await sync_to_async(_taken_down)(look, status)
        check = look.checked(Outcome.GONE, status)
    look.ledger.add(article, check)
    return check


def _taken_down(look: Look, detail: str) -> None:
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.forget_page(look.article)
        record.went(look.article, Event.Kind.GONE, look.now, detail)
        save_hot([look.article])
    look.run.tally["taken_down"] += 1


def _settle(look: Look, reading: Reading) -> Check | None:
    """Judge what was read by what is on record, and write what comes of it."""
    article, extract = look.article, reading.extract
    landing = guards.Landing(article.url, look.response.final_url, extract.canonical_url)
    known = look.known or record.known_of(article, look.run.furniture(article.source_id))
    if refused := guards.not_an_article(extract, landing):
        return _not_article(look, refused)
    if twin := twin_of(article, extract, other_addresses(look, extract.canonical_url)):
        return _merged(look, twin)
    if known and extract != look.seen:
        known = replace(known, doubt=guards.not_this_article(known.latest, extract))
    look.known, look.seen = known, extract
    if article.is_gone and not (known and known.doubt):
        _back(look)
    if known is None:
        return _first_version(look, reading)
    pending = article.pending if article.pending and "missing" not in article.pending else None
    decision = weigh(known, Pending.from_json(pending) if pending else None, extract, look.now)
    return _carry_out(look, known, reading, decision)


def _merged(look: Look, twin: Article) -> Check:
    """End an article that is another one at a second address; what is on record of both is kept there."""
    url = look.article.url
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        merge(look.article, twin)
        twin.refresh_from_db()
        milliseconds = round(look.response.seconds * 1000)
        return Check.objects.create(
            article=twin, at=look.now, outcome=Outcome.UNCHANGED, status=look.response.status,
            milliseconds=milliseconds, detail=f"{url} is the same article",
        )  # fmt: skip


def _not_article(look: Look, reason: str) -> Check:
    """A wall, an error page or a stub: noted, and looked at again as after a failure."""
    article = look.article
    article.pending = None
    record.forget_page(article)
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        article.note(Noise.Kind.GUARD, block_key(reason), reason, now=look.now, reason=reason)
    check = look.checked(Outcome.NOT_ARTICLE, reason, soon=None)
    look.ledger.add(article, check)
    return check


def _first_version(look: Look, reading: Reading) -> Check:
    article, extract = look.article, reading.extract
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.add_version(article, extract, extract, look.response, now=look.now)
        learn_addresses(look, extract.canonical_url)
        article.pending = None
        record.remember_page(article, look.response, look.body_digest, reading.fingerprint)
        check = look.checked(Outcome.FIRST)
        look.ledger.save(article)
        check.save()
    return check


def _back(look: Look) -> None:
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.went(look.article, Event.Kind.BACK, look.now, f"HTTP status {look.response.status}")
        look.article.save(update_fields=["state"])
    look.run.tally["back"] += 1


def _carry_out(look: Look, known: Known, reading: Reading, decision: Decision) -> Check | None:
    """Write what was decided; None where the page is to be asked for again at once."""
    article = look.article
    article.pending = decision.pending.as_json() if decision.pending else None
    if decision.ruling is Ruling.RECORD:
        return _new_version(look, reading, decision)
    if decision.ruling is Ruling.AGAIN:
        if not look.run.confirm_after:
            return None
        check = look.checked(Outcome.PENDING, soon=look.run.confirm_after)
    elif decision.ruling is Ruling.UNCHANGED:
        follow(look, reading.extract.canonical_url)
        record.remember_page(article, look.response, look.body_digest, reading.fingerprint)
        check = look.checked(Outcome.UNCHANGED)
    else:
        check = _not_recorded(look, decision)
    look.ledger.add(article, check)
    return check


def _not_recorded(look: Look, decision: Decision) -> Check:
    record.forget_page(look.article)
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.take_notes(look.article, decision, look.now)
        if decision.ruling is Ruling.HOLD:
            look.article.note(
                Noise.Kind.GUARD,
                block_key(decision.reason),
                decision.reason,
                now=look.now,
                reason=decision.reason,
            )
    return look.checked(Outcome.NOISE if decision.ruling is Ruling.NOISE else Outcome.NOT_ARTICLE, decision.reason)


def _new_version(look: Look, reading: Reading, decision: Decision) -> Check:
    article = look.article
    assert decision.content is not None
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.take_notes(article, decision, look.now)
        record.add_version(article, decision.content, reading.extract, look.response, now=look.now)
        learn_addresses(look, reading.extract.canonical_url)
        if decision.volatile or decision.tested:
            record.forget_page(article)
        else:
            record.remember_page(article, look.response, look.body_digest, reading.fingerprint)
        check = look.checked(Outcome.CHANGED, decision.reason)
        look.ledger.save(article)
        check.save()
    return check
