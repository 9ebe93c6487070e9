"""Telling people: what waits in the outbox is sent, by any number of deliverers at once, each message by one of them.

Database and network never meet: a message is taken in one transaction, sent outside any, and its end noted in another.
"""

from __future__ import annotations

import asyncio
import logging
import smtplib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.mail import get_connection

from articles.models import Watch
from articles.scraping import lease, services, webhooks
from articles.watches import letter, outbox, plan
from articles.watches.outbox import Outcome, Parcel

logger = logging.getLogger(__name__)

AT_ONCE = 40  # watches that one deliverer claims at once
LANES = 2  # so that messages are made while others are being sent
# What a mail server says when it certainly did not take a message. Everything else that goes wrong may come after it.
_REFUSALS = (
    smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError,
    UnicodeError, ValueError,
)  # fmt: skip
Result = tuple[Outcome, str]


def never() -> bool:
    """Go on until all is sent."""
    return False


async def deliver(tally: Counter[str] | None = None, *, stop: Callable[[], bool] = never) -> Counter[str]:
    """Plan what was recorded and send all that is due; how many messages came to which end. ``stop`` ends it sooner."""
    tally = Counter() if tally is None else tally
    ends = await asyncio.gather(*(_lane(tally, stop) for _ in range(LANES)), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            raise end
    return tally


async def _lane(tally: Counter[str], stop: Callable[[], bool]) -> None:
    owner = lease.new_owner()
    while not stop():
        tally["planned"] += await sync_to_async(plan.step)()
        watches = await sync_to_async(lambda: Watch.objects.claim(owner, lease.clock(), AT_ONCE))()
        if not watches:
            break
        ids = [watch.pk for watch in watches]
        parcels, broken = await _take(ids, owner)
        by_mail = [parcel for parcel in parcels if parcel.watch.channel == Watch.Channel.EMAIL]
        others = [parcel for parcel in parcels if parcel.watch.channel != Watch.Channel.EMAIL]
        await asyncio.gather(_by_mail(by_mail, owner, tally), *(_by_other(each, owner, tally) for each in others))
        # The others' claims run out by themselves: what cannot be drawn now is tried again after them.
        await sync_to_async(outbox.release)(set(ids) - broken, owner)


async def _take(ids: Sequence[int], owner: str) -> tuple[list[Parcel], set[int]]:
    """The next messages of these watches, and those of which none can be drawn: a bug, which is logged."""
    try:
        return await sync_to_async(outbox.take)(ids, owner), set()
    except Exception:
        if len(ids) == 1:
            logger.exception("watch %s: its message could not be made", ids[0])
            return [], set(ids)
    alone = [await _take([pk], owner) for pk in ids]
    return [parcel for parcels, _ in alone for parcel in parcels], set().union(*(broken for _, broken in alone))


async def _by_mail(parcels: Sequence[Parcel], owner: str, tally: Counter[str]) -> None:
    """Send one after another over one connection."""
    if not parcels:
        return
    connection, problem = get_connection(), ""
    try:
        await asyncio.to_thread(connection.open)
    except (OSError, smtplib.SMTPException) as error:
        problem = f"The mail server cannot be reached: {error}"
    try:
        for parcel in parcels:
            if not await sync_to_async(outbox.begin)(parcel, owner):
                continue
            begun = time.monotonic()
            result = (Outcome.REFUSED, problem) if problem else await asyncio.to_thread(_mail, connection, parcel)
            await _end(parcel, result, begun, tally)
    finally:
        await asyncio.to_thread(connection.close)


def _mail(connection: Any, parcel: Parcel) -> Result:
    if not parcel.watch.owner.email:
        return Outcome.NEVER, "There is no e-mail address in your account."
    try:
        connection.send_messages([parcel.content])
    except _REFUSALS as error:
        return Outcome.REFUSED, f"The mail server refused it: {error}"
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        return Outcome.UNKNOWN, f"The mail server's answer was lost: {error}"
    return Outcome.TOLD, "The mail server took it."


async def _by_other(parcel: Parcel, owner: str, tally: Counter[str]) -> None:
    if await sync_to_async(outbox.begin)(parcel, owner):
        begun = time.monotonic()
        await _end(parcel, await _post(parcel), begun, tally)


async def _post(parcel: Parcel) -> Result:
    if parcel.watch.channel == Watch.Channel.SERVICE:
        taken, said = await asyncio.to_thread(services.notify, parcel.watch.address, *parcel.content)
        return (Outcome.TOLD if taken else Outcome.REFUSED), said
    answer = await webhooks.post(
        parcel.watch.address, parcel.content, secret=parcel.watch.secret, user_agent=settings.USER_AGENT,
        allow_private=settings.ALLOW_PRIVATE_ADDRESSES,
    )  # fmt: skip
    if answer.is_fine:
        return Outcome.TOLD, answer.said
    return (Outcome.NEVER if answer.status == webhooks.GONE else Outcome.REFUSED), answer.said


async def _end(parcel: Parcel, result: Result, begun: float, tally: Counter[str]) -> None:
    outcome, said = result
    tally[outcome] += 1
    milliseconds = round((time.monotonic() - begun) * 1000)
    if outcome != Outcome.TOLD:
        logger.warning("watch %s: %s", parcel.watch.pk, said)
    if await sync_to_async(outbox.end)(parcel, outcome, said, milliseconds) and parcel.watch.owner.email:
        try:
            await asyncio.to_thread(letter.failure_mail(parcel.watch, said).send)
        except (OSError, smtplib.SMTPException):
            logger.exception("watch %s: its owner could not be told that it is switched off", parcel.watch.pk)


async def deliver_safely(tally: Counter[str] | None = None, *, stop: Callable[[], bool] = never) -> None:
    """Deliver; a bug is logged, and the next round begins anew."""
    try:
        await deliver(tally, stop=stop)
    except Exception:
        logger.exception("what waits could not be delivered")
