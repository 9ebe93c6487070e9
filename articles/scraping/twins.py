"""Two addresses that turned out to be one article: found, and merged with nothing lost."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, When

from articles.digests import url_digest
from articles.models import Alias, Article, Event, Version, Watch
from articles.models.tally import Tally, of_event
from articles.models.version import Particulars
from articles.scraping.addresses import url_key
from articles.scraping.guards import share_blocks
from articles.scraping.noise import Content, likeness, same_text

ALIKE = 0.6  # a wrong canonical link leads to another story, which shares far less


def twin_of(article: Article, record: Content | None, content: Content, addresses: Iterable[str]) -> Article | None:
    """Another article to which one of these addresses leads, if what it says is what this page says.

    Many a paper sends those who ask for a story that it took down to the newest one on its subject: where what is on
    record of ours is another story, they are two, whatever the page says now.
    """
    if record is not None and not same_text(record.title, content.title) and not share_blocks(record, content):
        return None
    for url in addresses:
        digest = url_digest(url_key(url))
        if digest == article.url_digest:
            continue
        owner = Article.objects.filter(url_digest=digest, version_count__gt=0).first()
        twin = owner or Article.objects.filter(aliases__url_digest=digest).first()
        if twin is not None and twin.pk != article.pk and _says_the_same(twin, content):
            return twin
    return None


def is_another(
    article: Article, record: Content, content: Content, canonical: str | None, sent_to: str | None = None
) -> bool:
    """Whether a page with another headline calls itself by the address of another article that we know, and has the
    headline of that, or we were sent to that one's address: a server mixed them up. Reports in set phrases are alike,
    whatever they report; and the other may have a new headline that we are yet to see at its own address.
    """
    own = canonical is not None and url_digest(url_key(canonical)) == article.url_digest
    if own or same_text(record.title, content.title):
        return False
    owner = _at(canonical, article) if canonical else None
    if owner is not None and owner.version_count and same_text(owner.title, content.title):
        return True
    owner = _at(sent_to, article) if sent_to else None
    if owner is None or owner.version_count:
        return owner is not None
    # It may be our article at its new address, which is yet to be read there.
    return likeness(record, content) < ALIKE and not share_blocks(record, content)


def _at(url: str, article: Article) -> Article | None:
    """Another article whose address this is."""
    return Article.objects.filter(url_digest=url_digest(url_key(url))).exclude(pk=article.pk).first()


def claimant_of(article: Article, content: Content) -> Article | None:
    """An article that was read before this one, led to this address, and says what this page says.

    A mobile page, say, that is looked at before the page that it calls its original. A claim that proves wrong is
    dropped.
    """
    claim = (
        Alias.objects.filter(url_digest=article.url_digest).exclude(article=article).select_related("article").first()
    )
    if claim is None:
        return None
    if _says_the_same(claim.article, content):
        return claim.article
    claim.delete()
    return None


def _says_the_same(twin: Article, content: Content) -> bool:
    """Whether headline or paragraphs are the same: reports in set phrases, as of matches, are alike in all else."""
    latest = twin.versions.order_by("number").last()
    if latest is None or likeness(latest, content) < ALIKE:
        return False
    return same_text(latest.title, content.title) or share_blocks(latest, content)


@transaction.atomic
def merge(article: Article, into: Article, *, original: Article | None = None) -> None:
    """Let ``into`` take over all that an article is: versions in the order of their times, captures, events, addresses.

    A version that says the same as the one before it is left out; its capture stays. So is the only version of
    one that was found when the other was on record under the same headline: one look proves no change. Where each
    has but one, the older stays, or that of ``original``. Then the next look reads the page anew, which may prove it.
    """
    if article.version_count:
        parts: list[tuple[Content, Particulars]] = []
        article.captures.update(article=into)
        both = Version.objects.filter(article__in=[article, into]).select_related("capture").order_by("seen_at", "id")
        digests: list[str] = []
        alone = {each.pk: each.version_count == 1 for each in (article, into)}
        if original and all(alone.values()):
            both = both.order_by(Case(When(article=original, then=0), default=1))
        for version in both:
            is_unproved = bool(parts) and alone[version.article_id] and same_text(parts[-1][0].title, version.title)
            if is_unproved:
                Article.objects.filter(pk=into.pk).update(etag="", last_modified="", body_digest="", fingerprint="")
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
    article.aliases.filter(url_digest=into.url_digest).delete()
    article.aliases.update(article=into)
    first_seen_at, url = min(article.first_seen_at, into.first_seen_at), article.url
    due = min(filter(None, (article.next_check_at, into.next_check_at)), default=None)
    # What was hidden stays hidden: its text is now the other's too.
    hider = into if into.is_hidden else article
    article.delete()
    Article.objects.filter(pk=into.pk).update(
        first_seen_at=first_seen_at,
        next_check_at=due,
        hidden_at=hider.hidden_at,
        hidden_reason=hider.hidden_reason,
    )
    # Where a third article had laid claim to the address, it leads here now.
    Alias.objects.update_or_create(url_digest=url_digest(url_key(url)), defaults={"article": into, "url": url})
