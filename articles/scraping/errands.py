"""What a scraper that watches does beside its looks: for people who wait for it, and for room."""

from __future__ import annotations

import asyncio
import logging

from django.db import connections

from articles import repacking
from articles.scraping import rereading
from articles.scraping.deliver import deliver
from articles.scraping.outage import is_outage
from articles.scraping.run import Run
from articles.scraping.surveys import answer_waiting

logger = logging.getLogger(__name__)

IDLE_SECONDS = 2.0


async def answer_surveys(run: Run) -> None:
    """Answer the surveys of editors, who wait for it, until the run stops. Never raises."""
    while not run.stopping:
        try:
            if run.outage.error is None:
                await answer_waiting()
        except Exception as error:
            if not await run.outage.noted(error):
                logger.exception("surveys could not be answered")
        await asyncio.sleep(IDLE_SECONDS)


async def tell_people(run: Run) -> None:
    """Tell people what their watches wait for, until the run stops. Never raises."""
    while not run.stopping:
        try:
            if run.outage.error is None:
                await deliver(stop=lambda: run.stopping)
        except Exception as error:
            if not await run.outage.noted(error):
                logger.exception("what waits could not be delivered")
        await asyncio.sleep(IDLE_SECONDS)


async def reread(run: Run) -> None:
    """Carry out the rereadings that editors ordered, beside the looks, until the run stops. Never raises."""

    def work() -> bool:
        try:
            return rereading.step()
        finally:
            connections.close_all()  # this thread's

    while not run.stopping:
        more = False
        try:
            if run.outage.error is None:
                more = await asyncio.to_thread(work)
        except Exception as error:
            if not is_outage(error):
                logger.exception("a rereading failed")
        await asyncio.sleep(0 if more else IDLE_SECONDS)


async def repack(run: Run) -> None:
    """Pack captured pages anew, a twentieth of a core's time, until the run stops. Never raises."""
    while not run.stopping:
        if run.outage.error is None:
            await repacking.step_aside()
        await asyncio.sleep(IDLE_SECONDS)


ERRANDS = (answer_surveys, reread, repack, tell_people)
