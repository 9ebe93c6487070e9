"""Pages that need no article: who we are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about(request: HttpRequest) -> HttpResponse:
    """What this site is, how it looks at pages, and who to write to."""
    contact = settings.CONTACT
    if contact == f"{settings.SITE_URL}/about/":
        contact = ""  # the default: this very page
    href = f"mailto:{contact}" if "@" in contact and "//" not in contact else contact
    return render(request, "about.html", {"contact": contact, "contact_href": href})
