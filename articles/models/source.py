"""Source and Feed: who is watched, and where new articles are announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles.digests import url_digest
from articles.models.host import Host
from articles.scraping import schedule
from articles.scraping.addresses import same_site
from articles.scraping.patterns import compiled
from articles.scraping.validators import Trust

if TYPE_CHECKING:
    from datetime import datetime


def check_patterns(patterns: Any) -> None:
    """Raise ValidationError unless this is a list of regular expressions."""
    if not isinstance(patterns, list) or not all(isinstance(item, str) for item in patterns):
        raise ValidationError('Write a JSON list of texts, such as ["/sport/", "/video/"].')
    for pattern in patterns:
        try:
            compiled(pattern)
        except ValueError as error:
            raise ValidationError(f"{error}.") from error


class SourceQuerySet(models.QuerySet["Source"]):
    """Many sources."""

    def with_counts(self) -> SourceQuerySet:
        """Each with ``article_total``, ``change_total``, ``last_change`` and ``last_contact`` (a feed of it was read).

        Read from what is counted as it is recorded, so it takes as long for a million articles as for ten.
        """
        from articles.models.tally import WHOLE, Tally

        whole = Tally.objects.filter(source=models.OuterRef("pk"), day=WHOLE, delay=0)
        polled = Feed.objects.filter(source=models.OuterRef("pk")).order_by().values("source")
        return self.with_last_change().annotate(
            article_total=Coalesce(models.Subquery(whole.values("articles")[:1]), 0),
            change_total=Coalesce(models.Subquery(whole.values("changes")[:1]), 0),
            last_contact=models.Subquery(polled.annotate(last=models.Max("last_polled_at")).values("last")[:1]),
        )

    def with_last_look(self) -> SourceQuerySet:
        """Each with ``last_look``: when one of its articles was looked at last. Reads all of its articles."""
        return self.annotate(last_look=models.Max("articles__last_checked_at"))

    def with_last_change(self) -> SourceQuerySet:
        """Each with ``last_change``, one look into an index a source."""
        from articles.models.article import Article

        changed = Article.objects.filter(source=models.OuterRef("pk"), last_changed_at__isnull=False)
        return self.annotate(last_change=changed.order_by("-last_changed_at").values("last_changed_at")[:1])

    def pk_of(self, slug: str) -> models.Subquery:
        """The id of the source with this slug, to compare with: a value to the database, where a join hides it from
        the order of an index."""
        return models.Subquery(self.order_by().filter(slug=slug).values("pk")[:1])

    def of_site(self, url: str) -> Source | None:
        """The source whose homepage is on the site of this address, if there is just one."""
        found = [source for source in self.exclude(homepage="") if same_site(source.homepage, url)]
        return found[0] if len(found) == 1 else None


class Source(models.Model):
    """A publication, with its rules as data."""

    slug = models.SlugField(max_length=64, unique=True, help_text="Short name in addresses, such as bbc.")
    name = models.TextField()
    homepage = models.TextField(blank=True, help_text="Address of the front page.")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code, such as GB.")
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47 code, such as en or pt-BR.")
    enabled = models.BooleanField(default=True, help_text="Off: neither feeds nor articles are looked at.")
    include = models.JSONField(
        default=list, blank=True, validators=[check_patterns],
        help_text="Regular expressions: if given, only addresses that match one are tracked.",
    )  # fmt: skip
    exclude = models.JSONField(
        default=list, blank=True, validators=[check_patterns],
        help_text="Regular expressions: addresses or titles that match one are not tracked.",
    )  # fmt: skip
    rules = models.JSONField(
        default=dict, blank=True,
        help_text="Extraction rules for pages that come out wrong: keep, drop, title (CSS or XPath), ignore (patterns)",
    )  # fmt: skip
    min_delay = models.FloatField(null=True, blank=True, help_text="Seconds between two requests to this source.")
    check_every = models.FloatField(
        null=True,
        blank=True,
        help_text="Seconds between two looks at fresh news, and between two polls of a feed; empty: ten minutes. "
        "Older news is looked at more seldom in proportion.",
    )
    trust = models.CharField(
        max_length=8, choices=[(trust.value, trust.words) for trust in Trust], default=Trust.UNPROVEN.value,
        editable=False, verbose_name="word of its servers", help_text="That a page is the same as before: a 304.",
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="source_has_slug"),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_has_name"),
            models.CheckConstraint(
                condition=models.Q(trust__in=[trust.value for trust in Trust]), name="source_trust_known"
            ),
            models.CheckConstraint(
                condition=models.Q(check_every__isnull=True) | models.Q(check_every__gte=1),
                name="source_check_every_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(min_delay__isnull=True) | models.Q(min_delay__gte=0),
                name="source_delay_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The source's page."""
        return reverse("source", args=[self.slug])

    @property
    def pace(self) -> float:
        """How much faster (below 1) or slower than usual this source is looked at."""
        return self.check_every / schedule.USUAL.total_seconds() if self.check_every else 1.0

    @cached_property
    def intervals(self) -> Sequence[timedelta]:
        """How often its articles are looked at on each rung of the schedule's ladder, by its own habits."""
        return schedule.intervals({row.rung: schedule.Habit(row.hours, row.changes) for row in self.habits.all()})

    def clean(self) -> None:
        """Refuse extraction rules that cannot work, with the reason."""
        from articles.scraping.rules import Rules

        try:
            Rules.from_json(self.rules)
        except ValueError as error:
            raise ValidationError({"rules": str(error)}) from error


class FeedQuerySet(models.QuerySet["Feed"]):
    """Many feeds."""

    def due(self, now: datetime) -> FeedQuerySet:
        """Those to poll by now, longest overdue first."""
        return self.filter(enabled=True, source__enabled=True, next_poll_at__lte=now).order_by("next_poll_at")

    def add(self, source: Source, url: str, *, due_at: datetime, title: str = "", kind: str = "",
            pattern: str = "") -> tuple[Feed, bool]:  # fmt: skip
        """The feed at this address, made and due if it is new; and whether it is new."""
        host = Host.objects.for_url(url)
        feed, new = self.get_or_create(
            url_digest=url_digest(url),
            defaults={"source": source, "host": host, "url": url, "title": title, "kind": kind, "pattern": pattern,
                      "next_poll_at": due_at},
        )  # fmt: skip
        if new:
            Host.objects.filter(pk=host.pk).pull_forward(due_at)
        return feed, new


class Feed(models.Model):
    """An address of a source that lists articles."""

    class Kind(models.TextChoices):
        """What a feed turned out to be when it was read last; an index page is said by its editor."""

        AUTO = "", "not read yet"
        RSS = "rss", "RSS"
        ATOM = "atom", "Atom"
        JSON = "json", "JSON Feed"
        SITEMAP = "sitemap", "News sitemap"
        SITEMAP_INDEX = "sitemapindex", "Sitemap index"
        INDEX = "index", "Index page"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="feeds")
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="feeds", editable=False)
    url = models.TextField()
    url_digest = models.CharField(max_length=64, editable=False)
    title = models.TextField(blank=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.AUTO, blank=True)
    pattern = models.TextField(blank=True, help_text="For an index page: regular expression of article addresses.")
    enabled = models.BooleanField(default=True)
    validated_url = models.TextField(blank=True, editable=False, help_text="The address that gave the validators.")
    etag = models.TextField(blank=True, editable=False)
    last_modified = models.TextField(blank=True, editable=False)
    next_poll_at = models.DateTimeField(null=True, blank=True)
    last_polled_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_outcome = models.CharField(max_length=20, blank=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)
    error_count = models.PositiveIntegerField(default=0, editable=False)
    link_count = models.PositiveIntegerField(default=0, editable=False, help_text="Links in it when read last.")

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["url_digest"], name="feed_url_unique"),
        ]
        indexes = [
            # drain(): this host's feeds that are due.
            models.Index(fields=["host", "next_poll_at"], name="feed_host_due"),
        ]

    def __str__(self) -> str:
        return self.title or self.url


class Furniture(models.Model):
    """A block seen on a source's articles, counted: what stands on many of them is furniture, not article."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="furniture")
    key = models.CharField(max_length=32, help_text="Digest of the block's normalised text.")
    text = models.TextField()
    articles = models.PositiveIntegerField(default=1, help_text="On how many of the source's articles it was seen.")
    last_seen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "furniture"
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="furniture_source_key_unique"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Habit(models.Model):
    """How long a source's articles of some age were watched, and how often they changed; see schedule.intervals."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="habits")
    rung = models.PositiveSmallIntegerField(help_text="Which rung of the schedule's ladder.")
    hours = models.FloatField(default=0, help_text="Watched, summed over articles.")
    changes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["source", "rung"]
        constraints = [
            models.UniqueConstraint(fields=["source", "rung"], name="habit_source_rung_unique"),
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="habit_hours_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.changes} changes in {self.hours:.0f} hours"
