"""Outgoing feeds: the changes of everything, of a source, of an article, as RSS 2.0, Atom and JSON Feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.diffing import Diff, Row, compare_versions
from articles.feed_forms import FORMS, Item, write_feed, write_opml
from articles.marks import marked, woven
from articles.models import Event, Source, Version
from articles.stream import BadAddress, Filters, read_keys, read_page
from articles.views.articles import find_article
from articles.views.http import etag, release, sorry, unless_known

SIZE = 30  # changes in a feed
PASSAGES = 40  # changed passages in an item; the rest is a click away
LONGEST = 10_000  # characters of a passage as HTML; a longer one is left to the page


@dataclass(frozen=True, slots=True)
class About:
    """What a feed says of itself."""

    title: str
    path: str  # of the page it belongs to
    description: str
    language: str = ""


def feed(request: HttpRequest, form: str) -> HttpResponse:
    """All changes, by the filters in the address."""
    try:
        filters = Filters.read(request.GET)
    except BadAddress as error:
        links = ((reverse("feed", args=[form]), "The feed of everything"),)
        return sorry(request, status=400, title="This address cannot be understood", message=str(error), links=links)
    about = About(
        "NewsDiffs: latest changes", reverse("latest") + filters.address(), "What newsrooms rewrote after publishing."
    )
    return _respond(request, form, filters, None, lambda: about)


def source_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The changes of one source."""

    def about() -> About:
        source = get_object_or_404(Source, slug=slug)
        said = f"What {source.name} rewrote after publishing."
        return About(f"NewsDiffs: {source.name}", source.get_absolute_url(), said, source.language)

    return _respond(request, form, Filters(source=slug), None, about)


def article_feed(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The changes of one article."""

    def about() -> About:
        article = find_article(pk)
        title = f"NewsDiffs: {article.title or article.url}"
        return About(
            title, article.get_absolute_url(), f"How {article.source.name} changed this article.", article.language
        )

    return _respond(request, form, Filters(), pk, about)


def opml(request: HttpRequest) -> HttpResponse:
    """The feeds of all sources as one list to take into a feed reader."""
    sources = Source.objects.filter(enabled=True).only("slug", "name", "language")
    return HttpResponse(write_opml(_outlines(sources)), content_type="text/x-opml; charset=utf-8")


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
    keys = read_keys(filters, article_id=article_id, size=SIZE)
    if article_id is not None and not keys:
        find_article(article_id)  # nothing to show: it may be hidden, which a 304 would not say
    tag = etag("feed", form, filters.address(), article_id, *keys)

    def build() -> HttpResponse:
        said = about()
        page = read_page(filters, article_id=article_id, size=SIZE)
        versions = [entry.version for entry in page.entries if entry.version]
        passages = _all_passages(versions)
        items = [
            _change_item(entry.version, passages[entry.version.pk]) if entry.version else _event_item(entry.event)
            for entry in page.entries
        ]
        text = write_feed(
            form,
            title=said.title,
            url=settings.SITE_URL + said.path,
            feed_url=settings.SITE_URL + request.get_full_path(),
            description=said.description,
            language=said.language,
            items=items,
        )
        return HttpResponse(text, content_type=FORMS[form].content_type)

    return unless_known(request, tag, keys[0][0] if keys else None, build)


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
    rows = [row for row in diff.rows if not row.trivial and row.kind != "moved-from"]
    drawn = [passage for passage in map(_passage, rows[:PASSAGES]) if len(passage) <= LONGEST]
    left_out = len(rows) - len(drawn)
    more = format_html("<p>… and {} more changed passage{}.</p>", left_out, "" if left_out == 1 else "s")
    return mark_safe("".join(drawn) + (more if left_out else ""))


def _passage(row: Row) -> SafeString:
    tag = mark_safe("h3" if row.field == "title" else "p")
    note = mark_safe("<em>Moved:</em> ") if row.kind == "moved-to" else ""
    blocks = ((tag, note, marked(spans, "feed")) for spans in woven(row))
    return format_html_join("", '<{0} dir="auto">{1}{2}</{0}>', blocks)
