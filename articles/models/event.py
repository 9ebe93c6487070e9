"""Event: something that happened to an article other than a change of its text."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from articles.models.article import Article
from articles.models.news import News
from articles.models.source import Source
from articles.models.tally import Tally, of_event
from articles.models.tongue import Tongue, by_tongue


def hidden() -> models.Exists:
    """Whether a row's article is hidden: asked row by row. As a condition of the join it would make SQLite read all
    articles for a filter before the first row."""
    return models.Exists(Article.objects.filter(pk=models.OuterRef("article"), hidden_at__isnull=False))


class EventQuerySet(models.QuerySet["Event"]):
    """Many events."""

    def visible(self) -> EventQuerySet:
        """Those of articles that the public may see."""
        return self.exclude(hidden())

    def for_lists(self) -> EventQuerySet:
        """With what a list shows."""
        return self.select_related("article", "article__source")

    def in_language(self, language: str) -> EventQuerySet:
        """Those of articles in this language; ``en`` is also en-GB."""
        return self.filter(by_tongue(language))

    def put(self, article: Article, kind: str, at: datetime, detail: str) -> bool:
        """Put an event on record unless it is there; whether it is new. Call in a transaction."""
        said = {"detail": detail, "source_id": article.source_id, "language": article.language}
        event, new = self.get_or_create(article=article, at=at, kind=kind, defaults=said)
        if new:
            News.objects.note(event=event.pk)
            Tally.objects.add(of_event(article.source_id, kind, at))
        return new


class Event(models.Model):
    """Something that happened to an article other than a change of its text."""

    class Kind(models.TextChoices):
        """What happened."""

        GONE = "gone", "taken down"
        BACK = "back", "back again"
        MOVED = "moved", "moved to another address"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="events")
    # The article's, so that lists of one source or one language are read from an index.
    source = models.ForeignKey(Source, models.PROTECT, related_name="events", db_index=False, editable=False)
    language = models.CharField(max_length=35, blank=True, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind)
    detail = models.TextField(blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "at", "kind"], name="event_article_at_kind_unique"),
            models.CheckConstraint(condition=models.Q(kind__in=["gone", "back", "moved"]), name="event_kind_known"),
        ]
        indexes = [
            # The latest changes: what was taken down.
            models.Index(fields=["-at", "-id"], name="event_newest"),
            # The same, of what was taken down alone.
            models.Index(fields=["-at", "-id"], name="event_gone", condition=models.Q(kind="gone")),
            # A source's latest events, and what it took down.
            models.Index(fields=["source", "-at", "-id"], name="event_source_newest"),
            models.Index(fields=["source", "-at", "-id"], name="event_source_gone", condition=models.Q(kind="gone")),
            # The latest events in a language.
            models.Index(Tongue("language"), models.F("at").desc(), models.F("id").desc(), name="event_tongue_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
