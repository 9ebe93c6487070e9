"""What all views share: a page or its fragment, an apology that helps, and marks for browser caches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from articles.templatetags.newsdiffs import day_in_words


class Hidden(Exception):
    """An article that an editor hid from the public at the moment given; HiddenAnswers410 turns it into a page."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class Request(HttpRequest):
    """A request as the htmx middleware leaves it."""

    htmx: HtmxDetails


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page; when it restores its history it wants the whole one."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def page(request: Request, template: str, context: dict[str, Any], *, fragment: str) -> HttpResponse:
    """The page, or the named part of it when htmx asks: the same address, the same view."""
    name = f"{template}#{fragment}" if wants_fragment(request) else template
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def sorry(
    request: HttpRequest, *, status: int, title: str, message: str, links: tuple[tuple[str, str], ...] = ()
) -> HttpResponse:
    """A page that says what is wrong with the address and where to go instead; links are (address, text)."""
    context = {"title": title, "message": message, "links": links}
    return render(request, "sorry.html", context, status=status)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for an error of ours, in the reader's language. It asks neither database nor context processors, for
    they may be what broke."""
    with override(get_language_from_request(request)):
        return HttpResponseServerError(render_to_string("500.html"))


class HiddenAnswers410:
    """Middleware: the one place that says what an address of a hidden article answers, whichever view it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that says so; other exceptions are not ours."""
        if not isinstance(error, Hidden):
            return None
        message = _(
            "Since %(day)s this article is not shown, for legal reasons. "
            "Its address is kept, so that links to it say what became of it."
        ) % {"day": day_in_words(error.at)}
        links = ((reverse("latest"), _("Latest changes")),)
        response = sorry(request, status=410, title=_("This article is hidden"), message=message, links=links)
        response["Cache-Control"] = "no-cache"  # it may be shown again
        return response


@lru_cache(maxsize=1)
def release() -> str:
    """A digest of the code that draws pages, so that no browser keeps a page drawn by an older release."""
    digest = hashlib.sha256()
    base = Path(settings.BASE_DIR)
    for folder, pattern in (("templates", "**/*.html"), ("articles", "**/*.py"), ("locale", "**/*.mo")):
        for path in sorted((base / folder).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def etag(*parts: object) -> str:
    """A weak validator (compression changes the bytes) of these values, the reader's language and the release."""
    text = "\x1f".join(map(str, (release(), get_language(), *parts)))
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


KEPT = 24 * 3600  # seconds that a drawn page is kept


def kept(request: HttpRequest, tag: str, build: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that was drawn for the same address and validator, or the built one.

    The validator has to stand for all that the page shows. Whoever is signed in, and htmx, gets a page of their own;
    what has a form's token, a cookie or another status than 200 is not kept.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "HX-Request" in request.headers:
        return build()
    address = hashlib.sha256(request.build_absolute_uri().encode("utf-8", "surrogatepass")).hexdigest()
    key = f"page-{address}-{tag.strip('W/').strip(chr(34))}"
    held: HttpResponse | None = cache.get(key)
    if held is not None:
        return held
    response = build()
    own = response.cookies or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    if response.status_code == 200 and not response.streaming and not own:
        cache.set(key, response, KEPT)
    return response


def unless_known(
    request: HttpRequest, tag: str, changed_at: datetime | None, build: Callable[[], HttpResponse]
) -> HttpResponse:
    """The built response with its validators; or 304, without building it, where the client has it already."""
    seconds = int(changed_at.timestamp()) if changed_at else None
    known = get_conditional_response(request, etag=tag, last_modified=seconds)
    if known is not None:
        return known
    response = build()
    response["ETag"] = tag
    patch_vary_headers(response, ["Cookie"])  # which may name the reader's language
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    # Without this a browser may guess how long the page stays fresh; asking again costs one small query.
    response["Cache-Control"] = "no-cache"
    return response
