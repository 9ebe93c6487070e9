"""Pages that need no article: looking one up, and who we are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.models import Article


def lookup(request: HttpRequest) -> HttpResponse:
    """To the article with the address in ``?url=``, or a page that says that it is not tracked."""
    url = request.GET.get("url", "").strip()
    if not url:
        return render(request, "lookup.html", {"url": "", "problem": ""})
    try:
        found = Article.objects.at_url(url)
    except ValueError:
        problem = "This is not a web address. Paste a whole one, such as https://news.example.org/story."
        return render(request, "lookup.html", {"url": url, "problem": problem}, status=400)
    if found is None:
        return render(request, "lookup.html", {"url": url, "problem": ""}, status=404)
    return redirect(found)


def about(request: HttpRequest) -> HttpResponse:
    """What this site is, how it looks at pages, and who to write to."""
    contact = settings.CONTACT
    if contact == f"{settings.SITE_URL}/about/":
        contact = ""  # the default: this very page
    href = f"mailto:{contact}" if "@" in contact and "//" not in contact else contact
    return render(request, "about.html", {"contact": contact, "contact_href": href})
