"""Our own simulated news web, in small: every real change is found, and none is invented."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from articles.models import Check, Noise
from benchmarks.newsweb import follow, web
from benchmarks.web.world import HIDDEN, TRAPS, Plan, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(settings: Any) -> Any:
    """Runs a command in this process, quickly."""
    settings.ALLOW_PRIVATE_ADDRESSES = True
    settings.SCRAPE_CONFIRM_SECONDS = 0
    settings.SCRAPE_MIN_DELAY = 0

    def command(*arguments: str) -> str:
        out = StringIO()
        call_command(*arguments, stdout=out)
        return out.getvalue()

    return command


def test_in_ten_layouts_and_nine_languages_every_change_is_found_and_none_invented(run: Any) -> None:
    plan = Plan(seed=3, sources=10, articles=3, steps=3, edit_rate=0.2, trap_rate=0.2)
    with web(plan) as world:
        score = follow(world, run, "--workers=0")
    assert score.real_changes > 8
    assert (score.missed, score.phantoms) == ({}, {}), "\n".join(score.listed)
    assert score.tracked == score.articles == 30
    assert score.deletions_found == score.deletions
    assert score.deletions_false == 0
    assert world.most_in_flight == 1
    assert not Check.objects.filter(outcome=Check.Outcome.ERROR).exists()


def test_where_numbers_in_paragraphs_are_others_at_each_request_edits_are_found_and_none_invented(run: Any) -> None:
    plan = Plan(seed=2, sources=5, articles=3, steps=3, edit_rate=0.3, trap_rate=0.0, live=True)
    with web(plan) as world:
        score = follow(world, run, "--workers=0")
    assert score.real_changes > 8
    assert (score.missed, score.phantoms, score.invented) == ({}, {}, 0), "\n".join(score.listed)
    assert score.whole == score.versions
    assert Noise.objects.filter(key__contains="#").exists()


def test_the_same_seed_makes_the_same_world_and_edits_change_what_they_name() -> None:
    one, two = (make_world(Plan(seed=5, sources=2, steps=4)) for _ in range(2))
    assert one == two
    for source in one:
        for article in source.articles:
            for step in article.edits:
                assert article.states[step] != article.states[step - 1]
            assert all(article.states[step] == article.states[step - 1] for step in article.traps if step)


def test_a_trap_that_hides_the_article_is_one_of_the_traps() -> None:
    assert set(TRAPS) > HIDDEN
