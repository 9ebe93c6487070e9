"""Histories in bulk: by source and day, resumed after the last article, and as Parquet that its readers read."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pyarrow import compute, parquet

from articles import parquet as ours
from articles.models import Article
from tests.make import T0, make_article, make_source

pytestmark = pytest.mark.django_db


def exported(*options: str) -> list[str]:
    """The addresses that an export with these options gives."""
    out = StringIO()
    call_command("export_history", *options, stdout=out)
    return [json.loads(line)["url"] for line in out.getvalue().splitlines()]


def test_an_export_is_of_the_days_asked_for_and_names_each_article_once() -> None:
    old = make_article([{"text": "One.", "seen_at": T0 - timedelta(days=40)}, {"text": "Two.", "seen_at": T0}])
    new = make_article([{"text": "One.", "seen_at": T0 + timedelta(days=3)}])
    assert exported("--since", "2026-09-01") == [old.url, new.url]
    assert exported("--since", "2026-11-02") == [new.url]
    assert exported("--until", "2026-11-01") == [old.url]
    with pytest.raises(CommandError, match="is no day"):
        exported("--since", "yesterday")


def test_an_export_goes_on_after_the_last_article_written(tmp_path: Path) -> None:
    urls = [make_article(["One."]).url for _ in range(4)]
    path = tmp_path / "out.jsonl"
    call_command("export_history", "--out", str(path), verbosity=0)
    whole = path.read_text()
    path.write_text("".join(whole.splitlines(keepends=True)[:2]))
    call_command("export_history", "--out", str(path), "--after", urls[1], verbosity=0)
    assert path.read_text() == whole
    assert exported("--after", urls[3]) == []
    with pytest.raises(CommandError, match="no article with the address"):
        exported("--after", "https://courier.example/unknown")


def test_parquet_has_a_row_for_each_version_as_its_readers_see_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ours, "ROWS", 2)  # so that there is more than one row group
    make_article(["It costs 12 million.", "It costs 19 million.", "It costs 20 million."])
    make_article(["北京 😀"], source=make_source("ledger"))
    path = tmp_path / "out.parquet"
    call_command("export_history", "--format", "parquet", "--out", str(path), verbosity=0)
    table = parquet.read_table(path)
    assert parquet.ParquetFile(path).num_row_groups == 2
    assert table.column("number").to_pylist() == [1, 2, 3, 1]
    assert table.column("text").to_pylist()[3] == "北京 😀"
    assert table.column("seen_at").to_pylist()[0] == T0
    versions = Article.objects.get(source__slug="courier").versions.all()
    assert table.column("level").to_pylist()[:3] == [None, *(version.level for version in versions[1:])]
    assert compute.sum(table.column("words_added")).as_py() == sum(version.words_added for version in versions)
    assert json.loads(table.column("change").to_pylist()[1])["reasons"]


def test_parquet_needs_a_file_and_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="--out"):
        call_command("export_history", "--format", "parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CommandError, match="pip install"):
        call_command("export_history", "--format", "parquet", "--out", str(tmp_path / "x"), verbosity=0)
