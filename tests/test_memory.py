"""The cache in memory: bounded by bytes, and shared by a process's threads."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from newsdiffs.memory import MemoryCache


def make(megabytes: float, name: str = "") -> MemoryCache:
    return MemoryCache(name or str(uuid4()), {"OPTIONS": {"MAX_MEGABYTES": megabytes}})


def test_it_gives_back_what_was_put_in() -> None:
    cache = make(1)
    cache.set("a", {"b": [1, "ü"]})
    assert cache.get("a") == {"b": [1, "ü"]}
    assert "a" in cache
    assert cache.get("other", "nothing") == "nothing"
    assert cache.delete("a")
    assert not cache.delete("a")
    assert cache.get("a") is None


def test_what_comes_out_can_be_altered_without_harm() -> None:
    cache = make(1)
    cache.set("a", [1])
    cache.get("a").append(2)
    assert cache.get("a") == [1]


def test_what_was_asked_for_least_recently_goes_first() -> None:
    cache = make(0.01)  # ten thousand bytes: nine entries of a thousand and something
    for number in range(8):
        cache.set(str(number), b"x" * 1000)
    assert cache.get("0")
    cache.set("8", b"x" * 1000)
    assert cache.get("0")
    assert cache.get("1") is None
    assert cache.get("8")


def test_it_holds_no_more_bytes_than_it_may_however_often_it_is_written() -> None:
    cache = make(0.1)
    for number in range(1000):
        cache.set(str(number % 150), b"x" * (number % 997))
    store: Any = cache._store
    assert store.size == sum(len(data) + 200 for data, _ in store.entries.values())
    assert store.size <= 100_000


def test_a_value_too_large_is_not_kept_and_drives_nothing_out() -> None:
    cache = make(0.01)
    cache.set("small", 1)
    cache.set("large", b"x" * 2000)
    assert cache.get("large") is None
    assert cache.get("small") == 1


def test_add_keeps_what_is_there() -> None:
    cache = make(1)
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    assert cache.get("a") == 1


@pytest.mark.parametrize("seconds", [0, -1])
def test_what_has_expired_is_not_there(seconds: int) -> None:
    cache = make(1)
    cache.set("a", 1)
    assert cache.touch("a", seconds)
    assert cache.get("a") is None
    assert not cache.touch("a", 10)
    assert cache.add("a", 2)


def test_threads_share_it_by_its_name() -> None:
    one, other, stranger = make(1, "shared"), make(1, "shared"), make(1)
    one.set("a", 1)
    assert other.get("a") == 1
    assert stranger.get("a") is None
    other.clear()
    assert one.get("a") is None
