"""An article at which another look is needed after others is not begun anew."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from articles.models import Check
from articles.scraping import lease
from articles.scraping.check import check_article
from articles.scraping.due import due
from articles.scraping.ledger import Ledger
from articles.scraping.look import Look
from articles.scraping.reading import Readers
from articles.scraping.run import Scope
from articles.scraping.track import equipped, make_due
from articles.scraping.turns import Turns
from tests.paper import STORY, Paper, paper

pytestmark = pytest.mark.django_db
FERRY = "/news/ferry"


def test_the_look_after_others_goes_on_from_what_the_look_before_saw(settings: Any) -> None:
    with paper(settings) as site:
        site.publish(FERRY)
        site.scrape()
        site.publish(FERRY, paragraphs=[*STORY[:2], *STORY[3:]])
        looks = async_to_sync(_two_sittings)(site)
        left, settled = looks[0], looks[1:]
        assert left.reading is not None
        assert [block.text for block in left.reading.extract.blocks] == [*STORY[:2], *STORY[3:]]
        assert left.known is not None
        assert left.response.body == b""  # a page is large, and many may wait
        assert settled == [Check.Outcome.CHANGED, {}]
        assert site.texts(FERRY) == ["\n".join(STORY), "\n".join([*STORY[:2], *STORY[3:]])]


async def _two_sittings(site: Paper) -> list[Any]:
    unsettled: dict[int, Look] = {}
    with Readers(0) as readers:
        async with equipped(readers, Turns(0)) as run:
            now = await run.now()
            await sync_to_async(make_due)(Scope(), now)
            (host,) = await sync_to_async(lease.claim)(run.owner, 1)
            _, _, (article,) = await sync_to_async(due)(host, await run.now(), Scope())
            ledger = Ledger(host, run.owner)
            check, _ = await check_article(run, article, ledger, unsettled, may_wait=True)
            assert check is None
            left = unsettled[article.pk]
            check, _ = await check_article(run, article, ledger, unsettled)
            assert check is not None
            return [left, check.outcome, unsettled]
