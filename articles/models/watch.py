"""Watch: what a person wants to be told of, and how; and the outbox: what is to be told, and what became of it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.digests import sha256
from articles.models.article import Article
from articles.models.event import Event

CLAIM = timedelta(minutes=5)  # who claims a watch and dies loses it then; more than a mail server is waited for
DIGEST_HOUR = 6  # UTC
MOST_EACH = 200  # watches of one person
LOG_KEPT = 10  # last attempts of a message


class WatchQuerySet(models.QuerySet["Watch"]):
    """Many watches."""

    def active(self) -> WatchQuerySet:
        """Those that are told of changes."""
        return self.filter(state=Watch.State.ACTIVE)

    def due(self, now: datetime) -> WatchQuerySet:
        """Those that have something to be sent by now and that no deliverer holds, longest overdue first."""
        free = models.Q(claimed_until__isnull=True) | models.Q(claimed_until__lte=now)
        return self.active().filter(free, due_at__lte=now, owner__is_active=True).order_by("due_at")

    @transaction.atomic
    def claim(self, owner: str, now: datetime, limit: int) -> list[Watch]:
        """Take up to so many that are due, so that no other deliverer sends to them; with their owners."""
        ids = list(self.due(now).select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:limit])
        self.filter(pk__in=ids).update(claimed_by=owner, claimed_until=now + CLAIM)
        return list(self.filter(pk__in=ids).select_related("owner").order_by("due_at"))

    def wake(self, ids: Iterable[int], at: datetime) -> None:
        """See that these are due no later than that. Call before what is to be sent is put into the outbox.

        Unconditional, so that it waits for a deliverer that is about to find nothing left to send.
        """
        self.filter(pk__in=list(ids)).update(due_at=Least(Coalesce("due_at", at), at))

    def follow(self, article: Article, into: Article) -> None:
        """Let watches of an article that is merged into another watch that one, and be told of nothing twice."""
        for watch in self.filter(article=article):
            same = self.filter(owner=watch.owner_id, channel=watch.channel, address=watch.address, article=into).first()
            if same is None:
                watch.article = into
                watch.save(update_fields=["article"])
            else:
                Delivery.objects.filter(watch=watch).exclude_told(watch=same).update(watch=same)
                self.wake([same.pk], timezone.now())
                watch.delete()
        Delivery.objects.filter(article=article).exclude_told(article=into).update(article=into)


class Watch(models.Model):
    """A person's wish to be told of changes: of an article, by the filters of the first page, or by a search."""

    class Kind(models.TextChoices):
        """What is watched."""

        ARTICLE = "article", gettext_lazy("an article")
        CHANGES = "changes", gettext_lazy("changes by filters")
        SEARCH = "search", gettext_lazy("a search")

    class Channel(models.TextChoices):
        """How it is told."""

        EMAIL = "email", gettext_lazy("by e-mail")
        WEBHOOK = "webhook", gettext_lazy("to a webhook")
        SERVICE = "service", gettext_lazy("through a service")

    class Rhythm(models.TextChoices):
        """How soon it is told."""

        ONCE = "once", gettext_lazy("at once")
        DAILY = "daily", gettext_lazy("once a day")
        WEEKLY = "weekly", gettext_lazy("once a week")

    class State(models.TextChoices):
        """Whether it is told at all."""

        ACTIVE = "active", pgettext_lazy("watch", "active")
        PAUSED = "paused", pgettext_lazy("watch", "paused")
        FAILED = "failed", pgettext_lazy("watch", "switched off, for it failed")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="watches")
    query = models.TextField(blank=True, help_text="The parameters of the page, such as ?level=major.")
    query_digest = models.CharField(max_length=64, blank=True, editable=False)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.ONCE)
    address = models.TextField(blank=True, help_text="A webhook's address, or a service's name.")
    secret = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    created_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField(default=timezone.now, help_text="What was seen earlier is not told.")
    # The deliverers' memory.
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_by = models.CharField(max_length=80, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "watches"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="article", article__isnull=False, query="")
                | (models.Q(kind__in=["changes", "search"], article__isnull=True) & ~models.Q(query="")),
                name="watch_article_or_query",
            ),
            models.CheckConstraint(
                condition=models.Q(channel="email", address="")
                | (models.Q(channel__in=["webhook", "service"]) & ~models.Q(address="")),
                name="watch_address_by_channel",
            ),
            models.CheckConstraint(
                condition=models.Q(rhythm__in=["once", "daily", "weekly"]), name="watch_rhythm_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "paused", "failed"]), name="watch_state_known"
            ),
        ]
        indexes = [
            # claim(): what is due, asked for every few seconds.
            models.Index(fields=["due_at"], name="watch_due", condition=models.Q(state="active")),
            # The plan: who has these filters, and which filters there are.
            models.Index(fields=["query_digest"], name="watch_query", condition=models.Q(state="active")),
        ]

    def __str__(self) -> str:
        return self.name

    def set_query(self, query: str) -> None:
        """Watch what these parameters show."""
        self.query, self.query_digest = query, sha256(f"{self.kind}{query}".encode())

    def make_secret(self) -> None:
        """A new secret by which a webhook's receiver knows us."""
        self.secret = "whsec_" + secrets.token_urlsafe(32)

    def next_sending(self, now: datetime) -> datetime:
        """When what is recorded now is to be sent: now, or with the next digest."""
        if self.rhythm == self.Rhythm.ONCE:
            return now
        return next_digest(now, weekly=self.rhythm == self.Rhythm.WEEKLY)

    def stop(self, state: str) -> None:
        """Tell no more, until it is resumed."""
        self.state = state
        self.save(update_fields=["state"])

    def resume(self, now: datetime) -> None:
        """Tell again what is seen from now on, and what still waits from before."""
        self.state, self.since, self.failing_since = self.State.ACTIVE, now, None
        self.due_at = now
        self.save(update_fields=["state", "since", "failing_since", "due_at"])


def next_digest(now: datetime, *, weekly: bool) -> datetime:
    """When the next digest goes out: each morning, or on Monday mornings (UTC)."""
    at = now.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    at += timedelta(days=1 if at <= now else 0)
    return at + timedelta(days=-at.weekday() % 7) if weekly else at


class Message(models.Model):
    """What is sent to a person or program at one go, and what became of it."""

    class State(models.TextChoices):
        """How far it has come."""

        READY = "ready", pgettext_lazy("message", "ready")
        SENDING = "sending", pgettext_lazy("message", "being sent")
        TOLD = "told", pgettext_lazy("message", "sent")
        RETRYING = "retrying", pgettext_lazy("message", "failed, to be tried again")
        FAILED = "failed", pgettext_lazy("message", "given up")
        UNCERTAIN = "uncertain", pgettext_lazy("message", "may not have arrived")

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="messages")
    key = models.UUIDField(default=uuid.uuid4, editable=False, help_text="By which a receiver knows a repeat.")
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    is_test = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    log: models.JSONField[list[dict[str, object]], list[dict[str, object]]] = models.JSONField(
        default=list, help_text="The last attempts: at, status or error, milliseconds."
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="message_key_unique"),
            models.UniqueConstraint(
                fields=["watch"],
                name="message_one_at_a_time",
                condition=models.Q(state__in=["ready", "sending", "retrying"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id}: {self.state}"

    def note(self, at: datetime, said: str, milliseconds: int) -> None:
        """Put what came of an attempt into the log."""
        self.log = [*self.log, {"at": at.isoformat(), "said": said[:500], "milliseconds": milliseconds}][-LOG_KEPT:]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Many deliveries."""

    def waiting(self) -> DeliveryQuerySet:
        """Those that no message has taken yet, in the order in which the changes were seen."""
        return self.filter(state=Delivery.State.WAITING).order_by("at", "pk")

    def exclude_told(self, **place: object) -> DeliveryQuerySet:
        """Without those that are there already in another place: a watch, or an article."""
        own = {name: models.OuterRef(name) for name in ("watch", "article", "kind", "at")}
        return self.exclude(models.Exists(Delivery.objects.filter(**{**own, **place})))


class Delivery(models.Model):
    """One change, for one watch: it is told once.

    A change is known by its article and by when it was seen, for ids and even texts change when versions are written
    anew; where articles are merged, ``digest`` tells that a change seen at both was told already.
    """

    class Kind(models.TextChoices):
        """What happened to the article."""

        CHANGE = "change", "changed"
        GONE = Event.Kind.GONE.value, Event.Kind.GONE.label
        BACK = Event.Kind.BACK.value, Event.Kind.BACK.label
        MOVED = Event.Kind.MOVED.value, Event.Kind.MOVED.label

    class State(models.TextChoices):
        """Whether it is in a message."""

        WAITING = "waiting", "waiting"
        TAKEN = "taken", "in a message"
        WITHHELD = "withheld", "withheld: hidden, or found to be noise"

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="deliveries")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(help_text="When it was seen.")
    digest = models.CharField(max_length=64, blank=True, help_text="Of the version that a change led to.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="deliveries")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["watch", "article", "kind", "at"], name="delivery_told_once"),
        ]
        indexes = [
            # A deliverer: what waits for a watch.
            models.Index(fields=["watch", "at"], name="delivery_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id}: article {self.article_id}, {self.at:%Y-%m-%d %H:%M}"
