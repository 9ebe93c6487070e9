"""A process that ends when its parent does, be it killed: one without a scraper would wait for work for ever."""

from __future__ import annotations

import os
from multiprocessing import parent_process
from threading import Thread


def die_with_parent() -> None:
    """Tie this process's life to its parent's, by waiting on the parent's sentinel."""
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()
