"""What the database remembers of an article and its source, asked for by looks. Synchronous."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from math import ceil

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from articles.diffing.text import normalise
from articles.models import Article, Capture, Check, Furniture, Noise, Version
from articles.models.rows import Row, kept, made, names_of
from articles.rederive import rederived
from articles.scraping.agreement import STEADY
from articles.scraping.blocks import Block
from articles.scraping.known import Known
from articles.scraping.live import is_live_key
from articles.scraping.noise import Content, Ignored, block_key, is_like, is_paragraph
from articles.scraping.record import FURNITURE_LENGTH
from articles.scraping.redesign import MANY, SHIFTED
from articles.scraping.walk import ends_sentence

FURNITURE_ARTICLES = 5  # a block on this many articles of a source is furniture
FURNITURE_LATEST = 50  # the latest articles of a source
FURNITURE_SHARE = 0.2  # of them, at least, show what is furniture
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_LAST_CHECKS = 20  # are asked whether something took turns
_SEEN_AGAIN = (
    Check.Outcome.UNCHANGED,
    Check.Outcome.NOISE,
)  # all that is on record was seen, beside noise


def furniture_of(source_id: int) -> frozenset[str]:
    """The keys of the blocks that stand on many articles of a source, and on a fair share of its latest.

    What a newspaper says again in each article of a series is text, and an edit of it an edit: it stands on a few of
    many. A site's own box stands on nearly all articles, or on those of a section.
    """
    rows = Furniture.objects.filter(source=source_id, articles__gte=FURNITURE_ARTICLES)
    counts = dict(rows.values_list("key", "articles"))
    if not counts:
        return frozenset()
    ours = Article.objects.filter(source=source_id, version_count__gt=0)
    of_all = FURNITURE_SHARE * ours.count()
    latest = list(ours.order_by("-pk").values_list("pk", flat=True)[:FURNITURE_LATEST])
    shown: Counter[str] = Counter()
    if any(count < of_all for count in counts.values()):
        for version in Version.objects.filter(article__in=latest, number=1):
            shown.update({block_key(b.text) for b in version.blocks if len(b.text) <= FURNITURE_LENGTH} & counts.keys())
    of_latest = FURNITURE_SHARE * len(latest)
    return frozenset(key for key, count in counts.items() if count >= of_all or shown[key] >= of_latest)


def shifted(source_id: int) -> set[str]:
    """The volatile keys of what came to or went from many articles of a source at once, or is noise on as many."""
    on_site = Q(told__gt=0) | Q(articles__gte=MANY)
    rows = Noise.objects.filter(article__source=source_id, kind=Noise.Kind.BLOCK).order_by().values("key")
    counted = rows.annotate(articles=Count("pk"), told=Count("pk", filter=Q(reason=SHIFTED))).filter(on_site)
    return set(counted.values_list("key", flat=True))


def on_site(article: Article, keys: Collection[str]) -> frozenset[str]:
    """Which of these live numbers, by their keys, stand in the same words on as many articles as furniture does."""
    latest = Article.objects.filter(source=article.source_id, version_count__gt=0).order_by("-pk")
    ids = list(latest.values_list("pk", flat=True)[:FURNITURE_LATEST])
    others = Noise.objects.filter(article__in=ids, kind=Noise.Kind.BLOCK, key__in=keys).exclude(article=article)
    enough = max(FURNITURE_ARTICLES, ceil(FURNITURE_SHARE * len(ids))) - 1
    counted = others.order_by().values("key").annotate(articles=Count("pk")).filter(articles__gte=enough)
    return frozenset(counted.values_list("key", flat=True))


def ignored_of(article: Article, furniture: frozenset[str]) -> Ignored:
    """What of the article's page is known to be no part of it."""
    return _ignored(furniture, article.noise.filter(kind=Noise.Kind.BLOCK).values_list("key", "count"))


def _ignored(furniture: frozenset[str], noted: Iterable[tuple[str, int]]) -> Ignored:
    counts = dict(noted)
    live = {key: count for key, count in counts.items() if is_live_key(key)}
    return Ignored(furniture, frozenset(counts.keys() - live), live)


# What no look reads of a version and its capture is left in the database: it is much, and slow to decode.
_VERSION = names_of(Version, but=["change"])
_CAPTURE = names_of(Capture, but=["request_headers", "headers"])
_latest_row = kept(
    lambda: (
        Version.objects.filter(article=0)
        .order_by("-number")
        .values_list(*_VERSION, *(f"capture__{name}" for name in _CAPTURE))[:1]
    ),
    0,
)
_states = kept(lambda: Version.objects.filter(article=0).order_by("number").values_list("digest", "title"), 0)
_noise = kept(
    lambda: (
        Noise.objects.filter(article=0)
        .exclude(kind="")
        .order_by()
        .values_list("kind", "key", "text", "count", "reason")
    ),
    0,
    "",
)
_lately = kept(
    lambda: (
        Check.objects.filter(article=0, outcome__in=_SEEN_AGAIN)
        .order_by("-at")
        .values_list("outcome", ExpressionWrapper(Q(at__gt=_SOME_TIME), BooleanField()))[:_LAST_CHECKS]
    ),
    _SOME_TIME,
    0,
    *_SEEN_AGAIN,
)


def _latest(article: Article) -> Version | None:
    """The latest version of an article, with its capture."""
    for row in _latest_row(article.pk):
        version = made(Version, _VERSION, row)
        version.article = article
        if version.capture_id is not None:
            version.capture = made(Capture, _CAPTURE, row[len(_VERSION) :])
        return version
    return None


def _may_be_text(text: str, record: Content) -> bool:
    """Whether what was noise once is to be tried again: a paragraph, or a sentence that may be one on record, edited;
    any other may be one of a few prompts that take turns."""
    block = Block("paragraph", text)
    return is_paragraph(block) or (ends_sentence(text) and any(is_like(block, other) for other in record.blocks))


def known_of(article: Article, furniture: frozenset[str]) -> Known | None:
    """What is on record of an article; None before its first version.

    A latest version that was read by another extractor or other rules is read anew from its capture, so that what
    is compared was read alike: a better extractor makes no change.
    """
    latest = _latest(article)
    if latest is None:
        return None
    states: Sequence[Row] = [(latest.digest, latest.title)]
    if latest.number > 1:
        states = _states(article.pk)
    noise = _noise(article.pk, Noise.Kind.GUARD)
    lately = _lately(latest.seen_at, article.pk, *_SEEN_AGAIN)
    since = sum(is_since for _, is_since in lately)
    record = rederived(latest, article.source.rules) or latest
    return Known(
        number=latest.number,
        latest=record,
        ignored=_ignored(furniture, ((key, count) for kind, key, _, count, _ in noise if kind == Noise.Kind.BLOCK)),
        tested=frozenset(normalise(text) for kind, _, text, *_ in noise if kind == Noise.Kind.HEADLINE),
        noted={
            key: text
            for kind, key, text, count, reason in noise
            if kind == Noise.Kind.BLOCK
            and count == 1
            and reason != SHIFTED
            and not is_live_key(key)
            and _may_be_text(text, record)
        },
        digests=tuple(digest for digest, _ in states),
        titles=tuple(title for _, title in states),
        # A later version was seen again at once, by the look that confirmed it.
        seen_again=STEADY if latest.number > 1 else min(since, STEADY),
        returned=any(outcome == Check.Outcome.NOISE for outcome, _ in lately),
    )
