"""What visitors suggest and editors decide. Nothing here fetches: an article is made due, and a scraper looks."""

from __future__ import annotations

import hmac
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from articles.models import Article, Suggestion
from articles.scraping.addresses import clean_url
from articles.sources import source_for


def client_of(request: HttpRequest, now: datetime) -> str:
    """A digest of who asks, for counting within a day: other tomorrow, and no way back without our secret.

    Behind a server that speaks TLS, the address is the last that this server wrote down. Of an IPv6 address the
    network counts, for one household has all of it.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    if settings.SITE_URL.startswith("https://"):
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    try:
        parsed = ip_address(address)
    except ValueError:
        parsed = None
    if isinstance(parsed, IPv6Address):
        address = parsed.exploded[:19]
    text = f"suggestion {now:%Y-%m-%d} {address}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), "sha256").hexdigest()


@transaction.atomic
def track(url: str, *, now: datetime) -> Article:
    """Watch the article at this address from now on. Raises ValueError for what is no web address."""
    known = Article.objects.at_url(url)
    return known or Article.objects.track(source_for(url), clean_url(url), now=now)[0]


@transaction.atomic
def approve(suggestion: Suggestion, *, by: int | None, now: datetime) -> Article:
    """Watch what was suggested; ``by`` is the editor's id. Raises ValueError where its address cannot be tracked."""
    article = track(suggestion.url, now=now)
    suggestion.decide(Suggestion.State.APPROVED, by=by, now=now, article=article)
    return article
