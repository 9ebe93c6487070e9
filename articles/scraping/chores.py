"""What a watching scraper does beside its passes."""

from __future__ import annotations

import asyncio
import logging

from articles.scraping.run import Run
from articles.scraping.surveys import answer_waiting

logger = logging.getLogger(__name__)

EVERY = 2.0  # seconds: an editor waits for the answer


async def do_chores(run: Run) -> None:
    """Answer editors' surveys until the run stops. Never raises."""
    while not run.stopping:
        try:
            await answer_waiting()
        except Exception:
            logger.exception("a chore failed")
        await asyncio.sleep(EVERY)
