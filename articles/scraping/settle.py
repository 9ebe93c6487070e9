"""What comes of what was read: judged against the record, and written. All of it runs in the database's thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from articles import blobs
from articles.frames import packed
from articles.models import Article, Check, Event, Noise, Version
from articles.models.version import Step
from articles.scraping import guards, recall, record
from articles.scraping.cleaning import drop_noise, has_noise, propose
from articles.scraping.confirm import HOLD_CHECKS, HOLD_TIME, MOST_WALLS, Decision, Ruling
from articles.scraping.edits import Examined, Proposal
from articles.scraping.extract import Extract
from articles.scraping.known import Known
from articles.scraping.ledger import hold
from articles.scraping.look import SEEN, Look, follow, learn_addresses, other_addresses, taken_down
from articles.scraping.noise import Content, block_key, volatile_key
from articles.scraping.pending import Pending
from articles.scraping.reading import Reading
from articles.scraping.redesign import without_offers, without_shifts
from articles.scraping.twins import claimant_of, is_another, merge, twin_of
from articles.scraping.validators import Trust, trust_shown
from articles.scraping.weigh import weigh

Outcome = Check.Outcome
MOST_BRIEF_LOOKS = 3  # at a page seen at first that says very little, and less than it did


def settle(look: Look, reading: Reading) -> Check | Proposal | None:
    """Judge what was read by what is on record, and write what comes of it; a change to record is only decided on."""
    article, extract = look.article, reading.extract
    known = look.known or recall.known_of(article, look.run.furniture(article.source_id))
    if reading is not look.passed:  # else it was read before, and is what it was
        if refused := _refused(look, known, extract):
            return _not_article(look, refused)
        look.passed = reading
    if known and (told := guards.without_asking(known.latest, extract)) is not extract:
        extract, reading = told, replace(reading, extract=told)
    record_of = known.latest if known else None
    if twin := twin_of(article, record_of, extract, other_addresses(look, extract.canonical_url)):
        return _merged(look, twin)
    if known and (look.before is None or extract != look.before.extract):
        steady, same_moment = known.steadied(extract), _same_moment(known.latest, extract)
        doubt = guards.not_this_article(known.latest, steady, same_moment=same_moment)
        doubt = doubt or guards.breaks_off(known.latest, steady, look.response.body)
        sent_to = look.response.final_url if look.response.redirects else None
        if not doubt and is_another(article, known.latest, extract, extract.canonical_url, sent_to):
            doubt = "the page is another article of ours"
        known = replace(known, doubt=doubt)
    look.known = known
    if article.is_gone and not (known and known.doubt):
        _back(look)
    if known is None:
        return _seen_at_first(look, reading)
    pending = article.pending or {}
    turns = pending.get("turns", 0)
    earlier = Pending.from_json(pending) if pending and "missing" not in pending else None
    decision = weigh(known, earlier, extract, look.now)
    if decision.live:
        decision = without_offers(known, decision, recall.on_site(article, decision.live))
    if decision.ruling is Ruling.AGAIN and decision.pending and decision.pending.looks == 1:
        record_blocks, shown = known.ignored.strip(known.latest.blocks), known.ignored.strip(extract.blocks)
        look.run.shifts[article.source_id].tell(article.pk, record_blocks, shown, look.now)
    if decision.pending:
        decision = replace(decision, pending=replace(decision.pending, turns=turns))
    return _carry_out(look, known, reading, decision)


def _refused(look: Look, known: Known | None, extract: Extract) -> str:
    """Why a page is not the article; "" where it may be."""
    article, record_of = look.article, known.latest if known else None
    landing = guards.Landing(article.url, look.response.final_url, extract.canonical_url)
    refused = guards.not_an_article(
        extract, landing, announced=article.title, record=record_of, page_title=extract.page_title
    )
    if not known and guards.is_no_text(look.response.body, look.response.content_type):
        refused = "the page has no article text"
    if not refused and not known:
        refused = _not_announced(article, extract, look.now)
    is_shown = bool(refused) and known is not None and guards.shows_record(known.latest, known.steadied(extract))
    return "" if is_shown else refused


def _same_moment(record: Content, seen: Extract) -> bool:
    """Whether a page says that it was published when our article was: to the minute, for a day has many articles."""
    before = record.published_at if isinstance(record, Version | Extract) else None
    return before is not None and before == seen.published_at and bool(before.hour or before.minute or before.second)


def _merged(look: Look, twin: Article) -> Check:
    """End an article that is another one at a second address; what is on record of both is kept there."""
    url = look.article.url
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        look.ledger.flush()  # of what was seen of the other
        merge(look.article, twin)
        look.run.merged.add(twin.pk)
        twin.refresh_from_db()
        milliseconds = round(look.response.seconds * 1000)
        return Check.objects.create(
            article=twin, at=look.now, outcome=Outcome.UNCHANGED, status=look.response.status,
            milliseconds=milliseconds, detail=f"{url} is the same article",
        )  # fmt: skip


def _not_announced(article: Article, extract: Extract, now: datetime) -> str:
    """Why a page seen at first is not the article that a feed announced; it is believed if it stays so."""
    if article.check_count >= HOLD_CHECKS and now - article.first_seen_at >= HOLD_TIME:
        return ""
    return guards.not_announced(article.title, extract)


def _not_article(look: Look, reason: str) -> Check | None:
    """A wall, an error page or a stub: noted, and looked at again as after a failure.

    One that comes between looks at a change is no look: these go on where they were, for some sites show a wall now
    and then.
    """
    article = look.article
    walls = (article.pending or {}).get("walls", 0)
    if article.pending and article.pending.get("titles") and walls < MOST_WALLS:
        article.pending = {**article.pending, "walls": walls + 1}
        if not look.run.confirm_after:
            return None
        check = look.waiting(Outcome.NOT_ARTICLE, reason)
        look.ledger.add(article, check)
        return check
    is_new = bool(article.version_count) and not article.pending and article.last_outcome != Outcome.NOT_ARTICLE
    if is_new and not look.run.confirm_after:
        article.last_outcome = Outcome.NOT_ARTICLE  # so that it is asked for again but once
        return None
    article.pending = None
    record.forget_page(article)
    if reason == guards.NOWHERE and (article.is_gone or _stays_away(article, look.now)):
        if not article.is_gone:
            taken_down(look, reason)
        check = look.checked(Outcome.GONE, reason)
        look.ledger.add(article, check)
        return check
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        article.note(Noise.Kind.GUARD, block_key(reason), reason, now=look.now, reason=reason)
    check = look.checked(Outcome.NOT_ARTICLE, reason, soon=look.run.confirm_after if is_new else None)
    look.ledger.add(article, check)
    return check


def _stays_away(article: Article, now: datetime) -> bool:
    """Whether a page that answers with 200 has said for long that it is not there, since it was last seen."""
    missing = article.checks.filter(outcome=Outcome.NOT_ARTICLE, detail=guards.NOWHERE)
    seen = article.checks.filter(outcome__in=SEEN).order_by("-at").values_list("at", flat=True).first()
    since = list(missing.filter(at__gt=seen).order_by("at").values_list("at", flat=True)) if seen else []
    return len(since) + 1 >= HOLD_CHECKS and now - since[0] >= HOLD_TIME


def _seen_at_first(look: Look, reading: Reading) -> Check | None:
    """Record a page that is seen at first. One that says very little is asked for again: of a story a meter leaves its
    first paragraph, and some sites show that now and then. So is one that breaks off."""
    article, words = look.article, guards.word_count(reading.extract)
    pending = article.pending or {}
    most, looks = pending.get("words", 0), pending.get("looks", 0)
    if guards.may_be_stub(reading.extract, look.response.body) and not 0 < most <= words and looks < MOST_BRIEF_LOOKS:
        article.pending = {"words": max(most, words), "looks": looks + 1}
        if not look.run.confirm_after:
            return None
        check = look.waiting(Outcome.PENDING)
        look.ledger.add(article, check)
        return check
    return _first_version(look, reading)


def _first_version(look: Look, reading: Reading) -> Check:
    article, extract = look.article, reading.extract
    like = article.last_captured()
    page = packed(look.response.body, blobs.stored(like) if like else None)
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.add_version(article, extract, extract, record.keep(article, look.response, page, look.now))
        learn_addresses(look, extract.canonical_url)
        if claimant := claimant_of(article, extract):
            look.ledger.flush()  # of what was seen of the other
            look.run.ended.add(claimant.pk)
            merge(claimant, into=article, original=article)
        article.pending = None
        record.remember_page(article, look.response, look.body_digest, reading.fingerprint)
        check = look.checked(Outcome.FIRST)
        look.ledger.save(article, check)
    return check


def _back(look: Look) -> None:
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.went(look.article, Event.Kind.BACK, look.now, f"HTTP status {look.response.status}")
        look.article.save(update_fields=["state"])
    look.run.tally["back"] += 1


def _carry_out(look: Look, known: Known, reading: Reading, decision: Decision) -> Check | Proposal | None:
    """Write what was decided, unless it is to record a change; None where the page is to be asked for again at once."""
    article = look.article
    article.pending = decision.pending.as_json() if decision.pending else None
    if decision.ruling is Ruling.RECORD:
        shifts = look.run.shifts[article.source_id]
        if shifts.past is None:
            shifts.past = recall.shifted(article.source_id)
        decision = without_shifts(known, decision, shifts.common(look.now))
        shifts.learn(decision)
    if decision.ruling is Ruling.RECORD:
        return propose(article, known, decision, look.response)
    if decision.ruling is Ruling.AGAIN:
        if not look.run.confirm_after:
            return None
        check = look.waiting(Outcome.PENDING)
    elif decision.ruling is Ruling.UNCHANGED:
        follow(look, reading.extract.canonical_url)
        record.remember_page(article, look.response, look.body_digest, reading.fingerprint)
        check = look.checked(Outcome.UNCHANGED, decision.reason)
        if decision.reason:
            _note(look, decision)
    else:
        check = _not_recorded(look, known, decision)
    look.ledger.add(article, check)
    return check


def settle_examined(look: Look, examined: Examined) -> Check | None:
    """Write the change that is left of a proposal; or what was decided where none is."""
    assert look.known is not None
    assert look.reading is not None
    if examined.decision.ruling is Ruling.RECORD:
        return _new_version(look, look.known, look.reading, examined)
    written = _carry_out(look, look.known, look.reading, examined.decision)
    assert not isinstance(written, Proposal)
    return written


def _note(look: Look, decision: Decision) -> None:
    """Say on the article's page what was seen and not recorded, and why."""
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.take_notes(look.article, decision, look.now)
        if decision.ruling in (Ruling.HOLD, Ruling.UNCHANGED):
            key, reason = block_key(decision.reason), decision.reason
            look.article.note(Noise.Kind.GUARD, key, reason, now=look.now, reason=reason)


def _not_recorded(look: Look, known: Known, decision: Decision) -> Check:
    record.forget_page(look.article)
    _note(look, decision)
    if decision.volatile:
        _drop_noise(look, known)
    return look.checked(Outcome.NOISE if decision.ruling is Ruling.NOISE else Outcome.NOT_ARTICLE, decision.reason)


def _drop_noise(look: Look, known: Known) -> bool:
    """Take out of the record what is known to be noise by now; whether there was any."""
    assert look.reading is not None
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        return drop_noise(
            look.article, recall.ignored_of(look.article, known.ignored.furniture), look.reading.extract.blocks
        )


def _new_version(look: Look, known: Known, reading: Reading, examined: Examined) -> Check:
    article, decision = look.article, examined.decision
    assert decision.content is not None
    step = None
    if isinstance(known.latest, Version) and examined.change is not None:
        step = Step(known.latest, examined.change)
    noisy = frozenset(volatile_key(block.text) for block in decision.volatile)
    ignored = replace(known.ignored, volatile=known.ignored.volatile | noisy)
    capture = known.latest.capture if isinstance(known.latest, Version) else None
    if capture and (look.response.etag or look.response.last_modified) and article.source.trust != Trust.NONE.value:
        shown = trust_shown(capture.headers, look.response.etag, look.response.last_modified)
        record.learn_trust(article.source, shown)
    with transaction.atomic():
        hold(look.ledger.host_id, look.ledger.owner)
        record.is_text(article, decision.content, known)
        record.take_notes(article, decision, look.now)
        noise = step is None or has_noise(step.earlier, ignored, reading.extract.blocks)
        if noise and _drop_noise(look, known):
            step = None  # it was measured from what is no longer on record
        capture = record.keep(article, look.response, examined.page, look.now)
        record.add_version(article, decision.content, reading.extract, capture, step)
        learn_addresses(look, reading.extract.canonical_url)
        if decision.volatile or decision.tested:
            record.forget_page(article)
        else:
            record.remember_page(article, look.response, look.body_digest, reading.fingerprint)
        check = look.checked(Outcome.CHANGED, decision.reason)
        look.ledger.save(article, check)
    return check
