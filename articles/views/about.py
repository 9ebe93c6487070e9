"""Pages that need no article: who we are, whether we are up."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article


def about(request: HttpRequest) -> HttpResponse:
    """What this site is, how it looks at pages, and who to write to."""
    contact = settings.CONTACT
    if contact == f"{settings.SITE_URL}/about/":
        contact = ""  # the default: this very page
    href = f"mailto:{contact}" if "@" in contact and "//" not in contact else contact
    return render(request, "about.html", {"contact": contact, "contact_href": href})


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the site answers and its database does too."""
    Article.objects.exists()
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
