"""Version: one distinct state of an article, and the change that led to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple, Required, TypedDict, Unpack

from django.db import models, transaction
from django.db.models import Max
from django.urls import reverse

from articles.diffing import Change, compare_versions, measure
from articles.models.article import Article
from articles.models.capture import Capture
from articles.models.event import hidden
from articles.models.folded import Folded
from articles.models.news import News
from articles.models.passage import Passage
from articles.models.rows import kept, put
from articles.models.source import Source
from articles.models.tally import Counts, Key, Tally, of_version
from articles.models.tongue import Tongue, by_tongue
from articles.packing import pack, storable, unpack
from articles.scraping.blocks import Block
from articles.scraping.noise import Content, content_digest


class Particulars(TypedDict, total=False):
    """What is recorded of a version beside its content."""

    seen_at: Required[datetime]
    published_at: datetime | None
    modified_at: datetime | None
    language: str
    extractor: str
    capture: Capture | None


class Step(NamedTuple):
    """A change that was measured beforehand, and the version from which it leads."""

    earlier: Version
    change: Change


_folded = kept(lambda: Folded.objects.filter(article=0, digest="").values_list("pk")[:1], 0, "")


class VersionQuerySet(models.QuerySet["Version"]):
    """Many versions."""

    def visible(self) -> VersionQuerySet:
        """Those of articles that the public may see."""
        return self.exclude(hidden())

    def changes(self) -> VersionQuerySet:
        """Those that changed something: all but the first of each article and what is folded away, newest first."""
        return self.unfolded().filter(number__gt=1).order_by("-seen_at", "-id")

    def unfolded(self) -> VersionQuerySet:
        """Those that no editor folded away as noise."""
        folded = Folded.objects.filter(article=models.OuterRef("article"), digest=models.OuterRef("digest"))
        return self.filter(~models.Exists(folded))

    def in_language(self, language: str) -> VersionQuerySet:
        """Those in this language; ``en`` is also en-GB."""
        return self.filter(by_tongue(language))

    def with_fold_reason(self) -> VersionQuerySet:
        """Each with ``fold_reason``: why an editor folded it away as noise, or None."""
        folded = Folded.objects.filter(article=models.OuterRef("article"), digest=models.OuterRef("digest"))
        return self.annotate(fold_reason=models.Subquery(folded.values("reason")[:1]))

    def for_lists(self) -> VersionQuerySet:
        """With what a list shows, and without the texts."""
        return self.select_related("article", "source").defer("text", "kinds")

    def latest_of(self, articles: Iterable[Article]) -> VersionQuerySet:
        """The latest version of each of these articles that has any."""
        newest = self.filter(article__in=list(articles)).values("article").annotate(newest=Max("pk")).values("newest")
        return self.filter(pk__in=newest)

    @transaction.atomic
    def record(
        self, article: Article, content: Content, step: Step | None = None, **particulars: Unpack[Particulars]
    ) -> Version:
        """Add the article's next version, with the change that led to it, and bring the article's row up to date.

        ``step`` is that change, where it was measured beforehand; it counts only if it starts from the latest version.
        Raises IntegrityError where another writer was quicker; the caller holds the host's lease, so nobody
        should be.
        """
        article.take_hold()
        if step is not None and step.earlier.number != article.version_count:
            step = None
        latest = step.earlier if step else article.versions.order_by("number").last()
        version = Version(article=article, source_id=article.source_id, number=latest.number + 1 if latest else 1)
        for name, value in particulars.items():
            setattr(version, name, value)
        version.language = version.language or article.language
        version.set_content(content)
        if latest is not None:
            version.set_change(latest, step.change if step else measure_change(latest, version))
        put(version)
        article.took_in(version)
        first_seen_at = latest.seen_at if latest else None
        if latest is None or not _folded(article.pk, version.digest):
            Tally.objects.add(
                of_version(version.source_id, version.number, version.seen_at, version.headline_changed, first_seen_at)
            )
        Passage.objects.take_in(article, version, version.number, latest)
        News.objects.note(version=version.pk)
        return version

    @transaction.atomic
    def discard(self, article: Article) -> None:
        """Delete all versions of an article, with what was counted and indexed of them."""
        folded = set(article.folded.values_list("digest", flat=True))
        Tally.objects.add(counted(article, lambda digest, number: number == 1 or digest not in folded), sign=-1)
        Passage.objects.filter(article=article).delete()
        article.versions.all().delete()

    @transaction.atomic
    def rewrite(self, article: Article, parts: Iterable[tuple[Content, Particulars]]) -> None:
        """Put these in the place of all the article's versions, in this order, numbered anew.

        Versions cannot be edited; this is how older ones are woven in, and how a better reading of the same
        captures takes the place of an earlier one.
        """
        parts = list(parts)
        self.discard(article)
        Article.objects.filter(pk=article.pk).update(version_count=0, last_changed_at=None)
        for content, particulars in parts:
            self.record(article, content, **particulars)
        article.refresh_from_db()


class Version(models.Model):
    """One distinct state of an article. Immutable: triggers in the database refuse an edit of its content."""

    class Level(models.TextChoices):
        """How much a change matters; see docs/diffing.md."""

        COSMETIC = "cosmetic", "cosmetic"
        MINOR = "minor", "minor"
        SUBSTANTIVE = "substantive", "substantive"
        MAJOR = "major", "major"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    seen_at = models.DateTimeField()
    title = models.TextField(blank=True)
    standfirst = models.TextField(blank=True)
    byline = models.TextField(blank=True)
    text = models.TextField(help_text="One block a line.")
    kinds = models.TextField(blank=True, help_text="One letter a block; see articles.packing.")
    language = models.CharField(max_length=35, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    modified_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, help_text="Of the content as compared; see articles.scraping.noise.")
    extractor = models.CharField(max_length=40, blank=True, help_text="What read it; empty: imported.")
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, null=True, blank=True, related_name="versions")
    # The change from the version before; empty on the first. Derived, so it may be computed anew.
    words_added = models.PositiveIntegerField(default=0)
    words_removed = models.PositiveIntegerField(default=0)
    significance = models.FloatField(default=0)
    level = models.CharField(max_length=12, choices=Level, blank=True)
    headline_changed = models.BooleanField(default=False)
    notice = models.BooleanField(default=False, help_text="A correction notice appeared.")
    stealth = models.BooleanField(default=False, help_text="Substantive, without a correction notice.")
    change = models.JSONField(default=dict, blank=True, help_text="Classes, reasons, most telling passage, counts.")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_article_number_unique"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(significance__gte=0, significance__lte=1),
                name="version_significance_in_unit",
            ),
        ]
        indexes = [
            # Latest changes, paged by key.
            models.Index(fields=["-seen_at", "-id"], name="version_newest", condition=models.Q(number__gt=1)),
            # A source's latest changes.
            models.Index(
                fields=["source", "-seen_at", "-id"],
                name="version_source_newest",
                condition=models.Q(number__gt=1),
            ),
            # The latest changes in a language.
            models.Index(
                Tongue("language"),
                models.F("seen_at").desc(),
                models.F("id").desc(),
                name="version_tongue_newest",
                condition=models.Q(number__gt=1),
            ),
            # The latest changes of a headline: of all, and of a source.
            models.Index(
                fields=["-seen_at", "-id"],
                name="version_headline_newest",
                condition=models.Q(number__gt=1, headline_changed=True),
            ),
            models.Index(
                fields=["source", "-seen_at", "-id"],
                name="version_source_headline",
                condition=models.Q(number__gt=1, headline_changed=True),
            ),
            # The latest stealth edits: of all, and of a source.
            models.Index(
                fields=["-seen_at", "-id"],
                name="version_stealth_newest",
                condition=models.Q(number__gt=1, stealth=True),
            ),
            models.Index(
                fields=["source", "-seen_at", "-id"],
                name="version_source_stealth",
                condition=models.Q(number__gt=1, stealth=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.number})"

    def get_absolute_url(self) -> str:
        """The version's page."""
        return reverse("version", args=[self.article_id, self.number])

    @cached_property
    def diff_url(self) -> str:
        """The page that shows what changed from the version before."""
        return reverse("diff", args=[self.article_id, self.number - 1, self.number])

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the body."""
        return unpack(self.text, self.kinds)

    def set_content(self, content: Content) -> None:
        """Take over the text of a content, in the form in which it is stored."""
        self.title, self.standfirst, self.byline = map(storable, (content.title, content.standfirst, content.byline))
        self.text, self.kinds = pack(content.blocks)
        self.digest = content_digest(self)

    def set_change(self, earlier: Version, change: Change) -> None:
        """Take over what was measured of the step from the version before."""
        self.words_added, self.words_removed = change.words_added, change.words_removed
        self.significance, self.level = change.significance, change.level
        self.headline_changed, self.notice, self.stealth = (
            change.headline_changed,
            change.notice,
            change.stealth,
        )
        self.change = change_as_json(change)
        if change.headline_changed:
            self.change["old_title"] = earlier.title

    def exported_change(self) -> dict[str, Any] | None:
        """The change that led here, for machines; None for a first version."""
        if self.number == 1:
            return None
        counts = {"words_added": self.words_added, "words_removed": self.words_removed}
        flags = {"headline_changed": self.headline_changed, "notice": self.notice, "stealth": self.stealth}
        # PostgreSQL keeps JSON in an order of its own; an export is the same from either engine.
        said = dict(sorted(self.change.items()))
        return {**counts, "significance": self.significance, "level": self.level, **flags, **said}

    def particulars(self) -> Particulars:
        """What is on record beside the content."""
        return {
            "seen_at": self.seen_at,
            "published_at": self.published_at,
            "modified_at": self.modified_at,
            "language": self.language,
            "extractor": self.extractor,
            "capture": self.capture,
        }

    def after(self, earlier: Version) -> timedelta:
        """How long after another version this one was seen."""
        return self.seen_at - earlier.seen_at


def counted(article: Article, which: Callable[[str, int], bool]) -> list[tuple[Key, Counts]]:
    """What the versions of an article add to the tallies: those of which ``which`` says so by digest and number."""
    columns = ("digest", "number", "source_id", "seen_at", "headline_changed")
    versions = list(article.versions.order_by("number").values_list(*columns))
    first_seen_at = versions[0][3] if versions else None
    return [
        part
        for digest, number, source_id, seen_at, headline_changed in versions
        if which(digest, number)
        for part in of_version(source_id, number, seen_at, headline_changed, first_seen_at)
    ]


def measure_change(old: Version, new: Version) -> Change:
    """The change from one version to another."""
    return measure(old, new, compare_versions(old, new))


def change_as_json(change: Change) -> dict[str, Any]:
    """What of a change has no column of its own."""
    return {
        "words_kept": change.words_kept,
        "share": round(change.share, 4),
        "classes": list(change.classes),
        "reasons": list(change.reasons),
        "lead": [[op, storable(text)] for op, text in change.lead.spans] if change.lead else [],
        "lead_kind": change.lead.kind if change.lead else "",
        "lead_field": (change.lead.field if change.lead else None) or "",
        "coarse": change.coarse,
    }
