"""``manage.py dump FOLDER``: a dump of the whole public archive, one file a day."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.history import export
from articles.models import Article
from articles.parquet import ParquetMissing, write_parquet

_NAME = re.compile(r"newsdiffs-\d{4}-\d\d-\d\d\.(jsonl\.gz|parquet)")
_KEPT = 7


class Command(BaseCommand):
    """Writes today's dump with its SHA-256, and drops old ones. A reader never sees half a file."""

    help = "Dump the public archive into a folder, one file a day with its checksum, and drop old dumps. For cron."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--format", choices=("jsonl", "parquet"), default="jsonl", help="default: jsonl, gzipped")
        parser.add_argument("--keep", type=int, default=_KEPT, metavar="N", help=f"dumps to keep (default {_KEPT})")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write beside, then put in place."""
        folder: Path = options["folder"]
        if options["keep"] < 1:
            raise CommandError("--keep must be at least 1.")
        ending = "parquet" if options["format"] == "parquet" else "jsonl.gz"
        path = folder / f"newsdiffs-{timezone.now():%Y-%m-%d}.{ending}"
        partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._write(partial, options["format"])
            digest = _sha256(partial)
            partial.replace(path)
            _put(path.with_name(path.name + ".sha256"), f"{digest}  {path.name}\n")
            dropped = _prune(folder, ending, options["keep"])
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written: {error.strerror}.") from error
        except ParquetMissing as error:
            raise CommandError(f"{error}.") from error
        finally:
            partial.unlink(missing_ok=True)
        if options["verbosity"]:
            self.stdout.write(f"{path} ({path.stat().st_size:,} bytes) is written; {dropped} old dumps were dropped.")

    def _write(self, path: Path, form: str) -> None:
        lines = export(Article.objects.visible().filter(version_count__gte=1))
        if form == "parquet":
            write_parquet(lines, path)
            return
        with gzip.open(path, "wt", encoding="utf-8", newline="\n") as stream:
            for line in lines:
                stream.write(line + "\n")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _put(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _prune(folder: Path, ending: str, keep: int) -> int:
    """Drop all but the newest dumps of this kind; nothing else in the folder is touched."""
    dumps = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.name.endswith(ending))
    for path in dumps[:-keep]:
        path.unlink()
        path.with_name(path.name + ".sha256").unlink(missing_ok=True)
    return len(dumps[:-keep])
