"""An article and its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Check, Event, Version
from articles.views.http import Hidden, etag, sorry, unless_known
from articles.views.timeline import draw


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an article's history: a version or an event, and the version seen before it."""

    version: Version | None = None
    event: Event | None = None
    before: Version | None = None
    folded: str = ""  # why an editor calls the version noise

    @property
    def at(self) -> datetime:
        """When it was seen."""
        if self.version is not None:
            return self.version.seen_at
        assert self.event is not None
        return self.event.at


def find_article(pk: int) -> Article:
    """The article with its source, or a 404. Raises Hidden where an editor hid it, which answers 410."""
    found = get_object_or_404(Article.objects.select_related("source"), pk=pk)
    if found.hidden_at is not None:
        raise Hidden(found.hidden_at)
    return found


def article(request: HttpRequest, pk: int) -> HttpResponse:
    """An article: the facts, its history, and a form to compare any two versions."""
    found = find_article(pk)
    versions: list[Any] = list(found.versions.with_fold_reason().defer("text", "kinds", "standfirst"))
    events = list(found.events.all())
    folded = {version.digest: version.fold_reason for version in versions if version.fold_reason}
    context = {
        "article": found,
        "versions": versions,
        "history": history(versions, events, folded),
        "timeline": draw([version for version in versions if version.digest not in folded], events),
        "noise": list(found.noise.all()[:20]),
        "aliases": list(found.aliases.all()[:50]),
        "copy_count": found.copies.visible().count(),
        "watch": watch_status(found, timezone.now()),
        "last_outcome": dict(Check.Outcome.choices).get(found.last_outcome, ""),
    }
    return render(request, "article.html", context)


def history(versions: list[Version], events: list[Event], folded: Mapping[str, str]) -> list[Step]:
    """Versions and events in the order in which they were seen; ``folded`` is why versions are noise, by digest."""
    befores: list[Version | None] = [None, *versions]
    steps = [
        Step(version=version, before=before, folded=folded.get(version.digest, ""))
        for version, before in zip(versions, befores, strict=False)
    ]
    return sorted([*steps, *(Step(event=event) for event in events)], key=lambda step: step.at)


def watch_status(article: Article, now: datetime) -> str:
    """Why there is no next check, in a sentence; empty where there is one, whose time says it all."""
    if article.state == Article.State.PAUSED:
        return "An editor paused it, so it is not checked for now."
    if not article.source.enabled:
        return "Its source is no longer watched, so it is no longer checked."
    if article.next_check_at is not None:
        return ""
    days = int(settings.SCRAPE_RETIRE_DAYS)
    if now - (article.last_changed_at or article.first_seen_at) < timedelta(days=days):
        return "No check is planned."
    if article.last_changed_at:
        return f"It last changed over {days} days ago and is no longer checked."
    return f"It has not changed in over {days} days and is no longer checked."


def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version: its text, and the evidence for it."""
    found = find_article(pk)
    if not 1 <= number <= found.version_count:
        return no_such_version(request, found)
    tag = etag("version", pk, number, found.version_count, found.last_changed_at, found.state)

    def build() -> HttpResponse:
        shown = get_object_or_404(
            found.versions.select_related("capture", "capture__blob").defer("capture__blob__data"), number=number
        )
        return render(request, "version.html", {"article": found, "version": shown, "last": found.version_count})

    return unless_known(request, tag, found.last_changed_at or found.first_seen_at, build)


def choose_diff(request: HttpRequest, pk: int) -> HttpResponse:
    """From the form of radio pairs to the diff it asks for."""
    found = find_article(pk)
    try:
        a, b = sorted(int(request.GET.get(name, "")) for name in "ab")
    except ValueError:
        a = b = 0
    if 1 <= a < b <= found.version_count:
        return redirect("diff", pk, a, b)
    return no_such_version(request, found)


def no_such_version(request: HttpRequest, article: Article) -> HttpResponse:
    """A 404 that says which versions there are."""
    count = article.version_count
    have = {0: "no versions yet", 1: "one version"}.get(count, f"versions 1 to {count}")
    message = f"This article has {have}. A comparison needs two different ones."
    links = [(article.get_absolute_url(), "The article and its versions")]
    if count > 1:
        links.append((reverse("diff", args=[article.pk, 1, count]), f"Compare version 1 with version {count}"))
    return sorry(request, status=404, title="There is no such version", message=message, links=tuple(links))
