"""What the API's tests share: counts of their own, and tokens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.models import ApiToken


@pytest.fixture(autouse=True)
def _own_counts(settings: Any, tmp_path: Path) -> None:
    settings.API_RATE_FILE = tmp_path / "rates.sqlite3"
    settings.API_RATE_LIMIT = settings.API_TOKEN_RATE_LIMIT = 1000


@pytest.fixture
def holder() -> Callable[[str], Client]:
    """A client that holds a token with this scope."""

    def make(scope: str) -> Client:
        _, secret = ApiToken.objects.issue(f"a {scope} token", scope)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make
