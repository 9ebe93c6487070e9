"""What is done behind the scraper, a little at a time: by ``scrape --watch`` between its looks, or by the cluster."""

from __future__ import annotations

import logging
from collections.abc import Callable

from articles.copies import find
from articles.scraping import clock, health
from articles.scraping.outage import is_outage

logger = logging.getLogger(__name__)

STEPS: tuple[Callable[[], object], ...] = (clock.mend, find.step, health.step)


def step() -> None:
    """Do a little of each task; one that fails is logged, and tried again at the next step.

    Only a database that is away is the caller's to bear.
    """
    for task in STEPS:
        try:
            task()
        except Exception as error:
            if is_outage(error):
                raise
            logger.exception("%s.%s failed", task.__module__, task.__name__)
