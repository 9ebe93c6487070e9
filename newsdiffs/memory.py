"""A cache in a process's memory that is bounded by bytes: what was least recently asked for goes first.

Django's own is bounded by the number of its entries alone, and a page takes a hundred times what a card's state does.
"""

from __future__ import annotations

import pickle
import time
from collections import OrderedDict
from collections.abc import Mapping
from threading import RLock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_OVERHEAD = 200  # bytes of an entry's key and keeping, roughly


class _Store:
    """What all threads of a process share."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.entries: OrderedDict[str, tuple[bytes, float | None]] = OrderedDict()  # and when they expire
        self.size = 0

    def drop(self, key: str) -> bool:
        """Forget an entry; whether it was there. Call with the lock."""
        held = self.entries.pop(key, None)
        if held is not None:
            self.size -= len(held[0]) + _OVERHEAD
        return held is not None


_stores: dict[str, _Store] = {}  # by name, for Django makes a cache of its own for each thread


class MemoryCache(BaseCache):
    """OPTIONS: ``MAX_MEGABYTES``. An entry larger than an eighth of that is not kept."""

    def __init__(self, name: str, params: Mapping[str, Any]) -> None:
        super().__init__(dict(params))
        self._store = _stores.setdefault(name, _Store())
        self._most = int(params.get("OPTIONS", {}).get("MAX_MEGABYTES", 64) * 1_000_000)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default where it is not there any more."""
        held = self._held(self.make_and_validate_key(key, version))
        return default if held is None else pickle.loads(held)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Whether it is there."""
        return self._held(self.make_and_validate_key(key, version)) is not None

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value, and forget the oldest where there is no room for all."""
        self._put(self.make_and_validate_key(key, version), value, timeout, anew=True)

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one; whether it was kept."""
        return self._put(self.make_and_validate_key(key, version), value, timeout, anew=False)

    def touch(self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let it expire so much later; whether it is there."""
        key = self.make_and_validate_key(key, version)
        with self._store.lock:
            held = self._held(key)
            if held is not None:
                self._store.entries[key] = (held, self.get_backend_timeout(timeout))
        return held is not None

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget it; whether it was there."""
        with self._store.lock:
            return self._store.drop(self.make_and_validate_key(key, version))

    def clear(self) -> None:
        """Forget everything."""
        with self._store.lock:
            self._store.entries.clear()
            self._store.size = 0

    def _held(self, key: str) -> bytes | None:
        store = self._store
        with store.lock:
            held = store.entries.get(key)
            if held is None:
                return None
            if held[1] is not None and held[1] <= time.time():
                store.drop(key)
                return None
            store.entries.move_to_end(key)
            return held[0]

    def _put(self, key: str, value: Any, timeout: float | None, *, anew: bool) -> bool:
        data, store = pickle.dumps(value, pickle.HIGHEST_PROTOCOL), self._store
        with store.lock:
            if not anew and self._held(key) is not None:
                return False
            store.drop(key)
            if 8 * len(data) > self._most:
                return anew
            store.entries[key] = (data, self.get_backend_timeout(timeout))
            store.size += len(data) + _OVERHEAD
            while store.size > self._most:
                store.drop(next(iter(store.entries)))
        return True
