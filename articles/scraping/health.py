"""How each source fares: judged from what its feeds, hosts and articles say, and told to operators when it changes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Length

from articles.alerts import alert
from articles.models import Check, Feed, Health, Source, Version
from articles.scraping import lease

logger = logging.getLogger(__name__)
State = Health.State
Outcome = Check.Outcome

EVERY = timedelta(minutes=5)
FAILURES = 3  # in a row, before a feed or host counts as failing
SLOW_MILLISECONDS = 8_000  # median of the latest answers
SILENCE = timedelta(days=3)  # without a new article, though the feeds are read …
SILENT_PACES = 5  # … or as many times the usual pause between two articles, if that is longer
SAMPLE = 30  # articles and looks that are judged by
LEAST = 6  # articles, before their length says anything
RECENT = 5
COLLAPSE = 0.3  # recent articles this much shorter than usual, or with so much fewer blocks
TROUBLE = frozenset({State.BLOCKED, State.FAILING, State.COLLAPSED, State.SILENT})
BAD = frozenset({
    Outcome.BLOCKED, Outcome.SERVER_ERROR, Outcome.NETWORK_ERROR, Outcome.TIMEOUT, Outcome.BAD_RESPONSE, Outcome.ERROR,
    Outcome.NOT_ARTICLE,
})  # fmt: skip

Look = tuple[datetime, str, int, str]  # a check's time, outcome, milliseconds, detail


@dataclass(frozen=True)
class Verdict:
    """A state and the reason for it in words."""

    state: str
    reason: str


def step() -> None:
    """Judge all sources where that is due. Of several scrapers the one whose update comes first does it."""
    now = lease.clock()
    taken = Health.objects.filter(judged_at__lte=now - EVERY).update(judged_at=now)
    if taken or not Health.objects.exists():
        judge_all(now)


def judge_all(now: datetime) -> list[Health]:
    """Judge every source anew; those whose state changed, which operators have then been told of."""
    known = {health.source_id: health for health in Health.objects.all()}
    changed: list[Health] = []
    for source in Source.objects.prefetch_related("feeds__host"):
        health = known.get(source.pk) or Health(source=source, since=now, judged_at=now)
        new, before = health.pk is None, health.state
        verdict = _judge(source, health, now)
        health.source = source
        if verdict.state != before:
            health.state, health.since = verdict.state, now
        health.reason, health.judged_at = verdict.reason, now
        try:
            with transaction.atomic():
                health.save()
        except IntegrityError:  # another scraper, started at the same time, judged a new source before us
            continue
        if verdict.state != before and not (new and verdict.state not in TROUBLE):
            changed.append(health)
            logger.warning("source %s: %s, %s", source.slug, health.get_state_display(), health.reason,
                           extra={"source": source.slug, "state": health.state})  # fmt: skip
    tell([health for health in changed if health.state in TROUBLE or health.state == State.FINE])
    return changed


def tell(changed: Sequence[Health]) -> None:
    """One alert to operators about all sources whose state changed."""
    if not changed:
        return
    lines = [f"{h.source.name} ({h.source.slug}): {h.get_state_display()}. {h.reason}" for h in changed]
    first = f"{changed[0].source.name}: {changed[0].get_state_display()}"
    subject = first if len(changed) == 1 else f"{first}, and {len(changed) - 1} more"
    text = "\n".join(lines) + f"\n\n{settings.SITE_URL}/admin/articles/health/\n"
    alert(subject, text)


def _judge(source: Source, health: Health, now: datetime) -> Verdict:
    if not source.enabled:
        return Verdict(State.OFF, "An editor switched it off.")
    feeds = [feed for feed in source.feeds.all() if feed.enabled]
    looks = _looks(source)
    _remember_answers(health, feeds, looks)
    if not looks and not any(feed.last_polled_at for feed in feeds):
        return Verdict(State.NEW, "No feed of it has been read, and no article looked at.")
    if health.last_good_at is None:
        failing = _blocked(feeds, looks) or _failing(feeds, looks)
        return failing or Verdict(State.NEW, f"Nothing of it has answered yet. The last try: {health.last_bad}")
    return (
        _blocked(feeds, looks)
        or _failing(feeds, looks)
        or _collapsed(source)
        or _silent(source, feeds, now)
        or _slow(looks)
        or Verdict(State.FINE, _how_it_answers(feeds, looks))
    )


def _how_it_answers(feeds: Sequence[Feed], looks: Sequence[Look]) -> str:
    """What is good of a source that fares well, and not more than that."""
    read = sum(feed.last_polled_at is not None and not feed.error_count for feed in feeds)
    if read == len(feeds) > 0:
        said = "Its feed is read" if read == 1 else f"All its {read} feeds are read"
    else:
        said = f"{read} of its {len(feeds)} feeds {'is' if read == 1 else 'are'} read"
    answers = any(outcome not in BAD for _, outcome, _, _ in looks)
    return f"{said}, and articles answer." if answers else f"{said}."


def _looks(source: Source) -> list[Look]:
    """The latest looks at its newest articles, which tell how it answers, without a search through all."""
    newest = list(source.articles.filter(check_count__gte=1).order_by("-id").values_list("pk", flat=True)[:SAMPLE])
    checks = Check.objects.filter(article__in=newest).order_by("-id")
    return list(checks.values_list("at", "outcome", "milliseconds", "detail")[:SAMPLE])


def _remember_answers(health: Health, feeds: Sequence[Feed], looks: Sequence[Look]) -> None:
    """Keep the last good and the last bad answer on record, of articles and of feeds."""
    good = [at for at, outcome, _, _ in looks if outcome not in BAD]
    bad = [(at, f"an article: {dict(Outcome.choices).get(outcome, outcome)}. {detail}".strip())
           for at, outcome, _, detail in looks if outcome in BAD]  # fmt: skip
    for feed in feeds:
        if feed.last_polled_at and feed.error_count:
            bad.append((feed.last_polled_at, f"{feed.url}: {feed.last_error}"))
        elif feed.last_polled_at:
            good.append(feed.last_polled_at)
    health.last_good_at = max([*good, *filter(None, [health.last_good_at])], default=None)
    if bad and (health.last_bad_at is None or max(bad)[0] > health.last_bad_at):
        health.last_bad_at, health.last_bad = max(bad)


def _blocked(feeds: Sequence[Feed], looks: Sequence[Look]) -> Verdict | None:
    refusals = {str(Outcome.BLOCKED), str(Outcome.DISALLOWED)}
    refused = [feed for feed in feeds if feed.error_count >= FAILURES and feed.last_outcome in refusals]
    if feeds and len(refused) == len(feeds):
        return Verdict(State.BLOCKED, f"All its feeds refuse us: {refused[0].last_error}")
    recent = looks[:10]
    count = sum(outcome in refusals for _, outcome, _, _ in recent)
    if len(recent) >= FAILURES and 2 * count > len(recent):
        return Verdict(State.BLOCKED, f"{count} of the last {len(recent)} looks at articles were refused.")
    return None


def _failing(feeds: Sequence[Feed], looks: Sequence[Look]) -> Verdict | None:
    failing = [feed for feed in feeds if feed.error_count >= FAILURES]
    if failing:
        first, many = failing[0], f"{len(failing)} of its {len(feeds)} feeds cannot be read: "
        return Verdict(State.FAILING, f"{many}{first.url}, {first.error_count} times in a row: {first.last_error}")
    backing_off = next((feed.host for feed in feeds if feed.host.error_count >= FAILURES), None)
    if backing_off is not None:
        return Verdict(State.FAILING, f"{backing_off} failed {backing_off.error_count} times: {backing_off.last_error}")
    recent = looks[:10]
    count = sum(outcome in BAD for _, outcome, _, _ in recent)
    if len(recent) >= FAILURES and 2 * count > len(recent):
        return Verdict(State.FAILING, f"{count} of the last {len(recent)} looks at articles failed.")
    return None


def _collapsed(source: Source) -> Verdict | None:
    """Whether its newest articles come out far shorter than those before them: a redesign, or a wall, misread."""
    newest = list(source.articles.filter(version_count__gte=1).order_by("-id").values_list("pk", flat=True)[:SAMPLE])
    firsts = Version.objects.filter(article__in=newest, number=1).exclude(extractor="")
    sizes = list(firsts.order_by("-article_id").values_list(Length("text"), Length("kinds")))
    if len(sizes) < RECENT + LEAST:
        return None
    for name, column in (("characters", 0), ("blocks", 1)):
        now = median(size[column] or 0 for size in sizes[:RECENT])
        usual = median(size[column] or 0 for size in sizes[RECENT:])
        if now < COLLAPSE * usual:
            said = f"Its last {RECENT} articles have about {now:.0f} {name}, where {usual:.0f} were usual."
            return Verdict(State.COLLAPSED, said)
    return None


def _silent(source: Source, feeds: Sequence[Feed], now: datetime) -> Verdict | None:
    times = list(source.articles.order_by("-id").values_list("first_seen_at", flat=True)[:SAMPLE])
    if not feeds or not times:
        return None
    usual = (times[0] - times[-1]) / max(len(times) - 1, 1)
    quiet = now - times[0]
    if quiet > max(SILENCE, SILENT_PACES * usual):
        return Verdict(State.SILENT, f"Its feeds are read, and list nothing new since {times[0]:%d %B %Y}.")
    return None


def _slow(looks: Sequence[Look]) -> Verdict | None:
    times = [milliseconds for _, _, milliseconds, _ in looks if milliseconds]
    if len(times) >= FAILURES and (middle := median(times)) > SLOW_MILLISECONDS:
        return Verdict(State.SLOW, f"Half of its answers take longer than {middle / 1000:.0f} s.")
    return None
