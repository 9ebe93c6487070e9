"""What monitoring reads: counts that all scrapers keep together in the database, and the state of the queue."""

from __future__ import annotations

import logging
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import Error

from articles.models import Article, Check, Feed, Host, Measure
from articles.scraping.extract import EXTRACTOR

logger = logging.getLogger(__name__)

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds
_BUCKET_NAMES = (*map(str, BUCKETS), "+Inf")
SAVE_EVERY = 10.0  # seconds
TIMES = {
    "fetch_seconds": "Time from a request to the last byte of its answer, by look.",
    "read_seconds": "Time to read a page, waiting for a reading process included.",
}
REPACKED = {
    "repacked_pages_total": "Captured pages packed anew, as small as they get.",
    "repacked_bytes_total": "Bytes that this saved.",
}


@dataclass
class Meter:
    """What one scraper has counted and not yet added to the measures that all share."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    sums: dict[tuple[str, str], float] = field(default_factory=dict)
    saved_at: float = field(default_factory=time.monotonic)

    def looked(self, outcome: str, milliseconds: int, *, answered: bool) -> None:
        """Count one look at an article, and its time where a server answered."""
        self.counts["checks_total", outcome] += 1
        if answered:
            self.timed("fetch_seconds", milliseconds / 1000)

    def timed(self, name: str, seconds: float) -> None:
        """Put a duration into its histogram."""
        self.counts[f"{name}_bucket", _BUCKET_NAMES[bisect_left(BUCKETS, seconds)]] += 1
        self.sums[f"{name}_sum", ""] = self.sums.get((f"{name}_sum", ""), 0.0) + seconds

    def is_due(self, every: float) -> bool:
        """Whether what was counted was last saved ``every`` seconds ago."""
        return time.monotonic() - self.saved_at >= every

    def save(self) -> None:
        """Add what was counted to the shared measures."""
        self.saved_at = time.monotonic()
        counts, self.counts = self.counts, Counter()
        sums, self.sums = self.sums, {}
        try:
            Measure.objects.add({**counts, **sums})
        except Error as error:  # what is counted late costs no look
            self.counts.update(counts)
            self.sums = {key: sums.get(key, 0.0) + self.sums.get(key, 0.0) for key in {*sums, *self.sums}}
            logger.warning("counts for /metrics could not be saved, and will be later: %s", error)


def exposition(now: datetime) -> str:
    """All metrics in Prometheus' text format, version 0.0.4."""
    return "\n".join([*_counted(), *_queue(now), ""])


def _counted() -> Iterator[str]:
    values = {(row.name, row.label): row.value for row in Measure.objects.all()}
    yield from _metric("checks_total", "counter", "Looks at articles, by what came of them.", "outcome", {
        outcome: values.get(("checks_total", outcome), 0) for outcome in Check.Outcome.values
    })  # fmt: skip
    recorded = sum(values.get(("checks_total", outcome), 0) for outcome in (Check.Outcome.FIRST, Check.Outcome.CHANGED))
    yield from _metric("versions_recorded_total", "counter", "Versions recorded by scrapers.", "", {"": recorded})
    for name, meaning in REPACKED.items():
        yield from _metric(name, "counter", meaning, "", {"": values.get((name, ""), 0)})
    for name, meaning in TIMES.items():
        yield from _histogram(name, meaning, values)


def _histogram(name: str, meaning: str, values: Mapping[tuple[str, str], float]) -> Iterator[str]:
    yield f"# HELP newsdiffs_{name} {meaning}"
    yield f"# TYPE newsdiffs_{name} histogram"
    total = 0.0
    for limit in _BUCKET_NAMES:
        total += values.get((f"{name}_bucket", limit), 0)
        yield f'newsdiffs_{name}_bucket{{le="{limit}"}} {total:.0f}'
    yield f"newsdiffs_{name}_sum {values.get((f'{name}_sum', ''), 0):.6f}"
    yield f"newsdiffs_{name}_count {total:.0f}"


def _queue(now: datetime) -> Iterator[str]:
    """Hosts, feeds and articles that wait. Reads what is due by index, and the few hundred feeds."""
    lag, states = 0.0, Counter({"due": 0, "running": 0, "backing_off": 0})
    rows = Host.objects.filter(due_at__lte=now).values_list("due_at", "not_before", "lease_until")
    for due_at, not_before, lease_until in rows:
        assert due_at is not None  # it is by now
        if lease_until and lease_until > now:
            states["running"] += 1
        elif not_before and not_before > now:
            states["backing_off"] += 1
        else:
            states["due"] += 1
            lag = max(lag, (now - max(due_at, not_before or due_at)).total_seconds())
    yield from _metric("due_lag_seconds", "gauge", "How long the host that waits longest has been due.", "", {"": lag})
    yield from _metric("hosts", "gauge", "Hosts with something due, by state.", "state", states)
    due = Article.objects.filter(next_check_at__lte=now, host__in=Host.objects.filter(due_at__lte=now)).count()
    yield from _metric("articles_due", "gauge", "Articles to look at by now.", "", {"": due})
    feeds = Counter({"fine": 0, "failing": 0})
    for errors in Feed.objects.filter(enabled=True, source__enabled=True).values_list("error_count", flat=True):
        feeds["failing" if errors else "fine"] += 1
    yield from _metric("feeds", "gauge", "Feeds that are polled, by state.", "state", feeds)
    last = Check.objects.order_by("-id").values_list("at", flat=True).first()
    moment = last.timestamp() if last else 0
    yield from _metric("last_check_timestamp_seconds", "gauge", "When an article was looked at last.", "", {"": moment})
    yield from _metric("build_info", "gauge", "What runs.", "extractor", {EXTRACTOR: 1})


def _metric(name: str, kind: str, meaning: str, label: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP newsdiffs_{name} {meaning}"
    yield f"# TYPE newsdiffs_{name} {kind}"
    for key, value in values.items():
        labels = f'{{{label}="{key}"}}' if label else ""
        yield f"newsdiffs_{name}{labels} {value:.17g}"
