"""Daily dumps: whole or not there, with a checksum, without what is hidden, and old ones go."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pyarrow import parquet

from tests.make import T0, make_article

pytestmark = pytest.mark.django_db


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_dump_is_whole_has_its_checksum_and_leaves_out_what_is_hidden(tmp_path: Path) -> None:
    folder = tmp_path / "dumps"
    shown = make_article(["One.", "Two."])
    make_article(["Hidden."], hidden_at=T0, hidden_reason="a court said so")
    for _ in range(2):  # a second run on a day takes the first one's place
        call_command("dump", str(folder), verbosity=0)
    name = f"newsdiffs-{timezone.now():%Y-%m-%d}.jsonl.gz"
    assert names(folder) == [name, f"{name}.sha256"]
    lines = gzip.decompress((folder / name).read_bytes()).decode().splitlines()
    assert [json.loads(line)["url"] for line in lines] == [shown.url]
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert (folder / f"{name}.sha256").read_text() == f"{digest}  {name}\n"


def test_old_dumps_go_and_nothing_else_does(tmp_path: Path) -> None:
    make_article(["One."])
    old = [f"newsdiffs-2026-01-0{day}.jsonl.gz" for day in (1, 2, 3)]
    for name in [*old, old[0] + ".sha256", "notes.txt", "newsdiffs-2026-01-01.parquet"]:
        (tmp_path / name).write_text("x")
    call_command("dump", str(tmp_path), "--keep", "2", verbosity=0)
    left = names(tmp_path)
    assert old[2] in left
    assert {"notes.txt", "newsdiffs-2026-01-01.parquet"} < set(left)
    assert not {old[0], old[1], old[0] + ".sha256"} & set(left)
    with pytest.raises(CommandError, match="at least 1"):
        call_command("dump", str(tmp_path), "--keep", "0")


def test_a_dump_that_fails_leaves_yesterday_s_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_article(["One."])
    call_command("dump", str(tmp_path), verbosity=0)
    before = names(tmp_path)

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device", "disk")

    monkeypatch.setattr("articles.management.commands.dump.export", broken)
    with pytest.raises(CommandError, match="No space left"):
        call_command("dump", str(tmp_path), verbosity=0)
    assert names(tmp_path) == before


def test_a_dump_may_be_parquet(tmp_path: Path) -> None:
    make_article(["One.", "Two."])
    call_command("dump", str(tmp_path), "--format", "parquet", verbosity=0)
    (path,) = tmp_path.glob("*.parquet")
    assert parquet.read_table(path).num_rows == 2
