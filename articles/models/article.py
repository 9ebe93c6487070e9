"""Article: one tracked page, its other addresses, and what of it is noise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from articles.digests import url_digest
from articles.models.host import Host
from articles.models.rows import change, kept
from articles.models.source import Source
from articles.models.tongue import in_language
from articles.scraping import schedule
from articles.scraping.addresses import url_key

if TYPE_CHECKING:
    from articles.models.version import Version


# A page that was taken down is looked for this many times as long as a quiet one is watched.
GONE_PATIENCE = 3


# What of an article's row its newest version decides.
TAKEN_IN = ("title", "version_count", "last_changed_at", "published_at", "language")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Many articles."""

    def visible(self) -> ArticleQuerySet:
        """Those that the public may see: not hidden by an editor."""
        return self.filter(hidden_at__isnull=True)

    def in_language(self, language: str) -> ArticleQuerySet:
        """Those in this language; ``en`` is also en-GB."""
        return self.filter(in_language(language))

    def seen_between(self, since: date | None, until: date | None) -> ArticleQuerySet:
        """Those with a version that was seen on or after the one day (UTC) and before the other; None: no bound."""
        bounds = {"versions__seen_at__gte": since, "versions__seen_at__lt": until}
        times = {name: datetime.combine(day, time.min, UTC) for name, day in bounds.items() if day is not None}
        return self.filter(**times).distinct() if times else self

    def due(self, now: datetime) -> ArticleQuerySet:
        """Those to look at by now, longest overdue first."""
        return self.filter(source__enabled=True, next_check_at__lte=now).order_by("next_check_at")

    def check_now(self, now: datetime) -> int:
        """Make these due now, retired ones too but not what an editor paused; a scraper does the rest. How many."""
        found = self.exclude(state=Article.State.PAUSED)
        ids = list(found.values_list("pk", flat=True))
        chosen = Article.objects.filter(pk__in=ids)
        chosen.filter(state=Article.State.RETIRED).update(state=Article.State.ACTIVE)
        count = chosen.update(next_check_at=now)
        Host.objects.filter(articles__in=ids).pull_forward(now)
        return count

    def at_url(self, url: str) -> Article | None:
        """The article with this address in any of its variants, or None."""
        digest = url_digest(url_key(url))
        found = self.filter(url_digest=digest).first()
        return found or self.filter(aliases__url_digest=digest).first()

    def known_digests(self, digests: Iterable[str]) -> set[str]:
        """Which of these address digests lead to an article already."""
        wanted = list(digests)
        known = set(self.filter(url_digest__in=wanted).values_list("url_digest", flat=True))
        known.update(Alias.objects.filter(url_digest__in=wanted).values_list("url_digest", flat=True))
        return known

    def track(self, source: Source, url: str, *, now: datetime, due_at: datetime | None = None, title: str = "",
              published_at: datetime | None = None, guid: str = "") -> tuple[Article, bool]:  # fmt: skip
        """The article at this address, made and due at ``due_at`` (now) if it is new; and whether it is new.

        Raises ValueError, with the reason, for an address that cannot be tracked.
        """
        digest = url_digest(url_key(url))
        known = self.at_url(url)
        if known is not None:
            return known, False
        article, new = self.get_or_create(
            url_digest=digest,
            defaults={
                "source": source,
                "host": Host.objects.for_url(url),
                "url": url,
                "guid": guid[:500],
                "title": title,
                "published_at": published_at,
                "first_seen_at": now,
                "next_check_at": due_at or now,
                "language": source.language,
            },
        )
        if new:
            article.wake_host()
        return article, new


class Article(models.Model):
    """One tracked page, by its canonical address."""

    class State(models.TextChoices):
        """Whether it is looked at, and why not."""

        ACTIVE = "active", "watched"
        GONE = "gone", "taken down"
        RETIRED = "retired", "no longer watched"
        PAUSED = "paused", "paused by an editor"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="articles")
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="articles", editable=False)
    url = models.TextField(help_text="The address that is fetched.")
    url_digest = models.CharField(max_length=64, editable=False)
    guid = models.CharField(max_length=500, blank=True, editable=False)
    title = models.TextField(blank=True, help_text="The latest version's headline.")
    language = models.CharField(max_length=35, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text="As the page or the feed says.")
    first_seen_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    version_count = models.PositiveIntegerField(default=0, editable=False)
    last_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Hidden from the public for legal reasons: its addresses answer 410, and no list, feed or search shows it.
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.TextField(blank=True, editable=False)
    # The scraper's memory of its last look.
    next_check_at = models.DateTimeField(null=True, blank=True)
    last_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_outcome = models.CharField(max_length=20, blank=True, editable=False)
    check_count = models.PositiveIntegerField(default=0, editable=False)
    error_count = models.PositiveIntegerField(default=0, editable=False, help_text="Failures in a row.")
    last_error = models.TextField(blank=True, editable=False)
    etag = models.TextField(blank=True, editable=False)
    last_modified = models.TextField(blank=True, editable=False)
    body_digest = models.CharField(max_length=64, blank=True, editable=False)
    fingerprint = models.TextField(blank=True, editable=False, help_text="Of the article's region in the page.")
    pending = models.JSONField(null=True, blank=True, editable=False, help_text="A change that awaits confirmation.")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["url_digest"], name="article_url_unique"),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "gone", "retired", "paused"]),
                name="article_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "gone"]) | models.Q(next_check_at__isnull=True),
                name="article_unwatched_has_no_next_check",
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=False) | models.Q(hidden_reason=""),
                name="article_shown_has_no_reason_to_hide",
            ),
        ]
        indexes = [
            # drain(): this host's articles that are due; release(): the soonest of them.
            models.Index(fields=["host", "next_check_at"], name="article_host_due"),
            # add_links(): a known article at a new address.
            models.Index(fields=["source", "guid"], name="article_source_guid", condition=~models.Q(guid="")),
            # A source's page: newest changes first.
            models.Index(fields=["source", "-last_changed_at"], name="article_source_changed"),
            # Lists of versions and events: whether an article is hidden; few are.
            models.Index(fields=["id"], name="article_hidden", condition=models.Q(hidden_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    def get_absolute_url(self) -> str:
        """The article's page."""
        return reverse("article", args=[self.pk])

    @cached_property
    def change_count(self) -> int:
        """How often it changed; what an editor folded away as noise is no change."""
        if self.version_count < 2:
            return 0
        folded = self.versions.filter(number__gt=1, digest__in=self.folded.values("digest")).count()
        return self.version_count - 1 - folded

    @property
    def is_hidden(self) -> bool:
        """Whether an editor hid it from the public."""
        return self.hidden_at is not None

    @property
    def is_gone(self) -> bool:
        """Whether the page was taken down."""
        return self.state == self.State.GONE

    def plan(self, now: datetime, *, retire_after: timedelta) -> None:
        """Set when to look at it next by the schedule; a long quiet one retires, one long gone stays gone."""
        if self.state == self.State.GONE:
            quiet_since = max(self.first_seen_at, self.last_changed_at or self.first_seen_at)
            still_news = now - quiet_since < GONE_PATIENCE * retire_after
            self.next_check_at = now + schedule.GONE_INTERVAL if still_news else None
            return
        self.next_check_at = schedule.next_check(
            now,
            first_seen_at=self.first_seen_at,
            published_at=self.published_at,
            last_changed_at=self.last_changed_at,
            retire_after=retire_after,
            pace=self.source.pace,
            every=self.source.intervals,
        )
        self.state = self.State.ACTIVE if self.next_check_at else self.State.RETIRED

    def last_captured(self) -> str | None:
        """The digest of the page that was captured last."""
        return self.captures.order_by("-fetched_at", "-pk").values_list("blob_id", flat=True).first()

    def hide(self, reason: str, now: datetime) -> None:
        """Keep it from the public from now on, and say why; hidden already, it keeps its time and takes the reason."""
        self.hidden_at, self.hidden_reason = self.hidden_at or now, reason
        self.save(update_fields=["hidden_at", "hidden_reason"])

    def unhide(self) -> None:
        """Show it to the public again."""
        self.hidden_at, self.hidden_reason = None, ""
        self.save(update_fields=["hidden_at", "hidden_reason"])

    def wake_host(self) -> None:
        """See that the host becomes due no later than this article."""
        if self.next_check_at is not None:
            Host.objects.filter(pk=self.host_id).pull_forward(self.next_check_at)

    def has_address(self, url: str) -> bool:
        """Whether this address leads here already."""
        if url == self.url:
            return True
        digest = url_digest(url_key(url))
        return digest == self.url_digest or self.aliases.filter(url_digest=digest).exists()

    def take_hold(self) -> None:
        """Lock the row until the transaction ends, and know what it says of the newest version."""
        rows = _taken_in(self.pk)
        if not rows:
            raise Article.DoesNotExist(f"Article {self.pk} is no longer there.")
        for name, value in zip(TAKEN_IN, rows[0], strict=True):
            setattr(self, name, value)

    def took_in(self, version: Version) -> None:
        """Bring this row up to date with its newest version, in the version's transaction."""
        self.title = version.title or self.title
        self.version_count = version.number
        if version.number > 1:
            self.last_changed_at = version.seen_at
        self.published_at = version.published_at or self.published_at
        self.language = version.language or self.language
        change([self], Article, TAKEN_IN)

    def add_alias(self, url: str) -> bool:
        """Let this address lead here too, unless it leads somewhere already; whether it was added.

        That of an article which was never read is claimed: its first look will show whether it is this one.
        """
        digest = url_digest(url_key(url))
        if Article.objects.filter(url_digest=digest, version_count__gt=0).exists():
            return False
        return Alias.objects.get_or_create(url_digest=digest, defaults={"article": self, "url": url})[1]

    def note(self, kind: str, key: str, text: str, *, now: datetime, reason: str) -> None:
        """Count one more sighting of something that is not recorded as a change, and why."""
        noise, new = Noise.objects.get_or_create(
            article=self, kind=kind, key=key[:64],
            defaults={"text": text[:2000], "reason": reason, "first_seen_at": now, "last_seen_at": now},
        )  # fmt: skip
        if not new:
            Noise.objects.filter(pk=noise.pk).update(count=models.F("count") + 1, last_seen_at=now, text=text[:2000])


_taken_in = kept(lambda: Article.objects.select_for_update().filter(pk=0).values_list(*TAKEN_IN), 0)


class Alias(models.Model):
    """Another address of an article: a redirect, a mobile or AMP twin, a canonical link.

    An article's own address comes first: an alias with that of one that was never read is a claim on it, no more.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="aliases")
    url = models.TextField()
    url_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint(fields=["url_digest"], name="alias_url_unique")]

    def __str__(self) -> str:
        return self.url


class Noise(models.Model):
    """Something that differs from look to look and is therefore no change, counted, with the reason."""

    class Kind(models.TextChoices):
        """What was seen."""

        BLOCK = "block", "a passage that differs on every request"
        HEADLINE = "headline", "a headline under test"
        GUARD = "guard", "a page that is not the article"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="noise")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=64)
    text = models.TextField()
    reason = models.TextField()
    count = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "noise"
        ordering = ["-last_seen_at"]
        constraints = [models.UniqueConstraint(fields=["article", "kind", "key"], name="noise_article_kind_key_unique")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:80]}"
