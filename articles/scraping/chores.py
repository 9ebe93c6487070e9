"""What a watching scraper does beside its passes."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from asgiref.sync import sync_to_async

from articles.models import Health
from articles.scraping import lease
from articles.scraping.health import judge_all
from articles.scraping.run import Run
from articles.scraping.surveys import answer_waiting

logger = logging.getLogger(__name__)

EVERY = 2.0  # seconds: an editor waits for the answer
JUDGE_EVERY = timedelta(minutes=5)


async def do_chores(run: Run) -> None:
    """Answer editors' surveys, and judge how the sources fare, until the run stops. Never raises."""
    while not run.stopping:
        try:
            await answer_waiting()
            await sync_to_async(_judge)()
        except Exception:
            logger.exception("a chore failed")
        await asyncio.sleep(EVERY)


def _judge() -> None:
    """Judge the sources where that is due. Of several scrapers the one whose update comes first does it."""
    now = lease.clock()
    taken = Health.objects.filter(judged_at__lte=now - JUDGE_EVERY).update(judged_at=now)
    if taken or not Health.objects.exists():
        judge_all(now)
