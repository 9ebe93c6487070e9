"""What is installed is pinned to the byte, and complete."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.peer_programs import PEERS, version
from newsdiffs.audit import told
from tests.conftest import ROOT

FILES = ("base.txt", "alerts.txt", "dev.txt", "audit.txt")
_PIN = re.compile(r"([\w.-]+)==([\w.+!-]+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def pins(name: str) -> dict[str, str]:
    """The versions in a file of pins; fails where anything but pins with hashes stands in it."""
    text = (ROOT / "requirements" / name).read_text()
    assert not _PIN.sub("", text), f"{name} holds something that is no pin with hashes"
    return {match[1]: match[2] for match in _PIN.finditer(text)}


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned_with_the_hashes_of_its_files(name: str) -> None:
    assert len(pins(name)) > 40


@pytest.mark.parametrize("name", PEERS)
def test_the_programs_we_compare_with_are_pinned_as_well(name: str) -> None:
    assert pins(f"peers/{name}.txt")[canonicalize_name(name)] == version(name)


def test_what_the_project_asks_for_is_pinned_within_its_range() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for name, wanted in (
        ("base.txt", project["dependencies"]),
        ("alerts.txt", project["dependencies"] + project["optional-dependencies"]["alerts"]),
        ("dev.txt", project["dependencies"] + project["optional-dependencies"]["dev"]),
    ):
        pinned = pins(name)
        for requirement in map(Requirement, wanted):
            assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement


def test_tests_run_on_the_versions_that_production_runs_on() -> None:
    assert pins("base.txt").items() <= pins("dev.txt").items()


@pytest.mark.parametrize("file", ["Makefile", "deploy/Dockerfile"])
def test_nothing_is_installed_without_its_hash(file: str) -> None:
    installs = [line for line in (ROOT / file).read_text().splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)


def test_an_audit_that_could_ask_nobody_does_not_pass_for_a_clean_one() -> None:
    fine: dict[str, Any] = {"name": "a", "version": "1", "vulns": []}
    skipped: dict[str, Any] = {"name": "b", "version": "2", "skip_reason": "not found"}
    bad: dict[str, Any] = {"name": "c", "version": "3", "vulns": [{"id": "CVE-1", "fix_versions": ["3.1"]}]}
    assert told([fine]) == (["No known vulnerability in 1 packages."], 0)
    assert told([fine, skipped])[1] == 2
    assert "NOT AUDITED: 1 of 2" in told([fine, skipped])[0][-1]
    assert told([fine, skipped, bad])[1] == 1
    assert "c 3: CVE-1, mended in 3.1" in told([bad])[0]
