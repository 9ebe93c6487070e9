"""Histories as Parquet, one version a row, for DuckDB, pandas and their like. Needs pyarrow (the extra ``parquet``)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from dateutil.parser import isoparse

ROWS = 2000  # versions in a row group, and so in memory

_TIMES = ("seen_at", "published_at", "modified_at")
_TEXTS = ("title", "standfirst", "byline", "language", "text", "kinds", "html", "text_sha256", "capture_sha256")


class ParquetMissing(RuntimeError):
    """pyarrow is not installed."""


def write_parquet(lines: Iterable[str], path: Path) -> int:
    """Write exported histories (articles.history.export), a few at a time; how many articles they were.

    Raises ParquetMissing, with what to install.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ParquetMissing("Parquet needs pyarrow, which is not installed: pip install 'pyarrow>=20'") from error
    schema = _schema(pyarrow)
    count = 0
    rows = ((line_number, row) for line_number, line in enumerate(lines, 1) for row in _rows(json.loads(line)))
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(rows, ROWS)):
            count = batch[-1][0]
            writer.write_table(pyarrow.Table.from_pylist([row for _, row in batch], schema=schema))
    return count


def _schema(pyarrow: Any) -> Any:
    moment = pyarrow.timestamp("us", tz="UTC")
    return pyarrow.schema(
        [("source", pyarrow.string()), ("url", pyarrow.string()), ("number", pyarrow.int32())]
        + [(name, moment) for name in _TIMES]
        + [(name, pyarrow.string()) for name in _TEXTS]
        + [("level", pyarrow.string()), ("significance", pyarrow.float64())]
        + [(name, pyarrow.int32()) for name in ("words_added", "words_removed")]
        + [(name, pyarrow.bool_()) for name in ("headline_changed", "notice", "stealth")]
        + [("change", pyarrow.string()), ("events", pyarrow.string())]
    )


def _rows(history: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """A row for each version; the whole change and the article's events go along as JSON."""
    events = json.dumps(history["events"], ensure_ascii=False)
    for version in history["versions"]:
        change = version["change"]
        row = {name: version[name] for name in ("number", *_TEXTS)}
        row |= {name: isoparse(version[name]) if version[name] else None for name in _TIMES}
        row |= {name: change[name] for name in _FLAT} if change else {}
        said = json.dumps(change, ensure_ascii=False) if change else None
        yield row | {"source": history["source"], "url": history["url"], "change": said, "events": events}


_FLAT = ("level", "significance", "words_added", "words_removed", "headline_changed", "notice", "stealth")
