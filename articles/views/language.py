"""The reader's choice of language, kept in a cookie."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

YEAR = 365 * 24 * 3600


def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in ``?language=`` and go back to the page in ``?next=``.

    By GET, for a form with a token would make every page differ from reader to reader; all it changes is a cookie.
    """
    place = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(place, allowed_hosts={request.get_host()}) or not place.startswith("/"):
        place = reverse("latest")
    response = HttpResponseRedirect(place)
    code = request.GET.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE
        )
    return response
