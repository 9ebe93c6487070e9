"""``manage.py import_history FILE…``: take in histories, one article a line of JSON."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.history import BadLine, Imported, parse_line, take_in

logger = logging.getLogger(__name__)


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """The file's bytes; ``-`` is standard input."""
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as stream:
        yield stream


class Command(BaseCommand):
    """Takes in histories: idempotent, streaming, and a bad line costs only itself."""

    help = "Take in article histories from JSON Lines files (- is standard input). Safe to repeat."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read file after file, line after line."""
        done = Imported()
        for name in options["files"]:
            try:
                with opened(name) as stream:
                    self._take_in_all(name, stream, done, options["verbosity"])
            except OSError as error:
                raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
        if options["verbosity"]:
            self.stdout.write(
                f"{done.lines} lines: {done.articles} new articles, {done.versions} new versions, "
                f"{done.events} new events; {done.known} versions were known already; {done.bad} bad lines."
            )
        if done.bad:
            raise CommandError(f"{done.bad} lines were not taken in; the reasons stand above.")

    def _take_in_all(self, name: str, stream: IO[bytes], done: Imported, verbosity: int) -> None:
        size = Path(name).stat().st_size if name != "-" and Path(name).is_file() else None
        with tqdm(total=size, unit="B", unit_scale=True, leave=False, disable=None if verbosity else True) as bar:
            for number, line in enumerate(stream, 1):
                bar.update(len(line))
                if not line.strip():
                    continue
                done.lines += 1
                if reason := self._take_in_line(line, done):
                    done.bad += 1
                    self.stderr.write(f"{name}, line {number}: {reason}")

    def _take_in_line(self, line: bytes, done: Imported) -> str:
        """Take in one line; the reason if it was not possible."""
        try:
            take_in(parse_line(line.decode("utf-8-sig")), done)
        except UnicodeDecodeError as error:
            return f"it is not UTF-8: byte {error.start} is wrong"
        except BadLine as error:
            return str(error)
        except Exception as error:  # one line's trouble must not lose the rest
            logger.exception("import failed")
            return f"{type(error).__name__}: {error}"
        return ""
