"""Outgoing feeds: the changes of everything, of a source, of an article, as RSS 2.0, Atom and JSON Feed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.diffing import Diff, Row, compare_versions
from articles.feed_forms import FORMS, Item, write_feed, write_opml
from articles.marks import marked, woven
from articles.models import Event, Source, Version
from articles.search.find import Search, find
from articles.search.query import BadQuery, parse
from articles.search.shown import Result, show
from articles.stream import BadAddress, Filters, read_keys, read_page
from articles.views.found import find_article
from articles.views.http import etag, release, sorry, unless_known

SIZE = 30  # changes in a feed
FEED_KEPT = 3600  # seconds in the cache
PASSAGES = 40  # changed passages in an item; the rest is a click away
LONGEST = 10_000  # characters of a passage as HTML; a longer one is left to the page
MOST = 30_000  # characters of an item's HTML: a feed stays below 5 MB, past which validators and some readers stop


@dataclass(frozen=True, slots=True)
class About:
    """What a feed says of itself."""

    title: str
    path: str  # of the page it belongs to
    description: str
    language: str = ""


def feed(request: HttpRequest, form: str) -> HttpResponse:
    """All changes, by the filters in the address."""
    return _filtered(request, form, lambda filters: _respond(request, form, filters, None, lambda: _all(filters)))


def _all(filters: Filters) -> About:
    path = reverse("latest") + filters.address()
    return About("NewsDiffs: latest changes", path, "What newsrooms rewrote after publishing.")


def source_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The changes of one source, by the filters in the address."""

    def about() -> About:
        source = get_object_or_404(Source, slug=slug)
        said = f"What {source.name} rewrote after publishing."
        return About(f"NewsDiffs: {source.name}", source.get_absolute_url(), said, source.language)

    return _filtered(request, form, lambda filters: _respond(request, form, filters.but(source=slug), None, about))


def article_feed(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The changes of one article, by the filters in the address."""

    def about() -> About:
        article = find_article(pk)
        title = f"NewsDiffs: {article.title or article.url}"
        return About(
            title, article.get_absolute_url(), f"How {article.source.name} changed this article.", article.language
        )

    return _filtered(request, form, lambda filters: _respond(request, form, filters.but(source=""), pk, about))


def _filtered(request: HttpRequest, form: str, respond: Callable[[Filters], HttpResponse]) -> HttpResponse:
    """The response by the filters in the address, or a page that says what is wrong with them."""
    try:
        return respond(Filters.read(request.GET))
    except BadAddress as error:
        links = (
            (request.path, _("This feed without filters")),
            (reverse("feed", args=[form]), _("The feed of everything")),
        )
        return sorry(request, status=400, title=_("This address cannot be understood"), message=str(error), links=links)


def search_feed(request: HttpRequest, form: str) -> HttpResponse:
    """What a search finds, newest first, by the query and the filters in the address."""
    try:
        search = Search.read(request.GET).but(sort="newest")
        tree = parse(search.q)
        hits = find(search, size=SIZE).hits
    except (BadAddress, BadQuery) as error:
        links = ((reverse("search"), _("Search")),)
        return sorry(request, status=400, title=_("This search cannot be understood"), message=str(error), links=links)
    tag = etag("search", form, search.address(), *((hit.article.pk, hit.since, hit.version.pk) for hit in hits))

    def build() -> HttpResponse:
        about = About(
            f"NewsDiffs: {search.q}",
            reverse("search") + search.address(),
            f"{_WITHIN[search.within]} that has {search.q}",
        )
        items = [_result_item(result, search) for result in show(tree, hits, search.within, "feed")]
        own = _own_address(request)
        return _response(form, own, _write(form, own, about, items))

    return unless_known(request, tag, None, build)


_WITHIN = {
    "text": "What articles say",
    "all": "What articles say or said",
    "added": "What edits added",
    "removed": "What edits removed",
}


def _result_item(result: Result, search: Search) -> Item:
    """An item that stays the same item while the passage stands, however the article goes on."""
    hit, article = result.hit, result.hit.article
    number = hit.version.number if hit.earlier else hit.since
    path = reverse("diff", args=[article.pk, number - 1, number])
    if number == 1:
        path = reverse("version", args=[article.pk, 1])
    what = {"added": "added with", "removed": "removed with"}.get(search.within, "in")
    summary = f"{article.source.name}: {what} version {number}."
    html = format_html_join(
        "",
        '<blockquote dir="auto"><p>{} <a href="{}">See it in place</a></p></blockquote>',
        ((passage.html, settings.SITE_URL + passage.url) for passage in result.passages),
    )
    at = result.change.seen_at if result.change and not hit.gone else hit.version.seen_at
    title = f"{hit.version.title or article.url} ({what} version {number})"
    return Item(settings.SITE_URL + path, title, summary, format_html("<p>{}</p>{}", summary, html), at,
                article.source.name)  # fmt: skip


def _own_address(request: HttpRequest) -> str:
    """The address that was asked for, with what RFC 3986 wants escaped in a query."""
    query = re.sub("%(?![0-9A-Fa-f]{2})", "%25", request.META.get("QUERY_STRING", ""))
    # WSGI hands over bytes as Latin-1.
    escaped = quote(query.encode("latin-1"), safe="!$%&'()*+,/:;=?@")
    return settings.SITE_URL + request.path + (f"?{escaped}" if query else "")


def opml(request: HttpRequest) -> HttpResponse:
    """The feeds of all sources as one list to take into a feed reader."""
    sources = Source.objects.filter(enabled=True).only("slug", "name", "language")
    site = settings.SITE_URL
    everything = ("NewsDiffs: latest changes", f"{site}{reverse('feed', args=['rss'])}", f"{site}{reverse('latest')}")
    # A list has to have something in it: without sources that is the feed of everything.
    return HttpResponse(write_opml(_outlines(sources) or [everything]), content_type="text/x-opml; charset=utf-8")


def _outlines(sources: Iterable[Source]) -> list[tuple[str, str, str]]:
    site = settings.SITE_URL
    return [
        (
            source.name,
            f"{site}{reverse('source-feed', args=[source.slug, 'rss'])}",
            f"{site}{source.get_absolute_url()}",
        )
        for source in sources
    ]


def _respond(
    request: HttpRequest, form: str, filters: Filters, article_id: int | None, about: Callable[[], About]
) -> HttpResponse:
    """The feed; or 304, after two small queries, where the reader has it already."""
    own = _own_address(request)
    keys = read_keys(filters, article_id=article_id, size=SIZE)
    if article_id is not None and not keys:
        find_article(article_id)  # nothing to show: it may be hidden, which a 304 would not say
    tag = etag("feed", own, form, filters.address(), article_id, settings.WEBSUB_HUB, *keys)

    def write() -> str:
        page = read_page(filters, article_id=article_id, size=SIZE)
        versions = [entry.version for entry in page.entries if entry.version]
        passages = _all_passages(versions)
        items = [
            _change_item(entry.version, passages[entry.version.pk]) if entry.version else _event_item(entry.event)
            for entry in page.entries
        ]
        return _write(form, own, about(), items)

    def build() -> HttpResponse:
        # What the validator stands for is drawn once: it is made of all that the feed says.
        text = cache.get_or_set(f"feed-{tag}", write, FEED_KEPT)
        assert text is not None
        return _response(form, own, text)

    return unless_known(request, tag, keys[0][0] if keys else None, build)


def _write(form: str, own: str, about: About, items: list[Item]) -> str:
    return write_feed(
        form,
        title=about.title,
        url=settings.SITE_URL + about.path,
        feed_url=own,
        description=about.description,
        language=about.language,
        hub=settings.WEBSUB_HUB,
        items=items,
    )


def _response(form: str, own: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type=FORMS[form].content_type)
    if settings.WEBSUB_HUB:
        response["Link"] = f'<{settings.WEBSUB_HUB}>; rel="hub", <{own}>; rel="self"'
    return response


def _change_item(version: Version, passages: SafeString) -> Item:
    size = f"+{version.words_added} −{version.words_removed} words"
    told = ", ".join(filter(None, (f"version {version.number}", size, version.level)))
    title = version.title or version.article.url
    reasons = "; ".join(version.change.get("reasons", ()))
    notes = [version.source.name, size, version.level and f"{version.level} change"]
    notes += ["headline changed"] * version.headline_changed + ["correction notice"] * version.notice
    notes += ["stealth edit"] * version.stealth + ([f"because {reasons}"] if reasons else [])
    summary = ", ".join(filter(None, notes)) + "."
    url = settings.SITE_URL + version.diff_url
    html = format_html('<p>{}</p>{}<p><a href="{}">See the whole comparison</a></p>', summary, passages, url)
    return Item(url, f"{title} ({told})", summary, html, version.seen_at, version.source.name)


def _event_item(event: Event | None) -> Item:
    assert event is not None
    article = event.article
    what = event.get_kind_display().capitalize()
    summary = f"{article.source.name}: {event.get_kind_display()}{f' ({event.detail})' if event.detail else ''}."
    url = f"{settings.SITE_URL}{article.get_absolute_url()}#event-{event.pk}"
    html = format_html('<p>{}</p><p><a href="{}">The article and its versions</a></p>', summary, url)
    return Item(url, f"{what}: {article.title or article.url}", summary, html, event.at, article.source.name)


def _all_passages(versions: list[Version]) -> dict[int, SafeString]:
    """The changed passages of each version as HTML, by its id: one query for all texts that are not in the cache."""
    names = {
        f"passages-{release()}-{version.pk}-{version.digest}-{version.words_removed}": version for version in versions
    }
    known: dict[str, str] = cache.get_many(names)
    missing = {name: version for name, version in names.items() if name not in known}
    texts = _texts(missing.values())
    for name, version in missing.items():
        new = texts[version.article_id, version.number]
        # Versions are immutable, so what is drawn once stays right; the name changes with the release.
        known[name] = str(_passages(compare_versions(texts[version.article_id, version.number - 1], new)))
    cache.set_many({name: known[name] for name in missing}, timeout=7 * 24 * 3600)
    return {version.pk: mark_safe(known[name]) for name, version in names.items()}


def _texts(versions: Iterable[Version]) -> dict[tuple[int, int], Version]:
    wanted = Q(pk__in=[])
    for version in versions:
        wanted |= Q(article=version.article_id, number__in=[version.number - 1, version.number])
    found = Version.objects.filter(wanted).only(
        "article_id", "number", "title", "standfirst", "byline", "text", "kinds"
    )
    return {(version.article_id, version.number): version for version in found} if wanted.children else {}


def _passages(diff: Diff) -> SafeString:
    rows = [row for row in diff.shown if not row.trivial and row.kind != "moved-from"]
    drawn: list[SafeString] = []
    room = MOST
    for passage in map(_passage, rows[:PASSAGES]):
        if len(passage) <= min(room, LONGEST):
            drawn.append(passage)
            room -= len(passage)
    left_out = len(rows) - len(drawn)
    more = format_html("<p>… and {} more changed passage{}.</p>", left_out, "" if left_out == 1 else "s")
    return mark_safe("".join(drawn) + (more if left_out else ""))


def _passage(row: Row) -> SafeString:
    tag = mark_safe("h3" if row.field == "title" else "p")
    note = mark_safe("<em>Moved:</em> ") if row.kind == "moved-to" else ""
    blocks = ((tag, note, marked(spans, "feed")) for spans in woven(row))
    return format_html_join("", '<{0} dir="auto">{1}{2}</{0}>', blocks)
