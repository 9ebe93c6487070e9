"""MediaWiki's wikidiff2 as a tool of the diff bench: an extension of PHP, so it runs in one long-lived php process.

On Debian it is the package php-wikidiff2 beside php-cli.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from select import select
from typing import Any

WORKER = Path(__file__).with_suffix(".php")
GIVE_UP_SECONDS = 30
_CONTEXT, _ADDED, _REMOVED, _CHANGED, _MOVED_FROM, _MOVED_TO = range(6)

Spans = list[tuple[str, str]]
Row = dict[str, Any]


class Wikidiff2:
    """wikidiff2's rows, block by block; `ms` is the CPU time of its latest diff alone, without PHP or JSON."""

    def __init__(self) -> None:
        """Raise ImportError where PHP or the extension is not installed."""
        php = shutil.which("php")
        modules = subprocess.run([php, "-m"], capture_output=True, text=True, check=False).stdout if php else ""
        if php is None or "wikidiff2" not in modules.split():
            raise ImportError("PHP with wikidiff2 is not installed (Debian: php-cli and php-wikidiff2)")
        self._php = subprocess.Popen(
            [php, "-d", "memory_limit=2G", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.ms = 0.0

    def __call__(self, old: Sequence[str], new: Sequence[str]) -> list[Row]:
        if self._php.stdin is None or self._php.stdout is None:
            raise RuntimeError("the php process has no pipes")
        if list(old) == list(new):
            self.ms = 0.0  # of equal texts it says nothing at all
            return [_row("same", [k], [k], [("=", text)], [("=", text)]) for k, text in enumerate(old)]
        self._php.stdin.write(json.dumps(["\n".join(old), "\n".join(new)]) + "\n")
        self._php.stdin.flush()
        if not select([self._php.stdout], [], [], GIVE_UP_SECONDS)[0]:
            self.close()
            raise TimeoutError(f"wikidiff2 took more than {GIVE_UP_SECONDS} s")
        milliseconds, _, diff = self._php.stdout.readline().partition(" ")
        self.ms = float(milliseconds)
        return list(_rows(json.loads(diff)["diff"]))

    def close(self) -> None:
        """End the php process."""
        self._php.kill()
        self._php.wait()


def _rows(lines: Sequence[dict[str, Any]]) -> Iterator[Row]:
    """Rows with the fields that the bench reads, from the lines of the inline JSON format."""
    numbers = {line["moveInfo"]["id"]: place for line, place in _placed(lines) if "moveInfo" in line}
    spans = {line["moveInfo"]["id"]: _sides(line) for line in lines if line["type"] == _MOVED_TO}
    for line, (i, j) in _placed(lines):
        left, right = _sides(line)
        if line["type"] in (_CONTEXT, _CHANGED):
            yield _row("same" if line["type"] == _CONTEXT else "changed", [i], [j], left, right)
        elif line["type"] == _ADDED:
            yield _row("added", [], [j], [], [("+", line["text"])])
        elif line["type"] == _REMOVED:
            yield _row("removed", [i], [], [("-", line["text"])], [])
        elif line["type"] == _MOVED_FROM:
            peer = line["moveInfo"]["linkId"]
            yield _row("moved-from", [i], [], spans[peer][0], [], [numbers[peer][1]])
        else:
            yield _row("moved-to", [], [j], [], right, [numbers[line["moveInfo"]["linkId"]][0]])


def _placed(lines: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], tuple[int, int]]]:
    """Each line with the numbers of the next block on either side."""
    i = j = 0
    for line in lines:
        yield line, (i, j)
        i += line["type"] not in (_ADDED, _MOVED_TO)
        j += line["type"] not in (_REMOVED, _MOVED_FROM)


def _sides(line: dict[str, Any]) -> tuple[Spans, Spans]:
    """The spans of both sides of a line in which old and new words stand mixed; ranges count bytes."""
    text = line["text"].encode()
    left: Spans = []
    right: Spans = []
    position = 0
    for piece in (*line.get("highlightRanges", ()), {"start": len(text), "length": 0, "type": 0}):
        kept = text[position : piece["start"]].decode()
        position = piece["start"] + piece["length"]
        marked = text[piece["start"] : position].decode()
        left.append(("=", kept))
        right.append(("=", kept))
        if piece["type"] == 0:
            right.append(("+", marked))
        else:
            left.append(("-", marked))
    return left, right


def _row(kind: str, old: list[int], new: list[int], left: Spans, right: Spans, peer: Sequence[int] = ()) -> Row:
    return {
        "kind": kind, "old": old, "new": new, "peer": list(peer),
        "old_spans": [left] * len(old), "new_spans": [right] * len(new),
    }  # fmt: skip
