"""The outbox: what of it goes into the next message of a watch, and what became of the message. Database alone.

A message is on record as being sent before it is sent. So where a deliverer dies in between, the next one knows: an
e-mail is not sent again, for nobody could tell the repeat; a webhook's is, under the same id, by which one can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction

from articles.models import Delivery, Message, Watch
from articles.scraping import lease
from articles.stream import Entry
from articles.watches import letter

MOST = 200  # changes in one message
FIRST_PAUSE = timedelta(minutes=1)  # after a failure; doubled after each
LONGEST_PAUSE = timedelta(hours=6)
OPEN = (Message.State.SENDING, Message.State.RETRYING)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message ready to be sent, drawn for its channel: an e-mail, JSON, or plain text."""

    watch: Watch
    message: Message
    content: Any


class Outcome(StrEnum):
    """What became of an attempt to send."""

    TOLD = "told"
    REFUSED = "refused"  # certainly not taken: it may be sent again
    UNKNOWN = "unknown"  # perhaps taken
    NEVER = "never"  # whoever gets it wants no more


def take(watch_id: int, owner: str) -> Parcel | None:
    """The next message of a claimed watch, marked as being sent; None, and the claim given back, without one."""
    with transaction.atomic():
        watch = _held(watch_id, owner)
        if watch is None:
            return None
        now = lease.clock()
        message = _left(watch, now) or _make(watch, now)
        if message is not None and _retry_at(message, now) > now:  # woken by something new
            _release(watch, now)
            return None
        entries = message and _entries(watch, message)
        if message is None or (not entries and not message.is_test):
            if message is not None:  # all that it told was hidden since
                _end(message, Message.State.FAILED, now)
            _release(watch, now)
            return None
        message.state, message.attempts = Message.State.SENDING, message.attempts + 1
        message.save()
        uncertain = watch.messages.filter(state=Message.State.UNCERTAIN, made_at__gte=_last_told(watch)).count()
    message.watch = watch
    return Parcel(watch, message, _draw(watch, message, entries or [], uncertain))


def end(parcel: Parcel, owner: str, outcome: Outcome, said: str, milliseconds: int) -> bool:
    """Note what became of a message, and when its watch is due next; whether the watch was switched off by it."""
    with transaction.atomic():
        watch = Watch.objects.select_for_update().get(pk=parcel.watch.pk)
        now, message = lease.clock(), parcel.message
        message.note(now, said, milliseconds)
        if outcome in (Outcome.TOLD, Outcome.UNKNOWN):
            _end(message, Message.State.TOLD if outcome == Outcome.TOLD else Message.State.UNCERTAIN, now)
            watch.failing_since = None
        elif message.is_test:
            _end(message, Message.State.FAILED, now)
        else:
            watch.failing_since = watch.failing_since or now
            patience = timedelta(days=settings.WATCH_GIVE_UP_DAYS)
            if outcome == Outcome.NEVER or now - watch.failing_since >= patience:
                watch.state = Watch.State.FAILED
                _put_back(message, now)
            else:
                message.state = Message.State.RETRYING
                message.save()
        watch.save(update_fields=["failing_since", "state"])
        if watch.claimed_by == owner:
            _release(watch, now)
        return watch.state == Watch.State.FAILED


def test(watch: Watch) -> None:
    """Let a test message be sent to a watch, unless one is on its way."""
    with transaction.atomic():
        Watch.objects.wake([watch.pk], lease.clock())
        if not watch.messages.filter(state__in=OPEN).exists():
            watch.messages.create(state=Message.State.RETRYING, is_test=True, made_at=lease.clock())


def _held(watch_id: int, owner: str) -> Watch | None:
    now = lease.clock()
    rows = Watch.objects.active().filter(pk=watch_id, claimed_by=owner, claimed_until__gt=now)
    return rows.select_for_update(of=("self",)).select_related("owner", "article").first()


def _left(watch: Watch, now: datetime) -> Message | None:
    """The message of this watch that is to be sent again, after a failure or the death of its deliverer."""
    message = watch.messages.filter(state__in=OPEN).first()
    if message is None or message.state == Message.State.RETRYING or watch.channel == Watch.Channel.WEBHOOK:
        return message
    message.note(now, "The deliverer was interrupted while it sent this.", 0)
    _end(message, Message.State.UNCERTAIN, now)
    return None


def _make(watch: Watch, now: datetime) -> Message | None:
    waiting = list(Delivery.objects.filter(watch=watch).waiting().values_list("pk", flat=True)[:MOST])
    if not waiting:
        return None
    message = Message.objects.create(watch=watch, made_at=now)
    Delivery.objects.filter(pk__in=waiting).update(state=Delivery.State.TAKEN, message=message)
    return message


def _entries(watch: Watch, message: Message) -> list[Entry]:
    """What the message tells; what was hidden or taken for noise since is withheld."""
    shown: list[Entry] = []
    withheld: list[int] = []
    for delivery, entry in letter.entries_of(message.deliveries.order_by("at", "pk")):
        is_first = entry is not None and entry.version is not None and entry.version.number == 1
        if entry is None or (is_first and watch.kind != Watch.Kind.SEARCH):
            withheld.append(delivery.pk)
        else:
            shown.append(entry)
    Delivery.objects.filter(pk__in=withheld).update(state=Delivery.State.WITHHELD)
    return shown


def _draw(watch: Watch, message: Message, entries: Sequence[Entry], uncertain: int) -> Any:
    if watch.channel == Watch.Channel.WEBHOOK:
        return letter.payload(message, entries)
    if watch.channel == Watch.Channel.SERVICE:
        return letter.brief(entries) or watch.name
    return letter.mail(message, entries, uncertain=uncertain)


def _last_told(watch: Watch) -> datetime:
    told = watch.messages.filter(state=Message.State.TOLD).first()
    at: datetime = told.made_at if told else watch.created_at
    return at


def _retry_at(message: Message, now: datetime) -> datetime:
    """When a message may be tried: now, if it is new or was interrupted; after failures, later and later."""
    if message.state != Message.State.RETRYING or not message.log:
        return now
    pause = min(FIRST_PAUSE * 2 ** min(message.attempts - 1, 12), LONGEST_PAUSE)
    return datetime.fromisoformat(str(message.log[-1]["at"])) + pause


def _end(message: Message, state: str, now: datetime) -> None:
    message.state, message.ended_at = state, now
    message.save()


def _put_back(message: Message, now: datetime) -> None:
    """Give a message up; what it would have told waits for the next one."""
    message.deliveries.filter(state=Delivery.State.TAKEN).update(state=Delivery.State.WAITING, message=None)
    _end(message, Message.State.FAILED, now)


def _release(watch: Watch, now: datetime) -> None:
    """Give the claim back, due again when there is more to send. The row is locked, so that no plan slips between."""
    message = watch.messages.filter(state__in=OPEN).first()
    due_at = None
    if message is not None:
        due_at = _retry_at(message, now)
    elif Delivery.objects.filter(watch=watch).waiting().exists():
        due_at = watch.next_sending(now)
    Watch.objects.filter(pk=watch.pk).update(claimed_by="", claimed_until=None, due_at=due_at)
