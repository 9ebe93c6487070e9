"""The environment, which is read here and nowhere else: a bad value stops the start with a reason."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / "data"


def env(name: str, default: str = "") -> str:
    """The variable's text, stripped; an empty variable counts as not set."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool) -> bool:
    """The variable as yes or no."""
    text = env(name).lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {text!r}: write 1, true, yes or on; or 0, false, no or off.")


def env_number(name: str, default: float, *, least: float = 0, most: float = 1e9) -> float:
    """The variable as a number between ``least`` and ``most``."""
    text = env(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {text!r}, which is not a number.") from None
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name} is {text}: it must lie between {least:g} and {most:g}.")
    return number


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """The variable as one of these words, in capitals."""
    text = env(name, default).upper()
    if text not in choices:
        raise ImproperlyConfigured(f"{name} is {text!r}: write one of {', '.join(choices)}.")
    return text


def env_url(name: str, default: str) -> str:
    """The variable as an http(s) address without a slash at its end."""
    text = env(name, default).rstrip("/")
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(f"{name} is {text!r}: write a whole address such as https://news.example.org")
    return text


def env_pairs(name: str) -> dict[str, str]:
    """The variable as words and what they stand for: ``desk=… newsroom=…``."""
    pairs = dict(word.partition("=")[::2] for word in env(name).split())
    if not all(word and value for word, value in pairs.items()):
        raise ImproperlyConfigured(f"{name} cannot be read: write name=address, and a space before the next name.")
    return pairs


def database(url: str) -> dict[str, Any]:
    """Django's settings for DATABASE_URL, with what each engine needs to be quick and safe."""
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except Exception as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read ({error}): write sqlite:////path/to/file.sqlite3 "
            "or postgres://user:password@host:5432/name"
        ) from error
    engine = config["ENGINE"]
    if engine.endswith("sqlite3"):
        # IMMEDIATE: with DEFERRED, four writers gave 647 "database is locked" errors in six seconds.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456; "
            "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
        }
        if config["NAME"] != ":memory:":
            Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        # A file, not memory: tests start real processes that must see the same database.
        config["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    elif engine.endswith("postgresql"):
        # Compiling a statement takes longer than any of ours runs, and is begun by a guess at how long that is.
        config.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    else:
        raise ImproperlyConfigured(f"DATABASE_URL names {engine}: NewsDiffs runs on SQLite and PostgreSQL.")
    return config


def kept_secret(path: Path) -> str:
    """A long random text, made when it is first asked for and kept in a file that only its owner may read."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()
