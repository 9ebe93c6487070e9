"""The picture that stands beside a link to a comparison where it is shared."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from articles.cards import Card, draw_card
from articles.diffing import compare_versions, measure
from articles.models import Article
from articles.views.articles import no_such_version
from articles.views.found import edition_of, find_article
from articles.views.http import etag, release, unless_known

KEPT = 7 * 24 * 3600  # seconds in the cache; the key changes with what is shown and with the release


def card(request: HttpRequest, pk: int, a: int, b: int) -> HttpResponse:
    """The most telling passage that changed from version a to b, as a PNG of 1200 × 630."""
    article = find_article(pk)
    if article.is_hidden:
        return HttpResponse(status=410)
    if not 1 <= a < b <= article.version_count:
        return no_such_version(request, article)
    state = (pk, a, b, edition_of(article), article.last_changed_at)

    def build() -> HttpResponse:
        key = "card-" + etag(*state).strip('W/"')
        picture = cache.get(key)
        if picture is None:
            picture = draw_card(describe(article, a, b))
            cache.set(key, picture, KEPT)
        return HttpResponse(picture, content_type="image/png")

    response = unless_known(request, etag("card", release(), *state), article.last_changed_at, build)
    # Those who show cards fetch them anew for each of their readers unless they are told how long it stays.
    response["Cache-Control"] = "public, max-age=3600"
    return response


def describe(article: Article, a: int, b: int) -> Card:
    """What the card of this pair shows."""
    old, new = article.versions.filter(number__in=[a, b]).order_by("number")
    if b == a + 1 and new.level:
        level, added, removed = new.level, new.words_added, new.words_removed
        passage = [(op, text) for op, text in new.change.get("lead", ())]
        is_title = new.change.get("lead_field") == "title"
    else:
        change = measure(old, new, compare_versions(old, new))
        level, added, removed = change.level, change.words_added, change.words_removed
        passage = [(span.op, span.text) for span in change.lead.spans] if change.lead else []
        is_title = bool(change.lead and change.lead.field == "title")
    return Card(
        source=article.source.name,
        title="" if is_title and passage else new.title,
        passage=passage,
        facts=f"words, version {a} to {b}, {level} change",
        size=(added, removed),
        otherwise="Rewritten after publishing",
    )
