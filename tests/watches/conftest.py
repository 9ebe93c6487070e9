"""A mail server and a receiver of webhooks for the tests of watches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.watches.post import Postbox, Receiver, postbox, receiver


@pytest.fixture
def box(settings: Any) -> Iterator[Postbox]:
    with postbox(settings) as found:
        yield found


@pytest.fixture
def hook(settings: Any) -> Iterator[Receiver]:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    with receiver() as found:
        yield found
