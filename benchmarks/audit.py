"""The judgement of others on our pages: the Nu HTML checker on every kind of page, Lighthouse on three of them.

    npm install --prefix /tmp/audit vnu-jar lighthouse
    python -m benchmarks.audit --modules /tmp/audit/node_modules

The site is served as in production, with the sample histories. Java and Chromium must be there; what is missing is
named and left out. Lighthouse is run as it comes (a slow phone on a slow network, by its own simulation).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.archive import Archive
from benchmarks.reading import served
from tests.conftest import ROOT

LEAST = 0.95
ARTICLE = "/articles/3/"  # of the samples
PAGES = {
    "home": "/", "filters": "/?level=all&headline=1", "wrong filter": "/?level=none", "sources": "/sources/",
    "source": "/sources/demo-courier/", "article": ARTICLE, "version": f"{ARTICLE}versions/2/",
    "origins": f"{ARTICLE}origins/", "copies": f"{ARTICLE}copies/", "diff": f"{ARTICLE}diff/1/2/",
    "inline": f"{ARTICLE}diff/1/2/?view=inline", "no version": f"{ARTICLE}diff/2/99/", "search": "/search/",
    "found": "/search/?q=the&in=all", "removed": "/search/?q=the&in=removed", "wrong search": "/search/?q=%22",
    "lookup": "/lookup/", "unknown": "/lookup/?url=https://x.example/a", "about": "/about/", "api": "/api/docs",
    "nowhere": "/nowhere/",
}  # fmt: skip
JUDGED = ("home", "article", "diff")


def main() -> int:
    """Print what they find; the exit status says whether it is fine."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--modules", type=Path, required=True, help="the node_modules with vnu-jar and lighthouse")
    modules = options.parse_args().modules
    with tempfile.TemporaryDirectory() as name:
        archive = Archive(Path(name), "")
        archive.manage("migrate", "--verbosity", "0")
        archive.manage("load_sources")
        archive.manage("import_history", *sorted(map(str, (ROOT / "seeds" / "histories").glob("*.jsonl"))))
        with served(archive) as (port, _):
            fine = [check(modules, f"http://127.0.0.1:{port}", Path(name)), judge(modules, f"http://127.0.0.1:{port}")]
    return int(not all(fine))


def check(modules: Path, site: str, folder: Path) -> bool:
    """The Nu HTML checker on every page; whether it found nothing."""
    jar = modules / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not jar.exists() or not shutil.which("java"):
        print(f"The Nu HTML checker is left out: it needs java and {jar}.")
        return True
    files: list[Path] = []
    for said, path in PAGES.items():
        files.append(folder / f"{said.replace(' ', '-')}.html")
        files[-1].write_bytes(fetch(site + path))
    done = subprocess.run(
        ["java", "-jar", jar, "--format", "text", *files], capture_output=True, text=True, check=False
    )
    print(f"Nu HTML checker, {len(files)} pages: {done.stderr.strip() or 'no errors, no warnings'}")
    return done.returncode == 0


def fetch(url: str) -> bytes:
    """The page at an address, also where it is an apology."""
    try:
        with urllib.request.urlopen(url) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as sorry:
        return sorry.read()


def judge(modules: Path, site: str) -> bool:
    """Lighthouse on home, article and diff; whether all its scores are high enough."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    program = modules / ".bin" / "lighthouse"
    if not program.exists() or not chromium:
        print(f"Lighthouse is left out: it needs Chromium and {program}.")
        return True
    fine = True
    for said in JUDGED:
        command = [
            str(program),
            site + PAGES[said],
            "--quiet",
            "--output=json",
            "--chrome-flags=--headless --no-sandbox",
        ]
        environment = os.environ | {"CHROME_PATH": chromium}
        done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True)
        scores = {name: part["score"] for name, part in json.loads(done.stdout)["categories"].items()}
        fine &= all(score is not None and score >= LEAST for score in scores.values())
        print(f"Lighthouse, {said}: {', '.join(f'{name} {score}' for name, score in scores.items())}")
    print(f"Load while it ran: {os.getloadavg()[0]:.1f}")
    return fine


if __name__ == "__main__":
    raise SystemExit(main())
