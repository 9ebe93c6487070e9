"""A clock that was ahead and has been put right: what it put off is due again.

A schedule written by a clock that stood a day ahead says "not before tomorrow" once the clock is right. One that was
behind does no such harm: everything is due at once, and hosts are still asked one request after another.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from articles.models import Article, Check, Feed, Host
from articles.scraping import lease

logger = logging.getLogger(__name__)

TOLERANCE = timedelta(minutes=2)  # machines of a cluster may differ by so much


@transaction.atomic
def mend() -> bool:
    """Where the newest look lies in the future, make due again what was seen then; whether there was anything to mend.

    Pauses between two requests and leases from the future end too. What a server asked for (Retry-After) stands.
    """
    now = lease.clock()
    newest = Check.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest is None or newest <= now + TOLERANCE:
        return False
    later = now + TOLERANCE
    articles = Article.objects.filter(last_checked_at__gt=later, next_check_at__gt=now).update(next_check_at=now)
    Feed.objects.filter(last_polled_at__gt=later, next_poll_at__gt=now).update(next_poll_at=now)
    Host.objects.filter(due_at__gt=now).update(due_at=now)  # one that has nothing due goes back to its time
    Host.objects.filter(not_before__gt=now, error_count=0).update(not_before=now)
    Host.objects.filter(lease_until__gt=later + lease.LEASE).update(lease_until=now + lease.LEASE)
    if articles:
        logger.warning(
            "the clock was ahead, by up to %s: %s articles that it put off are due now", newest - now, articles
        )
    return bool(articles)
