"""What machines ask: whether the site is alive and ready, how the scraper fares; and what robots may read."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.doctor import unapplied
from articles.metrics import exposition
from articles.models import Article

TEXT = "text/plain; charset=utf-8"
# What has no end, acts, or is another's page as it was: what of it is worth finding stands on the articles' own pages.
NOT_FOR_ROBOTS = ("/admin/", "/api/", "/language/", "/lookup/", "/memento/", "/metrics", "/search/", "/timegate/",
                  "/timemap/", "/watches/")  # fmt: skip
_migrated: list[bool] = []  # once the tables are up to date they stay so for the life of this process


def live(request: HttpRequest) -> HttpResponse:
    """Whether this process answers: restart it where it does not. Asks nothing of the database."""
    return _said("alive")


def ready(request: HttpRequest) -> HttpResponse:
    """Whether requests may be sent here: the database answers, and its tables are those of this release."""
    try:
        Article.objects.exists()
        if not _migrated and unapplied():
            return _said("migrations are missing: run manage.py migrate", 503)
    except DatabaseError:
        return _said("the database does not answer as it should: run manage.py doctor", 503)
    _migrated.append(True)
    return _said("ok")


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text: for who has METRICS_TOKEN, or, where none is set, for this machine alone."""
    if not _may_read_metrics(request):
        return _said("Set METRICS_TOKEN and send it as a bearer token, or ask from this machine itself.", 403)
    return HttpResponse(exposition(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")


def robots(request: HttpRequest) -> HttpResponse:
    """What we ask of robots, as we do as others ask."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    response = HttpResponse("\n".join(lines) + "\n", content_type=TEXT)
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _may_read_metrics(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(sent.encode(), token.encode())
    # A proxy on this machine asks from loopback too, but says for whom.
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"))
    try:
        return not forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a Unix socket: some proxy's
        return False


def _said(words: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(words + "\n", status=status, content_type=TEXT)
    response["Cache-Control"] = "no-store"
    return response
