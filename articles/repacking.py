"""Whole captured pages packed anew, a little at a time, once their articles are no longer fresh.

A page is compressed quickly while its scraper waits, and a day later, when few changes refer to it any more, as small
as it gets (``articles.frames``). Captures are gone through in the order of their ids, each once, so what is left to do
is found without an index of its own; how far that has come is one row of ``Progress``.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connections
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Coalesce

from articles import blobs
from articles.frames import Damaged
from articles.models import Capture, Measure, Progress
from articles.scraping import lease
from articles.scraping.outage import is_outage

logger = logging.getLogger(__name__)

NAME = "repacking"
FRESH = timedelta(days=1)  # most changes of an article come sooner, and each of them reads its whole page
BATCH = 50  # captures read at once
SECONDS = 0.1  # of work at a time, or one page if that takes longer; after a rest of two: 43,000 pages a day
PAGES, BYTES = "repacked_pages_total", "repacked_bytes_total"


class Done(NamedTuple):
    """Captures gone through, whole pages of them that were packed anew, and how many bytes smaller these are."""

    captures: int = 0
    pages: int = 0
    saved: int = 0


def step(seconds: float = SECONDS) -> Done:
    """Go through the next captures for so long, and at least one. None are left when two calls in a row do nothing.

    Whoever is killed has packed pages that the next one recognises and passes over. Several at once are sound too:
    they may pack a page twice, and one of them writes it.
    """
    until = time.monotonic() + seconds
    progress, _ = Progress.objects.get_or_create(name=NAME)
    done, reached = Done(), progress.done
    for capture, page in _next(progress):
        saved, reached = (_repack(page) if page else 0), capture
        done = Done(done.captures + 1, done.pages + (saved > 0), done.saved + saved)
        if time.monotonic() >= until:
            break
    mine = Progress.objects.filter(name=NAME)
    if done.captures:
        mine.filter(done__lt=reached).update(done=reached)
    elif progress.done >= progress.seen:
        newest = Capture.objects.aggregate(pk=Max("pk"))["pk"] or 0
        mine.filter(seen__lt=newest).update(seen=newest)
    if done.pages:
        Measure.objects.add({(PAGES, ""): done.pages, (BYTES, ""): done.saved})
    return done


def finish() -> Done:
    """Go through all captures that are not fresh, without a rest."""
    found = Done()
    while (done := _moved()).captures:
        found = Done(*(a + b for a, b in zip(found, done, strict=True)))
    return found


def _moved() -> Done:
    """A step; a second one where the first may only have seen how far it may go."""
    done = step()
    return done if done.captures else step()


def total() -> Done:
    """What was done since ever; of the captures, how many ids were gone through."""
    counts = dict(Measure.objects.filter(name__in=(PAGES, BYTES)).values_list("name", "value"))
    done = Progress.objects.filter(name=NAME).values_list("done", flat=True).first()
    return Done(done or 0, int(counts.get(PAGES, 0)), int(counts.get(BYTES, 0)))


def oldest_waiting() -> datetime | None:
    """When the capture that is next was fetched; None where that is fresh, or there is none."""
    now = lease.clock()
    after = Capture.objects.filter(pk__gt=total().captures).order_by("pk")
    at = after.values_list("fetched_at", flat=True).first()
    return None if at is None or _is_fresh(at, now) else at


def _is_fresh(at: datetime, now: datetime) -> bool:
    """Whether a capture is too young. A time in the future is a wrong clock's, and no reason to wait."""
    return now - FRESH < at <= now


def _next(progress: Progress) -> Iterator[tuple[int, str]]:
    """The ids of the next captures up to a fresh one, and of each the whole page that it stands for, or "".

    That is its own; a difference stands for its whole page if the capture of that was forgotten.
    """
    now = lease.clock()
    is_captured = Exists(Capture.objects.filter(blob=OuterRef("blob__base")))
    rows = Capture.objects.filter(pk__gt=progress.done, pk__lte=progress.seen).order_by("pk")
    whole = Coalesce("blob__base", "blob")
    for pk, at, page, has_own in rows.values_list("pk", "fetched_at", whole, is_captured)[:BATCH]:
        if _is_fresh(at, now):
            return
        yield pk, "" if has_own else page


def _repack(page: str) -> int:
    try:
        return blobs.repack(page)
    except Damaged as error:
        logger.error("capture %s is left as it is: %s", page, error, extra={"capture": page})
    except Exception as error:  # a bug, which costs this page alone
        if is_outage(error):
            raise
        logger.exception("capture %s could not be packed anew", page, extra={"capture": page})
    return 0


async def step_aside(seconds: float = SECONDS) -> None:
    """A step on a thread of its own, which gives way to all others. Never raises."""
    thread = ThreadPoolExecutor(1, NAME, _give_way)
    try:
        await asyncio.get_running_loop().run_in_executor(thread, _step_safely, seconds)
    finally:
        thread.shutdown(wait=False)


def _give_way() -> None:
    if sys.platform == "linux":  # where each thread has a niceness: setpriority(2), "C library/kernel differences"
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)


def _step_safely(seconds: float) -> None:
    try:
        step(seconds)
    except Exception as error:
        if not is_outage(error):
            logger.exception("captures could not be packed anew")
    finally:
        connections.close_all()  # this thread's
