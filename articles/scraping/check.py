"""One article, looked at: fetch, read, judge, and write what came of it."""

from __future__ import annotations

import logging
import time

from asgiref.sync import sync_to_async

from articles.digests import sha256
from articles.models import Article, Check
from articles.scraping import record
from articles.scraping.edits import Proposal
from articles.scraping.fetch import FetchOutcome
from articles.scraping.ledger import Ledger
from articles.scraping.look import NOW_AND_THEN, Look, follow, taken_down
from articles.scraping.needed import MOST_LOOKS
from articles.scraping.run import Run
from articles.scraping.settle import settle, settle_examined
from articles.scraping.validators import Trust, is_worn_out

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


async def check_article(
    run: Run, article: Article, ledger: Ledger, unsettled: dict[int, Look], *, may_wait: bool = False
) -> tuple[Check | None, float | None]:
    """Look at one article, as often as it takes where no time must pass between two looks.

    Returns its Check and the seconds for which the server asked to be left alone, if it did. With ``may_wait`` there
    is no Check yet of an article where whole passages came or went: it is to be looked at again after others, which
    goes on from the look that is left in ``unsettled``, by the article's id.
    """
    looks = 0
    look = unsettled.pop(article.pk, None)
    while True:
        looks += 1
        fresh = article.pending is not None
        response = await run.fetcher.get(
            article.url,
            etag=article.etag or None,
            last_modified=article.last_modified or None,
            fresh=fresh or not run.trusts(article),
        )
        now = await run.now()
        look = look.next(response, now) if look else Look(run, article, ledger, response, now)
        if response.outcome in (FetchOutcome.OK, FetchOutcome.NOT_MODIFIED):
            run.shifts[article.source_id].look(article.pk, look.now)
        check = await _judge(look)
        if check is None and looks >= LOOKS_AT_ONCE:
            check = look.checked(Outcome.PENDING, NOW_AND_THEN)
            ledger.add(article, check)
        if check is not None:
            return check, response.retry_after
        if may_wait and (article.pending or {}).get("torn"):
            unsettled[article.pk] = look.without_page()
            return None, response.retry_after


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
    if is_worn_out(look.article, look.response.etag, look.body_digest):
        await sync_to_async(record.learn_trust)(look.article.source, Trust.NONE)
    if look.is_settled and not look.moved_for_good and look.body_digest == look.article.body_digest:
        return await _unchanged(look, Outcome.UNCHANGED)
    began = time.perf_counter()
    look.reading = await look.run.readers.read(look.page()) or look.before
    look.run.meter.timed("read_seconds", time.perf_counter() - began)
    if look.reading is None:
        return await _unchanged(look, Outcome.UNCHANGED)
    settled = await sync_to_async(settle)(look, look.reading)
    return await _record(look, settled) if isinstance(settled, Proposal) else settled


async def _record(look: Look, proposal: Proposal) -> Check | None:
    """Put a change on record. It is examined in a reading process, and not in the transaction that writes it."""
    return await sync_to_async(settle_examined)(look, await look.run.readers.examine(proposal))


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
        pending = article.pending or {}
        turns = pending.get("turns", 0) + ("missing" not in pending and bool(pending))
        article.pending = {"missing": pending.get("missing", 0) + 1, "turns": turns}
        if not look.run.confirm_after:
            return None
        check = look.waiting(Outcome.MISSING, status)
    else:
        article.pending = None
        await sync_to_async(taken_down)(look, status)
        check = look.checked(Outcome.GONE, status)
    look.ledger.add(article, check)
    return check
