"""Suggestion: an address that a visitor would like to see watched."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from articles.digests import url_digest
from articles.models.article import Article
from articles.scraping.addresses import clean_url, url_key

LONGEST_NOTE = 500  # characters
MOST_WAITING = 2000  # more than editors would ever read; then the queue is closed until they did
DAY = timedelta(days=1)


class TooManySuggestions(Exception):
    """One visitor, or all together, suggested more than editors can read; the message says which."""


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Many suggestions."""

    def waiting(self) -> SuggestionQuerySet:
        """Those that no editor has decided."""
        return self.filter(state=Suggestion.State.WAITING)

    def at_url(self, url: str) -> Suggestion | None:
        """The suggestion of this address in any of its variants. Raises ValueError for what is no web address."""
        return self.filter(url_digest=url_digest(url_key(url))).first()

    def suggest(self, url: str, note: str, *, client: str, now: datetime) -> Suggestion:
        """Put an address into the queue; one that is there already is left as it is.

        Raises ValueError for what is no web address, and TooManySuggestions.
        """
        known = self.at_url(url)
        if known is not None:
            return known
        self.filter(made_at__lt=now - DAY).exclude(client="").update(client="")
        if self.filter(client=client, made_at__gte=now - DAY).count() >= settings.SUGGESTIONS_A_DAY:
            raise TooManySuggestions(_("You have suggested as many articles as one may in a day. Try again tomorrow."))
        if self.waiting().count() >= MOST_WAITING:
            raise TooManySuggestions(_("More articles wait for an editor than can be read. Try again in some days."))
        fields = {
            "url": clean_url(url),
            "note": note.replace("\x00", "")[:LONGEST_NOTE],
            "made_at": now,
            "client": client,
        }
        return self.get_or_create(url_digest=url_digest(url_key(url)), defaults=fields)[0]


class Suggestion(models.Model):
    """An address that a visitor suggested, and what an editor decided."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "waits for an editor"
        APPROVED = "approved", "approved"
        REJECTED = "rejected", "rejected"

    url = models.TextField()
    url_digest = models.CharField(max_length=64, editable=False)
    note = models.TextField(blank=True, help_text="What the visitor wrote.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    client = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Of whom, as a digest with the day; erased after a day."
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["url_digest"], name="suggestion_url_unique"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "approved", "rejected"]), name="suggestion_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True)
                | models.Q(state__in=["approved", "rejected"], decided_at__isnull=False),
                name="suggestion_decided_has_a_time",
            ),
        ]
        indexes = [
            # suggest(): how many came from one visitor in a day; what is to be erased.
            models.Index(fields=["client", "made_at"], name="suggestion_client", condition=~models.Q(client="")),
            # suggest(), the admin: what waits, newest first.
            models.Index(fields=["state", "-made_at"], name="suggestion_state"),
        ]

    def __str__(self) -> str:
        return self.url

    def decide(self, state: State, *, by: int | None, now: datetime, article: Article | None = None) -> None:
        """Put the decision of the editor with the id ``by`` on record."""
        self.state, self.decided_by_id, self.decided_at, self.article = state, by, now, article
        self.save(update_fields=["state", "decided_by", "decided_at", "article"])
