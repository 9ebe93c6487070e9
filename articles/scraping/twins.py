"""Two addresses that turned out to be one article: found, and merged with nothing lost."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from articles.digests import url_digest
from articles.models import Alias, Article, Event, Version, Watch
from articles.models.tally import Tally, of_event
from articles.models.version import Particulars
from articles.scraping.addresses import url_key
from articles.scraping.guards import share_blocks
from articles.scraping.noise import Content, likeness, same_text

ALIKE = 0.6  # a wrong canonical link leads to another story, which shares far less


def twin_of(article: Article, content: Content, addresses: Iterable[str]) -> Article | None:
    """Another article to which one of these addresses leads, if what it says is what this page says."""
    for url in addresses:
        if url_digest(url_key(url)) == article.url_digest:
            continue
        twin = Article.objects.at_url(url)
        if twin is None or twin.pk == article.pk:
            continue
        latest = twin.versions.order_by("number").last()
        if latest is not None and likeness(latest, content) >= ALIKE and _is_same(latest, content):
            return twin
    return None


def _is_same(latest: Content, content: Content) -> bool:
    """Whether headline or paragraphs are the same: reports in set phrases, as of matches, are alike in all else."""
    return same_text(latest.title, content.title) or share_blocks(latest, content)


@transaction.atomic
def merge(article: Article, into: Article) -> None:
    """Let ``into`` take over all that an article is: versions in the order of their times, captures, events, addresses.

    A version that says the same as the one before it is left out; its capture stays. So is the only version of
    one that was found when the other was on record under the same headline: one look proves no change.
    """
    if article.version_count:
        parts: list[tuple[Content, Particulars]] = []
        article.captures.update(article=into)
        both = Version.objects.filter(article__in=[article, into]).select_related("capture").order_by("seen_at", "id")
        digests: list[str] = []
        alone = {each.pk: each.version_count == 1 for each in (article, into)}
        for version in both:
            is_unproved = bool(parts) and alone[version.article_id] and same_text(parts[-1][0].title, version.title)
            if is_unproved:
                continue
            if not digests or digests[-1] != version.digest:
                parts.append((version, version.particulars()))
                digests.append(version.digest)
        for each in (article, into):
            Version.objects.discard(each)  # both are counted by what was folded of each; then that is put together
        article.folded.exclude(digest__in=into.folded.values("digest")).update(article=into)
        Version.objects.rewrite(into, parts)
    for event in article.events.all():
        Tally.objects.add(of_event(article.source_id, event.kind, event.at), sign=-1)
        Event.objects.put(into, event.kind, event.at, event.detail)
    Watch.objects.follow(article, into)
    article.checks.update(article=into)
    article.aliases.update(article=into)
    first_seen_at, url = min(article.first_seen_at, into.first_seen_at), article.url
    due = min(filter(None, (article.next_check_at, into.next_check_at)), default=None)
    # What was hidden stays hidden: its text is now the other's too.
    hider = into if into.is_hidden else article
    article.delete()
    Article.objects.filter(pk=into.pk).update(
        first_seen_at=first_seen_at, next_check_at=due, hidden_at=hider.hidden_at, hidden_reason=hider.hidden_reason
    )
    Alias.objects.get_or_create(url_digest=url_digest(url_key(url)), defaults={"article": into, "url": url})
