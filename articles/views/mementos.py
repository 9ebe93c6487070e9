"""Memento's TimeGate, TimeMaps, mementos, and captured pages as they were received."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date

from articles import blobs
from articles.memento import (
    STAMP,
    Memento,
    address,
    date_of,
    escaped,
    links,
    memento_address,
    memento_link,
    mementos_of,
    place_of,
)
from articles.models import Article
from articles.views.articles import version as version_page
from articles.views.http import etag, sorry, unless_known

# Nothing of a captured page may run, load, send, or be framed; it has an origin of its own that nobody shares. Only
# the styles that stand in the page itself and pictures inside it are shown.
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# What is shown as it came. Anything else (a script, say) could be put to use by a page of our own.
SHOWN = {"text/html", "application/xhtml+xml", "text/plain"}


def timegate(request: HttpRequest, url: str) -> HttpResponse:
    """302 to the version that stood at ``Accept-Datetime``; the first for an earlier date, the latest without one."""
    found = _find(request, url)
    if isinstance(found, HttpResponse):
        return _varying(found)
    article, mementos = found
    said = request.headers.get("Accept-Datetime")
    chosen = mementos[-1]
    if said is not None:
        try:
            wanted = datetime.fromtimestamp(parse_http_date(said), UTC)
        except (ValueError, OverflowError, OSError):
            message = f"Accept-Datetime is “{said}”. Write it like {http_date(mementos[0].at.timestamp())}."
            return _varying(sorry(request, status=400, title="This is no date", message=message))
        chosen = next((one for one in reversed(mementos) if one.at <= wanted), mementos[0])
    response = HttpResponseRedirect(memento_address(article, chosen.at))
    response["Link"] = links(article, mementos, chosen)
    response["Cache-Control"] = "no-cache"
    return _varying(response)


def _varying(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["accept-datetime"])
    return response


def timemap(request: HttpRequest, form: str, url: str) -> HttpResponse:
    """All versions of an article, as application/link-format or JSON."""
    found = _find(request, url)
    if isinstance(found, HttpResponse):
        return found
    article, mementos = found
    build = _timemap_json if form == "json" else _timemap_link
    tag = etag("timemap", form, article.pk, article.url, settings.SITE_URL, len(mementos), mementos[-1])
    return unless_known(request, tag, None, lambda: build(article, mementos))


def _timemap_link(article: Article, mementos: list[Memento]) -> HttpResponse:
    span = f'; from="{date_of(mementos[0])}"; until="{date_of(mementos[-1])}"'
    lines = [
        f'<{escaped(article.url)}>; rel="original"',
        f'<{address("timemap/link", article.url)}>; rel="self"; type="application/link-format"{span}',
        f'<{address("timegate", article.url)}>; rel="timegate"',
        *(memento_link(article, one, place_of(mementos, number)) for number, one in enumerate(mementos)),
    ]
    return HttpResponse(",\n".join(lines) + "\n", content_type="application/link-format")


def _timemap_json(article: Article, mementos: list[Memento]) -> HttpResponse:
    listed = [{"datetime": f"{one.at:%Y-%m-%dT%H:%M:%SZ}", "uri": memento_address(article, one.at)} for one in mementos]
    return JsonResponse(
        {
            "original_uri": article.url,
            "self": address("timemap/json", article.url),
            "timegate_uri": address("timegate", article.url),
            "timemap_uri": {
                "link_format": address("timemap/link", article.url),
                "json_format": address("timemap/json", article.url),
            },
            "mementos": {"first": listed[0], "last": listed[-1], "list": listed},
        }
    )


def memento(request: HttpRequest, stamp: str, url: str) -> HttpResponse:
    """The version that was seen at this time; from a time between two, the way to the one that stood then."""

    def show(article: Article, mementos: list[Memento], chosen: Memento) -> HttpResponse:
        response = version_page(request, article.pk, chosen.number)
        response["Content-Location"] = reverse("version", args=[article.pk, chosen.number])
        return response

    return _at(request, stamp, url, "", show)


def raw(request: HttpRequest, stamp: str, url: str) -> HttpResponse:
    """A version's page as the server sent it, in a sandbox where nothing of it runs or loads."""

    def show(article: Article, mementos: list[Memento], chosen: Memento) -> HttpResponse:
        capture = article.versions.select_related("capture").get(number=chosen.number).capture
        if capture is None:
            message = "This version was imported from another archive, and its page was not kept."
            links = ((reverse("version", args=[article.pk, chosen.number]), "The version's text"),)
            return sorry(request, status=404, title="There is no captured page", message=message, links=links)
        kind = capture.content_type or "text/html"
        tag = etag("raw", capture.blob_id, kind)
        return unless_known(request, tag, None, lambda: _sandboxed(blobs.get(capture.blob_id), kind))

    response = _at(request, stamp, url, "/raw", show)
    if response.status_code in (200, 304):
        response["Content-Security-Policy"] = SANDBOX
        response["Cross-Origin-Resource-Policy"] = "same-site"
    return response


def _sandboxed(body: bytes, content_type: str) -> HttpResponse:
    plain = content_type.partition(";")[0].strip().lower()
    if plain in SHOWN:
        return HttpResponse(body, content_type=re.sub(r"[\r\n]", " ", content_type))
    response = HttpResponse(body, content_type="application/octet-stream")
    response["Content-Disposition"] = "attachment; filename=capture.bin"
    return response


def _at(
    request: HttpRequest, stamp: str, url: str, part: str,
    show: Callable[[Article, list[Memento], Memento], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """What is shown of the memento with this very time, with its headers; else the way to the one that stood then."""
    found = _find(request, url)
    if isinstance(found, HttpResponse):
        return found
    article, mementos = found
    try:
        wanted = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise Http404(f"{stamp} is no time") from None
    chosen = next((one for one in reversed(mementos) if one.at <= wanted), mementos[0])
    if chosen.at != wanted:
        return HttpResponseRedirect(address(f"memento/{chosen.stamp}{part}", article.url))
    response = show(article, mementos, chosen)
    if response.status_code in (200, 304):
        response["Memento-Datetime"] = date_of(chosen)
        response["Link"] = links(article, mementos, chosen)
    return response


# Finding


def _find(request: HttpRequest, url: str) -> tuple[Article, list[Memento]] | HttpResponse:
    """The article with this address and its mementos, oldest first, of which there is at least one; or why not."""
    article = _article_at(request, url)
    if article is None:
        return _unknown(request, url, "No article with this address is tracked here.")
    if article.is_hidden:
        message = "This article was withdrawn from the public by an editor."
        return sorry(request, status=410, title="This article was withdrawn", message=message)
    mementos = mementos_of(article)
    if not mementos:
        return _unknown(request, url, "This article is tracked, but no version of it has been recorded yet.")
    return article, mementos


def _article_at(request: HttpRequest, url: str) -> Article | None:
    """The article meant, however the address was sent: as it is, or percent-encoded as a whole.

    By the time a path reaches us it has been decoded once, and some proxies make one slash of two.
    """
    query = request.META.get("QUERY_STRING", "")
    for candidate in dict.fromkeys((escaped(url.replace("?", "%3F")), url, unquote(url))):
        whole = re.sub(r"^(https?):/+", r"\1://", candidate, flags=re.IGNORECASE)
        whole = whole if re.match(r"https?://", whole, re.IGNORECASE) else f"http://{whole}"
        try:
            found = Article.objects.select_related("source").at_url(f"{whole}?{query}" if query else whole)
        except ValueError:
            continue
        if found is not None:
            return found
    return None


def _unknown(request: HttpRequest, url: str, message: str) -> HttpResponse:
    links = ((reverse("lookup"), "Find an article by its address"), (reverse("latest"), "Latest changes"))
    return sorry(request, status=404, title="There are no versions of this page", message=message, links=links)
