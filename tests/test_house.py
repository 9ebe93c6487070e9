"""The shape of the house: which module may use which, and what no tracked file may say."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

DJANGO = ("django", "articles.models", "articles.views", "newsdiffs", "asgiref")
LEAVES = ("addresses", "answers", "blocks", "charset", "confirm", "decode", "discover", "extract", "guards", "noise",
          "rules", "schedule", "metadata", "feed_xml", "feed_values", "patterns", "tracking_parameters", "fetch",
          "robots", "survey", "reading")  # fmt: skip
ASKING = ("fetch", "track", "check", "feeds", "survey", "reading", "turns")  # what opens a socket, or leads to it


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules that a file imports by itself when it is loaded, in full."""
    found: set[str] = set()
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(without_type_checking(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: -node.level]) + "." if node.level else ""
            module = (base + (node.module or "")).rstrip(".")
            found.add(module)
            found.update(f"{module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def without_type_checking(tree: ast.Module) -> ast.Module:
    """The module without what is imported for type checkers alone."""
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING")
    ]
    return tree


def reached(path: Path) -> set[str]:
    """All modules that loading a file leads to, within the project and beyond."""
    found: set[str] = set()
    waiting = [path]
    while waiting:
        for name in imports(waiting.pop()) - found:
            found.add(name)
            file = ROOT / Path(*name.split("."))
            waiting += [p for p in (file.with_suffix(".py"), file / "__init__.py") if p.is_file()]
    return found


def modules(folder: str) -> list[Path]:
    """The Python files under a folder."""
    return sorted((ROOT / folder).rglob("*.py"))


def is_in(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a module is one of these or lies in one of them."""
    return any(name == package or name.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("path", modules("articles/diffing"), ids=lambda p: p.stem)
def test_the_diff_engine_knows_nothing_of_django(path: Path) -> None:
    assert not [name for name in reached(path) if is_in(name, DJANGO)]


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_leaves_of_scraping_know_nothing_of_django(leaf: str) -> None:
    assert not [name for name in reached(ROOT / f"articles/scraping/{leaf}.py") if is_in(name, DJANGO)]


@pytest.mark.parametrize("leaf", ["confirm", "discover", "extract", "guards", "noise", "schedule"])
def test_the_pure_leaves_open_no_socket_and_read_no_clock(leaf: str) -> None:
    path = ROOT / f"articles/scraping/{leaf}.py"
    assert not [name for name in reached(path) if is_in(name, ("aiohttp", "socket", "urllib.request"))]
    assert not re.search(r"\b(datetime\.now|utcnow|time\.time|monotonic)\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", modules("articles/models"), ids=lambda p: p.stem)
def test_the_models_open_no_socket(path: Path) -> None:
    assert not [name for name in reached(path) if is_in(name, tuple(f"articles.scraping.{name}" for name in ASKING))]


READERS = [
    *modules("articles/views"),
    *modules("articles/admin"),
    *modules("articles/templatetags"),
    *modules("articles/api"),
    *modules("articles/search"),
    *(ROOT / f"articles/{name}.py" for name in ("syndication", "stream", "marks", "memento", "urls")),
]


@pytest.mark.parametrize("path", READERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_serves_readers_never_fetches(path: Path) -> None:
    assert not [name for name in imports(path) if is_in(name, tuple(f"articles.scraping.{name}" for name in ASKING))]


def test_a_scraper_starts_without_what_only_the_site_needs() -> None:
    started = (
        "import sys, django; django.setup(); import articles.management.commands.scrape; "
        "print(*(name for name in ('ninja', 'pydantic', 'articles.api') if name in sys.modules))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "newsdiffs.settings"}
    done = subprocess.run(
        [sys.executable, "-c", started], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_only_the_lease_and_the_index_have_sql_of_their_own_for_each_engine() -> None:
    with_vendor = {p.name for p in modules("articles") if "connection.vendor" in p.read_text(encoding="utf-8")}
    assert with_vendor - {"0002_triggers.py", "0005_passages.py", "0019_autovacuum.py", "0021_pairs.py"} <= {
        "lease.py",
        "index.py",
    }


def test_only_the_settings_read_the_environment() -> None:
    found = {p.name for p in modules("articles") if re.search(r"os\.(environ|getenv)", p.read_text(encoding="utf-8"))}
    assert not found - {"run.py", "elsewhere.py", "newsdiffs.py"}  # which start others with an environment


def test_the_threat_model_names_tests_that_exist() -> None:
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) > 30
    for file, test in named:
        assert f"def {test or 'test_'}" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{test}"


def tracked() -> list[Path]:
    """The project's own files, as git knows them."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this is no git checkout")
    files = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    return [path for path in files if path.is_file()]


def test_no_file_names_a_registry_or_a_path_of_somebodys_machine() -> None:
    home = re.escape("/ho" + "me/") + r"[a-z]" + "|" + re.escape("/ro" + "ot/") + "|" + re.escape("/wo" + "rk/")
    forbidden = re.compile(rf"--(extra-)?index-url|files\.pythonhosted\.org|pypi\.org/simple|(?<![\w.]){home}")
    wrong = []
    for path in tracked():
        if path.suffix in {".png", ".ico", ".woff2"} or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        wrong += [f"{path.relative_to(ROOT)}: {match.group()}" for match in forbidden.finditer(text)]
    assert not wrong
