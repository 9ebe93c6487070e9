"""The README names everything that an operator can run."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    files = (ROOT / "articles/management/commands").glob("[a-z]*.py")
    named = set(re.findall(r"[`\s]([a-z_]+)\b", readme))
    assert {file.stem for file in files} - named == set()
