"""Management commands on another database than this process's: how copies of an archive are proved."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from django.conf import settings


def sqlite_url(path: Path) -> str:
    """The DATABASE_URL of a file."""
    return f"sqlite:///{quote(str(path.resolve()))}"


def _command(arguments: tuple[str, ...]) -> list[str]:
    return [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]


def manage(database_url: str, *arguments: str) -> str:
    """Run a management command on another database; what it printed. Raises RuntimeError with what it complained of."""
    environment = {**os.environ, "DATABASE_URL": database_url}
    done = subprocess.run(_command(arguments), env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip() or f"{arguments[0]} ended with status {done.returncode}")
    return done.stdout


@contextmanager
def stream(database_url: str, *arguments: str) -> Iterator[IO[bytes]]:
    """The standard output of a management command on another database, while it runs. Raises RuntimeError."""
    environment = {**os.environ, "DATABASE_URL": database_url}
    with subprocess.Popen(_command(arguments), env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield process.stdout
    if process.returncode:
        raise RuntimeError(f"{arguments[0]} ended with status {process.returncode}")
