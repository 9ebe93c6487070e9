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
from django.utils.translation import gettext as _

from articles.memento import raw_address, version_links
from articles.models import Article, Check, Event, Noise, Version
from articles.views.found import edition_of, find_article
from articles.views.http import etag, sorry, unless_known
from articles.views.steps import Step, draw_steps
from articles.views.timeline import draw
from articles.views.timeline_marks import draw_marks

SHOWN = 100  # versions, and events, on one page of an article


@dataclass(frozen=True, slots=True)
class Window:
    """The versions on one page of an article, by number; `older` and `newer` end the neighbouring pages, or are 0."""

    first: int
    last: int
    older: int
    newer: int


def window(count: int, upto: str) -> Window:
    """At most SHOWN versions: those up to the number in the address, or the newest."""
    last = min(int(upto), count) if upto.isascii() and upto.isdigit() and len(upto) < 10 else count
    last = max(last, min(SHOWN, count))
    first = max(last - SHOWN + 1, 1)
    return Window(first, last, first - 1, min(last + SHOWN, count) if last < count else 0)


def article(request: HttpRequest, pk: int) -> HttpResponse:
    """An article: the facts, its history (of a long one, a part), and a form to compare any two versions."""
    found = find_article(pk)
    shown = window(found.version_count, request.GET.get("upto", ""))
    # One more, before the first: it tells how much later the first was seen.
    numbers = (max(shown.first - 1, 1), shown.last)
    found_versions = found.versions.filter(number__range=numbers).with_fold_reason()
    versions: list[Any] = list(found_versions.defer("text", "kinds", "standfirst"))
    before = versions.pop(0) if shown.first > 1 and versions else None
    events = found.events.order_by("-at", "-id")
    if before:
        events = events.filter(at__gt=before.seen_at)
    if shown.newer:
        events = events.filter(at__lte=versions[-1].seen_at)
    happened = list(events[:SHOWN])
    noise = list(found.noise.all()[:20])
    folded = {version.digest: version.fold_reason for version in versions if version.fold_reason}
    tested = [item for item in noise if item.kind == Noise.Kind.HEADLINE]
    timeline = draw([version for version in versions if version.digest not in folded], happened, tested)
    steps = history(versions, happened, folded, before)
    context = {
        "article": found,
        "versions": versions,
        "window": shown,
        "steps": draw_steps(steps, found, shown.last, picks=len(versions) > 1),
        "timeline": timeline,
        "marks": draw_marks(timeline) if len(versions) > 1 else "",
        "noise": noise,
        "aliases": list(found.aliases.all()[:50]),
        "copy_count": found.copies.visible().count(),
        "watch": watch_status(found, timezone.now()),
        "last_outcome": dict(Check.Outcome.choices).get(found.last_outcome, ""),
    }
    return render(request, "article.html", context)


def history(
    versions: list[Version], events: list[Event], folded: Mapping[str, str], before: Version | None = None
) -> list[Step]:
    """Versions and events in the order in which they were seen.

    ``folded`` is why versions are noise, by digest; ``before`` is the version before the first.
    """
    befores: list[Version | None] = [before, *versions]
    steps = [
        Step(version=version, before=earlier, folded=folded.get(version.digest, ""))
        for version, earlier in zip(versions, befores, strict=False)
    ]
    return sorted([*steps, *(Step(event=event) for event in events)], key=lambda step: step.at)


def watch_status(article: Article, now: datetime) -> str:
    """Why there is no next check, in a sentence; empty where there is one, whose time says it all."""
    if article.state == Article.State.PAUSED:
        return _("An editor paused it, so it is not checked for now.")
    if not article.source.enabled:
        return _("Its source is no longer watched, so it is no longer checked.")
    if article.next_check_at is not None:
        return ""
    days = int(settings.SCRAPE_RETIRE_DAYS)
    if now - (article.last_changed_at or article.first_seen_at) < timedelta(days=days):
        return _("No check is planned.")
    if article.last_changed_at:
        return _("It last changed over %(days)s days ago and is no longer checked.") % {"days": days}
    return _("It has not changed in over %(days)s days and is no longer checked.") % {"days": days}


def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version: its text, and the evidence for it."""
    found = find_article(pk)
    if not 1 <= number <= found.version_count:
        return no_such_version(request, found)
    tag = etag("version", pk, number, edition_of(found), found.last_changed_at, found.state)

    def build() -> HttpResponse:
        shown = get_object_or_404(
            found.versions.with_fold_reason().select_related("capture", "capture__blob").defer("capture__blob__data"),
            number=number,
        )
        context = {"article": found, "version": shown, "last": found.version_count}
        response = render(request, "version.html", context | {"raw": raw_address(found, shown.seen_at)})
        response["Link"] = version_links(found, number)
        return response

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
    have = {0: _("This article has no versions yet."), 1: _("This article has one version.")}
    many = _("This article has versions 1 to %(count)s.") % {"count": count}
    message = " ".join([have.get(count, many), _("A comparison needs two different ones.")])
    links = [(article.get_absolute_url(), _("The article and its versions"))]
    if count > 1:
        links.append(
            (
                reverse("diff", args=[article.pk, 1, count]),
                _("Compare version 1 with version %(count)s") % {"count": count},
            )
        )
    return sorry(request, status=404, title=_("There is no such version"), message=message, links=tuple(links))
