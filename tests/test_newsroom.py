"""The simulated newsroom: every real change is found, and none is invented."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles.models import Check
from tests.newsroom import follow, newsroom

pytestmark = [pytest.mark.django_db, pytest.mark.shared]


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


def test_on_still_pages_every_change_is_found_and_none_invented(run: Any, shared: Path, tmp_path: Path) -> None:
    world = {"sources": 5, "articles": 6, "steps": 4, "real_rate": 0.15, "delete_rate": 0.02}
    with newsroom(shared, noise=0, trap_rate=0, **world) as room:
        score = follow(room, run, tmp_path / "records.jsonl", lambda _: None, "--workers=0")
        assert room.most_in_flight == 1
    assert score["real_changes"] > 10
    assert (score["missed"], score["phantom"]) == (0, 0), score["list"]
    assert score["tracked"] == score["articles"] == 30
    assert score["deletions"]["found"] == score["deletions"]["truth"]
    assert score["deletions"]["false"] == 0
    assert score["text"]["full_text_share"] == 1
    assert score["text"]["mean_extra_share"] < 0.005
    assert not Check.objects.filter(outcome=Check.Outcome.ERROR).exists()


def test_among_noise_and_traps_every_change_is_found_and_none_invented(run: Any, shared: Path, tmp_path: Path) -> None:
    world = {"sources": 5, "articles": 4, "steps": 5, "real_rate": 0.15, "trap_rate": 0.15, "delete_rate": 0.02}
    with newsroom(shared, slow_s=0.2, **world) as room:
        score = follow(room, run, tmp_path / "records.jsonl", lambda _: None, "--workers=0")
        assert room.most_in_flight == 1
    assert score["real_changes"] > 8
    assert score["missed"] == 0, score["list"]
    # A headline test may show one side at every look: the one phantom that no tracker can tell from an edit.
    assert score["phantom"] == 0 or score["phantom_by_cause"] == {"ab": 1}, score["list"]
    assert score["deletions"]["found"] == score["deletions"]["truth"]
    assert score["deletions"]["false"] == 0
    assert score["text"]["full_text_share"] == 1
    assert score["text"]["mean_extra_share"] < 0.005
