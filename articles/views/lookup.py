"""From an address to its article, or to the offer to watch it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models import Article, Suggestion
from articles.models.suggestion import LONGEST_NOTE, TooManySuggestions
from articles.scraping.addresses import typed
from articles.suggestions import client_of, track

NO_ADDRESS = gettext_noop("This is not a web address. Paste a whole one, such as https://news.example.org/story.")


def lookup(request: HttpRequest) -> HttpResponse:
    """To the article with the address in ``?url=``; posted, an unknown one is watched, or suggested to the editors."""
    query = request.POST if request.method == "POST" else request.GET
    url = typed(query.get("url", "").replace("\x00", ""))
    if not url:
        return _page(request, "", status=200)
    try:
        found = Article.objects.at_url(url)
        if found is not None:
            return redirect(found)
        if request.method == "POST":
            return _want(request, url)
        return _page(request, url, status=404, suggestion=Suggestion.objects.at_url(url))
    except ValueError:
        return _page(request, url, status=400, problem=_(NO_ADDRESS))


def _want(request: HttpRequest, url: str) -> HttpResponse:
    """Watch it at once for an editor; put it into the queue for anybody else. Raises ValueError for no address."""
    now = timezone.now()
    if request.user.is_staff:
        return redirect(track(url, now=now))
    if not settings.SUGGESTIONS:
        return _page(request, url, status=403)
    try:
        Suggestion.objects.suggest(url, request.POST.get("note", ""), client=client_of(request, now), now=now)
    except TooManySuggestions as error:
        return _page(request, url, status=429, problem=str(error))
    return redirect(f"{reverse('lookup')}?{urlencode({'url': url})}")


def _page(
    request: HttpRequest, url: str, *, status: int, problem: str = "", suggestion: Suggestion | None = None
) -> HttpResponse:
    address = settings.SITE_URL + reverse("lookup")
    context = {
        "url": url,
        "problem": problem,
        "suggestion": suggestion,
        "may_suggest": settings.SUGGESTIONS,
        "longest_note": LONGEST_NOTE,
        "address": address,
        "bookmarklet": f"javascript:location.href='{address}?url='+encodeURIComponent(location.href)",
    }
    return render(request, "lookup.html", context, status=status)
