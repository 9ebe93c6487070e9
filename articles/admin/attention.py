"""What of the archive wants an editor's attention now: what the desk's first page leads with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timesince import timesince

from articles.models import Feed, Health, Host, Suggestion

State = Health.State
WORST = (State.BLOCKED, State.FAILING, State.COLLAPSED, State.SILENT, State.SLOW)
SIGNS = {"fine": "fine", "off": "off", "new": "mind", "slow": "mind", "silent": "mind"}
LATELY = timedelta(days=1)  # since when a change of state is news
OVERDUE = timedelta(minutes=10)
STILL = timedelta(hours=1)  # that a host waits, before one asks whether a scraper runs
NAMED = 8  # sources


@dataclass(frozen=True)
class Matter:
    """One thing to attend to: how many, what, where to; ``sign`` is bad, mind or fine."""

    count: int
    text: str
    address: str
    sign: str = "mind"


@dataclass(frozen=True)
class Attention:
    """All of it, what is worst first; and the sources in trouble by name, the latest change of state first."""

    matters: tuple[Matter, ...]
    troubled: tuple[Any, ...]  # Health, with ``sign`` and ``is_news``
    fine: int  # sources


def attention(request: HttpRequest, now: datetime) -> Attention:
    """What this user may see of it."""
    may = request.user.has_perm
    healths: list[Any] = (
        list(Health.objects.select_related("source").order_by("-since")) if _sees(may, "health") else []
    )
    troubled = [health for health in healths if health.state in WORST]
    for health in troubled:
        health.sign, health.is_news = SIGNS.get(health.state, "bad"), now - health.since < LATELY
    troubled.sort(key=lambda health: (health.sign != "bad", not health.is_news, WORST.index(health.state)))
    matters = (*_of_health(troubled), *_of_queue(may, now), *_of_feeds(may), *_of_suggestions(may))
    return Attention(matters, tuple(troubled[:NAMED]), sum(health.state == State.FINE for health in healths))


def _sees(may: Any, model: str) -> bool:
    return bool(may(f"articles.view_{model}"))


def _of_health(troubled: list[Any]) -> Iterator[Matter]:
    bad = sum(health.sign == "bad" for health in troubled)
    address = reverse("admin:articles_health_changelist")
    if bad:
        yield Matter(bad, f"source{'s' * (bad != 1)} blocked, failing or badly read", address, "bad")
    if mind := len(troubled) - bad:
        yield Matter(mind, f"source{'s' * (mind != 1)} silent or slow", address)


def _of_queue(may: Any, now: datetime) -> Iterator[Matter]:
    if not _sees(may, "host"):
        return
    waiting = Host.objects.filter(due_at__lt=now - OVERDUE).exclude(lease_until__gt=now).exclude(not_before__gt=now)
    found = waiting.aggregate(count=Count("pk"), since=Min("due_at"))
    if count := found["count"]:
        text = f"host{'s' * (count != 1)} overdue, the longest by {timesince(found['since'], now, depth=1)}"
        text += ": does a scraper run?" * (now - found["since"] > STILL)
        yield Matter(count, text, reverse("admin:articles_health_queue"), "bad")


def _of_feeds(may: Any) -> Iterator[Matter]:
    if not _sees(may, "feed"):
        return
    failing = Feed.objects.filter(enabled=True, source__enabled=True, error_count__gte=3).count()
    if failing:
        address = reverse("admin:articles_health_queue") + "#feeds"
        yield Matter(failing, f"feed{'s' * (failing != 1)} that cannot be read", address)


def _of_suggestions(may: Any) -> Iterator[Matter]:
    if not _sees(may, "suggestion"):
        return
    waiting = Suggestion.objects.waiting().count()
    if waiting:
        address = reverse("admin:articles_suggestion_changelist") + "?state__exact=waiting"
        yield Matter(waiting, f"suggestion{'s' * (waiting != 1)} from visitors", address)
