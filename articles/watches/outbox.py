"""The outbox: what of it goes into the next message of a watch, and what became of the message. Database alone.

Messages are made ready for many watches at once; each is put on record as being sent right before it is. So where a
deliverer dies, the next one knows: what was only ready is sent; an e-mail that was being sent is not sent again, for
nobody could tell the repeat; a webhook's message is, under the same id, by which its receiver can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from articles.models import Delivery, Message, Watch
from articles.scraping import lease
from articles.stream import Entry
from articles.watches import letter

MOST = 200  # changes in one message
FIRST_PAUSE = timedelta(minutes=1)  # after a failure; doubled after each
LONGEST_PAUSE = timedelta(hours=6)
State = Message.State
OPEN = (State.READY, State.SENDING, State.RETRYING)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message ready to be sent, drawn for its channel: an e-mail, JSON, or a title and a text."""

    watch: Watch
    message: Message
    content: Any


class Outcome(StrEnum):
    """What became of an attempt to send."""

    TOLD = "told"
    REFUSED = "refused"  # certainly not taken: it may be sent again
    UNKNOWN = "unknown"  # perhaps taken
    NEVER = "never"  # whoever gets it wants no more


@transaction.atomic
def take(ids: Iterable[int], owner: str) -> list[Parcel]:
    """The next message of each of these claimed watches that has one to be sent now, made ready and drawn."""
    now = lease.clock()
    held = Watch.objects.active().filter(pk__in=list(ids), claimed_by=owner, claimed_until__gt=now)
    watches = {watch.pk: watch for watch in held.select_for_update(of=("self",)).select_related("owner", "article")}
    for message in _open(watches):
        if message.state == State.SENDING and watches[message.watch_id].channel != Watch.Channel.WEBHOOK:
            message.note(now, "The deliverer was interrupted while it sent this.", 0)
            _end(message, State.UNCERTAIN, now)
    _make(watches, now)
    messages = [message for message in _open(watches) if _retry_at(message, now) <= now]
    entries = _entries(watches, messages)
    uncertain = _uncertain(watches)
    parcels = []
    for message in messages:
        watch = message.watch = watches[message.watch_id]
        if entries[message.pk] or message.is_test:
            content = _draw(watch, message, entries[message.pk], uncertain.get(watch.pk, 0))
            parcels.append(Parcel(watch, message, content))
        else:  # all that it told was hidden since
            _end(message, State.FAILED, now)
    return parcels


_BEGIN = """
UPDATE articles_message SET state = 'sending', attempts = attempts + 1
WHERE id = %s AND state IN ('ready', 'retrying', 'sending') AND attempts = %s AND EXISTS (
    SELECT 1 FROM articles_watch
    WHERE articles_watch.id = watch_id AND state = 'active' AND claimed_by = %s AND claimed_until > %s
)
"""


def begin(parcel: Parcel, owner: str) -> bool:
    """Put on record that a message is being sent now; False where it is another's by now, or its watch was paused."""
    message = parcel.message
    with connection.cursor() as cursor:  # one for each message: building it by the ORM took as long as sending
        cursor.execute(_BEGIN, [message.pk, message.attempts, owner, lease.adapt(lease.clock())])
        begun = cursor.rowcount == 1
    message.state, message.attempts = State.SENDING, message.attempts + begun
    return bool(begun)


def end(parcel: Parcel, outcome: Outcome, said: str, milliseconds: int) -> bool:
    """Note what became of a message that was begun; whether its watch was switched off because of it."""
    now, message = lease.clock(), parcel.message
    message.note(now, said, milliseconds)
    if outcome in (Outcome.TOLD, Outcome.UNKNOWN):
        _end(message, State.TOLD if outcome == Outcome.TOLD else State.UNCERTAIN, now)
        if parcel.watch.failing_since:
            Watch.objects.filter(pk=parcel.watch.pk).update(failing_since=None)
        return False
    if message.is_test:
        _end(message, State.FAILED, now)
        return False
    return _failed(parcel.watch.pk, message, outcome, now)


@transaction.atomic
def _failed(watch_id: int, message: Message, outcome: Outcome, now: datetime) -> bool:
    watch = Watch.objects.select_for_update().get(pk=watch_id)
    watch.failing_since = watch.failing_since or now
    patience = timedelta(days=settings.WATCH_GIVE_UP_DAYS)
    if outcome == Outcome.NEVER or now - watch.failing_since >= patience:
        watch.state = Watch.State.FAILED
        # What it would have told waits until its owner resumes it.
        message.deliveries.filter(state=Delivery.State.TAKEN).update(state=Delivery.State.WAITING, message=None)
        _end(message, State.FAILED, now)
    else:
        message.state = State.RETRYING
        message.save(update_fields=["state", "log"])
    watch.save(update_fields=["failing_since", "state"])
    return watch.state == Watch.State.FAILED


@transaction.atomic
def release(ids: Iterable[int], owner: str) -> None:
    """Give claims back, due again where there is more to send. The rows are locked, so that no plan slips between."""
    now = lease.clock()
    held = Watch.objects.filter(pk__in=list(ids), claimed_by=owner)
    watches = {watch.pk: watch for watch in held.select_for_update()}
    due = {message.watch_id: _retry_at(message, now) for message in _open(watches)}
    waiting = Delivery.objects.filter(watch__in=watches, state=Delivery.State.WAITING)
    for pk in waiting.order_by().values_list("watch_id", flat=True).distinct():
        due.setdefault(pk, watches[pk].next_sending(now))
    free = {"claimed_by": "", "claimed_until": None}
    Watch.objects.filter(pk__in=watches.keys() - due.keys()).update(**free, due_at=None)
    for pk, at in due.items():
        Watch.objects.filter(pk=pk).update(**free, due_at=at)


@transaction.atomic
def test(watch: Watch) -> None:
    """Let a test message be sent to a watch, unless something is on its way, which is test enough."""
    Watch.objects.wake([watch.pk], lease.clock())
    if not watch.messages.filter(state__in=OPEN).exists():
        watch.messages.create(is_test=True, made_at=lease.clock())


def _open(watches: Iterable[int]) -> list[Message]:
    return list(Message.objects.filter(watch__in=list(watches), state__in=OPEN).order_by("pk"))


def _make(watches: dict[int, Watch], now: datetime) -> None:
    """Make a message for each watch that has none open and for which something waits."""
    free = watches.keys() - {message.watch_id for message in _open(watches)}
    rows = Delivery.objects.filter(watch__in=free, state=Delivery.State.WAITING).order_by("watch", "at", "pk")
    waiting: dict[int, list[int]] = defaultdict(list)
    for pk, watch in rows.values_list("pk", "watch_id")[: 10 * MOST]:
        waiting[watch].append(pk)
    Message.objects.bulk_create(Message(watch_id=pk, made_at=now) for pk in waiting)
    ready = Message.objects.filter(watch=OuterRef("watch"), state=State.READY).order_by("-pk").values("pk")[:1]
    taken = [pk for ids in waiting.values() for pk in ids[:MOST]]
    Delivery.objects.filter(pk__in=taken).update(state=Delivery.State.TAKEN, message=Subquery(ready))


def _entries(watches: dict[int, Watch], messages: Sequence[Message]) -> dict[int, list[Entry]]:
    """What each message tells, by its id; what was hidden or taken for noise since is withheld."""
    told: dict[int, list[Entry]] = {message.pk: [] for message in messages}
    withheld: list[int] = []
    deliveries = Delivery.objects.filter(message__in=messages).order_by("at", "pk")
    for delivery, entry in letter.entries_of(deliveries):
        is_first = entry is not None and entry.version is not None and entry.version.number == 1
        if entry is None or (is_first and watches[delivery.watch_id].kind != Watch.Kind.SEARCH):
            withheld.append(delivery.pk)
        else:
            told[delivery.message_id or 0].append(entry)
    if withheld:
        Delivery.objects.filter(pk__in=withheld).update(state=Delivery.State.WITHHELD)
    return told


def _uncertain(watches: Iterable[int]) -> dict[int, int]:
    """How many messages of a watch, since one was certainly sent, may not have arrived."""
    found: dict[int, int] = defaultdict(int)
    rows = Message.objects.filter(watch__in=list(watches), state=State.UNCERTAIN).order_by("pk")
    for pk, watch in list(rows.values_list("pk", "watch_id")):
        if not Message.objects.filter(watch=watch, state=State.TOLD, pk__gt=pk).exists():
            found[watch] += 1
    return found


def _draw(watch: Watch, message: Message, entries: Sequence[Entry], uncertain: int) -> Any:
    if watch.channel == Watch.Channel.WEBHOOK:
        return letter.payload(message, entries)
    if watch.channel == Watch.Channel.SERVICE:
        return letter.brief(message, entries)
    return letter.mail(message, entries, uncertain=uncertain)


def _retry_at(message: Message, now: datetime) -> datetime:
    """When a message may be tried: now, if it is new or was interrupted; after failures, later and later."""
    if message.state != State.RETRYING or not message.log:
        return now
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(message.attempts - 1, 12), LONGEST_PAUSE)
    tried_at = datetime.fromisoformat(str(message.log[-1]["at"]))
    return tried_at + pause


def _end(message: Message, state: Message.State, now: datetime) -> None:
    message.state, message.ended_at = state, now
    message.save(update_fields=["state", "ended_at", "log"])
